"""Whole runs on a small register: what is made, what is made again, and what stops."""

import hashlib
import shutil
from pathlib import Path

import polars as pl
import pytest
from sampling import IS_ALL, draw

from dialogmote.contracts.artifacts import ARTIFACTS, CONTROL_GROUPS, OUTCOMES

CHAIN_OF_TABLE_4 = {
    "simulate_register", "verify_extracts", "build_cohort", "estimate_season", "code_panel", "estimate_did",
    "estimate_table_4", "assess_cells", "disclose_exhibit", "tabulate_exhibit", "table_4",
}  # fmt: skip
NOT_COMPARED = {"logs", "benchmarks", "record"}
# Targets that together need every restricted artifact.
EVERY_NUMBER = (
    "register_fidelity", "planted_vs_estimated", "check_estimates", "figure_1", "figure_7", "figure_8", "figure_v1",
    "figure_v2", "case_agreement", "case_offices_correlations",
)  # fmt: skip
# What stands for them in `make test`: the regressions of one exhibit, and some others drawn beside them.
REGRESSIONS = "figure_8"
FURTHER = ("figure_1", "figure_7", "figure_v1", "table_3", "case_agreement", "case_offices_correlations")
NUMBER_DRAWN = 2


def digests(results):
    """Digest of every file that must not change from run to run."""
    files = [path for path in sorted(results.rglob("*")) if path.is_file()]
    names = {path.relative_to(results): path for path in files}
    return {
        name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in names.items()
        if name.parts[0] not in NOT_COMPARED
    }


def test_whole_run_leaves_the_report_and_its_exhibits(ran):
    results = ran.folder / "results"
    page = (results / "released" / "report.en.html").read_text()
    assert 'lang="en"' in page and "http://" not in page.replace("http://www.w3.org", "")
    for exhibit in (results / "restricted" / "exhibits").glob("*.parquet"):
        assert exhibit.stem in ARTIFACTS
        assert list(pl.read_parquet(exhibit).columns) == list(ARTIFACTS[exhibit.stem].columns())
        if exhibit.stem != "published_vs_reproduced":
            assert (results / "released" / "exhibits" / f"{exhibit.stem}.csv").exists()
    assert (results / "released" / "published_vs_reproduced.csv").exists()
    assert (results / "released" / "release_manifest.json").exists()


def test_nothing_by_row_is_released(ran):
    for path in (ran.folder / "results" / "released").rglob("*.parquet"):
        assert not {"spell_id", "person_id"} & set(pl.read_parquet_schema(path))


def test_table_4_has_every_specification(ran):
    table = pl.read_parquet(ran.folder / "results" / "restricted" / "exhibits" / "table_4.parquet")
    keys = {(outcome, group, trends) for outcome in OUTCOMES for group in CONTROL_GROUPS for trends in (False, True)}
    assert set(table.select("outcome", "control_group", "group_trends").iter_rows()) == keys


def test_second_run_does_nothing(ran):
    assert ran.planned("report") == {}


def test_two_runs_give_the_same_bytes_whatever_the_cores(ran, fresh):
    """Under `make test-all` every number is compared, and some figures and tables in each format.

    `make test` compares the regressions of one exhibit and a sample of the others, from the register on.
    """
    targets = EVERY_NUMBER if IS_ALL else (REGRESSIONS, *draw(FURTHER, NUMBER_DRAWN))
    fresh.run(*targets, cores=1, LC_ALL="C", TZ="Pacific/Auckland")
    first, second = digests(ran.folder / "results"), digests(fresh.folder / "results")
    of_release = ("restricted/release_", "restricted/seals/")
    numbers = {name for name in first if name.startswith("restricted/") and not name.startswith(of_release)}
    assert second.keys() <= first.keys() and (numbers <= second.keys() or not IS_ALL)
    assert {"restricted/cohort.parquet", "restricted/panel.parquet"} <= second.keys()
    # The record lists the jobs of other targets too; that its entries are equal: test_traced_runs.
    moved = [name for name in second if first[name] != second[name]]
    assert set(moved) <= {"restricted/provenance.json"}


def test_table_4_builds_only_its_own_chain(fresh):
    assert set(fresh.planned("table_4")) == CHAIN_OF_TABLE_4


# What has to run again, counted by hand from who reads what: no more, no less. One language.
PAGE = {"render_page": 1, "render_document": 1, "disclose_manifest": 1, "check_release": 1, "report": 1}
DATA = PAGE | {"render_package": 1}  # whatever changes released data changes its description
AFTER_COMPARISON = {
    "assess_comparison": 1, "assess_fidelity": 1, "render_comparison": 1, "disclose_comparison": 1,
    "disclose_fidelity": 1,
} | DATA  # fmt: skip
AFTER_PANEL = {
    "code_panel": 1, "estimate_did": 2, "estimate_weekly_effects": 2,
    "estimate_grade_effects": 2, "estimate_figure_3": 1, "estimate_figure_8": 1, "estimate_figure_v2": 1,
    "estimate_figure_v3": 1, "estimate_table_4": 1, "estimate_table_4_no_controls": 1, "estimate_table_v1": 1,
    "estimate_period_contrasts": 1, "estimate_meeting_levels": 1, "check_engines": 4, "check_models": 1,
    "assess_planted": 1, "assess_cells": 1, "estimate_heterogeneity": 1, "estimate_inference": 4,
    "estimate_inference_panel": 1, "estimate_honest_trends": 1,
} | AFTER_COMPARISON  # fmt: skip
AFTER_COHORT = {
    "build_cohort": 1, "build_monthly_grades": 1, "estimate_season": 1, "estimate_weekly_season": 1,
    "estimate_grade_season": 1, "assess_claims": 1, "estimate_recovery_hazards": 2, "estimate_hazard_contrasts": 1,
    "estimate_figure_1": 1, "estimate_figure_2": 1, "estimate_figure_4": 1, "estimate_figure_7": 1,
    "estimate_figure_v1": 1, "estimate_table_1": 1, "estimate_table_2": 1, "estimate_table_3": 1,
    "estimate_answers_cross": 1, "estimate_excluded_groups": 1, "plot_map": 1,
} | AFTER_PANEL  # fmt: skip


@pytest.mark.parametrize(
    ("config", "rerun"),
    [
        (
            {"bootstrap": {"draws": 201}},
            {"assess_agreement": 1, "disclose_exhibit": 1, "plot_figure": 1, "tabulate_exhibit": 1} | DATA,
        ),
        (
            {"inference": {"draws": 199}},
            {"estimate_inference": 4, "estimate_inference_panel": 1, "disclose_exhibit": 1, "plot_figure": 1}
            | {"tabulate_exhibit": 1}
            | DATA,
        ),
        (
            # figures 3, 8, 9, 10, v2 to v5; table 4, with and without controls, by method and by group; table v1,
            # robust intervals, pre-trend tests, their power, contrasts of periods, meeting levels, the check, planted
            # beside estimated; no season step before. Figures 4 to 7 and table 3 hide what figure 3 hides
            {"season": {"adjust": False}},
            {"disclose_exhibit": 25, "plot_figure": 15, "tabulate_exhibit": 15} | AFTER_PANEL,
        ),
        (
            # all but the interview study; attrition is a figure and a table; the map has areas of its own
            {"register": {"seed": 7}},
            {"simulate_register": 1, "verify_extracts": 1, "estimate_figure_1_areas": 1, "disclose_exhibit": 37}
            | {"plot_figure": 18, "tabulate_exhibit": 22}
            | AFTER_COHORT,
        ),
    ],
    ids=["draws", "inference draws", "season", "seed"],
)
def test_changed_value_reruns_exactly_what_depends_on_it(ran, config, rerun):
    assert ran.planned("report", config=config) == rerun


@pytest.mark.parametrize(
    ("module", "rerun"),
    [
        (
            # counts the cases for both: agreement, and the two exhibits of the case experiment
            "dialogmote/estimate/agreement.py",
            {"assess_agreement": 1, "assess_cases": 1, "disclose_exhibit": 3, "plot_figure": 2, "tabulate_exhibit": 5}
            | AFTER_COMPARISON,
        ),
        (
            "dialogmote/cohort/meetings.py",
            # by panel as for the season; and attrition, figures 1, 2, 4 to 7, v1, tables 1 to 3, the answers crossed,
            # the excluded groups, the contrasts of hazards
            {"disclose_exhibit": 35, "plot_figure": 18, "tabulate_exhibit": 21} | AFTER_COHORT,
        ),
        ("dialogmote/present/figures/figure_3.py", {"plot_figure": 1} | PAGE),
        ("dialogmote/present/words/figure_9.py", {"plot_figure": 1} | PAGE),
        ("resources/texts/en/table_1.yaml", {"tabulate_exhibit": 1} | PAGE),
        (
            "scripts/assess_offices.py",
            {"assess_offices": 1, "disclose_exhibit": 2, "tabulate_exhibit": 4} | AFTER_COMPARISON,
        ),
    ],
    ids=["agreement", "meetings", "figure", "words", "text", "script"],
)
def test_changed_code_reruns_exactly_its_users(copied, module, rerun):
    with (copied.folder / module).open("a") as file:
        file.write("# changed\n")
    assert copied.planned("report") == rerun


def test_simulated_extracts_read_as_real_ones_give_the_same_numbers(ran, fresh):
    register = fresh.folder / "extracts"
    shutil.copytree(ran.folder / "results" / "restricted" / "register", register)
    (register / "truth.parquet").unlink()
    config = {"register": {"source": "extracts", "path": str(register)}, "languages": ["nb"]}
    planned = fresh.planned("report", config=config)
    assert planned["render_page"] == 1 and "assess_planted" not in planned and "simulate_register" not in planned
    fresh.run("table_4", "attrition", "figure_1", "input_report", config=config)  # a whole run takes minutes
    assert (fresh.folder / "results" / "released" / "figures" / "figure_1.nb.svg").exists()
    for name in ("cohort.parquet", "exclusions.parquet", "exhibits/table_4.parquet", "exhibits/attrition.parquet"):
        made, expected = (folder / "results" / "restricted" / name for folder in (fresh.folder, ran.folder))
        assert pl.read_parquet(made).equals(pl.read_parquet(expected)), name
    stopped = fresh.run("report", check=False)
    assert stopped.returncode != 0 and "RESULTS=" in stopped.stdout + stopped.stderr


def test_renamed_column_is_mapped_by_the_configuration(ran, fresh):
    register = fresh.folder / "extracts"
    shutil.copytree(ran.folder / "results" / "restricted" / "register", register)
    spells = register / "sykefravar_tilfelle.parquet"
    pl.read_parquet(spells).rename({"gj_uforg": "snitt_grad"}).write_parquet(spells)
    config = {"register": {"source": "extracts", "path": str(register)}}
    stopped = fresh.run("verify", config=config, check=False)
    assert stopped.returncode != 0 and "gj_uforg" in stopped.stdout + stopped.stderr
    columns = {"sykefravar_tilfelle": {"columns": {"gj_uforg": "snitt_grad"}}}
    fresh.run("cohort", config=config | {"extracts": columns})
    made, expected = (folder / "results/restricted/cohort.parquet" for folder in (fresh.folder, ran.folder))
    assert pl.read_parquet(made).equals(pl.read_parquet(expected))


def test_bad_extracts_stop_with_every_violation_and_leave_failing_rows_restricted(ran, fresh):
    register = fresh.folder / "extracts"
    shutil.copytree(ran.folder / "results" / "restricted" / "register", register)
    spells = register / "sykefravar_tilfelle.parquet"
    frame = pl.read_parquet(spells).with_row_index("row")
    spoilt = frame.with_columns(
        pl.when(pl.col("row") < 3).then(-7.25).otherwise("stillingsprosent").alias("stillingsprosent")
    )
    spoilt.drop("row").write_parquet(spells)
    (register / "aap.parquet").write_bytes(b"")
    stopped = fresh.run("verify", config={"register": {"source": "extracts", "path": str(register)}}, check=False)
    text = stopped.stdout + stopped.stderr
    assert stopped.returncode != 0
    assert "stillingsprosent" in text and "3 rows" in text and "aap" in text
    assert "7.25" not in text and "Traceback" not in text
    failed = list((fresh.folder / "results").rglob("sykefravar_tilfelle.*.parquet"))
    assert failed and all("restricted/failed_rows" in path.as_posix() for path in failed)
    assert sum(pl.read_parquet(path).height for path in failed) == 3


def test_unknown_key_stops_with_the_near_one(fresh):
    stopped = fresh.run("report", "--dry-run", config={"seasn": {"adjust": False}}, check=False)
    assert stopped.returncode != 0 and "did you mean 'season'" in stopped.stdout + stopped.stderr


def test_targets_read_like_a_table_of_contents(fresh):
    listed = fresh.run("--list-target-rules").stdout.splitlines()
    names = [line.split()[0] for line in listed]
    assert {"report", "cohort", "did", "table_3", "table_4", "figure_3", "figure_7", "figure_8", "attrition"} <= set(
        names
    )
    assert not [name for name in names if name.startswith(("plot_", "tabulate_"))]


def test_every_exhibit_is_a_target_of_its_own(ran):
    exhibits = {path.stem for path in (ran.folder / "results" / "released" / "exhibits").glob("*.parquet")}
    targets = {line.split()[0] for line in ran.run("--list-target-rules").stdout.splitlines()}
    assert exhibits - {"figure_1_areas", "figure_1_merged"} <= targets  # outlines and merged offices come with the map
    assert Path(ran.folder, "results", "restricted", "cohort.parquet").exists()

"""Scripts read, call the library once and write: run as functions, on small files."""

from datetime import date
from importlib import import_module
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import yaml
from cohort_builders import extracts, spell
from unit.study_builders import random_panel

from dialogmote.contracts import ContractError
from dialogmote.contracts.artifacts import CONTROL_GROUPS

PUBLISHED = Path(__file__).parents[2] / "resources" / "published"


def main_of(script):
    """The `main` of a script."""
    return import_module(f"scripts.{script}").main


def test_build_cohort_writes_cohort_exclusions_and_attrition(tmp_path):
    tables = extracts(
        sykefravar_tilfelle=[spell(150, spell_id=1), spell(150, date(2019, 3, 1), spell_id=2, person_id=2)],
        person=[{"person_id": 1}, {"person_id": 2, "birth_date": date(1940, 1, 1)}],
    )
    paths = {name: str(tmp_path / f"{name}.parquet") for name in tables}
    for name, frame in tables.items():
        frame.write_parquet(paths[name])
    outputs = {
        name: str(tmp_path / f"{name}.parquet") for name in ("cohort", "exclusions", "excluded_spells", "attrition")
    }
    main_of("build_cohort")(
        extracts=paths, **outputs, first_start="2015-01-01", last_start="2021-12-31", definitions={}
    )
    assert pl.read_parquet(outputs["cohort"])["spell_id"].to_list() == [1]
    assert pl.read_parquet(outputs["exclusions"])["step"].to_list() == ["over_66"]
    assert pl.read_parquet(outputs["attrition"])["spells_left"].to_list() == [2, 2, 2, 2, 1, 1]


def test_case_scripts_recompute_the_interview_study(tmp_path):
    table, figures = str(tmp_path / "case_table_8_7.parquet"), str(tmp_path / "case_figures_8.parquet")
    main_of("assess_cases")(
        table_8_7=str(PUBLISHED / "case_study_table_8_7.csv"),
        figures_8=str(PUBLISHED / "case_study_figures_8.csv"),
        case_table_8_7=table,
        case_figures_8=figures,
    )
    cases = pl.read_parquet(figures)
    unlike = cases.filter(pl.col("summoned") != pl.col("published_summoned"))
    assert unlike.select("case", "summoned", "published_summoned").rows() == [(2, 5, 6)]
    assert pl.read_parquet(table)["summoned"].is_sorted(descending=True)


def disclose(folder, frame, profile):
    """Run the gate's script on a frame as figure 3; the folder it writes to."""
    frame.write_parquet(folder / "figure_3.parquet")
    out = folder / "released"
    main_of("disclose_exhibit")(
        exhibit=str(folder / "figure_3.parquet"),
        beside=[],
        parquet=str(out / "figure_3.parquet"),
        csv=str(out / "figure_3.csv"),
        profile=profile,
    )
    return out


def test_release_writes_what_may_leave_as_parquet_and_csv(tmp_path):
    exhibit = pl.DataFrame({"month": [date(2015, 1, 1)], "meeting_share_pct": [100 / 3], "n": [103]})
    out = disclose(tmp_path, exhibit, "strict")
    assert pl.read_parquet(out / "figure_3.parquet").row(0) == (date(2015, 1, 1), 100 * 35 / 105, 105)
    assert pl.read_csv(out / "figure_3.csv", try_parse_dates=True)["n"].item() == 105


def test_release_without_a_profile_passes_an_exhibit_on_as_it_is(tmp_path):
    exhibit = pl.DataFrame({"month": [date(2015, 1, 1)], "meeting_share_pct": [1 / 3], "n": [3]})
    assert pl.read_parquet(disclose(tmp_path, exhibit, "none") / "figure_3.parquet").equals(exhibit)


def test_release_refuses_an_unknown_profile(tmp_path):
    frame = pl.DataFrame({"month": [date(2015, 1, 1)], "meeting_share_pct": [1.0], "n": [3]})
    with pytest.raises(ValueError, match="allowed: strict"):
        disclose(tmp_path, frame, "lenient")
    assert not (tmp_path / "released").exists()


def test_release_refuses_what_breaks_its_contract(tmp_path):
    with pytest.raises(ContractError, match="meeting_share_pct"):
        disclose(tmp_path, pl.DataFrame({"month": [date(2015, 1, 1)], "n": [3]}), "none")
    assert not (tmp_path / "released").exists()


def test_inference_scripts_put_every_part_into_one_panel(tmp_path):
    panel = random_panel(np.random.default_rng(1), n=500, n_offices=12, n_pilot=3)
    panel.write_parquet(tmp_path / "panel.parquet")
    parts = []
    for control_group, group_trends in product(CONTROL_GROUPS, (True, False)):
        parts.append(str(tmp_path / "inference" / f"{control_group}.{group_trends}.parquet"))
        main_of("estimate_inference")(
            panel=str(tmp_path / "panel.parquet"),
            inference=parts[-1],
            control_group=control_group,
            group_trends=group_trends,
            draws=99,
            seed=1,
        )
    made = str(tmp_path / "inference_panel.parquet")
    main_of("estimate_inference_panel")(inference=parts, inference_panel=made)
    assert pl.read_parquet(made).height == sum(pl.read_parquet(part).height for part in parts) == 24 * 9


def test_trend_script_writes_intervals_tests_and_power_of_both_outcomes(tmp_path):
    panel = random_panel(np.random.default_rng(1), n=900, n_offices=12, n_pilot=3)
    panel.write_parquet(tmp_path / "panel.parquet")
    made = {name: str(tmp_path / f"{name}.parquet") for name in ("honest_trends", "pretrend_tests", "pretrend_power")}
    main_of("estimate_honest_trends")(
        panel=str(tmp_path / "panel.parquet"),
        periods=yaml.safe_load((PUBLISHED.parents[1] / "config.yaml").read_text("utf-8"))["periods"],
        **made,
    )
    for path in made.values():
        assert set(pl.read_parquet(path)["outcome"]) == {"meeting", "duration"}

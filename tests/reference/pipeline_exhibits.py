"""How the pipeline makes each table that the independent program makes too: its own scripts, in one process."""

from importlib import import_module
from pathlib import Path

import polars as pl
import yaml

from dialogmote.contracts.extracts import EXTRACTS
from dialogmote.sources import find_extracts

CONFIG = yaml.safe_load((Path(__file__).parents[2] / "config.yaml").read_text())
WINDOW = {name: CONFIG["study"][name] for name in ("first_start", "last_start")}
PERIODS = {"periods": CONFIG["periods"]}
COUNTY = {"pilot_county": CONFIG["study"]["pilot_county"]}
GROUPS = ("national", "trondelag")
SEASON = {name: CONFIG["season"][name] for name in ("first_year", "last_year")}
# Script, its files by keyword (a file's name says which contract holds), its other keywords. A file with the name of an
# exhibit is that exhibit.
BUILDING = [
    (
        "build_cohort",
        {name: name for name in ("cohort", "exclusions", "excluded_spells", "attrition")},
        {**WINDOW, "definitions": CONFIG["definitions"]},
    ),
    ("estimate_season", {"cohort": "cohort", "season": "season"}, SEASON),
    ("code_panel", {"cohort": "cohort", "season": "season", "panel": "panel"}, {**PERIODS, **COUNTY}),
]
OF_COHORT = ["figure_2", "figure_4", "figure_v1", "table_1", "table_2", "answers_cross"]
OF_PANEL = ["figure_3", "figure_v2", "table_v1"]
DESCRIBING = [
    *((f"estimate_{name}", {"cohort": "cohort", name: name}, {}) for name in OF_COHORT),
    *((f"estimate_{name}", {"panel": "panel", name: name}, {}) for name in OF_PANEL),
    ("estimate_meeting_levels", {"panel": "panel", "meeting_levels": "meeting_levels"}, WINDOW),
    ("estimate_table_3", {"cohort": "cohort", "table_3": "table_3"}, {**PERIODS, **COUNTY}),
    ("estimate_figure_7", {"cohort": "cohort", "figure_7": "figure_7"}, {**PERIODS, **COUNTY}),
    ("estimate_figure_1", {"nav_enhet": "extracts/nav_enhet", "cohort": "cohort", "figure_1": "figure_1"}, {}),
    ("estimate_excluded_groups", {name: name for name in ("excluded_spells", "cohort", "excluded_groups")}, {}),
    *(
        ("estimate_recovery_hazards", {"cohort": "cohort", "recovery": figure}, {"figure": figure})
        for figure in ("figure_5", "figure_6")
    ),
    ("estimate_hazard_contrasts", {name: name for name in ("figure_5", "figure_6", "hazard_contrasts")}, {}),
]
BOTH_DID = {f"did_{group}": f"did/{group}" for group in GROUPS}
BOTH_PLAIN_DID = {f"did_{group}": f"did_no_controls/{group}" for group in GROUPS}
BOTH_CONTRASTS = {f"contrasts_{group}": f"did_contrasts/{group}" for group in GROUPS}
REGRESSIONS = [
    *(
        (
            "estimate_did",
            {
                "panel": "panel",
                "estimates": f"did/{group}",
                "contrasts": f"did_contrasts/{group}",
                "without_controls": f"did_no_controls/{group}",
            },
            {"control_group": group},
        )
        for group in GROUPS
    ),
    ("estimate_table_4", {**BOTH_DID, "table_4": "table_4"}, {}),
    ("estimate_figure_8", {**BOTH_DID, "figure_8": "figure_8"}, {}),
    ("estimate_table_4_no_controls", {**BOTH_PLAIN_DID, "table_4_no_controls": "table_4_no_controls"}, {}),
    ("estimate_period_contrasts", {**BOTH_CONTRASTS, "period_contrasts": "period_contrasts"}, {}),
    ("estimate_figure_v3", {"panel": "panel", "figure_v3": "figure_v3"}, PERIODS),
    ("estimate_heterogeneity", {name: name for name in ("panel", "cohort", "heterogeneity")}, {}),
]
WEEKLY_FIGURES = {"figure_9": "national", "figure_v4": "trondelag"}
MONTHLY_FIGURES = {"figure_10": "national", "figure_v5": "trondelag"}
GRADES = {"monthly_grades": "monthly_grades"}
BATCHES = [
    ("estimate_weekly_season", {"cohort": "cohort", "season_weekly": "season_weekly"}, SEASON),
    (
        "build_monthly_grades",
        {"cohort": "cohort", "sykmeldingsgrad_maned": "extracts/sykmeldingsgrad_maned", **GRADES},
        {},
    ),
    ("estimate_grade_season", {"cohort": "cohort", **GRADES, "season_grade": "season_grade"}, SEASON),
    *(
        (
            "estimate_weekly_effects",
            {"panel": "panel", "cohort": "cohort", "season": "season_weekly", "effects": figure},
            {"control_group": group},
        )
        for figure, group in WEEKLY_FIGURES.items()
    ),
    *(
        (
            "estimate_grade_effects",
            {"panel": "panel", **GRADES, "season": "season_grade", "effects": figure},
            {"control_group": group},
        )
        for figure, group in MONTHLY_FIGURES.items()
    ),
]
STEPS = [*BUILDING, *DESCRIBING, *REGRESSIONS, *BATCHES]


def call(script, **keywords):
    """Run one script's `main`."""
    import_module(f"scripts.{script}").main(**keywords)


def file_of(folder, name):
    """The file of a table, its folder made."""
    path = Path(folder) / f"{name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path)


def verify(register, folder):
    """Write the clean extracts, and return where they lie."""
    sources = find_extracts(str(register), list(EXTRACTS))
    extracts = {name: file_of(folder, f"extracts/{name}") for name in EXTRACTS}
    call(
        "verify_extracts",
        sources=sources,
        extracts=list(extracts.values()),
        input_report=file_of(folder, "input_report"),
        violations=file_of(folder, "violations"),
        failed_rows=str(Path(folder) / "failed_rows"),
        column_names={},
        allow_short_follow_up=[],
        **WINDOW,
    )
    return extracts


def make_by_pipeline(register, folder):
    """Every table by name, read back from the files that the scripts write."""
    extracts = verify(register, folder)
    made = {}
    for script, files, others in STEPS:
        paths = {keyword: file_of(folder, name) for keyword, name in files.items()}
        call(script, **paths, **others, **({"extracts": extracts} if script == "build_cohort" else {}))
        made |= {name: paths[keyword] for keyword, name in files.items() if "/" not in name}
    return {name: pl.read_parquet(path) for name, path in made.items()}

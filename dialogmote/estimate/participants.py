"""Who takes part: tables 2 and 3.

Source: RULES 22, 26. Both tables describe groups of spells by the same measures, unadjusted.
"""

from datetime import date

import polars as pl

from dialogmote.contracts.artifacts import Table2, Table3
from dialogmote.design.samples import by_comparison_group, without_pilot_offices
from dialogmote.estimate.means import mean_of, share_pct
from dialogmote.estimate.windows import StartWindow, started_in

FULL_GRADE = 1.0
GROUP_COLUMNS = {"pilot": "pilot", "national": "control_national", "trondelag": "control_trondelag"}
# What the two tables read of the cohort.
COHORT_COLUMNS = (
    "spell_id",
    "start_date",
    "county",
    "is_pilot",
    "office_residents",
    "age_years",
    "is_woman",
    "is_foreign_born",
    "is_part_time",
    "position_percent",
    "grade_mean",
    "meeting",
    "meeting_day",
    "duration",
    "lost_workdays",
)
# ASSUME table_2_whole_months: the windows of table 2 are whole months, as its headings say (RULES 26).
TABLE_2_WINDOWS = {
    "before_nov17_mar18": StartWindow(date(2017, 11, 1), date(2018, 3, 31)),
    "after_nov18_mar19": StartWindow(date(2018, 11, 1), date(2019, 3, 31)),
    "before_mar_sep18": StartWindow(date(2018, 3, 1), date(2018, 9, 30)),
    "after_mar_sep19": StartWindow(date(2019, 3, 1), date(2019, 9, 30)),
}
TABLE_2_MEASURES = (
    "meeting_share_pct",
    "meeting_day",
    "duration_days",
    "lost_workdays",
    "grade_pct",
    "graded_share_pct",
    "position_pct",
    "part_time_share_pct",
    "age_years",
    "women_share_pct",
    "foreign_born_share_pct",
)
TABLE_3_MEASURES = (
    "meeting_share_pct",
    "duration_days",
    "lost_workdays",
    "grade_pct",
    "graded_share_pct",
    "part_time_share_pct",
    "age_years",
    "women_share_pct",
    "foreign_born_share_pct",
    "office_residents",
    "n",
)


def table_2(cohort: pl.DataFrame) -> pl.DataFrame:
    """Spells with a meeting in two pairs of windows before and after the service, in the article's rows (RULES 26).

    The country without the pilot offices. Shares and grade in percent; `share_of_cohort_pct` is the spells with a
    meeting among all spells of the window. A window without meetings has n 0 and nulls.
    """
    spells = without_pilot_offices(cohort).sort("spell_id")
    described = {column: _describe_meetings(started_in(spells, window)) for column, window in TABLE_2_WINDOWS.items()}
    return _as_columns(described).select(list(Table2.columns()))


def table_3(cohort: pl.DataFrame, *, first_start: date, last_start: date, pilot_county: str) -> pl.DataFrame:
    """Descriptives before the service, unadjusted: spells that started from `first_start` to `last_start`, 2017 in the
    article, in its rows (RULES 26).

    Columns pilot, control_national, control_trondelag; shares and grade in percent, `office_residents` the mean over
    spells. A group without spells has n 0 and nulls.
    """
    spells = started_in(cohort, StartWindow(first_start, last_start)).sort("spell_id")
    groups = by_comparison_group(spells, pilot_county)
    described = {}
    for group, column in GROUP_COLUMNS.items():
        measures = _describe(groups[group])
        described[column] = {measure: measures[measure] for measure in TABLE_3_MEASURES}
    return _as_columns(described).select(list(Table3.columns()))


def _describe_meetings(spells: pl.DataFrame) -> dict[str, float | None]:
    """Table 2's rows for all spells of one window."""
    measures = _describe(spells.filter(pl.col("meeting")))
    ends = {"share_of_cohort_pct": share_pct(spells["meeting"]), "n": measures["n"]}
    return {measure: measures[measure] for measure in TABLE_2_MEASURES} | ends


def _describe(spells: pl.DataFrame) -> dict[str, float | None]:
    """Every measure of the two tables, over spells sorted by id; null over none, `meeting_day` over those with one."""
    grade = mean_of(spells["grade_mean"])
    return {
        "meeting_share_pct": share_pct(spells["meeting"]),
        "meeting_day": mean_of(spells["meeting_day"].drop_nulls()),
        "duration_days": mean_of(spells["duration"]),
        "lost_workdays": mean_of(spells["lost_workdays"]),
        "grade_pct": None if grade is None else 100 * grade,
        "graded_share_pct": share_pct(spells["grade_mean"] < FULL_GRADE),
        "position_pct": mean_of(spells["position_percent"]),
        "part_time_share_pct": share_pct(spells["is_part_time"]),
        "age_years": mean_of(spells["age_years"]),
        "women_share_pct": share_pct(spells["is_woman"]),
        "foreign_born_share_pct": share_pct(spells["is_foreign_born"]),
        "office_residents": mean_of(spells["office_residents"]),
        "n": float(spells.height),
    }


def _as_columns(described: dict[str, dict[str, float | None]]) -> pl.DataFrame:
    """One column a group, one row a measure, named in `row`."""
    rows = list(next(iter(described.values())))
    columns = {name: pl.Series(list(values.values()), dtype=pl.Float64) for name, values in described.items()}
    return pl.DataFrame({"row": rows} | columns)

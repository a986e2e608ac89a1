"""Descriptive exhibits: table 3 and figures 3 and 7."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from dialogmote.contracts.artifacts import Figure3, Figure7, Table3
from dialogmote.design.panel import first_and_last_start
from dialogmote.design.periods import Period
from dialogmote.design.samples import by_comparison_group, without_pilot_offices
from dialogmote.estimate.means import mean_of, means_by, share_pct

FULL_GRADE = 1.0
GROUP_COLUMNS = {"pilot": "pilot", "national": "control_national", "trondelag": "control_trondelag"}


def table_3(cohort: pl.DataFrame, *, first_start: date, last_start: date, pilot_county: str) -> pl.DataFrame:
    """Descriptives before the service, unadjusted: spells that started from `first_start` to `last_start`, 2017 in the
    article, in its rows (RULES 26).

    Columns pilot, control_national, control_trondelag; shares and grade in percent, `office_residents` the mean over
    spells. A group without spells has n 0 and nulls.
    """
    spells = cohort.filter(pl.col("start_date").is_between(first_start, last_start)).sort("spell_id")
    groups = by_comparison_group(spells, pilot_county)
    described = {column: _describe(groups[group]) for group, column in GROUP_COLUMNS.items()}
    rows = list(described["pilot"])
    columns = {name: pl.Series(list(values.values()), dtype=pl.Float64) for name, values in described.items()}
    return pl.DataFrame({"row": rows} | columns).select(list(Table3.columns()))


def _describe(spells: pl.DataFrame) -> dict[str, float | None]:
    grade = mean_of(spells["grade_mean"])
    return {
        "meeting_share_pct": share_pct(spells["meeting"]),
        "duration_days": mean_of(spells["duration"]),
        "lost_workdays": mean_of(spells["lost_workdays"]),
        "grade_pct": None if grade is None else 100 * grade,
        "graded_share_pct": share_pct(spells["grade_mean"] < FULL_GRADE),
        "part_time_share_pct": share_pct(spells["is_part_time"]),
        "age_years": mean_of(spells["age_years"]),
        "women_share_pct": share_pct(spells["is_woman"]),
        "foreign_born_share_pct": share_pct(spells["is_foreign_born"]),
        "office_residents": mean_of(spells["office_residents"]),
        "n": float(spells.height),
    }


def figure_3(panel: pl.DataFrame) -> pl.DataFrame:
    """Season-adjusted share with a meeting (percent) by start month, the country without the pilot offices.

    All months of the panel (RULES 23); `month` is its first day.
    """
    shares = means_by(without_pilot_offices(panel), ["start_month"], "meeting_adjusted", "spell_id")
    named = shares.rename({"start_month": "month", "meeting_adjusted": "meeting_share_pct"})
    return named.select(list(Figure3.columns()))


def figure_7(cohort: pl.DataFrame, *, periods: Sequence[Period], pilot_county: str) -> pl.DataFrame:
    """Percent of all cohort spells in which employee or employer answered the question, by group and start month.

    Groups `pilot`, `trondelag` and `national`, the latter two without the pilot offices; starts within the periods
    (RULES 20, 23). Unadjusted.
    """
    used = pl.col("has_employee_need").is_not_null() | pl.col("has_employer_need").is_not_null()
    spells = cohort.filter(pl.col("start_date").is_between(*first_and_last_start(periods))).with_columns(
        month=pl.col("start_date").dt.truncate("1mo"), used=used
    )
    frames = [
        group.group_by("month")
        .agg(used_share_pct=100 * pl.col("used").sum() / pl.len(), n=pl.len().cast(pl.Int64))
        .sort("month")
        .with_columns(group=pl.lit(name))
        for name, group in by_comparison_group(spells, pilot_county).items()
    ]
    return pl.concat(frames).select(list(Figure7.columns()))

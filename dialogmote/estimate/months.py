"""Exhibits by start month: figures 3, 7 and v2.

Source: RULES 20, 22 to 24. `month` is the month's first day; a month without spells has no row.
"""

from collections.abc import Sequence

import polars as pl

from dialogmote.contracts.artifacts import Figure3, Figure7, FigureV2
from dialogmote.design.panel import first_and_last_start
from dialogmote.design.periods import Period
from dialogmote.design.samples import by_comparison_group, without_pilot_offices
from dialogmote.estimate.means import means_by
from dialogmote.estimate.windows import StartWindow, started_in

FIGURE_V2_OUTCOMES = ("duration", "lost_workdays")
# What the figures read: 3 and v2 of the panel, 7 of the cohort.
FIGURE_3_COLUMNS = ("spell_id", "start_month", "is_pilot", "meeting_adjusted")
FIGURE_V2_COLUMNS = ("spell_id", "start_month", "is_pilot", "duration_adjusted", "lost_workdays_adjusted")
FIGURE_7_COLUMNS = ("start_date", "county", "is_pilot", "has_employee_need", "has_employer_need")


def figure_3(panel: pl.DataFrame) -> pl.DataFrame:
    """Season-adjusted share with a meeting (percent) by start month, the country without the pilot offices.

    All months of the panel (RULES 23).
    """
    means = _adjusted_means(panel, "meeting")
    return means.rename({"mean": "meeting_share_pct"}).select(list(Figure3.columns()))


def figure_v2(panel: pl.DataFrame) -> pl.DataFrame:
    """Season-adjusted mean duration (days) and lost workdays by start month, the country without the pilot offices.

    All months of the panel (RULES 23), duration first.
    """
    frames = [_adjusted_means(panel, outcome).with_columns(outcome=pl.lit(outcome)) for outcome in FIGURE_V2_OUTCOMES]
    return pl.concat(frames).select(list(FigureV2.columns()))


def _adjusted_means(panel: pl.DataFrame, outcome: str) -> pl.DataFrame:
    adjusted = f"{outcome}_adjusted"
    means = means_by(without_pilot_offices(panel), ["start_month"], adjusted, "spell_id")
    return means.rename({"start_month": "month", adjusted: "mean"})


def figure_7(cohort: pl.DataFrame, *, periods: Sequence[Period], pilot_county: str) -> pl.DataFrame:
    """Percent of all cohort spells in which employee or employer answered the question, by group and start month.

    Groups `pilot`, `trondelag` and `national`, the latter two without the pilot offices; starts within the periods
    (RULES 20, 23). Unadjusted.
    """
    used = pl.col("has_employee_need").is_not_null() | pl.col("has_employer_need").is_not_null()
    spells = started_in(cohort, StartWindow(*first_and_last_start(periods))).with_columns(
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

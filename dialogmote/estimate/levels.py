"""How many meetings, before the service and after: the levels the article gives in words."""

from datetime import date

import polars as pl

from dialogmote.contracts.artifacts import MeetingLevels
from dialogmote.estimate.means import mean_of
from dialogmote.estimate.windows import StartWindow, started_in

# ASSUME: the article says "before", "the first four months" and "six months after" and gives no dates; the service is
# met in full by starts from 2018-11-20, and starts from September 2019 on feel the pandemic.
LEVEL_WINDOWS = {
    "before": StartWindow(date(2015, 1, 1), date(2018, 10, 31)),
    "first_months": StartWindow(date(2018, 11, 20), date(2019, 2, 28)),
    "after": StartWindow(date(2019, 3, 1), date(2019, 8, 31)),
}
DAYS_A_YEAR = 365.25


def meeting_levels(panel: pl.DataFrame) -> pl.DataFrame:
    """Season-adjusted meeting share (percent), spells and meetings a year in three windows of starts, and their fall.

    All offices: the article's 38,000 meetings a year are those of its whole sample, 32 percent of some 118,000 spells,
    and RULES 22 does not leave the pilot offices out here. `meetings` counts spells with a meeting, unadjusted;
    `meetings_per_year` is the adjusted share times the spells a year of 365.25 days. The falls are from the first
    window, null there. A window without spells has nulls.
    """
    spells = panel.sort("spell_id")
    rows = [{"window": name} | _describe_level(started_in(spells, w), w) for name, w in LEVEL_WINDOWS.items()]
    schema = {name: column.dtype for name, column in MeetingLevels.columns().items() if not name.startswith("fall_")}
    is_later = pl.col("window") != next(iter(LEVEL_WINDOWS))
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .with_columns(
            pl.when(is_later).then(pl.col(level).first() - pl.col(level)).alias(fall)
            for level, fall in (("meeting_share_pct", "fall_pct_points"), ("meetings_per_year", "fall_per_year"))
        )
        .select(list(MeetingLevels.columns()))
    )


def _describe_level(spells: pl.DataFrame, window: StartWindow) -> dict[str, object]:
    share = mean_of(spells["meeting_adjusted"])
    spells_per_year = spells.height / window.days * DAYS_A_YEAR
    return {
        "meeting_share_pct": share,
        "n": spells.height,
        "meetings": int((spells["meeting"] > 0).sum()),  # 0 or 100 in the panel
        "spells_per_year": spells_per_year,
        "meetings_per_year": None if share is None else share / 100 * spells_per_year,
    }

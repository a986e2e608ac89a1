"""How many meetings, before the service and after: the levels the article gives in words."""

from datetime import date

import polars as pl

from dialogmote.cohort.spells import StudyWindow
from dialogmote.contracts.artifacts import MeetingLevels
from dialogmote.design.samples import without_pilot_offices
from dialogmote.estimate.means import mean_of
from dialogmote.estimate.windows import StartWindow, started_in

# ASSUME level_windows: the article says "before", "the first four months" and "six months after" and gives no dates;
# the service is met in full by starts from 2018-11-20, and starts from September 2019 on feel the pandemic.
LEVEL_WINDOWS = {
    "before": StartWindow(date(2015, 1, 1), date(2018, 10, 31)),
    "first_months": StartWindow(date(2018, 11, 20), date(2019, 2, 28)),
    "after": StartWindow(date(2019, 3, 1), date(2019, 8, 31)),
}
DAYS_A_YEAR = 365.25
PANEL_COLUMNS = ("spell_id", "start_date", "is_pilot", "meeting", "meeting_adjusted")


def meeting_levels(panel: pl.DataFrame, study: StudyWindow) -> pl.DataFrame:
    """Season-adjusted meeting share (percent), spells and meetings a year in three windows of starts, and their fall.

    The country without the pilot offices, as figure 3: the first window is before the service only there. `meetings`
    counts spells with a meeting, unadjusted; `meetings_per_year` is the adjusted share times the spells a year of
    365.25 days, over the days of the window that lie in the `study`'s. The falls are from the first window, null
    there. A window without spells has nulls.
    """
    spells = without_pilot_offices(panel).sort("spell_id")
    rows = [
        {"window": name} | _describe_level(started_in(spells, window), _days_studied(window, study))
        for name, window in LEVEL_WINDOWS.items()
    ]
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


def _days_studied(window: StartWindow, study: StudyWindow) -> int:
    """How many days of the window lie in the study's."""
    first, last = max(window.first_start, study.first_start), min(window.last_start, study.last_start)
    return max((last - first).days + 1, 0)


def _describe_level(spells: pl.DataFrame, days: int) -> dict[str, object]:
    share = mean_of(spells["meeting_adjusted"])
    spells_per_year = spells.height / days * DAYS_A_YEAR if days else None
    return {
        "meeting_share_pct": share,
        "n": spells.height,
        "meetings": int((spells["meeting"] > 0).sum()),  # 0 or 100 in the panel
        "spells_per_year": spells_per_year,
        "meetings_per_year": None if share is None or spells_per_year is None else share / 100 * spells_per_year,
    }

"""Weekly hazards of a meeting and of recovery: figures 4 to 6, and how recovery differs from the years before.

Source: RULES 22, 28. The country without the pilot offices; two windows of starts, each beside the same days one and
two years before. Week w is the days 7w to 7w + 6 of the spell.
"""

import math
from collections.abc import Mapping
from datetime import date
from statistics import NormalDist

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import MAXIMUM_DAYS, Figure4, HazardContrasts, RecoveryHazards
from dialogmote.design.samples import without_pilot_offices
from dialogmote.estimate.weeks import DAYS_A_WEEK, completed_week, count_by_week, week_numbers
from dialogmote.estimate.windows import StartWindow, started_in

# March lies in both windows, as the article has it.
WINDOWS = {
    "nov_mar": StartWindow(date(2018, 11, 1), date(2019, 3, 31)),
    "mar_jun": StartWindow(date(2019, 3, 1), date(2019, 6, 30)),
}
YEARS_BEFORE = (2, 1, 0)
RECOVERY_FIGURES = {"figure_5": "nov_mar", "figure_6": "mar_jun"}
# ASSUME censoring_by_start: what is censored goes by the start of the spell, not by the window it is shown in (RULES 28
# speaks of starts): a spell that started in March 2019 is followed to the end of February 2020 in both windows.
CENSORED_STARTS = StartWindow(date(2019, 3, 1), date(2019, 6, 30))
LAST_DAY_FOLLOWED = date(2020, 2, 29)
CONTRAST_WEEKS = ((20, 28), (31, 36), (37, 37))
LEVEL = 0.95
NORMAL_QUANTILE = NormalDist().inv_cdf(1 - (1 - LEVEL) / 2)
# What the hazards read of the cohort.
COHORT_COLUMNS = ("start_date", "is_pilot", "meeting_day", "duration")


def figure_4(cohort: pl.DataFrame) -> pl.DataFrame:
    """Meeting hazards (percent) by window, year and week: a meeting in the week, of those on leave who had none before.

    `cohort` has `start_date`, `duration` (days, capped at 365), `meeting_day`, `is_pilot`. Weeks 16 to 52 stand for
    every year; where nobody is at risk, hazard and interval are null.
    """
    meetings = follow_spells(cohort, of_meeting=True)
    frames = [_hazards_of_window(meetings, window).with_columns(window=pl.lit(window)) for window in WINDOWS]
    return pl.concat(frames).select(list(Figure4.columns()))


def recovery_hazards(cohort: pl.DataFrame, window: str) -> pl.DataFrame:
    """Recovery hazards (percent) by year and week in one window: the spell ends in the week, of those still on leave.

    Reaching day 365 is no recovery. Columns and nulls as in `figure_4`. Raises `ValueError` for an unknown window.
    """
    if window not in WINDOWS:
        raise ValueError(f"window {window!r} is none of {', '.join(WINDOWS)}")
    hazards = _hazards_of_window(follow_spells(cohort, of_meeting=False), window)
    return hazards.select(list(RecoveryHazards.columns()))


def follow_spells(cohort: pl.DataFrame, *, of_meeting: bool) -> pl.DataFrame:
    """Until which week each spell outside the pilot offices is at risk, and the week of its event, if it has one.

    `last_week` is the last week at risk: that of the spell's end, of its meeting, or the last that ends in the
    follow-up, whichever comes first. `event_week` is null without an event inside those weeks. Columns: start_date,
    last_week, event_week.
    """
    is_censored = pl.col("start_date").is_between(CENSORED_STARTS.first_start, CENSORED_STARTS.last_start)
    # Week w ends on the start date + 7w + 5 days, so it counts when 7w is at most the days from start to end, less 5.
    days_followed = (pl.lit(LAST_DAY_FOLLOWED) - pl.col("start_date")).dt.total_days()
    last_followed = pl.when(is_censored).then((days_followed - (DAYS_A_WEEK - 2)).floordiv(DAYS_A_WEEK))
    ended = completed_week(pl.col("duration"))
    if of_meeting:
        event = completed_week(pl.col("meeting_day"))
        ends = [ended, event, last_followed]
    else:
        event = pl.when(pl.col("duration") < MAXIMUM_DAYS).then(ended)
        ends = [ended, last_followed]
    followed = without_pilot_offices(cohort).select("start_date", last_week=pl.min_horizontal(ends), event_week=event)
    # An event after the last week followed is not seen.
    return followed.with_columns(pl.when(pl.col("event_week") <= pl.col("last_week")).then("event_week"))


def count_at_risk(followed: pl.DataFrame) -> pl.DataFrame:
    """Spells at risk and events in each of the weeks 16 to 52, from `last_week` and `event_week`."""
    leaving = count_by_week(followed["last_week"])
    at_risk = np.cumsum(leaving[::-1])[::-1]  # at risk in week w: all who leave in w or later
    counts = {"at_risk": at_risk, "events": count_by_week(followed["event_week"])}
    return pl.DataFrame([week_numbers(), *(pl.Series(name, n, dtype=pl.Int64) for name, n in counts.items())])


def add_hazards(counts: pl.DataFrame) -> pl.DataFrame:
    """Add `hazard_pct` and its 95 percent interval by Wilson's score, `ci_low` to `ci_high`, in percent.

    Events and spells at risk are taken as a binomial draw, without clusters (RULES 28); null where nobody is at risk.
    Source: E. B. Wilson (1927), Journal of the American Statistical Association 22.
    """
    # ASSUME hazards_without_clusters: spells recover independently; those of one office or season would widen the
    # interval.
    # ASSUME wilson_intervals: the article's figures have none; Wilson's hold for the few events of late weeks.
    n = pl.when(pl.col("at_risk") > 0).then(pl.col("at_risk")).cast(pl.Float64)
    share, z2 = pl.col("events") / n, NORMAL_QUANTILE**2
    centre = share + z2 / (2 * n)
    half = NORMAL_QUANTILE * (share * (1 - share) / n + z2 / (4 * n * n)).sqrt()
    scale = 1 + z2 / n
    return counts.with_columns(
        hazard_pct=100 * pl.col("events") / n,
        # Without events the lower limit is 0, with events alone the upper is 100: exactly, not but for rounding.
        ci_low=pl.when(share > 0).then(100 * (centre - half) / scale).when(share == 0).then(0.0),
        ci_high=pl.when(share < 1).then(100 * (centre + half) / scale).when(share == 1).then(100.0),
    )


def hazard_contrasts(recovery: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Recovery in some weeks, the last year of the window less the two before: pooled hazards in percent.

    `recovery` holds the recovery hazards by window, years together. A pooled hazard is events over spell-weeks at risk,
    summed over the weeks; the standard error is binomial and unpooled, in percentage points, the p-value two-sided
    normal. Null where nobody is at risk; the p-value is null where the standard error is 0.
    """
    rows = []
    for window, starts in WINDOWS.items():
        last_year = starts.first_start.year
        for first_week, last_week in CONTRAST_WEEKS:
            weeks = recovery[window].filter(pl.col("week").is_between(first_week, last_week))
            now = _pool(weeks.filter(pl.col("year") == last_year))
            before = _pool(weeks.filter(pl.col("year") < last_year))
            rows.append((window, first_week, last_week, *_contrast(now, before)))
    schema = {name: column.dtype for name, column in HazardContrasts.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _hazards_of_window(followed: pl.DataFrame, window: str) -> pl.DataFrame:
    """The hazards of the window and of the same days in the earlier years, earliest first."""
    frames = []
    for years in YEARS_BEFORE:
        starts = WINDOWS[window].years_before(years)
        year = pl.lit(starts.first_start.year, dtype=pl.Int32)
        frames.append(count_at_risk(started_in(followed, starts)).with_columns(year=year))
    return add_hazards(pl.concat(frames))


def _pool(hazards: pl.DataFrame) -> tuple[int, int]:
    """Events and spell-weeks at risk, summed."""
    return int(hazards["events"].sum()), int(hazards["at_risk"].sum())


def _contrast(now: tuple[int, int], before: tuple[int, int]) -> tuple[float | None, ...]:
    """Both hazards, their difference, its standard error and p-value, from (events, at risk) of each."""
    shares = [events / at_risk if at_risk else None for events, at_risk in (now, before)]
    percents = [None if share is None else 100 * share for share in shares]
    if shares[0] is None or shares[1] is None:
        return (*percents, None, None, None)
    difference = 100 * (shares[0] - shares[1])
    variance = shares[0] * (1 - shares[0]) / now[1] + shares[1] * (1 - shares[1]) / before[1]
    std_error = 100 * math.sqrt(variance)
    p_value = math.erfc(abs(difference / std_error) / math.sqrt(2)) if std_error else None
    return (*percents, difference, std_error, p_value)

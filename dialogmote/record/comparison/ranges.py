"""Claims about weeks and months: where our own curves show what the article describes.

"The weeks with most meetings" are those around the peak where the hazard is at least halfway up from its lowest point;
"lower", "near significant" and the like are the longest run of weeks in which it holds; "falls from week a to b" are
the two weeks between which the curve falls most. Where the exhibit is there and nothing of the kind is in it, the claim
is absent, which is a difference.
"""

import math
from datetime import date

import polars as pl

from dialogmote.record.comparison.curves import (
    Curve,
    Span,
    between,
    highest,
    largest_fall,
    longest_run,
    lowest,
    peak_span,
    steps,
)
from dialogmote.record.comparison.finding import Find, Finding, at_place, first_of, last_of
from dialogmote.record.comparison.levels import DAYS_A_WEEK, month_of_day
from dialogmote.record.comparison.published import Published
from dialogmote.record.comparison.reproduced import (
    Reproduced,
    counts_by_week,
    curve_of,
    earlier_years,
    hazards_pct,
    last_year,
    rows_of,
)

# The spike of the last two weeks of sick pay, 51 and 52, is told of by itself and is no part of the early pattern.
LAST_WEEK_BEFORE_SPIKE = 50
NEAR_SIGNIFICANT = 1.645  # standard errors: significant at ten percent, the article's weakest star
QUESTION_MONTH = 4
# Months of start, from the first whole one after 2018-11-20, when spells met the service in full.
FIRST_WHOLE_MONTH = date(2018, 12, 1)
LAST_MONTH_BEFORE_PANDEMIC = date(2019, 8, 1)
HUMP_YEAR = 2018


def meeting_hazards(own: Reproduced) -> dict[int, float]:
    """Meeting hazard by week over both windows and all years of figure 4."""
    return hazards_pct(counts_by_week(own.figure_4))


def hazard_peak_week(_: Published, own: Reproduced) -> Finding:
    """The week with the highest meeting hazard (figure 4)."""
    hazards = meeting_hazards(own)
    return at_place(highest(hazards), is_known=bool(hazards))


def main_weeks(end: str) -> Find:
    """The weeks around the peak with at least half its meeting hazard (figure 4)."""

    def find(_: Published, own: Reproduced) -> Finding:
        hazards = meeting_hazards(own)
        return _end_of(peak_span(hazards), end, hazards)

    return find


def most_meetings_month(_: Published, own: Reproduced) -> Finding:
    """The month of the spell with most meetings: each week's meetings on the week's middle day (figure 4)."""
    meetings: dict[int, float] = {}
    for week, (events, _at_risk) in counts_by_week(own.figure_4).items():
        month = int(month_of_day(DAYS_A_WEEK * week + DAYS_A_WEEK // 2))
        meetings[month] = meetings.get(month, 0) + events
    return at_place(highest(meetings) if any(meetings.values()) else None, is_known=bool(meetings))


def fall_weeks(end: str) -> Find:
    """The weeks around the largest fall of the meeting hazard with at least half of it: both windows of figure 4
    together, the year after the service against the two before."""

    def find(_: Published, own: Reproduced) -> Finding:
        falls = _hazard_falls(own)
        return _end_of(peak_span(falls), end, falls)

    return find


def _hazard_falls(own: Reproduced) -> dict[int, float]:
    """How much lower the meeting hazard is after the service, by week; percentage points."""
    windows = [rows_of(own.figure_4, window=window) for window in own.figure_4["window"].unique().sort()]
    after = _added([counts_by_week(rows, [year]) for rows in windows if (year := last_year(rows)) is not None])
    before = _added([counts_by_week(rows, earlier_years(rows)) for rows in windows])
    hazards_before, hazards_after = hazards_pct(before), hazards_pct(after)
    return {week: hazards_before[week] - hazards_after[week] for week in hazards_after if week in hazards_before}


def _added(counts: list[dict[int, tuple[int, int]]]) -> dict[int, tuple[int, int]]:
    weeks = sorted({week for one in counts for week in one})
    return {
        week: (sum(one.get(week, (0, 0))[0] for one in counts), sum(one.get(week, (0, 0))[1] for one in counts))
        for week in weeks
    }


def effect_weeks(end: str) -> Find:
    """The weeks in which the effect on meetings held grows most: around the largest weekly step, at least half of it
    (figure 9)."""

    def find(_: Published, own: Reproduced) -> Finding:
        growth = {week: -step for week, step in steps(curve_of(own.figure_9, "estimate", outcome="meeting")).items()}
        return _end_of(peak_span(growth), end, growth)

    return find


def early_recovery_weeks(end: str) -> Find:
    """The first weeks, from the earliest peak on, in which more spells end than halfway up from the lowest week
    (figure 2, without the spike at the end)."""

    def find(_: Published, own: Reproduced) -> Finding:
        shares = between(curve_of(own.figure_2, "share_pct"), 0, LAST_WEEK_BEFORE_SPIKE)
        return _end_of(peak_span(shares), end, shares)

    return find


def recovery_lowest_week(_: Published, own: Reproduced) -> Finding:
    """The week in which fewest spells end, where recovery stops falling (figure 2, without the spike at the end)."""
    shares = between(curve_of(own.figure_2, "share_pct"), 0, LAST_WEEK_BEFORE_SPIKE)
    return at_place(lowest(shares), is_known=bool(shares))


def recovery_lower_weeks(end: str) -> Find:
    """The longest run of weeks in which the recovery hazard after the service lies below that of the two years before
    together (figure 5)."""

    def find(_: Published, own: Reproduced) -> Finding:
        year = last_year(own.figure_5)
        after = {} if year is None else hazards_pct(counts_by_week(own.figure_5, [year]))
        before = hazards_pct(counts_by_week(own.figure_5, earlier_years(own.figure_5)))
        lower = [week for week in after if week <= LAST_WEEK_BEFORE_SPIKE and after[week] < before.get(week, 0.0)]
        return _end_of(longest_run(lower), end, after)

    return find


def hump_week(_: Published, own: Reproduced) -> Finding:
    """The week in which the recovery hazard of 2018 lies furthest above that of the year before, counted in binomial
    standard errors (figure 6)."""
    hump, before = (counts_by_week(own.figure_6, [year]) for year in (HUMP_YEAR, HUMP_YEAR - 1))
    distances = {}
    for week in sorted(hump.keys() & before.keys()):
        (events, at_risk), (events_before, at_risk_before) = hump[week], before[week]
        if week <= LAST_WEEK_BEFORE_SPIKE and at_risk and at_risk_before:
            shares = events / at_risk, events_before / at_risk_before
            variance = shares[0] * (1 - shares[0]) / at_risk + shares[1] * (1 - shares[1]) / at_risk_before
            if variance > 0:
                distances[week] = (shares[0] - shares[1]) / math.sqrt(variance)
    return at_place(highest(distances), is_known=bool(distances))


def recovery_more_weeks(end: str) -> Find:
    """From which week to which the effect on being on leave falls most (figure 9)."""

    def find(_: Published, own: Reproduced) -> Finding:
        estimates = curve_of(own.figure_9, "estimate", outcome="on_leave")
        return _end_of(largest_fall(estimates), end, estimates)

    return find


def on_leave_near_significant_weeks(end: str) -> Find:
    """The longest run of weeks with fewer on leave at pilot offices, significantly at ten percent (figure 9)."""

    def find(_: Published, own: Reproduced) -> Finding:
        rows = rows_of(own.figure_9, outcome="on_leave")
        return _end_of(longest_run(clearly_below_zero(rows, "week")), end, curve_of(rows, "estimate"))

    return find


def grade_higher_months(end: str) -> Find:
    """The longest run of months, up to the month of the question, with a higher grade at pilot offices (figure 10)."""

    def find(_: Published, own: Reproduced) -> Finding:
        early = between(grade_curve(own), 1, QUESTION_MONTH)
        return _end_of(longest_run(month for month in early if early[month] > 0), end, early)

    return find


def grade_lower_months(end: str) -> Find:
    """From which month to which the effect on the grade falls most, after the question (figure 10)."""

    def find(_: Published, own: Reproduced) -> Finding:
        late = between(grade_curve(own), QUESTION_MONTH + 1, 12)
        return _end_of(largest_fall(late), end, late)

    return find


def grade_near_significant_months(end: str) -> Find:
    """The longest run of months with a lower grade at pilot offices, significantly at ten percent (figure 10)."""

    def find(_: Published, own: Reproduced) -> Finding:
        rows = rows_of(own.figure_10, sample="all")
        return _end_of(longest_run(clearly_below_zero(rows, "month")), end, grade_curve(own))

    return find


def grade_curve(own: Reproduced) -> dict[int, float]:
    """The effect on the grade of all, by month of the spell (figure 10)."""
    return curve_of(own.figure_10, "estimate", place="month", sample="all")


def clearly_below_zero(rows: pl.DataFrame, place: str) -> list[int]:
    """Where an estimate lies below zero by more than 1.645 standard errors."""
    estimates, errors = (curve_of(rows, column, place=place) for column in ("estimate", "std_error"))
    return [at for at in estimates if at in errors and estimates[at] < -NEAR_SIGNIFICANT * errors[at]]


def first_fall_months(_: Published, own: Reproduced) -> Finding:
    """How many start months in a row, from December 2018, have a meeting share nearer to the level of the first months
    than to the later one (figure 3, meeting_levels)."""
    months = _months_near(own, "first_months", skip=0)
    return Finding(None if months is None else float(months))


def later_fall_months(_: Published, own: Reproduced) -> Finding:
    """How many start months in a row, after those and before the pandemic is felt in September 2019, lie nearer to the
    later level than half the way between the two (figure 3, meeting_levels)."""
    early = _months_near(own, "first_months", skip=0)
    months = None if early is None else _months_near(own, "after", skip=early)
    return Finding(None if months is None else float(months))


def _months_near(own: Reproduced, window: str, skip: int) -> int | None:
    levels = {row["window"]: row["meeting_share_pct"] for row in own.meeting_levels.rows(named=True)}
    if levels.get("first_months") is None or levels.get("after") is None:
        return None
    half = abs(levels["first_months"] - levels["after"]) / 2
    is_followed = pl.col("month").is_between(FIRST_WHOLE_MONTH, LAST_MONTH_BEFORE_PANDEMIC)
    shares = own.figure_3.filter(is_followed).sort("month")["meeting_share_pct"].to_list()
    if None in shares:  # a month that the disclosure gate hid
        return None
    count = 0
    for share in shares[skip:]:
        if abs(share - levels[window]) > half:
            break
        count += 1
    return count


def _end_of(span: Span | None, end: str, curve: Curve) -> Finding:
    """`first` or `last` of a span found in a curve."""
    return (first_of if end == "first" else last_of)(span, is_known=bool(curve))

"""Claims about shares, levels, days and effects: one value from one exhibit each, with its standard error.

A rounded number of a table in the text is compared with the table's own number; a claim with its own exhibit with that.
"""

from collections.abc import Callable

from dialogmote.record.comparison.finding import Find, Finding
from dialogmote.record.comparison.number import (
    StdError,
    binomial_error,
    combined,
    poisson_error,
    scaled,
)
from dialogmote.record.comparison.published import Published, number_in, table_4_key
from dialogmote.record.comparison.reproduced import (
    Reproduced,
    counts_by_week,
    earlier_years,
    last_year,
    rows_of,
    value_of,
)
from dialogmote.record.comparison.tables import relative_error, spread_error, table_2_error, table_4_std_error

QUESTION_DAY = 112
DAYS_A_WEEK = 7
DAYS_A_MONTH = 365.25 / 12
HAZARD_WEEK = 25
YES_GROUPS = ("employee_yes", "employer_yes", "both_yes")
SILENT_OR_NO = ("no_answer", "no")
SUMMER_BEFORE, SUMMER_AFTER = "before_mar_sep18", "after_mar_sep19"
WINTER_BEFORE, WINTER_AFTER = "before_nov17_mar18", "after_nov18_mar19"


def removed_share(step: str) -> Find:
    """Percent of the long spells that a step of the cohort removed (attrition)."""

    def find(_: Published, own: Reproduced) -> Finding:
        removed = value_of(own.attrition, "spells_removed", step=step)
        long_spells = value_of(own.attrition, "spells_left", step="long_spells")
        share = 100 * removed / long_spells if removed is not None and long_spells else None
        return Finding(share, binomial_error(share, long_spells))

    return find


def pregnant_share(_: Published, own: Reproduced) -> Finding:
    """Meetings of the pregnant, percent (excluded_groups)."""
    return _meetings_of_groups(own, lambda reason: reason == "pregnant")


def not_pregnant_share(_: Published, own: Reproduced) -> Finding:
    """Meetings of everybody else, the others that left among them, percent (excluded_groups)."""
    return _meetings_of_groups(own, lambda reason: reason != "pregnant")


def _meetings_of_groups(own: Reproduced, is_wanted: Callable[[str], bool]) -> Finding:
    rows = [row for row in own.excluded_groups.rows(named=True) if is_wanted(row["reason"])]
    if any(row["n"] is None or (row["n"] and row["meeting_share_pct"] is None) for row in rows):
        return Finding(None)  # a group that the disclosure gate hid
    n = sum(row["n"] for row in rows)
    meetings = sum(round(row["n"] * row["meeting_share_pct"] / 100) for row in rows if row["n"])
    share = 100 * meetings / n if n else None
    return Finding(share, binomial_error(share, n))


def level(window: str) -> Find:
    """Season-adjusted meeting share in a window of starts (meeting_levels)."""

    def find(_: Published, own: Reproduced) -> Finding:
        return Finding(value_of(own.meeting_levels, "meeting_share_pct", window=window), _level_error(own, window))

    return find


def level_fall(window: str) -> Find:
    """Percentage points by which the meeting share lies below that before the service (meeting_levels)."""

    def find(_: Published, own: Reproduced) -> Finding:
        error = combined(_level_error(own, "before"), _level_error(own, window))
        return Finding(value_of(own.meeting_levels, "fall_pct_points", window=window), error)

    return find


def _level_error(own: Reproduced, window: str) -> StdError | None:
    share, n = (value_of(own.meeting_levels, column, window=window) for column in ("meeting_share_pct", "n"))
    return binomial_error(share, n)


def meetings_per_year(window: str) -> Find:
    """Meetings a year in a window of starts (meeting_levels)."""

    def find(_: Published, own: Reproduced) -> Finding:
        return Finding(value_of(own.meeting_levels, "meetings_per_year", window=window), _yearly_error(own, window))

    return find


def meetings_fall(_: Published, own: Reproduced) -> Finding:
    """Meetings a year fewer than before the service, in the later window (meeting_levels)."""
    error = combined(_yearly_error(own, "before"), _yearly_error(own, "after"))
    return Finding(value_of(own.meeting_levels, "fall_per_year", window="after"), error)


def _yearly_error(own: Reproduced, window: str) -> StdError | None:
    """Poisson on the window's meetings, brought to a year."""
    counted = value_of(own.meeting_levels, "meetings", window=window)
    per_year = value_of(own.meeting_levels, "meetings_per_year", window=window)
    return scaled(poisson_error(counted), per_year / counted) if counted and per_year is not None else None


def hazard_before(_: Published, own: Reproduced) -> Finding:
    """Meeting hazard of week 25 among starts of March to June the year before the service (figure 4, right)."""
    years = earlier_years(rows_of(own.figure_4, window="mar_jun"))
    return _hazard_finding(own, years[-1] if years else None)


def hazard_after(_: Published, own: Reproduced) -> Finding:
    """The same among starts after the service."""
    return _hazard_finding(own, last_year(rows_of(own.figure_4, window="mar_jun")))


def _hazard_finding(own: Reproduced, year: int | None) -> Finding:
    if year is None:
        return Finding(None)
    events, at_risk = counts_by_week(rows_of(own.figure_4, window="mar_jun"), [year]).get(HAZARD_WEEK, (0, 0))
    hazard = 100 * events / at_risk if at_risk else None
    return Finding(hazard, binomial_error(hazard, at_risk))


def answer_share(*answers: str) -> Find:
    """Percent of the asked spells with one of these answers (table 1)."""

    def find(_: Published, own: Reproduced) -> Finding:
        shares = [value_of(own.table_1, "share_pct", answer=answer) for answer in answers]
        if any(share is None for share in shares):
            return Finding(None)
        total = sum(share for share in shares if share is not None)
        return Finding(total, binomial_error(total, value_of(own.table_1, "n", answer="total")))

    return find


def from_claim_values(claim: str) -> Find:
    """A share that no exhibit holds, computed from the cohort (claim_values)."""

    def find(_: Published, own: Reproduced) -> Finding:
        error = value_of(own.claim_values, "std_error", claim=claim)
        return Finding(
            value_of(own.claim_values, "value", claim=claim), None if error is None else StdError(error, "binomial")
        )

    return find


def both_no_share(_: Published, own: Reproduced) -> Finding:
    """Meetings where both parties said no, percent (answers_cross)."""
    key = {"employee_answer": "no", "employer_answer": "no"}
    share, n = (value_of(own.answers_cross, column, **key) for column in ("meeting_share_pct", "n"))
    return Finding(share, binomial_error(share, n))


def median_after_question(published: Published, own: Reproduced) -> Finding:
    """Days from the question, day 112, to the median end of the spells nobody answered for (table 1)."""
    median = value_of(own.table_1, "duration_p50_days", answer="no_answer")
    n = number_in(published.table_1, {"answer": "no_answer"}, "n")
    error = spread_error(own, "table_1", "no_answer", "duration_p50_days", n)
    return Finding(None if median is None else median - QUESTION_DAY, error)


def graded_share(window: str) -> Find:
    """Percent graded among spells with a meeting (table 2)."""
    return _table_2_finding("graded_share_pct", window)


def meeting_day(published: Published, own: Reproduced) -> Finding:
    """Mean day of the meeting after the service, starts of March to September 2019 (table 2)."""
    return _table_2_finding("meeting_day", SUMMER_AFTER)(published, own)


def _table_2_finding(row: str, window: str) -> Find:
    def find(published: Published, own: Reproduced) -> Finding:
        return Finding(value_of(own.table_2, window, row=row), table_2_error(published, own, row, window))

    return find


def meeting_week(_: Published, own: Reproduced) -> Finding:
    """The completed week of the mean day of the meeting (table 2)."""
    day = value_of(own.table_2, SUMMER_AFTER, row="meeting_day")
    return Finding(None if day is None else float(day // DAYS_A_WEEK))


def meeting_day_shift(published: Published, own: Reproduced) -> Finding:
    """Days by which the mean meeting came later after the service (table 2, right)."""
    before, after = (value_of(own.table_2, window, row="meeting_day") for window in (SUMMER_BEFORE, SUMMER_AFTER))
    errors = (table_2_error(published, own, "meeting_day", window) for window in (SUMMER_BEFORE, SUMMER_AFTER))
    return Finding(None if before is None or after is None else after - before, combined(*errors))


def meeting_fall(control_group: str) -> Find:
    """Percentage points by which the service lowered the meeting share (figure 8, period 2)."""

    def find(published: Published, own: Reproduced) -> Finding:
        effect = value_of(own.figure_8, "estimate", outcome="meeting", control_group=control_group, period=2)
        error = table_4_std_error(published, own, table_4_key("meeting", control_group))
        return Finding(None if effect is None else -effect, error)

    return find


def exhausted_effect(published: Published, own: Reproduced) -> Finding:
    """Percentage points more who exhaust sick pay, national controls without trends (table 4)."""
    key = table_4_key("exhausted", "national")
    effect = value_of(own.table_4, "estimate", outcome="exhausted", control_group="national", group_trends=False)
    return Finding(effect, table_4_std_error(published, own, key))


def exhausted_relative(published: Published, own: Reproduced) -> Finding:
    """The same in percent of the control mean (table 4)."""
    effect = exhausted_effect(published, own)
    mean = value_of(own.table_4, "control_mean", outcome="exhausted", control_group="national", group_trends=False)
    printed = number_in(published.table_4, table_4_key("exhausted", "national"), "control_mean")
    relative = 100 * effect.value / mean if effect.value is not None and mean else None
    return Finding(relative, relative_error(effect.error, printed))


def ruled_out(column: str, sign: int) -> Find:
    """Days of duration outside the 95 percent interval of period 2, national controls (figure 8)."""

    def find(_: Published, own: Reproduced) -> Finding:
        limit = value_of(own.figure_8, column, outcome="duration", control_group="national", period=2)
        return Finding(None if limit is None else sign * limit)

    return find


def fall_if_20_days(published: Published, own: Reproduced) -> Finding:
    """Days of mean duration that the first fall would cost, were each meeting worth the earlier study's days.

    The days a meeting are the published ones (Markussen), the fall is ours (meeting_levels).
    """
    days = number_in(published.text_claims, {"claim": "earlier_recovery_per_meeting_markussen"}, "value")
    fall = level_fall("first_months")(published, own)
    if days is None or fall.value is None:
        return Finding(None)
    return Finding(days * fall.value / 100, scaled(fall.error, days / 100))


def question_month(_: Published, own: Reproduced) -> Finding:
    """The month of the spell in which the question comes: of its median day, in months of 365.25/12 days."""
    day = value_of(own.claim_values, "value", claim="question_day")
    return Finding(None if day is None else month_of_day(day))


def month_of_day(day: float) -> float:
    """The month of the spell a day lies in, the first day in month 1."""
    return float((day - 1) // DAYS_A_MONTH + 1)

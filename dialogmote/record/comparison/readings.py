"""How a sign or a degree of significance is read from an exhibit: -1, 0 or 1, or nothing when a number is not there."""

from collections.abc import Callable
from datetime import date

import polars as pl

from dialogmote.record.comparison.curves import between
from dialogmote.record.comparison.number import STANDARD_ERRORS
from dialogmote.record.comparison.ranges import HUMP_YEAR, NEAR_SIGNIFICANT
from dialogmote.record.comparison.reproduced import (
    Key,
    Reproduced,
    counts_by_week,
    curve_of,
    earlier_years,
    hazards_pct,
    rows_of,
    value_of,
)

Read = Callable[[Reproduced], float | None]
FIVE_PERCENT, TEN_PERCENT = 0.05, 0.10
MAIN_WEEKS = (22, 26)
LAST_WEEK = 52
BEFORE_SERVICE = (date(2017, 1, 1), date(2017, 12, 31))  # starts of period 0


def sign_of(value: float | None) -> float | None:
    """-1, 0 or 1; none of none."""
    return None if value is None else float((value > 0) - (value < 0))


def is_below(p_value: float | None, level: float = FIVE_PERCENT) -> float | None:
    """1 when a p-value lies below a level, else 0; none of none."""
    return None if p_value is None else float(p_value < level)


def difference(first: float | None, second: float | None) -> float | None:
    """The first less the second; none without either."""
    return None if first is None or second is None else first - second


def employer_weight(own: Reproduced) -> float | None:
    """The sign of the meeting share after the employer's yes less that after the employee's (table 1)."""
    shares = (value_of(own.table_1, "meeting_share_pct", answer=f"{party}_yes") for party in ("employer", "employee"))
    return sign_of(difference(*shares))


def table_2_change(row: str, before: str, after: str) -> Read:
    """The sign of a row of table 2, the window after the service less the one before."""
    return lambda own: sign_of(difference(*(value_of(own.table_2, window, row=row) for window in (after, before))))


def summer_hazard(own: Reproduced) -> float | None:
    """The sign of the meeting hazard before the service, starts of March to June less November to March (figure 4)."""
    return sign_of(difference(main_hazard(own, "mar_jun"), main_hazard(own, "nov_mar")))


def main_hazard(own: Reproduced, window: str) -> float | None:
    """Mean meeting hazard of weeks 22 to 26 in the years before the service."""
    rows = rows_of(own.figure_4, window=window)
    hazards = between(hazards_pct(counts_by_week(rows, earlier_years(rows))), *MAIN_WEEKS)
    return mean(hazards)


def contrast_p(window: str, first_week: int) -> Read:
    """Whether recovery in some weeks differs from the years before at five percent (hazard_contrasts)."""
    return lambda own: is_below(value_of(own.hazard_contrasts, "p_value", window=window, first_week=first_week))


def contrast_sign(window: str, first_week: int) -> Read:
    """The sign of that difference."""
    return lambda own: sign_of(value_of(own.hazard_contrasts, "difference", window=window, first_week=first_week))


def hump_sign(own: Reproduced) -> float | None:
    """The sign of the recovery hazard in week 37, starts of 2018 less 2017 (figure 6)."""
    hump, before = (value_of(own.figure_6, "hazard_pct", year=year, week=37) for year in (HUMP_YEAR, HUMP_YEAR - 1))
    return sign_of(difference(hump, before))


def pilot_before(row: str, group: str) -> Read:
    """The sign of a row of table 3, pilot offices less a control group."""
    columns = ("pilot", f"control_{group}")
    return lambda own: sign_of(difference(*(value_of(own.table_3, column, row=row) for column in columns)))


def pilot_cells(row: str, group: str) -> tuple[str, ...]:
    """The numbers of table 3 that decide that sign."""
    return f"table_3/{row}/pilot", f"table_3/{row}/control_{group}"


def effect_sign(outcome: str, group: str, period: int) -> Read:
    """The sign of an effect in a period (figure 8)."""
    key: dict[str, Key] = {"outcome": outcome, "control_group": group, "period": period}
    return lambda own: sign_of(value_of(own.figure_8, "estimate", **key))


def effect_p(outcome: str, group: str, period: int) -> Read:
    """Whether an effect in a period is significant at five percent (figure 8)."""
    key: dict[str, Key] = {"outcome": outcome, "control_group": group, "period": period}
    return lambda own: is_below(value_of(own.figure_8, "p_value", **key))


def period_contrast_p(outcome: str, group: str, contrast: str) -> Read:
    """Whether two periods differ at five percent (period_contrasts)."""
    key: dict[str, Key] = {"outcome": outcome, "control_group": group, "contrast": contrast}
    return lambda own: is_below(value_of(own.period_contrasts, "p_value", **key))


def table_4_sign(outcome: str, group: str, *, has_trends: bool) -> Read:
    """The sign of an estimate of table 4."""
    key: dict[str, Key] = {"outcome": outcome, "control_group": group, "group_trends": has_trends}
    return lambda own: sign_of(value_of(own.table_4, "estimate", **key))


def table_4_p(outcome: str, group: str, level: float) -> Read:
    """Whether an estimate of table 4 without trends is significant at a level."""
    key: dict[str, Key] = {"outcome": outcome, "control_group": group, "group_trends": False}
    return lambda own: is_below(value_of(own.table_4, "p_value", **key), level)


def exhausted_difference(own: Reproduced) -> float | None:
    """The sign of the effect on exhausted sick pay, Trøndelag controls less national (table 4)."""
    key: dict[str, Key] = {"outcome": "exhausted", "group_trends": False}
    estimates = (value_of(own.table_4, "estimate", control_group=group, **key) for group in ("trondelag", "national"))
    return sign_of(difference(*estimates))


def trends_differ(own: Reproduced) -> float | None:
    """1 when some estimate of table 4 moves by more than 1.96 of its standard errors when trends are let in."""
    plain = own.table_4.filter(~pl.col("group_trends"))
    return is_far(plain, own.table_4.filter("group_trends"), ["outcome", "control_group"])


def no_controls_differ(own: Reproduced) -> float | None:
    """1 when some estimate moves by more than 1.96 standard errors without controls (table_4_no_controls)."""
    return is_far(own.table_4, own.table_4_no_controls, ["outcome", "control_group", "group_trends"])


def is_far(first: pl.DataFrame, second: pl.DataFrame, keys: list[str]) -> float | None:
    """1 when some estimate of two exhibits is apart by more than 1.96 of the second's standard errors."""
    both = first.join(second, on=keys, suffix="_other").drop_nulls(["estimate", "estimate_other", "std_error_other"])
    distances = ((both["estimate_other"] - both["estimate"]) / both["std_error_other"]).abs()
    return float((distances > STANDARD_ERRORS).any()) if len(distances) else None


def no_controls_certainty(own: Reproduced) -> float | None:
    """1 when standard errors are larger without controls than with, on average."""
    return less_certain(own.table_4, own.table_4_no_controls, ["outcome", "control_group", "group_trends"])


def less_certain(first: pl.DataFrame, second: pl.DataFrame, keys: list[str]) -> float | None:
    """The sign of the mean ratio of standard errors, second to first, less one."""
    both = first.join(second, on=keys, suffix="_other", maintain_order="left")
    both = both.drop_nulls(["std_error", "std_error_other"]).filter(pl.col("std_error") > 0)
    ratios = (both["std_error_other"] / both["std_error"]).to_list()
    return sign_of(mean({at: ratio - 1 for at, ratio in enumerate(ratios)}))


def on_leave(own: Reproduced) -> pl.DataFrame:
    """The effects on being on leave by week, national controls (figure 9)."""
    return rows_of(own.figure_9, outcome="on_leave")


def on_leave_trondelag(own: Reproduced) -> pl.DataFrame:
    """The same with Trøndelag controls (figure v4)."""
    return rows_of(own.figure_v4, outcome="on_leave")


def grade(own: Reproduced) -> pl.DataFrame:
    """The effects on the grade of all by month, national controls (figure 10)."""
    return rows_of(own.figure_10, sample="all")


def grade_trondelag(own: Reproduced) -> pl.DataFrame:
    """The same with Trøndelag controls (figure v5)."""
    return rows_of(own.figure_v5, sample="all")


def grade_on_leave(own: Reproduced) -> pl.DataFrame:
    """The effects on the grade of those still on leave by month, national controls (figure 10)."""
    return rows_of(own.figure_10, sample="on_leave")


def mean_sign(rows: Callable[[Reproduced], pl.DataFrame], first: int, last: int, place: str = "week") -> Read:
    """The sign of the mean effect over some weeks or months."""
    return lambda own: sign_of(mean(between(curve_of(rows(own), "estimate", place=place), first, last)))


def any_significant(rows: Callable[[Reproduced], pl.DataFrame], place: str, first: int, last: int) -> Read:
    """1 when the 95 percent interval of some week or month of a span leaves out zero."""

    def read(own: Reproduced) -> float | None:
        low, high = (between(curve_of(rows(own), name, place=place), first, last) for name in ("ci_low", "ci_high"))
        return float(any(low[at] > 0 or high[at] < 0 for at in low if at in high)) if low else None

    return read


def mean(curve: dict[int, float]) -> float | None:
    """The mean of a curve; none of an empty one."""
    return sum(curve.values()) / len(curve) if curve else None


def event_study_before(outcome: str) -> Read:
    """1 when some start month before the service, of 2017, stands apart from January 2017 (figure v3).

    At five percent for all the months together: the smallest p-value times their number (Bonferroni).
    """
    # ASSUME comparison_months_together: what one sees in a figure of eleven months is judged together; month by month,
    # chance alone would show something in four of ten such figures.

    def read(own: Reproduced) -> float | None:
        is_before = pl.col("month").is_between(*BEFORE_SERVICE)
        p_values = rows_of(own.figure_v3, outcome=outcome).filter(is_before)["p_value"].drop_nulls()
        smallest = p_values.sort().to_list()[:1]
        return is_below(smallest[0] * len(p_values)) if smallest else None

    return read


def full_period_tendency(own: Reproduced) -> float | None:
    """1 when more are on leave in week 52 at pilot offices, by more than 1.645 standard errors (figure v4)."""
    estimate, error = (
        value_of(on_leave_trondelag(own), column, week=LAST_WEEK) for column in ("estimate", "std_error")
    )
    return None if estimate is None or error is None else float(estimate > NEAR_SIGNIFICANT * error)


def full_period_difference(own: Reproduced) -> float | None:
    """The sign of the effect on being on leave in week 52, Trøndelag controls less national (figures v4 and 9)."""
    both = (on_leave_trondelag(own), on_leave(own))
    return sign_of(difference(*(value_of(rows, "estimate", week=LAST_WEEK) for rows in both)))


def grade_certainty(own: Reproduced) -> float | None:
    """1 when standard errors of the grade are larger with Trøndelag controls than with national ones, on average
    (figures v5 and 10)."""
    return less_certain(grade(own), grade_trondelag(own), ["sample", "month"])

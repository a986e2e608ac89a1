"""What the article says of sign and significance, without a number: stated beside found.

`sign`: -1, 0 or 1. `significant`: 1 when the 95 percent interval leaves out zero, else 0; `near_significant`: the same
at ten percent. They stand as columns of `text_claims`, under a row key that names the statement. A sign is compared at
any size of the register, a degree of significance at full size alone.

What each statement is read from:

- recovery hazards after the service against the two years before, in weeks 20-28 (no difference, both windows) and
  31-36 (lower, not significant): hazard_contrasts; the hump of 2018 in week 37: figure 6, 2018 against 2017;
- higher meeting hazards for starts in March to June than for November to March: figure 4, weeks 22-26, years before;
- effects by period on meetings, duration and lost workdays: figure 8; period 2 against 1 and 3: period_contrasts;
- exhausted sick pay significant at ten percent alone, and weaker with Trøndelag controls: table 4; transitions to AAP
  point the same way in every version: table 4; with and without group trends, and without controls, the estimates are
  alike (the largest difference within 1.96 standard errors), and without controls a little less certain (the mean
  ratio of standard errors above one): table 4, table_4_no_controls;
- who takes part in meetings, before and after: table 2; pilot offices before the service: table 3; the employer's yes
  weighs more than the employee's: table 1;
- on leave in weeks 30-45: mean effect of those weeks; more in week 52: figure 9; the grade in months 1-3, 7-9 and
  9-12, and of those still on leave from the question on: figure 10, mean effect of those months. Significant: any
  week or month of them is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS
from dialogmote.record.comparison.curves import between
from dialogmote.record.comparison.levels import SUMMER_AFTER, SUMMER_BEFORE
from dialogmote.record.comparison.number import STANDARD_ERRORS, Number
from dialogmote.record.comparison.published import Published, is_sign_contradicted, table_4_key
from dialogmote.record.comparison.ranges import HUMP_YEAR, QUESTION_MONTH
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
YES_MEETINGS = ("table_1/employer_yes/meeting_share_pct", "table_1/employee_yes/meeting_share_pct")


@dataclass(frozen=True)
class Statement:
    """One statement of sign or significance: what it is about, what it says, and how it is read from an exhibit."""

    row_key: str
    column: str
    stated: int
    read: Read
    is_contradicted: bool = False
    restates: tuple[str, ...] = ()  # numbers of the published tables that have the sign


def sign_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    """Every statement of sign and significance, stated beside found, in the order of the article."""
    for statement in [*_before_after(), *_by_period(), *_outcomes(published), *_weeks_and_months()]:
        yield Number(
            exhibit="text_claims",
            row_key=statement.row_key,
            column=statement.column,
            printed=str(statement.stated),
            reproduced=statement.read(reproduced),
            is_contradicted=statement.is_contradicted,
            depends_on_size=statement.column != "sign",
            restates=statement.restates,
        )


def _before_after() -> list[Statement]:
    """Tables 1 to 3 and the hazards."""
    return [
        Statement("employer_yes_weighs_more", "sign", 1, _employer_weight, restates=YES_MEETINGS),
        *(
            Statement(
                f"meetings_after_{row}",
                "sign",
                stated,
                _table_2_change(row),
                restates=(f"table_2/{row}/{SUMMER_BEFORE}", f"table_2/{row}/{SUMMER_AFTER}"),
            )
            for row, stated in (("duration_days", 1), ("graded_share_pct", -1), ("foreign_born_share_pct", 1))
        ),
        Statement("meeting_hazard_summer_higher", "sign", 1, _summer_hazard),
        Statement("recovery_weeks_20_28_nov_mar", "significant", 0, _contrast_p("nov_mar", 20)),
        Statement("recovery_weeks_31_36_nov_mar", "sign", -1, _contrast_sign("nov_mar", 31)),
        Statement("recovery_weeks_31_36_nov_mar", "significant", 0, _contrast_p("nov_mar", 31)),
        Statement("recovery_weeks_20_28_mar_jun", "significant", 0, _contrast_p("mar_jun", 20)),
        Statement("recovery_week_37_hump", "sign", 1, _hump_sign),
        Statement(
            "pilot_meetings_lower_before",
            "sign",
            -1,
            _pilot_before("meeting_share_pct"),
            restates=_pilot_cells("meeting_share_pct"),
        ),
        Statement(
            "pilot_duration_longer_before",
            "sign",
            1,
            _pilot_before("duration_days"),
            restates=_pilot_cells("duration_days"),
        ),
    ]


def _by_period() -> list[Statement]:
    """Figure 8 and the contrasts between its periods."""
    signs = {"national": (-1, -1), "trondelag": (1, 1)}
    statements = []
    for group in CONTROL_GROUPS:
        name = f"effect_meeting_{group}"
        statements += [
            Statement(
                name,
                "sign",
                -1,
                _effect_sign("meeting", group, 2),
                restates=(f"table_4/meeting/{group}/false/estimate",),
            ),
            Statement(name, "significant", 1, _effect_p("meeting", group, 2)),
            Statement(f"{name}_period_1", "sign", signs[group][0], _effect_sign("meeting", group, 1)),
            Statement(f"{name}_period_3", "sign", signs[group][1], _effect_sign("meeting", group, 3)),
            Statement(f"{name}_period_3", "significant", 0, _effect_p("meeting", group, 3)),
        ]
        for outcome in ("duration", "lost_workdays"):
            effect = f"effect_{outcome}_{group}"
            statements.append(Statement(effect, "significant", 0, _effect_p(outcome, group, 2)))
            statements += [
                Statement(f"{effect}_{contrast}", "significant", 0, _period_contrast_p(outcome, group, contrast))
                for contrast in ("period_2_less_1", "period_2_less_3")
            ]
    return statements


def _outcomes(published: Published) -> list[Statement]:
    """Table 4, with its other specifications."""
    statements = [
        Statement("exhausted_national", "sign", 1, _table_4_sign("exhausted", "national", has_trends=False)),
        Statement("exhausted_national", "near_significant", 1, _table_4_p("exhausted", "national", TEN_PERCENT)),
        Statement("exhausted_national", "significant", 0, _table_4_p("exhausted", "national", FIVE_PERCENT)),
        Statement("exhausted_trondelag", "near_significant", 0, _table_4_p("exhausted", "trondelag", TEN_PERCENT)),
        Statement("exhausted_trondelag_weaker", "sign", -1, _exhausted_difference),
    ]
    for group in CONTROL_GROUPS:
        for trends in ("no", "yes"):
            name = f"aap_same_direction_{group}_{'with' if trends == 'yes' else 'without'}_trends"
            read = _table_4_sign("aap_transition", group, has_trends=trends == "yes")
            key = table_4_key("aap_transition", group, trends)
            statements.append(Statement(name, "sign", 1, read, is_sign_contradicted(published, key, 1)))
    return [
        *statements,
        Statement("trends_alike", "significant", 0, _trends_differ),
        Statement("no_controls_alike", "significant", 0, _no_controls_differ),
        Statement("no_controls_less_certain", "sign", 1, _no_controls_certainty),
    ]


def _weeks_and_months() -> list[Statement]:
    """Figures 9 and 10."""
    return [
        Statement("on_leave_weeks_30_45", "sign", -1, _mean_sign(_on_leave, 30, 45)),
        Statement("on_leave_weeks_30_45", "significant", 0, _any_significant(_on_leave, "week", 30, 45)),
        Statement("on_leave_week_52", "sign", 1, _mean_sign(_on_leave, 52, 52)),
        Statement("on_leave_week_52", "significant", 0, _any_significant(_on_leave, "week", 52, 52)),
        Statement("grade_months_1_3", "sign", 1, _mean_sign(_grade, 1, 3, "month")),
        Statement("grade_months_7_9", "sign", -1, _mean_sign(_grade, 7, 9, "month")),
        Statement("grade_months_9_12", "sign", -1, _mean_sign(_grade, 9, 12, "month")),
        Statement("grade_months_9_12", "significant", 0, _any_significant(_grade, "month", 9, 12)),
        Statement("grade_still_on_leave", "sign", -1, _mean_sign(_grade_on_leave, QUESTION_MONTH + 1, 12, "month")),
    ]


def sign_of(value: float | None) -> float | None:
    """-1, 0 or 1; none of none."""
    return None if value is None else float((value > 0) - (value < 0))


def _below(p_value: float | None, level: float = FIVE_PERCENT) -> float | None:
    return None if p_value is None else float(p_value < level)


def _difference(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first - second


def _employer_weight(own: Reproduced) -> float | None:
    shares = (value_of(own.table_1, "meeting_share_pct", answer=f"{party}_yes") for party in ("employer", "employee"))
    return sign_of(_difference(*shares))


def _table_2_change(row: str) -> Read:
    def read(own: Reproduced) -> float | None:
        after, before = (value_of(own.table_2, window, row=row) for window in (SUMMER_AFTER, SUMMER_BEFORE))
        return sign_of(_difference(after, before))

    return read


def _summer_hazard(own: Reproduced) -> float | None:
    return sign_of(_difference(_main_hazard(own, "mar_jun"), _main_hazard(own, "nov_mar")))


def _main_hazard(own: Reproduced, window: str) -> float | None:
    """Mean meeting hazard of weeks 22 to 26 in the years before the service."""
    rows = rows_of(own.figure_4, window=window)
    hazards = between(hazards_pct(counts_by_week(rows, earlier_years(rows))), *MAIN_WEEKS)
    return _mean(hazards)


def _contrast_p(window: str, first_week: int) -> Read:
    return lambda own: _below(value_of(own.hazard_contrasts, "p_value", window=window, first_week=first_week))


def _contrast_sign(window: str, first_week: int) -> Read:
    return lambda own: sign_of(value_of(own.hazard_contrasts, "difference", window=window, first_week=first_week))


def _hump_sign(own: Reproduced) -> float | None:
    hump, before = (value_of(own.figure_6, "hazard_pct", year=year, week=37) for year in (HUMP_YEAR, HUMP_YEAR - 1))
    return sign_of(_difference(hump, before))


def _pilot_before(row: str) -> Read:
    def read(own: Reproduced) -> float | None:
        return sign_of(_difference(*(value_of(own.table_3, name, row=row) for name in ("pilot", "control_national"))))

    return read


def _pilot_cells(row: str) -> tuple[str, ...]:
    return f"table_3/{row}/pilot", f"table_3/{row}/control_national"


def _effect_sign(outcome: str, group: str, period: int) -> Read:
    key: dict[str, Key] = {"outcome": outcome, "control_group": group, "period": period}
    return lambda own: sign_of(value_of(own.figure_8, "estimate", **key))


def _effect_p(outcome: str, group: str, period: int) -> Read:
    key: dict[str, Key] = {"outcome": outcome, "control_group": group, "period": period}
    return lambda own: _below(value_of(own.figure_8, "p_value", **key))


def _period_contrast_p(outcome: str, group: str, contrast: str) -> Read:
    key: dict[str, Key] = {"outcome": outcome, "control_group": group, "contrast": contrast}
    return lambda own: _below(value_of(own.period_contrasts, "p_value", **key))


def _table_4_sign(outcome: str, group: str, *, has_trends: bool) -> Read:
    key: dict[str, Key] = {"outcome": outcome, "control_group": group, "group_trends": has_trends}
    return lambda own: sign_of(value_of(own.table_4, "estimate", **key))


def _table_4_p(outcome: str, group: str, level: float) -> Read:
    key: dict[str, Key] = {"outcome": outcome, "control_group": group, "group_trends": False}
    return lambda own: _below(value_of(own.table_4, "p_value", **key), level)


def _exhausted_difference(own: Reproduced) -> float | None:
    key: dict[str, Key] = {"outcome": "exhausted", "group_trends": False}
    estimates = (value_of(own.table_4, "estimate", control_group=group, **key) for group in ("trondelag", "national"))
    return sign_of(_difference(*estimates))


def _trends_differ(own: Reproduced) -> float | None:
    """1 when some estimate of table 4 moves by more than 1.96 of its standard errors when trends are let in."""
    plain = own.table_4.filter(~pl.col("group_trends"))
    return _is_far(plain, own.table_4.filter("group_trends"), ["outcome", "control_group"])


def _no_controls_differ(own: Reproduced) -> float | None:
    return _is_far(own.table_4, own.table_4_no_controls, ["outcome", "control_group", "group_trends"])


def _is_far(first: pl.DataFrame, second: pl.DataFrame, keys: list[str]) -> float | None:
    both = first.join(second, on=keys, suffix="_other").drop_nulls(["estimate", "estimate_other", "std_error_other"])
    distances = ((both["estimate_other"] - both["estimate"]) / both["std_error_other"]).abs()
    return float((distances > STANDARD_ERRORS).any()) if len(distances) else None


def _no_controls_certainty(own: Reproduced) -> float | None:
    """The sign of the mean of the log ratios of standard errors, without controls to with."""
    keys = ["outcome", "control_group", "group_trends"]
    both = own.table_4.join(own.table_4_no_controls, on=keys, suffix="_other", maintain_order="left")
    ratios = (both["std_error_other"] / both["std_error"]).drop_nulls()
    return sign_of(_mean({at: value - 1 for at, value in enumerate(ratios.to_list())}))


def _on_leave(own: Reproduced) -> pl.DataFrame:
    return rows_of(own.figure_9, outcome="on_leave")


def _grade(own: Reproduced) -> pl.DataFrame:
    return rows_of(own.figure_10, sample="all")


def _grade_on_leave(own: Reproduced) -> pl.DataFrame:
    return rows_of(own.figure_10, sample="on_leave")


def _mean_sign(rows: Callable[[Reproduced], pl.DataFrame], first: int, last: int, place: str = "week") -> Read:
    return lambda own: sign_of(_mean(between(curve_of(rows(own), "estimate", place=place), first, last)))


def _any_significant(rows: Callable[[Reproduced], pl.DataFrame], place: str, first: int, last: int) -> Read:
    def read(own: Reproduced) -> float | None:
        low, high = (between(curve_of(rows(own), name, place=place), first, last) for name in ("ci_low", "ci_high"))
        return float(any(low[at] > 0 or high[at] < 0 for at in low if at in high)) if low else None

    return read


def _mean(curve: dict[int, float]) -> float | None:
    return sum(curve.values()) / len(curve) if curve else None

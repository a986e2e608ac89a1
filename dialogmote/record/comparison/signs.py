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
- who takes part in meetings, before and after: table 2; pilot offices before the service, against both control groups:
  table 3; the employer's yes weighs more than the employee's: table 1;
- no difference in meetings or duration in any start month before the service: figure v3, months of 2017 together;
- on leave in weeks 30-45: mean effect of those weeks; more in week 52: figure 9; the grade in months 1-3, 7-9 and
  9-12, and of those still on leave from the question on: figure 10, mean effect of those months. Significant: any
  week or month of them is;
- with Trøndelag controls no tendency to more on leave in week 52 (1.645 standard errors above zero): figure v4; less of
  one than with national controls: figures v4 and 9; the grade in months 7-9 and 9-12 as with national controls, with
  larger standard errors (mean ratio above one): figures v5 and 10.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogmote.contracts.artifacts import CONTROL_GROUPS
from dialogmote.record.comparison.levels import SUMMER_AFTER, SUMMER_BEFORE, WINTER_AFTER, WINTER_BEFORE
from dialogmote.record.comparison.number import Number
from dialogmote.record.comparison.published import Published, is_sign_contradicted, table_4_key
from dialogmote.record.comparison.ranges import QUESTION_MONTH
from dialogmote.record.comparison.readings import (
    FIVE_PERCENT,
    TEN_PERCENT,
    Read,
    any_significant,
    contrast_p,
    contrast_sign,
    effect_p,
    effect_sign,
    employer_weight,
    event_study_before,
    exhausted_difference,
    full_period_difference,
    full_period_tendency,
    grade,
    grade_certainty,
    grade_on_leave,
    grade_trondelag,
    hump_sign,
    mean_sign,
    no_controls_certainty,
    no_controls_differ,
    on_leave,
    period_contrast_p,
    pilot_before,
    pilot_cells,
    summer_hazard,
    table_2_change,
    table_4_p,
    table_4_sign,
    trends_differ,
)
from dialogmote.record.comparison.reproduced import Reproduced

HUMP = ("text_claims/recovery_hump_2018_week/value",)  # the register has the hump in that week
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
        Statement("employer_yes_weighs_more", "sign", 1, employer_weight, restates=YES_MEETINGS),
        *_participants(),
        Statement("meeting_hazard_summer_higher", "sign", 1, summer_hazard),
        Statement("recovery_weeks_20_28_nov_mar", "significant", 0, contrast_p("nov_mar", 20)),
        Statement("recovery_weeks_31_36_nov_mar", "sign", -1, contrast_sign("nov_mar", 31)),
        Statement("recovery_weeks_31_36_nov_mar", "significant", 0, contrast_p("nov_mar", 31)),
        Statement("recovery_weeks_20_28_mar_jun", "significant", 0, contrast_p("mar_jun", 20)),
        Statement("recovery_week_37_hump", "sign", 1, hump_sign, restates=HUMP),
        *_pilots_before(),
    ]


def _participants() -> list[Statement]:
    """Table 2: the duration in both pairs of windows, the others in the pair that the article names."""
    summer, winter = (SUMMER_BEFORE, SUMMER_AFTER), (WINTER_BEFORE, WINTER_AFTER)
    stated = (
        ("duration_days", 1, "_nov_mar", winter),
        ("duration_days", 1, "", summer),
        ("graded_share_pct", -1, "", summer),
        ("foreign_born_share_pct", 1, "", summer),
    )
    return [
        Statement(
            f"meetings_after_{row}{which}",
            "sign",
            sign,
            table_2_change(row, *windows),
            restates=tuple(f"table_2/{row}/{window}" for window in windows),
        )
        for row, sign, which, windows in stated
    ]


def _pilots_before() -> list[Statement]:
    """Table 3, pilot offices against either control group."""
    stated = (
        ("pilot_meetings_lower_before", "meeting_share_pct", -1),
        ("pilot_duration_longer_before", "duration_days", 1),
    )
    return [
        Statement(f"{name}{which}", "sign", sign, pilot_before(row, group), restates=pilot_cells(row, group))
        for group, which in (("national", ""), ("trondelag", "_trondelag"))
        for name, row, sign in stated
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
                effect_sign("meeting", group, 2),
                restates=(f"table_4/meeting/{group}/false/estimate",),
            ),
            Statement(name, "significant", 1, effect_p("meeting", group, 2)),
            Statement(f"{name}_period_1", "sign", signs[group][0], effect_sign("meeting", group, 1)),
            Statement(f"{name}_period_3", "sign", signs[group][1], effect_sign("meeting", group, 3)),
            Statement(f"{name}_period_3", "significant", 0, effect_p("meeting", group, 3)),
        ]
        for outcome in ("duration", "lost_workdays"):
            effect = f"effect_{outcome}_{group}"
            statements += [
                Statement(effect, "significant", 0, effect_p(outcome, group, 2)),
                Statement(f"{effect}_period_3", "significant", 0, effect_p(outcome, group, 3)),
            ]
            statements += [
                Statement(f"{effect}_{contrast}", "significant", 0, period_contrast_p(outcome, group, contrast))
                for contrast in ("period_2_less_1", "period_2_less_3")
            ]
    return statements


def _outcomes(published: Published) -> list[Statement]:
    """Table 4, with its other specifications, and figure v3."""
    statements = [
        Statement("exhausted_national", "sign", 1, table_4_sign("exhausted", "national", has_trends=False)),
        Statement("exhausted_national", "near_significant", 1, table_4_p("exhausted", "national", TEN_PERCENT)),
        Statement("exhausted_national", "significant", 0, table_4_p("exhausted", "national", FIVE_PERCENT)),
        Statement("exhausted_trondelag", "near_significant", 0, table_4_p("exhausted", "trondelag", TEN_PERCENT)),
        Statement("exhausted_trondelag_weaker", "sign", -1, exhausted_difference),
    ]
    for group in CONTROL_GROUPS:
        for trends in ("no", "yes"):
            name = f"aap_same_direction_{group}_{'with' if trends == 'yes' else 'without'}_trends"
            read = table_4_sign("aap_transition", group, has_trends=trends == "yes")
            key = table_4_key("aap_transition", group, trends)
            statements.append(Statement(name, "sign", 1, read, is_sign_contradicted(published, key, 1)))
    return [
        *statements,
        *(
            Statement(f"event_study_before_{outcome}", "significant", 0, event_study_before(outcome))
            for outcome in ("meeting", "duration")
        ),
        Statement("trends_alike", "significant", 0, trends_differ),
        Statement("no_controls_alike", "significant", 0, no_controls_differ),
        Statement("no_controls_less_certain", "sign", 1, no_controls_certainty),
    ]


def _weeks_and_months() -> list[Statement]:
    """Figures 9, 10, v4 and v5."""
    return [
        Statement("on_leave_weeks_30_45", "sign", -1, mean_sign(on_leave, 30, 45)),
        Statement("on_leave_weeks_30_45", "significant", 0, any_significant(on_leave, "week", 30, 45)),
        Statement("on_leave_week_52", "sign", 1, mean_sign(on_leave, 52, 52)),
        Statement("on_leave_week_52", "significant", 0, any_significant(on_leave, "week", 52, 52)),
        Statement("on_leave_week_52_trondelag", "near_significant", 0, full_period_tendency),
        Statement("on_leave_week_52_trondelag_weaker", "sign", -1, full_period_difference),
        Statement("grade_months_1_3", "sign", 1, mean_sign(grade, 1, 3, "month")),
        Statement("grade_months_7_9", "sign", -1, mean_sign(grade, 7, 9, "month")),
        Statement("grade_months_9_12", "sign", -1, mean_sign(grade, 9, 12, "month")),
        Statement("grade_months_9_12", "significant", 0, any_significant(grade, "month", 9, 12)),
        Statement("grade_months_7_9_trondelag", "sign", -1, mean_sign(grade_trondelag, 7, 9, "month")),
        Statement("grade_months_9_12_trondelag", "sign", -1, mean_sign(grade_trondelag, 9, 12, "month")),
        Statement("grade_trondelag_less_certain", "sign", 1, grade_certainty),
        Statement("grade_still_on_leave", "sign", -1, mean_sign(grade_on_leave, QUESTION_MONTH + 1, 12, "month")),
    ]

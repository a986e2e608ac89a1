"""Every statement of the article's text that holds a number: which exhibit answers it, and how.

A whole number in the text is a rounded one: half a unit of its last digit is allowed (of the last thousand, for a count
in thousands). The ends of a span of weeks, read off a curve, are allowed one week to either side, two where the text
says "about"; a single week and the months, of which there are twelve, none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dialogmote.record.comparison import levels, ranges
from dialogmote.record.comparison.finding import Find
from dialogmote.record.comparison.number import Number, half_unit, thousand_half_unit
from dialogmote.record.comparison.published import Published, contradicted_claims
from dialogmote.record.comparison.reproduced import Reproduced

# ASSUME comparison_read_off_weeks: a week read off a weekly curve is good to its neighbours, a week given as "about" to
# two on either side.
READ_OFF = 1.0
READ_OFF_ABOUT = 2.0
EXACT = 0.0
RECOMPUTE = "recompute"


@dataclass(frozen=True)
class Claim:
    """How a claim is answered: by what, with how much slack beyond its digits, and what its verdict depends on."""

    find: Find
    slack: float = 0.0
    depends_on_size: bool = False
    is_lower_bound: bool = False
    restates: tuple[str, ...] = ()  # numbers of tables, or other claims, that it says again


def _span(
    claims: str, maker: Callable[[str], Find], slack: float, *, depends_on_size: bool = False
) -> dict[str, Claim]:
    """The two claims on the first and the last place of a span."""
    return {f"{claims}_{end}": Claim(maker(end), slack, depends_on_size) for end in ("first", "last")}


def _answers(*groups: str) -> Claim:
    """The share of some answers, of which table 1 prints each."""
    return Claim(levels.answer_share(*groups), restates=tuple(f"table_1/{group}/share_pct" for group in groups))


def _participants(find: Find, row: str, *windows: str) -> Claim:
    """A claim on a row of table 2."""
    return Claim(find, restates=tuple(f"table_2/{row}/{window}" for window in windows))


def _effect(find: Find, outcome: str, control_group: str) -> Claim:
    """A claim on an estimate of table 4."""
    return Claim(find, restates=(f"table_4/{outcome}/{control_group}/false/estimate",))


def _fall(find: Find, window: str) -> Claim:
    """A claim on the fall from the level before to that of a window, both of which are claims."""
    return Claim(find, restates=tuple(f"text_claims/meeting_share_{name}/value" for name in ("before", window)))


YEARLY_MEETINGS = ("text_claims/meetings_per_year_before/value", "text_claims/meetings_per_year_after/value")
CLAIMS: dict[str, Claim] = {
    "cohort_pregnant_share": Claim(levels.removed_share("pregnant")),
    "cohort_overlap_share": Claim(levels.removed_share("overlapping")),
    "meeting_share_pregnant": Claim(levels.pregnant_share),
    "meeting_share_not_pregnant": Claim(levels.not_pregnant_share),
    "meeting_share_before": Claim(levels.level("before")),
    "meeting_share_first_months": Claim(levels.level("first_months")),
    "meeting_share_after_six_months": Claim(levels.level("after")),
    "meetings_per_year_before": Claim(levels.meetings_per_year("before"), depends_on_size=True),
    "meetings_per_year_after": Claim(levels.meetings_per_year("after"), depends_on_size=True),
    "meetings_per_year_fall": Claim(levels.meetings_fall, depends_on_size=True, restates=YEARLY_MEETINGS),
    "meeting_share_fall_first": _fall(levels.level_fall("first_months"), "first_months"),
    "meeting_share_fall_later": _fall(levels.level_fall("after"), "after_six_months"),
    "meeting_hazard_week_25_before": Claim(levels.hazard_before),
    "meeting_hazard_week_25_after": Claim(levels.hazard_after),
    "meeting_hazard_peak_week": Claim(ranges.hazard_peak_week),
    **_span("meeting_hazard_main_weeks", ranges.main_weeks, READ_OFF),
    "answers_unanswered_share": _answers("no_answer"),
    "answers_yes_share": _answers(*levels.YES_GROUPS),
    "answers_no_or_unanswered_share": _answers(*levels.SILENT_OR_NO),
    "employee_answers_within_two_weeks": Claim(levels.from_claim_values("employee_answers_within_two_weeks")),
    "employer_answers_within_two_weeks": Claim(levels.from_claim_values("employer_answers_within_two_weeks")),
    "meeting_share_when_both_no": Claim(levels.both_no_share),
    **_span("effect_weeks", ranges.effect_weeks, READ_OFF),
    "exhausted_increase": _effect(levels.exhausted_effect, "exhausted", "national"),
    "exhausted_relative_increase": _effect(levels.exhausted_relative, "exhausted", "national"),
    "first_fall_months_results": Claim(ranges.first_fall_months),
    "first_fall_months_discussion": Claim(ranges.first_fall_months),
    "later_fall_months_discussion": Claim(ranges.later_fall_months),
    "no_answer_median_days_after_question": Claim(
        levels.median_after_question, restates=("table_1/no_answer/duration_p50_days",)
    ),
    "both_yes_full_period_share": Claim(levels.from_claim_values("both_yes_full_period_share"), is_lower_bound=True),
    "graded_share_with_meeting_before": _participants(
        levels.graded_share(levels.SUMMER_BEFORE), "graded_share_pct", levels.SUMMER_BEFORE
    ),
    "graded_share_with_meeting_after": _participants(
        levels.graded_share(levels.SUMMER_AFTER), "graded_share_pct", levels.SUMMER_AFTER
    ),
    "meeting_day_after": _participants(levels.meeting_day, "meeting_day", levels.SUMMER_AFTER),
    "meeting_week_after": _participants(levels.meeting_week, "meeting_day", levels.SUMMER_AFTER),
    "meeting_day_shift": _participants(
        levels.meeting_day_shift, "meeting_day", levels.SUMMER_BEFORE, levels.SUMMER_AFTER
    ),
    **_span("recovery_early_weeks", ranges.early_recovery_weeks, READ_OFF),
    "recovery_falls_until_week": Claim(ranges.recovery_lowest_week, slack=READ_OFF_ABOUT),
    **_span("meeting_fall_weeks", ranges.fall_weeks, READ_OFF_ABOUT),
    **_span("recovery_lower_weeks", ranges.recovery_lower_weeks, READ_OFF),
    "recovery_hump_2018_week": Claim(ranges.hump_week, slack=READ_OFF_ABOUT),
    "pilot_fall_meeting_national": _effect(levels.meeting_fall("national"), "meeting", "national"),
    "pilot_fall_meeting_trondelag": _effect(levels.meeting_fall("trondelag"), "meeting", "trondelag"),
    "duration_increase_ruled_out_above": Claim(levels.ruled_out("ci_high", 1), depends_on_size=True),
    "duration_decrease_ruled_out_above": Claim(levels.ruled_out("ci_low", -1), depends_on_size=True),
    **_span("recovery_more_weeks", ranges.recovery_more_weeks, READ_OFF_ABOUT),
    **_span("on_leave_near_significant_weeks", ranges.on_leave_near_significant_weeks, READ_OFF, depends_on_size=True),
    "question_month": Claim(levels.question_month),
    "most_meetings_month": Claim(ranges.most_meetings_month),
    **_span("grade_higher_months", ranges.grade_higher_months, EXACT),
    **_span("grade_lower_months", ranges.grade_lower_months, EXACT),
    **_span("grade_near_significant_months", ranges.grade_near_significant_months, EXACT, depends_on_size=True),
    "duration_fall_if_20_days_a_meeting": _fall(levels.fall_if_20_days, "first_months"),
}


def claim_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    """Every claim with a number, in the order of the published list; context stands without a reproduced number.

    Raises `ValueError` for a claim to recompute that nothing here answers.
    """
    contradicted = contradicted_claims(published)
    for row in published.text_claims.rows(named=True):
        name, printed = row["claim"], row["value"]
        if row["kind"] != RECOMPUTE:
            yield _context(name, printed, is_contradicted=name in contradicted)
            continue
        if name not in CLAIMS:
            raise ValueError(f"nothing answers the claim {name!r}; known: {', '.join(CLAIMS)}")
        claim = CLAIMS[name]
        found = claim.find(published, reproduced)
        yield Number(
            exhibit="text_claims",
            row_key=name,
            column="value",
            printed=printed,
            reproduced=found.value,
            error=found.error,
            tolerance=max(_printed_tolerance(printed), claim.slack),
            is_contradicted=name in contradicted,
            is_absent=found.is_absent,
            is_lower_bound=claim.is_lower_bound,
            depends_on_size=claim.depends_on_size,
            restates=claim.restates,
        )


def _context(name: str, printed: str, *, is_contradicted: bool) -> Number:
    return Number("text_claims", name, "value", printed, None, is_contradicted=is_contradicted, is_context=True)


def _printed_tolerance(printed: str) -> float:
    return max(half_unit(printed), thousand_half_unit(printed))

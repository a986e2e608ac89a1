"""The meetings: how likely a spell is summoned, when, and whether the meeting is held while it lasts.

Levels and planted effects are points on the realised share: in each stretch of starts and group of offices the planned
probabilities are scaled until their sum over the spells still on leave on the planned day moves by the planted points.
The scaling uses expectations; whether a spell is summoned is then decided by its own uniform number, which is the same
with and without the planted effects.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from dialogmote.contracts.artifacts import LONG_SPELL_DAYS, MAXIMUM_DAYS
from dialogmote.registers.simulate.courses import MIDDLE_AGE_YEARS, Starts
from dialogmote.registers.simulate.draws import (
    Bools,
    Floats,
    Ints,
    Streams,
    day_number,
    months_of,
    ordered_sum,
    pick_with,
    step_index,
)
from dialogmote.registers.simulate.offices import NATIONAL, PILOT, TRONDELAG, Offices
from dialogmote.registers.simulate.service import BOTH_NO, BOTH_YES, EMPLOYEE_YES, EMPLOYER_YES, NO, NO_ANSWER
from dialogmote.registers.simulate.truth import Effects, Meetings, Service

BASE_YEAR = (date(2017, 1, 1), date(2018, 1, 1))
FIRST_SEASON = date(2014, 1, 1)
SCALING_STEPS = 25
LONG_COURSE_DAY = 300


@dataclass(frozen=True)
class Plans:
    """Planned day of the meeting (day of the spell) and probability of a plan, without and with the planted effects."""

    day: Ints
    probability_without: Floats
    probability: Floats


@dataclass(frozen=True)
class Traits:
    """What makes a meeting more or less likely, one element a spell."""

    office: Ints
    prognosis: Ints
    length_without: Ints
    planning_grade: Floats
    age_years: Ints
    is_woman: Bools
    is_foreign_born: Bools
    is_part_time: Bools
    is_pregnant: Bools
    is_overlapping: Bools
    is_in_cohort: Bools
    answer_group: Ints
    is_served: Bools


def draw_days(truth: Meetings, starts: Starts, streams: Streams) -> Ints:
    """Planned day of the meeting within the spell; a weekend moves to the Friday before."""
    rng = streams.named("meeting_days")
    uniform = rng.random(len(starts.day))
    later = starts.day >= day_number(truth.later_weeks_start)
    weights = pick_with(uniform, truth.week_weights), pick_with(uniform, truth.later_week_weights)
    week = truth.first_week + np.where(later, weights[1], weights[0])
    day = 7 * week + np.floor(rng.random(len(week)) * 7).astype(np.int64)
    weekday = (starts.day + day - 1 + 3) % 7  # 0 is Monday
    return np.maximum(day - np.maximum(weekday - 4, 0), LONG_SPELL_DAYS + 1)


def propensities(truth: Meetings, starts: Starts, traits: Traits, offices: Offices, streams: Streams) -> Floats:
    """Relative propensity of a plan by office, season, prognosis, grade and person, before any level is set."""
    step = step_index(starts.day, [trait.start for trait in truth.traits])
    graded, woman, foreign = (
        np.array([getattr(trait, name) for trait in truth.traits])[step]
        for name in ("graded_log", "woman_log", "foreign_born_log")
    )
    # ASSUME simulated_meetings: office, season, prognosis, grade and person multiply; only the level and the effects
    # are set in points.
    log = (
        _office_log(truth, starts, traits.office, len(offices.group), streams)
        + np.array(truth.month_log)[months_of(starts.day) % 12]
        + np.array(truth.class_log)[traits.prognosis]
        + truth.long_course_log * (traits.length_without > LONG_COURSE_DAY)
        + graded * (1 - traits.planning_grade / 100)
        + woman * traits.is_woman
        + foreign * traits.is_foreign_born
        + truth.age_log_per_decade * (traits.age_years - MIDDLE_AGE_YEARS) / 10
        + truth.part_time_log * traits.is_part_time
        + np.log(truth.pregnant_factor) * traits.is_pregnant
    )
    return np.where(traits.is_overlapping, 0.0, np.exp(log))  # one course, one plan: that of the spell it overlaps


def _office_log(truth: Meetings, starts: Starts, office: Ints, n_offices: int, streams: Streams) -> Floats:
    """The office's own level and its shocks by half year of the start."""
    level = truth.office_sd_log * np.clip(streams.named("office_levels").standard_normal(n_offices), -2.5, 2.5)
    half_years = 20
    shocks = truth.office_half_year_sd_log * streams.named("office_shocks").standard_normal((n_offices, half_years))
    first = months_of(np.array([day_number(FIRST_SEASON)]))[0]
    half_year = np.clip((months_of(starts.day) - first) // 6, 0, half_years - 1)
    return level[office] + shocks[office, half_year]


def plan(
    truth: Meetings,
    effects: Effects,
    service: Service,
    starts: Starts,
    traits: Traits,
    offices: Offices,
    streams: Streams,
) -> Plans:
    """Planned day and probability of each spell, without and with the planted effects."""
    day = draw_days(truth, starts, streams)
    counts = is_reached(day, traits.length_without) & traits.is_in_cohort
    base = propensities(truth, starts, traits, offices, streams)
    group = offices.group[traits.office]
    without = _set_levels(truth, base, starts, group, counts, traits.is_in_cohort)
    drifted = _add_drift(truth, effects, service, without, starts, group, counts, traits.is_in_cohort)
    with_service = _add_service(truth, effects, service, drifted, starts, group, counts, traits)
    open_share = held_shares(truth, starts, day)
    is_closing = starts.is_closing
    return Plans(
        np.where(is_closing, closing_days(starts), day),
        np.where(is_closing, 1.0, without * open_share),
        np.where(is_closing, 1.0, with_service * open_share),
    )


def held_shares(truth: Meetings, starts: Starts, day: Ints) -> Floats:
    """Share of the planned meetings that could be held on their day: 1 but in a closure, such as the pandemic's."""
    calendar = starts.day + day - 1
    share = np.ones(len(calendar))
    for closure in truth.closures:
        inside = (calendar >= day_number(closure.first_day)) & (calendar <= day_number(closure.last_day))
        share = np.where(inside, closure.held_share, share)
    return share


def closing_days(starts: Starts) -> Ints:
    """The closing courses meet in week 25, in December 2022."""
    return np.full(len(starts.day), 25 * 7 + 2)


def _set_levels(
    truth: Meetings, base: Floats, starts: Starts, group: Ints, reached: Bools, is_counted: Bools
) -> Floats:
    """Scale the propensities to the country's levels, and the two groups of the pilot county to their level of 2017."""
    stretch = step_index(starts.day, [level.start for level in truth.levels])
    outside = group == NATIONAL
    n = len(truth.levels)
    spells = ordered_sum((is_counted & outside) * 1.0, stretch, n)
    wanted = spells * np.array([level.share_pct for level in truth.levels]) / 100
    factor = _solve_factor(base, wanted, stretch, reached & outside, n, truth.cap)
    probability = base * factor[stretch]
    in_2017 = (starts.day >= day_number(BASE_YEAR[0])) & (starts.day < day_number(BASE_YEAR[1]))
    for number, share in ((PILOT, truth.pilot_share_2017_pct), (TRONDELAG, truth.trondelag_share_2017_pct)):
        members = group == number
        counted = members & in_2017
        wanted_here = np.array([(is_counted & counted).sum() * share / 100])
        own = _solve_factor(probability, wanted_here, np.zeros_like(stretch), reached & counted, 1, truth.cap)
        probability = np.where(members, probability * own[0], probability)
    return np.minimum(probability, truth.cap)


def _solve_factor(base: Floats, wanted: Floats, stretch: Ints, is_counted: Bools, n: int, cap: float) -> Floats:
    """Factor of each stretch at which the capped, scaled propensities of the counted spells sum to what is wanted.

    Iterates; a stretch without counted spells keeps the factor 1.
    """
    members = np.flatnonzero(is_counted)
    base, stretch = base[members], stretch[members]
    factor = np.ones(n)
    for _ in range(SCALING_STEPS):
        total = ordered_sum(np.minimum(base * factor[stretch], cap), stretch, n)
        factor = np.where((total > 0) & (wanted > 0), factor * wanted / np.where(total > 0, total, 1.0), factor)
    return np.minimum(factor, 1e6)


def _cells(truth: Meetings, effects: Effects, service: Service, starts: Starts, group: Ints) -> tuple[Ints, int]:
    """Cells of group and stretch of starts in which neither level, drift nor service changes."""
    limits = sorted(
        {level.start for level in truth.levels}
        | {effects.drift_start, service.pilot_effect_start, service.national_effect_start}
    )
    return group * len(limits) + step_index(starts.day, limits), 3 * len(limits)


def _add_drift(
    truth: Meetings,
    effects: Effects,
    service: Service,
    probability: Floats,
    starts: Starts,
    group: Ints,
    reached: Bools,
    is_counted: Bools,
) -> Floats:
    """Move the realised share of the pilot county's two groups by their drifts, in points."""
    cell, n = _cells(truth, effects, service, starts, group)
    total = ordered_sum(probability * reached, cell, n)
    spells = ordered_sum(is_counted * 1.0, cell, n)
    points = np.select(
        [group == PILOT, group == TRONDELAG], [effects.drift_pilot_points, effects.drift_trondelag_points]
    )
    change = points / 100 * (starts.day >= day_number(effects.drift_start))
    ratio = change * (spells / np.where(total > 0, total, np.inf))[cell]
    return np.clip(probability * np.maximum(1 + ratio, 0.0), 0.0, truth.cap)


def _add_service(
    truth: Meetings,
    effects: Effects,
    service: Service,
    probability: Floats,
    starts: Starts,
    group: Ints,
    reached: Bools,
    traits: Traits,
) -> Floats:
    """Share out the served spells' meetings by their answers, and move the realised share by the service's points.

    Without a planted effect of the service the answers change nothing."""
    cell, n = _cells(truth, effects, service, starts, group)
    factors = truth.answer_factor
    by_answer = np.zeros(6)
    by_answer[[NO_ANSWER, NO, BOTH_NO]] = factors.no_answer, factors.no, factors.both_no
    by_answer[[EMPLOYEE_YES, EMPLOYER_YES, BOTH_YES]] = factors.employee_yes, factors.employer_yes, factors.both_yes
    served_reached = reached & traits.is_served
    has_service = ordered_sum(traits.is_served * 1.0, cell, n) > 0
    spells = ordered_sum(traits.is_in_cohort * 1.0, cell, n) * has_service
    now = ordered_sum(probability * served_reached, cell, n)
    wanted = np.maximum(now + spells * effects.service_meeting_points / 100, 0.0)
    if effects.service_meeting_points == 0:
        return probability
    relative = probability * by_answer[traits.answer_group]
    factor = _solve_factor(relative, wanted, cell, served_reached, n, truth.cap)
    served = np.minimum(relative * np.where(wanted > 0, factor, 0.0)[cell], truth.cap)
    return np.where(traits.is_served, served, probability)


def is_reached(plan_day: Ints, length: Ints) -> Bools:
    """Whether the person is still on leave on the planned day."""
    return plan_day <= np.minimum(length, MAXIMUM_DAYS)

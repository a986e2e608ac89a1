"""Planted points on meetings: the expected share moves by exactly what is planted."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from simulate_builders import planted_mapping

from dialogmote.registers.simulate import meetings
from dialogmote.registers.simulate.courses import Starts
from dialogmote.registers.simulate.draws import Streams, day_number
from dialogmote.registers.simulate.offices import NATIONAL, PILOT, TRONDELAG, build_offices
from dialogmote.registers.simulate.truth import PlantedTruth

TRUTH = PlantedTruth.from_mapping(planted_mapping())
N = 3000
TOLERANCE = 1e-6  # percentage points; the scaling is iterated


def spells(start, group):
    """Spells of one start and group with random propensities, half of them reached by their planned day."""
    rng = np.random.default_rng(7)
    starts = Starts(np.arange(N), np.full(N, day_number(start)), np.zeros(N, bool), N)
    return starts, np.full(N, group), rng.uniform(0.2, 0.6, N), rng.random(N) < 0.5, rng


def traits(rng, is_served):
    zeros = np.zeros(N)
    return meetings.Traits(
        office=zeros.astype(int), prognosis=zeros.astype(int), length_without=np.full(N, 300), planning_grade=zeros,
        age_years=np.full(N, 45), is_woman=zeros > 0, is_foreign_born=zeros > 0, is_part_time=zeros > 0,
        is_pregnant=zeros > 0, is_overlapping=zeros > 0,
        is_in_cohort=zeros == 0, answer_group=rng.integers(0, 6, N), is_served=is_served,
    )  # fmt: skip


def points_moved(before, after, reached):
    return 100 * ((after - before) * reached).sum() / N


@pytest.mark.parametrize(
    ("start", "group", "expected"),
    [
        (date(2017, 6, 1), PILOT, 0.0),
        (date(2018, 3, 1), PILOT, -1.5),
        (date(2018, 9, 1), TRONDELAG, -3.0),
        (date(2018, 9, 1), NATIONAL, 0.0),
    ],
)
def test_drift_moves_the_expected_share_by_its_points(start, group, expected):
    starts, groups, before, reached, _ = spells(start, group)
    every = np.ones(N, bool)
    after = meetings._add_drift(TRUTH.meetings, TRUTH.effects, TRUTH.service, before, starts, groups, reached, every)
    assert points_moved(before, after, reached) == pytest.approx(expected, abs=TOLERANCE)


def test_service_moves_the_expected_share_by_its_points_through_the_served_spells():
    starts, groups, before, reached, rng = spells(date(2018, 9, 3), PILOT)
    described = traits(rng, rng.random(N) < 0.7)
    after = meetings._add_service(
        TRUTH.meetings, TRUTH.effects, TRUTH.service, before, starts, groups, reached, described
    )
    assert points_moved(before, after, reached) == pytest.approx(-6.5, abs=TOLERANCE)
    assert (after[~described.is_served] == before[~described.is_served]).all()


def test_spells_where_both_say_yes_meet_most_often():
    starts, groups, _, reached, rng = spells(date(2018, 9, 3), PILOT)
    described = traits(rng, np.ones(N, bool))
    level = np.full(N, 0.4)
    after = meetings._add_service(
        TRUTH.meetings, TRUTH.effects, TRUTH.service, level, starts, groups, reached, described
    )
    by_answer = [after[described.answer_group == group].mean() for group in range(6)]
    assert max(by_answer) == by_answer[4] and min(by_answer) == by_answer[5]


def test_planned_days_fall_on_weekdays_and_never_before_day_113():
    starts, *_ = spells(date(2018, 9, 3), PILOT)
    days = meetings.draw_days(TRUTH.meetings, starts, Streams(1))
    weekday = (starts.day + days - 1 + 3) % 7
    assert days.min() >= 113 and weekday.max() <= 4


def test_meetings_come_later_from_the_planted_start_on():
    limit = TRUTH.meetings.later_weeks_start
    before, after = (
        meetings.draw_days(TRUTH.meetings, spells(date(year, 11, 5), PILOT)[0], Streams(1)).mean()
        for year in (2017, 2018)
    )
    assert limit <= date(2018, 11, 5)
    assert 1 < after - before < 6  # days; published 3


def test_closure_keeps_its_share_of_the_meetings_planned_inside_it_and_of_no_other():
    closure = TRUTH.meetings.closures[0]
    starts, *_ = spells(closure.first_day, NATIONAL)
    length = (closure.last_day - closure.first_day).days + 1
    days = np.arange(N) % (2 * length)  # day 0 is the day before the closure
    share = meetings.held_shares(TRUTH.meetings, starts, days)
    inside = (days >= 1) & (days <= length)
    assert (share[inside] == closure.held_share).all() and (share[~inside] == 1).all()


def propensity(truth, start, planning_grade):
    starts, *_, rng = spells(start, NATIONAL)
    offices = build_offices(TRUTH.offices, Streams(1))
    described = replace(traits(rng, np.zeros(N, bool)), planning_grade=np.full(N, planning_grade))
    return meetings.propensities(truth, starts, described, offices, Streams(1))


def test_who_is_at_work_part_of_the_time_is_summoned_less_often_and_less_still_from_march_2019():
    fall = [
        propensity(TRUTH.meetings, start, 50.0).mean() / propensity(TRUTH.meetings, start, 100.0).mean()
        for start in (date(2018, 3, 1), date(2019, 3, 1))
    ]
    assert fall[1] < fall[0] < 1


def test_traits_of_weight_zero_change_nothing():
    blind = tuple(replace(step, graded_log=0.0) for step in TRUTH.meetings.traits)
    flat = replace(TRUTH.meetings, traits=blind)
    assert (propensity(flat, date(2018, 3, 1), 50.0) == propensity(flat, date(2018, 3, 1), 100.0)).all()

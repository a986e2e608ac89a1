"""Overlaps, days on leave and short spells, against plain loops."""

import numpy as np
import pytest
from simulate_builders import planted_mapping

from dialogmote.registers.simulate import courses
from dialogmote.registers.simulate.draws import Streams
from dialogmote.registers.simulate.truth import PlantedTruth

TRUTH = PlantedTruth.from_mapping(planted_mapping()).courses


def random_spells(seed, n=60, persons=9, longest=200):
    rng = np.random.default_rng(seed)
    return rng.integers(0, persons, n), rng.integers(0, 1500, n), rng.integers(1, longest, n)


def test_overlap_means_a_start_on_or_before_an_earlier_spell_s_last_day():
    person, start = np.array([1, 1, 1, 2]), np.array([10, 20, 31, 31])
    length = np.array([11, 11, 5, 5])  # the first ends on day 20, the second on day 30
    assert courses.overlapping(person, start, length).tolist() == [False, True, False, False]


def test_overlap_looks_past_a_short_spell_inside_a_long_one():
    person, start, length = np.array([1, 1, 1]), np.array([0, 10, 90]), np.array([100, 5, 5])
    assert courses.overlapping(person, start, length).tolist() == [False, True, True]


def test_days_on_leave_equal_the_union_of_days():
    person, start, length = random_spells(5)
    days_of = {
        who: {d for p, s, n in zip(person, start, length, strict=True) if p == who for d in range(s, s + n)}
        for who in set(person.tolist())
    }
    covered = [len(days_of[w] & set(range(b, b + 365))) for w, b in zip(person.tolist(), start, strict=True)]
    assert courses.days_on_leave(person, start, length, person, start).tolist() == covered


@pytest.mark.parametrize("seed", [1, 2])
def test_short_spells_never_meet_another_spell(seed):
    rng = np.random.default_rng(seed)
    starts = courses.Starts(rng.integers(0, 60, 150), 16_000 + rng.integers(0, 2500, 150), np.zeros(150, bool), 60)
    length = rng.integers(112, 366, 150)
    short = courses.place_short(starts, length, courses.draw_short(TRUTH, 150, Streams(seed)))
    person = np.concatenate([starts.person, short.person])
    first = np.concatenate([starts.day, short.day])
    last = first + np.concatenate([length, short.length]) - 1
    assert len(short.day) > 50
    for i in range(150, len(person)):
        met = (person == person[i]) & (first <= last[i]) & (last >= first[i])
        assert met.sum() == 1

"""Random streams and vectorised dates, against plain loops."""

from datetime import date

import numpy as np

from dialogmote.registers.simulate.draws import (
    Streams,
    day_number,
    pick_with,
    step_values,
    touches,
    whole_years_between,
)


def test_stream_depends_on_its_name_and_seed_alone():
    first = Streams(1).named("grades").random(3)
    Streams(1).named("something new").random(5)
    assert (Streams(1).named("grades").random(3) == first).all()
    assert (Streams(1).named("moves").random(3) != first).all()
    assert (Streams(2).named("grades").random(3) != first).all()


def test_weights_choose_by_the_uniform_and_skip_zero_weights():
    assert pick_with(np.array([0.0, 0.24, 0.26, 0.999999]), [1.0, 0.0, 3.0]).tolist() == [0, 0, 2, 2]


def test_step_holds_from_its_first_day_on():
    starts = [date(2017, 1, 1), date(2018, 1, 1)]
    days = np.array([day_number(d) for d in (date(2016, 5, 1), date(2017, 12, 31), date(2018, 1, 1))])
    assert step_values(days, starts, [1.0, 2.0]).tolist() == [1.0, 1.0, 2.0]


def test_who_was_born_29_february_turns_older_on_1_march():
    born = np.array([day_number(date(1980, 2, 29))] * 3)
    days = np.array([day_number(d) for d in (date(2017, 2, 28), date(2017, 3, 1), date(2020, 2, 29))])
    assert whole_years_between(born, days).tolist() == [36, 37, 40]


def test_touching_periods_equal_a_plain_loop():
    rng = np.random.default_rng(3)
    person, first = rng.integers(0, 8, 40), rng.integers(0, 300, 40)
    last = first + rng.integers(0, 60, 40)
    whose, begin = rng.integers(0, 9, 100), rng.integers(0, 350, 100)
    end = begin + rng.integers(0, 40, 100)
    plain = [any((person == w) & (first <= e) & (last >= b)) for w, b, e in zip(whose, begin, end, strict=True)]
    assert touches(person, first, last, whose, begin, end).tolist() == plain
    assert 0 < sum(plain) < 100

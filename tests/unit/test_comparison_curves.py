"""What is read off a curve: peaks, falls, runs."""

import pytest

from dialogmote.record.comparison.curves import (
    Span,
    between,
    highest,
    largest_fall,
    longest_run,
    lowest,
    peak_span,
    run_around,
    steps,
)


def test_peak_span_takes_the_weeks_at_least_halfway_up_from_the_lowest():
    # lowest 2, highest 10: halfway is 6
    assert peak_span({1: 2.0, 2: 5.9, 3: 6.0, 4: 10.0, 5: 6.1, 6: 5.0, 7: 9.0}) == Span(3, 5)


def test_peak_span_ends_where_a_week_is_missing():
    assert peak_span({1: 0.0, 2: 9.0, 4: 10.0, 5: 9.0}) == Span(4, 5)


@pytest.mark.parametrize("curve", [{}, {1: 3.0}, {1: 3.0, 2: 3.0}])
def test_a_flat_curve_has_no_peak(curve):
    assert peak_span(curve) is None


def test_largest_fall_is_from_the_top_to_the_bottom_after_it():
    assert largest_fall({1: 0.0, 2: 5.0, 3: 4.0, 4: 6.0, 5: 1.0, 6: 3.0}) == Span(4, 5)


def test_largest_fall_does_not_begin_before_the_curve_begins_to_fall():
    assert largest_fall({20: 1.0, 21: 1.0, 22: 1.0, 23: 0.5, 24: 0.0, 25: 0.0}) == Span(22, 24)


@pytest.mark.parametrize("curve", [{}, {1: 1.0}, {1: 1.0, 2: 1.0, 3: 2.0}])
def test_a_curve_that_never_falls_has_no_largest_fall(curve):
    assert largest_fall(curve) is None


def test_longest_run_is_the_first_of_equally_long_ones():
    assert longest_run([1, 2, 5, 8, 9]) == Span(1, 2)
    assert longest_run([1, 4, 5, 6]) == Span(4, 6)
    assert longest_run([]) is None


def test_run_around_a_place_outside_is_none():
    assert run_around(3, [1, 2, 4]) is None
    assert run_around(2, [1, 2, 4]) == Span(1, 2)


def test_the_first_of_equal_extremes_counts():
    assert (highest({2: 1.0, 1: 1.0}), lowest({2: 1.0, 1: 1.0})) == (1, 1)
    assert (highest({}), lowest({})) == (None, None)


def test_steps_are_changes_between_neighbouring_weeks():
    assert steps({1: 1.0, 2: 3.0, 4: 9.0, 5: 8.0}) == {2: 2.0, 5: -1.0}


def test_between_keeps_both_ends():
    assert between({1: 1.0, 2: 2.0, 3: 3.0}, 2, 3) == {2: 2.0, 3: 3.0}

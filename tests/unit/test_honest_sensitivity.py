"""Robust intervals and breakdown values as frames: what they hold, and that they are those of the single functions."""

import numpy as np
import polars as pl
import pytest

from dialogmote.estimate.honest.coefficients import EventStudy
from dialogmote.estimate.honest.conditional import Interval
from dialogmote.estimate.honest.fixed_length import critical_value
from dialogmote.estimate.honest.sensitivity import (
    BREAKDOWN_SCHEMA,
    SMOOTHNESS_STEPS,
    TRENDS_SCHEMA,
    find_breakdown,
    honest_trends,
    relative_magnitudes,
    smoothness,
    upper_smoothness,
    with_covariance,
)

# Closed forms in double precision.
EXACT = 1e-9
# A breakdown value is found to a millionth of the largest m looked at.
FOUND = 2e-6


def clear_effect() -> EventStudy:
    """Small changes before, 0.1 to 0.2, and an effect of 3 with standard errors of 0.1."""
    return EventStudy(np.array([0.1, -0.1, 0.1, 3.0]), 0.01 * np.eye(4), 3, np.ones(1))


def no_effect() -> EventStudy:
    return EventStudy(np.array([0.1, -0.1, 0.1, 0.05]), 0.01 * np.eye(4), 3, np.ones(1))


def value(frame: pl.DataFrame, column: str, **wanted: object) -> object:
    return frame.row(by_predicate=pl.all_horizontal(pl.col(k) == v for k, v in wanted.items()), named=True)[column]


def test_sets_are_those_of_the_single_functions_in_the_order_given():
    study = clear_effect()
    found = honest_trends({"meeting": study}, (0.0, 1.0), ("relative_magnitudes", "smoothness")).sets
    assert found.schema == pl.Schema(TRENDS_SCHEMA)
    assert found["method"].to_list() == ["relative_magnitudes"] * 2 + ["smoothness"] * (SMOOTHNESS_STEPS + 1)
    one = relative_magnitudes(study, 1.0)
    assert value(found, "ci_low", method="relative_magnitudes", m=1.0) == one.low
    assert value(found, "ci_high", method="relative_magnitudes", m=1.0) == one.high
    last = found.filter(pl.col("method") == "smoothness").row(-1, named=True)
    assert last["m"] == pytest.approx(upper_smoothness(study), rel=EXACT)
    assert last["ci_low"] == pytest.approx(smoothness(study, last["m"]).low, rel=EXACT)


def test_contains_zero_says_where_zero_lies():
    frame = honest_trends({"clear": clear_effect(), "none": no_effect()}, (0.0, 40.0), ("relative_magnitudes",)).sets
    inside = (pl.col("ci_low") <= 0) & (pl.col("ci_high") >= 0)
    assert frame.select(inside.eq(pl.col("contains_zero")).all()).item()
    assert frame["contains_zero"].to_list() == [False, True, True, True]


def test_breakdown_is_where_the_interval_first_touches_zero():
    study = clear_effect()
    frame = honest_trends({"meeting": study}, methods=("relative_magnitudes", "smoothness")).breakdowns
    assert frame.schema == pl.Schema(BREAKDOWN_SCHEMA)
    relative = value(frame, "breakdown", method="relative_magnitudes")
    assert relative_magnitudes(study, relative).contains(0)
    assert not relative_magnitudes(study, relative - 100 * FOUND).contains(0)
    assert value(frame, "breakdown", method="smoothness") > 0


def test_breakdown_under_smoothness_with_one_period_before_is_in_closed_form():
    """The estimate is 3.1 with bias m: the end is at 3.1 - m - z(m), and far from 0 bias counts one for one."""
    study = EventStudy(np.array([0.1, 3.0]), 0.01 * np.eye(2), 1, np.ones(1))
    found = value(honest_trends({"x": study}, methods=("smoothness",)).breakdowns, "breakdown", method="smoothness")
    sd = np.sqrt(0.02)
    assert critical_value(found / sd) * sd == pytest.approx(3.1, abs=20 * FOUND)


def test_no_effect_breaks_down_at_once():
    breakdowns = honest_trends({"duration": no_effect()}, methods=("relative_magnitudes", "smoothness")).breakdowns
    assert breakdowns["breakdown"].to_list() == [0.0, 0.0]


def test_breakdown_that_is_never_reached_is_nothing():
    assert find_breakdown(lambda m: Interval(1.0, 2.0 + m), 5.0) is None


def test_breakdown_of_sets_that_are_not_nested_is_the_first():
    """0 is in for m from 1 to 2, and again from 4 on."""

    def interval(m: float) -> Interval:
        return Interval(-1.0, 1.0) if 1 <= m <= 2 or m >= 4 else Interval(1.0, 2.0)

    assert find_breakdown(interval, 5.0) == pytest.approx(1.0, abs=5 * FOUND)


def test_an_empty_set_holds_nothing():
    assert find_breakdown(lambda m: None, 1.0) is None


@pytest.mark.parametrize(
    "study", [None, EventStudy(np.ones(3), np.ones((3, 3)), 2, np.ones(1))], ids=["none", "singular"]
)
def test_outcome_without_coefficients_or_with_a_singular_covariance_is_null(study):
    found = honest_trends({"meeting": study})
    assert found.sets["method"].to_list() == ["relative_magnitudes", "smoothness", "smoothness_hybrid"]
    assert found.sets.select(pl.exclude("outcome", "method").is_null().all()).row(0) == (True,) * 4
    assert found.breakdowns.select(pl.exclude("outcome", "method").is_null().all()).row(0) == (True,) * 6


def test_a_larger_covariance_makes_wider_sets():
    study = clear_effect()
    wider = with_covariance(study, 4 * study.covariance)
    assert relative_magnitudes(wider, 1.0).low < relative_magnitudes(study, 1.0).low


def test_unknown_method_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="none of relative_magnitudes, smoothness"):
        honest_trends({"meeting": clear_effect()}, methods=("flci",))


def test_same_bytes_twice():
    once, again = (honest_trends({"meeting": no_effect()}, (0.0, 0.5)) for _ in range(2))
    assert once.sets.equals(again.sets) and once.breakdowns.equals(again.breakdowns)

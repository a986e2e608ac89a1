"""HonestDiD: how far from parallel the trends must have been for an effect to vanish.

Rambachan and Roth (2023), "A More Credible Approach to Parallel Trends", Review of Economic Studies 90(5). Two ways to
bound the difference in trends delta after the reference by what it was before:

- relative magnitudes: no change from a period to the next is larger than m times the largest before the reference
  (m = 1: not worse than anything seen). A union over which change before is the largest, and its sign; the hybrid of
  the least favourable and the conditional test for each.
- smoothness: the slope changes by at most m (the outcome's unit, a period) from a period to the next; m = 0 is a
  straight line. Fixed-length intervals, the package's own choice; the hybrid test is there as the alternative.

The intervals rest on coefficients that are normal with a known covariance. With few treated offices that covariance is
itself uncertain and the sets are somewhat too short: a jackknife covariance (CRV3) may be given in its place.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import special

from dialogmote.estimate.honest.coefficients import EventStudy, first_differences, second_differences
from dialogmote.estimate.honest.conditional import (
    FIRST_STAGE_SHARE,
    LEVEL,
    Interval,
    find_set,
    keep_hybrid,
    least_favourable_value,
    list_corners,
)
from dialogmote.estimate.honest.fixed_length import find_fixed_length

FloatArray = npt.NDArray[np.float64]

METHODS = ("relative_magnitudes", "smoothness", "smoothness_hybrid")
RELATIVE_GRID = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
SMOOTHNESS_STEPS = 10
# Steps of the first look for the breakdown value, closer together near 0; then it is found to this share of the
# largest m looked at, far below what anyone prints.
BREAKDOWN_STEPS = 40
BREAKDOWN_TOLERANCE = 1e-6
LARGEST_RELATIVE = 100.0

TRENDS_SCHEMA = {
    **{"outcome": pl.String, "method": pl.String, "m": pl.Float64, "ci_low": pl.Float64, "ci_high": pl.Float64},
    "contains_zero": pl.Boolean,
}
BREAKDOWN_SCHEMA = {
    **{"outcome": pl.String, "method": pl.String, "estimate": pl.Float64, "std_error": pl.Float64},
    **{"ci_low": pl.Float64, "ci_high": pl.Float64, "breakdown": pl.Float64, "largest_before": pl.Float64},
}


@dataclass(frozen=True)
class HonestTrends:
    """`sets`: a robust interval for every outcome, method and m. `breakdowns`: the smallest m that lets 0 in."""

    sets: pl.DataFrame
    breakdowns: pl.DataFrame


def honest_trends(
    studies: dict[str, EventStudy | None],
    relative_grid: Sequence[float] = RELATIVE_GRID,
    methods: Sequence[str] = METHODS,
) -> HonestTrends:
    """Robust intervals and breakdown values of every outcome, in the order given.

    `sets` has the columns outcome, method, m, ci_low, ci_high, contains_zero; m is a ratio for relative magnitudes and
    in the outcome's unit for smoothness, whose grid runs from 0 to `upper_smoothness`. An end that is infinite is null,
    and so is all of an outcome without coefficients or with a singular covariance. `breakdowns` has outcome, method,
    estimate, std_error, ci_low, ci_high (the target when trends are parallel), breakdown (null: no m that was looked at
    brings 0 in) and largest_before, what the estimates before show: 1 for relative magnitudes, the largest absolute
    second difference for smoothness. Raises `ValueError` for an unknown method.
    """
    if unknown := set(methods) - set(METHODS):
        raise ValueError(f"methods {', '.join(sorted(unknown))} are none of {', '.join(METHODS)}")
    sets, breakdowns = [], []
    for outcome, study in studies.items():
        for method in methods:
            sets += _describe_sets(outcome, method, study, relative_grid)
            breakdowns.append(_describe_breakdown(outcome, method, study))
    return HonestTrends(
        pl.DataFrame(sets, schema=TRENDS_SCHEMA, orient="row"),
        pl.DataFrame(breakdowns, schema=BREAKDOWN_SCHEMA, orient="row"),
    )


def plain_interval(study: EventStudy, level: float = LEVEL) -> Interval:
    """The normal interval of the target when trends are parallel."""
    reach = float(special.ndtri(1 - level / 2)) * study.std_error
    return Interval(study.estimate - reach, study.estimate + reach)


def relative_magnitudes(study: EventStudy, m: float, level: float = LEVEL) -> Interval | None:
    """The hybrid set of the target when no change is larger than `m` times the largest before the reference."""
    changes = first_differences(study.n_pre, study.n_post)
    after = changes[study.n_pre :]
    pieces = (
        np.vstack([after - m * sign * largest, -after - m * sign * largest])
        for largest in changes[: study.n_pre]
        for sign in (1.0, -1.0)
    )
    return _join(_hybrid_set(study, piece, np.zeros(len(piece)), level) for piece in pieces)


def smoothness(study: EventStudy, m: float, level: float = LEVEL) -> Interval:
    """The fixed-length interval of the target when the slope changes by at most `m` from a period to the next."""
    return Interval(*find_fixed_length(study, m, level).limits)


def smoothness_hybrid(study: EventStudy, m: float, level: float = LEVEL) -> Interval | None:
    """As `smoothness`, by the hybrid test."""
    turns = second_differences(study.n_pre, study.n_post)
    return _hybrid_set(study, np.vstack([turns, -turns]), np.full(2 * len(turns), m), level)


def upper_smoothness(study: EventStudy, level: float = LEVEL) -> float | None:
    """The largest upper end of one-sided intervals for the absolute second differences before the reference and at it.

    With fewer than two periods before there is none. A data-driven largest m, as in the package HonestDiD.
    """
    turns = _turns_before(study)
    if not len(turns):
        return None
    std_errors = np.sqrt(np.einsum("ij,jk,ik->i", turns, study.covariance, turns))
    return float((np.abs(turns @ study.estimates) + special.ndtri(1 - level) * std_errors).max())


def find_breakdown(interval_at: Callable[[float], Interval | None], largest: float) -> float | None:
    """The smallest m from 0 to `largest` whose interval contains 0; nothing when none does.

    Fixed-length intervals grow with m but are not nested, for their centres move: so a grid is walked from 0 on, and
    the first step into the interval is halved.
    """
    if _contains_zero(interval_at(0.0)):
        return 0.0
    grid = largest * (np.arange(1, BREAKDOWN_STEPS + 1) / BREAKDOWN_STEPS) ** 2
    inside = next((float(m) for m in grid if _contains_zero(interval_at(float(m)))), None)
    if inside is None:
        return None
    outside = max((float(m) for m in grid if m < inside), default=0.0)
    while inside - outside > BREAKDOWN_TOLERANCE * largest:
        middle = (inside + outside) / 2
        outside, inside = (outside, middle) if _contains_zero(interval_at(middle)) else (middle, inside)
    return inside


def with_covariance(study: EventStudy, covariance: FloatArray) -> EventStudy:
    """The same coefficients with another covariance, of a jackknife for example."""
    return replace(study, covariance=covariance)


def _turns_before(study: EventStudy) -> FloatArray:
    """Second differences that no period after the reference is part of."""
    return second_differences(study.n_pre, study.n_post)[: study.n_pre - 1]


def _hybrid_set(study: EventStudy, a: FloatArray, d: FloatArray, level: float) -> Interval | None:
    corners = list_corners(study, a, d)
    first_stage = least_favourable_value(corners, FIRST_STAGE_SHARE * level)
    keep = partial(keep_hybrid, corners, first_stage=first_stage, level=level)
    return find_set(keep, study.estimate, study.std_error)


def _join(intervals: Iterable[Interval | None]) -> Interval | None:
    found = [interval for interval in intervals if interval is not None]
    return Interval(min(one.low for one in found), max(one.high for one in found)) if found else None


def _interval_of(method: str) -> Callable[[EventStudy, float], Interval | None]:
    intervals: dict[str, Callable[[EventStudy, float], Interval | None]] = {
        "relative_magnitudes": relative_magnitudes,
        "smoothness": smoothness,
        "smoothness_hybrid": smoothness_hybrid,
    }
    return intervals[method]


def _describe_sets(outcome: str, method: str, study: EventStudy | None, relative_grid: Sequence[float]) -> list[tuple]:
    if study is None or not study.is_regular:
        return [(outcome, method, None, None, None, None)]
    upper = upper_smoothness(study) or study.std_error
    steps = np.linspace(0.0, upper, SMOOTHNESS_STEPS + 1).tolist()
    grid = list(relative_grid) if method == "relative_magnitudes" else steps
    interval = _interval_of(method)
    return [(outcome, method, m, *_ends(found := interval(study, m)), _contains_zero(found)) for m in grid]


def _describe_breakdown(outcome: str, method: str, study: EventStudy | None) -> tuple:
    if study is None or not study.is_regular:
        return (outcome, method, *(None,) * 6)
    is_relative = method == "relative_magnitudes"
    # With an m of four times the estimate or its error, a turn at the reference alone explains it.
    largest = LARGEST_RELATIVE if is_relative else 4 * max(abs(study.estimate), study.std_error)
    breakdown = find_breakdown(partial(_interval_of(method), study), largest)
    turns = np.abs(_turns_before(study) @ study.estimates)
    largest_before = 1.0 if is_relative else float(turns.max()) if len(turns) else None
    plain = plain_interval(study)
    return (outcome, method, study.estimate, study.std_error, plain.low, plain.high, breakdown, largest_before)


def _contains_zero(interval: Interval | None) -> bool:
    return interval is not None and interval.contains(0.0)


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    if interval is None:
        return None, None
    low, high = ((end if np.isfinite(end) else None) for end in (interval.low, interval.high))
    return low, high

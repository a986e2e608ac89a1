"""Fixed-length confidence intervals when the difference in trends is smooth, Delta^SD(M).

Rambachan and Roth (2023), "A More Credible Approach to Parallel Trends", Review of Economic Studies 90(5), section 4.1;
Armstrong and Kolesar (2018), "Optimal inference in a class of regression models", Econometrica 86(2). The slope of the
difference may change by at most M from a period to the next. The interval is a weighted sum of all coefficients plus
and minus a length that covers at the worst difference allowed; the weights make that length smallest.

Weights that do not cancel a straight line have no bound on their bias. The others are spanned by the second differences
of the periods before, one free weight each, and their worst bias is M times the sum of the absolute weights on all
second differences. So least variance for a given bias is a lasso, whose path is piecewise linear and followed exactly;
the length is convex along every piece.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from dialogmote.estimate.honest.coefficients import EventStudy

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
LEVEL = 0.05
# Two events on the path nearer than this share of its length are one: rounding, not geometry.
SAME_EVENT = 1e-12


@dataclass(frozen=True)
class FixedLength:
    """The interval `centre` +- `half_length`, its weights on the coefficients, its worst bias and standard error."""

    centre: float
    half_length: float
    weights: FloatArray
    worst_bias: float
    std_error: float

    @property
    def limits(self) -> tuple[float, float]:
        """Lower and upper end."""
        return self.centre - self.half_length, self.centre + self.half_length


@dataclass(frozen=True)
class _Program:
    """Weights `start + basis @ w`, w the free weights (k) on second differences before the reference.

    `fixed_bias` is the worst bias for M = 1 that no choice of w takes away.
    """

    study: EventStudy
    start: FloatArray
    basis: FloatArray
    fixed_bias: float


def find_fixed_length(study: EventStudy, m: float, level: float = LEVEL) -> FixedLength:
    """The shortest fixed-length interval for the target at 1 - `level`.

    `m`, in the outcome's unit, bounds the change of the slope from a period to the next. Raises `ValueError` for a
    negative `m`.
    """
    if m < 0:
        raise ValueError("m bounds a size and cannot be negative")
    program = _pose(study)
    path = _follow_path(
        program.basis.T @ study.covariance @ program.basis, program.basis.T @ study.covariance @ program.start
    )
    lengths = [_describe(program, w, m, level).half_length for w in path]
    best = int(np.argmin(lengths))
    pieces = [(path[k], path[k + 1]) for k in (best - 1, best) if 0 <= k < len(path) - 1]
    found = [_describe(program, path[best], m, level), *(_search_piece(program, *ends, m, level) for ends in pieces)]
    return min(found, key=lambda candidate: candidate.half_length)


def critical_value(bias: float, level: float = LEVEL) -> float:
    """The 1 - `level` quantile of |N(`bias`, 1)|, `bias` in standard errors and not negative."""
    low, high = special.ndtri(1 - level), special.ndtri(1 - level / 2)
    # At bias 0 the quantile is `high`; as it grows, `bias` + `low`. One unit beside them brackets the root.
    return float(
        optimize.brentq(
            lambda c: special.ndtr(c - bias) - special.ndtr(-c - bias) - (1 - level),
            max(bias + low - 1, 0.0),
            bias + high + 1,
            xtol=1e-14,
        )
    )


def _pose(study: EventStudy) -> _Program:
    """Differences are the slope into the reference times the period, plus what second differences add on each side."""
    n_pre, n_post = study.n_pre, study.n_post
    behind = _added_levels(np.arange(n_pre, 0, -1), np.arange(1, n_pre))
    ahead = _added_levels(np.arange(1, n_post + 1), np.arange(n_post))
    # Weights before answer for one weight on each second difference before, and cancel the target's straight line.
    solved = np.linalg.inv(np.vstack([behind.T, study.times[:n_pre]]))
    start = np.concatenate([-float(study.target @ study.times[n_pre:]) * solved[:, -1], study.target])
    basis = np.vstack([solved[:, :-1], np.zeros((n_post, n_pre - 1))])
    return _Program(study, start, basis, float(np.abs(study.target @ ahead).sum()))


def _added_levels(distances: IntArray, turns: IntArray) -> FloatArray:
    """Levels at `distances` from the reference (rows) that a unit second difference at each of `turns` (columns) adds:
    1 in the next period away from the reference, 2 in the one after, and so on."""
    return np.maximum(distances[:, None] - turns[None, :], 0).astype(np.float64)


def _follow_path(p: FloatArray, g: FloatArray) -> list[FloatArray]:
    """The corners of the path of w = argmin w'Pw/2 + g'w + penalty |w|_1, from the penalty that makes w zero to none.

    Osborne, Presnell and Turlach (2000), "A new approach to variable selection in least squares problems", IMA Journal
    of Numerical Analysis 20(3). P (k x k) is positive definite.
    """
    w = np.zeros(len(g))
    corners = [w.copy()]
    penalty = float(np.abs(g).max(initial=0.0))
    smallest = SAME_EVENT * penalty
    signs = np.zeros(len(g))
    if penalty > 0:
        signs[np.argmax(np.abs(g))] = -np.sign(g[np.argmax(np.abs(g))])
    while penalty > smallest:
        active = np.flatnonzero(signs)
        direction = np.zeros(len(g))
        direction[active] = np.linalg.solve(p[np.ix_(active, active)], signs[active])
        step, place, sign = _next_event(w, direction, p @ w + g, p @ direction, penalty, signs)
        w = w + step * direction
        penalty -= step
        if place >= 0:
            signs[place] = sign
            w[place] = 0.0
        corners.append(w.copy())
    return corners


def _next_event(
    w: FloatArray, direction: FloatArray, slope: FloatArray, turn: FloatArray, penalty: float, signs: FloatArray
) -> tuple[float, int, float]:
    """How far the penalty falls until a weight enters or leaves: step, which (-1: none), and its sign then."""
    events = [(penalty, -1, 0.0)]
    for j in range(len(w)):
        if signs[j]:
            candidates = [(-w[j] / direction[j] if direction[j] else -1.0, 0.0)]
        else:
            # The slope of an absent weight meets -penalty (it enters above zero) or +penalty (below).
            candidates = [((penalty + slope[j]) / (1 - turn[j]) if turn[j] != 1 else -1.0, 1.0)]
            candidates.append(((penalty - slope[j]) / (1 + turn[j]) if turn[j] != -1 else -1.0, -1.0))
        events += [(step, j, sign) for step, sign in candidates if step > SAME_EVENT * penalty]
    return min(events)


def _search_piece(program: _Program, first: FloatArray, last: FloatArray, m: float, level: float) -> FixedLength:
    """The shortest interval between two corners of the path, along which the length is convex."""
    found = optimize.minimize_scalar(
        lambda share: _describe(program, first + share * (last - first), m, level).half_length,
        bounds=(0.0, 1.0),
        method="bounded",
        options={"xatol": 1e-10},
    )
    return _describe(program, first + float(found.x) * (last - first), m, level)


def _describe(program: _Program, w: FloatArray, m: float, level: float) -> FixedLength:
    study = program.study
    weights = program.start + program.basis @ w
    std_error = float(np.sqrt(weights @ study.covariance @ weights))
    worst_bias = m * (program.fixed_bias + float(np.abs(w).sum()))
    half_length = critical_value(worst_bias / std_error, level) * std_error
    return FixedLength(float(weights @ study.estimates), half_length, weights, worst_bias, std_error)

"""Conditional and hybrid tests of a target under restrictions A delta <= d on the difference in trends, and their sets.

Andrews, Roth and Pakes (2023), "Inference for Linear Conditional Moment Inequalities", Review of Economic Studies
90(6), as used by Rambachan and Roth (2023), section 3. A value theta of the target is kept unless no difference in
trends that the restrictions allow, with no effects of the later periods (nuisance) either, fits the coefficients.

The test's statistic is a linear program whose dual runs over a fixed polyhedron: weights gamma >= 0 on the
restrictions, gamma' X = 0 for the nuisance, gamma' sigma = 1. It has few corners here (one to a few thousand), so they
are listed once, exactly, and every theta is then a maximum over them: no program is solved, ties and degenerate
programs are no special case, and the limits of the truncated normal under the test follow in closed form.

Only restrictions with a period after the reference in them are tested, as the package HonestDiD does: what the periods
before do among themselves says nothing of theta and would make an empty set look like a precise one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt
from scipy import linalg, optimize, special

from dialogmote.estimate.honest.coefficients import EventStudy

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

LEVEL = 0.05
# Share of the level spent on the first stage of the hybrid test (Rambachan and Roth 2023, section 3.3).
FIRST_STAGE_SHARE = 0.1
LEAST_FAVOURABLE_DRAWS = 20_000
DRAWS_AT_ONCE = 1_000
LEAST_FAVOURABLE_SEED = 20230901
MAX_BASES = 200_000
# Relative size below which a weight, a variance or a pivot is rounding error of exact zeros.
ZERO = 1e-9
# Points of the first look at a set; then its ends are narrowed down, a hundredfold at a time, to a share of the
# standard error.
GRID_POINTS = 1_001
GRID_STD_ERRORS = 20.0
DOUBLINGS = 20
REFINEMENTS = 10
REFINED_POINTS = 101
END_SHARE = 1e-11


@dataclass(frozen=True)
class Interval:
    """Lower and upper end of a confidence set; infinite where it has no end."""

    low: float
    high: float

    def contains(self, value: float) -> bool:
        """Whether the value lies between the ends."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Corners:
    """The dual's corners at theta: statistics `values - slopes * theta` (k), jointly normal with `root @ root.T`."""

    values: FloatArray
    slopes: FloatArray
    root: FloatArray

    @property
    def covariance(self) -> FloatArray:
        """Of the corners' statistics (k x k)."""
        return np.asarray(self.root @ self.root.T, dtype=np.float64)


def list_corners(study: EventStudy, a: FloatArray, d: FloatArray) -> Corners:
    """The corners of the dual program for the restrictions `a @ delta <= d` (r x n_pre + n_post, and r).

    Raises `ValueError` when there are too many to list: fewer periods after the reference are wanted then.
    """
    used = np.any(a[:, study.n_pre :] != 0, axis=1)
    a, d = a[used], d[used]
    root = a @ symmetric_root(study.covariance)
    after = a[:, study.n_pre :]
    std_errors = np.linalg.norm(root, axis=1)
    gammas = _list_weights(std_errors, after @ linalg.null_space(study.target[None, :]))
    one_theta = study.target / (study.target @ study.target)
    return Corners(gammas @ (a @ study.estimates - d), gammas @ (after @ one_theta), gammas @ root)


def symmetric_root(covariance: FloatArray) -> FloatArray:
    """The symmetric square root; negative eigenvalues, which a two-way covariance may have, count as zero."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T, dtype=np.float64)


def _list_weights(std_errors: FloatArray, nuisance: FloatArray) -> FloatArray:
    """Corners of gamma >= 0, gamma' nuisance = 0, gamma' std_errors = 1, one a row, in order of their supports."""
    columns = np.column_stack([std_errors, nuisance])
    r, k = columns.shape
    if comb(r, k) > MAX_BASES:
        raise ValueError(f"{comb(r, k)} bases are too many: gather the periods after the reference")
    bases = np.array(list(combinations(range(r), k)))
    matrices = columns[bases].transpose(0, 2, 1)
    is_basis = np.abs(np.linalg.det(matrices / std_errors.mean())) > ZERO
    bases, matrices = bases[is_basis], matrices[is_basis]
    weights = np.linalg.solve(matrices, np.broadcast_to(np.eye(k)[0][:, None], (len(bases), k, 1)))[:, :, 0]
    sizes = ZERO * np.abs(weights).max(axis=1, initial=0.0, keepdims=True)
    feasible = (weights >= -sizes).all(axis=1)
    gammas = np.zeros((int(feasible.sum()), r))
    np.put_along_axis(gammas, bases[feasible], np.where(weights > sizes, weights, 0.0)[feasible], axis=1)
    _, first = np.unique(gammas > 0, axis=0, return_index=True)
    return gammas[np.sort(first)]


def keep_conditional(corners: Corners, thetas: FloatArray, level: float = LEVEL) -> BoolArray:
    """Which values of the target the conditional test keeps at `level`."""
    return _keep(corners, thetas, level, np.inf)


def keep_hybrid(corners: Corners, thetas: FloatArray, first_stage: float, level: float = LEVEL) -> BoolArray:
    """Which values the hybrid of the least favourable and the conditional test keeps at `level`.

    `first_stage` is the `least_favourable_value` of the corners at `FIRST_STAGE_SHARE` of the level.
    """
    spent = FIRST_STAGE_SHARE * level
    return _keep(corners, thetas, (level - spent) / (1 - spent), first_stage)


def _keep(corners: Corners, thetas: FloatArray, level: float, ceiling: float) -> BoolArray:
    """Conditional test among the statistics that do not pass the ceiling; those that do are rejected."""
    statistics = corners.values - np.outer(thetas, corners.slopes)
    top = np.argmax(statistics, axis=1)
    largest = statistics[np.arange(len(thetas)), top]
    covariance = corners.covariance[top]
    variances = covariance[np.arange(len(thetas)), top]
    std_errors = np.sqrt(variances)
    is_random = std_errors > ZERO * np.sqrt((corners.root**2).sum(axis=1).max())
    scale = np.where(is_random, std_errors, 1.0)
    low, high = _truncation(statistics, largest, covariance / np.where(is_random, variances, 1.0)[:, None])
    limit = truncated_quantile(1 - level, low / scale, np.minimum(high, ceiling) / scale)
    passes = np.where(is_random, largest / scale <= np.maximum(limit, 0.0), largest <= 0.0)
    return np.asarray(passes & (largest <= ceiling), dtype=np.bool_)


def _truncation(statistics: FloatArray, largest: FloatArray, ratios: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Between which values the largest statistic may move, given what is independent of it, and stay the largest.

    `ratios` are the other statistics' covariances with it over its variance: as it rises by 1 they rise by that.
    """
    gaps = 1 - ratios
    rest = statistics - ratios * largest[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossings = rest / gaps
    low = np.where(gaps > ZERO, crossings, -np.inf).max(axis=1)
    high = np.where(gaps < -ZERO, crossings, np.inf).min(axis=1)
    return np.minimum(low, largest), np.maximum(high, largest)


def truncated_quantile(probability: float, low: FloatArray, high: FloatArray) -> FloatArray:
    """Quantiles of the standard normal between `low` and `high`; exact far out in the upper tail."""
    log_above = np.logaddexp(
        np.log1p(-probability) + special.log_ndtr(-low), np.log(probability) + special.log_ndtr(-high)
    )
    return np.asarray(np.clip(-special.ndtri_exp(log_above), low, high), dtype=np.float64)


def least_favourable_value(corners: Corners, level: float, seed: int = LEAST_FAVOURABLE_SEED) -> float:
    """The 1 - `level` quantile of the largest statistic when every restriction binds.

    In closed form for one or two corners of variance 1 (any single period after the reference), else from seeded draws.
    """
    covariance = corners.covariance
    is_unit = bool(np.allclose(np.diag(covariance), 1.0, rtol=0, atol=ZERO))
    if is_unit and len(covariance) <= 2:
        return _largest_of_two(float(covariance[0, -1]), level)
    rng = np.random.default_rng(seed)
    shape = (corners.root.shape[1], DRAWS_AT_ONCE)
    rounds = range(LEAST_FAVOURABLE_DRAWS // DRAWS_AT_ONCE)
    largest = np.concatenate([(corners.root @ rng.standard_normal(shape)).max(axis=0) for _ in rounds])
    return float(np.quantile(largest, 1 - level))


def _largest_of_two(correlation: float, level: float) -> float:
    """The same for two standard normals: P(both below c) = Phi(c) - 2 T(c, sqrt((1 - r) / (1 + r))), Owen's T."""
    r = min(max(correlation, -1.0), 1.0)
    slope = np.inf if r == -1.0 else np.sqrt((1 - r) / (1 + r))
    return float(
        optimize.brentq(lambda c: special.ndtr(c) - 2 * special.owens_t(c, slope) - (1 - level), 0.0, 40.0, xtol=1e-13)
    )


def find_set(keep: Callable[[FloatArray], BoolArray], centre: float, std_error: float) -> Interval | None:
    """The shortest interval around the kept values; nothing when a grid around `centre` finds none.

    The grid spans 20 standard errors on each side, and doubles while an end is kept; ends are then narrowed down to
    `END_SHARE` of the standard error.
    """
    reach = GRID_STD_ERRORS * std_error
    for _ in range(DOUBLINGS):
        grid = centre + np.linspace(-reach, reach, GRID_POINTS)
        kept = keep(grid)
        if not (kept[0] or kept[-1]):
            break
        reach *= 2
    if not kept.any():
        return None
    step = END_SHARE * std_error
    return Interval(_find_end(keep, grid, kept, step), _find_end(keep, grid[::-1], kept[::-1], step))


def _find_end(keep: Callable[[FloatArray], BoolArray], grid: FloatArray, kept: BoolArray, step: float) -> float:
    """The first kept value from the grid's beginning on, to a `step`; infinite where the beginning is kept."""
    if kept[0]:
        return float(np.copysign(np.inf, grid[0] - grid[-1]))
    first = int(np.argmax(kept))
    outside, inside = float(grid[first - 1]), float(grid[first])
    for _ in range(REFINEMENTS):
        finer = np.linspace(outside, inside, REFINED_POINTS)
        first = max(int(np.argmax(keep(finer))), 1)
        outside, inside = float(finer[first - 1]), float(finer[first])
        if abs(inside - outside) <= step:
            break
    return inside

"""The pre-trend test, what it can see, and what is left of the estimate once it has been passed.

Roth (2022), "Pretest with Caution: Event-Study Estimates after Testing for Parallel Trends", American Economic Review:
Insights 4(3). A straight-line difference in trends is supposed; the test has a probability of seeing it, and estimates
that passed are a selected lot, whose bias and coverage differ from those of all.

Two tests: `joint`, the Wald test of all coefficients before the reference, where everything has a closed form or is an
integral over one dimension; and `any`, any coefficient before significant on its own, which is what readers of a figure
do and what Roth's package computes, by normal probabilities of boxes. Coefficients are normal with a known covariance.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import optimize, special

from dialogmote.estimate.honest.coefficients import EventStudy

FloatArray = npt.NDArray[np.float64]

LEVEL = 0.05
POWERS = (0.5, 0.8)
TESTS = ("joint", "any")
# Nodes of the integral over one dimension; its integrand is smooth, so that this many leave rounding alone.
NODES = 200
# Points of the lattice behind box probabilities: errors of about 3e-5 with six sides, less with fewer.
LATTICE_POINTS = 2**14
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71)
# Keeps a quantile finite where a side lies so far out that rounding leaves no probability.
SMALLEST_SHARE = 1e-300

TESTS_SCHEMA = {
    **{"outcome": pl.String, "periods": pl.String, "statistic": pl.Float64, "df": pl.Int64, "p_value": pl.Float64},
    **{"few_df": pl.Int64, "few_p_value": pl.Float64},
}
POWER_SCHEMA = {
    **{"outcome": pl.String, "test": pl.String, "power": pl.Float64, "slope_per_year": pl.Float64},
    **{"bias": pl.Float64, "bias_if_passed": pl.Float64, "coverage": pl.Float64, "coverage_if_passed": pl.Float64},
}


@dataclass(frozen=True)
class WaldTest:
    """Joint test of the coefficients before the reference: `p_value` from chi-square with `df`.

    `few_p_value` is Hotelling's, from F with `df` and `few_df` = treated clusters - df, null where that is not
    positive: the covariance is estimated from as many clusters as are treated, and chi-square takes it for known.
    """

    statistic: float
    df: int
    p_value: float
    few_df: int | None
    few_p_value: float | None


class PreTest(Protocol):
    """A pre-trend test, as far as `EventStudy` coefficients around a difference in trends `trend` are concerned."""

    def pass_probability(self, trend: FloatArray) -> float:
        """That the test sees nothing; `trend` is over all coefficients (n_pre + n_post)."""

    def mean_if_passed(self, trend: FloatArray) -> float:
        """Expected error of the target's estimate among estimates that passed."""

    def coverage_if_passed(self, trend: FloatArray) -> float:
        """How often the target's interval covers among estimates that passed."""


def wald_test(study: EventStudy, n_treated: int | None = None) -> WaldTest | None:
    """The joint pre-trend test, or nothing where the covariance cannot be inverted.

    `n_treated` clusters are treated; without their number there is no small-sample version.
    """
    q = study.n_pre
    covariance = study.covariance[:q, :q]
    if not study.is_regular:
        return None
    before = study.estimates[:q]
    statistic = float(before @ np.linalg.solve(covariance, before))
    few_df = n_treated - q if n_treated is not None and n_treated > q else None
    few = None
    if few_df is not None and n_treated is not None:
        few = float(special.fdtrc(q, few_df, statistic * few_df / (q * (n_treated - 1))))
    return WaldTest(statistic, q, float(special.chdtrc(q, statistic)), few_df, few)


@dataclass(frozen=True)
class JointTest:
    """The Wald test at `level`: passed inside an ellipsoid, a ball once the coefficients are made independent."""

    study: EventStudy
    level: float = LEVEL

    @property
    def _limit(self) -> float:
        return float(special.chdtri(self.study.n_pre, self.level))

    def _whiten(self, trend: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Means of the independent coefficients, and the target's covariances with them."""
        study, q = self.study, self.study.n_pre
        root = np.linalg.cholesky(study.covariance[:q, :q])
        return np.linalg.solve(root, trend[:q]), np.linalg.solve(root, study.covariance[:q] @ study.weights)

    def pass_probability(self, trend: FloatArray) -> float:
        """The noncentral chi-square's distribution function at the limit."""
        mean, _ = self._whiten(trend)
        return float(special.chndtr(self._limit, self.study.n_pre, mean @ mean))

    def mean_if_passed(self, trend: FloatArray) -> float:
        """E[z | |z|^2 <= c] = mean P(chi2_{q+2} <= c) / P(chi2_q <= c), both noncentral; the target follows along."""
        mean, along = self._whiten(trend)
        share = special.chndtr(self._limit, self.study.n_pre + 2, mean @ mean) / self.pass_probability(trend)
        return float(self.study.weights @ trend + (along @ mean) * (share - 1))

    def coverage_if_passed(self, trend: FloatArray) -> float:
        """An integral along the one direction that the target depends on, the others being a chi-square beside it."""
        mean, along = self._whiten(trend)
        size = float(np.linalg.norm(along))
        direction = along / size if size > 0 else np.eye(len(along))[0]
        middle = float(direction @ mean)
        aside = max(float(mean @ mean) - middle**2, 0.0)
        angles, weights = (part * np.pi / 2 for part in np.polynomial.legendre.leggauss(NODES))
        places = np.sqrt(self._limit) * np.sin(angles)
        q = self.study.n_pre
        others = special.chndtr(self._limit - places**2, q - 1, aside) if q > 1 else np.ones(NODES)
        density = np.exp(-((places - middle) ** 2) / 2) / np.sqrt(2 * np.pi) * np.sqrt(self._limit) * np.cos(angles)
        rest = np.sqrt(max(self.study.std_error**2 - size**2, 0.0))
        covered = _cover(self.study.weights @ trend + size * (places - middle), rest, self._reach)
        return float(np.sum(weights * density * others * covered)) / self.pass_probability(trend)

    @property
    def _reach(self) -> float:
        return float(special.ndtri(1 - self.level / 2)) * self.study.std_error


@dataclass(frozen=True)
class AnyTest:
    """Any coefficient before the reference significant on its own at `level`: passed inside a box."""

    study: EventStudy
    level: float = LEVEL

    @property
    def _sides(self) -> FloatArray:
        q = self.study.n_pre
        return np.asarray(special.ndtri(1 - self.level / 2) * np.sqrt(np.diag(self.study.covariance)[:q]))

    def pass_probability(self, trend: FloatArray) -> float:
        """The normal probability of the box."""
        q = self.study.n_pre
        return box_probability(trend[:q], self.study.covariance[:q, :q], -self._sides, self._sides)

    def mean_if_passed(self, trend: FloatArray) -> float:
        """Means of a normal in a box: Tallis (1961), "The moment generating function of the truncated multi-normal
        distribution", Journal of the Royal Statistical Society B 23(1); the target follows along."""
        q, covariance = self.study.n_pre, self.study.covariance
        along = covariance[:q] @ self.study.weights
        faces = [_face(trend[:q], covariance[:q, :q], self._sides, j) for j in range(q)]
        return float(self.study.weights @ trend + along @ np.array(faces) / self.pass_probability(trend))

    def coverage_if_passed(self, trend: FloatArray) -> float:
        """The probability of the box with the target's interval as one side more, over that of the box."""
        change = np.vstack([np.eye(len(trend))[: self.study.n_pre], self.study.weights])
        reach = float(special.ndtri(1 - self.level / 2)) * self.study.std_error
        sides = np.append(self._sides, reach)
        both = box_probability(change @ trend, change @ self.study.covariance @ change.T, -sides, sides)
        return both / self.pass_probability(trend)


def box_probability(mean: FloatArray, covariance: FloatArray, low: FloatArray, high: FloatArray) -> float:
    """That a normal vector lies in a box: Genz (1992), "Numerical computation of multivariate normal probabilities",
    Journal of Computational and Graphical Statistics 1(2), on a fixed lattice.

    The points never change, so the result is smooth in the mean and the same everywhere. Raises
    `numpy.linalg.LinAlgError` for a covariance that is not positive definite.
    """
    k = len(mean)
    if k == 0:
        return 1.0
    root = np.linalg.cholesky(covariance)
    points = _lattice(k - 1)
    drawn = np.zeros((len(points), k))
    probability = np.ones(len(points))
    for j in range(k):
        known = mean[j] + drawn[:, :j] @ root[j, :j]
        below, above = (special.ndtr((side - known) / root[j, j]) for side in (low[j], high[j]))
        probability *= above - below
        if j < k - 1:
            place = np.clip(below + points[:, j] * (above - below), SMALLEST_SHARE, 1 - SMALLEST_SHARE)
            drawn[:, j] = special.ndtri(place)
    return float(probability.mean())


def _lattice(dimensions: int) -> FloatArray:
    """Evenly spread points in the unit cube: multiples of square roots of primes, folded so that the integrand's two
    ends meet."""
    roots = np.sqrt(np.array(PRIMES[:dimensions], dtype=np.float64))
    if len(roots) < dimensions:
        raise ValueError(f"boxes have at most {len(PRIMES) + 1} sides")
    return np.asarray(np.abs(2 * np.mod(np.outer(np.arange(1, LATTICE_POINTS + 1), roots), 1.0) - 1))


def slope_with_power(test: PreTest, study: EventStudy, power: float) -> float:
    """The slope a period, not negative, of a straight-line difference that the test sees with probability `power`.

    Raises `ValueError` for a power that is not between the test's size and 1.
    """
    if not 1 - test.pass_probability(0.0 * study.times) < power < 1:
        raise ValueError("the power of a slope lies between the test's size and 1")
    largest = float(np.sqrt(study.covariance[study.n_pre - 1, study.n_pre - 1]))
    while 1 - test.pass_probability(largest * study.times) < power:
        largest *= 2
    return float(
        optimize.brentq(
            lambda slope: 1 - test.pass_probability(slope * study.times) - power, 0.0, largest, xtol=1e-9 * largest
        )
    )


def pretrend_tests(
    studies: Mapping[str, Mapping[str, EventStudy | None]], n_treated: int | None = None
) -> pl.DataFrame:
    """The joint test of every outcome (first key) and kind of period (second, such as `blocks` and `months`).

    Columns outcome, periods, statistic, df, p_value, few_df, few_p_value; null where there is no test.
    """
    rows = []
    for outcome, kinds in studies.items():
        for kind, study in kinds.items():
            test = None if study is None else wald_test(study, n_treated)
            values = [None if test is None else getattr(test, name) for name in list(TESTS_SCHEMA)[2:]]
            rows.append((outcome, kind, *values))
    return pl.DataFrame(rows, schema=TESTS_SCHEMA, orient="row")


def pretrend_power(studies: Mapping[str, EventStudy | None], periods_a_year: float) -> pl.DataFrame:
    """For every outcome, test and power, the slope seen with that power and what it does to the target's estimate.

    Columns outcome, test, power, slope_per_year (outcome's unit), bias (of the estimate, had nobody tested),
    bias_if_passed, coverage and coverage_if_passed (shares, of the nominal 95 percent interval). Null without
    coefficients or where their covariance cannot be inverted.
    """
    rows = []
    for outcome, study in studies.items():
        for name in TESTS:
            for power in POWERS:
                rows.append((outcome, name, power, *_describe_power(study, name, power, periods_a_year)))
    return pl.DataFrame(rows, schema=POWER_SCHEMA, orient="row")


def _describe_power(study: EventStudy | None, name: str, power: float, periods_a_year: float) -> tuple:
    if study is None or not study.is_regular:
        return (None,) * 5
    tests: dict[str, Callable[[EventStudy], PreTest]] = {"joint": JointTest, "any": AnyTest}
    test = tests[name](study)
    slope = slope_with_power(test, study, power)
    trend = slope * study.times
    bias = float(study.weights @ trend)
    reach = float(special.ndtri(1 - LEVEL / 2)) * study.std_error
    coverage = float(_cover(np.array([bias]), study.std_error, reach)[0])
    return slope * periods_a_year, bias, test.mean_if_passed(trend), coverage, test.coverage_if_passed(trend)


def _face(mean: FloatArray, covariance: FloatArray, sides: FloatArray, j: int) -> float:
    """Density of the j-th coefficient at its lower side less that at its upper, the others being inside the box."""
    variance = covariance[j, j]
    along = np.delete(covariance[:, j], j) / variance
    others = np.delete(np.delete(covariance, j, 0), j, 1) - np.outer(along, along) * variance
    inner = np.delete(sides, j)
    total = 0.0
    for sign, side in ((1.0, -sides[j]), (-1.0, sides[j])):
        density = np.exp(-((side - mean[j]) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
        shifted = np.delete(mean, j) + along * (side - mean[j])
        total += sign * density * box_probability(shifted, others, -inner, inner)
    return float(total)


def _cover(errors: FloatArray, std_error: float, reach: float) -> FloatArray:
    """How often a normal around each error lies within `reach` of 0; without spread, whether the error does."""
    if std_error <= 0:
        return (np.abs(errors) <= reach).astype(np.float64)
    return np.asarray(special.ndtr((reach - errors) / std_error) - special.ndtr((-reach - errors) / std_error))

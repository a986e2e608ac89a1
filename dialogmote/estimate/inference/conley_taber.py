"""Noise of the pilot offices, as large as the control offices show it.

With few treated offices and many controls, the error of the estimate is that of the treated: a weighted sum of their
mean errors by period. Conley and Taber (2011), "Inference with 'difference in differences' with a small number of
policy changes", Review of Economics and Statistics 93(1), draw these from the control offices' residuals, for errors
that are alike in all offices. Means of small offices vary more: Ferman and Pinto (2019), "Inference in
differences-in-differences with few treated groups and heteroskedasticity", Review of Economics and Statistics 101(3),
scale each residual by the size of the office it comes from and of the one it stands in for.

What the controls add to the error is left out: with the county's few controls the interval is too narrow.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

from dialogmote.estimate.inference.answers import Answers, NullTest, answer_by_draws
from dialogmote.estimate.inference.fit import OfficeFit

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class OfficeCells:
    """Office x period cells of a fit: mean residuals of the control offices that have every period (L x P x m), their
    rows (L x P) and those of the treated offices (H x P), and the weights of the latter's cells in the estimate.

    The weights are exact for errors that a cell has in common. With group trends the regressor also moves within a
    period; what is drawn for that is approximate.
    """

    means: FloatArray
    control_sizes: FloatArray
    treated_sizes: FloatArray
    weights: FloatArray


def sum_cells(fit: OfficeFit, n_periods: int) -> OfficeCells:
    """The cells, of the first `n_periods` treatment columns, which are dummies of periods, and the period before them.

    Sums within an office's cells are cross products with the dummies; over all its periods they are zero.
    """
    dummies = list(fit.moments.treatment[:n_periods])
    sizes = _with_first(fit.moments.sums[:, dummies], fit.moments.sizes[:, None])
    sums = _with_first(fit.scores[:, dummies], 0.0)
    pool = ~fit.treated & (sizes > 0).all(axis=1)
    return OfficeCells(
        means=sums[pool] / sizes[pool][:, :, None],
        control_sizes=sizes[pool],
        treated_sizes=sizes[fit.treated],
        weights=_with_first(fit.reach[:, dummies], 0.0)[fit.treated],
    )


def _with_first(others: FloatArray, total: FloatArray | float) -> FloatArray:
    """The period before the others put in front of them: `total` less their sum, over axis 1."""
    return np.concatenate([total - others.sum(axis=1, keepdims=True), others], axis=1)


def draw_stand_ins(n_controls: int, n_treated: int, draws: int, rng: np.random.Generator) -> IntArray:
    """For each treated office a control office, with replacement: draws x H."""
    return rng.integers(0, n_controls, (draws, n_treated))


def assess_by_controls(fit: OfficeFit, cells: OfficeCells, stand_ins: IntArray, *, scale_by_size: bool) -> Answers:
    """p-values and intervals from drawn noise, by absolute value: Conley and Taber, or by size Ferman and Pinto."""
    return answer_by_draws(draw_noise_tests(fit, cells, stand_ins, scale_by_size=scale_by_size))


def draw_noise_tests(fit: OfficeFit, cells: OfficeCells, stand_ins: IntArray, *, scale_by_size: bool) -> list[NullTest]:
    """Each outcome's test, of any null value."""
    draws, offices = stand_ins.shape
    constant = np.stack([np.ones(draws), np.zeros(draws), np.zeros(draws)])
    tests = []
    for outcome, estimate in enumerate(fit.estimates):
        noise = cells.means[:, :, outcome] @ cells.weights.T  # L x H: of a control office in a treated one's place
        if scale_by_size:
            noise = noise * scale_noise(cells, cells.means[:, :, outcome])
        drawn = noise[stand_ins, np.arange(offices)].sum(axis=1)
        tests.append(NullTest(float(estimate), 1.0, drawn, np.zeros(draws), constant))
    return tests


def scale_noise(cells: OfficeCells, means: FloatArray) -> FloatArray:
    """How many times as large a control office's noise would be at a treated office of its size (L x H).

    The variance of a cell's mean is taken as A + B / rows, both at least zero: least squares of the control offices'
    squared noise in the place of all treated offices together.
    """
    shape = cells.weights.sum(axis=0)
    common = np.full(len(means), float(shape @ shape))
    parts = np.column_stack([common, (1 / cells.control_sizes) @ shape**2])
    scale = np.sqrt((parts**2).mean(axis=0))
    fixed, by_size = optimize.nnls(parts / scale, (means @ shape) ** 2)[0] / scale
    squares = cells.weights**2
    here = fixed * squares.sum(axis=1) + by_size * (squares / cells.treated_sizes.clip(1)).sum(axis=1)
    there = fixed * squares.sum(axis=1) + by_size * (1 / cells.control_sizes) @ squares.T
    return np.sqrt(np.divide(here, there, out=np.ones_like(there), where=there > 0))

"""Wild cluster bootstrap by office, with the null imposed.

A draw gives each office's restricted residuals a random sign (or one of Webb's six points), and the t statistic by
office (CRV1) of what comes out is held against the estimate's own (Cameron, Gelbach and Miller 2008, "Bootstrap-based
improvements for inference with clustered errors", Review of Economics and Statistics 90(3); Webb 2023, "Reworking wild
bootstrap-based inference for clustered errors", Canadian Journal of Economics 56(3)). No refits: a draw v turns the
offices' scores s into (diag(s) - K) v, K an office x office matrix. Restricted residuals are linear in the null value,
so one set of draws serves every null value (MacKinnon 2023, "Fast cluster bootstrap methods for linear regression
models", Econometrics and Statistics 26).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dialogmote.estimate.inference.answers import Answers, NullTest, answer_by_draws
from dialogmote.estimate.inference.fit import OfficeFit

WEBB_POINTS = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])

FloatArray = npt.NDArray[np.float64]


def draw_multipliers(n_offices: int, draws: int, rng: np.random.Generator) -> FloatArray:
    """Random multipliers (draws x G): signs, or Webb's six points when there are no more signs than draws.

    A draw and its mirror image have the same statistic, so G offices give 2^(G-1) of them.
    """
    points = WEBB_POINTS if 2.0 ** (n_offices - 1) <= draws else np.array([-1.0, 1.0])
    return points[rng.integers(0, len(points), (draws, n_offices))]


def assess_by_wild_bootstrap(fit: OfficeFit, multipliers: FloatArray) -> Answers:
    """p-values and intervals of the restricted wild bootstrap; `multipliers` is draws x G."""
    return answer_by_draws(draw_wild_tests(fit, multipliers))


def draw_wild_tests(fit: OfficeFit, multipliers: FloatArray) -> list[NullTest]:
    """Each outcome's test, of any null value."""
    # Under a null that lies a gap below the estimate, the restricted residuals are the residuals plus the gap times the
    # residualized regressor, and so are their scores.
    slopes = _draw_scores(fit, fit.reach / fit.weights[fit.column], multipliers)
    variance = (fit.office_scores**2).sum(axis=0)
    tests = []
    for outcome, estimate in enumerate(fit.estimates):
        levels = _draw_scores(fit, fit.scores[:, :, outcome], multipliers)
        squares = [(levels.ends**2).sum(axis=1), 2 * (levels.ends * slopes.ends).sum(axis=1)]
        variances = np.stack([*squares, (slopes.ends**2).sum(axis=1)])
        test = NullTest(float(estimate), float(variance[outcome]), levels.totals, slopes.totals, variances)
        tests.append(test)
    return tests


@dataclass(frozen=True)
class _DrawnScores:
    """By draw: the estimate less its null value (`totals`, draws), and the scores of what the draw's own regression
    leaves, by office (`ends`, draws x G)."""

    totals: FloatArray
    ends: FloatArray


def _draw_scores(fit: OfficeFit, scores: FloatArray, multipliers: FloatArray) -> _DrawnScores:
    """Scores (G x k) of residuals, drawn and regressed again."""
    own = scores @ fit.weights
    back = fit.inverse @ fit.reach.T  # k x G: how the draw's estimates come back into an office's score
    ends = multipliers * own
    ends -= np.linalg.multi_dot([multipliers, scores, back])
    return _DrawnScores(multipliers @ own, ends)

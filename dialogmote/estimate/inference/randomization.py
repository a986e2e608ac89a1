"""Randomization inference over which offices are pilots: by the coefficient, and by its t statistic.

Under the sharp null that the effect is b0 at every pilot office, the outcome less b0 times the treatment is what any
assignment would have found, and the estimate is held against those of as many offices drawn at random (Fisher 1935;
MacKinnon and Webb 2020, "Randomization inference for difference-in-differences with few treated clusters", Journal of
Econometrics 218(2)). The t version divides each by its own standard error by office (CRV1), exactly. What the pilot
offices' other terms estimate (the placebo periods, the trend) is not taken out of the outcome. An assignment under
which the effect is not identified counts as extreme.
"""

import numpy as np
import numpy.typing as npt

from dialogmote.estimate.inference.answers import Answers, NullTest, answer_by_draws
from dialogmote.estimate.inference.assignments import AssignedEffects, OfficeControls, estimate_assigned
from dialogmote.estimate.inference.fit import OfficeFit

# Assignments at once: an office's block times their loadings stays in the processor's cache.
CHUNK = 128

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def assess_by_coefficient(fit: OfficeFit, controls: OfficeControls, assigned: BoolArray) -> Answers:
    """Randomization by the coefficient; `controls` are of outcomes without their effect and, last, the treatment."""
    return answer_by_draws(draw_coefficient_tests(fit, controls, assigned))


def draw_coefficient_tests(fit: OfficeFit, controls: OfficeControls, assigned: BoolArray) -> list[NullTest]:
    """Each outcome's test by the coefficient, of any null value."""
    drawn = np.concatenate([_effects_of(controls, assigned[first : first + CHUNK]) for first in _chunks(assigned)])
    ones = np.stack([np.ones(len(drawn)), np.zeros(len(drawn)), np.zeros(len(drawn))])
    is_known = np.isfinite(drawn[:, -1])
    return [
        _test(float(estimate), 1.0, np.stack([drawn[:, place], drawn[:, -1]]), ones, is_known)
        for place, estimate in enumerate(fit.estimates)
    ]


def assess_by_t_statistic(fit: OfficeFit, controls: OfficeControls, assigned: BoolArray) -> Answers:
    """Randomization by the t statistic by office; `controls` as for the coefficient."""
    return answer_by_draws(draw_t_tests(fit, controls, assigned))


def draw_t_tests(fit: OfficeFit, controls: OfficeControls, assigned: BoolArray) -> list[NullTest]:
    """Each outcome's test by the t statistic, of any null value."""
    chunks = [_t_parts(controls, assigned[first : first + CHUNK]) for first in _chunks(assigned)]
    drawn = np.concatenate([effects for effects, _ in chunks])
    variances = np.concatenate([parts for _, parts in chunks], axis=2)
    is_known = np.isfinite(drawn[:, -1])
    own = (fit.office_scores**2).sum(axis=0)
    return [
        _test(float(estimate), float(own[place]), np.stack([drawn[:, place], drawn[:, -1]]), variances[place], is_known)
        for place, estimate in enumerate(fit.estimates)
    ]


def _chunks(assigned: BoolArray) -> range:
    return range(0, len(assigned), CHUNK)


def _effects_of(controls: OfficeControls, assigned: BoolArray) -> FloatArray:
    """The effect under each assignment (R x (m + 1)), NaN where it is not identified."""
    return _own_effect(controls, estimate_assigned(controls, assigned))


def _own_effect(controls: OfficeControls, effects: AssignedEffects) -> FloatArray:
    return np.where(effects.is_identified[:, None], effects.estimates[:, controls.effect], np.nan)


def _test(estimate: float, variance: float, drawn: FloatArray, variances: FloatArray, is_known: BoolArray) -> NullTest:
    """The test of one outcome from `drawn` (2 x R: of the outcome, of the treatment); what is not known is extreme."""
    level, slope = np.where(is_known, drawn, [[1.0], [0.0]])
    return NullTest(estimate, variance, level, slope, np.where(is_known, variances, 0.0))


def _t_parts(controls: OfficeControls, assigned: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Effects under assignments (R x (m + 1)), and the three parts of their variances by outcome (m x 3 x R)."""
    effects = estimate_assigned(controls, assigned)
    scores = score_offices(controls, effects, assigned)
    levels, slope = scores[:, :-1], scores[:, -1]
    squares = np.einsum("gmr,gmr->mr", levels, levels)
    crossed = 2 * np.einsum("gmr,gr->mr", levels, slope)
    slopes = np.broadcast_to(np.einsum("gr,gr->r", slope, slope), squares.shape)
    return _own_effect(controls, effects), np.stack([squares, crossed, slopes], axis=1)


def score_offices(controls: OfficeControls, effects: AssignedEffects, assigned: BoolArray) -> FloatArray:
    """What each office adds to the error of the effect, under each assignment: G x m x R.

    The residualized regressor of the effect is, in an office, its columns Z times a vector d: the weighted p_a where
    the office is treated, less the weighted loadings. So are the other T p_a without what Z says of them; and the
    residuals are those on Z less the estimates times these. Products of two such vectors go through the office's block.
    """
    loadings = np.ascontiguousarray(effects.loadings.transpose(0, 2, 1))  # k x q x R
    weighted = np.einsum("ra,aqr->qr", effects.weights, loadings)
    estimates = effects.estimates.transpose(1, 2, 0).copy()  # k x m x R
    scores = np.empty((len(controls.moments.blocks), estimates.shape[1], len(assigned)))
    k = len(loadings)
    for office, block in enumerate(controls.moments.blocks):
        own = weighted[block.columns]  # minus d
        treated = np.flatnonzero(assigned[:, office])
        own[:k, treated] -= effects.weights[treated].T  # the p_a are a block's first columns
        reached = block.gram @ own
        scores[office] = -controls.scores[office, block.columns].T @ own
        for a in range(k):
            product = np.einsum("qr,qr->r", reached, loadings[a][block.columns])
            product[treated] -= reached[a, treated]
            scores[office] -= estimates[a] * product
    return scores

"""The study's estimator on the cells, with every method of inference by office, prepared once for all draws.

Nothing but the outcome changes from draw to draw: the moments, their inverse and the jackknife's rows stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from dialogmote.estimate.did import EFFECT_PERIODS
from dialogmote.estimate.inference.answers import Answers
from dialogmote.estimate.inference.fit import OfficeFit, fit_offices, multiply_blocks
from dialogmote.estimate.inference.jackknife import (
    Jackknife,
    assess_by_jackknife,
    assess_by_jackknife_few,
    build_jackknife,
)
from dialogmote.estimate.inference.methods import OFFICE_METHODS, OfficeProblem, assess_offices, pose_problem
from dialogmote.estimate.inference.moments import add_treatment_to_cross
from dialogmote.estimate.monte_carlo.design import SimulatedDesign
from dialogmote.estimate.monte_carlo.draws import EFFECT_PERIOD

EFFECT = EFFECT_PERIODS.index(EFFECT_PERIOD)
# Methods that draw for every outcome, and take a hundred times as long as the others.
DEAR_METHODS = ("wild", "randomization_coefficient", "randomization_t")
CHEAP_METHODS = tuple(method for method in OFFICE_METHODS if method not in DEAR_METHODS)
JACKKNIFE_METHODS = {"crv3": assess_by_jackknife, "crv3_few": assess_by_jackknife_few}

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PreparedDesign:
    """One regression on the cells, weighted by spells, without an outcome.

    `within` (n x q) are the columns less their office's mean, times the cells' spells: their products with an outcome,
    summed from each office's first cell (`starts`, G), are its cross moments. `problem` and `fit` are of an outcome
    that is zero; `jackknife` is that of any.
    """

    within: FloatArray
    starts: IntArray
    problem: OfficeProblem
    fit: OfficeFit
    jackknife: Jackknife


def prepare_design(design: SimulatedDesign, *, group_trends: bool) -> PreparedDesign:
    """The regression without or with group trends. Raises `ValueError` when its effect is not identified, or a column
    is a combination of others."""
    columns = regressors(design, group_trends=group_trends)
    problem = pose_problem(
        columns,
        design.offices,
        np.zeros((len(columns), len(design.components.individual))),
        design.treated,
        n_treatment=columns.shape[1],
        effect=EFFECT,
        n_periods=len(EFFECT_PERIODS),
        weights=design.spells,
    )
    fit = fit_offices(problem.moments, problem.cross, problem.treated, problem.effect)
    if len(fit.moments.gram) < 2 * columns.shape[1]:
        raise ValueError("a column of the pilot offices is a combination of others")
    starts = np.searchsorted(design.offices, np.arange(len(design.treated)))
    weights = design.spells[:, None]
    means = np.add.reduceat(weights * columns, starts) / np.add.reduceat(weights, starts)
    within = weights * (columns - means[design.offices])
    return PreparedDesign(within, starts, problem, fit, build_jackknife(fit))


def regressors(design: SimulatedDesign, *, group_trends: bool) -> FloatArray:
    """Dummies of periods 1, 2, 3, and with group trends the start month in years (n x q)."""
    dummies = [design.periods == period for period in EFFECT_PERIODS]
    trend = [design.trend_years] if group_trends else []
    return np.column_stack([*dummies, *trend]).astype(np.float64)


def assess_draw(
    prepared: PreparedDesign, outcomes: FloatArray, methods: Sequence[str], inner_draws: int, seed: int
) -> tuple[FloatArray, dict[str, Answers]]:
    """Estimates of outcomes (n x m), and each method's answers; methods that draw make `inner_draws`, by the seed."""
    products = prepared.within[:, :, None] * outcomes[:, None, :]
    cross = np.add.reduceat(products, prepared.starts, axis=0)
    fit = _refit(prepared, cross)
    answers = {name: JACKKNIFE_METHODS[name](fit, prepared.jackknife) for name in methods if name in JACKKNIFE_METHODS}
    others = [name for name in methods if name not in JACKKNIFE_METHODS]
    if others:
        answers |= assess_offices(replace(prepared.problem, cross=cross), inner_draws, seed, others)[1]
    return fit.estimates, {name: answers[name] for name in methods if name in answers}


def _refit(prepared: PreparedDesign, cross: FloatArray) -> OfficeFit:
    """The fit of other outcomes on the same moments."""
    empty = prepared.fit
    values = add_treatment_to_cross(cross, prepared.problem.moments.treatment, empty.treated)
    coefficients = empty.inverse @ values.sum(axis=0)
    scores = values - multiply_blocks(empty.moments, coefficients)
    return replace(empty, cross=values, estimates=coefficients[empty.column].copy(), scores=scores)

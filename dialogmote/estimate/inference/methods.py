"""All methods of inference by office on one fit, from moments alone: for the panel, and for simulated designs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from dialogmote.contracts.artifacts.values import INFERENCE_METHODS
from dialogmote.estimate.inference.answers import Answers
from dialogmote.estimate.inference.assignments import OfficeControls, draw_assignments, fit_controls, take_out_effect
from dialogmote.estimate.inference.conley_taber import assess_by_controls, draw_stand_ins, sum_cells
from dialogmote.estimate.inference.fit import OfficeFit, fit_offices
from dialogmote.estimate.inference.jackknife import assess_by_jackknife, assess_by_jackknife_few, build_jackknife
from dialogmote.estimate.inference.moments import (
    OfficeMoments,
    build_moments,
    cross_moments,
    find_independent,
    order_rows,
    select_columns,
)
from dialogmote.estimate.inference.randomization import assess_by_coefficient, assess_by_t_statistic
from dialogmote.estimate.inference.sandwich import assess_by_sandwich, count_factor
from dialogmote.estimate.inference.wild import assess_by_wild_bootstrap, draw_multipliers

OFFICE_METHODS = INFERENCE_METHODS[1:]  # the first clusters by person too
# Each kind of draw has a stream of its own, so that none moves another's.
STREAMS = {"wild": 1, "randomization": 2, "conley_taber": 3}
MIN_CONTROLS = 2  # one control office's noise is no distribution

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class OfficeProblem:
    """One effect to be assessed: moments of independent columns Z, their cross products with m outcomes (G x q x m),
    the offices treated (G), the effect's place among the treatment's columns, how many of those are dummies of periods
    (they come first), and the small-sample factor of CRV1."""

    moments: OfficeMoments
    cross: FloatArray
    treated: BoolArray
    effect: int
    n_periods: int
    factor: float


def pose_problem(
    columns: FloatArray | sparse.csr_matrix,
    offices: IntArray,
    outcomes: FloatArray,
    treated: BoolArray,
    *,
    n_treatment: int,
    effect: int,
    n_periods: int,
    weights: FloatArray | None = None,
) -> OfficeProblem:
    """The problem of plain arrays, as a simulation has them.

    `columns` (n x q) are Z, of which the first `n_treatment` are multiplied by the treatment, dummies of periods before
    others; `offices` (n) are codes 0, 1, 2, ..., `outcomes` n x m, as many as are to be assessed on this design. Raises
    `ValueError` when one of the treatment's columns is a combination of those before it.
    """
    rows, order = order_rows(columns, offices, weights)
    treatment = range(n_treatment)
    moments = build_moments(rows, treatment)
    kept = find_independent(moments.gram, moments.own)
    if not set(treatment) <= set(kept.tolist()):
        raise ValueError("columns of the treatment are collinear within offices")
    return OfficeProblem(
        moments=select_columns(moments, kept),
        cross=cross_moments(rows, treatment, outcomes[order])[:, kept],
        treated=treated,
        effect=effect,
        n_periods=n_periods,
        factor=count_factor(len(offices), len(kept) + n_treatment + 1, len(treated)),
    )


def assess_offices(
    problem: OfficeProblem, draws: int, seed: int, methods: Sequence[str] = OFFICE_METHODS
) -> tuple[FloatArray, dict[str, Answers]]:
    """Estimates of the m outcomes, and each method's answers; the draws are those of the seed, the same for all.

    Raises `ValueError` for an unknown method, and when the effect is not identified. A method that the design does not
    allow (no control office with all periods for Conley and Taber) is left out.
    """
    if unknown := [method for method in methods if method not in OFFICE_METHODS]:
        raise ValueError(f"methods {', '.join(unknown)} are none of {', '.join(OFFICE_METHODS)}")
    fit = fit_offices(problem.moments, problem.cross, problem.treated, problem.effect)
    answers = _assess_by_formula(problem, fit, methods)
    if "wild" in methods:
        multipliers = draw_multipliers(len(problem.treated), draws, _stream(seed, "wild"))
        answers["wild"] = assess_by_wild_bootstrap(fit, multipliers)
    answers |= _assess_by_assignments(problem, fit, draws, seed, methods)
    answers |= _assess_by_controls(problem, fit, draws, seed, methods)
    return fit.estimates, {method: answers[method] for method in methods if method in answers}


def _stream(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, STREAMS[name]])


def _assess_by_formula(problem: OfficeProblem, fit: OfficeFit, methods: Sequence[str]) -> dict[str, Answers]:
    answers = {}
    if "crv1_office" in methods:
        answers["crv1_office"] = assess_by_sandwich(fit, problem.factor)
    if "crv3" in methods or "crv3_few" in methods:
        jackknife = build_jackknife(fit)
        answers["crv3"] = assess_by_jackknife(fit, jackknife)
        answers["crv3_few"] = assess_by_jackknife_few(fit, jackknife)
    return answers


def _assess_by_assignments(
    problem: OfficeProblem, fit: OfficeFit, draws: int, seed: int, methods: Sequence[str]
) -> dict[str, Answers]:
    """Randomization, both versions on the same assignments."""
    kinds = {"randomization_coefficient": assess_by_coefficient, "randomization_t": assess_by_t_statistic}
    wanted = {name: assess for name, assess in kinds.items() if name in methods}
    if not wanted:
        return {}
    assigned = draw_assignments(len(problem.treated), int(problem.treated.sum()), draws, _stream(seed, "randomization"))
    controls = _fit_controls(problem, fit)
    return {name: assess(fit, controls, assigned) for name, assess in wanted.items()}


def _fit_controls(problem: OfficeProblem, fit: OfficeFit) -> OfficeControls:
    without = take_out_effect(problem.moments, problem.cross, fit, problem.effect)
    return fit_controls(problem.moments, without, problem.effect)


def _assess_by_controls(
    problem: OfficeProblem, fit: OfficeFit, draws: int, seed: int, methods: Sequence[str]
) -> dict[str, Answers]:
    """Conley and Taber, and Ferman and Pinto, on the same draws of control offices."""
    wanted = {name: name == "ferman_pinto" for name in ("conley_taber", "ferman_pinto") if name in methods}
    if not wanted:
        return {}
    cells = sum_cells(fit, problem.n_periods)
    n_controls, n_treated = len(cells.means), int(problem.treated.sum())
    if n_controls < MIN_CONTROLS:
        return {}
    stand_ins = draw_stand_ins(n_controls, n_treated, draws, _stream(seed, "conley_taber"))
    return {
        name: assess_by_controls(fit, cells, stand_ins, scale_by_size=scale_by_size)
        for name, scale_by_size in wanted.items()
    }

"""The estimate under any assignment of offices: a ratio of quadratic forms in office moments.

With T the offices an assignment treats and M the projection off all other regressors, b(T) = Q(T)^-1 r(T), where
Q_ab = (T p_a)' M (T p_b) and r_a = (T p_a)' M y. Both need of the rows only the offices' cross products.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dialogmote.estimate.inference.fit import OfficeFit, invert_scaled, multiply_blocks
from dialogmote.estimate.inference.moments import OfficeMoments
from dialogmote.estimate.regression.identification import COLLINEAR_SHARE, LOADING

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class OfficeControls:
    """The regression on Z alone, of m outcomes: what no assignment changes.

    `lever` (k x G x q) are the offices' cross products of each p_a with Z, `inverse` (q x q) that of Z's own,
    `scores` (G x q x m) the cross products of Z with the residuals.
    """

    moments: OfficeMoments
    effect: int
    lever: FloatArray
    inverse: FloatArray
    scores: FloatArray


@dataclass(frozen=True)
class AssignedEffects:
    """Effects under R assignments: `estimates` (R x k x m), those of treatment columns p_a on outcomes.

    `weights` (R x k) is the effect's row of Q^-1, `loadings` (k x R x q) are the coefficients of T p_a on Z. Where the
    effect is not identified (`is_identified`, R), its estimate says nothing.
    """

    estimates: FloatArray
    weights: FloatArray
    loadings: FloatArray
    is_identified: BoolArray


def draw_assignments(n_offices: int, n_treated: int, draws: int, rng: np.random.Generator) -> BoolArray:
    """Assignments (draws x G) of as many offices, each set of offices as likely as any other."""
    chosen = np.argsort(rng.random((draws, n_offices)), axis=1, kind="stable")[:, :n_treated]
    assigned = np.zeros((draws, n_offices), dtype=bool)
    np.put_along_axis(assigned, chosen, True, axis=1)
    return assigned


def take_out_effect(moments: OfficeMoments, cross: FloatArray, fit: OfficeFit, effect: int) -> FloatArray:
    """Cross products of Z with the outcomes less their estimated effect, and last with the treatment itself: G x q x
    (m + 1). A null value that lies a gap below the estimate adds the gap times the last to the outcome."""
    column = moments.treatment[effect]
    treatment = np.zeros(cross.shape[:2])
    for office in np.flatnonzero(fit.treated):
        block = moments.blocks[office]
        treatment[office, block.columns] = block.gram[:, block.columns == column][:, 0]
    without = cross - treatment[:, :, None] * fit.estimates
    return np.concatenate([without, treatment[:, :, None]], axis=2)


def fit_controls(moments: OfficeMoments, cross: FloatArray, effect: int) -> OfficeControls:
    """The regression on Z; its columns are independent (`find_independent`)."""
    inverse = invert_scaled(moments.gram)
    k, q = len(moments.treatment), len(moments.gram)
    lever = np.zeros((k, len(moments.blocks), q))
    for office, block in enumerate(moments.blocks):
        lever[:, office, block.columns] = block.gram[:k]
    scores = cross - multiply_blocks(moments, inverse @ cross.sum(axis=0))
    return OfficeControls(moments, effect, lever, inverse, scores)


def estimate_assigned(controls: OfficeControls, assigned: BoolArray) -> AssignedEffects:
    """The effects under assignments (R x G)."""
    treated = assigned.astype(np.float64)
    treatment = list(controls.moments.treatment)
    sums = treated @ controls.lever  # k x R x q
    loadings = sums @ controls.inverse
    raw = sums[:, :, treatment].transpose(1, 0, 2)  # R x k x k: within offices
    projected = np.einsum("arq,brq->rab", sums, loadings)
    offices, _, m = controls.scores.shape
    right = treated @ controls.scores[:, treatment].reshape(offices, -1)
    inverses, is_identified = _invert_each(raw - projected, np.einsum("raa->ra", raw), controls.effect)
    return AssignedEffects(
        estimates=inverses @ right.reshape(len(assigned), len(treatment), m),
        weights=inverses[:, controls.effect],
        loadings=loadings,
        is_identified=is_identified,
    )


def _invert_each(forms: FloatArray, own: FloatArray, effect: int) -> tuple[FloatArray, BoolArray]:
    """Inverses of small symmetric matrices (R x k x k), of least norm where they have none, and whether the effect is
    the same in all solutions; `own` (R x k) is what is held against rounding."""
    scale = 1 / np.sqrt(np.where(own > 0, own, 1.0))
    values, vectors = np.linalg.eigh(forms * scale[:, :, None] * scale[:, None, :])
    used = values > COLLINEAR_SHARE
    shares = np.where(used, 1 / np.where(used, values, 1.0), 0.0)
    inverses = np.einsum("ras,rs,rbs->rab", vectors, shares, vectors) * scale[:, :, None] * scale[:, None, :]
    lost = np.where(used, 0.0, vectors[:, effect] ** 2).sum(axis=1)
    return inverses, lost < LOADING**2

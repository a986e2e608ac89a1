"""The regression under one assignment, from moments: estimates, and what each office adds to them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dialogmote.estimate.inference.moments import (
    OfficeMoments,
    add_treatment,
    add_treatment_to_cross,
    find_independent,
    select_columns,
)
from dialogmote.estimate.regression.identification import LOADING

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class OfficeFit:
    """One effect on m outcomes in G offices, k identified columns.

    `moments` are those of the k columns, the treatment's among them; `column` is the effect's. `cross` (G x k x m) are
    the columns' cross products with the outcomes, `scores` (G x k x m) those with the residuals, `inverse` (k x k) is
    that of the columns' cross products and `weights` (k) its column of the effect: the residualized regressor, over its
    sum of squares, is columns @ weights. `reach` (G x k) are its cross products with the columns within the office.
    """

    moments: OfficeMoments
    column: int
    treated: BoolArray
    inverse: FloatArray
    weights: FloatArray
    cross: FloatArray
    estimates: FloatArray
    scores: FloatArray
    reach: FloatArray

    @property
    def office_scores(self) -> FloatArray:
        """What each office adds to the error of the estimate (G x m): the residualized regressor times residuals."""
        return np.asarray(np.einsum("k,gkm->gm", self.weights, self.scores))


def fit_offices(moments: OfficeMoments, cross: FloatArray, treated: BoolArray, effect: int) -> OfficeFit:
    """The regression with the offices `treated`; the effect is that of treatment column number `effect`.

    `moments` and `cross` (G x q x m) are of the columns Z. Raises `ValueError` when the effect is not identified.
    """
    full, values = add_treatment(moments, treated), add_treatment_to_cross(cross, moments.treatment, treated)
    kept = find_independent(full.gram, full.own)
    target = len(moments.gram) + effect
    if target not in kept or _is_blurred(full.gram, full.own, kept, target):
        raise ValueError("the effect is not identified")
    full, values, column = select_columns(full, kept), values[:, kept], int(np.searchsorted(kept, target))
    inverse = invert_scaled(full.gram)
    coefficients = inverse @ values.sum(axis=0)
    weights = inverse[:, column].copy()
    return OfficeFit(
        moments=full,
        column=column,
        treated=treated,
        inverse=inverse,
        weights=weights,
        cross=values,
        estimates=coefficients[column].copy(),
        scores=values - multiply_blocks(full, coefficients),
        reach=multiply_blocks(full, weights[:, None])[:, :, 0],
    )


def multiply_blocks(moments: OfficeMoments, columns: FloatArray) -> FloatArray:
    """Every office's cross products times `columns` (k x m): G x k x m."""
    product = np.zeros((len(moments.blocks), *columns.shape))
    for office, block in enumerate(moments.blocks):
        product[office, block.columns] = block.gram @ columns[block.columns]
    return product


def invert_scaled(gram: FloatArray) -> FloatArray:
    """The inverse of a positive definite matrix, each column first scaled to length one."""
    scale = 1 / np.sqrt(np.diag(gram))
    inverse = np.linalg.inv(gram * scale[:, None] * scale) * scale[:, None] * scale
    return np.asarray((inverse + inverse.T) / 2, dtype=np.float64)


def _is_blurred(gram: FloatArray, own: FloatArray, kept: IntArray, target: int) -> bool:
    """Whether a dropped column is a combination of kept ones with the target among them."""
    dropped = np.setdiff1d(np.flatnonzero(np.diag(gram) > 0), kept)
    if not len(dropped):
        return False
    loadings = np.linalg.solve(gram[np.ix_(kept, kept)], gram[np.ix_(kept, dropped)])[kept == target]
    return bool((np.abs(loadings) * np.sqrt(own[target] / own[dropped]) > LOADING).any())

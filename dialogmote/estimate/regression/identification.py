"""Which coefficients of a regression the data can tell apart.

A library drops the later one of collinear regressors and reports the others; but those it keeps then have another
meaning than their name says. Here a coefficient counts as identified only if every least-squares solution agrees on it.
The fixed effects have some thousand levels at most, so they are projected out exactly, through the small matrix of
level counts, not by iteration.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

# Of a regressor's own variation, what must be left after fixed effects and earlier regressors: far above the rounding
# error of the projection (about 1e-24), far below what a regressor that matters has left.
COLLINEAR_SHARE = 1e-9
# A dropped regressor loads on a kept one when the loading, in standard deviations, is above rounding error.
LOADING = 1e-6
# Eigenvalues of the level counts below this share of the largest belong to redundant levels.
REDUNDANT_SHARE = 1e-12

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Identification:
    """Regressors the regression keeps (leftmost of each collinear set), and those among them whose coefficient is
    the same in every least-squares solution."""

    kept: tuple[str, ...]
    identified: tuple[str, ...]


@dataclass(frozen=True)
class Absorber:
    """Projects columns off the dummies of all fixed effects, exactly.

    `dummies` is n x levels; `basis` and `values` are the eigenvectors and eigenvalues of dummies' dummies, redundant
    levels left out. Without fixed effects nothing is taken out.
    """

    dummies: sparse.csr_matrix | None
    basis: FloatArray
    values: FloatArray

    def residuals(self, columns: FloatArray) -> FloatArray:
        """The columns (n x k) less their projection."""
        if self.dummies is None:
            return columns.copy()
        sums = self.dummies.T.tocsc() @ columns
        coefficients = self.basis @ ((self.basis.T @ sums) / self.values[:, None])
        return np.asarray(columns - self.dummies @ coefficients, dtype=np.float64)


def build_absorber(levels: Sequence[npt.NDArray[np.integer]]) -> Absorber:
    """The absorber of fixed effects given as integer codes 0, 1, 2, ... without gaps."""
    if not levels:
        return Absorber(None, np.empty((0, 0)), np.empty(0))
    dummies = sparse.hstack([_dummies(codes) for codes in levels], format="csr")
    values, vectors = np.linalg.eigh((dummies.T.tocsc() @ dummies).toarray())
    used = values > values.max() * REDUNDANT_SHARE
    return Absorber(dummies, np.ascontiguousarray(vectors[:, used]), values[used])


def find_identified(columns: FloatArray, residuals: FloatArray, names: Sequence[str]) -> Identification:
    """Which regressors to keep and which coefficients are identified.

    `columns` (n x k) are the regressors named `names`, `residuals` the same with the fixed effects absorbed.
    """
    own = (columns**2).sum(axis=0)
    gram = residuals.T @ residuals
    kept = _leftmost_independent(gram, own)
    blurred: set[int] = set()
    for dropped in sorted(set(range(len(names))) - set(kept)):
        blurred |= _kept_that_load(gram, kept, dropped, own)
    return Identification(
        kept=tuple(names[j] for j in kept), identified=tuple(names[j] for j in kept if j not in blurred)
    )


def _dummies(codes: npt.NDArray[np.integer]) -> sparse.csr_matrix:
    n = len(codes)
    return sparse.csr_matrix((np.ones(n), codes, np.arange(n + 1)), shape=(n, int(codes.max()) + 1))


def _leftmost_independent(gram: FloatArray, own: FloatArray) -> list[int]:
    """Indices that add variation of their own, from left to right, as regression programs choose them."""
    left, kept = gram.copy(), []
    for j in range(len(gram)):
        if left[j, j] > COLLINEAR_SHARE * own[j]:
            kept.append(j)
            left = left - np.outer(left[:, j], left[j]) / left[j, j]
    return kept


def _kept_that_load(gram: FloatArray, kept: list[int], dropped: int, own: FloatArray) -> set[int]:
    """The kept regressors that a dropped one is a combination of: only their sum with it is identified."""
    if not kept or gram[dropped, dropped] <= COLLINEAR_SHARE * own[dropped]:
        return set()  # the fixed effects span it alone
    loadings = np.linalg.solve(gram[np.ix_(kept, kept)], gram[kept, dropped])
    scaled = np.abs(loadings) * np.sqrt(own[kept] / own[dropped])
    return {j for j, loading in zip(kept, scaled, strict=True) if loading > LOADING}

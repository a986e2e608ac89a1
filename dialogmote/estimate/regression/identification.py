"""Which coefficients of a regression the data can tell apart.

A library drops the later one of collinear regressors and reports the others; but those it keeps then have another
meaning than their name says. Here a coefficient counts as identified only if every least-squares solution agrees on it.
The fixed effects have some thousand levels at most, so they are projected out exactly, through the small matrix of
level counts, not by iteration. Of that matrix the effect with the most levels has a diagonal block, which is eliminated
first; what is left is factored by its eigenvectors, whatever levels are redundant.
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
# Eigenvalues of what is left of the level counts below this share of the largest count belong to redundant levels.
REDUNDANT_SHARE = 1e-12

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Identification:
    """Regressors the regression keeps (leftmost of each collinear set), and those among them whose coefficient is
    the same in every least-squares solution."""

    kept: tuple[str, ...]
    identified: tuple[str, ...]


@dataclass(frozen=True)
class Absorber:
    """Projects columns off the dummies of all fixed effects, exactly.

    `dummies` is n x levels, those of the effect with the most levels first: `counts` are its rows by level, `cross`
    (its levels x the others) the rows in each combination. `basis` and `values` are the eigenvectors and eigenvalues of
    the other levels' counts with the first effect taken out, redundant levels left out. Without fixed effects nothing
    is taken out.
    """

    dummies: sparse.csr_matrix | None
    counts: FloatArray
    cross: FloatArray
    basis: FloatArray
    values: FloatArray

    @property
    def rank(self) -> int:
        """How many parameters the fixed effects have, redundant levels not counted."""
        return len(self.counts) + len(self.values)

    def residuals(self, columns: FloatArray) -> FloatArray:
        """The columns (n x k) less their projection, each row's columns side by side in memory."""
        columns = np.ascontiguousarray(columns)
        if self.dummies is None:
            return columns.copy()
        sums = self.dummies.T @ columns
        first, others = sums[: len(self.counts)] / self.counts[:, None], sums[len(self.counts) :]
        left = self.basis @ ((self.basis.T @ (others - self.cross.T @ first)) / self.values[:, None])
        fitted = self.dummies @ np.concatenate([first - self.cross @ left / self.counts[:, None], left])
        return np.subtract(columns, fitted, out=fitted)


def build_absorber(levels: Sequence[IntArray]) -> Absorber:
    """The absorber of fixed effects given as integer codes 0, 1, 2, ... without gaps."""
    if not levels:
        return Absorber(None, np.empty(0), np.empty((0, 0)), np.empty((0, 0)), np.empty(0))
    sizes = [int(codes.max()) + 1 for codes in levels]
    order = sorted(range(len(levels)), key=lambda place: -sizes[place])
    ordered, sizes = [levels[place] for place in order], [sizes[place] for place in order]
    gram = np.block([[_count_pairs(a, b, k, m) for b, m in zip(ordered, sizes, strict=True)]
                     for a, k in zip(ordered, sizes, strict=True)])  # fmt: skip
    most = sizes[0]
    counts, cross, others = np.diag(gram)[:most].copy(), gram[:most, most:].copy(), gram[most:, most:]
    values, vectors = np.linalg.eigh(others - cross.T @ (cross / counts[:, None]))
    used = values > gram.max() * REDUNDANT_SHARE
    return Absorber(_dummies(ordered, sizes), counts, cross, np.ascontiguousarray(vectors[:, used]), values[used])


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


def _count_pairs(first: IntArray, second: IntArray, n_first: int, n_second: int) -> FloatArray:
    """Rows in each combination of two effects' levels (n_first x n_second)."""
    counts = np.bincount(first * n_second + second, minlength=n_first * n_second)
    return counts.reshape(n_first, n_second).astype(np.float64)


def _dummies(levels: Sequence[IntArray], sizes: Sequence[int]) -> sparse.csr_matrix:
    """A row's dummies of all effects: as many ones as there are effects."""
    n, k = len(levels[0]), len(levels)
    places = np.column_stack([codes + shift for codes, shift in zip(levels, np.cumsum([0, *sizes]), strict=False)])
    columns = places.ravel().astype(np.int32)
    rows = np.arange(0, (n + 1) * k, k, dtype=np.int32)
    return sparse.csr_matrix((np.ones(n * k), columns, rows), shape=(n, sum(sizes)))


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

"""The regression's cross products, office by office: all that inference by office needs of the rows.

The model is y = office effects + Z c + sum_a b_a (T p_a) + e: T is 1 at a pilot office, and the p_a (periods, and the
trend with group trends) are themselves columns of Z. So within an office the treatment's columns are copies of columns
of Z or zero, and the office's cross products of Z and y, taken within the office, say what any assignment T would give.
The office effects are gone with the office's means.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from dialogmote.estimate.regression.identification import COLLINEAR_SHARE

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class OfficeBlock:
    """One office: the columns that vary in it (q_h), and their cross products within it (q_h x q_h)."""

    columns: IntArray
    gram: FloatArray


@dataclass(frozen=True)
class OfficeMoments:
    """Cross products of q columns within G offices, in the order of the offices' codes.

    `gram` (q x q) is the sum over offices, `own` (q) the columns' raw sums of squares, `sums` (G x q) their raw sums by
    office, `sizes` (G) the offices' rows (or sums of weights). `treatment` are the columns p_a that a treatment
    multiplies; every block holds them first, in this order, whether they vary or not.
    """

    blocks: tuple[OfficeBlock, ...]
    gram: FloatArray
    own: FloatArray
    sums: FloatArray
    sizes: FloatArray
    treatment: tuple[int, ...]


@dataclass(frozen=True)
class OfficeRows:
    """Rows of the regression: `columns` (n x q), `offices` (n, codes 0, 1, 2, ... without gaps, sorted), `weights` (n).

    Weights count in every sum: a row of weight 3 adds what three rows add that are alike.
    """

    columns: sparse.csr_matrix
    offices: IntArray
    weights: FloatArray

    @property
    def bounds(self) -> IntArray:
        """The first row of each office, and n."""
        return np.searchsorted(self.offices, np.arange(int(self.offices[-1]) + 2))


def order_rows(
    columns: FloatArray | sparse.csr_matrix, offices: IntArray, weights: FloatArray | None = None
) -> tuple[OfficeRows, IntArray]:
    """The rows sorted by office, stably, and that order, by which outcomes have to be sorted too.

    Raises `ValueError` for codes with gaps and for weights that are not positive.
    """
    counts = np.bincount(offices)
    if not len(offices) or (counts == 0).any():
        raise ValueError("offices are not coded 0, 1, 2, ... without gaps")
    order = np.argsort(offices, kind="stable")
    weights = np.ones(len(offices)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not (weights > 0).all():
        raise ValueError("weights are not all positive")
    return OfficeRows(sparse.csr_matrix(columns)[order], offices[order], weights[order]), order


def build_moments(rows: OfficeRows, treatment: Sequence[int]) -> OfficeMoments:
    """The moments of rows by office; `treatment` are the columns that a treatment multiplies."""
    q = rows.columns.shape[1]
    blocks, gram = [], np.zeros((q, q))
    for columns, within, _ in _each_office(rows, treatment):
        blocks.append(OfficeBlock(columns, within.T @ within))
        gram[np.ix_(columns, columns)] += blocks[-1].gram
    weighted = rows.columns.multiply(rows.weights[:, None]).tocsr()
    by_office = _office_dummies(rows)
    return OfficeMoments(
        blocks=tuple(blocks),
        gram=gram,
        own=np.asarray(rows.columns.multiply(weighted).sum(axis=0), dtype=np.float64).ravel(),
        sums=(by_office @ weighted).toarray(),
        sizes=by_office @ rows.weights,
        treatment=tuple(treatment),
    )


def cross_moments(rows: OfficeRows, treatment: Sequence[int], outcomes: FloatArray) -> FloatArray:
    """Cross products of columns and outcomes (n x m, rows in the order of `rows`) within offices: G x q x m."""
    bounds = rows.bounds
    cross = np.zeros((len(bounds) - 1, rows.columns.shape[1], outcomes.shape[1]))
    for office, (columns, within, roots) in enumerate(_each_office(rows, treatment)):
        values = outcomes[bounds[office] : bounds[office + 1]]
        cross[office, columns] = within.T @ (roots[:, None] * (values - values[0]))  # from one row: nothing cancels
    return cross


def _each_office(rows: OfficeRows, treatment: Sequence[int]) -> Iterator[tuple[IntArray, FloatArray, FloatArray]]:
    """By office: its columns, they less the office's means times roots of weights (n_h x q_h), and the roots (n_h)."""
    data, places, starts = rows.columns.data, rows.columns.indices.astype(np.int64), rows.columns.indptr
    first = np.asarray(treatment, dtype=np.int64)
    for a, b in pairwise(rows.bounds):
        entries = slice(starts[a], starts[b])
        others = np.setdiff1d(places[entries], first)
        columns = np.concatenate([first, others])
        position = np.full(rows.columns.shape[1], -1)
        position[columns] = np.arange(len(columns))
        dense = np.zeros((b - a, len(columns)))
        dense[np.repeat(np.arange(b - a), np.diff(starts[a : b + 1])), position[places[entries]]] = data[entries]
        weights = rows.weights[a:b]
        roots = np.sqrt(weights)
        dense -= (weights @ dense) / weights.sum()
        dense *= roots[:, None]
        yield columns, dense, roots


def _office_dummies(rows: OfficeRows) -> sparse.csr_matrix:
    n = len(rows.offices)
    return sparse.csr_matrix((np.ones(n), np.arange(n), rows.bounds), shape=(len(rows.bounds) - 1, n))


def find_independent(gram: FloatArray, own: FloatArray) -> IntArray:
    """The columns that add variation of their own, from left to right, as regression programs choose them.

    `own` are raw sums of squares: what is left of a column within offices and beside earlier columns is held against
    them, as in the printed regressions (`find_identified`).
    """
    left, kept = gram.copy(), []
    for j in range(len(gram)):
        if left[j, j] > COLLINEAR_SHARE * own[j]:
            kept.append(j)
            rest = left[j, j + 1 :]
            left[j + 1 :, j + 1 :] -= np.outer(rest, rest / left[j, j])
    return np.asarray(kept, dtype=np.int64)


def select_columns(moments: OfficeMoments, kept: IntArray) -> OfficeMoments:
    """The moments of the columns `kept` (sorted) alone; the other columns of the treatment are no longer its own."""
    place = np.full(len(moments.gram), -1)
    place[kept] = np.arange(len(kept))
    return replace(
        moments,
        blocks=tuple(_select_in_block(block, place) for block in moments.blocks),
        gram=moments.gram[np.ix_(kept, kept)],
        own=moments.own[kept],
        sums=moments.sums[:, kept],
        treatment=tuple(int(place[column]) for column in moments.treatment if place[column] >= 0),
    )


def _select_in_block(block: OfficeBlock, place: IntArray) -> OfficeBlock:
    """The block with columns renumbered by `place`, those of place -1 left out."""
    columns = place[block.columns]
    stays = columns >= 0
    return OfficeBlock(columns[stays], block.gram if stays.all() else block.gram[np.ix_(stays, stays)])


def add_treatment(moments: OfficeMoments, treated: BoolArray) -> OfficeMoments:
    """The moments with the columns T p_a as columns q, q + 1, ..., for offices `treated` (G)."""
    if treated.shape != moments.sizes.shape:
        raise ValueError(f"treated has {len(treated)} offices, the moments have {len(moments.sizes)}")
    q, k = len(moments.gram), len(moments.treatment)
    blocks = tuple(
        _repeat_first(block, q, k) if is_treated else block
        for block, is_treated in zip(moments.blocks, treated, strict=True)
    )
    gram = np.zeros((q + k, q + k))
    gram[:q, :q] = moments.gram
    for block in (block for block, is_treated in zip(blocks, treated, strict=True) if is_treated):
        new = block.columns >= q
        gram[np.ix_(block.columns, q + np.arange(k))] += block.gram[:, new]
    gram[q:, :q] = gram[:q, q:].T
    sums = moments.sums[:, list(moments.treatment)] * treated[:, None]
    # A treatment's column is judged by its variation within the treated offices, of which it has a share of the raw.
    own = np.array([gram[q + a, q + a] for a in range(k)])
    return replace(
        moments,
        blocks=blocks,
        gram=gram,
        own=np.concatenate([moments.own, own]),
        sums=np.column_stack([moments.sums, sums]),
    )


def _repeat_first(block: OfficeBlock, q: int, k: int) -> OfficeBlock:
    """The block with its first k columns once more, as columns q, q + 1, ..."""
    chosen = np.concatenate([np.arange(len(block.columns)), np.arange(k)])
    return OfficeBlock(np.concatenate([block.columns, q + np.arange(k)]), block.gram[np.ix_(chosen, chosen)])


def add_treatment_to_cross(cross: FloatArray, treatment: Sequence[int], treated: BoolArray) -> FloatArray:
    """Cross products with outcomes (G x q x m), and behind them those of the columns T p_a."""
    return np.concatenate([cross, cross[:, list(treatment)] * treated[:, None, None]], axis=1)

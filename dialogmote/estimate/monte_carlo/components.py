"""Variance components of an outcome: individuals, offices, offices in a period, offices in a month.

Spell i of office o in month t of period p has y = m_gt + a_o + b_op + c_ot + e_i, where m_gt is the mean of the month
among the pilot offices or the others (so effects and trends of the pilot go out with it). The variance of e is that
within cells. Those of a, b and c solve three equations: weighted sums of products of the office's cell means, less the
group's, over pairs of months of other periods, pairs within a period, and months with themselves, are set equal to what
the model expects of them, demeaning included (method of moments; Searle, Casella and McCulloch 1992, "Variance
Components", chapter 5). None is let below zero.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Components:
    """Variances of m outcomes (each m, in squared units): of individuals about their cell, and of the offices' shocks
    that last for good (`office`), for a period and for a month."""

    individual: FloatArray
    office: FloatArray
    office_period: FloatArray
    office_month: FloatArray


def measure_components(
    values: FloatArray,
    sizes: IntArray,
    *,
    offices: IntArray,
    periods: IntArray,
    months: IntArray,
    treated: BoolArray,
) -> Components:
    """The components from rows sorted by cell: `values` (rows x m), and of the n cells sizes, codes and who is treated.

    `months` are codes of the columns that offices are compared in; a month belongs to one period. Raises `ValueError`
    when no cell has two rows.
    """
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    means = np.add.reduceat(values, starts, axis=0) / sizes[:, None]
    if len(values) == len(sizes):
        raise ValueError("no cell has two spells: the variance of individuals cannot be told")
    individual = ((values - np.repeat(means, sizes, axis=0)) ** 2).sum(axis=0) / (len(values) - len(sizes))
    period_of = np.zeros(int(months.max()) + 1, dtype=np.int64)
    period_of[months] = periods
    shocks = [
        _solve_moments(
            [_compare(sizes, column, offices, months, treated == group) for group in (True, False)], period_of, noise
        )
        for column, noise in zip(means.T, individual, strict=True)
    ]
    return Components(individual, *np.array(shocks).T)


@dataclass(frozen=True)
class _Comparison:
    """One group of offices, T x T by pairs of months: sums of weighted products of demeaned cell means, what they are
    expected to be for a shock of variance 1 that both months share, and (T) for individuals of variance 1."""

    products: FloatArray
    shared: FloatArray
    noise: FloatArray


def _compare(sizes: IntArray, means: FloatArray, offices: IntArray, months: IntArray, rows: BoolArray) -> _Comparison:
    """The comparison of the cells `rows`. A product's weight is that of the two cells' sizes."""
    shape = (int(offices.max()) + 1, int(months.max()) + 1)
    counts, levels = np.zeros(shape), np.zeros(shape)
    counts[offices[rows], months[rows]] = sizes[rows]
    levels[offices[rows], months[rows]] = means[rows]
    totals = counts.sum(axis=0)
    shares = counts / np.where(totals > 0, totals, 1.0)
    apart = counts * (levels - (shares * levels).sum(axis=0))
    weights, reduced = counts.T @ counts, (counts * shares).T @ counts
    # The mean that is taken out holds a share of the office's own shock, and shares of all others'.
    return _Comparison(
        products=apart.T @ apart,
        shared=weights - reduced - reduced.T + weights * (shares.T @ shares),
        noise=totals - (counts * shares).sum(axis=0),
    )


def _solve_moments(groups: list[_Comparison], period_of: IntArray, individual: float) -> FloatArray:
    """Variances of shocks of office, office x period and office x month: three equations, by kind of pair."""
    products, shared = sum(one.products for one in groups), sum(one.shared for one in groups)
    noise = np.diag(sum(one.noise for one in groups))
    same_month = np.eye(len(period_of), dtype=bool)
    same_period = period_of[:, None] == period_of
    kinds = [~same_period, same_period & ~same_month, same_month]
    reaches = [np.ones_like(same_month), same_period, same_month]
    expected = np.array([[(shared * kind * reach).sum() for reach in reaches] for kind in kinds])
    found = np.array([((products - individual * noise) * kind).sum() for kind in kinds])
    scale = np.where(expected[:, 0] > 0, expected[:, 0], 1.0)
    return np.asarray(optimize.nnls(expected / scale[:, None], found / scale)[0], dtype=np.float64)

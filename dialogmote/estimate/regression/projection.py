"""Many outcomes on one right-hand side by exact projection: the engine of every printed regression.

Frisch, Waugh and Lovell: fixed effects and regressors are taken out of every outcome at once, so what no outcome
changes is computed once for the sample: the factored level counts of the fixed effects (the `Absorber`), the regressors
without them, and the inverse of their cross products. An outcome then costs one pass down and up the dummies and its
sums by cluster. No iteration, no tolerance.

Covariances are two-way clustered, CRV1 (Cameron, Gelbach and Miller 2011, "Robust inference with multiway clustering",
Journal of Business & Economic Statistics 29(2)), with the factors of R fixest 0.12.2 (RULES 32). All conventions are
shared with pyfixest's engine (`library.py`), which checks this one: which coefficients are identified, when a
covariance is repaired, what a constant outcome or a sample without standard errors gives.

One BLAS thread gives the same bytes every time; blocks of outcomes have a fixed size for the same reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.design.outcomes import Outcome, blocks_of
from dialogmote.estimate.regression.design import Sample, by_number_of_levels
from dialogmote.estimate.regression.tidy import (
    AnyFit,
    Fit,
    repair_covariance,
    tidy_constant,
    tidy_fit,
    tidy_without_errors,
)

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Projection:
    """What every outcome of a sample shares. Rows are the sample's, so sorted by the cluster with fewer levels.

    `x` (n x k) are the kept regressors without the fixed effects, `inverse` (k x k) the inverse of their cross
    products. `coarse` are the first rows of the levels of the cluster with fewer levels, and n. Of the other cluster,
    a level that lies within one coarse level counts the same in its own sums and in those of the intersection, and the
    two cancel: so only `movers` are summed, rows of levels that lie in several, sorted by level. `moved` is their part
    of `x`; `fine` and `both` are the first of them in each level and in each intersection.
    """

    sample: Sample
    x: FloatArray
    inverse: FloatArray
    factor: float
    coarse: IntArray
    movers: IntArray
    moved: FloatArray
    fine: IntArray
    both: IntArray


def project(sample: Sample) -> Projection:
    """Prepare a sample for any number of outcomes.

    Raises `ValueError` for a sample that allows no standard errors.
    """
    if not sample.has_errors:
        raise ValueError("too few rows, clusters or regressors for standard errors")
    few, many = (sample.rows[name].to_numpy() for name in by_number_of_levels(sample.rows, sample.design.clusters))
    kept = [sample.design.regressors.index(name) for name in sample.identification.kept]
    x = sample.residuals if len(kept) == len(sample.design.regressors) else sample.residuals[:, kept].copy()
    movers = find_movers(few, many)
    return Projection(
        sample=sample,
        x=x,
        inverse=np.asarray(np.linalg.inv(x.T @ x), dtype=np.float64),
        factor=small_sample_factor(sample),
        coarse=np.append(_first_rows(few), sample.rows.height),
        movers=movers,
        moved=x[movers],
        fine=_first_rows(many[movers]),
        both=_first_rows(many[movers], few[movers]),
    )


def small_sample_factor(sample: Sample) -> float:
    """G/(G-1), G the smaller number of clusters, times (n-1)/(n-K), the same for all three parts (RULES 32)."""
    n, g = sample.rows.height, sample.n_clusters_min
    return g / (g - 1) * (n - 1) / (n - sample.n_parameters)


def find_movers(few: IntArray, many: IntArray) -> IntArray:
    """Rows of those levels of `many` that lie in several levels of `few`, sorted by level of both.

    Both are codes 0, 1, 2, ...
    """
    lowest = np.full(int(many.max()) + 1, len(many))
    highest = np.zeros_like(lowest)
    np.minimum.at(lowest, many, few)
    np.maximum.at(highest, many, few)
    rows = np.flatnonzero((lowest != highest)[many])
    return rows[np.lexsort((few[rows], many[rows]))]


def fit_columns(projection: Projection, outcomes: FloatArray) -> list[Fit]:
    """Estimates and full covariance of each column of `outcomes` (n x m, rows as the projection's)."""
    estimates, residuals = _solve(projection, outcomes)
    scores = np.stack([projection.x[a:b].T @ residuals[a:b] for a, b in pairwise(projection.coarse)])
    moved = residuals[projection.movers]
    return [_as_fit(projection, estimates[:, j], scores[:, :, j], moved[:, j]) for j in range(outcomes.shape[1])]


def find_influences(projection: Projection, outcomes: FloatArray, cluster: str) -> FloatArray:
    """What each level of a cluster adds to the error of each kept term: levels x terms x columns of `outcomes`.

    The cross products of a column's influences over levels are its covariance clustered by them, without a factor.
    """
    _, residuals = _solve(projection, outcomes)
    codes = projection.sample.rows[cluster].to_numpy()
    order = np.argsort(codes, kind="stable")
    bounds = np.append(_first_rows(codes[order]), len(codes))
    x, residuals = projection.x[order], residuals[order]
    return np.stack([projection.inverse @ (x[a:b].T @ residuals[a:b]) for a, b in pairwise(bounds)])


def _solve(projection: Projection, outcomes: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Estimates of the kept terms (k x m), and residuals (n x m)."""
    residuals = projection.sample.absorber.residuals(outcomes)
    estimates = projection.inverse @ (projection.x.T @ residuals)
    residuals -= projection.x @ estimates
    return estimates, residuals


def _as_fit(projection: Projection, estimates: FloatArray, scores: FloatArray, moved: FloatArray) -> Fit:
    """One outcome from its sums of scores by coarse cluster (G x k) and its residuals in the rows of movers."""
    meat = scores.T @ scores
    if len(moved):
        products = projection.moved * moved[:, None]
        fine = np.add.reduceat(products, projection.fine, axis=0)
        both = np.add.reduceat(products, projection.both, axis=0)
        meat += fine.T @ fine - both.T @ both
    covariance = projection.factor * projection.inverse @ meat @ projection.inverse
    return Fit(
        terms=projection.sample.identification.kept,
        estimates=estimates.copy(),
        covariance=repair_covariance((covariance + covariance.T) / 2),
        n=projection.sample.rows.height,
        n_parameters=projection.sample.n_parameters,
        n_clusters_min=projection.sample.n_clusters_min,
    )


def fit_projected(projection: Projection, outcome: Outcome) -> Fit:
    """One adjusted outcome, with its full covariance. Raises `ValueError` for missing or infinite values."""
    return fit_columns(projection, _compute_block(projection.sample.rows, [outcome]).adjusted)[0]


def estimate_batch(sample: Sample, outcomes: Sequence[Outcome], terms: Sequence[str] | None = None) -> pl.DataFrame:
    """Tidy coefficients of many outcomes: outcome, term, estimate, std_error, ci_low, ci_high, p_value (nullable).

    As `fit_batch`. `terms` are the terms reported, all by default, in the design's order.
    """
    fits = zip(outcomes, fit_batch(sample, outcomes), strict=True)
    return pl.concat([_name(outcome, fit.tidy, terms) for outcome, fit in fits])


def _name(outcome: Outcome, tidy: pl.DataFrame, terms: Sequence[str] | None) -> pl.DataFrame:
    wanted = tidy if terms is None else tidy.filter(pl.col("term").is_in(list(terms)))
    return wanted.select(pl.lit(outcome.name).alias("outcome"), pl.all())


def fit_batch(sample: Sample, outcomes: Sequence[Outcome]) -> Iterator[AnyFit]:
    """Every outcome in turn, whatever the sample: fitted, constant, or without standard errors.

    `outcomes` are computed over the sample's rows, and so the sample's rows hold the columns they need. Whether an
    outcome varies at all is seen on the plain one (RULES 33); then its coefficients are 0 with interval 0. Raises
    `ValueError` for missing or infinite outcomes.
    """
    projection = project(sample) if sample.has_errors else None
    for block in blocks_of(outcomes):
        columns = _compute_block(sample.rows, block)
        varying = columns.adjusted if columns.varies.all() else columns.adjusted[:, columns.varies]
        fits = iter(fit_columns(projection, varying) if projection else [])
        for j, outcome in enumerate(block):
            if sample.rows.height and not columns.varies[j]:
                yield AnyFit(tidy_constant(sample), None)
            elif projection is None:
                yield AnyFit(_without_errors(sample, outcome.name, columns.adjusted[:, j]), None)
            else:
                fit = next(fits)
                yield AnyFit(tidy_fit(fit, sample), fit)


def _without_errors(sample: Sample, name: str, values: FloatArray) -> pl.DataFrame:
    """Least squares alone; the values are those of the sample's own rows."""
    return tidy_without_errors(replace(sample, rows=sample.rows.with_columns(pl.Series(name, values))), name)


@dataclass(frozen=True)
class _Block:
    """Adjusted outcomes (n x m), and of each whether the plain one varies."""

    adjusted: FloatArray
    varies: npt.NDArray[np.bool_]


def _compute_block(rows: pl.DataFrame, outcomes: Sequence[Outcome]) -> _Block:
    """Outcomes computed over the rows, all expressions at once, so that what they share is computed once.

    Raises `ValueError` for missing or infinite values.
    """
    plain = [outcome.plain.cast(pl.Float64).alias(f"plain_{j}") for j, outcome in enumerate(outcomes)]
    adjusted = [outcome.adjusted.cast(pl.Float64).alias(f"adjusted_{j}") for j, outcome in enumerate(outcomes)]
    frame = rows.lazy().select(*plain, *adjusted).collect(engine="in-memory")
    m = len(outcomes)
    if not frame.height:
        return _Block(np.empty((0, m)), np.zeros(m, dtype=bool))
    is_finite = frame.select(pl.all().is_finite().fill_null(False))
    if not all(is_finite.select(pl.all().all()).row(0)):
        counts = is_finite.select((~pl.all()).sum()).row(0)
        listed = ", ".join(f"{outcomes[j % m].name} ({count} rows)" for j, count in enumerate(counts) if count)
        raise ValueError(f"missing or infinite values: {listed}")
    lowest, highest = (np.array(limits.row(0)) for limits in (frame[:, :m].min(), frame[:, :m].max()))
    return _Block(frame[:, m:].to_numpy(order="c"), lowest < highest)


def _first_rows(*codes: IntArray) -> IntArray:
    """Where a new combination of codes begins, in rows sorted by them."""
    if not len(codes[0]):
        return np.empty(0, dtype=np.int64)
    changes = np.any([np.diff(code) != 0 for code in codes], axis=0)
    return np.concatenate([[0], np.flatnonzero(changes) + 1])

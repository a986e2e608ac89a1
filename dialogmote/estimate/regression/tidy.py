"""Fits as tidy rows: estimate, standard error, interval and p-value of every term.

t with G-1 degrees of freedom, G the smaller number of clusters; a covariance with a negative variance repaired as in
Cameron, Gelbach and Miller (2011), "Robust inference with multiway clustering", Journal of Business & Economic
Statistics 29(2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import stats

from dialogmote.estimate.regression.design import Sample, check_values

CONFIDENCE = 0.95

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """Estimates of the kept terms and their covariance (null when no degrees of freedom are left)."""

    terms: tuple[str, ...]
    estimates: FloatArray
    covariance: FloatArray
    n: int
    n_parameters: int
    n_clusters_min: int


def repair_covariance(covariance: FloatArray) -> FloatArray:
    """The covariance as it is, or, when a variance is negative, with its negative eigenvalues set to zero.

    ASSUME: only a negative variance calls for the repair, as in fixest 0.12.2; a two-way covariance with positive
    variances and a negative eigenvalue stays as it is. Repairing those too would miss the stored reference values.
    """
    if (np.diag(covariance) >= 0).all():
        return covariance
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T, dtype=np.float64)


def tidy_fit(fit: Fit, sample: Sample) -> pl.DataFrame:
    """All regressors of the sample's design in order: term, estimate, std_error, ci_low, ci_high, p_value (nullable).

    A coefficient that is not identified is null throughout.
    """
    df = fit.n_clusters_min - 1
    std_errors = np.sqrt(np.diag(fit.covariance))
    half_widths = stats.t.ppf((1 + CONFIDENCE) / 2, df) * std_errors
    rows = {}
    for term, estimate, std_error, half_width in zip(fit.terms, fit.estimates, std_errors, half_widths, strict=True):
        if term in sample.identification.identified:
            p_value = two_sided_p(float(estimate), float(std_error), df)
            rows[term] = (estimate, std_error, estimate - half_width, estimate + half_width, p_value)
    return _tidy(sample.design.regressors, rows)


def two_sided_p(estimate: float, std_error: float, df: int) -> float | None:
    """Two-sided p-value of the t statistic, null without a standard error."""
    return float(2 * stats.t.sf(abs(estimate) / std_error, df)) if std_error > 0 else None


def tidy_constant(sample: Sample) -> pl.DataFrame:
    """Coefficients of an outcome that does not vary: 0 with interval 0 and no p-value (RULES 33); null where the
    regressor itself is not identified."""
    return _tidy(
        sample.design.regressors, {term: (0.0, 0.0, 0.0, 0.0, None) for term in sample.identification.identified}
    )


def tidy_without_errors(sample: Sample, outcome: str) -> pl.DataFrame:
    """Identified coefficients alone, by least squares on the absorbed columns: the sample allows no standard errors."""
    check_values(sample.rows, [outcome])
    kept = list(sample.identification.kept)
    if not kept:
        return _tidy(sample.design.regressors, {})
    x = sample.absorber.residuals(sample.rows.select(pl.col(kept).cast(pl.Float64)).to_numpy())
    y = sample.absorber.residuals(sample.rows.select(pl.col(outcome).cast(pl.Float64)).to_numpy())
    estimates = np.linalg.solve(x.T @ x, x.T @ y)[:, 0]
    found = dict(zip(kept, estimates, strict=True))
    rows = {term: (float(found[term]), None, None, None, None) for term in sample.identification.identified}
    return _tidy(sample.design.regressors, rows)


def _tidy(terms: Sequence[str], rows: Mapping[str, tuple[float | None, ...]]) -> pl.DataFrame:
    nothing = (None,) * 5
    columns = ("estimate", "std_error", "ci_low", "ci_high", "p_value")
    schema = {"term": pl.String} | dict.fromkeys(columns, pl.Float64)
    records = [(term, *rows.get(term, nothing)) for term in terms]
    return pl.DataFrame(records, schema=schema, orient="row")

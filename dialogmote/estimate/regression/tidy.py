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
from scipy import special

from dialogmote.estimate.regression.design import Sample, check_values

CONFIDENCE = 0.95
# A variance can cancel to nothing (all spells that tell about a term lie in one office). Below this share of the
# largest variance it is rounding error, whose sign would differ from engine to engine.
NOISE_SHARE = 1e-10

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

    A variance that is negative by rounding alone is zero, and calls for no repair of the others.
    """
    # ASSUME covariance_repair: only a negative variance calls for the repair, as in fixest 0.12.2; a two-way covariance
    # with positive variances and a negative eigenvalue stays as it is. Repairing those too would miss the stored
    # reference values.
    variances = np.diag(covariance)
    if (variances >= 0).all():
        return covariance
    if (variances < -NOISE_SHARE * variances.max()).any():
        return set_negative_eigenvalues_to_zero(covariance)
    rounded = covariance.copy()
    np.fill_diagonal(rounded, np.maximum(variances, 0.0))
    return rounded


def set_negative_eigenvalues_to_zero(covariance: FloatArray) -> FloatArray:
    """The covariance with its negative eigenvalues set to zero (RULES 32)."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T, dtype=np.float64)


def tidy_fit(fit: Fit, sample: Sample) -> pl.DataFrame:
    """All regressors of the sample's design in order: term, estimate, std_error, ci_low, ci_high, p_value (nullable).

    A coefficient that is not identified is null throughout.
    """
    df = fit.n_clusters_min - 1
    std_errors = np.sqrt(np.diag(fit.covariance))
    half_widths = special.stdtrit(df, (1 + CONFIDENCE) / 2) * std_errors  # t quantile
    rows = {}
    for term, estimate, std_error, half_width in zip(fit.terms, fit.estimates, std_errors, half_widths, strict=True):
        if term in sample.identification.identified:
            p_value = two_sided_p(float(estimate), float(std_error), df)
            rows[term] = (estimate, std_error, estimate - half_width, estimate + half_width, p_value)
    return _tidy(sample.design.regressors, rows)


def two_sided_p(estimate: float, std_error: float, df: int) -> float | None:
    """Two-sided p-value of the t statistic, null without a standard error."""
    return float(2 * special.stdtr(df, -abs(estimate) / std_error)) if std_error > 0 else None


def tidy_constant(sample: Sample) -> pl.DataFrame:
    """Coefficients of an outcome that does not vary: 0 with interval 0 and no p-value, without a regression, so also
    where the regressor could not be identified (RULES 33)."""
    return _tidy(sample.design.regressors, dict.fromkeys(sample.design.regressors, (0.0, 0.0, 0.0, 0.0, None)))


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


@dataclass(frozen=True)
class AnyFit:
    """One outcome's tidy coefficients, and the fit behind them: null for a constant outcome or without errors."""

    tidy: pl.DataFrame
    fit: Fit | None


def contrast(any_fit: AnyFit, first: str, second: str) -> dict[str, float | None]:
    """The coefficient of `first` less that of `second`: estimate, std_error and p_value, from their covariance.

    Null where either is not identified; 0 with error 0 for a constant outcome.
    """
    found = {row["term"]: row for row in any_fit.tidy.filter(pl.col("term").is_in([first, second])).rows(named=True)}
    estimates = [found[term]["estimate"] for term in (first, second)]
    if None in estimates:
        return dict.fromkeys(("estimate", "std_error", "p_value"))
    estimate = estimates[0] - estimates[1]
    if any_fit.fit is None:
        errors = [found[term]["std_error"] for term in (first, second)]
        return {"estimate": estimate, "std_error": None if None in errors else 0.0, "p_value": None}
    weights = np.zeros(len(any_fit.fit.terms))
    weights[[any_fit.fit.terms.index(first), any_fit.fit.terms.index(second)]] = 1.0, -1.0
    std_error = _error_of(any_fit.fit.covariance, weights)
    p_value = two_sided_p(estimate, std_error, any_fit.fit.n_clusters_min - 1)
    return {"estimate": estimate, "std_error": std_error, "p_value": p_value}


def _error_of(covariance: FloatArray, weights: FloatArray) -> float:
    """Standard error of a weighted sum of coefficients; a negative variance calls for the repair here too."""
    variance = float(weights @ covariance @ weights)
    if variance < 0:
        variance = float(weights @ set_negative_eigenvalues_to_zero(covariance) @ weights)
    return float(np.sqrt(max(variance, 0.0)))

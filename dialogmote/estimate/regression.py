"""One linear regression with absorbed fixed effects and two-way clustered errors: the piece all regressions share.

The fit is pyfixest's; what it leaves open is settled here, after R fixest 0.12.2 (RULES 32): the small-sample factor
G/(G-1) with G the smaller number of clusters, times (n-1)/(n-K), K without the levels of fixed effects nested in a
cluster; t with G-1 degrees of freedom; a covariance with a negative variance repaired as in Cameron, Gelbach and Miller
(2011), "Robust inference with multiway clustering", Journal of Business & Economic Statistics 29(2).

The library demeans by LSMR, to the last digits that make sense. With several threads it sums in another order from run
to run, so the jobs that fit give it one (`RAYON_NUM_THREADS`).
"""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyfixest as pf
from pyfixest.demeaners import LsmrDemeaner
from scipy import stats

from dialogmote.estimate.identification import Absorber, Identification, build_absorber, find_identified

CONFIDENCE = 0.95
# At this tolerance standard errors meet R's to 1e-12; at the library's own, 1e-8, they miss by 2e-8.
DEMEANER = LsmrDemeaner(fixef_atol=1e-12, fixef_btol=1e-12)
# `find_identified` has decided what is collinear; the library is only to notice what is so beyond doubt.
LIBRARY_COLLINEAR = 1e-14
INTERCEPT = "intercept"
OUTCOME = "outcome"  # what the left-hand side is called inside the library

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """A right-hand side: numeric regressors, columns of fixed effects and of clusters.

    Without fixed effects the constant is a regressor like any other, a column of ones named `intercept`.
    """

    regressors: tuple[str, ...]
    fixed_effects: tuple[str, ...]
    clusters: tuple[str, str]


@dataclass(frozen=True)
class Fit:
    """Estimates of the kept terms and their covariance (null when no degrees of freedom are left)."""

    terms: tuple[str, ...]
    estimates: FloatArray
    covariance: FloatArray
    n: int
    n_parameters: int
    n_clusters_min: int


@dataclass(frozen=True)
class Sample:
    """Rows ready for regression on one design: sorted by cluster, checked, with what no outcome changes.

    `rows` are the given rows with fixed effects and clusters as integer codes; `absorber` takes the fixed effects out.
    """

    rows: pl.DataFrame
    absorber: Absorber
    design: Design
    identification: Identification
    n_parameters: int
    n_clusters_min: int

    @property
    def has_errors(self) -> bool:
        """Whether errors can be told from the fit: regressors, two clusters each way, more rows than parameters."""
        kept = bool(self.identification.kept)
        return kept and self.n_clusters_min > 1 and self.rows.height > self.n_parameters


def as_codes(column: str) -> pl.Expr:
    """Levels of a column as integers 0, 1, 2, ... in sorted order."""
    return (pl.col(column).rank("dense") - 1).cast(pl.Int64)


def prepare_sample(rows: pl.DataFrame, design: Design) -> Sample:
    """The rows of one regression, with the design's identification and its count of parameters.

    `rows` holds the design's columns and any outcomes. Fixed effects and clusters may be of any type and become integer
    codes; the rows are sorted by cluster, stably, so that sums over clusters run in one order whatever the number of
    threads. Raises `ValueError` for null or infinite values.
    """
    used = [*design.regressors, *design.fixed_effects, *design.clusters]
    check_values(rows, used)
    coded = list(dict.fromkeys([*design.fixed_effects, *design.clusters]))
    rows = rows.with_columns(as_codes(name) for name in coded).sort(design.clusters, maintain_order=True)
    absorber = build_absorber([rows[name].to_numpy() for name in design.fixed_effects] if rows.height else [])
    columns = rows.select(pl.col(design.regressors).cast(pl.Float64)).to_numpy()
    identification = find_identified(columns, absorber.residuals(columns), design.regressors)
    return Sample(
        rows=rows,
        absorber=absorber,
        design=design,
        identification=identification,
        n_parameters=len(identification.kept) + count_absorbed(rows, design),
        n_clusters_min=min(rows[cluster].n_unique() for cluster in design.clusters),
    )


def check_values(rows: pl.DataFrame, used: Sequence[str]) -> None:
    """Raise `ValueError` when a used column holds a null or a number that is not finite."""
    bad = {}
    for name in used:
        column = rows[name]
        if count := column.null_count() or (int((~column.is_finite()).sum()) if column.dtype.is_float() else 0):
            bad[name] = count
    if bad:
        listed = ", ".join(f"{name} ({count} rows)" for name, count in bad.items())
        raise ValueError(f"missing or infinite values: {listed}")


def count_absorbed(rows: pl.DataFrame, design: Design) -> int:
    """Degrees of freedom the fixed effects take, as fixest counts them for clustered errors.

    Levels of every effect that is not nested in a cluster, less one for each effect after the first of them; effects
    that are nested count one in all, together with the others (RULES 32).
    """
    if not design.fixed_effects:
        return 0
    levels = [rows[effect].n_unique() for effect in design.fixed_effects if not _is_nested(rows, effect, design)]
    return sum(levels) - len(levels) + 1


def _is_nested(rows: pl.DataFrame, effect: str, design: Design) -> bool:
    """Whether every level of the effect lies within one cluster, of either kind."""
    n_levels = rows[effect].n_unique()
    return any(rows.select(effect, cluster).n_unique() == n_levels for cluster in set(design.clusters) - {effect}) or (
        effect in design.clusters
    )


def fit_outcome(sample: Sample, outcome: str) -> Fit:
    """Fit one outcome on a prepared sample.

    Raises `ValueError` for missing outcome values or a sample without standard errors, `RuntimeError` when the library
    used other rows, regressors or degrees of freedom than it was given.
    """
    if not sample.has_errors:
        raise ValueError("too few rows, clusters or regressors for standard errors")
    check_values(sample.rows, [outcome])
    kept = sample.identification.kept
    estimates, covariance = _feols(sample, outcome)
    return Fit(
        terms=kept,
        estimates=estimates,
        covariance=repair_covariance(covariance),
        n=sample.rows.height,
        n_parameters=sample.n_parameters,
        n_clusters_min=sample.n_clusters_min,
    )


def _feols(sample: Sample, outcome: str) -> tuple[FloatArray, FloatArray]:
    """Estimates and two-way clustered covariance of the kept regressors, in their order."""
    design, kept = sample.design, sample.identification.kept
    # Blanks around every +: without them the library counts its degrees of freedom in the order of the hash seed.
    right = " + ".join(kept) + (" | " + " + ".join(design.fixed_effects) if design.fixed_effects else "")
    columns = list(dict.fromkeys([OUTCOME, *kept, *design.fixed_effects, *design.clusters]))
    data = sample.rows.with_columns(pl.col(kept).cast(pl.Float64), pl.col(outcome).cast(pl.Float64).alias(OUTCOME))
    fit = pf.feols(
        f"{OUTCOME} ~ {right}",
        data.select(columns),
        vcov={"CRV1": " + ".join(design.clusters)},
        demeaner=DEMEANER,
        fixef_rm="none",  # singletons stay (RULES 29)
        ssc=pf.ssc(k_adj=True, k_fixef="nonnested", G_adj=True, G_df="min"),
        collin_tol=LIBRARY_COLLINEAR,
        drop_intercept=True,
        copy_data=False,
        store_data=False,
        lean=True,
    )
    names = list(fit._coefnames)
    _check_fit(sample, names, list(fit._collin_vars), int(fit._N), int(fit._df_k), int(fit._df_t))
    order = [names.index(name) for name in kept]
    estimates = np.asarray(fit._beta_hat, dtype=np.float64).ravel()[order].copy()
    covariance = np.asarray(fit._vcov, dtype=np.float64)[np.ix_(order, order)].copy()
    del fit  # a fit keeps some 60 MB in reference cycles
    gc.collect()
    return estimates, covariance


def _check_fit(sample: Sample, names: list[str], dropped: list[str], n: int, df_k: int, df_t: int) -> None:
    """Raise `RuntimeError` unless the library fitted what it was asked to."""
    if dropped or set(names) != set(sample.identification.kept):
        raise RuntimeError(f"the library dropped regressors that are not collinear: {', '.join(map(str, dropped))}")
    if n != sample.rows.height:
        raise RuntimeError(f"the library used {n} of {sample.rows.height} rows")
    if df_k != sample.n_parameters or df_t != sample.n_clusters_min - 1:
        raise RuntimeError(
            f"the library counts {df_k} parameters and {df_t} degrees of freedom, not {sample.n_parameters} and "
            f"{sample.n_clusters_min - 1}"
        )


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


def estimate_coefficients(sample: Sample, outcome: str, *, is_constant: bool) -> pl.DataFrame:
    """Tidy coefficients of one outcome, whatever the sample: fitted, constant, or without standard errors."""
    if is_constant:
        return tidy_constant(sample)
    if not sample.has_errors:
        return tidy_without_errors(sample, outcome)
    return tidy_fit(fit_outcome(sample, outcome), sample)


def _tidy(terms: Sequence[str], rows: Mapping[str, tuple[float | None, ...]]) -> pl.DataFrame:
    nothing = (None,) * 5
    columns = ("estimate", "std_error", "ci_low", "ci_high", "p_value")
    schema = {"term": pl.String} | dict.fromkeys(columns, pl.Float64)
    records = [(term, *rows.get(term, nothing)) for term in terms]
    return pl.DataFrame(records, schema=schema, orient="row")

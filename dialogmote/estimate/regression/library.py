"""One regression by pyfixest: the check of the printed regressions, which come from the projection engine.

What the library leaves open is settled here, after R fixest 0.12.2 (RULES 32): the small-sample factor G/(G-1) with G
the smaller number of clusters, times (n-1)/(n-K), K without the levels of fixed effects nested in a cluster.

The library demeans by LSMR, to the last digits that make sense. With several threads it sums in another order from run
to run, so the jobs that fit give it one (`RAYON_NUM_THREADS`).
"""

import gc

import numpy as np
import numpy.typing as npt
import polars as pl
import pyfixest as pf
from pyfixest.demeaners import LsmrDemeaner

from dialogmote.estimate.regression.design import Sample, check_values
from dialogmote.estimate.regression.tidy import Fit, repair_covariance, tidy_constant, tidy_fit, tidy_without_errors

# At this tolerance standard errors meet R's to 1e-12; at the library's own, 1e-8, they miss by 2e-8.
DEMEANER = LsmrDemeaner(fixef_atol=1e-12, fixef_btol=1e-12)
# `find_identified` has decided what is collinear; the library is only to notice what is so beyond doubt.
LIBRARY_COLLINEAR = 1e-14
OUTCOME = "outcome"  # what the left-hand side is called inside the library

FloatArray = npt.NDArray[np.float64]


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


def estimate_coefficients(sample: Sample, outcome: str, *, is_constant: bool) -> pl.DataFrame:
    """Tidy coefficients of one outcome, whatever the sample: fitted, constant, or without standard errors."""
    if is_constant:
        return tidy_constant(sample)
    if not sample.has_errors:
        return tidy_without_errors(sample, outcome)
    return tidy_fit(fit_outcome(sample, outcome), sample)

"""pyfixest's `feols`, one model after the other, at its default settings but for what makes the answer the same: the
small-sample factor of R fixest, no singletons dropped."""

import gc
from pathlib import Path

import polars as pl
import pyfixest as pf

from benchmarks.peers.regression_rows import CLUSTERS, FIXED_EFFECTS, Regressions, model_columns, read_regressions
from dialogmote.design.outcomes import Outcome
from dialogmote.estimate.regression.design import Design

WARM_UP_ROWS = 2000


def read(stage: str, run: Path) -> Regressions:
    """The regressions of the stage. A fit of some rows comes first: pyfixest loads most of itself then."""
    data = read_regressions(stage, run)
    few = Regressions(data.rows.head(WARM_UP_ROWS), data.outcomes, data.designs, data.terms)
    _, outcome, design = few.models()[0]
    fit_model(few, outcome, design)
    return data


def compute(data: Regressions) -> pl.DataFrame:
    """Estimates and standard errors by model and term."""
    frames = [
        fit_model(data, outcome, design).select(pl.lit(name).alias("model"), pl.all())
        for name, outcome, design in data.models()
    ]
    found = pl.concat(frames)
    return found if data.terms is None else found.filter(pl.col("term").is_in(data.terms))


def fit_model(data: Regressions, outcome: Outcome, design: Design) -> pl.DataFrame:
    """Term, estimate and standard error of one model."""
    fit = pf.feols(
        # Blanks around +: without them the degrees of freedom depend on the hash seed.
        f"y ~ {' + '.join(design.regressors)} | {' + '.join(FIXED_EFFECTS)}",
        model_columns(data, outcome, design),
        vcov={"CRV1": " + ".join(CLUSTERS)},
        fixef_rm="none",
        ssc=pf.ssc(k_adj=True, k_fixef="nonnested", G_adj=True, G_df="min"),
        copy_data=False,
        store_data=False,
        lean=True,
    )
    estimates, errors = fit.coef(), fit.se()
    tidy = pl.DataFrame(
        {"term": list(estimates.index), "estimate": estimates.to_numpy(), "std_error": errors.to_numpy()}
    )
    del fit
    gc.collect()  # a fit keeps some 60 MB in reference cycles
    return tidy

"""linearmodels' `AbsorbingLS`, one model after the other. Its sandwich is ours; its small-sample factor is not, so the
plain sandwich is taken, times R fixest's factor."""

from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from linearmodels.iv.absorbing import AbsorbingLS  # type: ignore[import-not-found,unused-ignore]

from benchmarks.peers.regression_rows import CLUSTERS, FIXED_EFFECTS, Regressions, model_columns, read_regressions
from dialogmote.design.outcomes import Outcome
from dialogmote.estimate.regression.design import Design


def read(stage: str, run: Path) -> Regressions:
    """The regressions of the stage."""
    return read_regressions(stage, run)


def compute(data: Regressions) -> pl.DataFrame:
    """Estimates and standard errors by model and term."""
    categories = data.rows.select(FIXED_EFFECTS).to_pandas().astype("category")
    # 64 bits: the library multiplies codes, and those that pandas gives overflow.
    clusters = data.rows.select(CLUSTERS).to_pandas().apply(lambda column: pd.factorize(column)[0].astype("int64"))
    frames = [
        fit_model(data, outcome, design, categories, clusters).with_columns(model=pl.lit(name))
        for name, outcome, design in data.models()
    ]
    found = pl.concat(frames).select("model", "term", "estimate", "std_error")
    return found if data.terms is None else found.filter(pl.col("term").is_in(data.terms))


def fit_model(
    data: Regressions, outcome: Outcome, design: Design, categories: pd.DataFrame, clusters: pd.DataFrame
) -> pl.DataFrame:
    """Term, estimate and standard error of one model."""
    rows = model_columns(data, outcome, design).to_pandas()
    terms = list(design.regressors)
    fit = AbsorbingLS(rows["y"], rows[terms], absorb=categories).fit(
        cov_type="clustered", clusters=clusters, debiased=False
    )
    factor = small_sample_factor(categories, clusters, len(terms))
    return pl.DataFrame(
        {
            "term": terms,
            "estimate": fit.params[terms].to_numpy(),
            "std_error": fit.std_errors[terms].to_numpy() * np.sqrt(factor),
        }
    )


def small_sample_factor(categories: pd.DataFrame, clusters: pd.DataFrame, n_terms: int) -> float:
    """R fixest's: G/(G-1) with the smaller number of clusters, (n-1)/(n-K); of the effects, offices count as nested."""
    n, g = len(clusters), int(clusters.nunique().min())
    levels = [categories[name].nunique() for name in categories if name not in clusters]
    k = n_terms + sum(levels) - len(levels) + 1
    return g / (g - 1) * (n - 1) / (n - k)

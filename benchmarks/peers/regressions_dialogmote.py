"""Ours: the fixed effects taken out once for all outcomes; intervals and p-values come with it."""

from pathlib import Path

import polars as pl

from benchmarks.peers.regression_rows import Regressions, read_regressions
from dialogmote.estimate.regression.design import prepare_samples
from dialogmote.estimate.regression.projection import estimate_batch


def read(stage: str, run: Path) -> Regressions:
    """The regressions of the stage."""
    return read_regressions(stage, run)


def compute(data: Regressions) -> pl.DataFrame:
    """Estimates and standard errors by model and term."""
    samples = prepare_samples(data.rows, list(data.designs.values()))
    frames = [
        estimate_batch(sample, data.outcomes, data.terms).with_columns(model=pl.col("outcome") + suffix)
        for suffix, sample in zip(data.designs, samples, strict=True)
    ]
    return pl.concat(frames).select("model", "term", "estimate", "std_error").drop_nulls()

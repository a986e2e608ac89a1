"""Means by group that come out the same to the bit, whatever the number of threads."""

from collections.abc import Sequence

import numpy as np
import polars as pl


def mean_of(values: pl.Series) -> float | None:
    """The mean of a column in the order it stands, null when it is empty. Sums run in numpy, on one thread."""
    return float(np.mean(values.cast(pl.Float64).to_numpy())) if len(values) else None


def share_pct(values: pl.Series) -> float | None:
    """Percent of a Boolean column that is true, from whole counts; null when it is empty."""
    return 100 * int(values.sum()) / len(values) if len(values) else None


def means_by(frame: pl.DataFrame, keys: Sequence[str], value: str, order: str) -> pl.DataFrame:
    """Mean of `value` and number of rows `n` in each combination of `keys` that occurs, sorted by the keys.

    Rows are added up in the order of `order`, a column that identifies them. Raises `ValueError` for missing values.
    """
    if frame[value].null_count():
        raise ValueError(f"{value}: {frame[value].null_count()} rows are missing")
    rows = frame.sort(*keys, order)
    groups = rows.select(pl.struct(keys).rle_id()).to_series().to_numpy()
    sums = np.bincount(groups, weights=rows[value].cast(pl.Float64).to_numpy())  # adds in row order
    counts = np.bincount(groups)
    found = rows.select(keys).unique(maintain_order=True)
    return found.with_columns(pl.Series(value, sums / counts), pl.Series("n", counts, dtype=pl.Int64))

"""Whether two answers are equal: `python -m benchmarks.judge <stage> <ours> <theirs> <verdict>`, all of them files."""

import json
import sys

import numpy as np
import polars as pl

from benchmarks.plan import STAGES, Stage
from dialogmote.writing import write_text


def compare_answers(ours: pl.DataFrame, theirs: pl.DataFrame, stage: Stage) -> float:
    """How far apart two answers are, as the stage counts it. Raises `ValueError` when that is beyond its tolerance, or
    when they do not hold the same rows and columns."""
    if set(ours.columns) != set(theirs.columns):
        raise ValueError(f"{stage.name}: other columns")
    keys = list(stage.keys)
    theirs = theirs.select(ours.columns).cast(ours.schema).sort(keys)
    ours = ours.sort(keys)
    if not ours.select(keys).equals(theirs.select(keys)):
        raise ValueError(f"{stage.name}: other rows, {ours.height} of ours and {theirs.height} of theirs")
    if unlike := [name for name in ours.columns if not ours[name].is_null().equals(theirs[name].is_null())]:
        raise ValueError(f"{stage.name}: nulls in other places of {', '.join(unlike)}")
    apart = {name: _apart(ours, theirs, name) for name in ours.columns if name not in keys}
    if beyond := [f"{name} {value:.1e}" for name, value in apart.items() if not value <= stage.tolerance]:
        raise ValueError(f"{stage.name}: more than {stage.tolerance:g} apart: {', '.join(beyond)}")
    return max(apart.values(), default=0.0)


def _apart(ours: pl.DataFrame, theirs: pl.DataFrame, name: str) -> float:
    """The largest difference in a column: of estimates in standard errors, of other numbers relative to their size."""
    if not ours[name].dtype.is_float():
        return 0.0 if ours[name].equals(theirs[name]) else float("inf")
    is_there = ours[name].is_not_null()
    a, b = (frame[name].filter(is_there).to_numpy() for frame in (ours, theirs))
    unit = ours["std_error"].filter(is_there).to_numpy() if name == "estimate" else np.abs(a)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(a == b, 0.0, np.abs(a - b) / unit)
    return float(shares.max(initial=0.0))


def _read(path: str) -> pl.DataFrame:
    return pl.read_csv(path) if path.endswith(".csv") else pl.read_parquet(path)


if __name__ == "__main__":
    name, ours, theirs, verdict = sys.argv[1:]
    apart = compare_answers(_read(ours), _read(theirs), STAGES[name])
    write_text(json.dumps({"apart": apart}), verdict)

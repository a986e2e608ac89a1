"""The units in which outcomes are analysed."""

from collections.abc import Collection, Sequence

import polars as pl

PERCENT = 100.0


def to_analysis_units(frame: pl.DataFrame, outcomes: Sequence[str], share_outcomes: Collection[str]) -> pl.DataFrame:
    """The frame with its outcomes as Float64, shares times 100 before anything else is done (RULES 21)."""
    return frame.with_columns(
        pl.col(outcome).cast(pl.Float64) * (PERCENT if outcome in share_outcomes else 1.0) for outcome in outcomes
    )

"""The 15 offices of the interview study: ranked, and how their columns go together.

Source: table 3-1 of the interview study; RULES 37.
"""

from itertools import combinations

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import CaseOffices31, CaseOfficesCorrelations

# ASSUME office_sizes_are_ordered: the size classes count as an order, so that they can be ranked beside the numbers.
SIZES = ("small", "medium", "large")
VARIABLES = ("size", "meeting_change_2017_2021_pct", "candidates_per_month", "meeting_share_by_week_26")


def rank_offices(offices: pl.DataFrame) -> pl.DataFrame:
    """The offices with `rank` by share of meetings held by week 26 (contract `case_offices_3_1`).

    The highest share is 1, ties share the lowest number; sorted by rank, then office. Raises `ValueError` for a size
    that is not known.
    """
    _check_sizes(offices)
    ranked = offices.with_columns(
        pl.col("office").cast(pl.Int64),
        pl.col(VARIABLES[1:]).cast(pl.Float64),
        rank=pl.col("meeting_share_by_week_26").rank("min", descending=True).cast(pl.Int64),
    )
    return ranked.sort("rank", "office").select(list(CaseOffices31.columns()))


def correlate_offices(offices: pl.DataFrame) -> pl.DataFrame:
    """Spearman's rank correlation, average ranks for ties, of every pair of columns, size as small < medium < large."""
    _check_sizes(offices)
    numbers = offices.sort("office").with_columns(size=pl.col("size").cast(pl.Enum(list(SIZES))).to_physical())
    ranks = {name: numbers[name].rank("average").to_numpy() for name in VARIABLES}
    rows = [(a, b, _correlate(ranks[a], ranks[b]), offices.height) for a, b in combinations(VARIABLES, 2)]
    schema = {"variable_a": pl.String, "variable_b": pl.String, "spearman": pl.Float64, "n": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").select(list(CaseOfficesCorrelations.columns()))


def _correlate(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's correlation, kept within -1 and 1 against rounding. Raises `ValueError` for a constant column."""
    a, b = a - a.mean(), b - b.mean()
    scale = np.sqrt((a @ a) * (b @ b))
    if scale == 0:
        raise ValueError("a column that does not vary has no rank correlation")
    return float(np.clip((a @ b) / scale, -1.0, 1.0))


def _check_sizes(offices: pl.DataFrame) -> None:
    if not offices["size"].is_in(list(SIZES)).all():
        raise ValueError(f"size: offices are {', '.join(SIZES)}")

"""Leave-one-office-out influence: does the estimate hang on a single office?

The estimates without each office come from elsewhere (the jackknife behind CRV3); here they are compared with the full
estimate, put in order and summed up. Belsley, Kuh and Welsch (1980), "Regression Diagnostics", chapter 2, with offices
in the place of rows. An office cannot be named outside the secure zone unless the gate says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

FloatArray = npt.NDArray[np.float64]
N_CONTROLS = 10

OFFICES_SCHEMA = {
    **{"outcome": pl.String, "office": pl.String, "is_pilot": pl.Boolean, "place": pl.Int64},
    **{"estimate": pl.Float64, "estimate_without": pl.Float64, "move": pl.Float64, "move_in_std_errors": pl.Float64},
}
SUMMARY_SCHEMA = {
    **{"outcome": pl.String, "is_pilot": pl.Boolean, "n_offices": pl.Int64, "estimate": pl.Float64},
    **{"lowest_without": pl.Float64, "highest_without": pl.Float64, "largest_move": pl.Float64},
    **{"largest_move_in_std_errors": pl.Float64, "n_other_sign": pl.Int64},
}


@dataclass(frozen=True)
class LeftOut:
    """Estimates of several outcomes (m) in full, their standard errors, and without each of the offices (g x m).

    `offices` and `is_pilot` (g) name the rows of `without`. A value that cannot be estimated is nan.
    """

    outcomes: Sequence[str]
    offices: Sequence[str]
    is_pilot: Sequence[bool]
    estimates: FloatArray
    std_errors: FloatArray
    without: FloatArray

    def __post_init__(self) -> None:
        """Raise `ValueError` for shapes that do not fit or an office that stands twice."""
        m, g = len(self.outcomes), len(self.offices)
        if self.without.shape != (g, m) or self.estimates.shape != (m,) or self.std_errors.shape != (m,):
            raise ValueError("estimates, standard errors and estimates without each office do not fit together")
        if len(self.is_pilot) != g or len(set(self.offices)) < g:
            raise ValueError("every office stands once, as a pilot office or not")


def rank_influence(left_out: LeftOut, n_controls: int = N_CONTROLS) -> pl.DataFrame:
    """Every pilot office and the `n_controls` control offices that move the estimate most, by outcome.

    Columns outcome, office, is_pilot, place (1 for the largest move among its kind), estimate, estimate_without, move
    (without less full) and move_in_std_errors; pilot offices first, then by place; offices that move it alike in the
    order of their names. Null where an estimate is missing; such offices come last.
    """
    every = _list_moves(left_out)
    chosen = every.filter(pl.col("is_pilot") | (pl.col("place") <= n_controls))
    return chosen.select(list(OFFICES_SCHEMA))


def summarize_influence(left_out: LeftOut) -> pl.DataFrame:
    """One row for pilot and one for control offices, by outcome, over all of them.

    Columns outcome, is_pilot, n_offices, estimate, lowest_without, highest_without, largest_move (signed), the same in
    standard errors, and n_other_sign, the offices without which the estimate changes its sign.
    """
    other_sign = (pl.col("estimate_without").sign() * pl.col("estimate").sign() == -1).sum().cast(pl.Int64)
    summaries = _list_moves(left_out).group_by("outcome", "is_pilot", maintain_order=True)
    return summaries.agg(
        pl.len().cast(pl.Int64).alias("n_offices"),
        pl.col("estimate").first(),
        pl.col("estimate_without").min().alias("lowest_without"),
        pl.col("estimate_without").max().alias("highest_without"),
        pl.col("move").first().alias("largest_move"),
        pl.col("move_in_std_errors").first().alias("largest_move_in_std_errors"),
        other_sign.alias("n_other_sign"),
    ).select(list(SUMMARY_SCHEMA))


def _list_moves(left_out: LeftOut) -> pl.DataFrame:
    """Every outcome and office: pilot offices before control offices, each from the largest move to the smallest."""
    g = len(left_out.offices)
    frames = [
        pl.DataFrame(
            {
                "outcome": [outcome] * g,
                "office": list(left_out.offices),
                "is_pilot": list(left_out.is_pilot),
                "estimate": np.full(g, left_out.estimates[j]),
                "estimate_without": left_out.without[:, j],
                "move": left_out.without[:, j] - left_out.estimates[j],
                "move_in_std_errors": _in_std_errors(left_out, j),
            }
        )
        for j, outcome in enumerate(left_out.outcomes)
    ]
    schema = {name: dtype for name, dtype in OFFICES_SCHEMA.items() if name != "place"}
    moves = pl.concat([pl.DataFrame(schema=schema), *frames])
    moves = moves.with_columns(pl.col(pl.Float64).fill_nan(None))
    order = pl.col("outcome").cast(pl.Enum(list(left_out.outcomes)))
    ranked = moves.sort(
        order, "is_pilot", pl.col("move").abs(), "office", descending=[False, True, True, False], nulls_last=True
    )
    return ranked.with_columns(place=pl.int_range(1, pl.len() + 1).over("outcome", "is_pilot").cast(pl.Int64))


def _in_std_errors(left_out: LeftOut, j: int) -> FloatArray:
    """Moves of the j-th outcome over its standard error; nan where that is not positive."""
    std_error = left_out.std_errors[j] if left_out.std_errors[j] > 0 else np.nan
    return np.asarray((left_out.without[:, j] - left_out.estimates[j]) / std_error)

"""What the draws say of each method: bias, spread, coverage, power."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS
from dialogmote.estimate.inference.methods import OFFICE_METHODS
from dialogmote.estimate.monte_carlo.blocks import BILLIONTH, KEY, add_blocks
from dialogmote.estimate.monte_carlo.truths import OUTCOMES, TRUTHS

ORDER = {"truth": TRUTHS, "outcome": OUTCOMES, "control_group": CONTROL_GROUPS, "method": OFFICE_METHODS}
SCHEMA = {
    **dict.fromkeys(("truth", "outcome", "control_group"), pl.String),
    "group_trends": pl.Boolean,
    "method": pl.String,
    **dict.fromkeys(("true_effect", "bias", "bias_error", "std_dev", "mean_std_error"), pl.Float64),
    **dict.fromkeys(("coverage", "coverage_error", "rejection", "median_width"), pl.Float64),
    **dict.fromkeys(("draws", "answering", "unbounded"), pl.Int64),
}


def summarise_coverage(blocks: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Every method in every truth, from all blocks: columns `SCHEMA`.

    Effects, errors and widths in the outcome's unit (percentage points, days); coverage of the 95 % interval and
    rejections of zero are shares of the draws, `..._error` are Monte Carlo standard errors. An interval without an end
    covers all on that side; the median width is null where half of the intervals are so. A method that tests by draws
    has no standard error. `answering` are the draws that have a p-value.
    """
    rows = [_summarise(row) for row in add_blocks(blocks).iter_rows(named=True)]
    enums = {name: pl.Enum(list(values)) for name, values in ORDER.items()}
    keys = [pl.col(name).cast(enums[name]) if name in enums else pl.col(name) for name in SCHEMA if name in KEY]
    return pl.DataFrame(rows, SCHEMA).sort(keys)


def _summarise(row: dict[str, Any]) -> dict[str, Any]:
    """The numbers of one method from its tally."""
    n, known = row["draws"], row["with_std_error"]
    total, squares = row["error_sum"], row["squared_error_sum"]
    bias, coverage = BILLIONTH * total / n, row["covering"] / n
    spread = float(np.sqrt(max(BILLIONTH * squares - n * bias**2, 0.0) / (n - 1))) if n > 1 else None
    names = ("truth", "outcome", "control_group", "group_trends", "method", "true_effect", "draws", "answering")
    return {name: row[name] for name in (*names, "unbounded")} | {
        "bias": bias,
        "bias_error": None if spread is None else spread / np.sqrt(n),
        "std_dev": spread,
        "mean_std_error": BILLIONTH * row["std_error_sum"] / known if known else None,
        "coverage": coverage,
        "coverage_error": float(np.sqrt(coverage * (1 - coverage) / n)),
        "rejection": row["rejecting"] / n,
        "median_width": _median_width(row["widths"], n),
    }


def _median_width(widths: Sequence[float], draws: int) -> float | None:
    """The median over all draws; `widths` are those of bounded intervals, sorted, the others are wider than any."""
    middle = [(draws - 1) // 2, draws // 2]
    return None if middle[1] >= len(widths) else float(np.mean([widths[place] for place in middle]))

"""Figure 8, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts, one_row


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `figure_8`."""
    values, counts = {}, {}
    for group in ("national", "trondelag"):
        rows = frame.filter(pl.col("control_group") == group)
        counts[group] = catalogue.count(max(rows["n"], default=None))
        for outcome in ("meeting", "duration", "lost_workdays"):
            row = one_row(rows, outcome=outcome, period=2)
            values[f"{outcome}_{group}"] = catalogue.text(
                "format.estimate",
                estimate=catalogue.number(row["estimate"]),
                interval=catalogue.interval(row["ci_low"], row["ci_high"]),
            )
    return Facts(catalogue.text("figure_8.n", **counts), catalogue.text("figure_8.alt", **values))

"""The inference panel, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts, one_row


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `inference_panel`."""
    values = {}
    for outcome in ("meeting", "duration"):
        for group in ("national", "trondelag"):
            rows = frame.filter(pl.col("outcome") == outcome, pl.col("control_group") == group, ~pl.col("group_trends"))
            row = one_row(rows, method="crv1")
            values[f"{outcome}_{group}"] = catalogue.number(row["estimate"])
            low, high = min(rows["ci_low"].drop_nulls(), default=None), max(rows["ci_high"].drop_nulls(), default=None)
            values |= {f"{outcome}_{group}_low": catalogue.number(low)}
            values |= {f"{outcome}_{group}_high": catalogue.number(high)}
    counts = {
        group: catalogue.count(max(frame.filter(pl.col("control_group") == group)["n_clusters"], default=None))
        for group in ("national", "trondelag")
    }
    observations = catalogue.text(
        "inference_panel.n", pilot=catalogue.count(max(frame["n_treated_clusters"], default=None)), **counts
    )
    return Facts(observations, catalogue.text("inference_panel.alt", **values))

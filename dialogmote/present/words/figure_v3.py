"""Figure v3, in words."""

from typing import Any

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `figure_v3`: extremes, and intervals without 0."""
    reference = min(frame["month"].to_list(), default=None)
    values: dict[str, object] = {"reference": catalogue.month(reference) if reference else catalogue.number(None)}
    for outcome in ("meeting", "duration"):
        rows = frame.filter((pl.col("outcome") == outcome) & (pl.col("month") != reference))
        known = rows.drop_nulls(["estimate", "ci_low", "ci_high"]).sort("estimate", "month").rows(named=True)
        values[f"{outcome}_lowest"] = _tell(known[0], catalogue) if known else catalogue.number(None)
        values[f"{outcome}_highest"] = _tell(known[-1], catalogue) if known else catalogue.number(None)
        values[f"{outcome}_apart"] = sum(row["ci_low"] > 0 or row["ci_high"] < 0 for row in known)
        values[f"{outcome}_months"] = len(known)
    spells = catalogue.count(max(frame["n"].drop_nulls(), default=None))
    return Facts(
        observations=catalogue.text("figure_v3.n", spells=spells), alt=catalogue.text("figure_v3.alt", **values)
    )


def _tell(row: dict[str, Any], catalogue: Catalogue) -> str:
    """An estimate with its month."""
    return catalogue.text(
        "figure_v3.alt_month", month=catalogue.month(row["month"]), estimate=catalogue.number(row["estimate"])
    )

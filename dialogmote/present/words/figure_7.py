"""Figure 7, in words."""

from datetime import date

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts, weighted_share

# Whole start months of periods 2 and 3: November 2018 is mostly period 2.
USE_WINDOWS = {"two": (date(2018, 8, 1), date(2018, 11, 1)), "three": (date(2018, 12, 1), date(2019, 8, 1))}


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `figure_7`."""
    counts, shares = {}, {}
    for group in ("pilot", "trondelag", "national"):
        rows = frame.filter(pl.col("group") == group)
        counts[group] = catalogue.count(sum(rows["n"].drop_nulls()))
        for period, (first, last) in USE_WINDOWS.items():
            shares[f"{group}_{period}"] = catalogue.percent(weighted_share(rows, "used_share_pct", first, last), 0)
    return Facts(
        observations=catalogue.text("figure_7.n", **counts),
        alt=catalogue.text("figure_7.alt", **shares),
    )

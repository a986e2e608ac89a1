"""Figure v2, in words."""

from datetime import date

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts, weighted_share

OUTCOMES = ("duration", "lost_workdays")


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `figure_v2`."""
    spans = {
        "before": (date(2015, 1, 1), catalogue.calendar.pilot_launch),
        "first": (date(2018, 12, 1), date(2019, 2, 1)),
        "later": (date(2019, 3, 1), date(2019, 8, 1)),
    }
    values = {
        f"{outcome}_{name}": catalogue.number(
            weighted_share(frame.filter(pl.col("outcome") == outcome), "mean", first, last)
        )
        for outcome in OUTCOMES
        for name, (first, last) in spans.items()
    }
    spells = sum(frame.filter(pl.col("outcome") == OUTCOMES[0])["n"].drop_nulls())
    return Facts(catalogue.text("figure_v2.n", n=catalogue.count(spells)), catalogue.text("figure_v2.alt", **values))

"""Figure 2, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts

MARKED_WEEKS = {"question": 16, "due": 26, "maximum": 52}  # RULES 27: week 52 is the days 364 and 365


def share_between(frame: pl.DataFrame, first: int, last: int) -> float | None:
    """The share of spells that lasted `first` to `last` weeks; none when no week of these is known."""
    shares = frame.filter(pl.col("week").is_between(first, last)).sort("week")["share_pct"].drop_nulls().to_list()
    # Summed in order in Python: the same bits on any number of threads.
    return float(sum(shares)) if shares else None


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `figure_2`."""
    known = frame.drop_nulls("share_pct").sort("share_pct", "week")
    fewest = known.row(0, named=True) if known.height else {"week": None, "share_pct": None}
    return Facts(
        observations=catalogue.text("figure_2.n", n=catalogue.count(sum(frame["n"].drop_nulls()))),
        alt=catalogue.text(
            "figure_2.alt",
            early=catalogue.percent(share_between(frame, 16, 18)),
            week=catalogue.count(fewest["week"]),
            fewest=catalogue.percent(fewest["share_pct"]),
            late=catalogue.percent(share_between(frame, 50, 51)),
            maximum=catalogue.percent(share_between(frame, 52, 52)),
        ),
    )

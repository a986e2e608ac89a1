"""Figure 3, in words."""

from datetime import date

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts, weighted_share


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `figure_3`."""
    calendar = catalogue.calendar
    before = weighted_share(frame, "meeting_share_pct", date(2015, 1, 1), calendar.pilot_launch)
    first = weighted_share(frame, "meeting_share_pct", date(2018, 12, 1), date(2019, 2, 1))
    later = weighted_share(frame, "meeting_share_pct", date(2019, 3, 1), date(2019, 8, 1))
    return Facts(
        observations=catalogue.text("figure_3.n", n=catalogue.count(sum(frame["n"].drop_nulls()))),
        alt=catalogue.text(
            "figure_3.alt",
            before=catalogue.percent(before),
            first=catalogue.percent(first),
            later=catalogue.percent(later),
        ),
    )

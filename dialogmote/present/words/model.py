"""The words of a figure: title, subtitle, line of n and source, method, and the alternative text.

Numbers in the words are computed from the figure's own frame: a module `dialogmote.present.words.<exhibit>` has a
function `state_facts(frame, catalogue)`, and `write_words` sets its facts among the catalogue's texts.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dialogmote.present.texts import Catalogue


@dataclass(frozen=True)
class FigureWords:
    """The words of one figure: `caption` stands in the figure, `method` and `alt` beside it in the report."""

    name: str
    title: str
    subtitle: str
    caption: str
    method: str
    alt: str


@dataclass(frozen=True)
class Facts:
    """What a figure's frame contributes to its words: the line of n, and values of its alternative text."""

    observations: str
    alt: str
    subtitle: str = ""  # where it holds a number; otherwise the catalogue's text stands as it is


def write_words(exhibit: str, facts: Facts, catalogue: Catalogue) -> FigureWords:
    """The words of a figure, from its facts and the catalogue's texts under its name."""
    return FigureWords(
        name=catalogue.text(f"{exhibit}.name"),
        title=catalogue.text(f"{exhibit}.title"),
        subtitle=facts.subtitle or catalogue.text(f"{exhibit}.subtitle"),
        caption="\n".join([facts.observations, catalogue.source(exhibit)]),
        method=catalogue.text(f"{exhibit}.method"),
        alt=facts.alt,
    )


def weighted_share(frame: pl.DataFrame, column: str, first: date, last: date) -> float | None:
    """Mean of a monthly share over the start months `first` to `last`, weighted by n; none without spells."""
    rows = frame.filter(pl.col("month").is_between(first, last)).drop_nulls(column).sort("month")
    weight = int(rows["n"].sum())
    if weight == 0:
        return None
    # Summed in order in Python: the same bits on any number of threads.
    total = sum(share * n for share, n in zip(rows[column].to_list(), rows["n"].to_list(), strict=True))
    return float(total / weight)


def one_row(frame: pl.DataFrame, **keys: object) -> dict[str, Any]:
    """The one row with these keys; every value missing when the gate or the sample left none."""
    rows = frame.filter(*(pl.col(name) == value for name, value in keys.items()))
    return rows.row(0, named=True) if rows.height else dict.fromkeys(frame.columns)

"""Axes that several figures share."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import plotnine as p9
import polars as pl

from dialogmote.present.texts import Catalogue

MID_MONTH = timedelta(days=14)


def at_mid_month(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `position`, the middle of each start month.

    A month's spells start on all its days; drawn on the first, a month would stand left of dates that fall within it.
    """
    return frame.with_columns(position=(pl.col("month") + MID_MONTH).cast(pl.Datetime("ns")))


def moment(day: date) -> Any:
    """A day as a position on a time axis; untyped, as the plotting library declares positions as numbers only."""
    return datetime(day.year, day.month, day.day)


def month_axis(catalogue: Catalogue, breaks: list[date], first: date, last: date, title: str) -> p9.scale_x_datetime:
    """A time axis with a tick and a month's name at each of `breaks`."""
    return p9.scale_x_datetime(
        name=title,
        breaks=[moment(day) for day in breaks],
        labels=[catalogue.short_month(day) for day in breaks],
        limits=(moment(first), moment(last)),
        expand=(0, timedelta(0)),
    )


def largest(frame: pl.DataFrame, column: str) -> float:
    """The column's largest number, 0 when it has none."""
    return max(frame[column].drop_nulls().to_list(), default=0.0)


def smallest(frame: pl.DataFrame, column: str) -> float:
    """The column's smallest number, 0 when it has none."""
    return min(frame[column].drop_nulls().to_list(), default=0.0)


def number_labels(catalogue: Catalogue, decimals: int = 0) -> Callable[[Any], list[str]]:
    """Tick labels in the language's numbers."""
    return lambda values: [catalogue.number(value, decimals) for value in values]


def empty_panels(names: Iterable[str]) -> pl.DataFrame:
    """A row per panel, so that a panel stands even when every one of its estimates is missing."""
    panels = list(names)
    return pl.DataFrame({"panel": pl.Series(panels, dtype=pl.Enum(panels)), "zero": [0.0] * len(panels)})

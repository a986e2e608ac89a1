"""Dated events of the service as marked lines, for figures over start months."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.calendar import STUDY_CALENDAR
from dialogmote.present.figures.axes import moment
from dialogmote.present.texts import Catalogue

HEADROOM_STEPS = 5  # lines of event names above the data
LABEL_DAYS = 22  # between a line and its name
START_INK = "#A84A00"  # the vermillion of a start's line, dark enough for text


@dataclass(frozen=True)
class Event:
    """A dated event: which text names it, on which side of its line, on which line of the headroom."""

    day: date
    key: str
    side: Literal["left", "right"]
    step: int
    is_start: bool


# A name may not cross a taller line: of neighbours the one whose name has to pass over the other stands higher.
EVENTS = (
    Event(STUDY_CALENDAR.pilot_launch, "pilot_launch", "left", 2, is_start=False),
    Event(STUDY_CALENDAR.first_full_start, "first_full_start", "left", 4, is_start=True),
    Event(STUDY_CALENDAR.steering_signals, "steering_signals", "right", 5, is_start=False),
    Event(STUDY_CALENDAR.national_launch, "national_launch", "right", 3, is_start=False),
    Event(STUDY_CALENDAR.pandemic, "pandemic", "right", 1, is_start=False),
)


def events_between(first: date, last: date) -> list[Event]:
    """The events on `first`, on `last` or between them."""
    return [event for event in EVENTS if first <= event.day <= last]


def event_marks(event: Event, catalogue: Catalogue, foot: float, height: float, panel: str = "") -> list[Any]:
    """The line of one event from `foot` up to its name, and the name beside the line's top; in one panel, if named."""
    return [event_line(event, foot, height, panel), _event_name(event, catalogue, height, panel)]


def event_line(event: Event, foot: float, head: float, panel: str = "") -> p9.geom_segment:
    """The line of one event, solid and coloured when it counts starts, dashed when it is a calendar date."""
    days: dict[str, list[Any]] = {"x": [event.day], "xend": [event.day]}
    ends = days | {"y": [float(foot)], "yend": [float(head)], "panel": [panel]}
    return p9.geom_segment(
        p9.aes("x", "y", xend="xend", yend="yend"),
        data=_at_moments(ends).to_pandas(),
        color=theme.VERMILLION if event.is_start else theme.MUTED,
        size=0.8 if event.is_start else 0.55,
        linetype="solid" if event.is_start else "dashed",
        inherit_aes=False,
    )


def _event_name(event: Event, catalogue: Catalogue, height: float, panel: str) -> p9.geom_text:
    nudge = LABEL_DAYS if event.side == "right" else -LABEL_DAYS
    day = date.fromordinal(event.day.toordinal() + nudge)
    name = catalogue.text(f"event.{event.key}", date=catalogue.short_date(event.day))
    return p9.geom_text(
        p9.aes("x", "y"),
        data=_at_moments({"x": [day], "y": [float(height)], "panel": [panel]}).to_pandas(),
        label=name,
        ha="left" if event.side == "right" else "right",
        va="center",
        size=theme.LABEL_SIZE,
        color=START_INK if event.is_start else theme.INK,
        family=theme.FONT,
        inherit_aes=False,
    )


def _at_moments(columns: dict[str, list[Any]]) -> pl.DataFrame:
    """A frame whose days are positions on a time axis."""
    return pl.DataFrame(
        {
            name: [moment(value) if isinstance(value, date) else value for value in values]
            for name, values in columns.items()
        }
    )

"""Figure 3: share of spells with a meeting by start month, season-adjusted, country without the pilot offices."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.calendar import STUDY_CALENDAR
from dialogmote.present.figures.axes import at_mid_month, largest, moment, month_axis, number_labels, smallest
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.4
HEIGHT_INCHES = 4.7
HEADROOM_STEPS = 5  # lines of event names above the data
LABEL_DAYS = 22  # between a line and its name


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


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """The monthly share as a line, with the dates of the service named above it. `frame`: `Figure3`."""
    rows = at_mid_month(frame.sort("month"))
    top = max(10.0, 10 * -(-largest(rows, "meeting_share_pct") // 10))
    bottom = min(0.0, smallest(rows, "meeting_share_pct"))  # a thin month can fall below zero once adjusted
    step = top * 0.075
    years = sorted({date(day.year, 1, 1) for day in rows["month"]})
    last = date(years[-1].year + 1, 1, 1)
    events = [event for event in EVENTS if years[0] <= event.day <= last]
    plot = p9.ggplot(rows.to_pandas(), p9.aes("position", "meeting_share_pct"))
    for event in events:
        plot += _event_marks(event, catalogue, top + event.step * step)
    return (
        plot
        + p9.geom_line(color=theme.BLACK, size=0.9)
        + p9.geom_point(color=theme.BLACK, size=1.1)
        + month_axis(catalogue, [*years, last], years[0], last, catalogue.text("figure_3.x"))
        + p9.scale_y_continuous(
            name=catalogue.text("figure_3.y"),
            breaks=list(range(0, int(top) + 1, 10)),
            labels=number_labels(catalogue),
            limits=(bottom, top + (HEADROOM_STEPS + 1) * step),
            expand=(0, 0),
        )
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
    )


def _event_marks(event: Event, catalogue: Catalogue, height: float) -> list[Any]:
    """The line of one event up to its name, and the name beside the line's top."""
    nudge = LABEL_DAYS if event.side == "right" else -LABEL_DAYS
    colour = theme.VERMILLION if event.is_start else theme.MUTED
    day = moment(event.day)
    line = p9.annotate(
        "segment",
        x=day,
        xend=day,
        y=0,
        yend=height + 0.4,
        color=colour,
        size=0.8 if event.is_start else 0.55,
        linetype="solid" if event.is_start else "dashed",
    )
    name = p9.annotate(
        "text",
        x=moment(date.fromordinal(event.day.toordinal() + nudge)),
        y=height,
        label=catalogue.text(f"figure_3.event.{event.key}", date=catalogue.short_date(event.day)),
        ha="left" if event.side == "right" else "right",
        va="center",
        size=theme.LABEL_SIZE,
        color="#A84A00" if event.is_start else theme.INK,
        family=theme.FONT,
    )
    return [line, name]

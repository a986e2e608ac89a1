"""Figure 3: share of spells with a meeting by start month, season-adjusted, country without the pilot offices."""

from datetime import date

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import at_mid_month, largest, month_axis, number_labels, smallest
from dialogmote.present.figures.events import HEADROOM_STEPS, event_marks, events_between
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.4
HEIGHT_INCHES = 4.7


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """The monthly share as a line, with the dates of the service named above it. `frame`: `Figure3`."""
    rows = at_mid_month(frame.sort("month"))
    top = max(10.0, 10 * -(-largest(rows, "meeting_share_pct") // 10))
    bottom = min(0.0, smallest(rows, "meeting_share_pct"))  # a thin month can fall below zero once adjusted
    step = top * 0.075
    years = sorted({date(day.year, 1, 1) for day in rows["month"]})
    last = date(years[-1].year + 1, 1, 1)
    plot = p9.ggplot(rows.to_pandas(), p9.aes("position", "meeting_share_pct"))
    for event in events_between(years[0], last):
        plot += event_marks(event, catalogue, 0, top + event.step * step)
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

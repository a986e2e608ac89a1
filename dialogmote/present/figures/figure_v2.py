"""Figure v2: mean duration and lost workdays by start month, season-adjusted, country without the pilot offices."""

from datetime import date
from typing import Any

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import at_mid_month, largest, month_axis, number_labels, smallest
from dialogmote.present.figures.events import event_line, event_marks, events_between
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.figure_v2 import OUTCOMES
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.4
HEIGHT_INCHES = 6.4
PANELS = {outcome: str(place) for place, outcome in enumerate(OUTCOMES)}  # sorted as text, by which panels are laid out
HEADROOM_STEP = 0.125  # of the data's span: from one line of event names to the next
FOOT = 0.08  # of the data's span, below the lowest month


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A panel per outcome, the monthly mean as a line; the service's dates are named above the first panel.

    `frame`: `FigureV2`. Each panel has its own scale, which does not begin at zero.
    """
    rows = at_mid_month(frame.filter(pl.col("outcome").is_in(OUTCOMES)).drop_nulls("mean")).with_columns(
        panel=pl.col("outcome").replace_strict(PANELS, return_dtype=pl.String)
    )
    # Untyped, as the plotting library declares only the names of its own labellers.
    name_panel: Any = {panel: catalogue.text(f"figure_v2.panel_{outcome}") for outcome, panel in PANELS.items()}.get
    years = sorted({date(day.year, 1, 1) for day in frame["month"]})
    last = date(years[-1].year + 1, 1, 1)
    return (
        p9.ggplot(rows.sort("panel", "month").to_pandas(), p9.aes("position", "mean"))
        + _mark_events(rows, years[0], last, catalogue)
        + p9.geom_line(color=theme.BLACK, size=0.9)
        + p9.geom_point(color=theme.BLACK, size=1.1)
        + p9.facet_wrap("panel", ncol=1, scales="free_y", labeller=name_panel)
        + month_axis(catalogue, [*years, last], years[0], last, catalogue.text("figure_v2.x"))
        + p9.scale_y_continuous(
            name=catalogue.text("figure_v2.y"), labels=number_labels(catalogue), expand=(0, 0, 0.04, 0)
        )
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(panel_spacing_y=0.03)
    )


def _mark_events(rows: pl.DataFrame, first: date, last: date, catalogue: Catalogue) -> list[Any]:
    """The lines of the events in every panel, their names above the data of the first."""
    layers: list[Any] = []
    for outcome, panel in PANELS.items():
        part = rows.filter(pl.col("outcome") == outcome)
        low, high = smallest(part, "mean"), largest(part, "mean")
        span = max(high - low, 1.0)
        for event in events_between(first, last):
            foot = low - FOOT * span
            if outcome == OUTCOMES[0]:
                layers += event_marks(event, catalogue, foot, high + event.step * HEADROOM_STEP * span, panel)
            else:
                layers.append(event_line(event, foot, high + FOOT * span, panel))
    return layers

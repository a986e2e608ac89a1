"""Figure 7: share of spells where employee or employer used the service, by start month and group."""

from datetime import date
from itertools import pairwise
from typing import Any

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import at_mid_month, largest, moment, month_axis, number_labels
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.4
HEIGHT_INCHES = 4.5
GROUPS = ("pilot", "trondelag", "national")
LABEL_GAP = 0.07  # of the axis: two lines of direct labels do not touch
LABEL_DAYS = 12
TICKS = [date(year, month, 1) for year in (2017, 2018, 2019) for month in (1, 7)]
AXIS_END = date(2020, 5, 15)  # leaves room for the groups' names


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A line per group, named at its end; the periods are shaded and named. `frame`: `Figure7`."""
    rows = at_mid_month(frame.sort("group", "month"))
    top = max(20.0, 20 * -(-largest(rows, "used_share_pct") // 20))
    plot = p9.ggplot(rows.to_pandas(), p9.aes("position", "used_share_pct", color="group", shape="group"))
    for layer in _period_marks(catalogue, top):
        plot += layer
    return (
        plot
        + p9.geom_line(p9.aes(linetype="group"), size=0.9)
        + p9.geom_point(size=1.6, fill="white")
        + _end_labels(rows, catalogue, top)
        + p9.scale_color_manual(values=theme.GROUP_COLOURS)
        + p9.scale_shape_manual(values=theme.GROUP_SHAPES)
        + p9.scale_linetype_manual(values=theme.GROUP_LINES)
        + month_axis(
            catalogue,
            TICKS,
            TICKS[0],
            AXIS_END,
            catalogue.text("figure_7.x"),
        )
        + p9.scale_y_continuous(
            name=catalogue.text("figure_7.y"),
            breaks=list(range(0, int(top) + 1, 20 if top > 40 else 10)),
            labels=number_labels(catalogue),
            limits=(0, top * 1.18),
            expand=(0, 0),
        )
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
    )


def _period_marks(catalogue: Catalogue, top: float) -> list[Any]:
    """A line where a period starts, shade behind period 2, and each period's name above the data."""
    starts = catalogue.calendar.period_limits
    marks: list[Any] = [
        p9.annotate("rect", xmin=moment(starts[2]), xmax=moment(starts[3]), ymin=0, ymax=top * 1.18, fill=theme.SHADE)
    ]
    for period, (start, end) in enumerate(pairwise(starts)):
        middle = date.fromordinal((start.toordinal() + end.toordinal()) // 2)
        if period:
            marks.append(p9.geom_vline(xintercept=moment(start), color=theme.MUTED, size=0.5, linetype="dotted"))
        marks.append(
            p9.annotate(
                "text",
                x=moment(middle),
                y=top * 1.115,
                label=catalogue.text(f"figure_7.period_{period}"),
                size=theme.LABEL_SIZE,
                color=theme.INK,
                family=theme.FONT,
                va="center",
                lineheight=1.25,
            )
        )
    return marks


def _end_labels(rows: pl.DataFrame, catalogue: Catalogue, top: float) -> p9.geom_text:
    """The name of each group beside its last point."""
    last = rows.drop_nulls("used_share_pct").group_by("group", maintain_order=True).last()
    places = theme.spread_labels(last["used_share_pct"].to_list(), LABEL_GAP * top)
    labels = last.with_columns(
        pl.Series("place", places),
        pl.Series("label", [catalogue.label("group_short", group) for group in last["group"]], dtype=pl.String),
        position=pl.col("position") + pl.duration(days=LABEL_DAYS),
    )
    return p9.geom_text(
        p9.aes("position", "place", label="label", color="group"),
        data=labels.to_pandas(),
        ha="left",
        va="center",
        size=theme.LABEL_SIZE,
        family=theme.FONT,
        fontweight="bold",
        inherit_aes=False,
    )

"""Figure v3: event study of meetings and duration by start month, the first month being the reference."""

from datetime import date
from itertools import pairwise
from typing import Any

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import at_mid_month, moment, month_axis
from dialogmote.present.figures.ticks import even_breaks, exact_labels
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.6
HEIGHT_INCHES = 6.6
OUTCOMES = ("meeting", "duration")
# Dates of the service, and on which side of its line each name stands: away from the other line.
EVENTS = (("pilot_launch", "left"), ("national_launch", "right"))
HEADROOM = 0.24  # of the data's range, above it: periods are named in the first panel, dates in the second
LABEL_DAYS = 8  # between a line and its name


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A panel per outcome with an estimate and its interval per start month. `frame`: `FigureV3`."""
    names = {outcome: catalogue.text(f"figure_v3.panel_{outcome}") for outcome in OUTCOMES}
    rows = _place_estimates(frame, names)
    months = frame["month"].to_list() or [catalogue.calendar.period_limits[0]]
    is_reference = pl.col("month") == min(months)
    tops = _panel_tops(rows, names)
    plot = p9.ggplot(rows.to_pandas(), p9.aes("position", "estimate", ymin="ci_low", ymax="ci_high"))
    for layer in (*_period_marks(tops, catalogue), *_event_marks(tops, catalogue)):
        plot += layer
    ticks = [date(year, month, 1) for year in sorted({day.year for day in months}) for month in (1, 7)]
    return (
        plot
        + p9.geom_hline(yintercept=0, color=theme.MUTED, size=0.6)
        + p9.geom_linerange(color=theme.BLACK, size=0.7)
        + p9.geom_point(data=rows.filter(~is_reference).to_pandas(), color=theme.BLACK, size=1.8)
        + p9.geom_point(data=rows.filter(is_reference).to_pandas(), color=theme.BLACK, fill="white", size=2.8)
        + p9.facet_wrap("panel", ncol=1, scales="free_y")
        + month_axis(catalogue, ticks, min(months), _month_after(max(months)), catalogue.text("figure_v3.x"))
        + p9.geom_blank(p9.aes(y="value"), data=tops.to_pandas(), inherit_aes=False)
        + p9.scale_y_continuous(
            name=catalogue.text("figure_v3.y"),
            labels=exact_labels(catalogue),
            breaks=even_breaks(HEADROOM),
            expand=(0.02, 0),
        )
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(panel_spacing_y=0.04)
    )


def _place_estimates(frame: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """The estimates that exist, each in the middle of its month and with the panel it belongs to."""
    known = frame.filter(pl.col("outcome").is_in(OUTCOMES)).drop_nulls(["estimate", "ci_low", "ci_high"])
    panel = pl.col("outcome").replace_strict(names).cast(pl.Enum(list(names.values())))
    return at_mid_month(known.with_columns(panel=panel).sort("panel", "month"))


def _panel_tops(rows: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """By panel the ends of its intervals, `low` and `high`, and `value`, the top of the room for names above them.

    A panel without any estimate stands too, with a range of its own.
    """
    ends = (pl.col("ci_low").min().alias("low"), pl.col("ci_high").max().alias("high"))
    found = rows.group_by("outcome").agg(*ends)
    panels = pl.DataFrame({"outcome": list(names), "panel": pl.Series(list(names.values()), dtype=rows["panel"].dtype)})
    filled = panels.join(found, on="outcome", how="left", maintain_order="left").with_columns(
        pl.col("low").fill_null(-1.0), pl.col("high").fill_null(1.0)
    )
    return filled.with_columns(value=pl.col("high") + HEADROOM * (pl.col("high") - pl.col("low")))


def _period_marks(tops: pl.DataFrame, catalogue: Catalogue) -> list[Any]:
    """A line where a period starts and shade behind period 2 in every panel; the periods' names in the first."""
    starts = catalogue.calendar.period_limits
    ends = {"ymin": float("-inf"), "ymax": float("inf")}
    shade = p9.annotate("rect", xmin=moment(starts[2]), xmax=moment(starts[3]), fill=theme.SHADE, **ends)
    lines = _day_lines(tops, list(starts[1:-1]), OUTCOMES[0], "dotted")
    middles = [date.fromordinal((start.toordinal() + end.toordinal()) // 2) for start, end in pairwise(starts)]
    labels = [catalogue.text(f"figure_v3.period_{period}") for period in range(len(middles))]
    return [shade, lines, *_name_places(tops, OUTCOMES[0], middles, labels, ["center"] * len(middles))]


def _event_marks(tops: pl.DataFrame, catalogue: Catalogue) -> list[Any]:
    """A dashed line at each date of the service in every panel; the dates' names in the second."""
    days = [getattr(catalogue.calendar, key) for key, _ in EVENTS]
    labels = [
        catalogue.text(f"figure_v3.event.{key}", date=catalogue.short_date(day))
        for (key, _), day in zip(EVENTS, days, strict=True)
    ]
    nudges = [LABEL_DAYS if side == "right" else -LABEL_DAYS for _, side in EVENTS]
    places = [date.fromordinal(day.toordinal() + nudge) for day, nudge in zip(days, nudges, strict=True)]
    aligned = ["left" if side == "right" else "right" for _, side in EVENTS]
    lines = _day_lines(tops, days, OUTCOMES[1], "dashed")
    return [lines, *_name_places(tops, OUTCOMES[1], places, labels, aligned)]


def _day_lines(tops: pl.DataFrame, days: list[date], named_in: str, linetype: str) -> p9.geom_segment:
    """A line at each day in every panel, into the room for names only where its own name stands."""
    end = pl.when(pl.col("outcome") == named_in).then("value").otherwise("high")
    lines = _at_days(days).join(tops.with_columns(end=end), how="cross").sort("position", "panel")
    return p9.geom_segment(
        p9.aes(x="position", xend="position", y="low", yend="end"),
        data=lines.to_pandas(),
        color=theme.MUTED,
        size=0.55,
        linetype=linetype,
        inherit_aes=False,
    )


def _name_places(
    tops: pl.DataFrame, outcome: str, days: list[date], labels: list[str], aligned: list[str]
) -> list[p9.geom_text]:
    """Names at the top of one outcome's panel, each at its day; none when the panel is empty."""
    top = tops.filter(pl.col("outcome") == outcome)
    names = _at_days(days).with_columns(label=pl.Series(labels), ha=pl.Series(aligned))
    placed = names.join(top.with_columns(y=(pl.col("high") + pl.col("value")) / 2), how="cross")
    if placed.is_empty():
        return []
    return [
        p9.geom_text(
            p9.aes("position", "y", label="label", ha="ha"),
            data=placed.to_pandas(),
            va="center",
            size=theme.LABEL_SIZE,
            color=theme.INK,
            family=theme.FONT,
            lineheight=1.2,
            inherit_aes=False,
        )
    ]


def _at_days(days: list[date]) -> pl.DataFrame:
    """A row per day with its `position` on the time axis."""
    return pl.DataFrame({"position": pl.Series([moment(day) for day in days], dtype=pl.Datetime("ns"))})


def _month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)

"""Figure 2: distribution of spell duration by completed week, all cohort spells."""

from typing import Any

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import largest, number_labels
from dialogmote.present.figures.hazards import WEEK_TICKS, round_up
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.figure_2 import MARKED_WEEKS
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.4
HEIGHT_INCHES = 4.4
MARKS = {"question": ("left", 0.62), "due": ("left", 0.42), "maximum": ("right", 0.98)}  # side, share of the scale
BAR_WIDTH = 0.82


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A bar per week; the weeks of the question, of the meeting and of the maximum are marked. `frame`: `Figure2`."""
    marked = pl.col("week").is_in(list(MARKED_WEEKS.values()))
    rows = frame.drop_nulls("share_pct").sort("week").with_columns(is_marked=marked)
    top = round_up(largest(rows, "share_pct") * 1.05, 2.0)
    return (
        p9.ggplot(rows.to_pandas(), p9.aes("week", "share_pct"))
        + p9.geom_col(p9.aes(fill="is_marked"), width=BAR_WIDTH)
        + p9.scale_fill_manual(values={True: theme.BLUE, False: "#9DB9CC"})
        + [layer for mark in MARKS for layer in _mark_week(mark, rows, top, catalogue)]
        + p9.scale_x_continuous(
            name=catalogue.text("figure_2.x"),
            breaks=list(WEEK_TICKS),
            labels=[str(week) for week in WEEK_TICKS],
            limits=(15.4, 52.6),
            expand=(0, 0),
        )
        + p9.scale_y_continuous(
            name=catalogue.text("figure_2.y"), labels=number_labels(catalogue), limits=(0, top), expand=(0, 0)
        )
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
    )


def _mark_week(mark: str, rows: pl.DataFrame, top: float, catalogue: Catalogue) -> list[Any]:
    """A line above the bar of a marked week, and what the week is beside the line's top."""
    week = MARKED_WEEKS[mark]
    side, height = MARKS[mark]
    share = largest(rows.filter(pl.col("week") == week), "share_pct")
    head = max(height * top, share)
    is_left = side == "left"  # the text starts at the line
    return [
        p9.annotate("segment", x=week, xend=week, y=share, yend=head, color=theme.MUTED, size=0.5, linetype="dashed"),
        p9.annotate(
            "text",
            x=week + (0.4 if is_left else -0.7),
            y=head,
            label=_describe_mark(mark, share, catalogue),
            ha="left" if is_left else "right",
            va="top",
            size=theme.LABEL_SIZE,
            color=theme.INK,
            family=theme.FONT,
            lineheight=1.3,
        ),
    ]


def _describe_mark(mark: str, share: float, catalogue: Catalogue) -> str:
    """What a marked week is; of the maximum also the share, as the article calls it an indicator of its own."""
    values = {"share": catalogue.percent(share)} if mark == "maximum" else {}
    return catalogue.text(f"figure_2.mark_{mark}", **values)

"""Figure v1: in which week of the spell employee and employer gave the answer that counts."""

from typing import Any

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import largest, number_labels
from dialogmote.present.figures.hazards import round_up
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.figure_v1 import LAST_SINGLE_WEEK, RESPONDENTS, share_by_week
from dialogmote.present.words.hazards import FIRST_WEEK, LAST_WEEK
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.4
HEIGHT_INCHES = 4.3
BAR_WIDTH = 0.4
NAME_WEEK = 19.2  # where the names stand: right of the first weeks' bars
NAME_HEIGHTS = {"employee": 0.84, "employer": 0.74}  # of the scale


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """Two bars a week, one per party, each with its value; later weeks in one pair of bars. `frame`: `FigureV1`."""
    rows = _place_bars(frame, catalogue)
    top = round_up(1.08 * largest(rows, "share_pct"), 20.0)
    weeks = list(range(FIRST_WEEK, LAST_SINGLE_WEEK + 2))
    return (
        p9.ggplot(rows.to_pandas(), p9.aes("position", "share_pct", fill="respondent"))
        + p9.geom_col(width=BAR_WIDTH)
        + p9.geom_text(
            p9.aes(label="written"), va="bottom", nudge_y=0.008 * top, size=6.6, color=theme.INK, family=theme.FONT
        )
        + [layer for respondent in RESPONDENTS for layer in _name_respondent(respondent, top, catalogue)]
        + p9.scale_fill_manual(values=theme.RESPONDENT_COLOURS)
        + p9.scale_x_continuous(
            name=catalogue.text("figure_v1.x"),
            breaks=weeks,
            labels=[*map(str, weeks[:-1]), f"{weeks[-1]}–{LAST_WEEK}"],
            limits=(FIRST_WEEK - 0.55, LAST_SINGLE_WEEK + 1.55),
            expand=(0, 0),
        )
        + p9.scale_y_continuous(
            name=catalogue.text("figure_v1.y"), labels=number_labels(catalogue), limits=(0, top), expand=(0, 0)
        )
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
    )


def _place_bars(frame: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """A bar per party and week, the weeks after the last single one as one, with its place and its value in words."""
    rows = share_by_week(frame)
    side = pl.when(pl.col("respondent") == "employee").then(-BAR_WIDTH / 2).otherwise(BAR_WIDTH / 2)
    written = [catalogue.number(share) for share in rows["share_pct"]]
    return rows.with_columns(
        pl.Series("written", written, dtype=pl.String),
        pl.col("respondent").cast(pl.Enum(RESPONDENTS)),
        position=pl.col("week") + side,
    )


def _name_respondent(respondent: str, top: float, catalogue: Catalogue) -> list[Any]:
    """A square in a party's colour, and its name."""
    height = NAME_HEIGHTS[respondent] * top
    colour = theme.RESPONDENT_COLOURS[respondent]
    return [
        p9.annotate("point", x=NAME_WEEK, y=height, color=colour, shape="s", size=3.6),
        p9.annotate(
            "text",
            x=NAME_WEEK + 0.25,
            y=height,
            label=catalogue.text(f"figure_v1.{respondent}"),
            ha="left",
            va="center",
            size=theme.LABEL_SIZE + 0.8,
            color=theme.INK,
            family=theme.FONT,
            fontweight="bold",
        ),
    ]

"""Figure 4: meeting hazard by week of the spell, two windows of starts, each in three years."""

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import largest, number_labels
from dialogmote.present.figures.hazards import curve_layers, round_up, sample_labels, ticks_up_to, week_axis
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.figure_4 import MAIN_WEEKS, WINDOWS
from dialogmote.present.words.hazards import name_cohort, rank_cohorts
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.6
HEIGHT_INCHES = 5.0
LABEL_WEEK = 29.5  # where the names of the cohorts stand, right of the peak
SAMPLE_WEEKS = 3.2
LABEL_GAP = 0.075  # of the axis: two lines of names do not touch


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A panel per window, a curve with its interval per year, the weeks of most meetings shaded. `frame`: `Figure4`."""
    rows = rank_cohorts(frame).with_columns(panel=_panel_column(catalogue)).sort("panel", "cohort", "week")
    top = round_up(largest(rows, "ci_high"), 2.0)
    return (
        p9.ggplot(rows.to_pandas())
        + p9.annotate(
            "rect", xmin=MAIN_WEEKS[0] - 0.5, xmax=MAIN_WEEKS[1] + 0.5, ymin=0, ymax=top * 1.12, fill=theme.SHADE
        )
        + p9.annotate(
            "text",
            x=sum(MAIN_WEEKS) / 2,
            y=top * 1.06,
            label=catalogue.text("hazards.weeks", first=MAIN_WEEKS[0], last=MAIN_WEEKS[1]),
            size=theme.LABEL_SIZE,
            color=theme.MUTED,
            family=theme.FONT,
        )
        + curve_layers(rows)
        + sample_labels(_place_names(rows, top), SAMPLE_WEEKS)
        + p9.facet_wrap("panel", nrow=1)
        + week_axis(catalogue, 0.3)
        + p9.scale_y_continuous(
            name=catalogue.text("figure_4.y"),
            breaks=ticks_up_to(top, smallest_step=2),
            labels=number_labels(catalogue),
            limits=(0, top * 1.12),
            expand=(0, 0),
        )
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(panel_spacing_x=0.03)
    )


def _panel_column(catalogue: Catalogue) -> pl.Expr:
    panels = {window: catalogue.text(f"figure_4.panel_{window}") for window in WINDOWS}
    return pl.col("window").replace_strict(panels, return_dtype=pl.Enum(list(panels.values())))


def _place_names(rows: pl.DataFrame, top: float) -> pl.DataFrame:
    """The name of each cohort right of its peak, at the peak's height or as near as names do not touch."""
    peaks = (
        rows.with_columns(pl.col("hazard_pct").fill_null(0.0))
        .sort("window", "year", "hazard_pct", "week")
        .group_by("window", "year", maintain_order=True)
        .last()
    )
    placed = [
        part.with_columns(place=pl.Series(theme.spread_labels(part["hazard_pct"].to_list(), LABEL_GAP * top)))
        for part in peaks.partition_by("window", maintain_order=True)
    ]
    names = pl.concat(placed).with_columns(x=pl.lit(LABEL_WEEK))
    labels = [name_cohort(row["window"], row["year"]) for row in names.rows(named=True)]
    return names.with_columns(pl.Series("label", labels, dtype=pl.String))

"""Weekly recovery hazards of one window of starts: the drawing of figures 5 and 6.

Recovery jumps in the last weeks before the maximum. The figure's scale is set by the weeks before them, the curves run
off its top there, and an inset shows all weeks on the whole scale.
"""

from dataclasses import dataclass
from typing import Any

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import largest, number_labels
from dialogmote.present.figures.hazards import curve_layers, round_up, sample_labels, ticks_up_to, week_axis
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.hazards import COHORTS, FIRST_WEEK, LAST_WEEK, name_cohort, rank_cohorts
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.4
HEIGHT_INCHES = 5.3
FINAL_WEEKS = 50  # from here on recovery is many times as common as before
HEADROOM = 1.75  # of the scale: the panel's height with the inset above the curves
TOP_NAME, LABEL_GAP = 0.8, 0.095  # of the scale
NAME_WEEKS = 6.4  # room right of week 52
SAMPLE_WEEKS = 1.6


@dataclass(frozen=True)
class Inset:
    """A small drawing inside the panel, its corners in the panel's units, and the largest value on its scale."""

    left: float
    right: float
    bottom: float
    top: float
    largest: float

    def across(self, week: float) -> float:
        """Where a week lies in the panel."""
        return self.left + (week - FIRST_WEEK) / (LAST_WEEK - FIRST_WEEK) * (self.right - self.left)

    def up(self, value: float) -> float:
        """Where a value lies in the panel."""
        return self.bottom + value / self.largest * (self.top - self.bottom)


def draw_recovery(frame: pl.DataFrame, window: str, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A curve with its interval per year, and the inset with the whole scale. `frame`: `RecoveryHazards`."""
    rows = rank_cohorts(frame).sort("cohort", "week")
    scale = round_up(largest(rows.filter(pl.col("week") < FINAL_WEEKS), "hazard_pct"), 1.0)
    inset = Inset(23.0, 47.0, 1.17 * scale, 1.6 * scale, round_up(largest(rows, "hazard_pct"), 10.0))
    return (
        p9.ggplot(rows.to_pandas())
        + curve_layers(rows)
        + _inset_layers(rows, inset, catalogue)
        + sample_labels(_place_names(rows, window, scale), SAMPLE_WEEKS)
        + week_axis(catalogue, NAME_WEEKS)
        + p9.scale_y_continuous(
            name=catalogue.text("hazards.y_recovery"),
            breaks=ticks_up_to(scale, smallest_step=1),
            labels=number_labels(catalogue),
            expand=(0, 0),
        )
        + p9.coord_cartesian(ylim=(0, HEADROOM * scale))
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
    )


def _place_names(rows: pl.DataFrame, window: str, scale: float) -> pl.DataFrame:
    """The names of the cohorts right of week 52, the earliest above: their curves end too close to be named there."""
    years = rows.drop_nulls("cohort").select("year", "cohort").unique().sort("cohort")
    return years.with_columns(
        pl.Series("place", [scale * (TOP_NAME - LABEL_GAP * line) for line in range(years.height)], dtype=pl.Float64),
        pl.Series("label", [name_cohort(window, year) for year in years["year"]], dtype=pl.String),
        x=pl.lit(LAST_WEEK + 0.7),
    )


def _inset_layers(rows: pl.DataFrame, inset: Inset, catalogue: Catalogue) -> list[Any]:
    """All weeks on the whole scale: ticks, a name and the curves, in the panel's units."""
    known = rows.drop_nulls(["hazard_pct", "cohort"])
    moved = known.with_columns(
        across=pl.Series([inset.across(week) for week in known["week"]], dtype=pl.Float64),
        up=pl.Series([inset.up(value) for value in known["hazard_pct"]], dtype=pl.Float64),
    )
    curves = [
        p9.geom_line(
            p9.aes("across", "up"),
            data=moved.filter(pl.col("cohort") == name).to_pandas(),
            color=theme.COHORT_COLOURS[name],
            linetype=theme.COHORT_LINES[name],
            size=0.8 if name == "last" else 0.55,
            inherit_aes=False,
        )
        for name in reversed(COHORTS)
    ]
    title = _small_text(inset.left, inset.up(1.12 * inset.largest), catalogue.text("hazards.inset"), ha="left")
    return [*_inset_ticks(inset, catalogue), title, *curves]


def _inset_ticks(inset: Inset, catalogue: Catalogue) -> list[Any]:
    """A white ground, a line and a number per tick of the inset."""
    left, right = inset.left, inset.right
    bottom, top = inset.up(-0.19 * inset.largest), inset.up(1.2 * inset.largest)
    ground = p9.annotate("rect", xmin=left - 2, xmax=right + 0.6, ymin=bottom, ymax=top, fill="white")
    layers: list[Any] = [ground]
    for value in (0.0, inset.largest / 2, inset.largest):
        height = inset.up(value)
        layers += [
            p9.annotate("segment", x=left, xend=right, y=height, yend=height, color=theme.RULE, size=0.5),
            _small_text(left - 0.4, height, catalogue.count(value), ha="right"),
        ]
    for week in (16, 26, 40, 51):
        layers.append(_small_text(inset.across(week), inset.up(-0.1 * inset.largest), str(week), ha="center"))
    return layers


def _small_text(x: float, y: float, label: str, ha: str) -> p9.annotate:
    return p9.annotate("text", x=x, y=y, label=label, ha=ha, va="center", size=7, color=theme.MUTED, family=theme.FONT)

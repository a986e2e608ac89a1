"""Estimates on the grade by month of the spell, which figures 10 and v5 share."""

from typing import Any

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import empty_panels, largest, smallest
from dialogmote.present.figures.ticks import even_breaks, exact_labels
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.grades import MARKED_MONTHS
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.6
HEIGHT_INCHES = 4.3
SAMPLES = ("all", "on_leave")
STEP = 1  # percentage points to which the limits are rounded, and the least they hold on each side
HEADROOM = 0.16  # of the data's range, for the names of the marked months


def draw_grades(
    exhibit: str, control_group: str, frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue
) -> p9.ggplot:
    """A panel for all spells and one for those still on leave, on the same scale. `frame`: `GradeEffects`."""
    names = {sample: catalogue.text(f"{exhibit}.panel_{sample}") for sample in SAMPLES}
    rows = _place_panels(frame, names)
    low = min(float(-STEP), STEP * (smallest(rows, "ci_low") // STEP))
    high = max(float(STEP), -STEP * (-largest(rows, "ci_high") // STEP))
    colour, shape = theme.GROUP_COLOURS[control_group], theme.GROUP_SHAPES[control_group]
    plot = p9.ggplot(rows.to_pandas(), p9.aes("month", "estimate", ymin="ci_low", ymax="ci_high"))
    for layer in _month_marks(exhibit, catalogue, low, high):
        plot += layer
    return (
        plot
        + p9.geom_blank(p9.aes(y="zero"), data=empty_panels(names.values()).to_pandas(), inherit_aes=False)
        + p9.geom_hline(yintercept=0, color=theme.MUTED, size=0.6)
        + p9.geom_linerange(color=colour, size=0.8)
        + p9.geom_point(color=colour, shape=shape, fill=colour, size=2.1)
        + p9.facet_wrap("panel", nrow=1)
        + p9.scale_x_continuous(
            name=catalogue.text(f"{exhibit}.x"), breaks=list(range(1, 13)), limits=(0.4, 12.6), expand=(0, 0)
        )
        + p9.scale_y_continuous(
            name=catalogue.text(f"{exhibit}.y"),
            labels=exact_labels(catalogue),
            breaks=even_breaks(HEADROOM),
            limits=(low, high + HEADROOM * (high - low)),
            expand=(0.02, 0),
        )
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(panel_spacing_x=0.03)
    )


def _place_panels(frame: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """The estimates that exist, each with the panel it belongs to."""
    return (
        frame.filter(pl.col("sample").is_in(SAMPLES))
        .drop_nulls(["estimate", "ci_low", "ci_high"])
        .with_columns(panel=pl.col("sample").replace_strict(names).cast(pl.Enum(list(names.values()))))
        .sort("panel", "month")
    )


def _month_marks(exhibit: str, catalogue: Catalogue, low: float, high: float) -> list[Any]:
    """A band over the months in which something happens in the spell, and its name at the band's top."""
    bands, names = [], []
    for (key, (first, last)), fill in zip(MARKED_MONTHS.items(), (theme.SHADE, theme.DEEPER_SHADE), strict=True):
        ends = {"xmin": first - 0.5, "xmax": last + 0.5, "ymin": float("-inf"), "ymax": float("inf")}
        bands.append(p9.annotate("rect", fill=fill, **ends))
        names.append(
            p9.annotate(
                "text",
                x=(first + last) / 2,
                y=high + HEADROOM * (high - low) / 2,
                label=catalogue.text(f"{exhibit}.{key}", first=first, last=last),
                ha="center",
                va="center",
                size=theme.LABEL_SIZE,
                color=theme.INK,
                family=theme.FONT,
                lineheight=1.2,
            )
        )
    return [*bands, *names]

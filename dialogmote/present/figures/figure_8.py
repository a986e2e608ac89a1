"""Figure 8: difference-in-differences estimates by period for three outcomes and both control groups."""

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import empty_panels, number_labels
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.6
HEIGHT_INCHES = 4.6
OUTCOMES = ("meeting", "duration", "lost_workdays")
DODGE = 0.17  # half the distance between the two control groups


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A panel per outcome, an estimate with its interval per period and control group. `frame`: `Figure8`."""
    rows = _place_estimates(frame, catalogue)
    group = "control_group"
    aesthetics = p9.aes("position", "estimate", ymin="ci_low", ymax="ci_high", color=group, shape=group)
    effect, other = rows.filter(pl.col("period") == 2), rows.filter(pl.col("period") != 2)
    return (
        p9.ggplot(rows.to_pandas(), aesthetics)
        + p9.annotate("rect", xmin=1.5, xmax=2.5, ymin=float("-inf"), ymax=float("inf"), fill=theme.SHADE)
        + p9.geom_blank(
            p9.aes(y="zero"), data=empty_panels(_panel_names(catalogue).values()).to_pandas(), inherit_aes=False
        )
        + p9.geom_hline(yintercept=0, color=theme.MUTED, size=0.6)
        + p9.geom_linerange(data=other.to_pandas(), size=0.7)
        + p9.geom_linerange(data=effect.to_pandas(), size=1.7)
        + p9.geom_point(data=other.to_pandas(), size=2.3, fill="white")
        + p9.geom_point(data=effect.to_pandas(), size=3.4)
        + p9.facet_wrap("panel", scales="free_y", nrow=1)
        + p9.scale_color_manual(values=theme.GROUP_COLOURS, labels=_group_names(catalogue), name="")
        + p9.scale_shape_manual(values=theme.GROUP_SHAPES, labels=_group_names(catalogue), name="")
        + p9.scale_x_continuous(
            name=catalogue.text("figure_8.x"),
            breaks=[1, 2, 3],
            labels=[catalogue.text(f"figure_8.period_{period}") for period in (1, 2, 3)],
            limits=(0.5, 3.5),
            expand=(0, 0),
        )
        + p9.scale_y_continuous(name=catalogue.text("figure_8.y"), labels=number_labels(catalogue))
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(legend_position="top", legend_justification="left", legend_title=p9.element_blank())
        + p9.theme(panel_spacing_x=0.045, axis_text_x=p9.element_text(size=8, linespacing=1.25))
    )


def _place_estimates(frame: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The estimates that exist, side by side within a period, with the panel each belongs to."""
    panels = _panel_names(catalogue)
    side = pl.when(pl.col("control_group") == "national").then(-DODGE).otherwise(DODGE)
    rows = (
        frame.filter(pl.col("outcome").is_in(OUTCOMES))
        .with_columns(
            position=pl.col("period") + side,
            panel=pl.col("outcome").replace_strict(panels).cast(pl.Enum(list(panels.values()))),
        )
        .sort("outcome", "control_group", "period")
    )
    known = rows.drop_nulls(["estimate", "ci_low", "ci_high"])
    return known if known.height else rows  # panels need a row each, also where the gate hid every estimate


def _panel_names(catalogue: Catalogue) -> dict[str, str]:
    return {outcome: catalogue.text(f"figure_8.panel_{outcome}") for outcome in OUTCOMES}


def _group_names(catalogue: Catalogue) -> dict[str, str]:
    return {group: catalogue.label("control_group", group) for group in ("national", "trondelag")}

"""The inference panel: one estimate with the interval of each method, for meeting and duration."""

import plotnine as p9
import polars as pl

from dialogmote.contracts.artifacts.values import INFERENCE_METHODS
from dialogmote.present import theme
from dialogmote.present.figures.axes import empty_panels, number_labels
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.6
HEIGHT_INCHES = 5.2
OUTCOMES = ("meeting", "duration")
CONTROL_GROUPS = ("national", "trondelag")


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A panel per outcome and control group, a line per method, without group trends. `frame`: `InferencePanel`."""
    panels = {
        (outcome, group): catalogue.text(
            "inference_panel.panel",
            outcome=catalogue.text(f"inference_panel.panel_{outcome}"),
            control_group=catalogue.label("control_group_short", group),
        )
        for outcome in OUTCOMES
        for group in CONTROL_GROUPS
    }
    rows = _place_methods(frame, panels, catalogue)
    return (
        p9.ggplot(rows.to_pandas(), p9.aes("estimate", "name", color="control_group", shape="control_group"))
        + p9.geom_blank(p9.aes(x="zero"), data=empty_panels(panels.values()).to_pandas(), inherit_aes=False)
        + p9.geom_vline(xintercept=0, color=theme.MUTED, size=0.6)
        + p9.geom_segment(p9.aes(x="ci_low", xend="ci_high", yend="name"), size=1.0)
        + p9.geom_point(size=2.2)
        + p9.facet_wrap("panel", scales="free_x", ncol=2)
        + p9.scale_color_manual(values=theme.GROUP_COLOURS)
        + p9.scale_shape_manual(values=theme.GROUP_SHAPES)
        + p9.scale_x_continuous(name=catalogue.text("inference_panel.x"), labels=number_labels(catalogue))
        + p9.labs(y="", title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(
            panel_grid_major_x=p9.element_line(color=theme.RULE, size=0.5),
            panel_grid_major_y=p9.element_blank(),
            panel_spacing_y=0.03,
            strip_text=p9.element_text(color=theme.INK, size=8.0, weight="bold", ha="left"),
        )
    )


def _place_methods(frame: pl.DataFrame, panels: dict[tuple[str, str], str], catalogue: Catalogue) -> pl.DataFrame:
    """The rows drawn, with panel and name of the method; the first method stands highest."""
    names = {method: catalogue.label("inference_method", method) for method in INFERENCE_METHODS}
    drawn = frame.filter(~pl.col("group_trends"), pl.col("outcome").is_in(OUTCOMES))
    panel = [panels[key] for key in drawn.select("outcome", "control_group").iter_rows()]
    return drawn.with_columns(
        pl.Series("panel", panel, dtype=pl.Enum(list(panels.values()))),
        pl.col("method")
        .replace_strict(names, return_dtype=pl.String)
        .cast(pl.Enum(list(reversed(names.values()))))
        .alias("name"),
        pl.col("estimate", "ci_low", "ci_high").cast(pl.Float64),
    )

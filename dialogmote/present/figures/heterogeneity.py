"""Effects by group of spells: a forest of estimates with intervals, and whether the groups of a kind differ."""

from collections.abc import Mapping

import plotnine as p9
import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, SPELL_GROUPS
from dialogmote.present import theme
from dialogmote.present.figures.ticks import even_breaks, exact_labels
from dialogmote.present.tables.grids import write_p_value
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 8.4
HEIGHT_INCHES = 6.6
OUTCOMES = ("meeting", "duration")
DODGE = 0.17  # half the distance between the two control groups
LINE = 0.28  # the same of the two p-values, which are lines of text
KIND_GAP = 0.55  # between the groups of one kind and the next, in groups
BAND_REACH = (1 + KIND_GAP) / 2  # of a kind's band beyond its outer groups
HEADROOM = 0.28  # of the range of estimates, to the right of it: the p-values
MARGIN = 0.03  # of the range, to the left of the estimates
SMALLEST_RANGE = 1.0  # of an axis whose estimates are all missing


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A panel per outcome, a row per group, kinds on bands of their own. `frame`: `Heterogeneity`."""
    places = _place_groups()
    top = max(places.values()) + 1.0
    rows = _place_estimates(frame, places, catalogue)
    ends = _panel_ends(rows, catalogue)
    known = rows.drop_nulls(["estimate", "ci_low", "ci_high"])
    aesthetics = p9.aes("estimate", "position", color="control_group", shape="control_group")
    # The scales need rows also where the gate hid every estimate.
    plot = p9.ggplot((known if known.height else rows).to_pandas(), aesthetics)
    for band in _shade_kinds(places):
        plot += band
    return (
        plot
        + p9.geom_blank(p9.aes(x="end", y="top"), data=_both_ends(ends, top).to_pandas(), inherit_aes=False)
        + p9.geom_vline(xintercept=0, color=theme.MUTED, size=0.6)
        + p9.geom_segment(p9.aes(x="ci_low", xend="ci_high", yend="position"), size=0.9)
        + p9.geom_point(size=2.3)
        + _p_values(rows, places, ends, catalogue)
        + _p_heading(ends, top, catalogue)
        + p9.facet_wrap("panel", scales="free_x", nrow=1)
        + p9.scale_color_manual(values=theme.GROUP_COLOURS, labels=_control_names(catalogue), name="")
        + p9.scale_shape_manual(values=theme.GROUP_SHAPES, labels=_control_names(catalogue), name="")
        + p9.scale_x_continuous(
            name=catalogue.text("heterogeneity.x"),
            breaks=even_breaks(HEADROOM),
            labels=exact_labels(catalogue),
            expand=(0, 0),
        )
        + p9.scale_y_continuous(
            name="",
            breaks=list(places.values()),
            labels=[catalogue.label("spell_group", group) for group in places],
            limits=(min(places.values()) - BAND_REACH, top + 0.4),
            expand=(0, 0),
        )
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(legend_position="top", legend_justification="left", legend_title=p9.element_blank())
        + p9.theme(
            panel_spacing_x=0.03,
            panel_grid_major_x=p9.element_line(color=theme.RULE, size=0.5),
            panel_grid_major_y=p9.element_blank(),
        )
    )


def _place_groups() -> dict[str, float]:
    """The height of each group, the first at the top."""
    places: dict[str, float] = {}
    height = 0.0
    for groups in SPELL_GROUPS.values():
        for group in groups:
            places[group] = height
            height -= 1.0
        height -= KIND_GAP
    return places


def _place_estimates(frame: pl.DataFrame, places: Mapping[str, float], catalogue: Catalogue) -> pl.DataFrame:
    """The rows in the order in which they are drawn, with height and panel; national above Trøndelag."""
    panels = _panel_names(catalogue)
    side = pl.when(pl.col("control_group") == "national").then(DODGE).otherwise(-DODGE)
    return (
        frame.filter(pl.col("outcome").is_in(OUTCOMES))
        .with_columns(
            position=pl.col("group").replace_strict(places, return_dtype=pl.Float64) + side,
            panel=pl.col("outcome").replace_strict(panels).cast(pl.Enum(list(panels.values()))),
            control_group=pl.col("control_group").cast(pl.Enum(CONTROL_GROUPS)),
        )
        .sort("panel", "position")
    )


def _panel_ends(rows: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Where each panel begins and ends, with room for the p-values and where these end: panel, low, high, p_end."""
    found = []
    for name in _panel_names(catalogue).values():
        panel = rows.filter(pl.col("panel") == name)
        low = min([*panel["ci_low"].drop_nulls(), 0.0])
        high = max([*panel["ci_high"].drop_nulls(), 0.0])
        width = max(high - low, SMALLEST_RANGE)
        found.append((name, low - MARGIN * width, low + (1 + MARGIN) * (1 + HEADROOM) * width))
    panels = pl.Enum([name for name, _, _ in found])
    ends = pl.DataFrame(found, schema={"panel": panels, "low": pl.Float64, "high": pl.Float64}, orient="row")
    return ends.with_columns(p_end=pl.col("high") - MARGIN / 2 * (pl.col("high") - pl.col("low")))


def _both_ends(ends: pl.DataFrame, top: float) -> pl.DataFrame:
    return ends.unpivot(["low", "high"], index="panel", value_name="end").with_columns(top=pl.lit(top))


def _shade_kinds(places: Mapping[str, float]) -> list[p9.annotate]:
    """A band behind every other kind."""
    bands = []
    for groups in list(SPELL_GROUPS.values())[::2]:
        heights = [places[group] for group in groups]
        bands.append(
            p9.annotate(
                "rect",
                xmin=float("-inf"),
                xmax=float("inf"),
                ymin=min(heights) - BAND_REACH,
                ymax=max(heights) + BAND_REACH,
                fill=theme.SHADE,
            )
        )
    return bands


def _p_values(
    rows: pl.DataFrame, places: Mapping[str, float], ends: pl.DataFrame, catalogue: Catalogue
) -> p9.geom_text:
    """The p-value that a kind's groups are equal, for both control groups, at the right beside the kind."""
    tests = (
        rows.group_by("panel", "kind", "control_group", maintain_order=True)
        .agg(p_equal=pl.col("p_equal").drop_nulls().first())
        .join(ends, on="panel", how="left", maintain_order="left")
    )
    middles = {kind: sum(places[group] for group in groups) / len(groups) for kind, groups in SPELL_GROUPS.items()}
    side = pl.when(pl.col("control_group") == "national").then(LINE).otherwise(-LINE)
    written = [write_p_value(p, catalogue) for p in tests["p_equal"]]
    placed = tests.with_columns(
        pl.Series("written", written, dtype=pl.String),
        position=pl.col("kind").replace_strict(middles, return_dtype=pl.Float64) + side,
    )
    return p9.geom_text(
        p9.aes("p_end", "position", label="written", color="control_group"),
        data=placed.to_pandas(),
        inherit_aes=False,
        ha="right",
        size=theme.LABEL_SIZE,
        family=theme.FONT,
        show_legend=False,
    )


def _p_heading(ends: pl.DataFrame, top: float, catalogue: Catalogue) -> p9.geom_text:
    """What the p-values are, above them."""
    heading = ends.with_columns(written=pl.lit(catalogue.text("heterogeneity.p")), top=pl.lit(top))
    return p9.geom_text(
        p9.aes("p_end", "top", label="written"),
        data=heading.to_pandas(),
        inherit_aes=False,
        ha="right",
        size=theme.LABEL_SIZE,
        family=theme.FONT,
        color=theme.MUTED,
    )


def _panel_names(catalogue: Catalogue) -> dict[str, str]:
    return {outcome: catalogue.text(f"heterogeneity.panel_{outcome}") for outcome in OUTCOMES}


def _control_names(catalogue: Catalogue) -> dict[str, str]:
    return {group: catalogue.label("control_group", group) for group in CONTROL_GROUPS}

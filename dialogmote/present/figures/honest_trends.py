"""Robust intervals of the effects in period 2, by how far from parallel the trends may have been."""

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import empty_panels
from dialogmote.present.figures.ticks import even_breaks, exact_labels
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.6
HEIGHT_INCHES = 6.0
OUTCOMES = ("meeting", "duration")
METHODS = ("relative_magnitudes", "smoothness")
ASIDE = -0.12  # where the interval under parallel trends stands, as a share of the largest m
HEADROOM = 0.14  # of the intervals' range, above them: where the breakdown value is named
SMALLEST_RANGE = 1.0  # of a panel without any estimate
COLOURS = {"parallel": theme.VERMILLION, "robust": theme.BLACK}


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A panel per outcome and way of bounding trends, an interval per bound. `frame`: `HonestTrends`."""
    names = _panel_names(catalogue)
    rows = _place_intervals(frame, names)
    ends = _panel_ends(rows, list(names.values()))
    kinds = {kind: catalogue.text(f"honest_trends.{kind}") for kind in COLOURS}
    plot = p9.ggplot(_to_the_edge(rows, ends).to_pandas(), p9.aes("position", color="kind"))
    for layer in _breakdown_marks(rows, ends, catalogue):
        plot += layer
    return (
        plot
        + p9.geom_blank(p9.aes(x="zero", y="zero"), data=empty_panels(names.values()).to_pandas(), inherit_aes=False)
        + p9.geom_blank(p9.aes(x="zero", y="top"), data=ends.to_pandas(), inherit_aes=False)
        + p9.geom_hline(yintercept=0, color=theme.MUTED, size=0.6)
        + p9.geom_linerange(p9.aes(ymin="ci_low", ymax="ci_high"), size=0.9)
        + _parallel_points(rows)
        + p9.facet_wrap("panel", scales="free", ncol=len(METHODS))
        + p9.scale_color_manual(values=COLOURS, labels=kinds, name="")
        + p9.scale_x_continuous(
            name=catalogue.text("honest_trends.x"), breaks=_from_zero, labels=exact_labels(catalogue)
        )
        + p9.scale_y_continuous(
            name=catalogue.text("honest_trends.y"), breaks=even_breaks(HEADROOM), labels=exact_labels(catalogue)
        )
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(legend_position="top", legend_justification="left", legend_title=p9.element_blank())
        + p9.theme(panel_spacing_x=0.06, panel_spacing_y=0.03, strip_text=p9.element_text(ma="left"))
    )


def _to_the_edge(rows: pl.DataFrame, ends: pl.DataFrame) -> pl.DataFrame:
    """An interval without one end is drawn to the edge of its panel; one without both has no estimate."""
    known = rows.filter(pl.any_horizontal(pl.col("ci_low", "ci_high").is_not_null()))
    edged = known.join(ends, on="panel", how="left", maintain_order="left").with_columns(
        pl.col("ci_low").fill_null(pl.col("low")), pl.col("ci_high").fill_null(pl.col("top"))
    )
    return edged.select(rows.columns)


def _parallel_points(rows: pl.DataFrame) -> p9.geom_point:
    """The estimate, on the interval under parallel trends: the robust intervals are not centred on it."""
    parallel = rows.filter(kind="parallel").to_pandas()
    return p9.geom_point(p9.aes(y="estimate"), data=parallel, size=2.2, shape="s", show_legend=False)


def _from_zero(limits: tuple[float, float]) -> list[float]:
    """Breaks of m, which is never negative: left of 0 stands the interval under parallel trends."""
    return [place for place in even_breaks()(limits) if place >= 0]


def _panel_names(catalogue: Catalogue) -> dict[tuple[str, str], str]:
    return {
        (outcome, method): catalogue.text(
            "honest_trends.panel",
            outcome=catalogue.label("outcome_unit", outcome),
            method=catalogue.label("honest_method", method),
        )
        for outcome in OUTCOMES
        for method in METHODS
    }


def _place_intervals(frame: pl.DataFrame, names: dict[tuple[str, str], str]) -> pl.DataFrame:
    """The known intervals by panel, each at its m, and beside them the one under parallel trends."""
    known = frame.filter(pl.col("outcome").is_in(OUTCOMES), pl.col("method").is_in(METHODS)).drop_nulls("m")
    panel = [names[key] for key in known.select("outcome", "method").iter_rows()]
    robust = known.with_columns(
        pl.Series("panel", panel, dtype=pl.Enum(list(names.values()))), position=pl.col("m"), kind=pl.lit("robust")
    )
    aside = robust.filter(pl.col("grid_place") == 0).with_columns(
        position=ASIDE * _largest_m(robust), kind=pl.lit("parallel"), ci_low="parallel_low", ci_high="parallel_high"
    )
    placed = pl.concat([aside, robust]).with_columns(pl.col("kind").cast(pl.Enum(list(COLOURS))))
    return placed.sort("panel", "kind", "grid_place")


def _largest_m(robust: pl.DataFrame) -> pl.Series:
    """The largest m of the panel of every row at the grid's first place."""
    largest = robust.group_by("panel").agg(largest=pl.col("m").max())
    first = robust.filter(pl.col("grid_place") == 0)
    return first.join(largest, on="panel", how="left", maintain_order="left")["largest"]


def _panel_ends(rows: pl.DataFrame, panels: list[str]) -> pl.DataFrame:
    """By panel `low` and `high`, the ends of its intervals, and `top`, the end of the room for names above them."""
    found = []
    for name in panels:
        panel = rows.filter(pl.col("panel") == name)
        low = min([*panel["ci_low"].drop_nulls(), 0.0])
        high = max([*panel["ci_high"].drop_nulls(), 0.0])
        found.append((name, low, high, high + HEADROOM * max(high - low, SMALLEST_RANGE), 0.0))
    names = ("low", "high", "top", "zero")
    schema = pl.Schema([("panel", pl.Enum(panels)), *((name, pl.Float64()) for name in names)])
    return pl.DataFrame(found, schema=schema, orient="row")


def _breakdown_marks(
    rows: pl.DataFrame, ends: pl.DataFrame, catalogue: Catalogue
) -> list[p9.geom_segment | p9.geom_text]:
    """A dotted line at the smallest m that lets zero in, and its name above; where no m does, or zero is in, words."""
    panels = rows.filter(kind="parallel").join(ends, on="panel", how="left", maintain_order="left")
    if panels.is_empty():
        return []
    largest = rows.group_by("panel").agg(largest=pl.col("m").max())
    places = panels.join(largest, on="panel", how="left", maintain_order="left").with_columns(
        pl.Series("written", [_name_breakdown(value, catalogue) for value in panels["breakdown"]], dtype=pl.String),
        middle=(pl.col("high") + pl.col("top")) / 2,
        # Named from the left edge, for a name at its line would run out of the panel.
        start=pl.lit(0.0),
    )
    drawn = places.filter(pl.col("breakdown") > 0, pl.col("breakdown") <= pl.col("largest"))
    line = p9.geom_segment(
        p9.aes(x="breakdown", xend="breakdown", y="low", yend="high"),
        data=drawn.to_pandas(),
        color=theme.BLUE,
        linetype="dotted",
        size=0.8,
        inherit_aes=False,
    )
    name = p9.geom_text(
        p9.aes("start", "middle", label="written"),
        data=places.to_pandas(),
        ha="left",
        size=theme.LABEL_SIZE,
        family=theme.FONT,
        color=theme.BLUE,
        inherit_aes=False,
    )
    return [line, name] if drawn.height else [name]


def _name_breakdown(value: float | None, catalogue: Catalogue) -> str:
    if value is None:
        return catalogue.text("honest_trends.no_breakdown")
    if value == 0:
        return catalogue.text("honest_trends.zero_inside")
    return catalogue.text("honest_trends.breakdown", m=catalogue.number(value, 2))

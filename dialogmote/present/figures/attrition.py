"""Attrition: the cohort's steps as a flow, what stays down the left and what leaves to the right."""

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from dialogmote.present import theme
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.4
HEIGHT_INCHES = 7.4
BOX_LEFT, BOX_WIDTH, BOX_HEIGHT = 0.02, 0.44, 0.62
SIDE_LEFT, SIDE_WIDTH, SIDE_HEIGHT = 0.54, 0.44, 0.6
TOP, BOTTOM = 0.905, 0.075  # of the figure, between title and source


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> Figure:
    """Boxes with what is left after each step, and beside each arrow what the step took out. `frame`: `Attrition`."""
    figure = Figure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), facecolor="white")
    axes = figure.add_axes((0.02, BOTTOM, 0.96, TOP - BOTTOM))
    steps = frame.rows(named=True)
    axes.set(xlim=(0, 1), ylim=(len(steps) - 0.62, -0.38))
    axes.set_axis_off()
    for place, step in enumerate(steps):
        _draw_stock(axes, place, step, catalogue, is_last=place == len(steps) - 1)
        if place:
            _draw_arrow(axes, place)
            _draw_removed(axes, place, step, steps[place - 1], catalogue)
    _write_words(figure, words)
    return figure


def _draw_stock(axes: Axes, place: int, step: dict[str, Any], catalogue: Catalogue, is_last: bool) -> None:
    """The box of what is left after a step."""
    is_end = place == 0 or is_last
    _draw_box(axes, BOX_LEFT, place, BOX_WIDTH, BOX_HEIGHT, face="#E3EEF6" if is_end else "#FFFFFF", edge=theme.BLUE)
    title = "attrition.first" if place == 0 else "attrition.final" if is_last else "attrition.left"
    _write(axes, BOX_LEFT + 0.02, place - 0.15, catalogue.text(title), size=9.2, weight="bold")
    counts = catalogue.text(
        "attrition.stock",
        spells=catalogue.count(step["spells_left"]),
        persons=catalogue.count(step["persons_left"]),
        rows=catalogue.count(step["rows_left"]),
    )
    _write(axes, BOX_LEFT + 0.02, place + 0.12, counts, size=8.4, spacing=1.3)


def _draw_removed(axes: Axes, place: int, step: dict[str, Any], before: dict[str, Any], catalogue: Catalogue) -> None:
    """The box of what a step took out, beside the arrow into the step's stock."""
    height = place - 0.5
    axes.annotate(
        "",
        xy=(SIDE_LEFT, height),
        xytext=(BOX_LEFT + BOX_WIDTH / 2, height),
        arrowprops={"arrowstyle": "-|>", "color": theme.MUTED, "linewidth": 1.0, "shrinkA": 0, "shrinkB": 0},
    )
    _draw_box(axes, SIDE_LEFT, height, SIDE_WIDTH, SIDE_HEIGHT, face="#FBF1EA", edge=theme.VERMILLION)
    _write(axes, SIDE_LEFT + 0.02, height - 0.16, catalogue.label("step", step["step"]), size=9.2, weight="bold")
    _write(axes, SIDE_LEFT + 0.02, height + 0.11, removed_words(step, before, catalogue), size=8.4, spacing=1.3)


def removed_words(step: dict[str, Any], before: dict[str, Any], catalogue: Catalogue) -> str:
    """What a step removed, as text: spells and their share of those before the step, or rows when no spell left."""
    if step["step"] == "one_row_a_spell":
        return catalogue.text("attrition.removed_rows", rows=catalogue.count(step["rows_removed"]))
    removed, left = step["spells_removed"], before["spells_left"]
    share = 100 * removed / left if left and removed is not None else None  # null: hidden by the disclosure gate
    return catalogue.text(
        "attrition.removed_spells", spells=catalogue.count(step["spells_removed"]), share=catalogue.percent(share)
    )


def _draw_arrow(axes: Axes, place: int) -> None:
    axes.annotate(
        "",
        xy=(BOX_LEFT + BOX_WIDTH / 2, place - BOX_HEIGHT / 2),
        xytext=(BOX_LEFT + BOX_WIDTH / 2, place - 1 + BOX_HEIGHT / 2),
        arrowprops={"arrowstyle": "-|>", "color": theme.INK, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0},
    )


def _draw_box(axes: Axes, left: float, middle: float, width: float, height: float, face: str, edge: str) -> None:
    style = "round,pad=0,rounding_size=0.012"
    box = FancyBboxPatch(
        (left, middle - height / 2), width, height, boxstyle=style, facecolor=face, edgecolor=edge, linewidth=1.0
    )
    axes.add_patch(box)


def _write(
    axes: Axes, left: float, middle: float, text: str, size: float, weight: str = "normal", spacing: float = 1.2
) -> None:
    style: dict[str, Any] = {
        "size": size,
        "weight": weight,
        "linespacing": spacing,
        "color": theme.INK,
        "family": theme.FONT,
    }
    axes.text(left, middle, text, va="center", **style)


def _write_words(figure: Figure, words: FigureWords) -> None:
    """Title, subtitle and source where the other figures have them."""
    left: dict[str, Any] = {"x": 0.035, "ha": "left", "family": theme.FONT}
    figure.text(y=0.972, s=words.title, size=11.5, weight="bold", color=theme.INK, va="top", **left)
    figure.text(y=0.938, s=words.subtitle, size=9, color=theme.MUTED, va="top", linespacing=1.35, **left)
    figure.text(y=0.018, s=words.caption, size=7.8, color=theme.MUTED, va="bottom", linespacing=1.4, **left)

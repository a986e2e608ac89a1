"""Names beside a map, each with a line to the point that it names."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Literal

import plotnine as p9

from dialogmote.present import theme
from dialogmote.present.figures.outlines import Box

NAME_GAP = 0.24  # inches between two names in a margin
NAME_REACH = 0.12  # inches from the map's edge to a name
NAME_CHARACTERS = 14  # of a name on one line


@dataclass(frozen=True)
class Name:
    """A name in a margin, where it stands, and the point in the area that it names."""

    text: str
    side: Literal["left", "right"]
    x: float
    y: float
    east: float
    north: float


def name_in_margins(places: list[tuple[float, float, str]], page: Box) -> list[Any]:
    """Layers with the names, the western half left of the map and the rest right of it. `places`: x, y and name."""
    wrapped = sorted((x, y, "\n".join(wrap(name, NAME_CHARACTERS))) for x, y, name in places)
    half = (len(wrapped) + 1) // 2
    names = [*_stack_names(wrapped[:half], "left", page), *_stack_names(wrapped[half:], "right", page)]
    # All lines below all points: a line may pass an area that is not its own, but covers no point.
    return [layer for draw_part in (_name_line, _name_point) for name in names for layer in draw_part(name)]


def _stack_names(places: list[tuple[float, float, str]], side: Literal["left", "right"], page: Box) -> list[Name]:
    """The names of one margin as near to their areas' heights as they do not touch."""
    gap = NAME_GAP * (1 + max((text.count("\n") for _, _, text in places), default=0) / 2)
    heights = fit_between(theme.spread_labels([y for _, y, _ in places], gap), page.bottom, page.top)
    x = page.left - NAME_REACH if side == "left" else page.right + NAME_REACH
    return [
        Name(text, side, x, height, east, north) for (east, north, text), height in zip(places, heights, strict=True)
    ]


def _name_line(name: Name) -> list[Any]:
    """The line from a name to its area, on a white one that lifts it off the map."""
    line = {"x": name.x + (0.03 if name.side == "left" else -0.03), "xend": name.east, "y": name.y, "yend": name.north}
    return [
        p9.annotate("segment", color="#FFFFFF", size=1.3, **line),
        p9.annotate("segment", color=theme.INK, size=0.4, **line),
    ]


def _name_point(name: Name) -> list[Any]:
    """The point in the area, and the name."""
    ha = "right" if name.side == "left" else "left"
    return [
        p9.annotate(
            "point", x=name.east, y=name.north, color="#FFFFFF", fill=theme.INK, shape="o", size=1.6, stroke=0.4
        ),
        p9.annotate(
            "text", x=name.x, y=name.y, label=name.text, ha=ha, va="center", size=theme.LABEL_SIZE, color=theme.INK,
            family=theme.FONT,
        ),
    ]  # fmt: skip


def fit_between(heights: list[float], bottom: float, top: float) -> list[float]:
    """Heights moved by one step so that none lies outside; squeezed evenly where there is no room for that."""
    if not heights:
        return []
    low, high = min(heights), max(heights)
    if high - low > top - bottom:
        return [bottom + (height - low) / (high - low) * (top - bottom) for height in heights]
    step = max(bottom - low, 0.0) + min(top - high, 0.0)
    return [height + step for height in heights]

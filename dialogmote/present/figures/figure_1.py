"""Figure 1: map of the offices' areas, pilot offices marked; without areas, the pilot offices by name (RULES 8).

One plane holds both maps, in inches on the page: the country, and beside it the county of the pilot, whose pilot
offices are named in the margins.
"""

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import plotnine as p9
import polars as pl
import shapely

from dialogmote.present import theme
from dialogmote.present.figures.margin_names import name_in_margins
from dialogmote.present.figures.outlines import (
    Box,
    MapView,
    fit_view,
    largest_polygon,
    polygons_of,
    read_outlines,
    surround,
)
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.figure_1 import KINDS, code_kinds, count_kinds, name_counties, short_name
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.4
HEIGHT_INCHES = 6.0
PLANE = Box(0.0, 0.0, 7.2, 4.9)
COUNTRY_PAGE = Box(0.0, 1.35, 2.1, 4.6)
COUNTY_PAGE = Box(3.1, 0.0, 6.2, 4.6)
KEY_TOP, KEY_STEP, KEY_SIDE = 0.85, 0.27, 0.15
LIST_COLUMNS, LIST_STEP, LIST_TOP = 4, 0.27, 4.3
NOTE_CHARACTERS = 108  # on a line across the figure
MOST_NAMED = 40  # offices without an area that a note names one by one
FRAME_INK = "#A84A00"  # of the frame that says where the county lies


@dataclass(frozen=True)
class Shape:
    """A polygon on the page: its office, and of which kind that is (pilot, county, country)."""

    office: str
    kind: str
    polygon: shapely.Polygon


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue, areas: pl.DataFrame | None = None) -> p9.ggplot:
    """The map, or the list when no office of the pilot's county has an area.

    `frame`: `Figure1`; `areas`: `Figure1Areas`, or None when there are none.
    """
    offices = code_kinds(frame)
    outlines = {} if areas is None else read_outlines(areas)
    near = offices.filter(pl.col("kind") != "country", pl.col("office").is_in(list(outlines)))
    layers = _map_layers(offices, outlines, catalogue) if near.height else _list_layers(offices, catalogue)
    missing = offices.filter(~pl.col("office").is_in(list(outlines))) if near.height else offices.clear()
    subtitle = words.subtitle if near.height else catalogue.text("figure_1.no_areas")
    return (
        p9.ggplot()
        + layers
        + p9.coord_fixed(xlim=(PLANE.left, PLANE.right), ylim=(PLANE.bottom, PLANE.top), expand=False)
        + p9.scale_x_continuous(breaks=[])
        + p9.scale_y_continuous(breaks=[])
        + p9.labs(x="", y="", title=words.title, subtitle=subtitle, caption=_caption(words, missing, catalogue))
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(
            panel_grid_major_y=p9.element_blank(),
            axis_line_x=p9.element_blank(),
            axis_title=p9.element_blank(),
            axis_text=p9.element_blank(),
        )
    )


def _caption(words: FigureWords, missing: pl.DataFrame, catalogue: Catalogue) -> str:
    """The figure's caption, after a note that names the offices without an area, pilot offices first."""
    if not missing.height:
        return words.caption
    names = [short_name(name) for name in missing.sort(~pl.col("pilot"), "office")["name"]]
    rest = len(names) - MOST_NAMED
    if rest > 0:
        names = [*names[:MOST_NAMED], catalogue.text("figure_1.others", n=catalogue.count(rest))]
    note = catalogue.text("figure_1.missing", names=catalogue.items(names))
    return "\n".join([*wrap(note, NOTE_CHARACTERS), words.caption])


def _map_layers(offices: pl.DataFrame, outlines: dict[str, shapely.Geometry], catalogue: Catalogue) -> list[Any]:
    """The country, the county with its pilot offices named, and the key."""
    near = offices.filter(pl.col("kind") != "country", pl.col("office").is_in(list(outlines)))
    ground = surround([outlines[office] for office in near["office"]], margin_share=0.04)
    country = fit_view(surround(outlines.values()), COUNTRY_PAGE, is_anchored_top=True)
    county = fit_view(ground, COUNTY_PAGE, is_anchored_top=True)
    return [
        *_area_layers(_place_shapes(offices, outlines, country), edge=None),
        *_area_layers(_place_shapes(offices, outlines, county), edge="#FFFFFF"),
        _frame_box(county.page, FRAME_INK, 0.6),
        _frame_box(_seen_in(country, ground), FRAME_INK, 0.9),
        _title_text(catalogue.text("figure_1.country"), PLANE.left),
        _title_text(name_counties(offices, catalogue), county.page.left),
        *name_in_margins(_place_names(offices, outlines, county), county.page),
        *_key_layers(offices, catalogue),
    ]


def _place_shapes(offices: pl.DataFrame, outlines: dict[str, shapely.Geometry], view: MapView) -> list[Shape]:
    """The polygons of the offices that a view shows, in the order of the offices."""
    return [
        Shape(row["office"], row["kind"], polygon)
        for row in offices.rows(named=True)
        if row["office"] in outlines
        for polygon in polygons_of(view.place(outlines[row["office"]]))
    ]


def _area_layers(shapes: list[Shape], edge: str | None) -> list[Any]:
    """The areas, pilot offices last and with a dark outline, so that they stand out in grey print too."""
    layers: list[Any] = []
    for kind in reversed(KINDS):
        polygons = [shape.polygon for shape in shapes if shape.kind == kind]
        if not polygons:
            continue
        plain = theme.AREA_EDGES[kind] if edge is None or kind == "country" else edge
        layers.append(
            p9.geom_map(
                p9.aes(geometry="geometry"),
                data=pl.DataFrame({"geometry": pl.Series(polygons, dtype=pl.Object)}).to_pandas(),
                fill=theme.AREA_FILLS[kind],
                color=theme.INK if kind == "pilot" and edge else plain,
                size=0.45 if edge else 0.15,
                inherit_aes=False,
            )
        )
    return layers


def _seen_in(view: MapView, ground: Box) -> Box:
    """Where a part of the ground lies on a map's page."""
    left, bottom, right, top = shapely.bounds(
        view.place(shapely.box(ground.left, ground.bottom, ground.right, ground.top))
    ).tolist()
    return Box(left, bottom, right, top)


def _frame_box(box: Box, colour: str, size: float) -> Any:
    return p9.annotate(
        "rect", xmin=box.left, xmax=box.right, ymin=box.bottom, ymax=box.top, color=colour, fill=None, size=size
    )


def _place_names(
    offices: pl.DataFrame, outlines: dict[str, shapely.Geometry], view: MapView
) -> list[tuple[float, float, str]]:
    """A point inside the largest polygon of each pilot office with an area, on the page, and the office's name."""
    places = []
    for row in offices.filter(pl.col("kind") == "pilot", pl.col("office").is_in(list(outlines))).rows(named=True):
        point = shapely.point_on_surface(largest_polygon(view.place(outlines[row["office"]])))
        places.append((point.x, point.y, short_name(row["name"])))
    return places


def _key_layers(offices: pl.DataFrame, catalogue: Catalogue) -> list[Any]:
    """A square per kind of office, what it is, and how many there are."""
    counts = count_kinds(offices)
    layers: list[Any] = []
    for line, kind in enumerate(KINDS):
        middle = KEY_TOP - line * KEY_STEP
        box = {"xmin": 0.0, "xmax": KEY_SIDE, "ymin": middle - KEY_SIDE / 2, "ymax": middle + KEY_SIDE / 2}
        values = {"county": name_counties(offices, catalogue)} if kind == "county" else {}
        text = catalogue.text(f"figure_1.key_{kind}", n=catalogue.count(counts[kind]), **values)
        colour = theme.INK if kind == "pilot" else theme.AREA_EDGES[kind]
        layers += [
            p9.annotate("rect", fill=theme.AREA_FILLS[kind], color=colour, size=0.45, **box),
            _plain_text(KEY_SIDE + 0.1, middle, text),
        ]
    return layers


def _list_layers(offices: pl.DataFrame, catalogue: Catalogue) -> list[Any]:
    """The pilot offices by name in columns, the county's other offices in running text, and how many the rest are."""
    names = _names_of(offices, "pilot")
    counts = {kind: catalogue.count(count) for kind, count in count_kinds(offices).items()}
    titles = {
        kind: catalogue.text(f"figure_1.list_{kind}", county=name_counties(offices, catalogue), n=counts[kind])
        for kind in ("pilot", "county")
    }
    lines = -(-len(names) // LIST_COLUMNS) or 1
    step = min(LIST_STEP, 0.5 * PLANE.height / lines)
    below = LIST_TOP - lines * step - 0.25
    others = "\n".join(wrap(catalogue.items(_names_of(offices, "county")), NOTE_CHARACTERS))
    return [
        _title_text(titles["pilot"], 0.0, LIST_TOP + 0.35),
        *(
            _plain_text(place // lines * PLANE.width / LIST_COLUMNS, LIST_TOP - place % lines * step, name)
            for place, name in enumerate(names)
        ),
        _title_text(titles["county"], 0.0, below),
        _plain_text(0.0, below - 0.25, others, va="top"),
        _plain_text(0.0, 0.15, catalogue.text("figure_1.list_country", n=counts["country"])),
    ]


def _names_of(offices: pl.DataFrame, kind: str) -> list[str]:
    """The short names of one kind of office, in the order of the alphabet."""
    return [short_name(name) for name in offices.filter(pl.col("kind") == kind).sort("name", "office")["name"]]


def _plain_text(x: float, y: float, label: str, va: str = "center") -> Any:
    return p9.annotate(
        "text", x=x, y=y, label=label, ha="left", va=va, size=theme.LABEL_SIZE + 0.4, color=theme.INK,
        family=theme.FONT, lineheight=1.5,
    )  # fmt: skip


def _title_text(label: str, x: float, y: float = PLANE.top - 0.13) -> Any:
    return p9.annotate(
        "text", x=x, y=y, label=label, ha="left", va="center", size=9, color=theme.INK, family=theme.FONT,
        fontweight="bold",
    )  # fmt: skip

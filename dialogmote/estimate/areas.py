"""Outlines of the offices' areas for the map of figure 1, simplified together so that shared borders stay closed.

Source: RULES 8, 16; coverage simplification as GEOS has it (Visvalingam and Whyatt 1993).
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

from dialogmote.cohort.offices import resolve_offices
from dialogmote.contracts.artifacts import Figure1Areas

MOST_CORNERS = 30_000  # what a map on a page can show, and a figure's file can carry
TOLERANCES_M = (0.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1600.0, 3200.0, 6400.0)
GRID_M = 1.0
POLYGON = 3  # shapely's type of one

Shapes = npt.NDArray[np.object_]


def figure_1_areas(areas: pl.DataFrame, offices: pl.DataFrame, *, most_corners: int = MOST_CORNERS) -> pl.DataFrame:
    """The corners of each final office's area (contract `figure_1_areas`), in metres, EPSG:25833.

    `areas` are the verified rows of `nav_enhet_omrade` (`office_code`, `geometry` as well-known binary; no rows when
    the extract is missing), `offices` those of `nav_enhet`. Areas of merged codes are united. An office without an
    area is not there, nor is an area whose code no office has. Rings are numbered from 0 by office, a part's holes
    right after its outline; the corner that closes a ring is not repeated.
    """
    united = _unite_by_office(areas, offices)
    shapes = _simplify_to(_as_array(united.values()), most_corners) if united else _as_array([])
    rows = [row for office, shape in zip(united, shapes, strict=True) for row in _corners_of(office, shape)]
    return pl.DataFrame(
        {name: [row[place] for row in rows] for place, name in enumerate(Figure1Areas.columns())},
        schema={name: column.dtype for name, column in Figure1Areas.columns().items()},
    )


def _unite_by_office(areas: pl.DataFrame, offices: pl.DataFrame) -> dict[str, shapely.Geometry]:
    """One valid area of polygons per final office, by office code."""
    final = resolve_offices(offices).select("office_code", "office")
    known = areas.filter(pl.col("geometry").is_not_null()).join(final, on="office_code", how="inner")
    by_office: dict[str, list[bytes]] = {}
    for office, geometry in known.sort("office", "office_code").select("office", "geometry").iter_rows():
        by_office.setdefault(office, []).append(geometry)
    united = {office: _unite(geometries) for office, geometries in by_office.items()}
    return {office: shape for office, shape in united.items() if not shapely.is_empty(shape)}


def _unite(geometries: list[bytes]) -> shapely.Geometry:
    shapes = shapely.make_valid(shapely.force_2d(shapely.from_wkb(np.array(geometries, dtype=np.object_))))
    return _polygons_of(shapely.union_all([_polygons_of(shape) for shape in shapes]))


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a geometry in a fixed order; repairs can leave lines and points beside them."""
    parts = shapely.get_parts(shapely.get_parts(shape))  # a collection can hold a MultiPolygon
    polygons = parts[shapely.get_type_id(parts) == POLYGON]
    return shapely.normalize(shapely.multipolygons(polygons))


def _simplify_to(shapes: Shapes, most_corners: int) -> Shapes:
    """The shapes simplified with the smallest of the tolerances that leaves at most so many corners, or the largest."""
    coverage = _as_coverage(shapes)
    simple = shapes
    for tolerance in TOLERANCES_M:
        simple = _simplify(shapes, coverage, tolerance)
        if shapely.get_num_coordinates(simple).sum() <= most_corners:
            break
    return simple


def _as_coverage(shapes: Shapes) -> Shapes | None:
    """The shapes as a coverage, whose neighbours meet in the very same corners; None where they are none.

    Corners that differ by less than the grid, as after a change of coordinates, are brought together by rounding.
    """
    if shapely.coverage_is_valid(shapes, gap_width=GRID_M):
        return shapes
    rounded = _as_array(_polygons_of(shape) for shape in shapely.set_precision(shapes, GRID_M))
    if shapely.coverage_is_valid(rounded) and not shapely.is_empty(rounded).any():
        return rounded
    return shapes if shapely.coverage_is_valid(shapes) else None


def _simplify(shapes: Shapes, coverage: Shapes | None, tolerance: float) -> Shapes:
    """Simplified together where they are a coverage, else each by itself; 0 leaves every corner."""
    if tolerance == 0:
        return shapes
    if coverage is None:
        simple = shapely.simplify(shapes, tolerance, preserve_topology=True)
    else:
        simple = shapely.coverage_simplify(coverage, tolerance)
    return _as_array(_drop_specks(shape, tolerance) for shape in simple)


def _drop_specks(shape: shapely.Geometry, tolerance: float) -> shapely.Geometry:
    """The shape without parts smaller than the tolerance squared (skerries), its largest part kept in any case."""
    parts = shapely.get_parts(shape)
    sizes = shapely.area(parts)
    kept = parts[(sizes >= tolerance**2) | (sizes == sizes.max())]
    return shapely.normalize(shapely.multipolygons(kept))


def _as_array(shapes: Iterable[shapely.Geometry]) -> Shapes:
    return np.array(list(shapes), dtype=np.object_)


def _corners_of(office: str, shape: shapely.Geometry) -> Iterator[tuple[str, int, int, bool, float, float]]:
    """Office, ring, corner, whether the ring is a hole, easting and northing of every corner."""
    ring = 0
    for part in shapely.get_parts(shape):
        for place, line in enumerate([part.exterior, *part.interiors]):
            for corner, (easting, northing) in enumerate(shapely.get_coordinates(line)[:-1].tolist()):
                yield office, ring, corner, place > 0, easting, northing
            ring += 1

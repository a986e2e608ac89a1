"""Outlines of areas as polygons, and where they come to lie in a drawing with several maps."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
import shapely
from shapely import affinity


@dataclass(frozen=True)
class Box:
    """A rectangle, in metres on the ground or in inches on the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom


@dataclass(frozen=True)
class MapView:
    """The part of the ground that a map shows, and its place on the page; one scale in both directions."""

    ground: Box
    page: Box

    @property
    def scale(self) -> float:
        """Inches on the page per metre on the ground."""
        return self.page.width / self.ground.width

    def place(self, shape: shapely.Geometry) -> shapely.Geometry:
        """A shape from the ground, cut at the map's edge, on the page; empty when it lies outside."""
        ground, scale = self.ground, self.scale
        cut = shapely.clip_by_rect(shape, ground.left, ground.bottom, ground.right, ground.top)
        east, north = self.page.left - scale * ground.left, self.page.bottom - scale * ground.bottom
        return affinity.affine_transform(cut, [scale, 0, 0, scale, east, north])


def read_outlines(areas: pl.DataFrame) -> dict[str, shapely.Geometry]:
    """One shape per office, from the corners of its rings, holes left out of it. `areas`: `Figure1Areas`.

    A ring of fewer than three corners is no area and is passed over; an outline that crosses itself is mended.
    """
    ordered = areas.sort("office", "ring", "corner")
    shapes: dict[str, shapely.Geometry] = {}
    for part in ordered.partition_by("office", maintain_order=True):
        rings = [ring for ring in part.partition_by("ring", maintain_order=True) if ring.height >= 3]
        solid, holes = (
            [
                shapely.Polygon(ring.select("easting_m", "northing_m").to_numpy())
                for ring in rings
                if _is_hole(ring) == kind
            ]
            for kind in (False, True)
        )
        shape = shapely.difference(_unite(solid), _unite(holes))
        if not shapely.is_empty(shape):
            shapes[part["office"][0]] = shape
    return shapes


def _is_hole(ring: pl.DataFrame) -> bool:
    return bool(ring["is_hole"][0])


def _unite(polygons: Iterable[shapely.Polygon]) -> shapely.Geometry:
    return shapely.union_all([shapely.make_valid(polygon) for polygon in polygons])


def polygons_of(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """The polygons a shape is made of; lines and points that cutting can leave are no areas."""
    return [part for part in shapely.get_parts(shape).tolist() if isinstance(part, shapely.Polygon) and part.area > 0]


def largest_polygon(shape: shapely.Geometry) -> shapely.Polygon:
    """The largest of a shape's polygons: where an office on several islands is named."""
    return max(polygons_of(shape), key=lambda polygon: polygon.area)


def surround(shapes: Iterable[shapely.Geometry], margin_share: float = 0.0) -> Box:
    """The smallest box around the shapes, with a margin as a share of its longer side."""
    left, bottom, right, top = shapely.total_bounds(list(shapes)).tolist()
    margin = margin_share * max(right - left, top - bottom)
    return Box(left - margin, bottom - margin, right + margin, top + margin)


def fit_view(ground: Box, page: Box, is_anchored_top: bool = False) -> MapView:
    """The view of `ground` as large as fits into `page`, in the middle of its width."""
    scale = min(page.width / ground.width, page.height / ground.height)
    width, height = scale * ground.width, scale * ground.height
    left = page.left + (page.width - width) / 2
    bottom = page.top - height if is_anchored_top else page.bottom + (page.height - height) / 2
    return MapView(ground, Box(left, bottom, left + width, bottom + height))

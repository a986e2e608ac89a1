"""Office areas for the map: each county is a rectangle in EPSG:25833, cut into the areas nearest to each office."""

import numpy as np
import polars as pl
import shapely

from dialogmote.registers.simulate.draws import Streams
from dialogmote.registers.simulate.offices import Offices
from dialogmote.registers.simulate.truth import County, OfficeTruth

METRES = 1000.0


def area_rows(truth: OfficeTruth, offices: Offices, streams: Streams) -> pl.DataFrame:
    """The extract `nav_enhet_omrade`, English names: one polygon an office, well-known binary, sorted by code."""
    # ASSUME simulated_counties: counties are slanted blocks, not their real borders; only the map is drawn from them.
    rng = streams.named("areas")
    codes, shapes = [], []
    for number, county in enumerate(truth.counties):
        members = np.flatnonzero(offices.county == number)
        outline = _outline(county)
        codes += offices.codes[members, 2, 0].tolist()
        shapes += _cut(outline, _points_in(county, len(members), rng))
    frame = pl.DataFrame({"office_code": codes, "geometry": [shapely.to_wkb(shape) for shape in shapes]})
    return frame.sort("office_code")


def _outline(county: County) -> shapely.Polygon:
    """The county's block, its corners cut so that neighbours do not look like a grid."""
    x, y, w, h = county.x_km, county.y_km, county.width_km, county.height_km
    corners = [(0.1, 0), (0.9, 0.03), (1, 0.15), (0.97, 0.9), (0.85, 1), (0.12, 0.97), (0, 0.8), (0.04, 0.12)]
    return shapely.Polygon([((x + w * a) * METRES, (y + h * b) * METRES) for a, b in corners])


def _points_in(county: County, n: int, rng: np.random.Generator) -> np.ndarray:
    """Places of the offices inside the county: a jittered grid keeps them apart."""
    across = int(np.ceil(np.sqrt(n)))
    cells = rng.permutation(across * across)[:n]
    jitter = rng.uniform(0.25, 0.75, (n, 2))
    place = (np.column_stack([cells % across, cells // across]) + jitter) / across
    span = np.array([county.width_km, county.height_km])
    return (np.array([county.x_km, county.y_km]) + (0.06 + 0.88 * place) * span) * METRES


def _cut(outline: shapely.Polygon, points: np.ndarray) -> list[shapely.Geometry]:
    """The part of the outline nearest to each point, whole metres, in the points' order."""
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=outline))
    tree = shapely.STRtree(cells)
    owners = [int(tree.query(shapely.Point(p), predicate="within")[0]) for p in points]
    return [shapely.normalize(shapely.set_precision(shapely.intersection(cells[i], outline), 1.0)) for i in owners]

"""Successors of offices, and their areas. Source: RULES 5, 8 and 16."""

import polars as pl
import shapely

from dialogmote.registers.problems import Problem
from dialogmote.registers.verify.tables import Tables

AREA_TYPES = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def check_successors(tables: Tables) -> list[Problem]:
    """Successor codes that no row has, and rings of successors."""
    if not tables.has("nav_enhet", "office_code", "successor_code"):
        return []
    frame = tables.frames["nav_enhet"]
    codes = frame["office_code"].drop_nulls().unique()
    failing = ~frame["successor_code"].is_in(codes.implode())
    text = "no row has the successor's code; deliver the office, or correct the code"
    problems = tables.problem("nav_enhet", ["successor_code"], "successor_missing", failing, text)
    if not tables.has("nav_enhet", "valid_from"):
        return problems
    # Only the latest row of a code is followed, so only rings among those are rings.
    latest = (
        frame.select("office_code", "successor_code", "valid_from")
        .with_row_index("row")
        .drop_nulls(["office_code", "valid_from"])
        .sort("office_code", "valid_from", "row")
        .unique("office_code", keep="last", maintain_order=True)
    )
    ring = find_rings(dict(zip(latest["office_code"], latest["successor_code"], strict=True)))
    rows = latest.filter(pl.col("office_code").is_in(sorted(ring)))["row"].sort()
    if rows.len() > 0:
        text = "following the successors comes back to the same office; correct the ring (its latest rows fail)"
        problems.append(tables.counted_problem("nav_enhet", ["successor_code"], "successor_ring", rows, text))
    return problems


def find_rings(successors: dict[str, str | None]) -> set[str]:
    """The codes that lie on a ring of `successors` (code -> its follower or None); not those that lead to one."""
    on_ring: set[str] = set()
    done: set[str] = set()
    for start in successors:
        path: dict[str, int] = {}
        code: str | None = start
        while code is not None and code not in done and code not in path:
            path[code] = len(path)
            code = successors.get(code)
        if code is not None and code in path:
            on_ring.update(list(path)[path[code] :])
        done.update(path)
    return on_ring


def check_areas(tables: Tables) -> list[Problem]:
    """Areas that are not a polygon or several in well-known binary."""
    if not tables.has("nav_enhet_omrade", "geometry"):
        return []
    geometry = tables.frames["nav_enhet_omrade"]["geometry"]
    failing = pl.Series([value is not None and not _is_area(value) for value in geometry], dtype=pl.Boolean)
    text = "the geometry is not a Polygon or MultiPolygon in well-known binary; correct it"
    return tables.problem("nav_enhet_omrade", ["geometry"], "bad_geometry", failing, text)


def _is_area(value: bytes) -> bool:
    shape = shapely.from_wkb(value, on_invalid="ignore")
    return shape is not None and not shape.is_empty and shapely.get_type_id(shape) in AREA_TYPES

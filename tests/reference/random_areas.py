"""Areas for some of the offices of a random register: GeoParquet written by hand, for RULES 8 and figure 1."""

import json
import struct

import pyarrow as pa

EPSG_25833 = {
    "$schema": "https://proj.org/schemas/v0.7/projjson.schema.json",
    "type": "ProjectedCRS",
    "name": "ETRS89 / UTM zone 33N",
    "id": {"authority": "EPSG", "code": 25833},
}
LITTLE_ENDIAN, POLYGON, MULTI_POLYGON = 1, 3, 6


def polygon(west, south, side):
    """A square as well-known binary, one closed ring."""
    ring = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    corners = b"".join(struct.pack("<dd", float(x), float(y)) for x, y in ring)
    return struct.pack("<BIII", LITTLE_ENDIAN, POLYGON, 1, len(ring)) + corners


def multi_polygon(parts):
    return struct.pack("<BII", LITTLE_ENDIAN, MULTI_POLYGON, len(parts)) + b"".join(parts)


def areas_table(codes):
    """The extract `nav_enhet_omrade`: a square for each code, every third in two parts; CRS in the metadata."""
    shapes = []
    for place, code in enumerate(codes):
        west, south = 200_000 + 20_000 * (place % 5), 7_000_000 + 20_000 * (place // 5)
        parts = [polygon(west, south, 15_000)]
        if place % 3 == 1:
            parts.append(polygon(west + 16_000, south, 2_000))
        shapes.append({"nav_enhet_kode": code, "geometry": parts[0] if len(parts) == 1 else multi_polygon(parts)})
    column = {"encoding": "WKB", "geometry_types": ["MultiPolygon", "Polygon"], "crs": EPSG_25833}
    metadata = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    schema = pa.schema(
        [("nav_enhet_kode", pa.string()), ("geometry", pa.binary())], metadata={"geo": json.dumps(metadata)}
    )
    return pa.Table.from_pylist(shapes, schema=schema)

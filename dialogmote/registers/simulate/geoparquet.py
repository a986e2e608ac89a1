"""Writing the office areas as GeoParquet 1.1 in EPSG:25833."""

import json
import os

import polars as pl
import pyarrow.parquet as pq
import shapely

from dialogmote.writing import write_whole

# The reference system in PROJJSON, as GeoParquet asks: a derived system may be named by its authority and code.
ETRS89_UTM_33N = {
    "$schema": "https://proj.org/schemas/v0.7/projjson.schema.json",
    "type": "ProjectedCRS",
    "name": "ETRS89 / UTM zone 33N",
    "base_crs": {
        "name": "ETRS89",
        "datum": {
            "type": "GeodeticReferenceFrame",
            "name": "European Terrestrial Reference System 1989",
            "ellipsoid": {"name": "GRS 1980", "semi_major_axis": 6378137, "inverse_flattening": 298.257222101},
        },
        "coordinate_system": {
            "subtype": "ellipsoidal",
            "axis": [
                {"name": "Geodetic latitude", "abbreviation": "Lat", "direction": "north", "unit": "degree"},
                {"name": "Geodetic longitude", "abbreviation": "Lon", "direction": "east", "unit": "degree"},
            ],
        },
        "id": {"authority": "EPSG", "code": 4258},
    },
    "conversion": {
        "name": "UTM zone 33N",
        "method": {"name": "Transverse Mercator", "id": {"authority": "EPSG", "code": 9807}},
        "parameters": [
            {"name": "Latitude of natural origin", "value": 0, "unit": "degree"},
            {"name": "Longitude of natural origin", "value": 15, "unit": "degree"},
            {"name": "Scale factor at natural origin", "value": 0.9996, "unit": "unity"},
            {"name": "False easting", "value": 500000, "unit": "metre"},
            {"name": "False northing", "value": 0, "unit": "metre"},
        ],
    },
    "coordinate_system": {
        "subtype": "Cartesian",
        "axis": [
            {"name": "Easting", "abbreviation": "E", "direction": "east", "unit": "metre"},
            {"name": "Northing", "abbreviation": "N", "direction": "north", "unit": "metre"},
        ],
    },
    "id": {"authority": "EPSG", "code": 25833},
}


def geo_metadata(areas: pl.DataFrame, geometry: str) -> str:
    """The `geo` metadata of the areas: version, encoding, kinds of geometry, extent and reference system."""
    shapes = shapely.from_wkb(areas[geometry].to_list())
    column = {
        "encoding": "WKB",
        "geometry_types": sorted({shape.geom_type for shape in shapes}),
        "bbox": shapely.total_bounds(shapes).tolist(),
        "crs": ETRS89_UTM_33N,
    }
    return json.dumps({"version": "1.1.0", "primary_column": geometry, "columns": {geometry: column}}, sort_keys=True)


def write_areas(areas: pl.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write the extract `nav_enhet_omrade` (register names) as GeoParquet, whole or not at all."""
    table = areas.to_arrow()
    metadata = {**(table.schema.metadata or {}), b"geo": geo_metadata(areas, "geometry").encode("utf-8")}
    table = table.replace_schema_metadata(metadata)
    write_whole(path, lambda temporary: pq.write_table(table, temporary, compression="zstd"))

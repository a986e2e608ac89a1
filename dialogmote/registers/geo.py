"""What the GeoParquet metadata of the office areas must say. Source: GeoParquet 1.1.0, the study's RULES 8."""

import json
from dataclasses import dataclass

EPSG_CODE = 25833


@dataclass(frozen=True)
class CrsFault:
    """A rule the metadata break, and what to do about it."""

    rule: str
    text: str


def find_crs_fault(geo: str | None, geometry_column: str) -> CrsFault | None:
    """What is wrong with the file metadata under the key `geo`, or None.

    The geometry column must be WKB in EPSG:25833. A coordinate system left out means longitude and latitude in
    GeoParquet, and null an unknown one: both are wrong here.
    """
    advice = f"write the areas as GeoParquet, WKB in EPSG:{EPSG_CODE}"
    column = _column_metadata(geo, geometry_column)
    if column is None:
        return CrsFault("geo_metadata_missing", f"the file has no GeoParquet metadata for the column; {advice}")
    if column.get("encoding") != "WKB":
        return CrsFault("geometry_encoding", f"the metadata do not say that the encoding is WKB; {advice}")
    if not _is_expected_crs(column.get("crs")):
        return CrsFault("wrong_crs", f"the metadata do not say that the coordinates are EPSG:{EPSG_CODE}; {advice}")
    return None


def _column_metadata(geo: str | None, geometry_column: str) -> dict[str, object] | None:
    """The metadata of the geometry column, or None when they are absent or not what GeoParquet prescribes."""
    try:
        metadata = json.loads(geo) if geo is not None else None
    except json.JSONDecodeError:
        return None
    columns = metadata.get("columns") if isinstance(metadata, dict) else None
    column = columns.get(geometry_column) if isinstance(columns, dict) else None
    return column if isinstance(column, dict) else None


def _is_expected_crs(crs: object) -> bool:
    """Whether a PROJJSON object names EPSG:25833 as its id; some writers put the bare code there instead."""
    if isinstance(crs, str):
        return crs.strip().upper() == f"EPSG:{EPSG_CODE}"
    if not isinstance(crs, dict):
        return False
    several = crs.get("ids")
    identifiers = [crs.get("id"), *(several if isinstance(several, list) else [])]
    return any(_is_expected_id(identifier) for identifier in identifiers)


def _is_expected_id(identifier: object) -> bool:
    """Whether an identifier is EPSG:25833."""
    if not isinstance(identifier, dict):
        return False
    return str(identifier.get("authority")).upper() == "EPSG" and str(identifier.get("code")) == str(EPSG_CODE)

"""Reading the office areas: GeoParquet, well-known binary, EPSG:25833 (RULES 8)."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from extract_builders import GEO_METADATA, valid_extracts

from dialogmote.registers.read import read_extract


def problems(result):
    return [(problem.column, problem.rule, problem.rows) for problem in result.problems]


def _write_areas(folder: Path, geo: object) -> str:
    path = folder / "nav_enhet_omrade.parquet"
    metadata = None if geo is None else {"geo": geo if isinstance(geo, str) else json.dumps(geo)}
    valid_extracts()["nav_enhet_omrade"].write_parquet(path, metadata=metadata)
    return str(path)


def _geo(**changes: object) -> dict:
    """The valid metadata with changes to the geometry column's."""
    column = {**GEO_METADATA["columns"]["geometry"], **changes}
    return {**GEO_METADATA, "columns": {"geometry": column}}


@pytest.mark.parametrize(
    ("geo", "rule"),
    [
        (None, "geo_metadata_missing"),
        ("no json", "geo_metadata_missing"),
        ([], "geo_metadata_missing"),
        ({"columns": {"shape": {}}}, "geo_metadata_missing"),
        (_geo(encoding="polygon"), "geometry_encoding"),
        (_geo(crs=None), "wrong_crs"),
        (_geo(crs={"id": {"authority": "EPSG", "code": 4326}}), "wrong_crs"),
        (_geo(crs={"id": {"authority": "OGC", "code": "CRS84"}}), "wrong_crs"),
        (_geo(crs={"name": "ETRS89 / UTM zone 33N"}), "wrong_crs"),
        (_geo(crs="EPSG:32633"), "wrong_crs"),
    ],
)
def test_areas_without_the_right_coordinate_system_are_told(tmp_path, geo, rule):
    result = read_extract([_write_areas(tmp_path, geo)], "nav_enhet_omrade", {})
    assert problems(result) == [("geometry", rule, 0)]


def test_areas_without_a_named_coordinate_system_are_told(tmp_path):
    geo = _geo()
    del geo["columns"]["geometry"]["crs"]
    assert problems(read_extract([_write_areas(tmp_path, geo)], "nav_enhet_omrade", {})) == [
        ("geometry", "wrong_crs", 0)
    ]


def test_code_of_the_coordinate_system_may_be_text(tmp_path):
    geo = _geo(crs={"id": {"authority": "EPSG", "code": "25833"}})
    assert read_extract([_write_areas(tmp_path, geo)], "nav_enhet_omrade", {}).problems == ()


def test_code_of_the_coordinate_system_may_stand_alone(tmp_path):
    assert read_extract([_write_areas(tmp_path, _geo(crs="EPSG:25833"))], "nav_enhet_omrade", {}).problems == ()


def test_areas_in_the_geoarrow_extension_type_are_read(tmp_path):
    frame = valid_extracts()["nav_enhet_omrade"]
    field = pa.field("geometry", pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"})
    schema = pa.schema([pa.field("nav_enhet_kode", pa.string()), field], metadata={"geo": json.dumps(_geo())})
    columns = [frame["nav_enhet_kode"].to_arrow().cast(pa.string()), frame["geometry"].to_arrow().cast(pa.binary())]
    pq.write_table(pa.table(columns, schema=schema), tmp_path / "nav_enhet_omrade.parquet")
    result = read_extract([str(tmp_path / "nav_enhet_omrade.parquet")], "nav_enhet_omrade", {})
    assert result.problems == ()
    assert result.frame["geometry"].to_list() == frame["geometry"].to_list()


def test_coordinate_system_may_have_several_ids(tmp_path):
    geo = _geo(crs={"ids": [{"authority": "EPSG", "code": 25833}]})
    assert read_extract([_write_areas(tmp_path, geo)], "nav_enhet_omrade", {}).problems == ()

"""Successors of offices and their areas."""

import polars as pl
import pytest
import shapely
from extract_builders import valid_extracts
from verify_helpers import append, assert_rows_fail, spoil, told, verify

from dialogmote.registers.verify.offices import find_rings

OFFICE, AREA = "nav_enhet", "nav_enhet_omrade"


def test_successor_that_no_row_has_is_told(tmp_path):
    row = pl.col("nav_enhet_kode") == "5003"
    changed = spoil(OFFICE, row, etterfolger_kode="0777")
    verification = verify(tmp_path, {OFFICE: changed})
    assert told(verification) == [(OFFICE, "etterfolger_kode", "successor_missing", 1)]
    assert_rows_fail(verification, OFFICE, "successor_missing", changed.filter(row))


def test_unknown_successor_of_an_older_row_is_told_too(tmp_path):
    row = (pl.col("nav_enhet_kode") == "0315") & (pl.col("innbyggere") == 52_000)
    verification = verify(tmp_path, {OFFICE: spoil(OFFICE, row, etterfolger_kode="0777")})
    assert told(verification) == [(OFFICE, "etterfolger_kode", "successor_missing", 1)]


def test_office_that_succeeds_itself_is_a_ring(tmp_path):
    row = pl.col("nav_enhet_kode") == "5003"
    changed = spoil(OFFICE, row, etterfolger_kode="5003")
    verification = verify(tmp_path, {OFFICE: changed})
    assert told(verification) == [(OFFICE, "etterfolger_kode", "successor_ring", 1)]
    assert_rows_fail(verification, OFFICE, "successor_ring", changed.filter(row))


def test_ring_of_three_is_told_without_the_office_that_leads_to_it(tmp_path):
    # 1601 -> 5001 -> 5002 -> 5003 -> 5001
    changed = valid_extracts()[OFFICE]
    for code, follower in (("5001", "5002"), ("5002", "5003"), ("5003", "5001")):
        changed = changed.with_columns(
            etterfolger_kode=pl.when(pl.col("nav_enhet_kode") == code)
            .then(pl.lit(follower))
            .otherwise("etterfolger_kode")
        )
    verification = verify(tmp_path, {OFFICE: changed})
    assert told(verification) == [(OFFICE, "etterfolger_kode", "successor_ring", 3)]
    expected = changed.filter(pl.col("nav_enhet_kode").is_in(["5001", "5002", "5003"]))
    assert_rows_fail(verification, OFFICE, "successor_ring", expected)


def test_ring_through_an_older_row_is_none_for_only_latest_rows_are_followed(tmp_path):
    older = (pl.col("nav_enhet_kode") == "0315") & (pl.col("innbyggere") == 52_000)
    assert told(verify(tmp_path, {OFFICE: spoil(OFFICE, older, etterfolger_kode="0315")})) == []


def test_chain_of_successors_is_no_error(tmp_path):
    changed = spoil(OFFICE, pl.col("nav_enhet_kode") == "5001", etterfolger_kode="5003")
    assert told(verify(tmp_path, {OFFICE: changed})) == []


@pytest.mark.parametrize(
    ("successors", "ring"),
    [
        ({}, set()),
        ({"a": None}, set()),
        ({"a": "b", "b": "c", "c": None}, set()),
        ({"a": "a"}, {"a"}),
        ({"a": "b", "b": "a"}, {"a", "b"}),
        ({"x": "a", "a": "b", "b": "a", "y": "x"}, {"a", "b"}),
        ({"a": "b", "b": "a", "c": "d", "d": "e", "e": "c", "f": "a"}, {"a", "b", "c", "d", "e"}),
        ({"a": "not there"}, set()),
    ],
)
def test_rings_are_found_in_any_graph_of_successors(successors, ring):
    assert find_rings(successors) == ring


@pytest.mark.parametrize(
    "shape",
    [
        shapely.to_wkb(shapely.Point(1, 2)),
        shapely.to_wkb(shapely.LineString([(0, 0), (1, 1)])),
        shapely.to_wkb(shapely.Polygon()),
        shapely.to_wkb(shapely.GeometryCollection([shapely.box(0, 0, 1, 1)])),
        shapely.to_wkb(shapely.box(0, 0, 1, 1))[:-4],
        b"POLYGON ((0 0, 1 0, 1 1, 0 0))",
        b"",
    ],
)
def test_geometry_that_is_no_area_in_well_known_binary_is_told(tmp_path, shape):
    row = pl.col("nav_enhet_kode") == "5002"
    changed = spoil(AREA, row, geometry=shape)
    verification = verify(tmp_path, {AREA: changed})
    assert told(verification) == [(AREA, "geometry", "bad_geometry", 1)]
    assert_rows_fail(verification, AREA, "bad_geometry", changed.filter(row))


def test_area_of_an_unknown_office_is_no_error(tmp_path):
    changed = append(AREA, pl.col("nav_enhet_kode") == "5002", nav_enhet_kode="0666")
    assert told(verify(tmp_path, {AREA: changed})) == []

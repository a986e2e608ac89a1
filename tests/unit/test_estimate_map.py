"""The map: offices and outlines of their areas (RULES 8, 16)."""

from datetime import date

import numpy as np
import polars as pl
import pytest
import shapely
from unit.cohort_builders import frame
from unit.study_builders import cohort

from dialogmote.contracts.artifacts import Figure1, Figure1Areas
from dialogmote.estimate.areas import figure_1_areas
from dialogmote.estimate.map import figure_1


def offices(*rows: dict) -> pl.DataFrame:
    return frame("nav_enhet", list(rows))


def office(code: str, successor: str | None = None, since: int = 2000, **other: object) -> dict:
    return {"office_code": code, "successor_code": successor, "valid_from": date(since, 1, 1)} | other


def areas(**shapes: shapely.Geometry | None) -> pl.DataFrame:
    """Areas by code, given as `c0301=...`."""
    blobs = [None if shape is None else shapely.to_wkb(shape) for shape in shapes.values()]
    codes = [name.removeprefix("c") for name in shapes]
    return pl.DataFrame(
        {"office_code": codes, "geometry": blobs}, schema={"office_code": pl.String, "geometry": pl.Binary}
    )


def rings_of(corners: pl.DataFrame, code: str) -> list[tuple[bool, list[tuple[float, float]]]]:
    """Whether each ring of an office is a hole, and its corners."""
    rings = corners.filter(pl.col("office") == code).partition_by("ring", maintain_order=True)
    return [(ring["is_hole"][0], ring.select("easting_m", "northing_m").rows()) for ring in rings]


def shape_of(corners: pl.DataFrame, code: str) -> shapely.Geometry:
    """The area an office's corners enclose, holes taken out."""
    shape = shapely.Polygon()
    for is_hole, ring in rings_of(corners, code):
        part = shapely.Polygon(ring)
        shape = shape.difference(part) if is_hole else shape.union(part)
    return shape


def test_figure_1_has_one_row_a_final_office_with_the_spells_of_every_start():
    rows = (
        office("5002", name := "5001", office_name="Old", county="Old county", is_pilot=False),
        office(name, office_name="Name of before", county="Before", since=2010),
        office(name, office_name="Name of now", county="Now", is_pilot=True, since=2020),
        office("0301", office_name="Other", county="Oslo"),
    )
    spells = cohort({"office": "5001"}, {"office": "5001", "start_date": date(2021, 12, 31)})
    figure = figure_1(offices(*rows), spells)
    Figure1.validate(figure)
    assert figure.rows() == [("0301", "Other", "Oslo", False, 0), ("5001", "Name of now", "Now", True, 2)]


def test_spell_at_no_final_office_is_an_error():
    with pytest.raises(ValueError, match="1 spells"):
        figure_1(offices(office("5002", "5001"), office("5001")), cohort({"office": "5002"}))


def test_figure_1_without_spells_lists_every_office():
    assert figure_1(offices(office("0301")), cohort({}).clear())["n_spells"].to_list() == [0]


def test_without_the_extract_of_areas_there_are_no_corners():
    corners = figure_1_areas(areas(), offices(office("0301")))
    Figure1Areas.validate(corners)
    assert corners.is_empty()


def test_corners_of_a_square_stand_in_order_and_the_first_is_not_repeated():
    corners = figure_1_areas(areas(c0301=shapely.box(0, 0, 10, 10)), offices(office("0301")))
    Figure1Areas.validate(corners)
    [(is_hole, ring)] = rings_of(corners, "0301")
    assert not is_hole and len(ring) == 4
    assert shapely.Polygon(ring).equals(shapely.box(0, 0, 10, 10))
    assert corners["corner"].to_list() == [0, 1, 2, 3]


def test_holes_are_marked_and_follow_their_outline():
    lake, island = shapely.box(2, 2, 4, 4), shapely.box(20, 0, 25, 5)
    shape = shapely.union(shapely.box(0, 0, 10, 10).difference(lake), island)
    corners = figure_1_areas(areas(c0301=shape), offices(office("0301")))
    rings = rings_of(corners, "0301")
    place = [is_hole for is_hole, _ in rings].index(True)
    assert [is_hole for is_hole, _ in rings].count(True) == 1 and len(rings) == 3
    assert shapely.Polygon(rings[place - 1][1]).equals(shapely.box(0, 0, 10, 10))
    assert shape_of(corners, "0301").equals(shape)


def test_areas_of_merged_codes_are_united_in_the_final_office():
    corners = figure_1_areas(
        areas(c5001=shapely.box(0, 0, 10, 10), c5002=shapely.box(10, 0, 20, 10)),
        offices(office("5001"), office("5002", "5001")),
    )
    assert corners["office"].unique().to_list() == ["5001"]
    assert corners["ring"].unique().to_list() == [0]  # the border between them is gone
    assert shape_of(corners, "5001").equals(shapely.box(0, 0, 20, 10))


def test_office_without_geometry_and_area_without_office_are_not_there():
    rows = offices(office("0301"), office("0302"), office("0303"))
    shapes = areas(c0301=shapely.box(0, 0, 1, 1), c0302=None, c9999=shapely.box(5, 5, 6, 6))
    assert figure_1_areas(shapes, rows)["office"].unique().to_list() == ["0301"]


def test_self_crossing_outline_is_repaired():
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    corners = figure_1_areas(areas(c0301=bow), offices(office("0301")))
    assert shape_of(corners, "0301").area == pytest.approx(50.0)  # two triangles of 25


def wavy_neighbours(noise_m: float = 0.0) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Two areas of 10 km that share a finely drawn border, the second's corners a little off."""
    northing = np.linspace(0, 10_000, 2_001)
    easting = np.round(10_000 + 300 * np.sin(northing / 400) + 30 * np.sin(northing / 13))
    west = [(0, 0), *zip(easting, northing, strict=True), (0, 10_000)]
    east = [(20_000, 0), *zip(easting + noise_m, northing, strict=True), (20_000, 10_000)]
    return shapely.Polygon(west), shapely.Polygon(east)


@pytest.mark.parametrize("noise_m", [0.0, 1e-7, -0.2], ids=["the same corners", "gaps", "overlaps"])
def test_simplified_neighbours_keep_one_border(noise_m):
    west, east = wavy_neighbours(noise_m)
    shapes = areas(c0301=west, c0302=east)
    corners = figure_1_areas(shapes, offices(office("0301"), office("0302")), most_corners=500)
    assert 20 < corners.height <= 500
    sides = np.array([shape_of(corners, "0301"), shape_of(corners, "0302")])
    assert shapely.coverage_is_valid(sides)
    assert shapely.length(shapely.intersection(*sides)) > 10_000
    # The tolerances tried move the border by tens of metres along 10 km: a hundredth of the area at most.
    assert shapely.area(sides) == pytest.approx([west.area, east.area], rel=0.01)


def test_few_corners_are_left_as_they_are():
    west, east = wavy_neighbours()
    corners = figure_1_areas(areas(c0301=west, c0302=east), offices(office("0301"), office("0302")))
    assert shape_of(corners, "0301").equals(west)


def test_areas_that_lie_over_each_other_are_drawn_all_the_same():
    wheel = shapely.Point(0, 0).buffer(5_000, quad_segs=500)
    corners = figure_1_areas(
        areas(c0301=wheel, c0302=wheel), offices(office("0301"), office("0302")), most_corners=1_000
    )
    assert corners["office"].unique().sort().to_list() == ["0301", "0302"]
    assert corners.height <= 1_000
    # Thinned by some hundred metres at most: a tenth of a radius of 5 km.
    assert shape_of(corners, "0302").area == pytest.approx(wheel.area, rel=0.1)


def test_skerries_leave_a_simplified_map_and_the_only_part_of_an_office_stays():
    west, _ = wavy_neighbours()
    skerries = [shapely.box(x, -500, x + 10, -490) for x in range(0, 2_000, 100)]
    shapes = areas(c0301=shapely.union_all([west, *skerries]), c0302=shapely.box(50_000, 0, 50_010, 10))
    corners = figure_1_areas(shapes, offices(office("0301"), office("0302")), most_corners=300)
    assert len(rings_of(corners, "0301")) == 1
    assert len(rings_of(corners, "0302")) == 1


def test_row_order_does_not_change_the_corners():
    west, east = wavy_neighbours()
    rows = offices(office("0301"), office("0302"), office("0303", "0302"))
    shapes = areas(c0301=west, c0302=east, c0303=shapely.box(30_000, 0, 31_000, 1_000))
    turned = figure_1_areas(shapes.reverse(), rows.reverse(), most_corners=500)
    assert turned.equals(figure_1_areas(shapes, rows, most_corners=500))

"""Figure 1: which areas the map shows and where, what it does without them, and what it says."""

import io
from pathlib import Path

import numpy as np
import plotnine as p9
import polars as pl
import pytest
import shapely
from present_frames_descriptives import figure_1, figure_1_areas

from dialogmote.present.figures import figure_1 as module
from dialogmote.present.figures.margin_names import NAME_GAP, fit_between, name_in_margins
from dialogmote.present.figures.outlines import Box, fit_view, largest_polygon, polygons_of, read_outlines, surround
from dialogmote.present.saving import compose_figure, save_figure
from dialogmote.present.texts import Catalogue, load_catalogue
from dialogmote.present.words.figure_1 import code_kinds, short_name, state_facts
from dialogmote.present.words.model import write_words
from scripts import plot_map

TEXTS = Path(__file__).parents[2] / "resources" / "texts"
KM2 = 1e6
ROUNDING = 1e-9  # inches and shares: a handful of float operations


def catalogue(language: str = "en") -> Catalogue:
    return load_catalogue(sorted((TEXTS / language).glob("*.yaml")), language, is_synthetic=True)


def draw(areas: pl.DataFrame | None, language: str = "en", frame: pl.DataFrame | None = None) -> p9.ggplot:
    frame = figure_1() if frame is None else frame
    words = write_words("figure_1", state_facts(frame, catalogue(language)), catalogue(language))
    return module.draw(frame, words, catalogue(language), areas)


def texts_of(plot: p9.ggplot) -> list[str]:
    return [str(layer.geom.aes_params["label"]) for layer in plot.layers if "label" in layer.geom.aes_params]


def test_hole_is_left_out_of_the_area() -> None:
    outlines = read_outlines(figure_1_areas())
    assert outlines["5000"].area == pytest.approx((100 - 16) * KM2)
    assert outlines["5001"].area == pytest.approx(100 * KM2)


def test_islands_are_parts_of_one_area() -> None:
    island = (
        figure_1_areas()
        .filter(pl.col("office") == "5005")
        .with_columns(pl.col("ring") + 1, northing_m=pl.col("northing_m") - 50_000)
    )
    shape = read_outlines(pl.concat([figure_1_areas(), island]))["5005"]
    assert len(polygons_of(shape)) == 2
    assert shape.area == pytest.approx(200 * KM2)


def test_order_of_rows_does_not_matter() -> None:
    areas = figure_1_areas()
    shuffled = areas[np.random.default_rng(1).permutation(areas.height)]
    both = read_outlines(areas), read_outlines(shuffled)
    assert list(both[0]) == list(both[1])
    assert all(shapely.equals_exact(both[0][office], both[1][office]) for office in both[0])


def test_ring_of_two_corners_is_passed_over() -> None:
    line = figure_1_areas().filter(pl.col("office") == "5005", pl.col("corner") < 2)
    assert read_outlines(line) == {}


def test_outline_that_crosses_itself_is_mended() -> None:
    bow = (
        figure_1_areas().filter(pl.col("office") == "5005").with_columns(corner=pl.Series([0, 1, 3, 2], dtype=pl.Int32))
    )
    # Two triangles that meet in the middle of the square: half of its area.
    assert read_outlines(bow)["5005"].area == pytest.approx(50 * KM2)


def test_office_on_several_islands_is_named_on_the_largest() -> None:
    small, large = shapely.box(0, 0, 1, 1), shapely.box(5, 5, 9, 9)
    assert largest_polygon(shapely.multipolygons([small, large])).equals(large)


def test_map_has_one_scale_in_both_directions() -> None:
    view = fit_view(Box(0, 0, 200_000, 100_000), Box(1, 1, 3, 4))
    placed = view.place(shapely.box(50_000, 25_000, 60_000, 35_000))
    left, bottom, right, top = placed.bounds
    assert right - left == pytest.approx(top - bottom, abs=ROUNDING)
    assert right - left == pytest.approx(2 / 20, abs=ROUNDING)


def test_map_stays_on_its_page_and_cuts_what_lies_outside() -> None:
    page = Box(1, 1, 3, 4)
    view = fit_view(Box(0, 0, 200_000, 100_000), page)
    left, bottom, right, top = view.place(shapely.box(-1e6, -1e6, 1e6, 1e6)).bounds
    assert page.left - ROUNDING <= left and right <= page.right + ROUNDING
    assert page.bottom - ROUNDING <= bottom and top <= page.top + ROUNDING
    assert shapely.is_empty(view.place(shapely.box(300_000, 0, 400_000, 1)))


def test_margin_is_a_share_of_the_longer_side() -> None:
    assert surround([shapely.box(0, 0, 100, 50)], margin_share=0.1) == Box(-10, -10, 110, 60)


def test_office_is_pilot_other_of_the_county_or_far() -> None:
    kinds = code_kinds(figure_1())["kind"].value_counts().rows()
    assert dict(kinds) == {"pilot": 3, "county": 3, "country": 6}


def test_agency_is_left_out_of_the_names_in_the_figure() -> None:
    assert [short_name(name) for name in ("NAV Vik", "Vik")] == ["Vik", "Vik"]


def test_names_in_one_margin_do_not_touch() -> None:
    names = name_in_margins([(0.1, 1.0, "a"), (0.2, 1.0, "b"), (9.0, 1.0, "c")], Box(0, 0, 10, 4))
    layers = (p9.ggplot() + names).layers
    heights = [layer.geom.data["y"][0] for layer in layers if layer.geom.aes_params.get("label") in ("a", "b")]
    assert abs(heights[0] - heights[1]) >= NAME_GAP - ROUNDING


def test_names_are_moved_back_onto_the_page() -> None:
    assert fit_between([-0.5, 0.5], 0.0, 4.0) == [0.0, 1.0]
    assert fit_between([3.5, 4.5], 0.0, 4.0) == [3.0, 4.0]


def test_too_many_names_are_squeezed_onto_the_page() -> None:
    assert fit_between([-1.0, 2.0, 5.0], 0.0, 4.0) == [0.0, 2.0, 4.0]


def test_pilot_offices_and_no_others_are_named_on_the_map() -> None:
    found = texts_of(draw(figure_1_areas()))
    assert {"Vik 0", "Vik 1", "Vik 2"} <= set(found)
    assert not {"Vik 3", "Berg 0"} & set(found)


def test_office_without_an_area_is_named_under_the_map() -> None:
    areas = figure_1_areas().filter(~pl.col("office").is_in(["5002", "1804"]))
    caption = draw(areas).labels.caption
    assert caption.startswith("No known area: Vik 2 and Berg 4.\n")
    assert "No known area" not in draw(figure_1_areas()).labels.caption


def test_many_offices_without_an_area_are_counted_past_the_first_ones() -> None:
    frame = pl.concat(
        [figure_1()]
        + [
            figure_1().filter(pl.col("office") == "1800").with_columns(office=pl.lit(f"19{place:02d}"))
            for place in range(50)
        ]
    )
    caption = draw(figure_1_areas(), frame=frame).labels.caption
    assert f"and {50 - module.MOST_NAMED} others." in caption.replace("\n", " ")


@pytest.mark.parametrize("areas", [None, figure_1_areas().clear()], ids=["absent", "empty"])
def test_without_areas_the_offices_of_the_county_are_listed(areas: pl.DataFrame | None) -> None:
    plot = draw(areas)
    assert "missing" in plot.labels.subtitle
    assert {"Vik 0", "Vik 1", "Vik 2", "Vik 3, Vik 4 and Vik 5"} <= set(texts_of(plot))
    assert compose_figure(plot) is not None


def test_alternative_text_names_the_pilot_offices() -> None:
    assert state_facts(figure_1(), catalogue("nb")).alt.endswith("Pilotkontor: Vik 0, Vik 1 og Vik 2.")


def test_register_without_pilot_offices_is_still_listed() -> None:
    frame = figure_1().with_columns(pilot=pl.lit(False))
    assert compose_figure(draw(figure_1_areas(), frame=frame)) is not None


def test_map_has_the_same_bytes_twice() -> None:
    files = []
    for _ in range(2):
        buffer = io.BytesIO()
        save_figure(draw(figure_1_areas(), "nb"), buffer, "svg", "title", "description")
        files.append(buffer.getvalue())
    assert files[0] == files[1]


def test_script_writes_the_map_in_three_formats(tmp_path: Path) -> None:
    figure_1().write_parquet(tmp_path / "figure_1.parquet")
    figure_1_areas().write_parquet(tmp_path / "areas.parquet")
    targets = {kind: str(tmp_path / f"map.{kind}") for kind in ("svg", "png", "pdf")}
    texts = [str(TEXTS / "nb" / f"{room}.yaml") for room in ("common", "figure_1")]
    plot_map.main(
        exhibit=str(tmp_path / "figure_1.parquet"),
        areas=str(tmp_path / "areas.parquet"),
        texts=texts,
        language="nb",
        is_synthetic=True,
        seal=str(tmp_path / "seal.json"),
        **targets,
    )
    assert all(f"map.{kind}" in (tmp_path / "seal.json").read_text() for kind in targets)
    heads = {kind: Path(path).read_bytes()[:8] for kind, path in targets.items()}
    assert (
        heads["png"].startswith(b"\x89PNG") and heads["pdf"].startswith(b"%PDF") and heads["svg"].startswith(b"<?xml")
    )

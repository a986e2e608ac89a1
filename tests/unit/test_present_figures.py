"""Figures: that each is drawn in both languages with the same bytes every time, and what is placed where."""

import io
import re
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from test_present_frames import FIGURES, FRAMES, attrition, figure_3, figure_8

from dialogmote.present import theme
from dialogmote.present.figures.attrition import removed_words
from dialogmote.present.figures.events import EVENTS
from dialogmote.present.saving import compose_figure, save_figure
from dialogmote.present.texts import Catalogue, load_catalogue
from dialogmote.present.words.registry import describe_figure

TEXTS = Path(__file__).parents[2] / "resources" / "texts"


def catalogue(language: str = "en") -> Catalogue:
    return load_catalogue(sorted((TEXTS / language).glob("*.yaml")), language, is_synthetic=True)


def draw(name: str, language: str = "en", frame: pl.DataFrame | None = None):
    frame = FRAMES[name]() if frame is None else frame
    words = describe_figure(name, frame, catalogue(language))
    return import_module(f"dialogmote.present.figures.{name}").draw(frame, words, catalogue(language))


def encode(name: str, file_format: str, language: str = "en") -> bytes:
    buffer = io.BytesIO()
    save_figure(draw(name, language), buffer, file_format, "A <title>", "A description")
    return buffer.getvalue()


@pytest.mark.parametrize("name", FIGURES)
def test_figure_is_drawn_in_norwegian_at_its_size(name: str) -> None:
    module = import_module(f"dialogmote.present.figures.{name}")
    figure = compose_figure(draw(name, "nb"))
    assert tuple(figure.get_size_inches()) == (module.WIDTH_INCHES, module.HEIGHT_INCHES)


@pytest.mark.parametrize(
    ("name", "file_format"), [("attrition", "svg"), ("attrition", "pdf"), ("attrition", "png"), ("figure_8", "svg")]
)
def test_figure_has_the_same_bytes_twice(name: str, file_format: str) -> None:
    assert encode(name, file_format) == encode(name, file_format)


def test_svg_has_role_title_and_description_and_no_date() -> None:
    svg = encode("attrition", "svg").decode("utf-8")
    assert '<svg role="img"' in svg
    assert "<title>A &lt;title&gt;</title>" in svg
    assert "<desc>A description</desc>" in svg
    assert "<dc:date>" not in svg


def test_svg_text_is_outlines_that_need_no_font() -> None:
    assert not re.search(r"<text\b", encode("attrition", "svg").decode("utf-8"))


def test_pdf_and_png_carry_no_time_of_making() -> None:
    assert b"CreationDate" not in encode("attrition", "pdf")
    assert b"tIME" not in encode("attrition", "png")


def test_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="known: svg, pdf, png"):
        save_figure(draw("attrition"), io.BytesIO(), "gif")


def test_figure_8_without_one_estimate_is_still_drawn() -> None:
    frame = figure_8()
    hidden = frame.with_columns(estimate=frame["estimate"].scatter(0, None))
    assert compose_figure(draw("figure_8", frame=hidden)) is not None


def test_figure_8_without_any_estimate_is_still_drawn() -> None:
    frame = figure_8()
    nothing = frame.with_columns(
        pl.lit(None, dtype=pl.Float64).alias(name) for name in ("estimate", "ci_low", "ci_high")
    )
    assert len(compose_figure(draw("figure_8", frame=nothing)).axes) == 3


def test_figure_3_of_fewer_years_leaves_out_later_events() -> None:
    short = figure_3().filter(figure_3()["month"].dt.year() < 2019)
    texts = [layer.geom.aes_params.get("label") for layer in draw("figure_3", frame=short).layers]
    assert not any("pandemic" in str(text) for text in texts)
    assert any("pilot offices" in str(text) for text in texts)


def test_event_names_do_not_cross_taller_lines() -> None:
    """Of two events on one side, the name that passes over the other's line stands higher."""
    left = sorted((event for event in EVENTS if event.side == "left"), key=lambda event: event.day)
    right = sorted((event for event in EVENTS if event.side == "right"), key=lambda event: event.day)
    assert [event.step for event in left] == sorted(event.step for event in left)
    assert [event.step for event in right] == sorted((event.step for event in right), reverse=True)


def test_labels_far_apart_stay_where_they_are() -> None:
    assert theme.spread_labels([1.0, 9.0], 2.0) == [1.0, 9.0]


def test_labels_at_one_place_are_spread_about_it() -> None:
    assert theme.spread_labels([5.0, 5.0, 5.0], 2.0) == [3.0, 5.0, 7.0]


def test_spread_labels_keep_order_and_distance() -> None:
    spread = theme.spread_labels([4.0, 1.0, 1.5, 4.4], 1.0)
    ranked = sorted(spread)
    # Rounding of binary fractions: gaps are sums of the gap asked for.
    assert all(above - below >= 1.0 - 1e-9 for below, above in pairwise(ranked))
    assert spread[1] < spread[2] < spread[0] < spread[3]


def test_step_that_removes_rows_says_so_instead_of_spells() -> None:
    before, step = attrition().rows(named=True)[1:3]
    assert removed_words(step, before, catalogue()).startswith("67,070 rows")


def test_removed_share_is_of_the_spells_before_the_step() -> None:
    before, step = attrition().rows(named=True)[2:4]
    assert removed_words(step, before, catalogue()) == "75,318 spells out (8.0%)"


@pytest.mark.parametrize("colours", [theme.GROUP_COLOURS, theme.JUDGEMENT_COLOURS])
def test_colours_that_tell_groups_apart_differ_in_lightness(colours: dict[str, str]) -> None:
    """Grey print keeps groups apart: relative luminance (WCAG) differs by a ratio of at least 1.15."""
    lights = sorted(luminance(colour) + 0.05 for colour in colours.values())
    assert all(above / below >= 1.15 for below, above in pairwise(lights))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [theme.INK, theme.MUTED, "#A84A00"])
def test_text_colours_reach_contrast_aa_on_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5

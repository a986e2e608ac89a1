"""The report's blocks: which sections it has, what stands in each, and how each exhibit was computed."""

import re

import pytest
from report_builders import ARTICLE_FIGURES, ARTICLE_TABLES, MINUS, catalogue, material
from test_present_frames import FIGURES, FRAMES

from dialogmote.present.blocks import Banner, KeyFigures, Material
from dialogmote.present.report import ALWAYS_SHOWN, OUTLINE, assemble_report
from dialogmote.present.tables.data import lay_out_data


def test_synthetic_register_is_told_in_the_first_block() -> None:
    first = assemble_report(material(), catalogue(), 1.0)[0].blocks[0]
    assert isinstance(first, Banner)
    assert "synthetic" in first.title
    assert any(f"{MINUS}8.00" in text for text in first.texts)


def test_without_exhibits_only_what_needs_none_is_left() -> None:
    anchors = [section.anchor for section in assemble_report(Material(), catalogue(), 1.0)]
    assert anchors == ["findings", *ALWAYS_SHOWN]


def test_register_sections_are_left_out_for_real_extracts() -> None:
    whole = material()
    kept = {name: frame for name, frame in whole.frames.items() if name != "planted_vs_estimated"}
    fragments = {
        name: html
        for name, html in whole.fragments.items()
        if name not in ("planted_vs_estimated", "register_fidelity")
    }
    sections = assemble_report(Material(kept, whole.drawings, fragments), catalogue(is_synthetic=False), 1.0)
    assert "register" not in [section.anchor for section in sections]


def test_table_that_no_section_shows_goes_to_the_end() -> None:
    whole = material()
    extended = Material(whole.frames, whole.drawings, dict(whole.fragments) | {"table_9": "<p>nine</p>"})
    sections = assemble_report(extended, catalogue(), 1.0)
    assert sections[-1].anchor == "further"
    assert len(sections) == len(OUTLINE) + 2


def test_key_figures_stand_in_the_findings() -> None:
    blocks = assemble_report(material(), catalogue(), 1.0)[0].blocks
    assert any(isinstance(block, KeyFigures) and len(block.figures) == 6 for block in blocks)


def placed(kind: str) -> list[str]:
    return [entry.partition(":")[2] for _, shown in OUTLINE for entry in shown if entry.partition(":")[0] == kind]


def test_every_exhibit_of_the_article_has_one_place_in_the_outline() -> None:
    figures, tables = placed("figure"), placed("table")
    assert [figures.count(f"figure_{name}") for name in ARTICLE_FIGURES] == [1] * 15
    assert [tables.count(f"table_{name}") for name in ARTICLE_TABLES] == [1] * 5


def test_nothing_is_left_for_the_end_of_the_page() -> None:
    assert "further" not in [section.anchor for section in assemble_report(material(), catalogue(), 1.0)]


@pytest.mark.parametrize("name", [name for name in FIGURES if name.startswith("figure_")])
def test_data_behind_a_figure_is_laid_out_with_labels(name: str) -> None:
    table = lay_out_data(name, FRAMES[name](), "name", catalogue())
    headings = [cell.text for cell in table.header[0]]
    assert not [heading for heading in headings if "_" in heading]
    assert len(table.body) == FRAMES[name]().height


def test_years_are_written_without_thousands_and_weekly_outcomes_by_week() -> None:
    first = lay_out_data("figure_5", FRAMES["figure_5"](), "name", catalogue()).body[0]
    assert re.fullmatch(r"20\d\d", first.cells[0].text)
    weekly = lay_out_data("figure_9", FRAMES["figure_9"](), "name", catalogue())
    assert {row.cells[0].text for row in weekly.body} == {"Meeting held", "On leave"}


def test_departures_from_the_article_are_said_before_any_number() -> None:
    blocks = assemble_report(material(), catalogue(), 1.0, ["periods", "season.adjust"])[0].blocks
    assert "periods, season.adjust" in blocks[1].texts[0]
    assert not any(
        "differ" in text
        for block in assemble_report(material(), catalogue(), 1.0)[0].blocks[:2]
        for text in getattr(block, "texts", ())
    )

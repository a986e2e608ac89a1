"""The PDF: tagged for screen readers, bookmarked, byte-stable; what the page folds comes in annexes."""

import dataclasses
import io
import json
import re
from collections.abc import Iterator

import pypdf
import pytest
import typst
from document_builders import (
    FONTS,
    LANGUAGES,
    catalogue,
    pdf,
    picture,
    reader,
    report,
    small_document,
    squeeze,
    table_of,
    text_of,
)
from test_present_frames import FIGURES

from dialogmote.present.blocks import (
    Banner,
    FoldedList,
    KeyFigure,
    KeyFigures,
    LaidOutTable,
    Paragraphs,
    Picture,
    Section,
)
from dialogmote.present.document import lay_out_document, render_document, trim_notes
from dialogmote.present.tables.model import words


def test_document_leaves_the_numbers_behind_figures_to_the_released_files() -> None:
    titles = [block.data_title for section in report() for block in section.blocks if isinstance(block, Picture)]
    assert titles
    assert not any(squeeze(title) in text_of(pdf()) for title in titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_document_says_that_it_is_accessible(language: str) -> None:
    root = reader(language).trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"]).lower() == {"en": "en-gb", "nb": "nb-no"}[language]
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader(language).metadata.title == catalogue(language).text("report.title")
    assert re.search(rb"pdfuaid:part(>|=[\"'])1", root["/Metadata"].get_data())


def elements(node: object, kind: str) -> Iterator[pypdf.generic.DictionaryObject]:
    """The elements of one kind in the tree of tags, in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from elements(child, kind)
    elif isinstance(node, dict):
        if node.get("/S") == kind:
            yield node
        yield from elements(node.get("/K", []), kind)


def attributes_of(element: pypdf.generic.DictionaryObject) -> dict[str, object]:
    held = element.get("/A", {})
    held = held.get_object() if hasattr(held, "get_object") else held
    merged: dict[str, object] = {}
    for part in held if isinstance(held, list) else [held]:
        merged |= part.get_object()
    return merged


def test_every_figure_has_its_alternative_text_in_reading_order() -> None:
    found = [str(figure["/Alt"]) for figure in elements(reader().trailer["/Root"]["/StructTreeRoot"], "/Figure")]
    assert found == [block.alt for section in report() for block in section.blocks if isinstance(block, Picture)]
    assert len(found) == len(FIGURES)


def test_headings_of_tables_have_a_scope_and_cells_name_their_headings() -> None:
    root = reader().trailer["/Root"]["/StructTreeRoot"]
    headings = list(elements(root, "/TH"))
    assert len(headings) > 100
    assert {attributes_of(heading).get("/Scope") for heading in headings} == {"/Column"}
    assert all(attributes_of(cell).get("/Headers") for cell in elements(root, "/TD"))


def bookmarks_under_sections(document: pypdf.PdfReader) -> dict[str, list[str]]:
    """The titles one level down, by the numbered section they stand under."""
    marks: dict[str, list[str]] = {}
    section = ""
    for entry in document.outline:
        if isinstance(entry, list):
            marks[section] = [inner.title for inner in entry if not isinstance(inner, list)]
        else:
            section = entry.title.partition(" ")[2]
    return {title: inside for title, inside in marks.items() if inside}


def exhibit_titles(section: Section) -> list[str]:
    """What the exhibits of a section are called where they are bookmarked, but for those in annexes."""
    pictures_and_tables = [block for block in section.blocks if isinstance(block, Picture | LaidOutTable)]
    return [
        f"{block.name}. {block.title}" if isinstance(block, Picture) else block.title
        for block in pictures_and_tables
        if isinstance(block, Picture) or not block.summary
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exhibit_is_bookmarked_under_its_section_in_order(language: str) -> None:
    expected = {section.title: exhibit_titles(section) for section in report(language)}
    found = bookmarks_under_sections(reader(language))
    assert found == {title: exhibits for title, exhibits in expected.items() if exhibits}
    assert sum(map(len, found.values())) > len(FIGURES)


def test_every_exhibit_has_a_heading_that_screen_readers_stop_at() -> None:
    tagged = list(elements(reader().trailer["/Root"]["/StructTreeRoot"], "/H2"))
    assert len(tagged) >= sum(len(exhibit_titles(section)) for section in report())


def pages_of_figures(document: bytes) -> list[int]:
    pages = pypdf.PdfReader(io.BytesIO(document)).pages
    return [k for k, page in enumerate(pages) for word in re.findall(r"A method\.", page.extract_text()) if word]


def test_two_figures_that_nearly_fill_a_page_are_narrowed_to_share_it() -> None:
    lead = Paragraphs(("A lead.",))
    pages = pages_of_figures(small_document(lead, picture(), lead, picture(), picture()))
    assert len(pages) == 3
    assert pages[1] == pages[2]


def test_headings_are_tagged_and_bookmarked_in_order() -> None:
    titles = [section.title for section in report() if section.anchor != "assumptions"]
    marks = [entry.title for entry in reader().outline if not isinstance(entry, list)]
    assert [mark.partition(" ")[2] if mark[0].isdigit() else mark for mark in marks if mark[0].isdigit()] == titles
    tagged = list(elements(reader().trailer["/Root"]["/StructTreeRoot"], "/H1"))
    assert len(tagged) >= len(titles)


def test_document_is_the_same_bytes_on_every_run() -> None:
    block = Paragraphs(("A text.",))
    assert small_document(block, picture()) == small_document(block, picture())


def test_document_without_a_date_prints_none() -> None:
    document = pypdf.PdfReader(io.BytesIO(small_document(Paragraphs(("A text.",)))))
    assert "/CreationDate" not in (document.metadata or {})
    dated = render_document([], catalogue(), "2026-11-22", FONTS)
    assert pypdf.PdfReader(io.BytesIO(dated)).metadata.creation_date.date().isoformat() == "2026-11-22"


def test_block_that_the_layout_does_not_know_is_refused() -> None:
    @dataclasses.dataclass(frozen=True)
    class Poem:
        lines: tuple[str, ...]

    with pytest.raises(ValueError, match="no setting for a block of the kind Poem"):
        small_document(Poem(("Roses",)))


def test_figure_without_alternative_text_is_refused() -> None:
    with pytest.raises((ValueError, typst.TypstError), match="alt"):
        small_document(picture(alt=""))


def test_register_is_told_on_the_first_page_and_on_every_other() -> None:
    pages = reader("nb").pages
    words = catalogue("nb")
    assert words.text("banner.synthetic_title") in pages[0].extract_text()
    assert all(words.text("document.mark_synthetic") in page.extract_text() for page in pages[1:])


def test_folded_blocks_go_to_annexes_and_leave_a_pointer() -> None:
    table = LaidOutTable("t", table_of((words("x"),)), summary="All of it")
    lists = [FoldedList(f"List {k}", (f"Lead {k}.",), (f"Item {k}",)) for k in (1, 2)]
    parts = lay_out_document([Section("a", "A section", (table, *lists))], catalogue(), None)
    described = json.loads(parts["report.json"])
    pointers = described["sections"][0]["blocks"]
    assert [(block["kind"], block["texts"]) for block in pointers] == [
        ("pointers", ["All of it"]),
        ("pointers", ["List 1", "List 2"]),
    ]
    assert [annex["title"] for annex in described["annexes"]] == [
        "Annex A. All of it",
        "Annex B. A section: the details",
    ]
    assert [block["kind"] for block in described["annexes"][1]["blocks"]] == ["heading", "paragraphs", "bullets"] * 2


def test_annex_of_one_list_has_its_title() -> None:
    blocks = (Banner("Know this", ("A text.",), is_warning=True), FoldedList("Words", ("A lead.",), ("Item 1",)))
    (annex,) = json.loads(lay_out_document([Section("a", "S", blocks)], catalogue(), None)["report.json"])["annexes"]
    assert annex["title"] == "Annex A. Words"
    assert [block["kind"] for block in annex["blocks"]] == ["paragraphs", "bullets"]


def test_section_of_folded_lists_alone_is_an_annex_of_its_own() -> None:
    blocks = (Paragraphs(("A lead.",)), FoldedList("List 1", (), ("Item 1",)))
    parts = lay_out_document([Section("a", "What is assumed", blocks)], catalogue(), None)
    described = json.loads(parts["report.json"])
    assert described["sections"] == []
    assert [annex["title"] for annex in described["annexes"]] == ["Annex A. What is assumed"]
    assert [block["kind"] for block in described["annexes"][0]["blocks"]] == ["paragraphs", "heading", "bullets"]


def test_text_of_a_block_is_never_read_as_markup() -> None:
    hostile = "#panic() $x$ *b* _i_ @r <l> // c /* c */ ``` -- ... 'q' \"q\" \\ [ ] { } = ~"
    figure = KeyFigure(hostile, hostile, hostile, (hostile,))
    shown = text_of(small_document(Paragraphs((hostile,)), KeyFigures((figure,)), picture(notes=(hostile,))))
    assert shown.count(squeeze(hostile)) == 6


SVG = """<svg width="400pt" height="300pt" viewBox="0 0 400 300">
<!-- An axis -->
<g style="fill: #1a1a1a" transform="translate(90 250) scale(0.09 -0.09)"></g>
<!-- {first} -->
<g style="fill: #595959" transform="translate(5 280) scale(0.08 -0.08)"></g>
<!-- A source. -->
<g style="fill: #595959" transform="translate(5 291) scale(0.08 -0.08)"></g>
</svg>"""


def test_notes_at_the_foot_of_a_drawing_are_cut_where_the_caption_says_them() -> None:
    trimmed = trim_notes(SVG.format(first="A note.").encode(), ("A note.", "A source.")).decode()
    assert 'height="270.40pt" viewBox="0 0 400 270.40"' in trimmed  # 280 less 1.2 lines of 8 points


@pytest.mark.parametrize("notes", [("Another note.", "A source."), ("An axis", "A source."), ()])
def test_drawing_with_other_words_at_its_foot_stays_as_it_is(notes: tuple[str, ...]) -> None:
    drawing = SVG.format(first="A note.").encode()
    assert trim_notes(drawing, notes) == drawing

"""The PDF: every text of the blocks is in it as it is, it is tagged and byte-stable, and its tables stand alone."""

import dataclasses
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import matplotlib
import pypdf
import pytest
import typst
from test_present_frames import FIGURES, FRAMES, TABLES

from dialogmote.present.assumptions import described_assumptions
from dialogmote.present.blocks import (
    Banner,
    FoldedList,
    KeyFigure,
    KeyFigures,
    LaidOutTable,
    Material,
    Paragraphs,
    Picture,
    Section,
)
from dialogmote.present.document import lay_out_document, render_document, trim_notes
from dialogmote.present.page import render_page
from dialogmote.present.report import assemble_report, gather_material
from dialogmote.present.tables.model import Cell, Row, Table, group_row, head, number, words
from dialogmote.present.tables.renderers import (
    PAGE_EMS,
    column_widths,
    escape_typst,
    is_wide,
    render_html,
    render_typst,
)
from dialogmote.present.texts import Catalogue, load_catalogue

TEXTS = Path(__file__).parents[2] / "resources" / "texts"
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
LANGUAGES = ("en", "nb")
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3" width="400" height="300"/>'
MEANT_FOR_SCREENS = {"data_title", "data", "file", "name", "exhibit", "kind", "drawing", "anchor", "alt", "title"}


@cache
def catalogue(language: str = "en", is_synthetic: bool = True) -> Catalogue:
    return load_catalogue(sorted((TEXTS / language).glob("*.yaml")), language, is_synthetic)


def lay_out(name: str, language: str) -> Table:
    return import_module(f"dialogmote.present.tables.{name}").lay_out(FRAMES[name](), catalogue(language))


@cache
def report(language: str = "en", render: object = render_typst) -> tuple[Section, ...]:
    """The report of hand-made frames, its tables in the markup that `render` writes."""
    fragments = {name: render(lay_out(name, language)) for name in TABLES}
    frames = {name: build() for name, build in FRAMES.items()}
    material: Material = gather_material(frames, dict.fromkeys(FIGURES, DRAWING), fragments, profile="strict")
    ids = [id_ for ids in described_assumptions(catalogue(language)).values() for id_ in ids]
    return assemble_report(material, catalogue(language), 1.0, assumptions={id_: ["design/panel.py"] for id_ in ids})


@cache
def pdf(language: str = "en") -> bytes:
    return render_document(report(language), catalogue(language), "2026-11-22", FONTS)


@cache
def reader(language: str = "en") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf(language)))


def small_document(*blocks: object) -> bytes:
    return render_document([Section("a", "A section", blocks)], catalogue(), None, FONTS)


def squeeze(text: str) -> str:
    """The text without spaces, line breaks and hyphens, which a layout is free to add where a line ends."""
    return re.sub(r"[\s\-\u00ad\u200b\u2010]", "", unicodedata.normalize("NFKC", text))


@cache
def text_of(document: bytes, language: str = "en") -> str:
    """The squeezed text of all pages, without what stands on every page."""
    texts = catalogue(language)
    running = squeeze(texts.text("report.title") + texts.text("document.mark_synthetic"))
    foot = squeeze(texts.text("document.page_of", page=r"XX", pages=r"XX")).replace("XX", r"\d+")
    pages = [squeeze(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(document)).pages]
    return "".join(re.sub(foot, "", page.replace(running, "")) for page in pages)


def texts_in(value: object) -> Iterator[str]:
    """Every text of blocks, and of what they hold, but those of one layout alone."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, Table):
        yield from (value.caption, *value.notes, value.source)
        for cells in (*value.header, *(row.cells for row in value.body)):
            yield from (cell.text for cell in cells)
    elif isinstance(value, LaidOutTable):
        yield from texts_in((value.summary, value.computation or ()))
        if isinstance(value.table, Table):
            yield from texts_in(value.table)
    elif isinstance(value, Section | Banner):
        yield value.title
        yield from texts_in(value.blocks if isinstance(value, Section) else value.texts)
    elif dataclasses.is_dataclass(value):
        if isinstance(value, Picture):
            yield value.name
        for entry in dataclasses.fields(value):
            if entry.name not in MEANT_FOR_SCREENS:
                yield from texts_in(getattr(value, entry.name))


def wanted_texts(language: str) -> list[str]:
    """Every text that both layouts have to show: those of the blocks, and those of the tables."""
    tables = tuple(lay_out(name, language) for name in TABLES)
    found = [*texts_in(report(language)), *texts_in(tables)]
    assert len(found) > 800
    return found


class PlainText(HTMLParser):
    """Gathers the text of a page, without its styles."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_style = tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self.is_style = False

    def handle_data(self, data: str) -> None:
        if not self.is_style:
            self.parts.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_document_shows_every_text_of_the_blocks(language: str) -> None:
    shown = text_of(pdf(language), language)
    assert [text for text in wanted_texts(language) if squeeze(text) not in shown] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_shows_every_text_of_the_blocks(language: str) -> None:
    parser = PlainText()
    parser.feed(render_page(report(language, render_html), catalogue(language), "2026-11-22"))
    shown = squeeze("".join(parser.parts))
    assert [text for text in wanted_texts(language) if squeeze(text) not in shown] == []


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


def picture(alt: str = "A line that rises.", notes: tuple[str, ...] = ()) -> Picture:
    return Picture("figure_0", "Figure 0", "A title", DRAWING, alt, "A method.", notes, "", None)


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


def table_of(*rows: tuple[Cell, ...], notes: tuple[str, ...] = ()) -> Table:
    header = tuple(head(f"H{k}") for k in range(len(rows[0])))
    return Table("t", "A caption", (header,), tuple(Row(cells) for cells in rows), notes, "A source")


PLAIN = """
#let plain(content) = {
  if content.has("text") { content.text }
  else if content.func() == linebreak { "\\n" }
  else if content == [ ] { " " }
  else if content.has("children") { content.children.map(plain).join("") }
  else { panic("markup was read: " + repr(content)) }
}
"""


def assert_verbatim(texts: list[str]) -> None:
    """Typst reads each escaped text as plain text, the same but for spaces."""
    expected = [" ".join(re.split(r"[ \n\t]+", text.strip(" \n\t"))) for text in texts]
    checks = [
        f'#assert.eq(plain([{escape_typst(text)}]).split(regex("[ \\n\\t]+")).filter(w => w != "").join(" "), '
        f"{json.dumps(wanted, ensure_ascii=False)})"
        for text, wanted in zip(texts, expected, strict=True)
    ]
    assert typst.compile("\n".join([PLAIN, *checks]).encode("utf-8"), ignore_system_fonts=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_catalogue_comes_out_of_typst_as_it_is(language: str) -> None:
    texts = list(catalogue(language).flat.values())
    assert len(texts) > 300
    assert_verbatim(texts)


def test_texts_full_of_typst_markup_come_out_as_they_are() -> None:
    signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    doubled = [sign * count for sign in signs for count in (1, 2, 3)]
    assert_verbatim(
        [f"a{part}b" for part in doubled] + [f"{part} a" for part in doubled] + [f"a {part}" for part in doubled]
    )
    assert_verbatim(
        [
            *(
                "1. one",
                "12. twelve",
                "+ plus",
                "- dash",
                "= head",
                "== head",
                "/ term: what",
                "-1",
                "8-7",
                "a -- b",
                "x-?",
            ),
            *(
                "https://a.no/b?c=d#e",
                "\\u{41}",
                "// comment",
                "/* comment */",
                "a_b_c",
                "#let x = 1",
                "#(1+1)",
                "@x:y",
            ),
            *(
                "Fleiss' kappa",
                '"quoted"',
                "a\nb",
                "- a\n- b",
                "= a\n1. b",
                "1.5",
                "x...",
                "p<0.10, ** p<0.05",
                "<ref>",
            ),
        ]
    )


def test_assertion_on_verbatim_texts_can_fail() -> None:
    with pytest.raises(typst.TypstError):
        typst.compile((PLAIN + '#assert.eq(plain([a -- b]), "a -- b")').encode())


@pytest.mark.parametrize("name", TABLES)
def test_table_stands_alone_as_an_accessible_document(name: str, tmp_path: Path) -> None:
    (tmp_path / "table.typ").write_text(render_typst(lay_out(name, "nb")), encoding="utf-8")
    (tmp_path / "main.typ").write_text('#set document(title: "t")\n#set text(lang: "nb")\n#include "table.typ"')
    _, warnings = typst.compile_with_warnings(
        tmp_path / "main.typ", output=tmp_path / "main.pdf", ignore_system_fonts=True, pdf_standards=["ua-1"]
    )
    assert warnings == []


def test_caption_is_not_numbered_twice() -> None:
    caption = lay_out("table_4", "nb").caption
    assert caption.startswith("Tabell 4")
    assert squeeze("Tabell" + caption) not in text_of(pdf("nb"), "nb")


def test_headings_of_a_long_table_are_repeated_with_the_group_they_run_into() -> None:
    rows = [group_row("First group", 2), *(Row((head(f"row {k}"), number(str(k)))) for k in range(120))]
    table = Table("t", "A caption", ((head("Name"), head("Value", is_number=True)),), tuple(rows), (), "A source")
    pages = pypdf.PdfReader(io.BytesIO(small_document(LaidOutTable("t", table)))).pages
    on_table = [page.extract_text() for page in pages if re.search(r"row \d+", page.extract_text())]
    assert len(on_table) > 1
    assert all("First group" in text and "Value" in text for text in on_table)


def test_numbers_get_their_full_width_and_text_shares_the_rest() -> None:
    long = " ".join(["word"] * 60)
    table = table_of((words(long), number("1 234 567,89"), words(long)))
    widths = column_widths(table)
    assert widths[1] > 0.43 * len("1 234 567,89")
    assert widths[0] == widths[2] > widths[1]
    assert sum(widths) == pytest.approx(PAGE_EMS)


def test_table_of_many_wide_columns_is_set_in_smaller_type() -> None:
    assert is_wide(table_of(tuple(words("sykmeldingsgrad_maned") for _ in range(5))))
    assert not is_wide(table_of(tuple(words("a " * 200) for _ in range(5))))


def test_word_that_cannot_be_broken_gets_room() -> None:
    table = table_of((words("sykmeldingsgrad_maned"), words("a " * 200)))
    assert column_widths(table)[0] > 0.49 * len("sykmeldingsgrad_maned")


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

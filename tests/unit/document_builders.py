"""The document of hand-made frames, and what its tests read from a PDF."""

import io
import re
import unicodedata
from functools import cache
from importlib import import_module
from pathlib import Path

import matplotlib
import pypdf
from report_builders import DRAWING, TEXTS
from test_present_frames import FIGURES, FRAMES, TABLES

from dialogmote.present.assumptions import described_assumptions
from dialogmote.present.blocks import Material, Picture, Section
from dialogmote.present.document import render_document
from dialogmote.present.report import assemble_report, gather_material
from dialogmote.present.tables.model import Cell, Row, Table, head
from dialogmote.present.tables.renderers import render_typst
from dialogmote.present.texts import Catalogue, load_catalogue

FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
LANGUAGES = ("en", "nb")


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


def picture(alt: str = "A line that rises.", notes: tuple[str, ...] = ()) -> Picture:
    return Picture("figure_0", "Figure 0", "A title", DRAWING, alt, "A method.", notes, "", None)


def table_of(*rows: tuple[Cell, ...], notes: tuple[str, ...] = ()) -> Table:
    header = tuple(head(f"H{k}") for k in range(len(rows[0])))
    return Table("t", "A caption", (header,), tuple(Row(cells) for cells in rows), notes, "A source")

"""The report as one PDF, set by Typst: tagged for screen readers (PDF/UA-1), the same bytes on every machine.

The blocks reach the layout as data, so no text of theirs is ever read as markup; only the tables are Typst fragments.
What the page folds away comes in annexes at the end.
"""

import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from string import ascii_uppercase
from typing import Any, Literal

import typst

from dialogmote.present.blocks import (
    Banner,
    Block,
    Bullets,
    Checks,
    Computation,
    FoldedList,
    KeyFigure,
    KeyFigures,
    LaidOutTable,
    Paragraphs,
    Picture,
    Section,
)
from dialogmote.present.tables.model import Table
from dialogmote.present.tables.renderers import render_typst
from dialogmote.present.texts import Catalogue

LAYOUT = "layouts/report.typ"
MAIN, DATA = "report.typ", "report.json"
STANDARD: Literal["ua-1"] = "ua-1"
LONG_TABLE_LINES = 100  # of markup, about one a row: more than a page holds, so it need not be tried
REGIONS = {"en": "gb", "nb": "no"}
NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)  # never printed: without a date the document has none

DRAWN_LINE = re.compile(r"<!-- (.*?) -->\s*<g[^>]* transform=\"translate\(\S+ ([\d.]+)\) scale\(([\d.]+) ", re.S)

Setting = dict[str, Any]


@dataclass
class Annexes:
    """What is set after the sections, gathered while they are laid out."""

    folded: list[Setting] = field(default_factory=list)
    computations: list[Setting] = field(default_factory=list)


def render_document(
    sections: Iterable[Section],
    catalogue: Catalogue,
    report_date: str | None,
    font_folder: str | Path,
    layout: str | None = None,
) -> bytes:
    """The sections as PDF. `report_date` is an ISO date; `layout` Typst markup, the package's own by default.

    `font_folder` holds DejaVu Sans; other fonts are Typst's own, and none of the machine's is used. Raises `ValueError`
    for a block of a kind the layout does not know, and Typst's error for a document that breaks PDF/UA, as by a figure
    without alternative text.
    """
    return compile_document(lay_out_document(sections, catalogue, report_date, layout), font_folder, report_date)


def compile_document(parts: Mapping[str, bytes], font_folder: str | Path, report_date: str | None) -> bytes:
    """The PDF of a document given as files by name. Raises `ValueError` with Typst's warnings, if it has any."""
    moment = datetime.fromisoformat(report_date).replace(tzinfo=UTC) if report_date else NO_DATE
    with tempfile.TemporaryDirectory() as folder:
        for name, content in parts.items():
            Path(folder, name).write_bytes(content)
        document, warnings = typst.compile_with_warnings(
            Path(folder, MAIN),
            root=Path(folder),
            font_paths=[Path(font_folder)],
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            timestamp=moment,
        )
    if warnings:
        raise ValueError("Typst warns: " + "; ".join(sorted({warning.message for warning in warnings})))
    return document


def read_layout() -> str:
    """The document's layout, from inside the package."""
    return files("dialogmote.present").joinpath(LAYOUT).read_text(encoding="utf-8")


def lay_out_document(
    sections: Iterable[Section], catalogue: Catalogue, report_date: str | None, layout: str | None = None
) -> dict[str, bytes]:
    """The document before it is compiled, as files by name: layout, data, drawings and tables."""
    parts: dict[str, bytes] = {}
    annexes = Annexes()
    settings = []
    for section in sections:
        if _is_appendix(section):
            annexes.folded.append(_set_appendix(section))
        else:
            settings.append(_set_section(section, annexes, parts, catalogue))
    described = _describe(catalogue, report_date)
    described |= {"sections": settings, "annexes": _close_annexes(annexes, catalogue)}
    parts[MAIN] = (layout if layout is not None else read_layout()).encode("utf-8")
    parts[DATA] = json.dumps(described, ensure_ascii=False, sort_keys=True).encode("utf-8")
    return parts


def _describe(catalogue: Catalogue, report_date: str | None) -> Setting:
    """What stands on every page or on the first. Numbers of pages are filled in by the layout."""
    day = date.fromisoformat(report_date) if report_date else None
    return {
        "language": catalogue.language,
        "region": REGIONS[catalogue.language],
        "title": catalogue.text("report.title"),
        "subtitle": catalogue.text("report.subtitle"),
        "version": catalogue.text("report.date", date=catalogue.date(day)) if day else "",
        "date": [day.year, day.month, day.day] if day else None,
        "contents": catalogue.text("report.contents"),
        "exhibits": catalogue.text("document.exhibits"),
        "page": catalogue.text("document.page", page="{page}"),
        "page_of": catalogue.text("document.page_of", page="{page}", pages="{pages}"),
        "mark": catalogue.text("document.mark_synthetic") if catalogue.is_synthetic else "",
        "passed": catalogue.text("check.passed"),
        "failed": catalogue.text("check.failed"),
        "see_computation": catalogue.text("document.see_computation"),
        "colophon": catalogue.text("document.colophon"),
    }


def _is_appendix(section: Section) -> bool:
    """Whether a section is folded lists and nothing that is read before they are opened but what leads up to them."""
    kinds = {type(block) for block in section.blocks}
    return FoldedList in kinds and kinds <= {FoldedList, Paragraphs}


def _set_appendix(section: Section) -> Setting:
    """A section as an annex of its own."""
    blocks: list[Setting] = []
    for block in section.blocks:
        if isinstance(block, FoldedList):
            blocks += _open_list(block)
        elif isinstance(block, Paragraphs):
            blocks.append({"kind": block.kind, "texts": block.texts})
    return {"anchor": f"section-{section.anchor}", "title": section.title, "blocks": blocks}


def _open_list(block: FoldedList) -> list[Setting]:
    """A folded list laid open under its summary."""
    opened: list[Setting] = [{"kind": "heading", "title": block.summary}]
    if block.texts:
        opened.append({"kind": "paragraphs", "texts": block.texts})
    return [*opened, {"kind": "bullets", "items": block.items}]


def _set_section(section: Section, annexes: Annexes, parts: dict[str, bytes], catalogue: Catalogue) -> Setting:
    """A section; what is folded goes to an annex, and a pointer stands in its place."""
    blocks: list[Setting] = []
    for block in section.blocks:
        if isinstance(block, FoldedList):
            blocks = _fold_list(block, section, blocks, annexes, catalogue)
        elif isinstance(block, LaidOutTable) and block.summary:
            table = _set_table(block, annexes, parts)
            blocks.append(_fold(block.summary, [table], annexes))
        else:
            blocks.append(_set_block(block, annexes, parts))
    return {"anchor": section.anchor, "title": section.title, "blocks": blocks}


def _fold(title: str, blocks: list[Setting], annexes: Annexes) -> Setting:
    """A new annex with these blocks, and the pointer to it."""
    anchor = f"annex-{len(annexes.folded) + 1}"
    annexes.folded.append({"anchor": anchor, "title": title, "blocks": blocks})
    return {"kind": "pointers", "anchor": anchor, "texts": [title]}


def _fold_list(
    block: FoldedList, section: Section, blocks: list[Setting], annexes: Annexes, catalogue: Catalogue
) -> list[Setting]:
    """The section's blocks with a pointer to the list; lists that follow each other share an annex and a pointer."""
    parts = _open_list(block)
    if blocks and blocks[-1].get("holds") == "lists":
        annexes.folded[-1]["blocks"] += parts
        blocks[-1]["texts"].append(block.summary)
        return blocks
    title = catalogue.text("document.details", section=section.title)
    return [*blocks, _fold(title, parts, annexes) | {"holds": "lists", "texts": [block.summary]}]


def _set_block(block: Block, annexes: Annexes, parts: dict[str, bytes]) -> Setting:
    """A block as data for the layout. Raises `ValueError` for a kind it does not know."""
    match block:
        case Paragraphs():
            return {"kind": block.kind, "texts": block.texts}
        case Bullets():
            return {"kind": block.kind, "items": block.items}
        case Banner():
            return {"kind": block.kind, "title": block.title, "texts": block.texts, "is_warning": block.is_warning}
        case KeyFigures():
            return {"kind": block.kind, "figures": [_set_key_figure(figure) for figure in block.figures]}
        case Checks():
            return {
                "kind": block.kind,
                "checks": [{"text": check.text, "is_passed": check.is_passed} for check in block.checks],
            }
        case Picture():
            return _set_picture(block, annexes, parts)
        case LaidOutTable():
            return _set_table(block, annexes, parts)
    raise ValueError(f"the document has no setting for a block of the kind {type(block).__name__}")


def _set_key_figure(figure: KeyFigure) -> Setting:
    return {"label": figure.label, "value": figure.value, "unit": figure.unit, "details": figure.details}


def _set_picture(block: Picture, annexes: Annexes, parts: dict[str, bytes]) -> Setting:
    """A figure; its data is left to the released files."""
    file = f"{block.exhibit}.svg"
    parts[file] = trim_notes(block.drawing, block.notes)
    anchor = f"figure-{block.exhibit}"
    return {
        "kind": block.kind,
        "anchor": anchor,
        "file": file,
        "name": block.name,
        "title": block.title,
        "alt": block.alt,
        "method": block.method,
        "notes": block.notes,
        "computation": _set_computation(block.computation, anchor, annexes),
    }


def trim_notes(drawing: bytes, notes: tuple[str, ...]) -> bytes:
    """An SVG of ours without the notes at its foot, which the caption says in text that can be searched and read aloud.

    Matplotlib leaves each drawn line's words in a comment. The drawing stays as it is unless its last lines, from the
    left margin down, are the notes and nothing else.
    """
    svg = drawing.decode("utf-8")
    drawn = sorted((float(y), 100 * float(scale), words) for words, y, scale in DRAWN_LINE.findall(svg))
    wanted = _plain_words(" ".join(notes))
    for first in range(len(drawn) - 1, 0, -1):
        words = _plain_words(" ".join(line for _, _, line in drawn[first:]))
        if words == wanted:
            baseline, size, _ = drawn[first]
            height = f"{baseline - 1.2 * size:.2f}"
            svg = re.sub(r' height="[\d.]+pt"', f' height="{height}pt"', svg, count=1)
            return re.sub(r'viewBox="0 0 ([\d.]+) [\d.]+"', rf'viewBox="0 0 \1 {height}"', svg, count=1).encode("utf-8")
        if not wanted.endswith(words):
            break
    return drawing


def _plain_words(text: str) -> str:
    return " ".join(text.split())


def _set_table(block: LaidOutTable, annexes: Annexes, parts: dict[str, bytes]) -> Setting:
    """A table as a file of its own, which the layout includes."""
    file = f"table_{block.exhibit}.typ"
    markup = render_typst(block.table) if isinstance(block.table, Table) else block.table
    parts[file] = markup.encode("utf-8")
    anchor = f"table-{block.exhibit}"
    computation = _set_computation(block.computation, anchor, annexes)
    return {
        "kind": block.kind,
        "anchor": anchor,
        "title": "" if block.summary else block.title,  # a folded one stands under the title of its annex
        "file": file,
        "is_long": markup.count("\n") > LONG_TABLE_LINES,
        "computation": computation,
    }


def _set_computation(computation: Computation | None, exhibit_anchor: str, annexes: Annexes) -> str:
    """Where it is told how an exhibit was computed; empty when nothing is told."""
    if computation is None:
        return ""
    anchor = f"computed-{exhibit_anchor}"
    annexes.computations.append(
        {
            "kind": "computation",
            "anchor": anchor,
            "title": computation.title,
            "steps": computation.steps,
            "technical": [{"label": line.label, "code": line.code} for line in computation.technical],
        }
    )
    return anchor


def _title_by_only_heading(annex: Setting) -> Setting:
    """An annex of one list under that list's title."""
    first, *rest = annex["blocks"]
    if first["kind"] != "heading" or any(block["kind"] == "heading" for block in rest):
        return annex
    return annex | {"title": first["title"], "blocks": rest}


def _close_annexes(annexes: Annexes, catalogue: Catalogue) -> list[Setting]:
    """The annexes in the order they are pointed to, lettered, the computations last."""
    closed = [_title_by_only_heading(annex) for annex in annexes.folded]
    if annexes.computations:
        lead = {"kind": "paragraphs", "texts": [catalogue.text("document.computations_lead")]}
        title = catalogue.text("document.computations")
        closed.append({"anchor": "computations", "title": title, "blocks": [lead, *annexes.computations]})
    return [
        annex
        | {
            "name": catalogue.text("document.annex", letter=letter),
            "title": catalogue.text("document.annex_title", letter=letter, title=annex["title"]),
        }
        for letter, annex in zip(ascii_uppercase, closed, strict=False)
    ]

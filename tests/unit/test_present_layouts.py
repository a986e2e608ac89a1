"""Page and document alike show every text of the blocks."""

import dataclasses
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from document_builders import LANGUAGES, catalogue, lay_out, pdf, report, squeeze, text_of
from test_present_frames import TABLES

from dialogmote.present.blocks import Banner, LaidOutTable, Picture, Section
from dialogmote.present.page import render_page
from dialogmote.present.tables.model import Table
from dialogmote.present.tables.renderers import render_html

MEANT_FOR_SCREENS = {"data_title", "data", "file", "name", "exhibit", "kind", "drawing", "anchor", "alt", "title"}


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

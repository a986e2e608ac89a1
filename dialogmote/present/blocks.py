"""What a report is made of: blocks as data, in sections; no layout's markup but in tables that are finished already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import polars as pl

from dialogmote.present.tables.model import Table


@dataclass(frozen=True)
class Paragraphs:
    """Running text."""

    kind: ClassVar[str] = "paragraphs"
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Bullets:
    """A list."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]


@dataclass(frozen=True)
class FoldedList:
    """Running text and a list, opened by the reader; `summary` says what is inside."""

    kind: ClassVar[str] = "folded_list"
    summary: str
    texts: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True)
class Banner:
    """What a reader must know before any number."""

    kind: ClassVar[str] = "banner"
    title: str
    texts: tuple[str, ...]
    is_warning: bool


@dataclass(frozen=True)
class KeyFigure:
    """One number of the findings, with its uncertainty and what it is compared with."""

    label: str
    value: str
    unit: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class KeyFigures:
    """The findings in numbers."""

    kind: ClassVar[str] = "key_figures"
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class TechnicalLine:
    """What a reader needs to find an exhibit again in the run: what it is, and its name there, to be set as code."""

    label: str
    code: str


@dataclass(frozen=True)
class Computation:
    """How an exhibit was computed: steps in plain words from the extracts to the number, and its place in the run."""

    title: str
    steps: tuple[str, ...]
    technical: tuple[TechnicalLine, ...]


@dataclass(frozen=True)
class DataFile:
    """The released data of an exhibit as a file to take away; `link` says what it is."""

    name: str
    content: bytes
    link: str


@dataclass(frozen=True)
class Picture:
    """A figure as the bytes of its SVG, its words, and its data (none when a table of the report shows them)."""

    kind: ClassVar[str] = "picture"
    exhibit: str
    name: str
    title: str
    drawing: bytes
    alt: str
    method: str
    notes: tuple[str, ...]
    data_title: str
    data: Table | None
    computation: Computation | None = None
    file: DataFile | None = None


@dataclass(frozen=True)
class LaidOutTable:
    """A table: finished in the layout's own markup, or laid out and set by it. Folded behind `summary`, if given.

    `name` is what lists call it, `title` its heading, which is its caption; `is_listed` says whether a list of contents
    names it.
    """

    kind: ClassVar[str] = "table"
    exhibit: str
    table: Table | str
    summary: str = ""
    name: str = ""
    title: str = ""
    is_listed: bool = False
    computation: Computation | None = None
    file: DataFile | None = None


@dataclass(frozen=True)
class Check:
    """Something that must hold between exhibits, and whether it does."""

    text: str
    is_passed: bool


@dataclass(frozen=True)
class Checks:
    """Checks of the report's own consistency."""

    kind: ClassVar[str] = "checks"
    checks: tuple[Check, ...]


Block = Paragraphs | Bullets | FoldedList | Banner | KeyFigures | Picture | LaidOutTable | Checks


@dataclass(frozen=True)
class Section:
    """A heading with its blocks; `anchor` is its address in the page."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Material:
    """Everything a report is made from: released frames, SVG drawings, tables in the layout's markup, by exhibit.

    `files` are the frames as CSV, `rules` the names of the rules that made them, `profile` the disclosure profile they
    were released under; what is empty is left out of the report.
    """

    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    drawings: Mapping[str, bytes] = field(default_factory=dict)
    fragments: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    profile: str = ""

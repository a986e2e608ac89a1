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


@dataclass(frozen=True)
class LaidOutTable:
    """A table: finished in the layout's own markup, or laid out and set by it. Folded behind `summary`, if given."""

    kind: ClassVar[str] = "table"
    exhibit: str
    table: Table | str
    summary: str = ""


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
    """Everything a report is made from: released frames, SVG drawings, tables in the layout's markup, by exhibit."""

    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    drawings: Mapping[str, bytes] = field(default_factory=dict)
    fragments: Mapping[str, str] = field(default_factory=dict)

"""A laid-out table: formatted text in cells, ready for any renderer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dialogmote.present.texts import Catalogue

Mark = Literal["", "warning", "good"]


@dataclass(frozen=True)
class Cell:
    """One formatted cell. Line breaks in `text` are kept; `columns` is how many columns it spans.

    `numbers` are the addresses of the values that the text prints, in the order in which it prints them
    (`dialogmote.record.provenance.addresses`).
    """

    text: str
    columns: int = 1
    is_number: bool = False
    is_header: bool = False
    mark: Mark = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row; `section` and `group` rows head the rows below them, `total` rows close those above."""

    cells: tuple[Cell, ...]
    kind: Literal["body", "section", "group", "total"] = "body"


@dataclass(frozen=True)
class Table:
    """A table as it is read: header rows, body rows, notes and source. All header and body rows are equally wide."""

    exhibit: str
    caption: str
    header: tuple[tuple[Cell, ...], ...]
    body: tuple[Row, ...]
    notes: tuple[str, ...]
    source: str

    def __post_init__(self) -> None:
        widths = {sum(cell.columns for cell in row) for row in self.header}
        widths |= {sum(cell.columns for cell in row.cells) for row in self.body}
        if len(widths) > 1:
            raise ValueError(f"rows of the table {self.exhibit!r} differ in width: {sorted(widths)}")

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return sum(cell.columns for cell in self.header[-1])


def words(text: str, numbers: tuple[str, ...] = ()) -> Cell:
    """A cell of text, with the addresses of the numbers in it."""
    return Cell(text, numbers=numbers)


def number(text: str, numbers: tuple[str, ...] = ()) -> Cell:
    """A cell with a formatted number, set flush right; `numbers` are the addresses of what it prints."""
    return Cell(text, is_number=True, numbers=numbers)


def head(text: str, columns: int = 1, is_number: bool = False) -> Cell:
    """A heading of a column, or of a row when it is a row's first cell."""
    return Cell(text, columns=columns, is_number=is_number, is_header=True)


def body_row(label: str, *cells: Cell) -> Row:
    """A row with its heading."""
    return Row((head(label), *cells))


def group_row(text: str, width: int) -> Row:
    """A heading over the rows that follow."""
    return Row((head(text, columns=width),), kind="group")


def section_row(text: str, width: int, numbers: tuple[str, ...] = ()) -> Row:
    """A heading over groups."""
    return Row((Cell(text, columns=width, is_header=True, numbers=numbers),), kind="section")


def build_table(
    exhibit: str,
    catalogue: Catalogue,
    header: Iterable[tuple[Cell, ...]],
    body: Iterable[Row],
    notes: Iterable[str] = (),
) -> Table:
    """A table with the caption and the source of its exhibit."""
    return Table(
        exhibit=exhibit,
        caption=catalogue.text(f"{exhibit}.caption"),
        header=tuple(header),
        body=tuple(body),
        notes=tuple(notes),
        source=catalogue.source(exhibit),
    )

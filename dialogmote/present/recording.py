"""The numbers in words: which cells of the frames a text repeats, and from which columns the others are computed.

A text is written again from frames in which one column, or one cell, is another: the numbers that change depend on it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import polars as pl

from dialogmote.present.texts import MISSING_NUMBER, Catalogue
from dialogmote.record.provenance.addresses import addresses, key_columns

MOST_CELLS = 20  # equal cells that are tried one by one; counts of a sample stand in every row of an exhibit
SHIFT = 7  # what a number is moved by; no column's values are that near each other by design

Frames = Mapping[str, pl.DataFrame]
Write = Callable[[Frames, Catalogue], object]


@dataclass(frozen=True)
class Told:
    """A number given to the catalogue, and what became of it."""

    value: float
    text: str


Try = Callable[[str, str, int], list[Told] | None]  # exhibit, column, row: what is told when that cell is another


@dataclass(frozen=True)
class Sourced:
    """A number of a text with the cells it repeats, or, when it repeats none, the columns it is computed from."""

    text: str
    cells: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class RecordingCatalogue(Catalogue):
    """A catalogue that remembers the numbers it wrote, in order."""

    told: list[Told] = field(default_factory=list)

    def number(self, value: float | None, decimals: int = 1, signed: bool = False) -> str:
        """As the catalogue writes it."""
        return self._remember(value, super().number(value, decimals, signed))

    def percent(self, value: float | None, decimals: int = 1) -> str:
        """As the catalogue writes it."""
        return self._remember(value, super().percent(value, decimals))

    def text(self, key: str, **values: object) -> str:
        """As the catalogue writes it; numbers that fill a place without being formatted count too."""
        for value in values.values():
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._remember(value, str(value))
        return super().text(key, **values)

    def _remember(self, value: float | None, text: str) -> str:
        if value is not None and text != MISSING_NUMBER:
            self.told.append(Told(float(value), text))
        return text


def list_told(write: Write, frames: Frames, catalogue: Catalogue) -> list[Told]:
    """The numbers that `write` tells of some frames, in order; missing ones are no numbers."""
    recording = RecordingCatalogue(catalogue.language, catalogue.texts, catalogue.is_synthetic, catalogue.calendar)
    write(frames, recording)
    return recording.told


def source_numbers(write: Write, frames: Frames, catalogue: Catalogue) -> list[Sourced]:
    """Every number that `write` tells, with the cells it repeats or the columns it is computed from.

    A number that is equal to a cell by chance does not follow it when the cell moves, and is not said to repeat it.
    """
    told = list_told(write, frames, catalogue)
    behind = _columns_behind(write, frames, catalogue, told)
    sourced = []

    @cache
    def try_cell(exhibit: str, column: str, row: int) -> list[Told] | None:
        return _try_cell(exhibit, column, row, write, frames, catalogue)

    for place, number in enumerate(told):
        columns = tuple(column for column, places in behind.items() if places is not None and place in places)
        tried = [column for column, places in behind.items() if places is None or place in places]
        cells = _cells_behind(place, number, tried, frames, try_cell)
        sourced.append(Sourced(number.text, cells, columns))
    return sourced


def _columns_behind(write: Write, frames: Frames, catalogue: Catalogue, told: list[Told]) -> dict[str, set[int] | None]:
    """By column (`exhibit/column`) the places of the numbers that change with it; none where that cannot be tried.

    Keys choose rows and are left alone. Words for signs and degrees have no text for other values than theirs.
    """
    found: dict[str, set[int] | None] = {}
    for exhibit, frame in frames.items():
        for column, dtype in frame.schema.items():
            if column in key_columns(exhibit) or not (dtype.is_numeric() or dtype == pl.Boolean):
                continue
            moved = {**frames, exhibit: frame.with_columns(_shifted(pl.col(column), dtype))}
            try:
                found[f"{exhibit}/{column}"] = _changed(told, list_told(write, moved, catalogue))
            except KeyError:
                found[f"{exhibit}/{column}"] = None
    return found


def _cells_behind(place: int, number: Told, columns: Iterable[str], frames: Frames, try_cell: Try) -> tuple[str, ...]:
    """The addresses of the cells that hold the number, but for its sign, and that it follows when they move."""
    cells: list[str] = []
    for name in columns:
        exhibit, column = name.split("/")
        frame = frames[exhibit]
        if frame.schema[column] == pl.Boolean:
            continue
        values = enumerate(frame[column].to_list())
        equal = [row for row, value in values if value is not None and abs(value) == abs(number.value)]
        for row in equal[:MOST_CELLS]:
            after = try_cell(exhibit, column, row)
            if after is not None and (len(after) <= place or after[place].value != number.value):
                cells += addresses(exhibit, frame.row(row, named=True), column)
    return tuple(cells)


def _try_cell(
    exhibit: str, column: str, row: int, write: Write, frames: Frames, catalogue: Catalogue
) -> list[Told] | None:
    """The numbers told when one cell is another; none when the words cannot tell it."""
    frame = frames[exhibit]
    moved = _shifted(pl.col(column), frame.schema[column])
    changed = frame.with_columns(
        pl.when(pl.int_range(pl.len()) == row).then(moved).otherwise(pl.col(column)).alias(column)
    )
    try:
        return list_told(write, {**frames, exhibit: changed}, catalogue)
    except KeyError:
        return None


def _shifted(column: pl.Expr, dtype: Any) -> pl.Expr:
    """A column's numbers moved, as the same type; each row by another step, so that differences of rows move too.

    Yes and no change places.
    """
    if dtype == pl.Boolean:
        return ~column
    return (column + SHIFT * (1 + pl.int_range(pl.len()))).cast(dtype, strict=False)


def _changed(before: list[Told], after: list[Told]) -> set[int]:
    """The places at which another number stands, or none; all of them when there are more or fewer numbers."""
    if len(before) != len(after):
        return set(range(len(before)))
    return {place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old.value != new.value}

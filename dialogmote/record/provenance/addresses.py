"""Addresses of numbers: `exhibit/key/.../column`, the key columns of the exhibit's contract in their order.

`table_4/meeting/national/false/estimate` is one cell of the released exhibit `table_4`. A `*` stands for any text: such
an address names every cell that a number was computed from (`case_table_8_7/*/case_1`).
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import polars as pl

from dialogmote.contracts import contract_of

ANY = "*"
NEAR = 8  # how many near addresses a wrong one is answered with


@dataclass(frozen=True)
class Place:
    """One cell of an exhibit: the row's index and key, the column."""

    exhibit: str
    row: int
    key: tuple[tuple[str, object], ...]
    column: str


@cache
def key_columns(exhibit: str) -> tuple[str, ...]:
    """The columns that name a row of an exhibit. Raises `ValueError` for an exhibit without a contract."""
    return tuple(contract_of(exhibit).primary_key())


def write_key(value: object) -> str:
    """A key's value as it stands in an address: true and false, ISO dates, everything else as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def address_row(exhibit: str, row: Mapping[str, Any]) -> str:
    """The part of an address that names a row: the exhibit and the row's keys."""
    return "/".join([exhibit, *(write_key(row[name]) for name in key_columns(exhibit))])


def addresses(exhibit: str, row: Mapping[str, Any], *columns: str) -> tuple[str, ...]:
    """The addresses of some columns of one row."""
    start = address_row(exhibit, row)
    return tuple(f"{start}/{column}" for column in columns)


def any_row(exhibit: str, column: str, *first_keys: object) -> tuple[str, ...]:
    """The address of a column in all rows that begin with some keys, for a number computed from them."""
    return ("/".join([exhibit, *map(write_key, first_keys), ANY, column]),)


def list_addresses(exhibit: str, frame: pl.DataFrame) -> Iterator[str]:
    """Every address of a frame, row by row. Columns of the key have one too: some tables print them."""
    for row in frame.rows(named=True):
        start = address_row(exhibit, row)
        yield from (f"{start}/{column}" for column in frame.columns)


def find_places(address: str, frame: pl.DataFrame) -> list[Place]:
    """The cells an address names in its exhibit's frame: one, none when it is wrong, or several when it has a `*`."""
    exhibit, column = address.split("/", 1)[0], address.rsplit("/", 1)[-1]
    if column not in frame.columns:
        return []
    keys, wanted = key_columns(exhibit), address.rsplit("/", 1)[0]
    rows = frame.select(keys).rows(named=True)
    found = [index for index, row in enumerate(rows) if _names(wanted, address_row(exhibit, row))]
    return [Place(exhibit, index, tuple(rows[index].items()), column) for index in found]


def _names(wanted: str, start: str) -> bool:
    return fnmatchcase(start, wanted.replace("[", "[[]")) if ANY in wanted else wanted == start


def find_near(address: str, known: list[str]) -> list[str]:
    """The known addresses, or exhibits, that are most like a wrong one."""
    return difflib.get_close_matches(address, known, n=NEAR, cutoff=0.5)

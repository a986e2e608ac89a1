"""Counts of an exhibit's rows, each with the address of the rows it counts.

Such an address is `exhibit/*` for all rows, or `exhibit/*/column=value,value/...` for those in which every named
column holds one of its values: `published_vs_reproduced/*/exhibit=table_1/status=agrees`. The column `row` stands for
the keys, joined by `/`. A missing value equals none.
"""

import re
from collections.abc import Collection, Mapping

import polars as pl

from dialogmote.record.provenance.addresses import ANY, key_columns, write_key

ROW = "row"
ROW_INDEX = "index of the row"  # no column of an exhibit has blanks in its name
MOST_VALUES = 3  # of one column, for a filter to say more than a list of rows does

Where = Mapping[str, tuple[str, ...]]


class Counted(int):
    """A number of rows that knows which rows it counts."""

    address: str

    def __new__(cls, number: int, address: str) -> "Counted":
        """The number with the address of its rows."""
        counted = super().__new__(cls, number)
        counted.address = address
        return counted


def count_rows(exhibit: str, frame: pl.DataFrame, /, **where: object) -> Counted:
    """How many rows of a whole exhibit hold the given values; of several for one column any will do.

    The rows are counted by the filter that the address names, so the two cannot differ. `frame` must be the whole
    exhibit. Raises `ValueError` for a value that an address cannot hold, and for an unknown column.
    """
    written = {name: _write_values(value) for name, value in where.items()}
    return Counted(frame.filter(choose_rows(exhibit, frame, written)).height, address_rows(exhibit, written))


def _write_values(value: object) -> tuple[str, ...]:
    several = sorted(value) if isinstance(value, frozenset | set) else value
    values = several if isinstance(several, list | tuple) else (several,)
    written = tuple(write_key(one) for one in values)
    if wrong := [text for text in written if "," in text or "=" in text]:
        raise ValueError(f"{len(wrong)} values hold a comma or an equals sign, which part an address")
    return written


def address_rows(exhibit: str, where: Where) -> str:
    """The address of the rows that hold some values."""
    return "/".join([exhibit, ANY, *(f"{name}={','.join(values)}" for name, values in where.items())])


def read_rows_address(address: str) -> tuple[str, Where] | None:
    """The exhibit and the values that an address of rows names; none when it is the address of cells."""
    exhibit, any_mark, rest = (*address.split("/", 2), "", "")[:3]
    parts = re.split(r"/(?=\w+=)", rest) if rest else []
    if any_mark != ANY or not all(re.match(r"\w+=", part) for part in parts):
        return None
    pairs = (part.split("=", 1) for part in parts)
    return exhibit, {name: tuple(values.split(",")) for name, values in pairs}


def choose_rows(exhibit: str, frame: pl.DataFrame, where: Where) -> pl.Expr:
    """The rows that hold some values, as a filter. Raises `ValueError` for a column that the exhibit has not."""
    if unknown := sorted(set(where) - {*frame.columns, ROW}):
        raise ValueError(f"{exhibit} has no column {', '.join(unknown)}; known: {', '.join([*frame.columns, ROW])}")
    chosen = [_written(exhibit, name).is_in(list(values)) for name, values in where.items()]
    return pl.all_horizontal(pl.lit(value=True), *(one.fill_null(value=False) for one in chosen))


def _written(exhibit: str, name: str) -> pl.Expr:
    """A column as it stands in addresses."""
    if name == ROW:
        return pl.concat_str([pl.col(key).cast(pl.String) for key in key_columns(exhibit)], separator="/")
    return pl.col(name).cast(pl.String)


def list_values(exhibit: str, frame: pl.DataFrame, name: str) -> list[str]:
    """The values of a column as addresses write them, each once, in the order of the rows."""
    return frame.select(_written(exhibit, name)).to_series().drop_nulls().unique(maintain_order=True).to_list()


def find_filter(exhibit: str, frame: pl.DataFrame, rows: Collection[int]) -> str:
    """The address of exactly these rows by few values of few columns, where there is one; else nothing."""
    wanted = sorted(rows)
    where: Where = _few_values(exhibit, frame[wanted])
    if not _chooses(exhibit, frame, where, wanted):
        return ""
    # Keys and columns of many values are left out first: what a filter says is to be why these rows, not which.
    keys = key_columns(exhibit)
    for name in sorted(where, key=lambda column: (-len(where[column]), column not in keys)):
        fewer = {column: values for column, values in where.items() if column != name}
        if _chooses(exhibit, frame, fewer, wanted):
            where = fewer
    return address_rows(exhibit, where)


def _few_values(exhibit: str, rows: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """The values of the columns that hold few in some rows, none of them missing."""
    found = {}
    for name in (column for column in rows.columns if not rows.schema[column].is_float()):
        values = rows.select(_written(exhibit, name)).to_series().unique(maintain_order=True).to_list()
        if len(values) <= MOST_VALUES and None not in values and not any(set(",=") & set(value) for value in values):
            found[name] = tuple(values)
    return found


def _chooses(exhibit: str, frame: pl.DataFrame, where: Where, wanted: list[int]) -> bool:
    chosen = frame.with_row_index(ROW_INDEX).filter(choose_rows(exhibit, frame, where))
    return chosen[ROW_INDEX].to_list() == wanted


def count_named(frames: Mapping[str, pl.DataFrame], address: str) -> int | None:
    """How many rows an address of rows names in the frames there are; none when it names none of them."""
    found = read_rows_address(address)
    if found is None or found[0] not in frames:
        return None
    frame = frames[found[0]]
    return frame.filter(choose_rows(found[0], frame, found[1])).height

"""What a mutation is, and how extracts are read and written to make one.

A case has a name, a seed and what is changed, so that one can be struck again: `strike(folder, Random(seed))`. The
files in `folder` are links to the register's, so what is changed is replaced and never written into.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from dialogmote.contracts.extracts import EXTRACTS, register_names

# Planted wherever a value is changed; none may be read outside `restricted`.
CANARY_TEXT = "KANARIFUGL"
CANARY_CODE = "ZQXW"
CANARY_KEY = 987654321987
CANARY_NUMBER = 31337.25
CANARY_WHOLE = 113
CANARY_DAYS = (date(1887, 6, 5), date(2087, 6, 5), date(9998, 12, 30))
CANARIES = (CANARY_TEXT, CANARY_CODE, str(CANARY_KEY), str(CANARY_NUMBER), *map(str, CANARY_DAYS))

Strike = Callable[[Path, Random], None]


@dataclass(frozen=True)
class Case:
    """One mutation of one extract.

    `rules` are those of which one at least must be named, with the extract and, where given, the register's `column`;
    none: the run must end well with the same numbers. With `or_same` either is right: it depends on the rows drawn.
    `told_of` is the extract that is named, where it is not the one changed; `*` is any.
    """

    kind: str
    extract: str
    what: str
    strike: Strike
    rules: tuple[str, ...] = ()
    column: str = ""
    told_of: str = ""
    or_same: bool = False

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.extract}/{self.column or '-'}/{self.what}".replace(" ", "_")


def columns_of(extract: str) -> dict[str, pl.DataType]:
    """The register's column name -> type of an extract."""
    contract = EXTRACTS[extract].columns()
    return {name: contract[english].dtype for english, name in register_names(extract).items()}


def nullable_columns(extract: str) -> set[str]:
    """The register's names of the columns that may be null."""
    contract = EXTRACTS[extract].columns()
    return {name for english, name in register_names(extract).items() if contract[english].nullable}


def link_register(register: Path, folder: Path) -> None:
    """Have the extracts of `register` in `folder` too, as links."""
    folder.mkdir(parents=True)
    for file in register.glob("*.parquet"):
        (folder / file.name).symlink_to(file)


def read(folder: Path, extract: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{extract}.parquet")


def put(folder: Path, extract: str, table: pl.DataFrame | pa.Table, **how: Any) -> None:
    """Write an extract in the place of the one there, with its GeoParquet metadata."""
    path = folder / f"{extract}.parquet"
    metadata = pq.read_schema(path).metadata or {}
    path.unlink()
    write(path, table, metadata, **how)


def write(path: Path, table: pl.DataFrame | pa.Table, metadata: dict[bytes, bytes] | None = None, **how: Any) -> None:
    arrow = table.to_arrow() if isinstance(table, pl.DataFrame) else table
    kept = {key: value for key, value in (metadata or {}).items() if key == b"geo"}
    pq.write_table(arrow.replace_schema_metadata(kept or None), path, **how)


def pick(frame: pl.DataFrame, rng: Random, most: int = 3) -> list[int]:
    """The numbers of one or some rows."""
    return sorted(rng.sample(range(frame.height), rng.randint(1, min(most, frame.height))))


def set_rows(frame: pl.DataFrame, column: str, rows: list[int], value: Any) -> pl.DataFrame:
    """The frame with another value, or a column's values there, in some rows."""
    there = value if isinstance(value, pl.Expr) else pl.lit(value, dtype=frame[column].dtype)
    is_struck = pl.int_range(pl.len()).is_in(rows)
    return frame.with_columns(pl.when(is_struck).then(there).otherwise(pl.col(column)).alias(column))


def spoil(extract: str, column: str, value: Any, among: pl.Expr | None = None) -> Strike:
    """Put `value` in some rows of a column, of those where `among` is true."""

    def strike(folder: Path, rng: Random) -> None:
        frame = read(folder, extract)
        fit = range(frame.height) if among is None else frame.select(among.arg_true()).to_series().to_list()
        rows = sorted(rng.sample(fit, min(len(fit), rng.randint(1, 3))))
        put(folder, extract, set_rows(frame, column, rows, value))

    return strike


def change(extract: str, how: Callable[[pl.DataFrame, Random], pl.DataFrame | pa.Table], **written: Any) -> Strike:
    """Replace an extract by what `how` makes of its frame."""

    def strike(folder: Path, rng: Random) -> None:
        put(folder, extract, how(read(folder, extract), rng), **written)

    return strike


def as_time(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)

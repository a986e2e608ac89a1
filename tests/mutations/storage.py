"""Mutations of how the rows are stored: types, columns, files, parts."""

import gzip
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet as pq
from cases import CANARY_KEY, CANARY_TEXT, Case, Strike, change, columns_of, nullable_columns, read, write

from dialogmote.contracts.extracts import EXTRACTS

# Two columns of one type that stand in each other's place, and what must be told of it.
SWAPPED = (
    ("sykefravar_tilfelle", "sykefravar_fra_dato", "sykefravar_til_dato", ("end_before_start",)),
    ("sykefravar_tilfelle", "tilfelle_id", "fk_person1", ("person_missing",)),
    ("sykefravar_tilfelle", "fk_person1", "bedrift_org_nr", ("person_missing",)),
    ("sykefravar_tilfelle", "stillingsprosent", "gj_uforg", ("out_of_range",)),
    ("sykefravar_tilfelle", "stillingsprosent", "taptedv", ("out_of_range",)),
    ("sykefravar_tilfelle", "naering_kode", "yrke_kode", ("bad_format",)),
    ("sykmeldingsgrad_maned", "tilfelle_id", "fk_person1", ("spell_missing",)),
    ("dialogmote_hendelse", "hendelse", "kildesystem", ("unknown_code",)),
    ("dialogmote_hendelse", "dialogmote_tidspunkt", "hendelse_tidspunkt", ("null",)),
    ("motebehov", "innmelder_type", "skjematype", ("unknown_code",)),
    ("person", "fodeland", "sivilstand", ("bad_format", "unknown_code")),
    ("person", "gyldig_fra_dato", "gyldig_til_dato", ("out_of_range",)),
    ("person", "fodt_dato", "gyldig_til_dato", ("out_of_range",)),
    ("svangerskap", "fra_dato", "til_dato", ("end_before_start",)),
    ("aap", "fra_dato", "til_dato", ("null",)),
    ("nav_enhet", "nav_enhet_navn", "nav_nivaa3_navn", ("county_per_office",)),
    ("nav_enhet", "nav_enhet_kode", "etterfolger_kode", ("null",)),
    ("nav_enhet", "funk_gyldig_fra_dato", "funk_gyldig_til_dato", ("out_of_range",)),
)


def storage_cases() -> Iterator[Case]:
    """Every case of this module."""
    for extract in EXTRACTS:
        yield from _type_cases(extract)
        yield from _column_cases(extract)
        yield from _file_cases(extract)
        yield from _part_cases(extract)
        yield from _layout_cases(extract)
    for extract, one, other, rules in SWAPPED:
        swap = change(extract, lambda frame, rng, a=one, b=other: frame.rename({a: b, b: a}))
        yield Case("column", extract, f"{one} and {other} swapped", swap, rules)
    yield from _exchange_cases()


def _type_cases(extract: str) -> Iterator[Case]:
    for column, dtype in columns_of(extract).items():
        for what, convert, is_fine in _conversions(dtype):

            def strike(frame: pl.DataFrame, rng: Random, column: str = column, convert: Any = convert) -> Any:
                table = frame.to_arrow()
                place = table.schema.get_field_index(column)
                return table.set_column(place, column, convert(frame[column]))

            rules = () if is_fine else ("column_type",)
            if what.startswith("read as"):
                rules = ("out_of_range", "does_not_fit")
            if what == "too large":
                rules = ("does_not_fit",)
            yield Case("type", extract, what, change(extract, strike), rules, column)
        nothing = change(
            extract,
            lambda frame, rng, column=column: frame.with_columns(pl.lit(None, pl.Null).alias(column)).select(
                frame.columns
            ),
        )
        if column not in nullable_columns(extract):
            yield Case("type", extract, "all null", nothing, ("column_type",), column)


def _conversions(dtype: pl.DataType) -> Iterator[tuple[str, Callable[[pl.Series], Any], bool]]:
    """What a column may be stored as instead; whether the run must take it."""

    def cast(to: Any) -> Callable[[pl.Series], Any]:
        return lambda values: values.cast(to).to_arrow()

    def arrow(to: pa.DataType) -> Callable[[pl.Series], Any]:
        return lambda values: values.to_arrow().cast(to)

    if dtype == pl.String:
        yield "dictionary", lambda values: values.to_arrow().cast(pa.string()).dictionary_encode(), True
        yield "large string", arrow(pa.large_string()), True
        yield "Binary", lambda values: values.cast(pl.Binary).to_arrow(), False
        yield "list", lambda values: values.implode().explode().reshape((-1, 1)).arr.to_list().to_arrow(), False
    elif dtype.is_integer():
        yield "UInt64", cast(pl.UInt64), True
        yield "Int64", cast(pl.Int64), True
        yield "too large", lambda values: pa.array([2**63 + CANARY_KEY] * values.len(), pa.uint64()), False
        yield "Float64", cast(pl.Float64), False
        yield "String", cast(pl.String), False
        yield "Decimal", lambda values: values.cast(pl.Decimal(20, 0)).to_arrow(), False
    elif dtype == pl.Date:
        yield "Datetime", cast(pl.Datetime("us")), False
        yield "String", cast(pl.String), False
        yield "Int32", cast(pl.Int32), False
    elif isinstance(dtype, pl.Datetime):
        for unit in ("ms", "us", "ns"):
            yield f"Datetime {unit}", cast(pl.Datetime(unit)), True
        yield "zoned", lambda values: values.dt.replace_time_zone("UTC").to_arrow(), False
        yield "Date", cast(pl.Date), False
        yield "String", cast(pl.String), False
        yield (
            "read as ns",
            lambda values: values.cast(pl.Datetime("ms")).to_physical().cast(pl.Datetime("ns")).to_arrow(),
            False,
        )
        yield (
            "read as ms",
            lambda values: values.cast(pl.Datetime("ns")).to_physical().cast(pl.Datetime("ms")).to_arrow(),
            False,
        )
    elif dtype.is_float():
        yield "Float32", cast(pl.Float32), False
        yield "Int64", cast(pl.Int64), False
        yield "String", cast(pl.String), False
    elif dtype == pl.Boolean:
        yield "Int8", cast(pl.Int8), False
        yield "String", cast(pl.String), False
    elif dtype == pl.Binary:
        yield "hex", lambda values: values.bin.encode("hex").to_arrow(), False


def _column_cases(extract: str) -> Iterator[Case]:
    for column in columns_of(extract):
        names = {
            "missing": None,
            "capitals": column.upper() if column.upper() != column else column.title(),
            "misspelt": column[:-1],
            "BOM": f"\ufeff{column}",
            "blank": f"{column} ",
            "newline": f"{column}\n",
        }
        for what, name in names.items():

            def rename(frame: pl.DataFrame, rng: Random, column: str = column, name: str | None = name) -> pl.DataFrame:
                return frame.drop(column) if name is None else frame.rename({column: name})

            yield Case("column", extract, what, change(extract, rename), ("column_missing",), column)

        def twice(frame: pl.DataFrame, rng: Random, column: str = column) -> pa.Table:
            table = frame.to_arrow()
            return table.append_column(column, table[column])

        yield Case("column", extract, f"{column} twice", change(extract, twice), ("file_unreadable",))
    extra = change(extract, lambda frame, rng: frame.with_columns(merknad=pl.lit(CANARY_TEXT)))
    yield Case("column", extract, "extra", extra)
    other = change(extract, lambda frame, rng: frame.select(rng.sample(frame.columns, frame.width)))
    yield Case("column", extract, "order", other)


def _file_cases(extract: str) -> Iterator[Case]:
    optional = extract == "nav_enhet_omrade"
    empty: tuple[str, ...] = () if optional else ("no_rows",)
    yield Case("file", extract, "zero rows", change(extract, lambda frame, rng: frame.clear()), empty)
    yield Case("file", extract, "missing", _with_bytes(extract, None), () if optional else ("file_missing",))
    unreadable = ("file_unreadable", "column_unreadable")
    for what, spoilt, rules in (
        ("empty", lambda data, rng: b"", ("file_empty",)),
        ("three bytes", lambda data, rng: data[:3], ("file_not_parquet", "file_truncated")),
        ("first half", lambda data, rng: data[: rng.randrange(12, len(data) - 8)], ("file_truncated",)),
        ("first bytes gone", lambda data, rng: data[rng.randrange(1, 200) :], ("file_not_parquet",)),
        ("gzip", lambda data, rng: gzip.compress(data), ("file_not_parquet",)),
        ("middle cut out", _cut_middle, (*unreadable, "part_schemas_differ", "column_missing")),
        ("footer destroyed", lambda data, rng: data[:-60] + b"\xff" * 48 + data[-12:], unreadable),
        ("text behind", lambda data, rng: data + CANARY_TEXT.encode(), ("file_truncated",)),
        ("data overwritten", lambda data, rng: data[:4] + b"\xff" * 64 + data[68:], unreadable),
    ):
        yield Case("file", extract, what, _with_bytes(extract, spoilt), rules)
    for what, write_other in (
        ("CSV", lambda table, path: pa.csv.write_csv(table, path)),
        ("Feather", lambda table, path: pa.feather.write_feather(table, path)),
    ):
        if extract == "nav_enhet_omrade" and what == "CSV":
            continue

        def strike(folder: Path, rng: Random, write_other: Any = write_other) -> None:
            path, table = folder / f"{extract}.parquet", pq.read_table(folder / f"{extract}.parquet")
            path.unlink()
            write_other(table, str(path))

        yield Case("file", extract, what, strike, ("file_not_parquet",))


def _cut_middle(data: bytes, rng: Random) -> bytes:
    """Less of the data, the footer in place."""
    place = rng.randrange(4, len(data) // 3)
    return data[:place] + data[place + len(data) // 3 :]


def _with_bytes(extract: str, spoilt: Callable[[bytes, Random], bytes] | None) -> Strike:
    def strike(folder: Path, rng: Random) -> None:
        path = folder / f"{extract}.parquet"
        data = path.read_bytes()
        path.unlink()
        if spoilt is not None:
            path.write_bytes(spoilt(data, rng))

    return strike


def _part_cases(extract: str) -> Iterator[Case]:
    first = next(iter(columns_of(extract)))
    yield Case("parts", extract, "three parts", _in_parts(extract))
    yield Case("parts", extract, "an empty part", _in_parts(extract, lambda part: part.clear(), added=True))
    yield Case("parts", extract, "columns in another order", _in_parts(extract, lambda part: part[:, ::-1]))
    yield Case(
        "parts", extract, "a column less", _in_parts(extract, lambda part: part.drop(first)), ("part_schemas_differ",)
    )
    to_text = _in_parts(
        extract,
        lambda part: part.with_columns(
            pl.col(first).cast(pl.Binary) if part[first].dtype == pl.String else pl.col(first).cast(pl.String)
        ),
    )
    yield Case("parts", extract, "another type", to_text, ("part_schemas_differ",))
    yield Case("parts", extract, "part in capitals", _in_parts(extract, named="c.PARQUET"), ("not_a_part",))
    yield Case("parts", extract, "part half copied", _in_parts(extract, named="c.parquet.tmp"), ("not_a_part",))
    yield Case(
        "parts", extract, "part in a folder below", _in_parts(extract, named="year=2018/c.parquet"), ("not_a_part",)
    )
    yield Case("parts", extract, "file and folder", _in_parts(extract, keeps_file=True), ("file_and_folder",))
    yield Case("parts", extract, "folder named as the file", _folder_as_file(extract), ("file_is_no_file",))
    yield Case("parts", extract, "folder without parts", _empty_folder(extract), ("no_parts",))
    yield Case("parts", extract, "link that leads nowhere", _dead_link(extract), ("file_is_no_file",))


def _in_parts(
    extract: str,
    last: Callable[[pl.DataFrame], pl.DataFrame] = lambda part: part,
    named: str = "c.parquet",
    added: bool = False,
    keeps_file: bool = False,
) -> Strike:
    """An extract in three parts, the last one changed; `added` leaves all rows in the first two."""

    def strike(folder: Path, rng: Random) -> None:
        frame, file, parts = read(folder, extract), folder / f"{extract}.parquet", folder / extract
        metadata = pq.read_schema(file).metadata
        (parts / named).parent.mkdir(parents=True)
        one, two = sorted(rng.sample(range(1, frame.height - 1), 2))
        end = frame.height if added else two
        write(parts / "b.parquet", frame[:one], metadata)
        write(parts / "a.parquet", frame[one:end], metadata)
        write(parts / named, last(frame[two:]), metadata)
        if not keeps_file:
            file.unlink()

    return strike


def _folder_as_file(extract: str) -> Strike:
    def strike(folder: Path, rng: Random) -> None:
        file = folder / f"{extract}.parquet"
        target = file.resolve()
        file.unlink()
        file.mkdir()
        shutil.copy(target, file / "part-0.parquet")

    return strike


def _empty_folder(extract: str) -> Strike:
    def strike(folder: Path, rng: Random) -> None:
        (folder / f"{extract}.parquet").unlink()
        (folder / extract).mkdir()
        (folder / extract / "_SUCCESS").touch()

    return strike


def _dead_link(extract: str) -> Strike:
    def strike(folder: Path, rng: Random) -> None:
        (folder / f"{extract}.parquet").unlink()
        (folder / f"{extract}.parquet").symlink_to(folder / "nowhere")

    return strike


def _layout_cases(extract: str) -> Iterator[Case]:
    """Other ways to store the same rows."""
    for what, how in {
        "row groups of 100": {"row_group_size": 100},
        "gzip": {"compression": "gzip"},
        "uncompressed, version 1": {"compression": "none", "version": "1.0"},
        "no statistics, no dictionary": {"write_statistics": False, "use_dictionary": False},
    }.items():
        if "1.0" in how.values() and extract in ("motebehov",):
            continue  # version 1 has no nanoseconds
        yield Case("layout", extract, what, change(extract, lambda frame, rng: frame, **how))
    shuffled = change(extract, lambda frame, rng: frame.sample(fraction=1, shuffle=True, seed=rng.randrange(1 << 30)))
    yield Case("layout", extract, "rows in another order", shuffled)


def _exchange_cases() -> Iterator[Case]:
    """A file under another's name."""
    names = list(EXTRACTS)
    for one, other in [(name, names[place - 3]) for place, name in enumerate(names)] + [("aap", "svangerskap")]:
        told = ("column_missing", "stops_before_follow_up", "same_as_aap")
        yield Case("exchange", one, f"exchanged with {other}", _exchange(one, other), told, told_of="*")
        yield Case("exchange", one, f"a copy of {other}", _copy(other, one), told, told_of="*")
    yield Case("exchange", "svangerskap", "a copy of aap", _copy("aap", "svangerskap"), ("same_as_aap",))
    yield Case("exchange", "person", "wrong folder", _clear_folder, ("file_missing",), told_of="*")


def _exchange(one: str, other: str) -> Strike:
    def strike(folder: Path, rng: Random) -> None:
        first, second = folder / f"{one}.parquet", folder / f"{other}.parquet"
        first.rename(folder / "between")
        second.rename(first)
        (folder / "between").rename(second)

    return strike


def _copy(source: str, target: str) -> Strike:
    def strike(folder: Path, rng: Random) -> None:
        path = folder / f"{target}.parquet"
        path.unlink()
        shutil.copy((folder / f"{source}.parquet").resolve(), path)

    return strike


def _clear_folder(folder: Path, rng: Random) -> None:
    for path in folder.iterdir():
        path.unlink()

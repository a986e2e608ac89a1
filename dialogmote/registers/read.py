"""Reading the raw extracts: any storage a register may come in, out as frames in the contract's names and types.

Source: RULES 1 and 8 of the study and its extract specification. What cannot be read is told as problems, all at once,
and whatever is readable is still handed on, so that one broken column does not hide the next problem.
"""

import difflib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import polars as pl

from dialogmote.contracts.extracts import EXTRACTS, OPTIONAL_EXTRACTS, register_names
from dialogmote.registers.geo import find_crs_fault
from dialogmote.registers.problems import Problem

PARQUET_MAGIC = (b"PAR1", b"PARE")
SMALLEST_PARQUET_BYTES = 12
STRING_TYPES = (pl.String, pl.Categorical, pl.Enum)
# Nobody may be pregnant in a part of the register; every other extract of a study has rows.
MAY_BE_EMPTY = (*OPTIONAL_EXTRACTS, "svangerskap")
# A broken file may raise any of these; their words can quote values, so they are never passed on.
READ_ERRORS = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError)


@dataclass(frozen=True)
class ReadResult:
    """One extract as read.

    `frame` has the contract's English columns and types, less the columns that could not be read; it is None when
    nothing could be, or when an optional extract is absent. `file_columns` maps the English names to those in the file,
    `unfit_rows` are the rows with a number too large for its column, as the file has them.
    """

    extract: str
    frame: pl.DataFrame | None
    problems: tuple[Problem, ...] = ()
    file_columns: Mapping[str, str] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    unfit_rows: pl.DataFrame | None = None


def read_extracts(
    sources: Mapping[str, Sequence[str]], column_names: Mapping[str, Mapping[str, str]]
) -> dict[str, ReadResult]:
    """Read every extract of the contract: `sources` has its paths, `column_names` what its files call the columns."""
    return {
        extract: read_extract(sources.get(extract, ()), extract, column_names.get(extract, {})) for extract in EXTRACTS
    }


def read_extract(paths: Sequence[str], extract: str, column_names: Mapping[str, str]) -> ReadResult:
    """Read one extract from its file or its parts.

    `paths` is the one file, or the parts of the folder, or empty; `column_names` maps the register's names to the
    file's. Never raises for a bad file: the result tells its problems.
    """
    if not paths:
        missing = () if extract in OPTIONAL_EXTRACTS else (_file_missing(extract),)
        return ReadResult(extract, None, missing)
    ordered = sorted(Path(path) for path in paths)
    faults = [problem for path in ordered if (problem := _file_fault(path, extract)) is not None]
    if faults:
        return ReadResult(extract, None, _joined_faults(faults))
    schemas = {path: _read_schema(path) for path in ordered}
    unreadable = [_unreadable(path, extract) for path, schema in schemas.items() if schema is None]
    if unreadable:
        return ReadResult(extract, None, _joined_faults(unreadable))
    known = {path: schema for path, schema in schemas.items() if schema is not None}
    differing = _schema_difference(known, extract)
    if differing is not None:
        return ReadResult(extract, None, (differing,))
    return _read_columns(ordered, _joint_schema(list(known.values())), extract, column_names)


def _read_columns(
    paths: Sequence[Path], schema: Mapping[str, pl.DataType], extract: str, column_names: Mapping[str, str]
) -> ReadResult:
    """Read the columns that are there and of a fitting type, and tell the others."""
    ours = register_names(extract)
    theirs = {english: column_names.get(name, name) for english, name in ours.items()}
    problems = _mapping_problems(extract, column_names, theirs)
    problems += _missing_columns(extract, theirs, schema)
    present = {english: name for english, name in theirs.items() if name in schema}
    problems += _mistyped_columns(extract, present, schema)
    readable = {
        name: there
        for name, there in present.items()
        if _is_fitting(extract, name, schema[there]) and list(theirs.values()).count(there) == 1
    }
    ignored = tuple(sorted(set(schema) - set(theirs.values())))
    raw = _read_parts(paths, list(readable.values()))
    if raw is None:
        damaged = [name for name, there in readable.items() if _read_parts(paths, [there]) is None]
        problems.append(_damage(extract, damaged, theirs))
        readable = {name: there for name, there in readable.items() if name not in damaged}
        raw = _read_parts(paths, list(readable.values())) if len(damaged) == 1 and readable else None
    if raw is None:
        return ReadResult(extract, None, tuple(problems), theirs, ignored)
    if raw.height == 0 and readable and extract not in MAY_BE_EMPTY:
        problems.append(_file_problem(extract, "no_rows", "the extract has no rows; deliver it with its rows"))
    if extract == "nav_enhet_omrade" and "geometry" in readable:
        problems += _crs_problems(paths, extract, readable["geometry"])
    return _cast(raw, extract, readable, problems, theirs, ignored)


def _read_parts(paths: Sequence[Path], columns: list[str]) -> pl.DataFrame | None:
    """The columns of all parts, one below the other; None when one of them cannot be read."""
    try:
        with _silent_panics():
            return pl.concat([_read_part(path, columns) for path in paths], how="vertical_relaxed")
    except READ_ERRORS:
        return None


@contextmanager
def _silent_panics() -> Iterator[None]:
    """Keep from the terminal what Polars' threads print of a broken file: pages of backtraces, maybe with data."""
    try:
        shown, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # no terminal to keep anything from
        yield
        return
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(shown, 2)
        os.close(shown)
        os.close(nowhere)


def _damage(extract: str, damaged: Sequence[str], theirs: Mapping[str, str]) -> Problem:
    """What cannot be read although the file says that it is there: one column, or the file."""
    if len(damaged) == 1:
        text = "the column's data are damaged, or text that is not UTF-8; deliver it again"
        return _column_problem(extract, damaged[0], theirs, "column_unreadable", text)
    names = ", ".join(theirs[name] for name in damaged)
    what = f"the data of {names}" if names else "the data"
    return _file_problem(extract, "file_unreadable", f"{what} cannot be read as Parquet; deliver the file again")


def _read_part(path: Path, columns: list[str]) -> pl.DataFrame:
    """One part's columns as they are stored: strings for dictionaries, bytes for GeoArrow's well-known binary."""
    part = pl.read_parquet(path, columns=columns, glob=False, hive_partitioning=False)
    extensions = [name for name, dtype in part.schema.items() if isinstance(dtype, pl.BaseExtension)]
    return part.with_columns(
        pl.col(pl.Categorical, pl.Enum).cast(pl.String), *(pl.col(name).ext.storage() for name in extensions)
    )


def _cast(
    raw: pl.DataFrame,
    extract: str,
    readable: Mapping[str, str],
    problems: list[Problem],
    theirs: Mapping[str, str],
    ignored: tuple[str, ...],
) -> ReadResult:
    """Bring the columns to the contract's types; a column with values that do not fit is told and left out."""
    contract = EXTRACTS[extract].columns()
    frame = raw.select(
        pl.col(there).cast(contract[name].dtype, strict=False).alias(name) for name, there in readable.items()
    )
    unfit = {}
    for name, there in readable.items():
        if frame[name].null_count() != raw[there].null_count():
            unfit[name] = frame[name].is_null() & raw[there].is_not_null()
    for name, rows in unfit.items():
        text = f"a value does not fit {_type_words(contract[name].dtype)}; correct it in the extract"
        problems.append(_column_problem(extract, name, theirs, "does_not_fit", text, int(rows.sum())))
    unfit_rows = raw.filter(pl.any_horizontal(*unfit.values())) if unfit else None
    return ReadResult(extract, frame.drop(*unfit), tuple(problems), theirs, ignored, unfit_rows)


def _file_fault(path: Path, extract: str) -> Problem | None:
    """What is wrong with a file as bytes, or None. Only its name is told, not its folder."""
    name = path.name
    if not path.is_file():
        return _file_problem(extract, "file_missing", f"there is no file {name}; put it there")
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(4)
            stream.seek(max(size - 4, 0))
            tail = stream.read(4)
    except OSError:
        return _file_problem(extract, "file_unreadable", f"{name} cannot be opened; check that the run may read it")
    if size == 0:
        return _file_problem(extract, "file_empty", f"{name} has no bytes; deliver it again")
    if head not in PARQUET_MAGIC:
        return _file_problem(extract, "file_not_parquet", f"{name} is not a Parquet file; deliver it as Parquet")
    if size < SMALLEST_PARQUET_BYTES or tail != head:
        return _file_problem(extract, "file_truncated", f"{name} ends before its footer; copy it again, whole")
    return None


def _joined_faults(faults: Sequence[Problem]) -> tuple[Problem, ...]:
    """One problem a rule: the faults of several parts in one line."""
    rules = sorted({fault.rule for fault in faults})
    return tuple(
        _file_problem(faults[0].extract, rule, "; ".join(fault.text for fault in faults if fault.rule == rule))
        for rule in rules
    )


def _read_schema(path: Path) -> dict[str, pl.DataType] | None:
    """Column name -> stored type of one file, strings for dictionaries; None when it cannot be read."""
    try:
        with _silent_panics():
            schema = pl.read_parquet_schema(path)
    except READ_ERRORS:
        return None
    return {name: _stored_type(dtype) for name, dtype in schema.items()}


def _stored_type(dtype: pl.DataType) -> pl.DataType:
    """The type without its dictionary or extension."""
    if isinstance(dtype, pl.BaseExtension):
        return cast(pl.DataType, dtype.ext_storage())
    return pl.String() if dtype in STRING_TYPES else dtype


def _schema_difference(schemas: Mapping[Path, Mapping[str, pl.DataType]], extract: str) -> Problem | None:
    """Parts whose columns or types are not those of the first part; the order of columns means nothing."""
    first, *others = schemas
    joint = _joint_schema(list(schemas.values()))
    unlike = {path: _unlike_columns(joint, schemas[path]) for path in others}
    differing = [path for path, names in unlike.items() if names]
    if not differing:
        return None
    columns = sorted(set().union(*unlike.values()))
    text = (
        f"{', '.join(path.name for path in differing)} and {first.name} differ in {', '.join(columns)}; "
        "write all parts with the same columns and types"
    )
    return _file_problem(extract, "part_schemas_differ", text)


def _joint_schema(schemas: Sequence[Mapping[str, pl.DataType]]) -> dict[str, pl.DataType]:
    """The columns of the first part: of each the type of the first part that has one."""
    joint = dict(schemas[0])
    for schema in schemas[1:]:
        joint |= {name: dtype for name, dtype in schema.items() if joint.get(name) == pl.Null}
    return joint


def _unlike_columns(one: Mapping[str, pl.DataType], other: Mapping[str, pl.DataType]) -> set[str]:
    """Columns that one part lacks or has in another type; a part's column without a type, all null, fits any."""
    lacking = set(one.keys() ^ other.keys())
    return lacking | {
        name
        for name in one.keys() & other.keys()
        if one[name] != other[name] and pl.Null not in (one[name], other[name])
    }


def _mapping_problems(extract: str, column_names: Mapping[str, str], theirs: Mapping[str, str]) -> list[Problem]:
    """Faults of the configured column names: a name of ours that is not in the contract, one column for two names."""
    ours = register_names(extract)
    problems = []
    for name in sorted(set(column_names) - set(ours.values())):
        near = _suggestion(name, list(ours.values()))
        text = f"extracts.{extract}.columns names it, but there is no such column{near}; correct the configuration"
        problems.append(Problem(extract, name, "column_name_unknown", 0, text))
    for there in sorted({name for name in theirs.values() if list(theirs.values()).count(name) > 1}):
        names = ", ".join(ours[english] for english, name in theirs.items() if name == there)
        text = f"extracts.{extract}.columns takes them all from {there}; correct the configuration"
        problems.append(Problem(extract, names, "column_mapped_twice", 0, text))
    return problems


def _missing_columns(extract: str, theirs: Mapping[str, str], schema: Mapping[str, pl.DataType]) -> list[Problem]:
    """Columns of the contract that the file lacks, each with the near name among the file's further columns."""
    unused = [name for name in schema if name not in theirs.values()]
    return [
        _column_problem(
            extract,
            english,
            theirs,
            "column_missing",
            f"the file has no such column{_suggestion(there, unused)}; deliver it, or name it under "
            f"extracts.{extract}.columns in the configuration",
        )
        for english, there in theirs.items()
        if there not in schema
    ]


def _mistyped_columns(extract: str, present: Mapping[str, str], schema: Mapping[str, pl.DataType]) -> list[Problem]:
    """Columns of another type than the contract's."""
    contract = EXTRACTS[extract].columns()
    return [
        _column_problem(
            extract,
            english,
            present,
            "column_type",
            f"the column is {_type_words(schema[there])}, not {_type_words(contract[english].dtype)}; convert it",
        )
        for english, there in present.items()
        if not _is_fitting(extract, english, schema[there])
    ]


def _is_fitting(extract: str, english: str, dtype: pl.DataType) -> bool:
    """Whether a stored type can hold the column: RULES 1 allows other widths, units and dictionaries, no other kind.

    A column without a type holds nothing but null, which is no loss where null is allowed.
    """
    column = EXTRACTS[extract].columns()[english]
    wanted = column.dtype
    if dtype == pl.Null:
        return column.nullable
    if wanted.is_integer():
        return dtype.is_integer()
    if isinstance(wanted, pl.Datetime):
        return isinstance(dtype, pl.Datetime) and dtype.time_zone is None
    return dtype == wanted


def _type_words(dtype: pl.DataType) -> str:
    """A type in words, without its parameters' values (an Enum's categories are values of the data)."""
    if isinstance(dtype, pl.Datetime):
        return "Datetime" if dtype.time_zone is None else "Datetime with a time zone"
    if dtype == pl.Null:
        return "without a type (all null)"
    return str(dtype.base_type())


def _crs_problems(paths: Sequence[Path], extract: str, geometry_column: str) -> list[Problem]:
    """Parts whose GeoParquet metadata do not say EPSG:25833; the first such fault of each kind."""
    faults: dict[str, str] = {}
    for path in paths:
        fault = find_crs_fault(pl.read_parquet_metadata(path).get("geo"), geometry_column)
        if fault is not None:
            faults.setdefault(fault.rule, fault.text)
    return [Problem(extract, "geometry", rule, 0, text) for rule, text in sorted(faults.items())]


def _suggestion(name: str, candidates: Sequence[str]) -> str:
    """`, did you mean <near name>?` for the nearest candidate, letter case aside; nothing when none is near."""
    by_lower_case = {candidate.lower(): candidate for candidate in candidates}
    near = difflib.get_close_matches(name.lower(), list(by_lower_case), n=1)
    return f" (did you mean {by_lower_case[near[0]]}?)" if near else ""


def _file_missing(extract: str) -> Problem:
    text = f"there is no file {extract}.parquet and no folder {extract} with Parquet parts; put one there"
    return _file_problem(extract, "file_missing", text)


def _unreadable(path: Path, extract: str) -> Problem:
    return _file_problem(extract, "file_unreadable", f"{path.name} cannot be read as Parquet; deliver it again")


def _file_problem(extract: str, rule: str, text: str) -> Problem:
    return Problem(extract, "", rule, 0, text)


def _column_problem(
    extract: str, english: str, theirs: Mapping[str, str], rule: str, text: str, rows: int = 0
) -> Problem:
    ours = register_names(extract)[english]
    file_column = theirs[english] if theirs[english] != ours else None
    return Problem(extract, ours, rule, rows, text, file_column)

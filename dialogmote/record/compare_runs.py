"""Two runs side by side: which released numbers moved, by how much, and which came or went."""

import datetime
import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import polars as pl

POINTS = ("estimate", "trend_difference_per_year", "difference")
RATES = ("hazard_pct", "value")
LIMITS = ("ci_low", "ci_high")
SIGNIFICANCE_LEVEL = 0.05
NORMAL_QUANTILE = 1.959963984540054  # of 97.5 percent: an interval's half width in standard errors

# What can become of a cell. `shown` and `hidden` are cells of a row that both runs have; `appeared` and `vanished`
# belong to rows, columns or exhibits that one run lacks.
KINDS = ("same", "moved", "reworded", "shown", "hidden", "appeared", "vanished")
SCHEMA: dict[str, pl.DataType] = {
    "exhibit": pl.String(),
    "row_key": pl.String(),
    "column": pl.String(),
    "kind": pl.String(),
    "before": pl.Float64(),
    "after": pl.Float64(),
    "change": pl.Float64(),
    "change_in_se": pl.Float64(),
    "is_sign_changed": pl.Boolean(),
    "is_significance_changed": pl.Boolean(),
    "text_before": pl.String(),
    "text_after": pl.String(),
}
KNOWN, NOT_KNOWN = "recorded", "not recorded"
REGISTER_READER = "verify_extracts"  # the rule that reads the raw extracts
Value = float | str | None
Row = dict[str, object]
T = TypeVar("T")


@dataclass(frozen=True)
class ExhibitSummary:
    """One exhibit in two runs: how many numbers both show, and how many cells became what."""

    exhibit: str
    n_compared: int
    n_moved: int
    n_appeared: int
    n_vanished: int
    n_shown: int
    n_hidden: int
    n_reworded: int
    n_signs: int
    n_significances: int


def compare_exhibit(
    exhibit: str, keys: Sequence[str], before: pl.DataFrame | None, after: pl.DataFrame | None
) -> pl.DataFrame:
    """Every cell of an exhibit in two runs, one row a cell (`SCHEMA`), in the order of its first appearance.

    `keys` are the columns that name a row; `None` stands for an exhibit that the run lacks. `change` is after less
    before; `change_in_se` divides it by the row's standard error before (the interval's, where the row has no other),
    for the numbers that error belongs to. A missing number and NaN are the same: nothing is shown.
    Raises `ValueError` when a key column is missing or two rows have one key.
    """
    rows_before, rows_after = _rows_by_key(exhibit, keys, before), _rows_by_key(exhibit, keys, after)
    columns = [name for name in _in_order(_names(before), _names(after)) if name not in keys]
    cells = [
        _compare_cell(exhibit, "/".join(key), column, rows_before.get(key), rows_after.get(key))
        for key in _in_order(list(rows_before), list(rows_after))
        for column in columns
        if column in rows_before.get(key, {}) or column in rows_after.get(key, {})
    ]
    return pl.DataFrame(cells, schema=SCHEMA, orient="row")


def compare_runs(
    before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame], keys: Mapping[str, Sequence[str]]
) -> pl.DataFrame:
    """Every cell of every exhibit of two runs (`SCHEMA`), exhibits by name.

    `keys` are the key columns by exhibit. Raises `ValueError` for an exhibit without keys.
    """
    exhibits = sorted({*before, *after})
    unknown = [exhibit for exhibit in exhibits if exhibit not in keys]
    if unknown:
        raise ValueError(f"no contract names the key columns of {', '.join(unknown)}")
    frames = [compare_exhibit(name, keys[name], before.get(name), after.get(name)) for name in exhibits]
    return pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)


def summarise_exhibits(cells: pl.DataFrame) -> list[ExhibitSummary]:
    """How each exhibit came out, exhibits by name; `cells` as `compare_runs` gives them."""
    return [
        _summarise(str(exhibit), cells.filter(pl.col("exhibit") == exhibit))
        for exhibit in sorted(cells["exhibit"].unique().to_list())
    ]


def changed_cells(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells that are not the same: exhibits by name, and in each what matters most first.

    Changed signs and degrees of significance come first, then moves by their size in standard errors, then by their
    size, then what came and went, then words.
    """
    order = ["shown", "hidden", "appeared", "vanished", "reworded"]
    return (
        cells.filter(pl.col("kind") != "same")
        .with_row_index("place")
        .with_columns(
            pl.col("kind").replace_strict({name: rank for rank, name in enumerate(order, 1)}, default=0).alias("rank"),
            (pl.col("is_sign_changed") | pl.col("is_significance_changed")).fill_null(False).alias("turned"),
            pl.col("change_in_se").abs().fill_null(-1.0).alias("in_se"),
            pl.col("change").abs().fill_null(-1.0).alias("size"),
        )
        .sort(
            ["exhibit", "rank", "turned", "in_se", "size", "place"], descending=[False, False, True, True, True, False]
        )
        .select(list(SCHEMA))
    )


def list_differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """What differs between two nested descriptions: dotted key, value before, value after; a dash for none.

    A part that one description lacks altogether is one line.
    """
    one_sided = [key for key in _in_order(list(before), list(after)) if (key in before) != (key in after)]
    known = [(key, KNOWN if key in before else NOT_KNOWN, KNOWN if key in after else NOT_KNOWN) for key in one_sided]
    both = [{key: inner for key, inner in run.items() if key not in one_sided} for run in (before, after)]
    flat_before, flat_after = (dict(_flatten(run)) for run in both)
    return known + [
        (key, flat_before.get(key, "-"), flat_after.get(key, "-"))
        for key in _in_order(list(flat_before), list(flat_after))
        if flat_before.get(key) != flat_after.get(key)
    ]


def describe_provenance(record: Mapping[str, Any]) -> dict[str, object]:
    """What a run's provenance tells a reviewer: its configuration and environment, the code of each rule, the register.

    `record` is the content of `provenance.json`. Where parts of a run were made under several configurations, each is
    named by its digest. Of rules with several jobs the code is one digest of theirs.
    """
    contexts = [
        (context if len(record["contexts"]) == 1 else {digest: context})
        for digest, context in record["contexts"].items()
    ]
    codes: dict[str, set[str]] = {}
    for job in record["jobs"].values():
        codes.setdefault(job["rule"], set()).add(str(job["code"]))
    extracts = (job["inputs"] for job in record["jobs"].values() if job["rule"] == REGISTER_READER)
    return {
        **{key: value for context in contexts for key, value in context.items()},
        "code": {rule: _digest(sorted(digests)) for rule, digests in sorted(codes.items())},
        "register_files": {name: digest for inputs in extracts for name, digest in inputs.items()},
    }


def _digest(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _flatten(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flatten(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flatten(inner, f"{key}.{number}")
    else:
        yield key, str(value)


def _names(frame: pl.DataFrame | None) -> list[str]:
    return [] if frame is None else frame.columns


def _in_order(first: list[T], second: list[T]) -> list[T]:
    return list(dict.fromkeys([*first, *second]))


def _rows_by_key(exhibit: str, keys: Sequence[str], frame: pl.DataFrame | None) -> dict[tuple[str, ...], Row]:
    if frame is None:
        return {}
    missing = [name for name in keys if name not in frame.columns]
    if missing:
        raise ValueError(f"{exhibit}: the key column {', '.join(missing)} is missing")
    rows = {tuple(_write(row[name]) for name in keys): row for row in frame.rows(named=True)}
    if len(rows) < frame.height:
        raise ValueError(f"{exhibit}: two rows have the same key ({', '.join(keys)})")
    return rows


def _write(value: object) -> str:
    """A key or a word as the row keys of the comparison with the article write it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _read(value: object) -> Value:
    """A cell as a number where it is one, as text where it is anything else, none where nothing is shown."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return _write(value)


def _compare_cell(exhibit: str, row_key: str, column: str, before: Row | None, after: Row | None) -> tuple[object, ...]:
    """One line of `SCHEMA`."""
    old, new = (None if row is None else _read(row.get(column)) for row in (before, after))
    in_both = before is not None and after is not None and column in before and column in after
    kind = _kind_of(old, new, in_both)
    numbers = tuple(value if isinstance(value, float) else None for value in (old, new))
    words = tuple(value if isinstance(value, str) else None for value in (old, new))
    change, in_se, sign, significance = None, None, None, None
    if numbers[0] is not None and numbers[1] is not None and before is not None and after is not None:
        change = numbers[1] - numbers[0]
        error = _std_error(column, before) or _std_error(column, after)
        in_se = change / error if error else None
        if column in POINTS:
            sign = numbers[0] * numbers[1] < 0
            significance = _differs(_is_significant(before), _is_significant(after))
    return exhibit, row_key, column, kind, *numbers, change, in_se, sign, significance, *words


def _kind_of(old: Value, new: Value, in_both: bool) -> str:
    if old == new:
        return "same"
    if old is None:
        return "shown" if in_both else "appeared"
    if new is None:
        return "hidden" if in_both else "vanished"
    return "moved" if isinstance(old, float) and isinstance(new, float) else "reworded"


def _std_error(column: str, row: Row) -> float | None:
    """The standard error of a number, none where its row has none that belongs to it."""
    error = row.get("std_error")
    if "std_error" in row:
        return error if column in (*POINTS, *LIMITS) and isinstance(error, float) and error > 0 else None
    low, high = (row.get(name) for name in LIMITS)
    if column in (*POINTS, *RATES, *LIMITS) and isinstance(low, float) and isinstance(high, float) and high > low:
        return (high - low) / (2 * NORMAL_QUANTILE)
    return None


def _is_significant(row: Row) -> bool | None:
    """At 5 percent: by the row's p-value, else by whether its interval holds zero; none where it has neither."""
    p_value, low, high = (row.get(name) for name in ("p_value", *LIMITS))
    if isinstance(p_value, float) and not math.isnan(p_value):
        return p_value < SIGNIFICANCE_LEVEL
    if isinstance(low, float) and isinstance(high, float) and not math.isnan(low + high):
        return low > 0 or high < 0
    return None


def _differs(before: bool | None, after: bool | None) -> bool | None:
    return None if before is None or after is None else before != after


def _summarise(exhibit: str, cells: pl.DataFrame) -> ExhibitSummary:
    kinds = dict(cells["kind"].value_counts().iter_rows())
    return ExhibitSummary(
        exhibit=exhibit,
        n_compared=cells["change"].len() - cells["change"].null_count(),
        n_moved=kinds.get("moved", 0),
        n_appeared=kinds.get("appeared", 0),
        n_vanished=kinds.get("vanished", 0),
        n_shown=kinds.get("shown", 0),
        n_hidden=kinds.get("hidden", 0),
        n_reworded=kinds.get("reworded", 0),
        n_signs=int(cells["is_sign_changed"].sum()),
        n_significances=int(cells["is_significance_changed"].sum()),
    )

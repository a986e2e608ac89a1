"""Robust intervals at a few bounds on the trends, and the bounds at which zero comes in."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from dialogmote.present.tables.model import Cell, Row, Table, body_row, build_table, group_row, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

EXHIBIT = "honest_trends"
OUTCOMES = ("meeting", "duration")
# Places in the grid of m: a half, one and two times the largest change before; none, some and much bending.
SHOWN = {"relative_magnitudes": (2, 4, 6), "smoothness": (0, 2, 5, 10), "smoothness_hybrid": (0, 2, 5, 10)}
TENS = 10
COLUMNS = ("m", "interval", "breakdown", "largest_before")

Found = dict[tuple[str, str, int], dict[str, Any]]


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per method and bound under its outcome. `frame`: `HonestTrends`."""
    rows: Found = {(row["outcome"], row["method"], row["grid_place"]): row for row in frame.rows(named=True)}
    header = (
        head(catalogue.text(f"{EXHIBIT}.assumption")),
        *(head(catalogue.text(f"{EXHIBIT}.column.{name}"), is_number=True) for name in COLUMNS),
    )
    body = [row for outcome in OUTCOMES for row in _outcome_rows(outcome, rows, catalogue)]
    return build_table(EXHIBIT, catalogue, [header], body, catalogue.texts_under(f"{EXHIBIT}.notes"))


def _outcome_rows(outcome: str, rows: Found, catalogue: Catalogue) -> Iterator[Row]:
    """The outcome's heading, its interval under parallel trends, and each method at its bounds."""
    found = {key: row for key, row in rows.items() if key[0] == outcome}
    if not found:
        return
    yield group_row(catalogue.label("outcome_unit", outcome), len(COLUMNS) + 1)
    row = next(iter(found.values()))
    parallel = _interval(row, "parallel_low", "parallel_high", catalogue)
    yield body_row(catalogue.text(f"{EXHIBIT}.parallel"), number(""), parallel, number(""), number(""))
    for method, places in SHOWN.items():
        shown = [found[outcome, method, place] for place in places if (outcome, method, place) in found]
        for place, one in enumerate(shown):
            yield _method_row(one, place == 0, catalogue)


def _method_row(row: dict[str, Any], is_first: bool, catalogue: Catalogue) -> Row:
    """A bound with its interval; what is said of the whole method stands on its first row."""
    values = [_number(row, name, catalogue) if is_first else number("") for name in ("breakdown", "largest_before")]
    return body_row(
        catalogue.label("honest_method", row["method"]),
        _number(row, "m", catalogue),
        _interval(row, "ci_low", "ci_high", catalogue),
        *values,
    )


def _number(row: dict[str, Any], name: str, catalogue: Catalogue) -> Cell:
    value = row[name]
    decimals = 1 if value is not None and value >= TENS else 2  # released with three significant digits
    return number(catalogue.number(value, decimals), addresses(EXHIBIT, row, name))


def _interval(row: dict[str, Any], low: str, high: str, catalogue: Catalogue) -> Cell:
    """Both ends, or the one that the interval has: where the other is, the values that are kept never end."""
    if row[low] is None or row[high] is None:
        ends = {"low": row[low], "high": row[high]}
        known = [name for name, value in ends.items() if value is not None]
        text = catalogue.text(f"{EXHIBIT}.open_{known[0]}", end=catalogue.number(ends[known[0]], 2)) if known else ""
        return number(text or catalogue.number(None), addresses(EXHIBIT, row, low, high))
    return number(catalogue.interval(row[low], row[high], 2), addresses(EXHIBIT, row, low, high))

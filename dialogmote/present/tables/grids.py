"""Estimates in a grid, as tables 4 and v1 have them: a row per outcome, a column per control group and variant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES
from dialogmote.present.tables.model import Cell, Row, Table, body_row, build_table, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

STARS = ((0.01, "***"), (0.05, "**"), (0.10, "*"))
SMALLEST_P = 0.001  # written with three decimals, anything smaller would read as zero

Key = tuple[str, str, object]


@dataclass(frozen=True)
class Variants:
    """What splits each control group's columns: the frame's column, its values, and the text that names each."""

    column: str
    heading: str
    names: Mapping[object, str]


@dataclass(frozen=True)
class Grid:
    """What a grid shows: its variants, how a cell is written and what columns it prints, which counts close it."""

    variants: Variants
    write_cell: Callable[[dict[str, Any], Catalogue], str]
    printed: tuple[str, ...]
    counts: tuple[str, ...] = ()


def lay_out_grid(exhibit: str, frame: pl.DataFrame, grid: Grid, catalogue: Catalogue) -> Table:
    """A row per outcome and a column per control group and variant, then a row per count; notes from the texts.

    An outcome that the frame does not have is left out; a cell it does not have is a dash.
    """
    column = grid.variants.column
    rows = {(row["outcome"], row["control_group"], row[column]): row for row in frame.rows(named=True)}
    columns = tuple(product(CONTROL_GROUPS, grid.variants.names))
    body = [
        body_row(
            catalogue.label("outcome_unit", outcome),
            *(_lay_out_cell(exhibit, rows.get((outcome, *which)), grid, catalogue) for which in columns),
        )
        for outcome in OUTCOMES
        if any((outcome, *which) in rows for which in columns)
    ]
    counts = [_count_row(exhibit, rows, columns, name, catalogue) for name in grid.counts]
    notes = catalogue.texts_under(f"{exhibit}.notes")
    return build_table(exhibit, catalogue, _header(grid.variants, catalogue), [*body, *counts], notes)


def stars(p_value: float | None) -> str:
    """Stars at the 10, 5 and 1 percent level, as the article sets them."""
    if p_value is None or p_value != p_value:
        return ""
    return next((mark for level, mark in STARS if p_value < level), "")


def write_estimate(estimate: float | None, std_error: float | None, p_value: float | None, catalogue: Catalogue) -> str:
    """Estimate with stars, and (standard error) on a line of its own."""
    return f"{catalogue.number(estimate, 2)}{stars(p_value)}\n({catalogue.number(std_error, 2)})"


def write_p_value(p_value: float | None, catalogue: Catalogue) -> str:
    """A p-value with three decimals; one that would read as zero as less than the smallest written."""
    if p_value is not None and p_value < SMALLEST_P:
        return f"<{catalogue.number(SMALLEST_P, 3)}"
    return catalogue.number(p_value, 3)


def _header(variants: Variants, catalogue: Catalogue) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """The control groups, and under each its variants."""
    width = len(variants.names)
    groups = (head(catalogue.label("control_group", group), columns=width) for group in CONTROL_GROUPS)
    names = (head(name, is_number=True) for _ in CONTROL_GROUPS for name in variants.names.values())
    return (head(""), *groups), (head(variants.heading), *names)


def _lay_out_cell(exhibit: str, row: dict[str, Any] | None, grid: Grid, catalogue: Catalogue) -> Cell:
    if row is None:
        return number(catalogue.number(None))
    return number(grid.write_cell(row, catalogue), addresses(exhibit, row, *grid.printed))


def _count_row(
    exhibit: str,
    rows: Mapping[Key, dict[str, Any]],
    columns: tuple[tuple[str, object], ...],
    name: str,
    catalogue: Catalogue,
) -> Row:
    """What each column's regressions rest on; every outcome has the same."""
    counts = []
    for which in columns:
        found = [row for (_, *key), row in rows.items() if tuple(key) == which and row[name] is not None]
        largest = max(found, key=lambda row: row[name], default=None)
        if largest is None:
            counts.append(number(catalogue.number(None)))
        else:
            counts.append(number(catalogue.count(largest[name]), addresses(exhibit, largest, name)))
    return Row(body_row(catalogue.label("column", name), *counts).cells, kind="total" if name == "n" else "body")

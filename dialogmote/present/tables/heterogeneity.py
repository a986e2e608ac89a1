"""Effects by group of spells, and whether the groups of a kind differ."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, SPELL_GROUPS
from dialogmote.present.tables.grids import write_estimate, write_p_value
from dialogmote.present.tables.model import Cell, Row, Table, body_row, build_table, group_row, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

OUTCOMES = ("meeting", "duration")
COLUMNS = tuple(product(CONTROL_GROUPS, OUTCOMES))

Rows = dict[tuple[str, str, str], dict[str, Any]]


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per group under its kind, a column per control group and outcome. `frame`: `Heterogeneity`."""
    rows: Rows = {(row["group"], row["control_group"], row["outcome"]): row for row in frame.rows(named=True)}
    control_groups = (head(catalogue.label("control_group", group), columns=len(OUTCOMES)) for group in CONTROL_GROUPS)
    outcomes = (head(catalogue.label("outcome_unit", outcome), is_number=True) for _, outcome in COLUMNS)
    header = (
        (head(""), *control_groups, head("")),
        (
            head(catalogue.text("heterogeneity.group")),
            *outcomes,
            head(catalogue.label("column", "n_treated"), is_number=True),
        ),
    )
    body = [row for kind in SPELL_GROUPS for row in _kind_rows(kind, rows, catalogue)]
    return build_table("heterogeneity", catalogue, header, body, catalogue.texts_under("heterogeneity.notes"))


def _kind_rows(kind: str, rows: Rows, catalogue: Catalogue) -> Iterator[Row]:
    """A kind's heading, its groups, and the tests that they are equal."""
    groups = [group for group in SPELL_GROUPS[kind] if any((group, *which) in rows for which in COLUMNS)]
    if not groups:
        return
    yield group_row(catalogue.label("spell_kind", kind), len(COLUMNS) + 2)
    for group in groups:
        found = [rows.get((group, *which)) for which in COLUMNS]
        yield body_row(
            catalogue.label("spell_group", group),
            *(_write_effect(row, catalogue) for row in found),
            _write_count(found, catalogue),
        )
    tests = [_write_test([rows.get((group, *which)) for group in groups], catalogue) for which in COLUMNS]
    yield body_row(catalogue.text("heterogeneity.equal"), *tests, number(""))


def _write_effect(row: dict[str, Any] | None, catalogue: Catalogue) -> Cell:
    if row is None:
        return number(catalogue.number(None))
    return number(
        write_estimate(row["estimate"], row["std_error"], row["p_value"], catalogue),
        addresses("heterogeneity", row, "estimate", "std_error"),
    )


def _write_count(found: list[dict[str, Any] | None], catalogue: Catalogue) -> Cell:
    """Spells at pilot offices in period 2, which are the same in every column."""
    row = next((row for row in found if row is not None and row["n_treated"] is not None), None)
    if row is None:
        return number(catalogue.number(None))
    return number(catalogue.count(row["n_treated"]), addresses("heterogeneity", row, "n_treated"))


def _write_test(found: list[dict[str, Any] | None], catalogue: Catalogue) -> Cell:
    """The p-value of equality with the corrected one in brackets; every group of the kind has the same."""
    row = next((row for row in found if row is not None), None)
    if row is None:
        return number(catalogue.number(None))
    text = f"{write_p_value(row['p_equal'], catalogue)}\n[{write_p_value(row['p_equal_holm'], catalogue)}]"
    return number(text, addresses("heterogeneity", row, "p_equal", "p_equal_holm"))

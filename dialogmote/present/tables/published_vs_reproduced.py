"""Every published number beside the reproduced one, and the pairs of table 4 in a form that is read at a glance."""

from typing import Any

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES
from dialogmote.present.labels import (
    STATEMENTS,
    column_label,
    comparison_decimals,
    comparison_label,
    number_label,
    write_compared,
)
from dialogmote.present.tables.model import (
    Cell,
    Mark,
    Row,
    Table,
    body_row,
    build_table,
    group_row,
    head,
    number,
    section_row,
    words,
)
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses, any_row

STATUS_MARKS: dict[str, Mark] = {
    "agrees": "good",
    "differs": "warning",
    "source_contradiction": "warning",
    "not_comparable": "",
}


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per number, grouped by exhibit and by the exhibit's row. `frame`: `PublishedVsReproduced`."""
    header = (
        head(catalogue.text("published_vs_reproduced.quantity")),
        head(catalogue.text("published_vs_reproduced.published"), is_number=True),
        head(catalogue.text("published_vs_reproduced.reproduced"), is_number=True),
        head(catalogue.text("published_vs_reproduced.difference"), is_number=True),
        head(catalogue.text("published_vs_reproduced.in_se"), is_number=True),
        head(catalogue.text("published_vs_reproduced.status")),
        head(catalogue.text("published_vs_reproduced.origin")),
    )
    body: list[Row] = []
    for exhibit in frame["exhibit"].unique(maintain_order=True):
        rows = frame.filter(pl.col("exhibit") == exhibit)
        name = catalogue.label_or_words("exhibit", exhibit)
        title = catalogue.text("published_vs_reproduced.group", exhibit=name, n=rows.height)
        body.append(section_row(title, len(header), any_row("published_vs_reproduced", "status", exhibit)))
        body += _statement_rows(rows, catalogue) if exhibit in STATEMENTS else _table_rows(rows, catalogue, len(header))
    notes = catalogue.texts_under("published_vs_reproduced.notes")
    return build_table("published_vs_reproduced", catalogue, [header], body, notes)


def _statement_rows(rows: pl.DataFrame, catalogue: Catalogue) -> list[Row]:
    """A row per statement, named in full."""
    return [
        _number_row(row, number_label(row["exhibit"], row["row_key"], row["column"], catalogue), catalogue)
        for row in rows.rows(named=True)
    ]


def _table_rows(rows: pl.DataFrame, catalogue: Catalogue, width: int) -> list[Row]:
    """The exhibit's rows as headings, a row per column beneath each."""
    laid: list[Row] = []
    for key in rows["row_key"].unique(maintain_order=True):
        of_key = rows.filter(pl.col("row_key") == key).rows(named=True)
        laid.append(group_row(comparison_label(str(of_key[0]["exhibit"]), key, catalogue), width))
        laid += [_number_row(row, column_label(row["exhibit"], row["column"], catalogue), catalogue) for row in of_key]
    return laid


def _number_row(row: dict[str, Any], label: str, catalogue: Catalogue) -> Row:
    origin = catalogue.label("origin", row["origin"]) if row["origin"] else catalogue.number(None)
    return Row(
        (
            head(label),
            number(write_compared(row, "published", catalogue), _cell_of(row, "published")),
            number(write_compared(row, "reproduced", catalogue), _cell_of(row, "reproduced")),
            number(_write_difference(row, catalogue), _cell_of(row, "difference")),
            number(catalogue.number(row["difference_in_se"], 1, signed=True), _cell_of(row, "difference_in_se")),
            _status_cell(str(row["status"]), catalogue),
            words(origin),
        )
    )


def _cell_of(row: dict[str, Any], column: str) -> tuple[str, ...]:
    return addresses("published_vs_reproduced", row, column)


def _write_difference(row: dict[str, Any], catalogue: Catalogue) -> str:
    """The difference with the numbers' decimals; none between two signs or two degrees of significance."""
    if row["exhibit"] in STATEMENTS and row["column"] != "value":
        return catalogue.number(None)
    decimals = comparison_decimals(str(row["exhibit"]), str(row["row_key"]), str(row["column"]), row["published"])
    return catalogue.number(row["difference"], decimals, signed=True)


def _status_cell(status: str, catalogue: Catalogue) -> Cell:
    return Cell(catalogue.label("status", status), mark=STATUS_MARKS.get(status, ""))


def lay_out_effects(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """Table 4's estimates, published and reproduced side by side, grouped by outcome."""
    rows = frame.filter(pl.col("exhibit") == "table_4").rows(named=True)
    cells = {(row["row_key"], row["column"]): row for row in rows}
    header = (
        head(catalogue.text("table_4_pairs.specification")),
        head(catalogue.text("table_4_pairs.published"), is_number=True),
        head(catalogue.text("table_4_pairs.reproduced"), is_number=True),
        head(catalogue.text("table_4_pairs.in_se"), is_number=True),
    )
    body: list[Row] = []
    for outcome in OUTCOMES:
        pairs = [
            _pair_row(outcome, group, has_trends, cells, catalogue)
            for group in CONTROL_GROUPS
            for has_trends in (False, True)
            if (effect_key(outcome, group, has_trends), "estimate") in cells
        ]
        if pairs:
            body += [group_row(catalogue.label("outcome_unit", outcome), len(header)), *pairs]
    return build_table("table_4_pairs", catalogue, [header], body, [catalogue.text("table_4_pairs.note")])


def effect_key(outcome: str, control_group: str, has_trends: bool) -> str:
    """The `row_key` of one estimate of table 4."""
    return f"{outcome}/{control_group}/{'true' if has_trends else 'false'}"


def _pair_row(
    outcome: str,
    group: str,
    has_trends: bool,
    cells: dict[tuple[str, str], dict[str, Any]],
    catalogue: Catalogue,
) -> Row:
    key = effect_key(outcome, group, has_trends)
    estimate, error = cells[key, "estimate"], cells.get((key, "std_error"), {})
    specification = catalogue.text(
        "table_4_pairs.which",
        group=catalogue.label("control_group_short", group),
        trends=catalogue.text(f"table_4_pairs.trends_{'yes' if has_trends else 'no'}"),
    )
    pairs = [
        number(
            f"{catalogue.number(estimate[side], 2)} ({catalogue.number(error.get(side), 2)})",
            (*_cell_of(estimate, side), *(_cell_of(error, side) if error else ())),
        )
        for side in ("published", "reproduced")
    ]
    distance = number(
        catalogue.number(estimate["difference_in_se"], 1, signed=True), _cell_of(estimate, "difference_in_se")
    )
    return body_row(specification, *pairs, distance)

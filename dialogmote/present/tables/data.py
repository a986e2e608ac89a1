"""Tables made from any frame: the data behind a figure, and how the comparison with the published numbers came out."""

import re
from dataclasses import replace
from datetime import date

import polars as pl

from dialogmote.present.tables.grids import write_p_value
from dialogmote.present.tables.model import Cell, Row, Table, build_table, head, number, words
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses, any_row

COMPARED = ("agrees", "differs")  # what a verdict was reached on
ORIGINS = ("planted", "emergent")
STATUSES = ("agrees", "differs", "source_contradiction", "not_comparable")
VOCABULARIES = {
    "outcome": "outcome",
    "control_group": "control_group_short",
    "group": "group_short",
    "measure": "measure",
    "step": "step",
    "window": "start_window",
    "respondent": "respondent",
    "sample": "sample",
}
WEEKLY = ("figure_9", "figure_v4")  # their outcomes are read by week
NAMES = ("year",)  # whole numbers that are names, without thousands


def lay_out_data(exhibit: str, frame: pl.DataFrame, name: str, catalogue: Catalogue) -> Table:
    """Every row and column of a figure's frame, formatted."""
    header = tuple(
        head(_column_name(exhibit, column, catalogue), is_number=dtype.is_numeric())
        for column, dtype in frame.schema.items()
    )
    body = [
        Row(
            tuple(
                _lay_out_value(exhibit, column, value, address, catalogue)
                for (column, value), address in zip(row.items(), addresses(exhibit, row, *row), strict=True)
            )
        )
        for row in frame.rows(named=True)
    ]
    return Table(
        exhibit=f"data-{exhibit}",
        caption=catalogue.text("report.data", name=name),
        header=(header,),
        body=tuple(body),
        notes=(),
        source=catalogue.source(exhibit),
    )


def _column_name(exhibit: str, column: str, catalogue: Catalogue) -> str:
    """The column's label, its own in this exhibit where it means something else there."""
    own = f"label.own_column.{exhibit}.{column}"
    return catalogue.text(own) if catalogue.has(own) else catalogue.label("column", column)


def _lay_out_value(exhibit: str, column: str, value: object, address: str, catalogue: Catalogue) -> Cell:
    """A value with its address; names without a digit have none."""
    cell = _format_value(exhibit, column, value, catalogue)
    is_name = isinstance(value, str | bool) and not re.search(r"\d", cell.text)
    return cell if is_name else replace(cell, numbers=(address,))


def _format_value(exhibit: str, column: str, value: object, catalogue: Catalogue) -> Cell:
    if isinstance(value, bool):
        return words(catalogue.text("format.yes" if value else "format.no"))
    if isinstance(value, date):
        return words(catalogue.short_month(value))
    if isinstance(value, float):
        return number(write_p_value(value, catalogue) if column == "p_value" else catalogue.number(value, 2))
    if isinstance(value, int):
        return number(str(value) if column in NAMES else catalogue.count(value))
    if value is None:
        return number(catalogue.number(None))
    vocabulary = "weekly_outcome" if exhibit in WEEKLY and column == "outcome" else VOCABULARIES.get(column)
    return words(catalogue.label_or_words(vocabulary, str(value)) if vocabulary else str(value))


def comparison_summary(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """How many published numbers of each exhibit agree, differ, contradict another or cannot be compared.

    On a synthetic register also how many of the compared ones agree by origin, planted or emergent.
    """
    origins = [name for name in ORIGINS if name in frame["origin"].to_list()]
    header = (
        head(catalogue.text("comparison_summary.exhibit")),
        *(head(catalogue.label("status", status), is_number=True) for status in STATUSES),
        head(catalogue.text("comparison_summary.all"), is_number=True),
        *(head(catalogue.text(f"comparison_summary.{origin}"), is_number=True) for origin in origins),
    )
    body = [
        Row((head(catalogue.label_or_words("exhibit", exhibit)), *_summary_cells(rows, origins, catalogue, exhibit)))
        for exhibit in frame["exhibit"].unique(maintain_order=True)
        for rows in (frame.filter(pl.col("exhibit") == exhibit),)
    ]
    total = head(catalogue.text("comparison_summary.total"))
    body.append(Row((total, *_summary_cells(frame, origins, catalogue)), kind="total"))
    return build_table("comparison_summary", catalogue, [header], body, [catalogue.text("comparison_summary.note")])


def _summary_cells(rows: pl.DataFrame, origins: list[str], catalogue: Catalogue, *exhibit: str) -> list[Cell]:
    counted = any_row("published_vs_reproduced", "status", *exhibit)
    counts = [rows.filter(pl.col("status") == status).height for status in STATUSES]
    cells = [number(catalogue.count(count), counted) for count in (*counts, rows.height)]
    for origin in origins:
        of_origin = rows.filter((pl.col("origin") == origin) & pl.col("status").is_in(COMPARED))
        agree = of_origin.filter(pl.col("status") == "agrees").height
        share = catalogue.text(
            "comparison_summary.of", agree=catalogue.count(agree), n=catalogue.count(of_origin.height)
        )
        cells.append(number(share, counted) if of_origin.height else number(catalogue.number(None)))
    return cells

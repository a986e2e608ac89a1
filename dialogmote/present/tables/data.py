"""Tables made from any frame: the data behind a figure, and how the comparison with the published numbers came out."""

from datetime import date

import polars as pl

from dialogmote.present.tables.model import Cell, Row, Table, body_row, build_table, head, number, words
from dialogmote.present.texts import Catalogue

STATUSES = ("agrees", "differs", "source_contradiction", "not_comparable")
VOCABULARIES = {
    "outcome": "outcome",
    "control_group": "control_group_short",
    "group": "group_short",
    "measure": "measure",
    "step": "step",
}


def lay_out_data(exhibit: str, frame: pl.DataFrame, name: str, catalogue: Catalogue) -> Table:
    """Every row and column of a figure's frame, formatted."""
    header = tuple(
        head(catalogue.label("column", column), is_number=dtype.is_numeric()) for column, dtype in frame.schema.items()
    )
    body = [
        Row(tuple(_format_value(column, value, catalogue) for column, value in row.items()))
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


def _format_value(column: str, value: object, catalogue: Catalogue) -> Cell:
    if isinstance(value, date):
        return words(catalogue.short_month(value))
    if isinstance(value, float):
        return number(catalogue.number(value, 3 if column == "p_value" else 2))
    if isinstance(value, int):
        return number(catalogue.count(value))
    if value is None:
        return number(catalogue.number(None))
    vocabulary = VOCABULARIES.get(column)
    return words(catalogue.label_or_words(vocabulary, str(value)) if vocabulary else str(value))


def comparison_summary(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """How many published numbers of each exhibit agree, differ, contradict another or cannot be compared."""
    header = (
        head(catalogue.text("comparison_summary.exhibit")),
        *(head(catalogue.label("status", status), is_number=True) for status in STATUSES),
        head(catalogue.text("comparison_summary.all"), is_number=True),
    )
    body = [
        body_row(
            catalogue.label_or_words("exhibit", exhibit),
            *(number(catalogue.count(rows.filter(pl.col("status") == status).height)) for status in STATUSES),
            number(catalogue.count(rows.height)),
        )
        for exhibit in frame["exhibit"].unique(maintain_order=True)
        for rows in (frame.filter(pl.col("exhibit") == exhibit),)
    ]
    return build_table("comparison_summary", catalogue, [header], body)

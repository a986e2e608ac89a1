"""The cohort's steps as a table."""

import polars as pl

from dialogmote.present.tables.model import Table, body_row, build_table, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per step: what it removed and what is left. `frame`: `Attrition`."""
    columns = ("rows_removed", "spells_removed", "rows_left", "spells_left", "persons_left")
    header = (
        head(catalogue.text("attrition.step")),
        *(head(catalogue.label("column", column), is_number=True) for column in columns),
    )
    body = [
        body_row(
            catalogue.label("step", row["step"]),
            *(number(catalogue.count(row[column]), addresses("attrition", row, column)) for column in columns),
        )
        for row in frame.rows(named=True)
    ]
    return build_table("attrition", catalogue, [header], body, [catalogue.text("attrition.note")])

"""Table 3: descriptives before the service."""

from typing import Any

import polars as pl

from dialogmote.present.labels import decimals_of
from dialogmote.present.tables.model import Row, Table, body_row, build_table, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

GROUPS = ("pilot", "control_national", "control_trondelag")


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per characteristic, a column per group of offices. `frame`: `Table3`."""
    header = (head(""), *(head(catalogue.label("column", group), is_number=True) for group in GROUPS))
    body = [_describe_row(row, catalogue) for row in frame.rows(named=True)]
    return build_table("table_3", catalogue, [header], body, [catalogue.text("table_3.note")])


def _describe_row(row: dict[str, Any], catalogue: Catalogue) -> Row:
    decimals = decimals_of("table_3", str(row["row"]))
    cells = tuple(number(catalogue.number(row[group], decimals), addresses("table_3", row, group)) for group in GROUPS)
    laid = body_row(catalogue.label("row", row["row"]), *cells)
    return Row(laid.cells, kind="total") if row["row"] == "n" else laid

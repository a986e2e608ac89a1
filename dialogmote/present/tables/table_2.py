"""Table 2: who takes part in meetings, before and after the service, in the article's form."""

from typing import Any

import polars as pl

from dialogmote.present.labels import decimals_of
from dialogmote.present.tables.model import Row, Table, body_row, build_table, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

PAIRS = {"winter": ("before_nov17_mar18", "after_nov18_mar19"), "summer": ("before_mar_sep18", "after_mar_sep19")}
WINDOWS = tuple(window for pair in PAIRS.values() for window in pair)


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per characteristic, a pair of columns per season. `frame`: `Table2`."""
    pairs = (head(catalogue.text(f"table_2.{pair}"), columns=len(windows)) for pair, windows in PAIRS.items())
    windows = (head(catalogue.text(f"table_2.{window}"), is_number=True) for window in WINDOWS)
    body = [_describe_row(row, catalogue) for row in frame.rows(named=True)]
    header = [(head(""), *pairs), (head(""), *windows)]
    return build_table("table_2", catalogue, header, body, [catalogue.text("table_2.note")])


def _describe_row(row: dict[str, Any], catalogue: Catalogue) -> Row:
    decimals = decimals_of("table_2", str(row["row"]))
    cells = (number(catalogue.number(row[window], decimals), addresses("table_2", row, window)) for window in WINDOWS)
    laid = body_row(catalogue.label("row", row["row"]), *cells)
    return Row(laid.cells, kind="total") if row["row"] == "n" else laid

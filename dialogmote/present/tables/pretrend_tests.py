"""Joint tests that the groups moved alike before the service."""

from typing import Any

import polars as pl

from dialogmote.present.tables.grids import write_p_value
from dialogmote.present.tables.model import Cell, Table, body_row, build_table, group_row, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

EXHIBIT = "pretrend_tests"
OUTCOMES = ("meeting", "duration")
COLUMNS = ("statistic", "n_coefficients", "p_value", "few_degrees_of_freedom", "few_p_value")


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per spacing of the months under its outcome. `frame`: `PretrendTests`."""
    header = (
        head(catalogue.text(f"{EXHIBIT}.spacing")),
        *(head(catalogue.text(f"{EXHIBIT}.column.{name}"), is_number=True) for name in COLUMNS),
    )
    body = []
    for outcome in OUTCOMES:
        rows = frame.filter(pl.col("outcome") == outcome).sort("spacing").rows(named=True)
        if rows:
            body.append(group_row(catalogue.label("outcome_unit", outcome), len(header)))
        for row in rows:
            cells = (_write(row, name, catalogue) for name in COLUMNS)
            body.append(body_row(catalogue.label("trend_spacing", row["spacing"]), *cells))
    return build_table(EXHIBIT, catalogue, [header], body, catalogue.texts_under(f"{EXHIBIT}.notes"))


def _write(row: dict[str, Any], name: str, catalogue: Catalogue) -> Cell:
    if name in ("p_value", "few_p_value"):
        text = write_p_value(row[name], catalogue)
    else:
        text = catalogue.number(row[name], 1 if name == "statistic" else 0)
    return number(text, addresses(EXHIBIT, row, name))

"""Which straight-line differences in trends a test before the service sees, and what they do to the estimate."""

from typing import Any

import polars as pl

from dialogmote.present.tables.model import Cell, Row, Table, body_row, build_table, group_row, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

EXHIBIT = "pretrend_power"
OUTCOMES = ("meeting", "duration")
COLUMNS = {
    **{"power_pct": 0, "slope_per_year": 2, "bias": 2, "bias_if_passed": 2},
    **{"coverage_pct": 1, "coverage_if_passed_pct": 1},
}


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per test and power under its outcome. `frame`: `PretrendPower`."""
    header = (
        head(catalogue.text(f"{EXHIBIT}.pretest")),
        *(head(catalogue.text(f"{EXHIBIT}.column.{name}"), is_number=True) for name in COLUMNS),
    )
    body: list[Row] = []
    for outcome in OUTCOMES:
        # The joint test first, then any coefficient alone.
        rows = frame.filter(pl.col("outcome") == outcome).sort("pretest", "power_pct", descending=[True, False])
        if rows.height:
            body.append(group_row(catalogue.label("outcome_unit", outcome), len(header)))
        for row in rows.rows(named=True):
            cells = (_write(row, name, decimals, catalogue) for name, decimals in COLUMNS.items())
            body.append(body_row(catalogue.label("pretest", row["pretest"]), *cells))
    return build_table(EXHIBIT, catalogue, [header], body, catalogue.texts_under(f"{EXHIBIT}.notes"))


def _write(row: dict[str, Any], name: str, decimals: int, catalogue: Catalogue) -> Cell:
    return number(catalogue.number(row[name], decimals), addresses(EXHIBIT, row, name))

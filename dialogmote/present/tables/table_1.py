"""Table 1: answers to the question, and the meetings and durations that followed, in the article's form."""

from typing import Any

import polars as pl

from dialogmote.contracts.artifacts import ANSWER_GROUPS
from dialogmote.present.tables.model import Row, Table, body_row, build_table, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

ROWS = (*ANSWER_GROUPS, "total")
SHARES = ("share_pct", "meeting_share_pct")
DURATIONS = ("duration_mean_days", "duration_p25_days", "duration_p50_days", "duration_p75_days")


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per answer group, all asked spells last; shares in percent, durations in whole days. `frame`: `Table1`."""
    spanning = (
        head("", columns=1 + len(SHARES)),
        head(catalogue.text("table_1.duration"), columns=len(DURATIONS)),
        head(""),
    )
    names = (
        head(catalogue.text("table_1.answer")),
        *(head(catalogue.text(f"table_1.{column}"), is_number=True) for column in (*SHARES, *DURATIONS, "n")),
    )
    rows = {row["answer"]: row for row in frame.rows(named=True)}
    body = [_answer_row(rows[answer], catalogue) for answer in ROWS if answer in rows]
    return build_table("table_1", catalogue, [spanning, names], body, catalogue.texts_under("table_1.notes"))


def _answer_row(row: dict[str, Any], catalogue: Catalogue) -> Row:
    laid = body_row(
        catalogue.label("answer_group", row["answer"]),
        *(number(catalogue.number(row[column], 1), addresses("table_1", row, column)) for column in SHARES),
        *(number(catalogue.number(row[column], 0), addresses("table_1", row, column)) for column in DURATIONS),
        number(catalogue.count(row["n"]), addresses("table_1", row, "n")),
    )
    return Row(laid.cells, kind="total") if row["answer"] == "total" else laid

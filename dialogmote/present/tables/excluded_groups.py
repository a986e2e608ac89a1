"""The long spells that left the cohort, by reason, beside those kept."""

from typing import Any

import polars as pl

from dialogmote.present.tables.model import Row, Table, body_row, build_table, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

REASONS = ("protected_address", "pregnant", "over_66", "overlapping", "kept")


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per reason, the spells that were kept last. `frame`: `ExcludedGroups`."""
    header = (
        head(catalogue.text("excluded_groups.reason")),
        head(catalogue.label("column", "n"), is_number=True),
        head(catalogue.label("column", "meeting_share_pct"), is_number=True),
        head(catalogue.label("column", "duration_mean_days"), is_number=True),
    )
    rows = {row["reason"]: row for row in frame.rows(named=True)}
    body = [_reason_row(rows[reason], catalogue) for reason in REASONS if reason in rows]
    return build_table("excluded_groups", catalogue, [header], body, [catalogue.text("excluded_groups.note")])


def _reason_row(row: dict[str, Any], catalogue: Catalogue) -> Row:
    laid = body_row(
        catalogue.text(f"excluded_groups.{row['reason']}"),
        number(catalogue.count(row["n"]), addresses("excluded_groups", row, "n")),
        *(
            number(catalogue.number(row[column], 1), addresses("excluded_groups", row, column))
            for column in ("meeting_share_pct", "duration_mean_days")
        ),
    )
    return Row(laid.cells, kind="total") if row["reason"] == "kept" else laid

"""What was read: rows, dates and rows that hit nothing, by extract."""

from typing import Any

import polars as pl

from dialogmote.present.tables.model import Row, Table, build_table, head, number, words
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per extract. `frame`: `InputReport`."""
    header = (
        head(catalogue.text("input_report.extract")),
        head(catalogue.text("input_report.rows"), is_number=True),
        head(catalogue.text("input_report.dates")),
        head(catalogue.text("input_report.unmatched"), is_number=True),
        head(catalogue.text("input_report.meaning")),
        head(catalogue.text("input_report.ignored")),
    )
    body = [_extract_row(row, catalogue) for row in frame.rows(named=True)]
    return build_table("input_report", catalogue, [header], body, [catalogue.text("input_report.note")])


def _extract_row(row: dict[str, Any], catalogue: Catalogue) -> Row:
    dates = catalogue.number(None)
    if row["first_date"] is not None and row["last_date"] is not None:
        first, last = catalogue.short_date(row["first_date"]), catalogue.short_date(row["last_date"])
        dates = catalogue.text("format.dates", first=first, last=last)
        dates += f"\n({row['date_column']})"
    meaning = row["unmatched_meaning"]
    return Row(
        (
            head(str(row["extract"])),
            number(catalogue.count(row["rows"]), addresses("input_report", row, "rows")),
            words(dates, addresses("input_report", row, "first_date", "last_date")),
            number(catalogue.count(row["unmatched_rows"]), addresses("input_report", row, "unmatched_rows")),
            words(catalogue.label_or_words("unmatched", str(meaning)) if meaning else catalogue.number(None)),
            words(str(row["ignored_columns"] or catalogue.number(None))),
        )
    )

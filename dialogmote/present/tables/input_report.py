"""What was read: rows, dates where they may be shown, and rows that hit nothing, by extract."""

from typing import Any

import polars as pl

from dialogmote.present.tables.model import Cell, Row, Table, build_table, head, number, words
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per extract; no column of dates under a profile that hides them all. `frame`: `InputReport`."""
    has_dates = frame["first_date"].is_not_null().any()
    header = (
        head(catalogue.text("input_report.extract")),
        head(catalogue.text("input_report.rows"), is_number=True),
        *([head(catalogue.text("input_report.dates"))] if has_dates else []),
        head(catalogue.text("input_report.unmatched"), is_number=True),
        head(catalogue.text("input_report.meaning")),
        head(catalogue.text("input_report.ignored")),
    )
    body = [_extract_row(row, catalogue, has_dates=has_dates) for row in frame.rows(named=True)]
    return build_table("input_report", catalogue, [header], body, [catalogue.text("input_report.note")])


def _extract_row(row: dict[str, Any], catalogue: Catalogue, *, has_dates: bool) -> Row:
    meaning = row["unmatched_meaning"]
    return Row(
        (
            head(str(row["extract"])),
            number(catalogue.count(row["rows"]), addresses("input_report", row, "rows")),
            *([_dates(row, catalogue)] if has_dates else []),
            number(catalogue.count(row["unmatched_rows"]), addresses("input_report", row, "unmatched_rows")),
            words(catalogue.label_or_words("unmatched", str(meaning)) if meaning else catalogue.number(None)),
            words(str(row["ignored_columns"] or catalogue.number(None))),
        )
    )


def _dates(row: dict[str, Any], catalogue: Catalogue) -> Cell:
    """The first and the last date of an extract, and the column they stand in."""
    text = catalogue.number(None)
    if row["first_date"] is not None and row["last_date"] is not None:
        first, last = catalogue.short_date(row["first_date"]), catalogue.short_date(row["last_date"])
        text = catalogue.text("format.dates", first=first, last=last) + f"\n({row['date_column']})"
    return words(text, addresses("input_report", row, "first_date", "last_date"))

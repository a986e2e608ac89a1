"""Table 3-1: the offices of the interview study."""

import polars as pl

from dialogmote.present.tables.model import Row, Table, build_table, head, number, words
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per office, ranked by share of meetings held. `frame`: `CaseOffices31`."""
    header = (
        head(catalogue.label("column", "office")),
        head(catalogue.label("column", "rank"), is_number=True),
        head(catalogue.label("column", "size")),
        head(catalogue.label("column", "meeting_change_2017_2021_pct"), is_number=True),
        head(catalogue.label("column", "candidates_per_month"), is_number=True),
        head(catalogue.label("column", "meeting_share_by_week_26"), is_number=True),
    )
    body = [
        Row(
            (
                head(str(row["office"])),
                number(str(row["rank"]), addresses("case_offices_3_1", row, "rank")),
                words(catalogue.label("size", row["size"])),
                number(
                    catalogue.number(row["meeting_change_2017_2021_pct"], 0, signed=True),
                    addresses("case_offices_3_1", row, "meeting_change_2017_2021_pct"),
                ),
                number(
                    catalogue.count(row["candidates_per_month"]),
                    addresses("case_offices_3_1", row, "candidates_per_month"),
                ),
                number(
                    catalogue.percent(100 * row["meeting_share_by_week_26"], 0),
                    addresses("case_offices_3_1", row, "meeting_share_by_week_26"),
                ),
            )
        )
        for row in frame.sort("rank", "office").rows(named=True)
    ]
    return build_table("case_offices_3_1", catalogue, [header], body, [catalogue.text("case_offices_3_1.note")])

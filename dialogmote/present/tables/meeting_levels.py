"""How many meetings are held before the service and in two windows after it opened."""

import polars as pl

from dialogmote.present.tables.model import Table, body_row, build_table, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

WINDOWS = ("before", "first_months", "after")
# With the decimals of each: shares with one, counts whole.
COLUMNS = {
    "meeting_share_pct": 1,
    "fall_pct_points": 1,
    "n": 0,
    "meetings": 0,
    "spells_per_year": 0,
    "meetings_per_year": 0,
    "fall_per_year": 0,
}


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per window of starts. `frame`: `MeetingLevels`."""
    header = (
        head(catalogue.text("meeting_levels.window")),
        *(head(catalogue.text(f"meeting_levels.{column}"), is_number=True) for column in COLUMNS),
    )
    rows = {row["window"]: row for row in frame.rows(named=True)}
    body = [
        body_row(
            catalogue.text(f"meeting_levels.{window}"),
            *(
                number(
                    catalogue.number(rows[window][column], decimals),
                    addresses("meeting_levels", rows[window], column),
                )
                for column, decimals in COLUMNS.items()
            ),
        )
        for window in WINDOWS
        if window in rows
    ]
    return build_table("meeting_levels", catalogue, [header], body, [catalogue.text("meeting_levels.note")])

"""Recovery in the weeks that the article points to, after the service against the two years before it."""

from typing import Any

import polars as pl

from dialogmote.present.tables.grids import write_estimate, write_p_value
from dialogmote.present.tables.model import Row, Table, body_row, build_table, group_row, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

WINDOWS = ("nov_mar", "mar_jun")
COLUMNS = ("weeks", "hazard_pct", "hazard_before_pct", "difference", "p_value")


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A group per window of starts, a row per range of weeks. `frame`: `HazardContrasts`."""
    header = tuple(head(catalogue.text(f"hazard_contrasts.{name}"), is_number=name != "weeks") for name in COLUMNS)
    body: list[Row] = []
    for window in WINDOWS:
        rows = frame.filter(pl.col("window") == window).sort("first_week", "last_week").rows(named=True)
        if rows:
            body.append(group_row(catalogue.text(f"hazard_contrasts.{window}"), len(header)))
            body += [_weeks_row(row, catalogue) for row in rows]
    return build_table("hazard_contrasts", catalogue, [header], body, catalogue.texts_under("hazard_contrasts.notes"))


def _weeks_row(row: dict[str, Any], catalogue: Catalogue) -> Row:
    first, last = row["first_week"], row["last_week"]
    if first == last:
        weeks = catalogue.text("hazard_contrasts.one_week", week=first)
    else:
        weeks = catalogue.text("hazard_contrasts.week_range", first=first, last=last)
    return body_row(
        weeks,
        *(
            number(catalogue.number(row[column], 2), addresses("hazard_contrasts", row, column))
            for column in ("hazard_pct", "hazard_before_pct")
        ),
        number(
            write_estimate(row["difference"], row["std_error"], row["p_value"], catalogue),
            addresses("hazard_contrasts", row, "difference", "std_error"),
        ),
        number(write_p_value(row["p_value"], catalogue), addresses("hazard_contrasts", row, "p_value")),
    )

"""The synthetic register's planted effects beside what the design finds."""

from typing import Any

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES
from dialogmote.present.tables.model import Cell, Row, Table, body_row, build_table, group_row, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per period, grouped by outcome and control group. `frame`: `PlantedVsEstimated`."""
    header = (
        head(catalogue.label("column", "period")),
        head(catalogue.text("planted_vs_estimated.planted"), is_number=True),
        head(catalogue.text("planted_vs_estimated.estimate"), is_number=True),
        head(catalogue.text("planted_vs_estimated.std_error"), is_number=True),
        head(catalogue.text("planted_vs_estimated.interval"), is_number=True),
        head(catalogue.text("planted_vs_estimated.is_within")),
    )
    body: list[Row] = []
    for outcome in OUTCOMES:
        for group in CONTROL_GROUPS:
            rows = frame.filter(outcome=outcome, control_group=group).sort("period").rows(named=True)
            if rows:
                names = (catalogue.label("outcome_unit", outcome), catalogue.label("control_group", group))
                body.append(group_row(". ".join(names), len(header)))
                body += [_effect_row(row, catalogue) for row in rows]
    notes = [catalogue.text("planted_vs_estimated.note"), catalogue.text("planted_vs_estimated.few_clusters")]
    return build_table("planted_vs_estimated", catalogue, [header], body, notes)


def _effect_row(row: dict[str, Any], catalogue: Catalogue) -> Row:
    is_within = row["is_within_interval"]
    verdict = Cell(catalogue.number(None))
    if is_within is not None:
        verdict = Cell(catalogue.text("format.yes" if is_within else "format.no"), mark="" if is_within else "warning")
    return body_row(
        str(row["period"]),
        *(
            number(catalogue.number(row[column], 2), addresses("planted_vs_estimated", row, column))
            for column in ("planted", "estimate", "std_error")
        ),
        number(
            catalogue.interval(row["ci_low"], row["ci_high"], 2),
            addresses("planted_vs_estimated", row, "ci_low", "ci_high"),
        ),
        verdict,
    )

"""Moments of the synthetic register beside the published ones, those it was made to meet told apart."""

from typing import Any

import polars as pl

from dialogmote.present.labels import moment_label, natural_decimals
from dialogmote.present.tables.model import Row, Table, build_table, group_row, head, number, words
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per moment, first the targets, then what came out by itself. `frame`: `RegisterFidelity`."""
    header = (
        head(catalogue.text("register_fidelity.moment")),
        head(catalogue.text("register_fidelity.where")),
        head(catalogue.text("register_fidelity.published"), is_number=True),
        head(catalogue.text("register_fidelity.simulated"), is_number=True),
        head(catalogue.text("register_fidelity.difference"), is_number=True),
    )
    body: list[Row] = []
    for is_target in (True, False):
        rows = frame.filter(pl.col("is_target") == is_target).rows(named=True)
        if rows:
            title = catalogue.text("register_fidelity.targets" if is_target else "register_fidelity.emergent")
            body.append(group_row(title, len(header)))
            body += [_moment_row(row, catalogue) for row in rows]
    return build_table("register_fidelity", catalogue, [header], body, [catalogue.text("register_fidelity.note")])


def _moment_row(row: dict[str, Any], catalogue: Catalogue) -> Row:
    is_counted = str(row["unit"]).startswith(("week", "month")) or abs(float(row["published"])) >= 1000
    decimals = max(natural_decimals(row["published"]), 0 if is_counted else 1)
    return Row(
        (
            head(moment_label(str(row["moment"]), str(row["unit"]), catalogue)),
            words(catalogue.label_or_words("where", str(row["where"]))),
            *(
                number(
                    catalogue.number(row[column], decimals, signed=column == "difference"),
                    addresses("register_fidelity", row, column),
                )
                for column in ("published", "simulated", "difference")
            ),
        )
    )

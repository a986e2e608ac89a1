"""How the columns of the office table go together."""

import polars as pl

from dialogmote.present.tables.model import Row, Table, build_table, head, number, words
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per pair of columns with their rank correlation. `frame`: `CaseOfficesCorrelations`."""
    header = (
        head(catalogue.text("case_offices_correlations.first")),
        head(catalogue.text("case_offices_correlations.second")),
        head(catalogue.text("case_offices_correlations.spearman"), is_number=True),
        head(catalogue.label("column", "n_offices_case"), is_number=True),
    )
    body = [
        Row(
            (
                head(catalogue.label("column", row["variable_a"])),
                words(catalogue.label("column", row["variable_b"])),
                number(catalogue.number(row["spearman"], 2), addresses("case_offices_correlations", row, "spearman")),
                number(catalogue.count(row["n"]), addresses("case_offices_correlations", row, "n")),
            )
        )
        for row in frame.rows(named=True)
    ]
    note = catalogue.text("case_offices_correlations.note")
    return build_table("case_offices_correlations", catalogue, [header], body, [note])

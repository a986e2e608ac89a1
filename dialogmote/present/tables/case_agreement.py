"""Agreement between the case workers as a table."""

import polars as pl

from dialogmote.present.tables.model import Table, body_row, build_table, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per measure with its interval. `frame`: `CaseAgreement`."""
    header = (
        head(catalogue.text("case_agreement.measure")),
        head(catalogue.text("case_agreement.value"), is_number=True),
        head(catalogue.text("case_agreement.interval"), is_number=True),
        head(catalogue.label("column", "n_case_workers"), is_number=True),
        head(catalogue.label("column", "n_cases"), is_number=True),
    )
    body = [
        body_row(
            catalogue.label("measure", row["measure"]),
            number(catalogue.number(row["value"], 2), addresses("case_agreement", row, "value")),
            number(
                catalogue.interval(row["ci_low"], row["ci_high"], 2),
                addresses("case_agreement", row, "ci_low", "ci_high"),
            ),
            *(
                number(catalogue.count(row[column]), addresses("case_agreement", row, column))
                for column in ("n_case_workers", "n_cases")
            ),
        )
        for row in frame.rows(named=True)
    ]
    return build_table("case_agreement", catalogue, [header], body, [catalogue.text("case_agreement.note")])

"""Figures 8-1 to 8-6 as a table: judgements by case, counted and as the study's figures print them."""

from typing import Any

import polars as pl

from dialogmote.present.tables.model import Cell, Row, Table, body_row, build_table, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.case_figures_8 import contradicting_cases
from dialogmote.record.provenance.addresses import addresses

KINDS = ("summoned", "exempted", "unclear")


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per case; a number of the figures that differs from the count is marked. `frame`: `CaseFigures8`."""
    groups = (
        head(""),
        head(catalogue.text("case_figures_8.counted_long"), columns=len(KINDS)),
        head(catalogue.text("case_figures_8.published_long"), columns=len(KINDS)),
        head(""),
    )
    judgements = tuple(head(catalogue.label("judgement", kind), is_number=True) for kind in KINDS)
    header = (
        head(catalogue.text("case_figures_8.case")),
        *judgements,
        *judgements,
        head(catalogue.text("case_figures_8.comparison")),
    )
    differing = contradicting_cases(frame)
    body = [_case_row(row, row["case"] in differing, catalogue) for row in frame.sort("case").rows(named=True)]
    return build_table("case_figures_8", catalogue, [groups, header], body, [catalogue.text("case_figures_8.note")])


def _case_row(row: dict[str, Any], is_differing: bool, catalogue: Catalogue) -> Row:
    counted = [number(str(row[kind]), addresses("case_figures_8", row, kind)) for kind in KINDS]
    published = [
        Cell(
            str(row[f"published_{kind}"]),
            is_number=True,
            mark="warning" if row[f"published_{kind}"] != row[kind] else "",
            numbers=addresses("case_figures_8", row, f"published_{kind}"),
        )
        for kind in KINDS
    ]
    comparison = Cell(
        catalogue.text("case_figures_8.differ_short" if is_differing else "case_figures_8.agree_short"),
        mark="warning" if is_differing else "",
    )
    name = catalogue.text("format.case", case=row["case"], title=catalogue.label("case", row["case"]))
    return body_row(name, *counted, *published, comparison)

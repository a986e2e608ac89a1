"""Table 8-7: every case worker's judgement in every case."""

from typing import Any

import polars as pl

from dialogmote.present.tables.model import Cell, Mark, Row, Table, body_row, build_table, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses, any_row

CASES = tuple(f"case_{case}" for case in range(1, 7))
KINDS = ("summoned", "exempted", "unclear")


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per case worker, most summons first, with sums by case worker and by case. `frame`: `CaseTable87`."""
    groups = (
        head(""),
        head(catalogue.text("case_table_8_7.cases"), columns=len(CASES)),
        head(catalogue.text("case_table_8_7.sums"), columns=len(KINDS)),
    )
    header = (
        head(catalogue.text("case_table_8_7.worker")),
        *(head(case.removeprefix("case_")) for case in CASES),
        *(head(catalogue.label("judgement", kind), is_number=True) for kind in KINDS),
    )
    body = [_worker_row(row, catalogue) for row in frame.rows(named=True)]
    sums = [
        _sum_row(frame, kind, answer, catalogue) for kind, answer in zip(KINDS, ("yes", "no", "unclear"), strict=True)
    ]
    notes = [catalogue.text("case_table_8_7.key", cases=_case_titles(catalogue)), catalogue.text("case_table_8_7.note")]
    return build_table("case_table_8_7", catalogue, [groups, header], [*body, *sums], notes)


def _worker_row(row: dict[str, Any], catalogue: Catalogue) -> Row:
    answers = (Cell(catalogue.label("answer", row[case]), mark=_mark(row[case])) for case in CASES)
    return body_row(
        str(row["case_worker"]),
        *answers,
        *(number(str(row[kind]), addresses("case_table_8_7", row, kind)) for kind in KINDS),
    )


def _mark(answer: str) -> Mark:
    if answer == "yes":
        return "good"
    return "warning" if answer == "unclear" else ""


def _sum_row(frame: pl.DataFrame, kind: str, answer: str, catalogue: Catalogue) -> Row:
    """How many case workers judged each case so."""
    counts = [
        Cell(str(frame.filter(pl.col(case) == answer).height), numbers=any_row("case_table_8_7", case))
        for case in CASES
    ]
    total = [
        number(str(frame[kind].sum()), any_row("case_table_8_7", kind)) if other == kind else number("")
        for other in KINDS
    ]
    label = catalogue.text("case_table_8_7.sum", judgement=catalogue.label("judgement", kind))
    return Row(body_row(label, *counts, *total).cells, kind="total")


def _case_titles(catalogue: Catalogue) -> str:
    return "; ".join(f"{case}: {catalogue.label('case', case)}" for case in range(1, len(CASES) + 1))

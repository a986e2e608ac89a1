"""The employee's answer by the employer's: how often, with how many meetings, and how many spells."""

from typing import Any

import polars as pl

from dialogmote.present.tables.model import Cell, Row, Table, body_row, build_table, group_row, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import addresses

ANSWERS = ("none", "no", "yes")
MEASURES = (("share_pct", 1), ("meeting_share_pct", 1), ("n", 0))  # with the decimals of each


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A block per measure: a row per answer of the employee, a column per answer of the employer. `frame`:
    `AnswersCross`."""
    spanning = (head(""), head(catalogue.text("answers_cross.employer"), columns=len(ANSWERS)))
    names = (
        head(catalogue.text("answers_cross.employee")),
        *(head(catalogue.text(f"answers_cross.answer.{answer}"), is_number=True) for answer in ANSWERS),
    )
    body = [row for measure, decimals in MEASURES for row in _block(frame, measure, decimals, catalogue)]
    notes = [catalogue.text("answers_cross.note")]
    return build_table("answers_cross", catalogue, [spanning, names], body, notes)


def _block(frame: pl.DataFrame, measure: str, decimals: int, catalogue: Catalogue) -> list[Row]:
    values = {(row["employee_answer"], row["employer_answer"]): row for row in frame.rows(named=True)}
    rows = [
        body_row(
            catalogue.text(f"answers_cross.answer.{employee}"),
            *(_measure_cell(values.get((employee, employer)), measure, decimals, catalogue) for employer in ANSWERS),
        )
        for employee in ANSWERS
    ]
    return [group_row(catalogue.text(f"answers_cross.{measure}"), 1 + len(ANSWERS)), *rows]


def _measure_cell(row: dict[str, Any] | None, measure: str, decimals: int, catalogue: Catalogue) -> Cell:
    """A measure of one combination of answers; a dash for a combination that is not there."""
    if row is None:
        return number(catalogue.number(None))
    return number(catalogue.number(row[measure], decimals), addresses("answers_cross", row, measure))

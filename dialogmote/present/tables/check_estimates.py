"""Which regressions were computed by two unlike engines, and how far apart the two ever are."""

import math
from itertools import product

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES
from dialogmote.present.tables.model import Cell, Row, Table, build_table, group_row, head, number
from dialogmote.present.texts import Catalogue
from dialogmote.record.provenance.addresses import ANY, key_columns

EXHIBITS = {
    "table_4": ("without_trends", "with_trends"),
    "table_v1": ("with_controls", "without_controls"),
    "figure_v3": ("months",),
}
COUNTS, DIFFERENCES = ("models", "terms"), ("estimates", "std_errors")
PLAIN_FROM = 0.01  # smaller numbers are written with a power of ten
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A group per exhibit, a row per control group and specification over all outcomes. `frame`: `CheckEstimates`."""
    columns = (*COUNTS, *DIFFERENCES, "agree")
    spanning = head(catalogue.text("check_estimates.largest"), columns=len(DIFFERENCES))
    above = (head("", columns=1 + len(COUNTS)), spanning, head(""))
    header = (
        head(catalogue.text("check_estimates.regressions")),
        *(head(catalogue.text(f"check_estimates.{column}"), is_number=True) for column in columns),
    )
    body: list[Row] = []
    for exhibit, specifications in EXHIBITS.items():
        rows = frame.filter(pl.col("exhibit") == exhibit)
        if rows.height:
            body.append(group_row(catalogue.text(f"check_estimates.{exhibit}"), len(header)))
        for group, specification in product(CONTROL_GROUPS, specifications):
            chosen = rows.filter((pl.col("control_group") == group) & (pl.col("specification") == specification))
            if chosen.height:
                body.append(_models_row(group, specification, chosen, catalogue))
    return build_table(
        "check_estimates", catalogue, [above, header], body, catalogue.texts_under("check_estimates.notes")
    )


def _models_row(group: str, specification: str, rows: pl.DataFrame, catalogue: Catalogue) -> Row:
    """The outcomes of one design together: the largest differences over them, and how many agree."""
    name = f"{catalogue.label('group_short', group)}, {catalogue.text(f'check_estimates.{specification}')}"
    outcomes = [catalogue.label("outcome", outcome) for outcome in OUTCOMES if outcome in set(rows["outcome"])]
    agreeing = rows.filter(pl.col("agrees")).height
    agree = catalogue.text("check_estimates.of", agreeing=agreeing, models=rows.height)
    cells = {column: _cells_of(rows, column) for column in rows.columns}
    return Row(
        (
            head(name + ("" if len(outcomes) == len(OUTCOMES) else f" ({', '.join(outcomes)})")),
            number(catalogue.count(rows.height), cells["agrees"]),
            number(catalogue.count(sum(rows["terms"].drop_nulls())), cells["terms"]),
            *(
                number(write_small(_largest(rows[column]), catalogue), cells[column])
                for column in ("largest_difference_in_se", "largest_std_error_ratio_error")
            ),
            Cell(
                agree,
                is_number=True,
                mark="good" if agreeing == rows.height else "warning",
                numbers=cells["agrees"],
            ),
        )
    )


def _cells_of(rows: pl.DataFrame, column: str) -> tuple[str, ...]:
    """The address of a column in every outcome of one design: what is shown is computed over them."""
    exhibit, _, group, specification = (rows[name][0] for name in key_columns("check_estimates"))
    return ("/".join(["check_estimates", exhibit, ANY, group, specification, column]),)


def write_small(value: float | None, catalogue: Catalogue) -> str:
    """A number that may be tiny: one digit and a power of ten below 0.01, otherwise two decimals; a dash for none."""
    if value is None or value != value or value == 0 or abs(value) >= PLAIN_FROM:
        return catalogue.number(value, 0 if value == 0 else 2)
    exponent = math.floor(math.log10(abs(value)))
    digit = round(value / 10.0**exponent)
    if abs(digit) == 10:  # 9.6 rounds to 10: the next power with digit 1
        digit, exponent = digit // 10, exponent + 1
    power = str(exponent).translate(SUPERSCRIPTS)
    return catalogue.text("check_estimates.power", digit=catalogue.count(digit), exponent=power)


def _largest(column: pl.Series) -> float | None:
    """The largest number of a column, none when it has none."""
    return max(column.drop_nulls().to_list(), default=None)

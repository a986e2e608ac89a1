"""Table 4: difference-in-differences in period 2, in the article's form."""

from typing import Any

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES
from dialogmote.present.tables.model import Row, Table, body_row, build_table, head, number
from dialogmote.present.texts import Catalogue

SPECIFICATIONS = tuple((group, has_trends) for group in CONTROL_GROUPS for has_trends in (False, True))
STARS = ((0.01, "***"), (0.05, "**"), (0.10, "*"))


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per outcome with estimate and stars, standard error and control mean below each other; a column per control
    group without and with trends. `frame`: `Table4`."""
    cells = {(row["outcome"], row["control_group"], row["group_trends"]): row for row in frame.rows(named=True)}
    groups = (head(""), *(head(catalogue.label("control_group", group), columns=2) for group in CONTROL_GROUPS))
    trends = (
        head(catalogue.text("table_4.trends")),
        *(
            head(catalogue.text(f"table_4.trends_{'yes' if has else 'no'}"), is_number=True)
            for _, has in SPECIFICATIONS
        ),
    )
    body = [
        body_row(
            catalogue.label("outcome_unit", outcome),
            *(number(_write_effect(cells.get((outcome, *which)), catalogue)) for which in SPECIFICATIONS),
        )
        for outcome in OUTCOMES
        if any((outcome, *which) in cells for which in SPECIFICATIONS)
    ]
    counts = [_count_row(cells, column, catalogue) for column in ("n", "n_persons", "n_offices", "n_pilot_offices")]
    return build_table("table_4", catalogue, [groups, trends], [*body, *counts], catalogue.texts_under("table_4.notes"))


def stars(p_value: float | None) -> str:
    """Stars at the 10, 5 and 1 percent level, as the article sets them."""
    if p_value is None or p_value != p_value:
        return ""
    return next((mark for level, mark in STARS if p_value < level), "")


def _write_effect(row: dict[str, Any] | None, catalogue: Catalogue) -> str:
    """Estimate with stars, (standard error) and [control mean] on lines of their own."""
    if row is None:
        return catalogue.number(None)
    return (
        f"{catalogue.number(row['estimate'], 2)}{stars(row['p_value'])}\n"
        f"({catalogue.number(row['std_error'], 2)})\n[{catalogue.number(row['control_mean'], 1)}]"
    )


def _count_row(cells: dict[tuple[str, str, bool], dict[str, Any]], column: str, catalogue: Catalogue) -> Row:
    """What each column's regressions rest on; every outcome has the same."""
    counts = []
    for group, has_trends in SPECIFICATIONS:
        found = [row[column] for (_, *which), row in cells.items() if which == [group, has_trends]]
        counts.append(number(catalogue.count(max(found) if found else None)))
    return Row(body_row(catalogue.label("column", column), *counts).cells, kind="total" if column == "n" else "body")

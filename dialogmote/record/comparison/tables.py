"""The numbers of the article's tables 1 to 4 and v1, each with the standard error it is judged by.

Shares: binomial, from the published n. Means and quartiles: the spread in this register's cohort over the root of the
published n. Estimates: the published standard error. Trend differences: what the published p-value implies. Published
standard errors: their own sampling spread, from the number of pilot offices. Counts: Poisson. p-values and stars: by
the degree of significance.
"""

from collections.abc import Iterator

import polars as pl

from dialogmote.contracts.artifacts import SHARE_OUTCOMES
from dialogmote.record.comparison.number import (
    Number,
    StdError,
    binomial_error,
    error_from_p_value,
    finest_half_unit,
    poisson_error,
    scaled,
    stars_of,
    std_error_error,
)
from dialogmote.record.comparison.published import (
    Published,
    cell,
    contradicted_rows,
    is_past_maximum,
    number_in,
    table_4_key,
)
from dialogmote.record.comparison.reproduced import Reproduced, value_of

TABLE_1_COLUMNS = (
    "share_pct",
    "meeting_share_pct",
    "duration_mean_days",
    "duration_p25_days",
    "duration_p50_days",
    "duration_p75_days",
    "n",
)
TABLE_2_COLUMNS = ("before_nov17_mar18", "after_nov18_mar19", "before_mar_sep18", "after_mar_sep19")
TABLE_3_COLUMNS = ("pilot", "control_national", "control_trondelag")
TABLE_4_COLUMNS = ("estimate", "std_error", "control_mean", "stars", "n")
TABLE_V1_COLUMNS = ("trend_difference_per_year", "p_value", "n")
# Shares of all, 100 percent by definition: everybody in table 1, and the meetings of those who had one in table 2.
IDENTITIES = frozenset(
    {"table_1/total/share_pct"} | {f"table_2/meeting_share_pct/{column}" for column in TABLE_2_COLUMNS}
)
SIZE_COLUMNS = ("std_error", "stars", "p_value", "n")


def table_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    """Every number of tables 1 to 4 and v1, in the order they are printed."""
    yield from _table_1_numbers(published, reproduced)
    yield from _table_2_numbers(published, reproduced)
    yield from _table_3_numbers(published, reproduced)
    yield from _table_4_numbers(published, reproduced)
    yield from _table_v1_numbers(published, reproduced)


def spread_error(reproduced: Reproduced, exhibit: str, row_key: str, column: str, n: float | None) -> StdError | None:
    """Standard error of a mean or quartile at n spells, from the spread in this register's cohort."""
    deviation = value_of(reproduced.moment_spreads, "std_dev", exhibit=exhibit, row_key=row_key, column=column)
    return StdError(deviation / n**0.5, "spread") if deviation is not None and n else None


def _table_1_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    table = published.table_1
    for answer in table["answer"]:
        for column in TABLE_1_COLUMNS:
            printed = cell(table, {"answer": answer}, column)
            yield Number(
                exhibit="table_1",
                row_key=answer,
                column=column,
                printed=printed,
                reproduced=value_of(reproduced.table_1, column, answer=answer),
                error=_table_1_error(published, reproduced, answer, column),
                tolerance=finest_half_unit(table[column]),
                is_contradicted=is_past_maximum(column, printed),
                depends_on_size=column in SIZE_COLUMNS,
                # The n of an answer group is its share of all who were asked.
                restates=("table_1/total/n", f"table_1/{answer}/share_pct") if _is_group_size(answer, column) else (),
            )


def _is_group_size(answer: str, column: str) -> bool:
    return column == "n" and answer != "total"


def _table_1_error(published: Published, reproduced: Reproduced, answer: str, column: str) -> StdError | None:
    table = published.table_1
    value, n = (number_in(table, {"answer": answer}, name) for name in (column, "n"))
    if column == "n":
        return poisson_error(value)
    if column == "share_pct":
        return binomial_error(value, number_in(table, {"answer": "total"}, "n"))
    if column == "meeting_share_pct":
        return binomial_error(value, n)
    return spread_error(reproduced, "table_1", answer, column, n)


def _table_2_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    for row in published.table_2["row"]:
        tolerance = finest_half_unit(cell(published.table_2, {"row": row}, column) for column in TABLE_2_COLUMNS)
        for column in TABLE_2_COLUMNS:
            yield Number(
                exhibit="table_2",
                row_key=row,
                column=column,
                printed=cell(published.table_2, {"row": row}, column),
                reproduced=value_of(reproduced.table_2, column, row=row),
                error=table_2_error(published, reproduced, row, column),
                tolerance=tolerance,
                depends_on_size=row == "n",
            )


def table_2_error(published: Published, reproduced: Reproduced, row: str, column: str) -> StdError | None:
    """Standard error of a number of table 2. `share_of_cohort_pct` is a share of all spells of the window."""
    value, n = (number_in(published.table_2, {"row": name}, column) for name in (row, "n"))
    if row == "n":
        return poisson_error(value)
    if row == "share_of_cohort_pct" and value and n:
        return binomial_error(value, n / (value / 100))
    if row.endswith("_share_pct"):
        return binomial_error(value, n)
    return spread_error(reproduced, "table_2", row, column, n)


def _table_3_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    contradicted = contradicted_rows(published.table_3, published.table_4)
    for row in published.table_3["row"]:
        tolerance = finest_half_unit(cell(published.table_3, {"row": row}, column) for column in TABLE_3_COLUMNS)
        for column in TABLE_3_COLUMNS:
            yield Number(
                exhibit="table_3",
                row_key=row,
                column=column,
                printed=cell(published.table_3, {"row": row}, column),
                reproduced=value_of(reproduced.table_3, column, row=row),
                error=_table_3_error(published, reproduced, row, column),
                tolerance=tolerance,
                is_contradicted=row in contradicted,
                depends_on_size=row == "n",
            )


def _table_3_error(published: Published, reproduced: Reproduced, row: str, column: str) -> StdError | None:
    value, n = (number_in(published.table_3, {"row": name}, column) for name in (row, "n"))
    if row == "n":
        return poisson_error(value)
    if row.endswith("_share_pct"):
        return binomial_error(value, n)
    return spread_error(reproduced, "table_3", row, column, n)


def _table_4_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    for outcome, group, trends in published.table_4.select("outcome", "control_group", "group_trends").iter_rows():
        key = table_4_key(outcome, group, trends)
        row_key = f"{outcome}/{group}/{'true' if trends == 'yes' else 'false'}"
        of_outcome = published.table_4.filter(pl.col("outcome") == outcome)
        for column in TABLE_4_COLUMNS:
            is_stars = column == "stars"
            yield Number(
                exhibit="table_4",
                row_key=row_key,
                column=column,
                printed=_printed_stars(published, key) if is_stars else cell(published.table_4, key, column),
                reproduced=_own_table_4(reproduced, outcome, group, trends == "yes", column),
                error=_table_4_error(published, reproduced, key, column),
                tolerance=0.0 if is_stars else finest_half_unit(of_outcome[column]),
                depends_on_size=column in SIZE_COLUMNS,
                # The control mean is one number, with trends and without.
                restates=(f"table_4/{outcome}/{group}/false/{column}",) if column == "control_mean" else (),
            )


def _printed_stars(published: Published, key: dict[str, str]) -> str:
    """The printed stars as a number; an empty cell says none."""
    return str(len(cell(published.table_4, key, "stars") or ""))


def _own_table_4(reproduced: Reproduced, outcome: str, group: str, has_trends: bool, column: str) -> float | None:
    name = "p_value" if column == "stars" else column
    own = value_of(reproduced.table_4, name, outcome=outcome, control_group=group, group_trends=has_trends)
    return stars_of(own) if column == "stars" else own


def _table_4_error(published: Published, reproduced: Reproduced, key: dict[str, str], column: str) -> StdError | None:
    outcome, group = key["outcome"], key["control_group"]
    value = None if column == "stars" else number_in(published.table_4, key, column)
    if column == "estimate":
        return table_4_std_error(published, reproduced, key)
    if column == "std_error":
        offices = value_of(
            reproduced.table_4,
            "n_pilot_offices",
            outcome=outcome,
            control_group=group,
            group_trends=key["group_trends"] == "yes",
        )
        return std_error_error(value, offices)
    if column == "control_mean":
        return _control_mean_error(published, reproduced, outcome, group, value)
    return poisson_error(value) if column == "n" else None


def table_4_std_error(published: Published, reproduced: Reproduced, key: dict[str, str]) -> StdError | None:
    """The published standard error of an estimate of table 4, the reproduced one where none is printed."""
    printed = number_in(published.table_4, key, "std_error")
    if printed is not None:
        return StdError(printed, "published")
    own = value_of(
        reproduced.table_4,
        "std_error",
        outcome=key["outcome"],
        control_group=key["control_group"],
        group_trends=key["group_trends"] == "yes",
    )
    return None if own is None else StdError(own, "reproduced")


def _control_mean_error(
    published: Published, reproduced: Reproduced, outcome: str, group: str, value: float | None
) -> StdError | None:
    """Binomial for a share, else from the spread; the control spells of 2017 are counted in table 3."""
    n = number_in(published.table_3, {"row": "n"}, f"control_{group}")
    if outcome in SHARE_OUTCOMES:
        return binomial_error(value, n)
    return spread_error(reproduced, "table_4", f"{outcome}/{group}/false", "control_mean", n)


def _table_v1_numbers(published: Published, reproduced: Reproduced) -> Iterator[Number]:
    for outcome, group, controls in published.table_v1.select("outcome", "control_group", "controls").iter_rows():
        key = {"outcome": outcome, "control_group": group, "controls": controls}
        of_outcome = published.table_v1.filter(pl.col("outcome") == outcome)
        for column in TABLE_V1_COLUMNS:
            own = value_of(
                reproduced.table_v1, column, outcome=outcome, control_group=group, controls=controls == "yes"
            )
            yield Number(
                exhibit="table_v1",
                row_key=f"{outcome}/{group}/{'true' if controls == 'yes' else 'false'}",
                column=column,
                printed=cell(published.table_v1, key, column),
                reproduced=own,
                error=_table_v1_error(published, key, column),
                tolerance=finest_half_unit(of_outcome[column]),
                is_p_value=column == "p_value",
                depends_on_size=column in SIZE_COLUMNS,
                # Its spells are those of table 3, pilot and control.
                restates=("table_3/n/pilot", f"table_3/n/control_{group}") if column == "n" else (),
            )


def _table_v1_error(published: Published, key: dict[str, str], column: str) -> StdError | None:
    value, p_value = (number_in(published.table_v1, key, name) for name in (column, "p_value"))
    if column == "trend_difference_per_year":
        return error_from_p_value(value, p_value)
    return poisson_error(value) if column == "n" else None


def relative_error(error: StdError | None, base: float | None, factor: float = 100.0) -> StdError | None:
    """Standard error of an estimate as a percentage of a mean taken as known."""
    return scaled(error, factor / base) if base else None

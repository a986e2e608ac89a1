"""A broken rule of the extracts, as reading and verifying hand it on: counts and places, never a row's content."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Problem:
    """One rule that one extract breaks in one column (or in the columns a rule ties together).

    `column` has the register's names as docs/data_dictionary.md lists them, joined by a comma and a blank; empty when
    the rule is about the file. `rows` is how many rows break the rule, 0 where the rule is not about rows. `text` says
    what is wrong and what to do, `file_column` what the file calls the column when the configuration maps it.
    `row_numbers` are the places of the failing rows in the extract's frame, in order; None when rows are not to blame.
    """

    extract: str
    column: str
    rule: str
    rows: int
    text: str
    file_column: str | None = None
    row_numbers: pl.Series | None = None

    @property
    def failed_rows_name(self) -> str:
        """Name of the file with the failing rows; shared by the columns of one extract that break the same rule."""
        return f"{self.extract}.{self.rule}.parquet"


def describe_problem(problem: Problem, failed_rows_name: str | None) -> str:
    """One line: extract, column, rule, count, what is wrong and what to do, where the failing rows are."""
    place = f"{problem.extract}.{problem.column}" if problem.column else problem.extract
    if problem.file_column is not None:
        place += f" ({problem.file_column} in the file)"
    count = "" if problem.rows == 0 else f"{problem.rows} row{'' if problem.rows == 1 else 's'}: "
    where = "" if failed_rows_name is None else f"; failing rows in {failed_rows_name}"
    return f"{place}: rule {problem.rule}: {count}{problem.text}{where}"

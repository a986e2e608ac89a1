"""The cohort in one query of DuckDB, two threads, tables in memory."""

from pathlib import Path
from typing import Any

import duckdb  # type: ignore[import-not-found,unused-ignore]

from benchmarks.peers import study

QUERY = Path(__file__).with_suffix(".sql")


def read(stage: str, run: Path) -> Any:
    """A database in memory with the extracts as its tables."""
    database = duckdb.connect(config={"threads": 2})
    for name, columns in study.EXTRACT_COLUMNS.items():
        path = run / "extracts" / f"{name}.parquet"
        database.execute(f"create table {name} as select {', '.join(columns)} from read_parquet(?)", [str(path)])
    return database


def compute(database: Any) -> Any:
    """The cohort as an Arrow table."""
    constants = {name: value for name, value in vars(study).items() if name.isupper()}
    query = QUERY.read_text("utf-8").format(**constants, COLUMNS=", ".join(study.COHORT_COLUMNS))
    return database.sql(query).to_arrow_table()

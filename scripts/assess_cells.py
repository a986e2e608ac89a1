"""Count the spells behind each estimate, for the disclosure gate."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import cells
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, cohort: str, regression_cells: str) -> None:
    """Read panel and cohort, count, write."""
    write_checked(cells.regression_cells(pl.read_parquet(panel), pl.read_parquet(cohort)), regression_cells)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            cohort=snakemake.input.cohort,
            regression_cells=snakemake.output.regression_cells,
        )

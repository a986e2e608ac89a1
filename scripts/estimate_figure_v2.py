"""Estimate figure v2: adjusted duration and lost workdays by start month."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import months
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, figure_v2: str) -> None:
    """Read the panel, average by start month, write the figure's data."""
    write_checked(months.figure_v2(pl.read_parquet(panel, columns=list(months.FIGURE_V2_COLUMNS))), figure_v2)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(panel=snakemake.input.panel, figure_v2=snakemake.output.figure_v2)

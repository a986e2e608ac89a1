"""Estimate figure 2: distribution of spell duration by week."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import durations
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, figure_2: str) -> None:
    """Read the cohort, count durations by week, write the figure's data."""
    write_checked(durations.figure_2(pl.read_parquet(cohort, columns=list(durations.COHORT_COLUMNS))), figure_2)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(cohort=snakemake.input.cohort, figure_2=snakemake.output.figure_2)

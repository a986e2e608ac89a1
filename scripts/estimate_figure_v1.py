"""Estimate figure v1: when employee and employer answered."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import answers
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, figure_v1: str) -> None:
    """Read the cohort, count each party's answers by week, write the figure's data."""
    write_checked(answers.figure_v1(pl.read_parquet(cohort, columns=list(answers.FIGURE_V1_COLUMNS))), figure_v1)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(cohort=snakemake.input.cohort, figure_v1=snakemake.output.figure_v1)

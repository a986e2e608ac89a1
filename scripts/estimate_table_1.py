"""Estimate table 1: answers to the question, and what followed."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import answers
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, table_1: str) -> None:
    """Read the cohort, describe the asked spells by answer, write the table."""
    write_checked(answers.table_1(pl.read_parquet(cohort, columns=list(answers.TABLE_1_COLUMNS))), table_1)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(cohort=snakemake.input.cohort, table_1=snakemake.output.table_1)

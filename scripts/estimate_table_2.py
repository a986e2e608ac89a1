"""Estimate table 2: who takes part in meetings."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import participants
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, table_2: str) -> None:
    """Read the cohort, describe the spells with a meeting in four windows, write the table."""
    write_checked(participants.table_2(pl.read_parquet(cohort, columns=list(participants.COHORT_COLUMNS))), table_2)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(cohort=snakemake.input.cohort, table_2=snakemake.output.table_2)

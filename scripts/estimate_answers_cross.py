"""Estimate how the answers of employee and employer go together."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import answers
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, answers_cross: str) -> None:
    """Read the cohort, cross the parties' answers, write the table."""
    write_checked(
        answers.answers_cross(pl.read_parquet(cohort, columns=list(answers.ANSWERS_CROSS_COLUMNS))), answers_cross
    )


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(cohort=snakemake.input.cohort, answers_cross=snakemake.output.answers_cross)

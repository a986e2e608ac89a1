"""Estimate figure 4: weekly meeting hazards."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import hazards
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, figure_4: str) -> None:
    """Read the cohort, follow its spells week by week, write the figure's data."""
    write_checked(hazards.figure_4(pl.read_parquet(cohort, columns=list(hazards.COHORT_COLUMNS))), figure_4)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(cohort=snakemake.input.cohort, figure_4=snakemake.output.figure_4)

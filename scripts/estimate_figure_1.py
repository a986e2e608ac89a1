"""Estimate figure 1: the offices, pilot marked, and their cohort spells."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import map
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, nav_enhet: str, cohort: str, figure_1: str) -> None:
    """Read offices and cohort, count spells by final office, write the figure's data."""
    write_checked(
        map.figure_1(pl.read_parquet(nav_enhet), pl.read_parquet(cohort, columns=list(map.COHORT_COLUMNS))), figure_1
    )


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(nav_enhet=snakemake.input.nav_enhet, cohort=snakemake.input.cohort, figure_1=snakemake.output.figure_1)

"""Estimate figures 5 and 6: weekly recovery hazards, one window of starts each."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import hazards
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, recovery: str, figure: str) -> None:
    """Read the cohort, follow the spells of the figure's window week by week, write the figure's data."""
    window = hazards.RECOVERY_FIGURES[figure]
    write_checked(
        hazards.recovery_hazards(pl.read_parquet(cohort, columns=list(hazards.COHORT_COLUMNS)), window), recovery
    )


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(cohort=snakemake.input.cohort, recovery=snakemake.output.recovery, figure=snakemake.params.figure)

"""Estimate the season effects of all outcomes."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.design.season import COHORT_COLUMNS, estimate_season
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, season: str, first_year: int, last_year: int) -> None:
    """Read the cohort, estimate, write the effects by outcome and calendar month."""
    spells = pl.read_parquet(cohort, columns=list(COHORT_COLUMNS))
    write_checked(estimate_season(spells, first_year=first_year, last_year=last_year), season)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            cohort=snakemake.input.cohort,
            season=snakemake.output.season,
            first_year=snakemake.params.first_year,
            last_year=snakemake.params.last_year,
        )

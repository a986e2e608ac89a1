"""Estimate the season effects of the weekly outcomes."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.design.outcomes import estimate_batch_season, weekly_outcomes
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, season_weekly: str, first_year: int, last_year: int) -> None:
    """Read the cohort's meeting days and durations, estimate, write the effects by outcome and calendar month."""
    spells = pl.read_parquet(cohort, columns=["spell_id", "start_date", "meeting_day", "duration"])
    effects = estimate_batch_season(spells, weekly_outcomes(), first_year=first_year, last_year=last_year)
    write_checked(effects, season_weekly)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            cohort=snakemake.input.cohort,
            season_weekly=snakemake.output.season_weekly,
            first_year=snakemake.params.first_year,
            last_year=snakemake.params.last_year,
        )

"""Estimate the season effects of the monthly grades."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.design.outcomes import estimate_batch_season, grade_outcomes
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, monthly_grades: str, season_grade: str, first_year: int, last_year: int) -> None:
    """Read the starts of the cohort and its grades, estimate, write the effects by outcome and calendar month."""
    starts = pl.read_parquet(cohort, columns=["spell_id", "start_date"])
    spells = starts.join(pl.read_parquet(monthly_grades), on="spell_id", how="left", validate="1:1")
    effects = estimate_batch_season(spells, grade_outcomes(), first_year=first_year, last_year=last_year)
    write_checked(effects, season_grade)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            cohort=snakemake.input.cohort,
            monthly_grades=snakemake.input.monthly_grades,
            season_grade=snakemake.output.season_grade,
            first_year=snakemake.params.first_year,
            last_year=snakemake.params.last_year,
        )

"""Build the grade by calendar month of each cohort spell."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.cohort.grades import build_monthly_grades
from dialogmote.contracts import write_checked
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, sykmeldingsgrad_maned: str, monthly_grades: str) -> None:
    """Read the cohort's dates and the register's months, build, write one row a spell."""
    spells = pl.read_parquet(cohort, columns=["spell_id", "start_date", "end_date"])
    grades = pl.read_parquet(sykmeldingsgrad_maned, columns=["spell_id", "year_month", "grade_percent"])
    write_checked(build_monthly_grades(spells, grades), monthly_grades)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            cohort=snakemake.input.cohort,
            sykmeldingsgrad_maned=snakemake.input.sykmeldingsgrad_maned,
            monthly_grades=snakemake.output.monthly_grades,
        )

"""Estimate table 3: descriptives before the service."""

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import descriptives
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, table_3: str, first_start: str, last_start: str, pilot_county: str) -> None:
    """Read the cohort, describe its three groups, write the table."""
    window = {"first_start": date.fromisoformat(first_start), "last_start": date.fromisoformat(last_start)}
    write_checked(descriptives.table_3(pl.read_parquet(cohort), **window, pilot_county=pilot_county), table_3)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            cohort=snakemake.input.cohort,
            table_3=snakemake.output.table_3,
            first_start=snakemake.params.first_start,
            last_start=snakemake.params.last_start,
            pilot_county=snakemake.params.pilot_county,
        )

"""Estimate table 3: descriptives before the service."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.design.periods import read_periods
from dialogmote.estimate import participants
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, table_3: str, periods: list[dict[str, object]], pilot_county: str) -> None:
    """Read the cohort, describe its three groups, write the table."""
    before = read_periods(periods)[0]
    described = participants.table_3(
        pl.read_parquet(cohort, columns=list(participants.COHORT_COLUMNS)),
        first_start=before.first_start,
        last_start=before.last_start,
        pilot_county=pilot_county,
    )
    write_checked(described, table_3)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            cohort=snakemake.input.cohort,
            table_3=snakemake.output.table_3,
            periods=snakemake.params.periods,
            pilot_county=snakemake.params.pilot_county,
        )

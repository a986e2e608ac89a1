"""Estimate figure 7: share that used the service by start month."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.design.periods import read_periods
from dialogmote.estimate import months
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, figure_7: str, periods: list[dict], pilot_county: str) -> None:
    """Read the cohort, count its three groups by start month, write the figure's data."""
    spells = pl.read_parquet(cohort, columns=list(months.FIGURE_7_COLUMNS))
    write_checked(months.figure_7(spells, periods=read_periods(periods), pilot_county=pilot_county), figure_7)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            cohort=snakemake.input.cohort,
            figure_7=snakemake.output.figure_7,
            periods=snakemake.params.periods,
            pilot_county=snakemake.params.pilot_county,
        )

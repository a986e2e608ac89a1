"""Estimate figure v3: the event study."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.design.panel import first_and_last_start
from dialogmote.design.periods import read_periods
from dialogmote.estimate import trends
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, figure_v3: str, periods: list[dict]) -> None:
    """Read the panel, estimate a difference for every start month of the periods, write the figure's data."""
    months = trends.list_months(*first_and_last_start(read_periods(periods)))
    write_checked(
        trends.figure_v3(pl.read_parquet(panel, columns=trends.EVENT_STUDY_COLUMNS), months=months), figure_v3
    )


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(panel=snakemake.input.panel, figure_v3=snakemake.output.figure_v3, periods=snakemake.params.periods)

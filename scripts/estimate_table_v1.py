"""Estimate table v1: the trend check."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import trends
from dialogmote.estimate.did import PANEL_COLUMNS
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, table_v1: str) -> None:
    """Read the panel, compare the trends of period 0, write the table."""
    write_checked(trends.table_v1(pl.read_parquet(panel, columns=PANEL_COLUMNS)), table_v1)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(panel=snakemake.input.panel, table_v1=snakemake.output.table_v1)

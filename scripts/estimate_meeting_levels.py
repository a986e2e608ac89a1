"""Estimate the level of meetings before and after the service."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import levels
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, meeting_levels: str) -> None:
    """Read the panel, take the level in three windows of starts, write the table."""
    write_checked(levels.meeting_levels(pl.read_parquet(panel)), meeting_levels)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(panel=snakemake.input.panel, meeting_levels=snakemake.output.meeting_levels)

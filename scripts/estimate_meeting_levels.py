"""Estimate the level of meetings before and after the service."""

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from dialogmote.cohort.spells import StudyWindow
from dialogmote.contracts import write_checked
from dialogmote.estimate import levels
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, meeting_levels: str, first_start: str, last_start: str) -> None:
    """Read the panel, take the level in three windows of starts, write the table."""
    study = StudyWindow(date.fromisoformat(first_start), date.fromisoformat(last_start))
    write_checked(
        levels.meeting_levels(pl.read_parquet(panel, columns=list(levels.PANEL_COLUMNS)), study), meeting_levels
    )


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            meeting_levels=snakemake.output.meeting_levels,
            first_start=snakemake.params.first_start,
            last_start=snakemake.params.last_start,
        )

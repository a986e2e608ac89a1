"""Estimate how recovery in some weeks differs from the two years before."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import hazards
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, figure_5: str, figure_6: str, hazard_contrasts: str) -> None:
    """Read the recovery hazards of both windows, contrast the years, write the table."""
    files = {"figure_5": figure_5, "figure_6": figure_6}
    recovery = {hazards.RECOVERY_FIGURES[figure]: pl.read_parquet(path) for figure, path in files.items()}
    write_checked(hazards.hazard_contrasts(recovery), hazard_contrasts)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            figure_5=snakemake.input.figure_5,
            figure_6=snakemake.input.figure_6,
            hazard_contrasts=snakemake.output.hazard_contrasts,
        )

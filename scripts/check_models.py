"""Collect the checks of the printed regressions."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.check_models import collect_checks
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, parts: list[str], check_estimates: str) -> None:
    """Read the checks of every file of estimates, write them as one table."""
    write_checked(collect_checks([pl.read_parquet(part) for part in parts]), check_estimates)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(parts=snakemake.input.parts, check_estimates=snakemake.output.check_estimates)

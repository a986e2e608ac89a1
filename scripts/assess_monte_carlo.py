"""Add up the blocks of the Monte Carlo: bias, coverage and power of every method of inference."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.monte_carlo.coverage import summarise_coverage
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, blocks: list[str], coverage: str) -> None:
    """Read the tallies of all blocks, add them up, write a row per truth, effect and method."""
    write_checked(summarise_coverage([pl.read_parquet(path) for path in blocks]), coverage)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(blocks=snakemake.input.blocks, coverage=snakemake.output.coverage)

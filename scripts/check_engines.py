"""Check the printed regressions of one file against a second engine."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.check import check_estimates
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, printed: str, compared: str, estimates: str) -> None:
    """Read panel and estimates, fit the same models again, write one row a model; fail when a model disagrees."""
    write_checked(check_estimates(pl.read_parquet(panel), pl.read_parquet(printed), estimates), compared)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            printed=snakemake.input.printed,
            compared=snakemake.output.compared,
            estimates=snakemake.params.estimates,
        )

"""Check the printed regressions against a second engine."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import check
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *, panel: str, did_national: str, did_trondelag: str, table_v1: str, figure_v3: str, check_estimates: str
) -> None:
    """Read the panel and what the library estimated, compare, write one row a model; fail when a model disagrees."""
    did = pl.concat([pl.read_parquet(did_national), pl.read_parquet(did_trondelag)])
    printed = check.PrintedEstimates(did, pl.read_parquet(table_v1), pl.read_parquet(figure_v3))
    write_checked(check.check_estimates(pl.read_parquet(panel), printed), check_estimates)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            did_national=snakemake.input.did_national,
            did_trondelag=snakemake.input.did_trondelag,
            table_v1=snakemake.input.table_v1,
            figure_v3=snakemake.input.figure_v3,
            check_estimates=snakemake.output.check_estimates,
        )

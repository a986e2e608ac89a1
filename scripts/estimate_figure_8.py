"""Estimate figure 8: effects by period."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import did_exhibits
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, did_national: str, did_trondelag: str, figure_8: str) -> None:
    """Read both control groups' estimates, pick the effects by period, write the figure's data."""
    did = pl.concat([pl.read_parquet(did_national), pl.read_parquet(did_trondelag)])
    write_checked(did_exhibits.figure_8(did), figure_8)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            did_national=snakemake.input.did_national,
            did_trondelag=snakemake.input.did_trondelag,
            figure_8=snakemake.output.figure_8,
        )

"""Estimate table 4 without controls: the effect in period 2."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import did_exhibits
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, did_national: str, did_trondelag: str, table_4_no_controls: str) -> None:
    """Read both control groups' estimates, pick those of period 2, write the table."""
    did = pl.concat([pl.read_parquet(did_national), pl.read_parquet(did_trondelag)])
    write_checked(did_exhibits.table_4(did), table_4_no_controls)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            did_national=snakemake.input.did_national,
            did_trondelag=snakemake.input.did_trondelag,
            table_4_no_controls=snakemake.output.table_4_no_controls,
        )

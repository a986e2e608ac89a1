"""Estimate period 2 against periods 1 and 3."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import did_exhibits
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, contrasts_national: str, contrasts_trondelag: str, period_contrasts: str) -> None:
    """Read both control groups' contrasts, put them in the published order, write the table."""
    contrasts = pl.concat([pl.read_parquet(contrasts_national), pl.read_parquet(contrasts_trondelag)])
    write_checked(did_exhibits.period_contrasts(contrasts), period_contrasts)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            contrasts_national=snakemake.input.contrasts_national,
            contrasts_trondelag=snakemake.input.contrasts_trondelag,
            period_contrasts=snakemake.output.period_contrasts,
        )

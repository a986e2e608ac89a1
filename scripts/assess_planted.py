"""Assess the design on a synthetic register: planted effects beside estimated ones."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import did_exhibits
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, did_national: str, did_trondelag: str, truth: str, planted_vs_estimated: str) -> None:
    """Read estimates and truth, set them side by side, write the comparison."""
    did = pl.concat([pl.read_parquet(did_national), pl.read_parquet(did_trondelag)])
    write_checked(did_exhibits.planted_vs_estimated(did, pl.read_parquet(truth)), planted_vs_estimated)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            did_national=snakemake.input.did_national,
            did_trondelag=snakemake.input.did_trondelag,
            truth=snakemake.input.truth,
            planted_vs_estimated=snakemake.output.planted_vs_estimated,
        )

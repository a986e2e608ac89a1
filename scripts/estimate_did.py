"""Estimate the difference-in-differences of one control group."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.did import DidSpecification, estimate_did
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, estimates: str, contrasts: str, control_group: str) -> None:
    """Read the panel, estimate all outcomes without and with group trends, write coefficients and contrasts."""
    did = estimate_did(pl.read_parquet(panel), DidSpecification(control_group))
    write_checked(did.coefficients, estimates)
    write_checked(did.contrasts, contrasts)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            estimates=snakemake.output.estimates,
            contrasts=snakemake.output.contrasts,
            control_group=snakemake.params.control_group,
        )

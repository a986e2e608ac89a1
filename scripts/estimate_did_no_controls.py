"""Estimate the difference-in-differences without covariates and fixed effects."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.did import DidSpecification, project_did
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, estimates: str, control_group: str) -> None:
    """Read the panel, estimate all outcomes on pilot, period and trend terms only, write coefficients."""
    specification = DidSpecification(control_group, with_controls=False)
    write_checked(project_did(pl.read_parquet(panel), specification), estimates)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            estimates=snakemake.output.estimates,
            control_group=snakemake.params.control_group,
        )

"""Estimate the difference-in-differences of one control group."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.did import PANEL_COLUMNS, estimate_with_and_without_controls
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, estimates: str, contrasts: str, without_controls: str, control_group: str) -> None:
    """Read the panel, estimate all outcomes without and with group trends, with controls and on pilot, period and trend
    terms only, write coefficients and contrasts."""
    did = estimate_with_and_without_controls(pl.read_parquet(panel, columns=PANEL_COLUMNS), control_group)
    write_checked(did[True].coefficients, estimates)
    write_checked(did[True].contrasts, contrasts)
    write_checked(did[False].coefficients, without_controls)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            estimates=snakemake.output.estimates,
            contrasts=snakemake.output.contrasts,
            without_controls=snakemake.output.without_controls,
            control_group=snakemake.params.control_group,
        )

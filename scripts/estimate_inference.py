"""Assess the period-2 effects of one control group, without or with group trends, by every method of inference."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.did import PANEL_COLUMNS
from dialogmote.estimate.inference.panel import inference_panel
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, inference: str, control_group: str, group_trends: bool, draws: int, seed: int) -> None:
    """Read the panel, assess every outcome, write a row per outcome and method."""
    spells = pl.read_parquet(panel, columns=PANEL_COLUMNS)
    write_checked(inference_panel(spells, control_group, draws, seed, [group_trends]), inference)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            inference=snakemake.output.inference,
            control_group=snakemake.params.control_group,
            group_trends=snakemake.params.group_trends,
            draws=snakemake.params.draws,
            seed=snakemake.params.seed,
        )

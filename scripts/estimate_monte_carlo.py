"""Simulate a block of registers from one truth on the aggregated design, and tally every method of inference."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.monte_carlo.blocks import Effort, simulate_block
from dialogmote.estimate.monte_carlo.design import PANEL_COLUMNS, measure_design
from dialogmote.estimate.monte_carlo.truths import plant_truth
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    panel: str,
    published: str,
    block: str,
    truth: str,
    control_group: str,
    draws: list[int],
    effort: list[int],
    seed: int,
) -> None:
    """Read panel and published effects, measure the design, plant the truth, simulate, write the tallies."""
    design = measure_design(pl.read_parquet(panel, columns=PANEL_COLUMNS), control_group)
    planted = plant_truth(truth, pl.read_csv(published), control_group)
    write_checked(simulate_block(design, planted, seed, range(*draws), Effort(*effort)), block)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            published=snakemake.input.published,
            block=snakemake.output.block,
            truth=snakemake.params.truth,
            control_group=snakemake.params.control_group,
            draws=snakemake.params.draws,
            effort=snakemake.params.effort,
            seed=snakemake.params.seed,
        )

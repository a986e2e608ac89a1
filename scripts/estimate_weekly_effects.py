"""Estimate the effects week by week, with one control group."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.batches import PANEL_COLUMNS
from dialogmote.estimate.weekly import COHORT_COLUMNS, estimate_weekly_effects
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, cohort: str, season: str, effects: str, control_group: str) -> None:
    """Read panel, cohort and season effects (none given: nothing is adjusted), estimate, write the exhibit."""
    coded, spells = pl.read_parquet(panel, columns=PANEL_COLUMNS), pl.read_parquet(cohort, columns=COHORT_COLUMNS)
    adjustment = pl.read_parquet(season) if season else None
    write_checked(estimate_weekly_effects(coded, spells, adjustment, control_group=control_group), effects)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            cohort=snakemake.input.cohort,
            season=snakemake.input.season,
            effects=snakemake.output.effects,
            control_group=snakemake.params.control_group,
        )

"""Estimate the outlines of the offices for the map of figure 1."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import areas
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, nav_enhet_omrade: str, nav_enhet: str, figure_1_areas: str) -> None:
    """Read areas and offices, unite and simplify the areas, write their corners."""
    write_checked(areas.figure_1_areas(pl.read_parquet(nav_enhet_omrade), pl.read_parquet(nav_enhet)), figure_1_areas)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            nav_enhet_omrade=snakemake.input.nav_enhet_omrade,
            nav_enhet=snakemake.input.nav_enhet,
            figure_1_areas=snakemake.output.figure_1_areas,
        )

"""Effects in period 2 by group of spells, and whether the groups of a kind differ."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import heterogeneity as groups
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, panel: str, cohort: str, heterogeneity: str) -> None:
    """Read the panel and each spell's grade, estimate group by group, write the effects."""
    spells = pl.read_parquet(panel, columns=groups.HETEROGENEITY_COLUMNS)
    grades = pl.read_parquet(cohort, columns=["spell_id", "grade_mean"])
    write_checked(groups.heterogeneity(spells, grades), heterogeneity)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            panel=snakemake.input.panel,
            cohort=snakemake.input.cohort,
            heterogeneity=snakemake.output.heterogeneity,
        )

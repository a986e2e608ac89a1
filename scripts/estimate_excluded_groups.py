"""Estimate what became of the spells that left the cohort."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate import excluded
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, excluded_spells: str, cohort: str, excluded_groups: str) -> None:
    """Read who left and who stayed, describe them by reason, write the table."""
    write_checked(
        excluded.excluded_groups(
            pl.read_parquet(excluded_spells), pl.read_parquet(cohort, columns=list(excluded.COHORT_COLUMNS))
        ),
        excluded_groups,
    )


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            excluded_spells=snakemake.input.excluded_spells,
            cohort=snakemake.input.cohort,
            excluded_groups=snakemake.output.excluded_groups,
        )

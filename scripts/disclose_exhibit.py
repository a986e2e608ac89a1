"""Release one exhibit as Parquet and CSV."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked, write_text
from dialogmote.disclose.release import release_exhibit
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, exhibit: str, parquet: str, csv: str, profile: str) -> None:
    """Read the exact exhibit, pass it through the profile, write what may leave."""
    released = release_exhibit(pl.read_parquet(exhibit), profile)
    write_checked(released, parquet)
    write_text(released.write_csv(), csv)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            exhibit=snakemake.input.exhibit,
            parquet=snakemake.output.parquet,
            csv=snakemake.output.csv,
            profile=snakemake.params.profile,
        )

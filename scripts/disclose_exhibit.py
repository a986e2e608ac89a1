"""Release one exhibit as Parquet and CSV."""

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_parquet, write_text
from dialogmote.disclose.exhibits import release_exhibit
from dialogmote.disclose.profiles import profile_named
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, exhibit: str, beside: list[str], parquet: str, csv: str, profile: str) -> None:
    """Read the exact exhibit, pass it through the gate, write what may leave."""
    others = {Path(path).stem: pl.read_parquet(path) for path in beside}
    released = release_exhibit(Path(parquet).stem, pl.read_parquet(exhibit), profile_named(profile), others)
    write_parquet(released.frame, parquet)
    write_text(released.frame.write_csv(), csv)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            exhibit=snakemake.input.exhibit,
            beside=snakemake.input.beside,
            parquet=snakemake.output.parquet,
            csv=snakemake.output.csv,
            profile=snakemake.params.profile,
        )

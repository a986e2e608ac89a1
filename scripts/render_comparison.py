"""Put published beside reproduced where its readers look for it."""

from pathlib import Path
from typing import TYPE_CHECKING

from dialogmote.digests import seal_files
from dialogmote.jobs import job_logging
from dialogmote.writing import write_text

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, released: str, comparison: str, seal: str) -> None:
    """Copy the released table, whole or not at all."""
    write_text(Path(released).read_text(encoding="utf-8"), comparison)
    write_text(seal_files([comparison]), seal)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(released=snakemake.input.csv, comparison=snakemake.output.csv, seal=snakemake.output.seal)

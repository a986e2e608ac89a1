"""Describe the released data files as a Data Package."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import yaml

from dialogmote.jobs import job_logging
from dialogmote.record.provenance.hashing import hash_file
from dialogmote.record.provenance.package import DataFile, describe_package
from dialogmote.writing import write_text

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, parquet: list[str], csv: list[str], citation: str, package: str, release_date: str | None) -> None:
    """Read schemas and digests of every released exhibit, write the description beside the released files."""
    files: dict[str, tuple[DataFile, ...]] = {}
    for path in map(Path, sorted([*csv, *parquet])):
        name = path.relative_to(Path(package).parent).as_posix()
        found = DataFile(name, path.stat().st_size, hash_file(path))
        files[path.stem] = (*files.get(path.stem, ()), found)
    schemas = {Path(path).stem: pl.read_parquet_schema(path) for path in parquet}
    whole = describe_package(files, schemas, yaml.safe_load(Path(citation).read_text("utf-8")), release_date)
    write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", package)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            parquet=snakemake.input.parquet,
            csv=snakemake.input.csv,
            citation=snakemake.input.citation,
            package=snakemake.output.package,
            release_date=snakemake.params.release_date,
        )

"""Check everything that is released, after all of it is there."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from dialogmote.digests import checksum_files
from dialogmote.disclose.contents import check_contents
from dialogmote.disclose.folder import check_folder, check_links
from dialogmote.disclose.profiles import profile_named
from dialogmote.jobs import job_logging
from dialogmote.writing import write_text

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, manifest: str, seal: str, passed: str, profile: str) -> None:
    """Read whatever lies in the folder, not only what was asked for, and judge it."""
    folder = Path(manifest).parent
    check_links([path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink()])
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    folders = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()]
    exhibits = [Path(name) for name in contents if name.startswith("exhibits/")]
    check_folder(
        checksum_files([str(folder / name) for name in contents], folder),
        {path.stem: pl.read_parquet(folder / path) for path in exhibits if path.suffix == ".parquet"},
        {path.stem: (folder / path).read_text("utf-8") for path in exhibits if path.suffix == ".csv"},
        json.loads(Path(manifest).read_text("utf-8")),
        profile_named(profile),
        json.loads(Path(seal).read_text("utf-8")),
        folders,
    )
    check_contents(contents)
    write_text(f"{len(contents)} released files keep the profile {profile}\n", passed)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            manifest=snakemake.input.manifest,
            seal=snakemake.input.seal,
            passed=snakemake.output.passed,
            profile=snakemake.params.profile,
        )

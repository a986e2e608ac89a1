"""Check everything that is released, after all of it is there."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_text
from dialogmote.digests import checksum_files
from dialogmote.disclose.folder import check_folder
from dialogmote.disclose.profiles import profile_named
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, manifest: str, passed: str, profile: str) -> None:
    """Read whatever lies in the folder, not only what was asked for, and judge it."""
    folder = Path(manifest).parent
    files = [str(path) for path in folder.rglob("*") if path.is_file()]
    frames = {Path(path).stem: pl.read_parquet(path) for path in files if path.endswith(".parquet")}
    listed = json.loads(Path(manifest).read_text("utf-8"))
    texts = {
        Path(path).stem: Path(path).read_text("utf-8")
        for path in files
        if Path(path).parent.name == "exhibits" and path.endswith(".csv")
    }
    check_folder(checksum_files(files, folder), frames, texts, listed, profile_named(profile))
    write_text(f"{len(files)} released files keep the profile {profile}\n", passed)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            manifest=snakemake.input.manifest,
            passed=snakemake.output.passed,
            profile=snakemake.params.profile,
        )

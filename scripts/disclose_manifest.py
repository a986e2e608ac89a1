"""Write the release manifest and the request sheets."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import yaml

from dialogmote.digests import checksum_files, seal_files
from dialogmote.disclose.exhibits import release_all
from dialogmote.disclose.folder import check_seals
from dialogmote.disclose.manifest import build_manifest
from dialogmote.disclose.profiles import profile_named
from dialogmote.disclose.request import render_request_sheet
from dialogmote.jobs import job_logging
from dialogmote.writing import write_text

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *,
    exact: list[str],
    released: list[str],
    seals: list[str],
    texts: list[str],
    manifest: str,
    sheets: list[str],
    seal: str,
    profile: str,
    is_synthetic: bool,
    code_version: str,
    release_date: str | None,
) -> None:
    """Treat every exact exhibit again, compare with what lies in the folder, describe every file of it, seal that."""
    drawn = [path for path in released if Path(path).parent.name != "exhibits"]
    sealed: dict[str, str] = {}
    for path in seals:
        sealed |= json.loads(Path(path).read_text("utf-8"))
    check_seals(json.loads(seal_files(drawn)), sealed)
    shown = {Path(path).stem: pl.read_parquet(path) for path in released if path.endswith(".parquet")}
    whole = build_manifest(
        checksums=checksum_files(released, Path(manifest).parent),
        frames=shown,
        cells_by_rule=release_all(
            {Path(path).stem: pl.read_parquet(path) for path in exact}, shown, profile_named(profile)
        ),
        profile=profile_named(profile),
        is_synthetic=is_synthetic,
        code_version=code_version,
        release_date=release_date,
    )
    write_text(json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False) + "\n", manifest)
    for text, sheet in zip(texts, sheets, strict=True):
        words = yaml.safe_load(Path(text).read_text("utf-8"))
        write_text(render_request_sheet(whole, words, Path(text).parent.name), sheet)
    write_text(json.dumps(checksum_files([manifest, *sheets], Path(manifest).parent), indent=2) + "\n", seal)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            exact=[*snakemake.input.exact, snakemake.input.regression_cells],
            released=sorted({*snakemake.input.released, *snakemake.input.companions}),
            seals=snakemake.input.seals,
            texts=snakemake.input.texts,
            manifest=snakemake.output.manifest,
            sheets=snakemake.output.sheets,
            seal=snakemake.output.seal,
            profile=snakemake.params.profile,
            is_synthetic=snakemake.params.is_synthetic,
            code_version=snakemake.params.code_version,
            release_date=snakemake.params.release_date,
        )

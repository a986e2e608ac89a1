"""Pack a run for deposit: `python -m workflow.archive <overlay file> [archive]`.

Code, configuration, locks, texts, documentation, tests, what was released and the stable part of the record, with a
README and checksums. Nothing restricted: the program refuses it, under whatever name.
"""

import hashlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import polars as pl

from dialogmote.digests import checksum_files
from dialogmote.errors import InputError
from dialogmote.jobs import plain_errors
from dialogmote.record.archive import (
    CHECKSUMS,
    README,
    RECORD,
    RELEASED,
    RUN,
    ArchiveError,
    Entry,
    check_crate,
    check_entries,
    list_crate_files,
    pack_archive,
    select_declared,
    select_released,
    write_checksums,
)
from dialogmote.record.archive_readme import Deposit, write_archive_readme
from dialogmote.record.run_record import STABLE_FILES
from dialogmote.writing import write_bytes
from workflow.record import DESCRIPTIONS, ROOT, read_config

NOT_REPOSITORY = {".git", ".venv", ".snakemake", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
OWN_FILES = {README, CHECKSUMS}
CRATE = "ro-crate-metadata.json"


def repository_files(results: Path) -> list[str]:
    """The repository's files: what git tracks, or what is declared where there is no git.

    Raises `ArchiveError` for files that neither names: they may be new code, or something that does not belong.
    """
    if (ROOT / ".git").exists():
        names, unknown = _git_files("--cached"), _git_files("--others", "--exclude-standard")
    else:
        names, unknown = select_declared(_walk(ROOT, {results, ROOT / RUN}))
    unknown = [name for name in unknown if name not in OWN_FILES]
    links = [name for name in names if (ROOT / name).is_symlink()]
    if unknown or links:
        raise ArchiveError(
            "no archive was made; these files are not the repository's (add them to it, or remove them):\n"
            + "\n".join(f"  {name}" for name in [*unknown, *links])
        )
    return [name for name in names if (ROOT / name).is_file()]


def _git_files(*options: str) -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z", *options], cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(name for name in done.stdout.split("\0") if name)


def _walk(folder: Path, left_out: set[Path]) -> list[str]:
    """Files below a folder by their paths in it, without caches, what git ignores by its own file, and `left_out`."""
    found = []
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders[:] = [
            name
            for name in folders
            if name not in NOT_REPOSITORY and here / name not in left_out and not _is_ignored(here / name)
        ]
        found += [(here / name).relative_to(folder).as_posix() for name in files if not name.endswith(".tar.gz")]
    return found


def _is_ignored(folder: Path) -> bool:
    """Whether a folder of results or extracts was put out of git's sight by the pipeline."""
    path = folder / ".gitignore"
    return path.is_file() and path.read_text(encoding="utf-8").strip() == "*"


def read_entries(folder: Path, names: list[str], below: str = "") -> list[Entry]:
    """Files as entries of the archive, below a folder of it."""
    paths = {f"{below}/{name}" if below else name: folder / name for name in names}
    return [Entry(name, path.read_bytes(), os.access(path, os.X_OK)) for name, path in paths.items()]


def restricted_checksums(folders: list[Path], entries: list[Entry]) -> dict[str, str]:
    """Names of restricted files by checksum; only those as long as some entry are read."""
    sizes = {len(entry.content) for entry in entries}
    return {
        hashlib.sha256(path.read_bytes()).hexdigest(): path.relative_to(folder.parent).as_posix()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.stat().st_size in sizes
    }


def identifiers(restricted: Path) -> set[int]:
    """Identifiers of the spells and persons in the register, as the checked extracts have them."""
    columns = ("spell_id", "person_id", "employer_id")
    found: set[int] = set()
    for path in sorted((restricted / "extracts").glob("*.parquet")):
        for column in set(columns) & set(pl.read_parquet_schema(path)):
            found.update(pl.read_parquet(path, columns=[column])[column].unique().drop_nulls().to_list())
    return found


def build_archive(config: dict[str, Any], results: Path) -> tuple[str, bytes]:
    """Name of the archive's folder, and its bytes. Raises `ArchiveError` for whatever must not go in."""
    restricted, released, record = results / "restricted", results / "released", results / "record"
    if not (restricted / "release_checked.txt").is_file() or not (record / "config.yaml").is_file():
        raise InputError(f"{results}: no run that was checked and recorded; `make report` and `make record` come first")
    manifest = json.loads((released / "release_manifest.json").read_text(encoding="utf-8"))
    present = checksum_files([str(path) for path in released.rglob("*") if path.is_file()], released)
    repository = read_entries(ROOT, repository_files(results))
    published = read_entries(released, select_released(present, manifest), RELEASED)
    kept = [name for name in STABLE_FILES if (record / name).is_file()]
    recorded = read_entries(record, [name for name in kept if name not in DESCRIPTIONS], RECORD)
    recorded += read_entries(record, [name for name in kept if name in DESCRIPTIONS], RUN)
    crate = json.loads((record / CRATE).read_text(encoding="utf-8")) if CRATE in kept else {"@graph": []}
    declared = list_crate_files(crate)
    copied = [name for name in sorted(declared) if name.startswith("workflow/") and (results / name).is_file()]
    recorded += read_entries(results, copied, RUN)
    entries = [*repository, *published, *recorded]
    check_crate(entries, declared)
    register = Path(config["pathvars"].get("register") or config["register"]["path"] or restricted / "register")
    checksums = restricted_checksums([restricted, ROOT / register], entries)
    check_entries(entries, checksums, {file["sha256"] for file in manifest["files"]}, identifiers(restricted))
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    deposit = Deposit(
        version=version,
        is_synthetic=config["register"]["source"] == "synthetic",
        profile=config["disclosure"]["profile"],
        code_version=manifest["code_version"],
        languages=tuple(config["languages"]),
        n_repository=len(repository),
        n_released=len(published),
        n_record=len(recorded),
    )
    entries.append(Entry(README, write_archive_readme(deposit).encode()))
    entries.append(Entry(CHECKSUMS, write_checksums(entries).encode()))
    folder = f"dialogmote-{version}"
    return folder, pack_archive(entries, folder)


def main(arguments: list[str]) -> str:
    """Build the archive of the run that an overlay stands for; returns what to print."""
    config = read_config(Path(arguments[0]))
    folder, content = build_archive(config, ROOT / config["pathvars"]["results"])
    path = Path(arguments[1]) if len(arguments) > 1 and arguments[1] else ROOT / f"{folder}.tar.gz"
    write_bytes(content, path)
    return f"{path.name}: {len(content) / 1e6:.1f} MB, sha256 {hashlib.sha256(content).hexdigest()}\n"


if __name__ == "__main__":
    with plain_errors(ArchiveError):
        sys.stdout.write(main(sys.argv[1:]))

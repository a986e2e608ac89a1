"""Set two results folders beside each other: which released numbers moved, and by how much.

    python workflow/compare.py A B [--all] [--csv FILE]

A and B are folders of results, of released files, or unpacked archives. Exit code 0 whatever moved, 1 when a folder is
no such thing.
"""

import argparse
import json
import sys
from pathlib import Path

import polars as pl
import yaml

from dialogmote.contracts.artifacts import ARTIFACTS
from dialogmote.digests import checksum_files
from dialogmote.errors import InputError
from dialogmote.jobs import plain_errors
from dialogmote.record.archive import RELEASED
from dialogmote.record.compare_runs import (
    changed_cells,
    compare_runs,
    describe_provenance,
    list_differences,
    summarise_exhibits,
)
from dialogmote.record.compare_runs_text import write_comparison
from dialogmote.writing import write_text

LISTED = 8  # cells an exhibit lists without --all
MANIFEST = "release_manifest.json"
MANIFEST_KEYS = ("register", "profile", "code_version")
# Files that lie beside exact exhibits, and never beside released ones.
RESTRICTED_MARKS = ("release_seal.json", "register_source.txt", "provenance.json")


def released_folder(name: str) -> Path:
    """Where the released files of a run lie. Raises `InputError` when there are no exhibits, or restricted ones."""
    if not name:
        raise InputError("two folders of results are wanted: make compare A=<results> B=<results>")
    folder = Path(name)
    for place in (folder / "released", folder / RELEASED, folder / "results" / "released", folder):
        if any((place / mark).exists() for mark in RESTRICTED_MARKS):
            raise InputError(f"{place}: a restricted folder; released files alone are compared")
        if any((place / "exhibits").glob("*.parquet")):
            return place
    raise InputError(f"{folder}: no released exhibits there; a folder of results is wanted, made by `make report`")


def read_exhibits(released: Path) -> dict[str, pl.DataFrame]:
    """The released exhibits by name."""
    return {path.stem: pl.read_parquet(path) for path in sorted((released / "exhibits").glob("*.parquet"))}


def check_manifest(released: Path, run: str) -> list[str]:
    """A line about a run's exhibits that are not those which its own manifest lists; none when all are."""
    manifest = released / MANIFEST
    if not manifest.is_file():
        return [f"{run} has no {MANIFEST}: nothing says that its exhibits are what was released"]
    listed = {file["file"]: file["sha256"] for file in json.loads(manifest.read_text(encoding="utf-8"))["files"]}
    listed = {name: digest for name, digest in listed.items() if name.startswith("exhibits/")}
    present = checksum_files([str(path) for path in (released / "exhibits").iterdir() if path.is_file()], released)
    wrong = sorted(name for name in listed.keys() | present.keys() if listed.get(name) != present.get(name))
    return [f"{run} is not what its {MANIFEST} lists: {', '.join(wrong)}"] if wrong else []


def describe_run(released: Path) -> dict[str, object]:
    """What is known of a run: from its manifest, its provenance and its recorded configuration, where they are."""
    found: dict[str, object] = {}
    manifest, provenance, config = (
        released / name for name in (MANIFEST, "../restricted/provenance.json", "../record/config.yaml")
    )
    if manifest.is_file():
        content = json.loads(manifest.read_text(encoding="utf-8"))
        found |= {key: content[key] for key in MANIFEST_KEYS if key in content}
    if provenance.is_file():
        found |= describe_provenance(json.loads(provenance.read_text(encoding="utf-8")))
    if config.is_file():
        found["configuration"] = yaml.safe_load(config.read_text(encoding="utf-8"))
    return found


def main(arguments: list[str]) -> str:
    """Compare the two folders of a command line; returns what to print."""
    parser = argparse.ArgumentParser(prog="make compare", description="Which released numbers moved between two runs.")
    parser.add_argument("before", metavar="A")
    parser.add_argument("after", metavar="B")
    parser.add_argument("--all", action="store_true", help="list every cell that changed")
    parser.add_argument("--csv", type=Path, help="write every cell that changed to this file")
    options = parser.parse_args(arguments)
    before, after = (released_folder(folder) for folder in (options.before, options.after))
    keys = {name: contract.primary_key() for name, contract in ARTIFACTS.items()}
    cells = compare_runs(read_exhibits(before), read_exhibits(after), keys)
    if options.csv:
        write_text(changed_cells(cells).write_csv(), options.csv)
    differences = list_differences(describe_run(before), describe_run(after))
    limit = None if options.all else LISTED
    warnings = [*check_manifest(before, "A"), *check_manifest(after, "B")]
    return write_comparison(cells, summarise_exhibits(cells), differences, limit, warnings)


if __name__ == "__main__":
    with plain_errors():
        sys.stdout.write(main(sys.argv[1:]))

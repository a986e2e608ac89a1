"""Licences of all locked packages: `python -m workflow.licences [--write]`.

Reads the metadata of what is installed, holds it against envs/licences.csv and the allowed licences, and says what does
not fit, by package; exit code 1 then. `--write` writes the table anew first.
"""

import importlib.metadata
import sys
from pathlib import Path

from dialogmote.errors import InputError
from dialogmote.jobs import plain_errors
from dialogmote.record.supply_chain import licences
from dialogmote.record.supply_chain.packages import Installed, normalise_name, read_lock
from dialogmote.writing import write_text

ROOT = Path(__file__).resolve().parents[1]
ENVS = ROOT / "envs"
TABLE = ENVS / "licences.csv"
ALLOWED = ENVS / "licences_allowed.txt"


def read_installed() -> dict[str, Installed]:
    """What is installed in this environment, by name."""
    return {normalise_name(found.name): _describe(found) for found in importlib.metadata.distributions()}


def _describe(found: importlib.metadata.Distribution) -> Installed:
    """One installed package; the texts are those of its licence files at the top."""
    said = found.metadata
    files = [file for file in found.files or () if ".dist-info" in file.parts[0] and _is_licence(file.name)]
    return Installed(
        name=found.name,
        version=found.version,
        expression=_first(said.get_all("License-Expression")),
        licence=_first(said.get_all("License")),
        classifiers=tuple(
            line.removeprefix("License :: ")
            for line in said.get_all("Classifier") or ()
            if line.startswith("License :: ")
        ),
        texts=tuple(text for file in sorted(files) if (text := file.read_text(encoding="utf-8"))),
        requirements=tuple(sorted(found.requires or ())),
    )


def _first(values: list[str] | None) -> str:
    return values[0] if values else ""


def _is_licence(name: str) -> bool:
    return name.lower().split(".")[0].rstrip("s") in ("license", "licence", "copying")


def read_locks() -> dict[str, set[str]]:
    """Names of the packages of every lock."""
    return {path.stem: {entry.name for entry in read_lock(path.read_text("utf-8"))} for path in ENVS.glob("*.lock")}


def main(is_written: bool) -> str:
    """Check the licences; returns what to print. Raises `InputError` for whatever does not fit."""
    known = licences.read_table(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    rows = licences.tabulate_licences(read_locks(), read_installed(), known)
    if is_written:
        write_text(licences.write_table(rows), TABLE)
        known = {row.package: row for row in rows}
    problems = licences.find_violations(rows, licences.read_allowed(ALLOWED.read_text(encoding="utf-8")))
    changes = licences.find_changes(rows, known)
    if problems or changes:
        advice = ["`make licences WRITE=1` writes the table anew; then look at what changed."] if changes else []
        raise InputError("\n".join(["Licences:", *(f"  {line}" for line in [*problems, *changes]), *advice]))
    return f"Licences of {len(rows)} packages: all known and allowed.\n"


if __name__ == "__main__":
    with plain_errors():
        sys.stdout.write(main("--write" in sys.argv[1:]))

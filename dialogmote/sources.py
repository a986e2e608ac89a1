"""Where the raw extracts lie, and whose register a results folder belongs to."""

from collections.abc import Sequence
from pathlib import Path

from dialogmote.contracts.files import write_text
from dialogmote.errors import InputError


def find_extracts(folder: str, extracts: Sequence[str]) -> dict[str, list[str]]:
    """The files of each extract in `folder`: `<extract>.parquet`, or the sorted parts of `<extract>/`; none: left out.

    Raises `InputError` when both are there, for then it is not clear which one counts.
    """
    found = {}
    for extract in extracts:
        single, parts = Path(folder, f"{extract}.parquet"), Path(folder, extract)
        in_parts = sorted(parts.glob("*.parquet")) if parts.is_dir() else []
        if single.is_file() and in_parts:
            raise InputError(f"{extract}: both {single.name} and the folder {parts.name}/ are there; keep one of them")
        files = [single] if single.is_file() else in_parts
        if files:
            found[extract] = [str(file) for file in files]
    return found


def describe_source(source: str, path: str) -> str:
    """One line that names a register: `synthetic`, or `extracts` with the folder they lie in.

    Raises `InputError` when the folder of the extracts is not there.
    """
    if source == "synthetic":
        return "synthetic"
    if not Path(path).is_dir():
        raise InputError(f"register.path: there is no folder {path!r}; REGISTER= names the folder of the raw extracts")
    return f"extracts {Path(path).resolve()}"


def check_owner(record: Path, source: str) -> None:
    """Raise `InputError` when the results folder holds the results of another register than `source`."""
    if not record.exists():
        return
    owner = record.read_text(encoding="utf-8").strip()
    if owner != source:
        raise InputError(
            f"{record.parent.parent} holds the results of another register ({owner}), and this run is on: {source}. "
            "A results folder belongs to one register: name another folder with RESULTS=<folder> "
            "(pathvars.results in config.yaml), or delete this one."
        )


def record_owner(record: Path, source: str) -> None:
    """Write down which register the results folder belongs to."""
    if not record.exists():
        write_text(f"{source}\n", record)

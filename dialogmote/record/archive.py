"""The archive for deposit: which files go in, what keeps a file out, and the same bytes for the same content.

Released files go in as the release manifest lists them, the record's stable files by their names, and of the repository
what git tracks (or, in an unpacked archive, what `DECLARED` names). Whatever is restricted is refused, under any name.
"""

import fnmatch
import gzip
import hashlib
import io
import re
import tarfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from dialogmote.contracts.extracts import EXTRACTS
from dialogmote.disclose.gate import ID_COLUMNS

CHECKSUMS = "SHA256SUMS"
README = "00_README.txt"
# One folder holds all that the run left, so that the paths of its descriptions lead to files.
RUN = "run"
RELEASED, RECORD = f"{RUN}/released", f"{RUN}/record"
RESTRICTED_NAMES = ("provenance.json",)  # its digests of exact tables could be searched for the tables
EXECUTABLE, PLAIN = 0o755, 0o644
EPOCH = 315532800  # 1980-01-01: the first time that every archive format can hold
# What belongs to the repository, where no git says so. A test holds it equal to what git tracks.
DECLARED = (
    "Snakefile", "Makefile", "LICENSE", "*.md", "*.toml", "*.cff", "config.yaml", ".gitignore",
    ".pre-commit-config.yaml", ".ci/*", "benchmarks/*.py", "benchmarks/*.sql", "benchmarks/*.R", "benchmarks/peers.*",
    "dialogmote/*.py", "dialogmote/*.j2", "dialogmote/*.typ", "docs/*.md", "docs/*.png", "envs/*", "profiles/*.yaml",
    "resources/*.yaml", "resources/published/*.csv",
    "scripts/*.py", "tests/*.py", "tests/*.md", "tests/*.R", "tests/*.sh", "tests/*.csv", "tests/reference/VERSIONS",
    "workflow/*.py", "workflow/*.smk", "workflow/*.yaml", "workflow/*.rst",
)  # fmt: skip
LEFTOVERS = ("*/__pycache__/*", "*.pyc", "*/.DS_Store")
# Formats of tables a person may have written rows to, and those that only the gate may have written.
TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".yaml")
FRAME_SUFFIXES = (".parquet", ".arrow", ".feather", ".ipc", ".pkl", ".pickle", ".npy", ".npz", ".db", ".sqlite", ".zip")
# Identifiers of fewer digits are numbers like any other. One or two of some more digits turn up in a file by chance (a
# count of spells, say), of nine digits none.
SHORTEST_IDENTIFIER = 100_000
LONG_IDENTIFIER = 100_000_000
CHANCE_IDENTIFIERS = 2
NUMBER = re.compile(rb"(?<![\w.])(\d{6,18})(?:\.0+)?(?!\w|\.\d)")


class ArchiveError(ValueError):
    """Something must not be archived. The message names files and what is wrong, never a file's content."""


@dataclass(frozen=True)
class Entry:
    """One file of the archive: its path below the archive's folder, its bytes, and whether it can be run."""

    name: str
    content: bytes
    is_executable: bool = False

    @property
    def sha256(self) -> str:
        """Checksum of the bytes, 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


def select_declared(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of the files of a repository without git: those that are declared, and those that nothing declares; sorted."""
    kept = [name for name in sorted(names) if not any(fnmatch.fnmatchcase(f"/{name}", f"*{p}") for p in LEFTOVERS)]
    declared = [name for name in kept if _is_declared(name)]
    return declared, [name for name in kept if name not in set(declared)]


def _is_declared(name: str) -> bool:
    """A pattern of one part is for the top folder alone; otherwise the first folder counts, and the end."""
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in DECLARED if ("/" in name) == ("/" in pattern))


def select_released(present: Mapping[str, str], manifest: Mapping[str, object]) -> list[str]:
    """The released files that go in: those of the manifest, with it and its sheets; `present` are checksums by name.

    Raises `ArchiveError` when a file is missing, has changed, or is not listed.
    """
    files = manifest["files"]
    listed = {entry["file"]: entry["sha256"] for entry in files} if isinstance(files, list) else {}
    own = {name for name in present if name == "release_manifest.json" or name.startswith("request_sheet.")}
    problems = [f"released/{name}: not in the release manifest" for name in sorted(set(present) - set(listed) - own)]
    problems += [f"released/{name}: in the release manifest, and gone" for name in sorted(set(listed) - set(present))]
    problems += [
        f"released/{name}: changed after the release manifest was written"
        for name in sorted(set(listed) & set(present))
        if listed[name] != present[name]
    ]
    _raise(problems)
    return sorted(present)


def list_crate_files(crate: Mapping[str, Any]) -> dict[str, str]:
    """The files that an RO-Crate declares: checksums by path below the crate's folder."""
    return {entity["@id"]: entity["sha256"] for entity in crate["@graph"] if "File" in _types(entity)}


def _types(entity: Mapping[str, Any]) -> Sequence[str]:
    kinds = entity["@type"]
    return [kinds] if isinstance(kinds, str) else kinds


def check_crate(entries: Iterable[Entry], files: Mapping[str, str]) -> None:
    """Raise `ArchiveError` that lists what the crate declares and the archive does not hold as declared."""
    held = {entry.name: entry.sha256 for entry in entries}
    _raise(
        [
            f"{name}: {'not as the crate declares it' if f'{RUN}/{name}' in held else 'declared by the crate, gone'}"
            for name, digest in sorted(files.items())
            if held.get(f"{RUN}/{name}") != digest
        ]
    )


def check_entries(
    entries: Sequence[Entry], restricted: Mapping[str, str], released: Collection[str], identifiers: Collection[int]
) -> None:
    """Raise `ArchiveError` that lists every entry that is restricted, holds a table by row, or names rows.

    `restricted` are names of restricted files by their checksums; `released` the checksums of the release manifest,
    which passed the gate and may equal a restricted one; `identifiers` those of spells and persons in the register.
    """
    _raise(
        [
            *_find_bad_names(entries),
            *_find_copies(entries, restricted, released),
            *_find_frames(entries),
            *_find_identity_columns(entries),
            *_find_identifiers(entries, identifiers),
        ]
    )


def _raise(problems: Sequence[str]) -> None:
    if problems:
        raise ArchiveError("no archive was made:\n" + "\n".join(f"  {problem}" for problem in problems))


def _find_bad_names(entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        path = PurePosixPath(entry.name)
        if path.is_absolute() or ".." in path.parts:
            yield f"{entry.name}: lies outside the archive"
        if "restricted" in path.parts:
            yield f"{entry.name}: lies in a folder of restricted files"
        if path.name in RESTRICTED_NAMES:
            yield f"{entry.name}: a restricted file, by its name"


def _find_copies(entries: Sequence[Entry], restricted: Mapping[str, str], released: Collection[str]) -> Iterator[str]:
    for entry in entries:
        if entry.content and entry.sha256 in restricted and entry.sha256 not in released:
            yield f"{entry.name}: has the bytes of a restricted file, {restricted[entry.sha256]}"


def _find_frames(entries: Sequence[Entry]) -> Iterator[str]:
    """Binary tables anywhere but among the released exhibits, and of those any that names rows."""
    for entry in entries:
        is_exhibit = entry.name.startswith(f"{RELEASED}/exhibits/") and entry.name.endswith(".parquet")
        is_frame = PurePosixPath(entry.name).suffix.lower() in FRAME_SUFFIXES or entry.content[:4] in (b"PAR1", b"ARRO")
        if is_frame and not is_exhibit:
            yield f"{entry.name}: a binary table, and none belongs outside {RELEASED}/exhibits"
        elif is_exhibit:
            yield from _find_columns(entry.name, pl.read_parquet_schema(io.BytesIO(entry.content)))


def _find_identity_columns(entries: Sequence[Entry]) -> Iterator[str]:
    """Tables as text whose first line has a column that identifies rows."""
    for entry in entries:
        if PurePosixPath(entry.name).suffix.lower() in TABLE_SUFFIXES and b"\n" in entry.content:
            head = entry.content.partition(b"\n")[0].decode("utf-8", errors="replace")
            if len(fields := re.split(r"[,;\t]", head)) > 1:
                yield from _find_columns(entry.name, [field.strip(" \"'\r\ufeff") for field in fields])


def _find_columns(name: str, columns: Iterable[str]) -> Iterator[str]:
    if identities := sorted(identity_columns() & {column.lower() for column in columns}):
        yield f"{name}: column {', '.join(repr(column) for column in identities)} identifies rows"


def identity_columns() -> frozenset[str]:
    """Columns that name a spell, a person or a workplace: the gate's, and the keys of extracts that are identifiers."""
    return frozenset(ID_COLUMNS) | {
        column for contract in EXTRACTS.values() for column in contract.columns() if column.endswith("_id")
    }


def _find_identifiers(entries: Sequence[Entry], identifiers: Collection[int]) -> Iterator[str]:
    """Texts in which more identifiers stand than chance would put there."""
    wanted = {number for number in identifiers if number >= SHORTEST_IDENTIFIER}
    for entry in entries:
        found = wanted & {int(number) for number in NUMBER.findall(entry.content)} if _is_text(entry.content) else set()
        if len(found) > CHANCE_IDENTIFIERS or max(found, default=0) >= LONG_IDENTIFIER:
            yield f"{entry.name}: holds identifiers of spells or persons ({len(found)} of them)"


def _is_text(content: bytes) -> bool:
    return b"\0" not in content


def write_checksums(entries: Iterable[Entry]) -> str:
    """Checksums in the form that `sha256sum -c` reads, sorted by name."""
    return "".join(f"{entry.sha256}  {entry.name}\n" for entry in sorted(entries, key=lambda entry: entry.name))


def pack_archive(entries: Iterable[Entry], folder: str) -> bytes:
    """A gzipped tar file with the entries below `folder`: sorted, without times, owners or rights of a machine."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for entry in sorted(entries, key=lambda entry: entry.name):
            member = tarfile.TarInfo(f"{folder}/{entry.name}")
            member.size, member.mtime = len(entry.content), EPOCH
            member.mode = EXECUTABLE if entry.is_executable else PLAIN
            archive.addfile(member, io.BytesIO(entry.content))
    return packed.getvalue()

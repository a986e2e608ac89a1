"""SHA-256 of files, each read once: a file of the same size and time as before is not read again."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

BLOCK_BYTES = 1 << 20


class Stamp(NamedTuple):
    """A file's size, the time of its last change, and the SHA-256 of its bytes."""

    size_bytes: int
    changed_ns: int
    sha256: str


def hash_files(paths: Iterable[str], known: Mapping[str, Stamp]) -> dict[str, Stamp]:
    """The stamp of every file that is there, by path; `known` holds those of before."""
    return {path: _stamp_file(path, known.get(path)) for path in sorted(set(paths)) if Path(path).is_file()}


def _stamp_file(path: str, before: Stamp | None) -> Stamp:
    found = Path(path).stat()
    if before and before[:2] == (found.st_size, found.st_mtime_ns):
        return before
    return Stamp(found.st_size, found.st_mtime_ns, hash_file(path))


def hash_file(path: str | Path) -> str:
    """SHA-256 of a file's bytes, 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with Path(path).open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()

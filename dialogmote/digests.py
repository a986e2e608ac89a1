"""What code a script runs: its own and every module of this library it imports, followed through the import graph."""

import ast
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PACKAGE = "dialogmote"


def digest_code(root: Path, files: Iterable[str]) -> str:
    """Digest of `files` and of all library modules they import, directly or not (64 hexadecimal digits).

    `root` is the repository; `files` are paths below it. A file that is not Python counts by its bytes alone.
    """
    digest = hashlib.sha256()
    for path in sorted(_reachable_files(root, [root / file for file in files])):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def checksum_files(files: Iterable[str], root: Path) -> dict[str, str]:
    """SHA-256 of each file's bytes, by its path below `root`."""
    return {Path(file).relative_to(root).as_posix(): _checksum(file) for file in sorted(files)}


def seal_files(files: Iterable[str]) -> str:
    """What a job says of the files it wrote, as JSON: SHA-256 of each by its folder and name."""
    checksums = {f"{Path(file).parent.name}/{Path(file).name}": _checksum(file) for file in files}
    return json.dumps(checksums, indent=2, sort_keys=True) + "\n"


def _checksum(file: str) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


def _reachable_files(root: Path, files: list[Path]) -> set[Path]:
    seen: set[Path] = set()
    asked: set[str] = set()
    waiting = list(files)
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if path.suffix == ".py":
            names = _imported_names(path.read_bytes()) - asked
            asked |= names
            waiting.extend(file for name in names for file in _module_files(root, name))
    return seen


def _module_files(root: Path, name: str) -> Iterable[Path]:
    """The file of a library module or package, if it is one and not a name inside a module."""
    place = root.joinpath(*name.split("."))
    return (path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file())


@cache
def _imported_names(source: bytes) -> frozenset[str]:
    """Dotted names a module imports from the library, with the packages above them; of `from a import b` also `a.b`.

    Remembered by the source: a workflow asks for the same module's hundreds of times before its first job.
    """
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.update((node.module, *(f"{node.module}.{alias.name}" for alias in node.names)))
    return frozenset(
        name.rsplit(".", up)[0] for name in names if name.split(".")[0] == PACKAGE for up in range(name.count(".") + 1)
    )

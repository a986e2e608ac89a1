"""What code a script runs: its own and every module of this library it imports, followed through the import graph."""

import ast
import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path

PACKAGE = "dialogmote"
# An import of the library, a statement of its own at any depth: parsing whole modules takes half a second a start.
IMPORT = re.compile(rb"^[ \t]*((?:from|import)[ \t]+dialogmote\b(?:[^\n(]*\([^)]*\)|[^\n]*))", re.MULTILINE)


class CodeReader:
    """Digests of scripts below `root`, the repository, each file read once: a workflow asks for hundreds at its start.

    What was read is not read again, so a reader lives no longer than one start of a workflow.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._digests: dict[Path, str] = {}
        self._imports: dict[Path, frozenset[Path]] = {}
        self._modules: dict[str, tuple[Path, ...]] = {}

    def digest(self, files: Iterable[str]) -> str:
        """Digest of `files` and of all library modules they import, directly or not (64 hexadecimal digits).

        `files` are paths below the root. A file that is not Python counts by its bytes alone.
        """
        digest = hashlib.sha256()
        for path in sorted(self._reachable_files([self._root / file for file in files])):
            digest.update(f"{path.relative_to(self._root).as_posix()}\0{self._digests[path]}\n".encode())
        return digest.hexdigest()

    def _reachable_files(self, files: list[Path]) -> set[Path]:
        seen: set[Path] = set()
        waiting = list(files)
        while waiting:
            path = waiting.pop()
            if path not in seen:
                seen.add(path)
                waiting.extend(self._imported_files(path))
        return seen

    def _imported_files(self, path: Path) -> frozenset[Path]:
        if path not in self._imports:
            source = path.read_bytes()
            self._digests[path] = hashlib.sha256(source).hexdigest()
            names = _imported_names(source) if path.suffix == ".py" else frozenset()
            self._imports[path] = frozenset(file for name in names for file in self._module_files(name))
        return self._imports[path]

    def _module_files(self, name: str) -> tuple[Path, ...]:
        """The file of a library module or package, if it is one and not a name inside a module."""
        if name not in self._modules:
            place = self._root.joinpath(*name.split("."))
            files = (place / "__init__.py", place.with_suffix(".py"))
            self._modules[name] = tuple(path for path in files if path.is_file())
        return self._modules[name]


def checksum_files(files: Iterable[str], root: Path) -> dict[str, str]:
    """SHA-256 of each file's bytes, by its path below `root`."""
    return {Path(file).relative_to(root).as_posix(): _checksum(file) for file in sorted(files)}


def seal_files(files: Iterable[str]) -> str:
    """What a job says of the files it wrote, as JSON: SHA-256 of each by its folder and name."""
    checksums = {f"{Path(file).parent.name}/{Path(file).name}": _checksum(file) for file in files}
    return json.dumps(checksums, indent=2, sort_keys=True) + "\n"


def _checksum(file: str) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


def _imported_names(source: bytes) -> frozenset[str]:
    """Dotted names a module imports from the library, with the packages above them; of `from a import b` also `a.b`."""
    names: set[str] = set()
    for statement in IMPORT.findall(source):
        for node in ast.parse(statement.strip()).body:
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.update((node.module, *(f"{node.module}.{alias.name}" for alias in node.names)))
    return frozenset(
        name.rsplit(".", up)[0] for name in names if name.split(".")[0] == PACKAGE for up in range(name.count(".") + 1)
    )

"""Writing files: whole or not at all. Knows nothing of tables, so that the workflow can use it without loading any.

A file is filled under a temporary name in its own folder, checked, flushed to the disk and renamed. A process that is
killed leaves at most its temporary file, which the next one for the same file removes, and the next run removes all.
"""

import errno
import fcntl
import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

LEFTOVER = re.compile(r"\.(?P<name>.+)\.\d+\.tmp")
ERROR_NUMBER = re.compile(r"\((?:os error|errno) (\d+)\)")  # how libraries in Rust tell what the system said


def write_whole(
    path: str | os.PathLike[str], write: Callable[[Path], object], check: Callable[[Path], object] | None = None
) -> None:
    """Let `write` fill a temporary file beside `path`, `check` it, flush and rename it: no half-written file is seen.

    `check` raises what it likes when the file is not as it should be; then, as after any error, what was there before
    stays. What the system refuses is raised as `OSError` with `path` as its file name, whatever library noticed it.
    """
    path = Path(path)
    if path.exists() and not path.is_file():  # a device, say: renaming would take its place
        raise FileExistsError(errno.EEXIST, "no file, but there", str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(path.parent, path.name)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            write(temporary)
            if check:
                check(temporary)
            _flush(temporary)
            temporary.replace(path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    except Exception as error:
        number = number_of(error)
        if number is None:
            raise
        raise OSError(number, os.strerror(number), str(path)) from error


def write_text(text: str, path: str | os.PathLike[str]) -> None:
    """Write text as UTF-8 with Unix line ends, whole or not at all."""
    write_bytes(text.encode("utf-8"), path)


def write_bytes(content: bytes, path: str | os.PathLike[str]) -> None:
    """Write bytes, whole or not at all."""

    def check(temporary: Path) -> None:
        if temporary.stat().st_size != len(content):
            raise OSError(errno.EIO, "not written in full", str(path))

    write_whole(path, lambda temporary: temporary.write_bytes(content), check)


def number_of(error: BaseException) -> int | None:
    """The system's number of an error: an `OSError`'s own, or the one another library quotes; none when it has none."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    found = ERROR_NUMBER.search(str(error))
    return int(found.group(1)) if found else None


def remove_leftovers(folder: Path, name: str | None = None) -> None:
    """Remove what killed writers left in a folder: temporary files of `name`, or of any name."""
    for entry in folder.iterdir():
        match = LEFTOVER.fullmatch(entry.name)
        if match and name in (None, match.group("name")):
            entry.unlink(missing_ok=True)


def remove_all_leftovers(folder: Path) -> None:
    """As `remove_leftovers`, in a folder and all below it. For a moment when nobody writes there."""
    for place, _, names in os.walk(folder):
        if any(LEFTOVER.fullmatch(name) for name in names):
            remove_leftovers(Path(place))


def hold_folder(folder: Path) -> bool:
    """Reserve a folder for this process until it ends, however it ends; returns whether no other one holds it.

    On a file system without such locks the answer is yes: there Snakemake's own lock has to do.
    """
    descriptor = os.open(folder, os.O_RDONLY)  # stays open, and is not handed on to the jobs
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    except OSError:
        os.close(descriptor)
    return True


def _flush(path: Path) -> None:
    """Have the system put a file's content on the disk, so that after a power cut no name stands for an empty file."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())

"""Errors that a user can mend: bad input, bad configuration, and what the machine refuses. Never a row's content."""

import errno
import tempfile
from pathlib import Path

AGAIN = "Then start the same command again: what is finished stays, and the run goes on where it stopped."
ROOM = f"Free some space, or name a folder on another disk (RESULTS=<folder>). {AGAIN}"
RIGHTS = f"Make the folder writable for this user, or name another one (RESULTS=<folder>). {AGAIN}"
LIMITS = f"Have the limit on open files raised (ulimit -n), or run fewer steps at once (CORES=1). {AGAIN}"
DISK = f"Have the disk or the network drive looked at. {AGAIN}"
ADVICE = {
    errno.ENOSPC: ("the disk is full", ROOM),
    errno.EDQUOT: ("the disk quota is used up", ROOM),
    errno.EFBIG: ("the file would be larger than this user or this file system may write", ROOM),
    errno.EROFS: ("the file system is read-only", RIGHTS),
    errno.EACCES: ("permission denied", RIGHTS),
    errno.EPERM: ("permission denied", RIGHTS),
    errno.EEXIST: ("something that is not a file lies there", "Remove it, or name another file."),
    errno.EMFILE: ("too many open files", LIMITS),
    errno.ENFILE: ("too many open files", LIMITS),
    errno.EIO: ("the disk reports an error", DISK),
    errno.ESTALE: ("the network drive lost the file", DISK),
}
NO_MEMORY = (
    "Not enough memory for this step. Run fewer steps at once (CORES=1), raise the limit on memory, or take a machine "
    f"with more; README.md says what the stages take. {AGAIN}"
)


class InputError(ValueError):
    """The input or the configuration is wrong; the message says what, where, and what to do."""


def explain_refusal(number: int | None, file: str | None, results: Path) -> str | None:
    """What the system refused and what to do about it, for an error's number; `None` for one that is no one's to mend.

    `file` is named by its place below the folder `results`, elsewhere by its name: logs name no folders of a machine.
    """
    if number == errno.ENOMEM:
        return NO_MEMORY
    if number not in ADVICE:
        return None
    what, advice = ADVICE[number]
    return f"{name_file(file, results)}: {what}. {advice}"


def name_file(file: str | None, results: Path) -> str:
    """A file by its place below `results`, as one in the folder for temporary files (TMPDIR), or by its name."""
    if not file:
        return "A file"
    path = Path(file).absolute()
    for folder, called in ((results.absolute(), ""), (Path(tempfile.gettempdir()), "(TMPDIR) ")):
        if path == folder:
            break
        if path.is_relative_to(folder):
            return called + path.relative_to(folder).as_posix()
    return path.name

"""What every job does around its work: send its words to the rule's log, and turn known errors into plain ones."""

import logging
import os
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TextIO

from dialogmote.errors import NO_MEMORY, InputError, explain_refusal
from dialogmote.writing import number_of

LIBRARY = Path(__file__).parent
FULL_ERRORS = "DIALOGMOTE_FULL_ERRORS"
LOOKS_EVERY = 1.0  # seconds between two looks at whether the run that started a job is still there


@contextmanager
def job_logging(log: str) -> Iterator[None]:
    """Send logging, warnings, prints and any traceback of a job to the file `log`.

    An `InputError`, and what the machine refuses (disk full, read-only, too little memory), is the user's to mend: it
    stands in the log in plain words without a traceback. After any error the job exits with 1 and says no more, for
    Snakemake shows the log of a job that failed. A job whose run was killed ends too, before it writes anything more.
    """
    with _open_log(log) as stream, redirect_stdout(stream), redirect_stderr(stream), _ending_with_the_run(stream):
        logging.basicConfig(stream=stream, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", force=True)
        logging.captureWarnings(True)
        warnings.simplefilter("default")
        logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table of every font
        try:
            yield
        except SystemExit:
            raise
        except BaseException as error:  # a panic of Polars is no Exception
            _say(stream, describe_error(error, results_of(log)))
            sys.exit(1)


@contextmanager
def plain_errors(*known: type[Exception]) -> Iterator[None]:
    """For programs that people start by hand: what a user can mend goes to the terminal in plain words, exit code 1.

    `known` are further errors whose own words are enough.
    """
    try:
        yield
    except known as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except (InputError, OSError, MemoryError) as error:
        sys.stderr.write(describe_error(error, Path.cwd()))
        sys.exit(1)


def describe_error(error: BaseException, results: Path) -> str:
    """What a log says of an error: plain words where a user can mend it, else a traceback."""
    if isinstance(error, InputError):
        return f"{error}\n"
    if isinstance(error, KeyboardInterrupt):
        return "Stopped from outside before it was done; the same command goes on from here.\n"
    if isinstance(error, MemoryError):
        plain: str | None = NO_MEMORY
    else:
        plain = explain_refusal(number_of(error), getattr(error, "filename", None), results)
    if plain is None:
        return describe_failure(error)
    return f"{plain}\n" + (describe_failure(error) if os.environ.get(FULL_ERRORS) else "")


def results_of(log: str) -> Path:
    """The folder of results that a log belongs to: the one in which its `logs` stands, else the log's own."""
    folders = Path(log).absolute().parents
    return next((folder.parent for folder in folders if folder.name == "logs"), folders[0])


@contextmanager
def _open_log(log: str) -> Iterator[TextIO]:
    """The log, ready to be written to. Where it cannot be opened, the terminal hears why, and the job ends."""
    try:
        stream = Path(log).open("w", encoding="utf-8", buffering=1)  # noqa: SIM115, closed below, also on a full disk
    except OSError as error:
        sys.stderr.write(describe_error(error, results_of(log)))
        sys.exit(1)
    try:
        yield stream
    finally:
        with suppress(OSError):  # what was to be said went to the terminal
            stream.close()


def _say(stream: TextIO, words: str) -> None:
    """Write the last words of a job to its log, or to the terminal where the log takes no more."""
    try:
        stream.write(words)
        stream.flush()
    except OSError:
        with suppress(OSError):
            sys.__stderr__.write(words)  # type: ignore[union-attr]


@contextmanager
def _ending_with_the_run(stream: TextIO) -> Iterator[None]:
    """End this process when the one that started it is gone: its output would come in the way of the next run's."""
    parent, done = os.getppid(), threading.Event()

    def watch() -> None:
        while not done.wait(LOOKS_EVERY):
            if os.getppid() != parent:
                _say(stream, "The run that started this job was killed, so the job ended too; nothing was written.\n")
                os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        done.set()


def describe_failure(error: BaseException) -> str:
    """The traceback of an unforeseen error, with its message only where no row can stand in it.

    Other libraries, and Python itself, quote the values they stumble over. So only a message that a `raise` of this
    library wrote is shown, unless the environment variable DIALOGMOTE_FULL_ERRORS is set (for synthetic registers).
    """
    frames = traceback.extract_tb(error.__traceback__)
    is_ours = bool(frames) and LIBRARY in Path(frames[-1].filename).parents
    if (is_ours and (frames[-1].line or "").startswith("raise ")) or os.environ.get(FULL_ERRORS):
        words = str(error)
    else:
        words = f"(message withheld, it may quote rows; set {FULL_ERRORS}=1 on a synthetic register to see it)"
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames)]
    return "".join(lines) + f"{type(error).__name__}: {words}\n"

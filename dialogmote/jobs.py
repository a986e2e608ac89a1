"""What every job does around its work: send its words to the rule's log, and turn known errors into plain ones."""

import logging
import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from dialogmote.errors import InputError

LIBRARY = Path(__file__).parent
FULL_ERRORS = "DIALOGMOTE_FULL_ERRORS"


@contextmanager
def job_logging(log: str) -> Iterator[None]:
    """Send logging, warnings, prints and any traceback of a job to the file `log`.

    An `InputError` is the user's to mend: its message stands in the log without a traceback. After any error the job
    exits with 1 and says no more, for Snakemake shows the log of a job that failed.
    """
    with Path(log).open("w", encoding="utf-8", buffering=1) as stream, redirect_stdout(stream), redirect_stderr(stream):
        logging.basicConfig(stream=stream, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", force=True)
        logging.captureWarnings(True)
        warnings.simplefilter("default")
        logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table of every font
        try:
            yield
        except InputError as error:
            stream.write(f"{error}\n")
            sys.exit(1)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of Polars is no Exception
            stream.write(describe_failure(error))
            sys.exit(1)


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

"""What every job does around its work: send its words to the rule's log, and turn known errors into plain ones."""

import logging
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from dialogmote.errors import InputError


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
        try:
            yield
        except InputError as error:
            stream.write(f"{error}\n")
            sys.exit(1)
        except Exception:
            traceback.print_exc(file=stream)
            sys.exit(1)

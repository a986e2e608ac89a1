"""Running a command as a process of its own and measuring it; keeping each measurement as soon as it is made."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialogmote.writing import write_text

# What the workflow gives its jobs: one thread of BLAS, one of pyfixest's solver, two of polars.
THREADS = {
    "POLARS_MAX_THREADS": "2",
    "RAYON_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


class MeasurementFailed(RuntimeError):
    """A measured process did not end well; the message is the end of what it printed."""


@dataclass(frozen=True)
class Usage:
    """What a process and its children took: seconds by the clock, processor seconds, and the largest resident memory
    of any one of them in MB."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def run_measured(command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> Usage:
    """Run a command, its output in `log`. Raises `MeasurementFailed` when it does not end with 0."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = log.read_text("utf-8", errors="replace").strip().splitlines()
        raise MeasurementFailed(f"ended with {process.returncode}: {said[-1] if said else 'nothing said'}")
    return Usage(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)  # Linux counts in KB


def keep(path: Path, made_by: str, measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The measurement that stands in `path`, if the same code made it; otherwise a new one, kept there unless it
    failed (`problem`)."""
    if path.is_file():
        kept = json.loads(path.read_text("utf-8"))
        if kept["made_by"] == made_by:
            return kept
    found = {"made_by": made_by, **measure()}
    if "problem" in found:  # tried again next time
        return found
    write_text(json.dumps(found, indent=1) + "\n", path)
    return found


def memory_mb() -> int:
    """Memory of the machine in MB, or of the control group this process lies in, if that is less."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    limit = Path("/sys/fs/cgroup/memory.max")
    text = limit.read_text().strip() if limit.is_file() else "max"
    return whole if text == "max" else min(whole, int(text) // 2**20)

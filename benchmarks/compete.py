"""One competitor in one stage, in this process: `python -m benchmarks.compete <stage> <module> <run> <answer>`.

`<run>` is the restricted folder of a run; the answer goes to `<answer>.parquet`, what it took to `<answer>.json`.
Reading the data into memory and loading libraries are not timed; the peak counts them, but not writing the answer.
"""

import importlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from dialogmote.writing import write_text, write_whole


def main(stage: str, module: str, run: str, answer: str) -> None:
    """Read, compute, write what it took and the answer."""
    competitor = importlib.import_module(f"benchmarks.peers.{module}")
    data = competitor.read(stage, Path(run))
    clock, processor = time.perf_counter(), time.process_time()
    found = competitor.compute(data)
    took = {
        "work_seconds": time.perf_counter() - clock,
        "work_cpu_seconds": time.process_time() - processor,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,  # Linux counts in KB
    }
    write_whole(f"{answer}.parquet", _as_polars(found).write_parquet)
    write_text(json.dumps(took), f"{answer}.json")


def _as_polars(found: Any) -> Any:
    """A polars frame of an answer in polars, pandas or Arrow; imported here, so that peers need not carry it."""
    import polars as pl

    if isinstance(found, pl.DataFrame):
        return found
    return pl.from_pandas(found) if type(found).__module__.startswith("pandas") else pl.from_arrow(found)


if __name__ == "__main__":
    main(*sys.argv[1:])

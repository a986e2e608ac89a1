"""The 74 weekly models by exact projection and by pyfixest, on one panel: time, memory and agreement.

    PYTHONPATH=. OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 RAYON_NUM_THREADS=1 \\
        .venv/bin/python benchmarks/projection.py [results] [fits]

Reads `<results>/restricted/{panel,cohort}.parquet` of a run (default `results`); national controls, outcomes without
season. Each engine runs in a process of its own, started from this one: reading and coding the rows is in neither's
time, preparing the sample is in both's, loading libraries in neither's. pyfixest fits `fits` of the 74 models (default
4), spread over the weeks, and its time is scaled to the models that vary. Times are processor seconds, which other
programs on the machine move less than the clock.
"""

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dialogmote.design.outcomes import Outcome, weekly_outcomes
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.batches import PANEL_COLUMNS, REPORTED_TERM, code_batch_rows
from dialogmote.estimate.did import did_design
from dialogmote.estimate.regression.design import prepare_sample
from dialogmote.estimate.weekly import COHORT_COLUMNS

ENGINES = ("projection", "pyfixest")


@dataclass(frozen=True)
class Measurement:
    """One engine's run: models fitted, processor seconds to prepare and to fit, peak memory of its process in MB."""

    models: int
    prepare_seconds: float
    fit_seconds: float
    peak_mb: float
    tidy: pl.DataFrame


def read_rows(results: Path) -> pl.DataFrame:
    """The rows of the national DiD with the columns the weekly outcomes are computed from."""
    restricted = results / "restricted"
    panel = pl.read_parquet(restricted / "panel.parquet", columns=PANEL_COLUMNS)
    cohort = pl.read_parquet(restricted / "cohort.parquet", columns=COHORT_COLUMNS)
    return code_batch_rows(select_did_sample(panel, "national"), cohort)


def varying_outcomes(rows: pl.DataFrame) -> list[Outcome]:
    """The weekly outcomes that are estimated at all: those that vary."""
    return [outcome for outcome in weekly_outcomes() if rows.select(outcome.plain).to_series().n_unique() > 1]


def measure_projection(rows: pl.DataFrame, outcomes: list[Outcome]) -> Measurement:
    """All outcomes by the projection engine."""
    from dialogmote.estimate.regression.projection import estimate_batch

    start = time.process_time()
    sample = prepare_sample(rows, did_design(group_trends=False, with_controls=True))
    prepared = time.process_time()
    tidy = estimate_batch(sample, outcomes, [REPORTED_TERM])
    return Measurement(len(outcomes), prepared - start, time.process_time() - prepared, peak_mb(), tidy)


def measure_pyfixest(rows: pl.DataFrame, outcomes: list[Outcome]) -> Measurement:
    """The outcomes one by one by pyfixest, as the printed regressions are made."""
    from dialogmote.estimate.regression.library import estimate_coefficients

    rows = rows.with_columns(outcome.adjusted.alias(outcome.name) for outcome in outcomes)
    fit_once(rows, outcomes[0])
    start = time.process_time()
    sample = prepare_sample(rows, did_design(group_trends=False, with_controls=True))
    prepared = time.process_time()
    frames = [
        estimate_coefficients(sample, outcome.name, is_constant=False)
        .filter(pl.col("term") == REPORTED_TERM)
        .select(pl.lit(outcome.name).alias("outcome"), pl.all())
        for outcome in outcomes
    ]
    return Measurement(len(outcomes), prepared - start, time.process_time() - prepared, peak_mb(), pl.concat(frames))


def fit_once(rows: pl.DataFrame, outcome: Outcome) -> None:
    """One fit before the clock starts: pyfixest loads most of itself at its first."""
    from dialogmote.estimate.regression.library import fit_outcome

    fit_outcome(prepare_sample(rows, did_design(group_trends=False, with_controls=True)), outcome.name)


def peak_mb() -> float:
    """Largest resident memory of this process so far (Linux counts in KB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_engine(engine: str, results: Path, fits: int) -> None:
    """Measure one engine and print one line, then its estimates as CSV: the process this file starts twice."""
    rows = read_rows(results)
    outcomes = varying_outcomes(rows)
    if engine == "pyfixest":
        outcomes = outcomes[:: max(1, len(outcomes) // fits)][:fits]
    found = (measure_projection if engine == "projection" else measure_pyfixest)(rows, outcomes)
    print(found.models, found.prepare_seconds, found.fit_seconds, found.peak_mb)
    print(found.tidy.select("outcome", "estimate", "std_error").write_csv(), end="")


def start_engine(engine: str, results: Path, fits: int) -> Measurement:
    """Run one engine in its own process and read what it printed."""
    command = [sys.executable, __file__, str(results), str(fits), engine]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{engine} failed:\n{done.stderr}")
    head, csv = done.stdout.split("\n", 1)
    models, prepare, fit, peak = head.split()
    return Measurement(int(models), float(prepare), float(fit), float(peak), pl.read_csv(csv.encode()))


def main() -> None:
    """Measure both engines and print a table, the ratios and how far apart the estimates are."""
    results = Path(sys.argv[1] if len(sys.argv) > 1 else "results")
    fits = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    if len(sys.argv) > 3:
        return run_engine(sys.argv[3], results, fits)
    found = {engine: start_engine(engine, results, fits) for engine in ENGINES}
    n_models = found["projection"].models
    seconds = {}
    print("| engine | models fitted | prepare, cpu s | fit, cpu s | cpu s a model | all models, cpu s | peak, MB |")
    print("|---|---|---|---|---|---|---|")
    for engine, run in found.items():
        a_model = run.fit_seconds / run.models
        seconds[engine] = run.prepare_seconds + a_model * n_models
        print(
            f"| {engine} | {run.models} | {run.prepare_seconds:.2f} | {run.fit_seconds:.2f} | {a_model:.4f} "
            f"| {seconds[engine]:.1f} | {run.peak_mb:.0f} |"
        )
    both = found["pyfixest"].tidy.join(found["projection"].tidy, on="outcome", suffix="_projection")
    apart = ((both["estimate"] - both["estimate_projection"]).abs() / both["std_error"]).max()
    errors_apart = (both["std_error_projection"] / both["std_error"] - 1).abs().max()
    print(f"processor time, pyfixest / projection: {seconds['pyfixest'] / seconds['projection']:.1f}")
    print(f"memory, pyfixest / projection: {found['pyfixest'].peak_mb / found['projection'].peak_mb:.2f}")
    print(f"apart: estimates {apart:.1e} of a standard error, standard errors {errors_apart:.1e}")


if __name__ == "__main__":
    main()

"""`python -m benchmarks`: our stages beside their peers, and the growth of the whole; see docs/performance.md.

Measurements are kept in the folder of `--out` as they are made: what was broken off goes on where it stopped, and what
the same code has measured is not measured again.
"""

import argparse
import hashlib
import sys
from pathlib import Path

from benchmarks.growth import ROOT, Measurement, make_files, measure_growth
from benchmarks.measuring import MeasurementFailed, keep
from benchmarks.plan import GROWTH, STAGES
from benchmarks.race import DIFFERS, race
from benchmarks.tables import write_tables
from dialogmote.writing import write_text

MEASURED_CODE = (
    "Snakefile",
    "config.yaml",
    "workflow/**/*.smk",
    "scripts/*.py",
    "dialogmote/**/*.py",
    "benchmarks/**/*.*",
)


def main() -> None:
    """Measure what is asked for and print the tables."""
    options = _parse()
    out = options.out.resolve()
    write_text("*\n", out / ".gitignore")
    code = _digest_code(out)
    growth = _grow(options, out, code) if GROWTH in options.stages else {}
    races = []
    run, scale = _peers_run(options, out)
    for name in [name for name in options.stages if name in STAGES]:
        if not options.run:
            make_files(run, options.peer_scale, STAGES[name].needs, options.cores)
        folder = out / scale.replace(" ", "_") / name
        made_by = f"{code} {_describe_inputs(run / 'restricted', STAGES[name].needs)}"
        found = race(STAGES[name], run / "restricted", folder, options.rounds, made_by)
        races += [{"scale": scale, **row} for row in found]
        write_tables(races, growth, out)
    print(write_tables(races, growth, out))
    if differing := [row["competitor"] for row in races if row.get("problem", "").startswith(DIFFERS)]:
        sys.exit(f"Answers differ: {', '.join(differing)}")


def _parse() -> argparse.Namespace:
    known = [GROWTH, *STAGES]
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--stages", type=_words, default=known, help=f"of {', '.join(known)}; all by default")
    parser.add_argument("--scales", type=_words, default=["0.1", "1", "3", "10"], help="register scales of the growth")
    parser.add_argument("--peer-scale", default="1", help="register scale at which peers compete")
    parser.add_argument("--run", type=Path, help="results of a finished run, on which peers compete instead")
    parser.add_argument("--rounds", type=int, default=3, help="how often each competitor is measured, in turn")
    parser.add_argument("--cores", type=int, default=2, help="cores of the workflow")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "benchmarks" / "out", help="folder of measurements and tables"
    )
    options = parser.parse_args()
    if unknown := [name for name in options.stages if name not in known]:
        parser.error(f"stages {', '.join(unknown)} are none of {', '.join(known)}")
    return options


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _grow(options: argparse.Namespace, out: Path, code: str) -> dict[str, Measurement]:
    """The growth by scale, smallest first: each tells what memory the next will need."""
    growth: dict[str, Measurement] = {}
    peak_mb = before = 0.0
    for scale in sorted(options.scales, key=float):
        needed = peak_mb * float(scale) / before if before else 0.0
        results = out / f"scale_{scale}" / "results"

        def measure(results: Path = results, scale: str = scale, needed: float = needed) -> Measurement:
            return measure_growth(results, scale, options.cores, needed)

        growth[scale] = keep(out / f"scale_{scale}" / "growth.json", f"{code} {options.cores} cores", measure)
        if "problem" not in growth[scale]:
            before = float(scale)
            peak_mb = max(part["peak_mb"] for part in growth[scale]["parts"].values())
        write_tables([], growth, out)
    return growth


def _peers_run(options: argparse.Namespace, out: Path) -> tuple[Path, str]:
    """The results on which peers compete, and what they are called."""
    if options.run:
        return options.run.resolve(), "a finished run"
    return out / f"scale_{options.peer_scale}" / "results", f"scale {options.peer_scale}"


def _digest_code(out: Path) -> str:
    """Of everything that is measured or measures, so that no measurement outlives it."""
    files = {path for pattern in MEASURED_CODE for path in ROOT.glob(pattern) if path.is_file()}
    digest = hashlib.sha256()
    for path in sorted(file for file in files if "__pycache__" not in file.parts and out not in file.parents):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _describe_inputs(restricted: Path, needs: tuple[str, ...]) -> str:
    """The sizes of the files competitors read: another register has others."""
    return " ".join(str((restricted / name).stat().st_size) for name in needs)


if __name__ == "__main__":
    try:
        main()
    except MeasurementFailed as problem:  # of the run peers compete on; that of a competitor stands in the table
        sys.exit(str(problem))

"""The whole workflow at several sizes of the register: its stages by Snakemake's own measurements, and the run as one.

A run has two parts: `register` simulates the extracts, `exhibits` goes from them to every exhibit in one language.
"""

import csv
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measuring import MeasurementFailed, memory_mb, run_measured

ROOT = Path(__file__).resolve().parents[1]
# The stages a reader knows, by the rules they consist of; a rule is found by the first beginning that fits.
RULES = {
    "simulate_register": "simulate",
    "verify_extracts": "verify",
    "build_cohort": "cohort",
    "build_monthly_grades": "monthly grades",
    "estimate_season": "season",
    "estimate_weekly_season": "season",
    "estimate_grade_season": "season",
    "code_panel": "panel",
    "estimate_did": "did",
    "estimate_weekly_effects": "weekly effects",
    "estimate_grade_effects": "grade effects",
    "estimate_table_v1": "trends and event study",
    "estimate_figure_v3": "trends and event study",
    "estimate_figure_4": "hazards",
    "estimate_recovery_hazards": "hazards",
    "estimate_hazard_contrasts": "hazards",
    "estimate": "descriptives and exhibits",
    "assess": "comparisons and case study",
    "check": "second engine",
    "disclose": "disclosure gate",
    "plot": "figures",
    "tabulate": "tables",
    "render": "report",
}

Measurement = dict[str, Any]


def workflow_environment(results: Path, scale: str) -> dict[str, str]:
    """The variables of `workflow/overlay.py` for a run of this size, and of no other register."""
    return {
        "RESULTS": str(results), "SCALE": scale, "LANGUAGES": "en", "REGISTER": "", "OUT": "", "PYTHONPATH": str(ROOT)
    }  # fmt: skip


def snakemake_command(targets: Sequence[str], environment: dict[str, str], cores: int) -> list[str]:
    """What runs the workflow up to the targets."""
    overlay = subprocess.run(
        [sys.executable, "workflow/overlay.py"], env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()
    command = [sys.executable, "-m", "snakemake", "--cores", str(cores), "--resources", f"mem_mb={memory_mb()}"]
    return [*command, "--configfile", overlay, "--", *targets]


def make_files(results: Path, scale: str, files: Sequence[str], cores: int) -> None:
    """Let the workflow make files of a run's restricted folder, which peers read; what is there already stays."""
    environment = workflow_environment(results, scale)
    targets = [str(results / "restricted" / file) for file in files]
    run_measured(snakemake_command(targets, environment, cores), results.with_name("files.log"), environment)


def measure_growth(results: Path, scale: str, cores: int, needed_mb: float) -> Measurement:
    """One run from nothing: both parts as one process each, and every stage. A run that cannot be made is a result."""
    if needed_mb > memory_mb():
        return {"problem": f"needs some {needed_mb:,.0f} MB, and the machine has {memory_mb():,}"}
    shutil.rmtree(results, ignore_errors=True)
    environment = workflow_environment(results, scale)
    found: Measurement = {"cores": cores, "parts": {}}
    for part in ("register", "exhibits"):
        print(f"  scale {scale}: {part}", flush=True)
        command = snakemake_command([part], environment, cores)
        try:
            usage = run_measured(command, results.with_name(f"{part}.log"), environment)
        except MeasurementFailed as problem:
            return {"problem": f"{part}: {problem}"}
        found["parts"][part] = asdict(usage)
    return found | {"stages": sum_stages(results / "benchmarks")}


def sum_stages(folder: Path) -> dict[str, dict[str, float]]:
    """By stage: jobs, seconds and processor seconds of all its jobs, largest memory of one in MB."""
    stages: dict[str, dict[str, float]] = {}
    for file in sorted(folder.rglob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            measured = list(csv.DictReader(lines, delimiter="\t"))[-1]
        rule = file.relative_to(folder).parts[0].removesuffix(".tsv")
        sums = stages.setdefault(stage_of(rule), {"jobs": 0, "seconds": 0.0, "cpu_seconds": 0.0, "peak_mb": 0.0})
        sums["jobs"] += 1
        sums["seconds"] += _number(measured["s"])
        sums["cpu_seconds"] += _number(measured["cpu_time"])
        sums["peak_mb"] = max(sums["peak_mb"], _number(measured["max_rss"]))
    return {stage: stages[stage] for stage in [*dict.fromkeys(RULES.values()), "other"] if stage in stages}


def stage_of(rule: str) -> str:
    """The stage a rule belongs to."""
    return next((stage for beginning, stage in RULES.items() if rule.startswith(beginning)), "other")


def _number(text: str) -> float:
    """A measured value; a job too short to be looked at has none."""
    return 0.0 if text in ("NA", "-") else float(text)

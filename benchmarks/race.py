"""Our stages beside their peers: rounds in turn, each competitor in a process of its own, every answer compared."""

import json
import statistics
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measuring import THREADS, MeasurementFailed, keep, run_measured
from benchmarks.plan import Competitor, Stage

PEERS = Path(__file__).parent / "peers"
TIMES = ("work_seconds", "work_cpu_seconds", "seconds", "cpu_seconds", "peak_mb")
COMPARED = ("work_seconds", "work_cpu_seconds", "peak_mb")
# Who takes longer than this many seconds is measured once.
LONG = 60.0

# How the problem of a competitor begins that has another answer.
DIFFERS = "another answer"

Measurement = dict[str, Any]


def race(stage: Stage, run: Path, folder: Path, rounds: int, made_by: str) -> list[Measurement]:
    """One row a competitor, ours first: medians over the rounds, how far its answers were from ours at most, or why it
    was not measured. Measurements stand in `folder` as soon as they are made."""
    found: dict[str, list[Measurement]] = {competitor.name: [] for competitor in stage.competitors}
    for number in range(rounds):
        for competitor in stage.competitors:
            before = found[competitor.name]
            if any("problem" in one or one["work_seconds"] > LONG for one in before):
                continue
            place = folder / f"{competitor.module.removesuffix('.R')}.{number}"
            print(f"  {stage.name}: {competitor.name}, round {number + 1}", flush=True)
            before.append(_measure_kept(stage, competitor, run, place, made_by))
    return list(_summarise(stage, found))


def _measure_kept(stage: Stage, competitor: Competitor, run: Path, place: Path, made_by: str) -> Measurement:
    if missing := competitor.missing():
        return {"problem": missing}
    kept = place.with_name(f"{place.name}.kept.json")
    return keep(kept, made_by, lambda: _measure(stage, competitor, run, place))


def _measure(stage: Stage, competitor: Competitor, run: Path, place: Path) -> Measurement:
    """What one competitor took, and how far its answer is from ours; a failure is a result too."""
    try:
        answer, took = place.with_name(f"{place.name}.parquet"), place.with_name(f"{place.name}.json")
        command = [sys.executable, "-m", "benchmarks.compete", stage.name, competitor.module, str(run), str(place)]
        if competitor.module.endswith(".R"):
            rows, answer = place.with_name("rows.csv"), answer.with_suffix(".csv")
            run_measured([sys.executable, "-m", "benchmarks.peers.followed", str(run), str(rows)], _log(place))
            command = ["Rscript", str(PEERS / competitor.module), *map(str, (rows, answer, took))]
        usage = run_measured(command, _log(place), THREADS)
        found = {**asdict(usage), **json.loads(took.read_text("utf-8"))}
        if competitor == stage.competitors[0]:
            return found
        return found | judge_answer(stage, answer, place)
    except MeasurementFailed as problem:
        return {"problem": f"failed, {problem}"}


def judge_answer(stage: Stage, answer: Path, place: Path) -> Measurement:
    """How far an answer is from ours; a problem where that is too far."""
    ours = place.with_name(f"{stage.competitors[0].module}.0.parquet")
    verdict, log = place.with_name(f"{place.name}.verdict.json"), place.with_name(f"{place.name}.verdict.log")
    command = [sys.executable, "-m", "benchmarks.judge", stage.name, *map(str, (ours, answer, verdict))]
    try:
        run_measured(command, log)
    except MeasurementFailed as problem:
        return {"problem": f"{DIFFERS}: {problem}"}
    return dict(json.loads(verdict.read_text("utf-8")))


def _log(place: Path) -> Path:
    return place.with_name(f"{place.name}.log")


def _summarise(stage: Stage, found: dict[str, list[Measurement]]) -> Iterator[Measurement]:
    ours = _medians(found[stage.competitors[0].name])
    for name, measured in found.items():
        row: Measurement = {"stage": stage.name, "competitor": name, "rounds": len(measured)}
        problem = next((one["problem"] for one in measured if "problem" in one), None)
        if problem:
            yield row | {"problem": problem}
            continue
        medians = _medians(measured)
        if ours:
            row |= {f"{what}_ratio": medians[what] / ours[what] for what in COMPARED}
        if "apart" in measured[0]:
            row |= {"apart": max(one["apart"] for one in measured)}
        yield row | medians


def _medians(measured: list[Measurement]) -> dict[str, float]:
    if not measured or any("problem" in one for one in measured):
        return {}
    return {name: statistics.median(one[name] for one in measured) for name in TIMES}

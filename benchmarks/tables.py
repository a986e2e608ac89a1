"""What was measured, as Markdown, CSV and JSON."""

import csv
import io
import itertools
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measuring import memory_mb
from benchmarks.plan import STAGES
from dialogmote.writing import write_text

Measurement = dict[str, Any]
RACE_HEAD = (
    "competitor", "work, s", "cpu, s", "peak, MB", "process, s", "times ours: work", "cpu", "peak", "apart", "rounds"
)  # fmt: skip
RACE_COLUMNS = (
    ("work_seconds", "{:.2f}"),
    ("work_cpu_seconds", "{:.2f}"),
    ("peak_mb", "{:.0f}"),
    ("seconds", "{:.1f}"),
    ("work_seconds_ratio", "{:.1f}"),
    ("work_cpu_seconds_ratio", "{:.1f}"),
    ("peak_mb_ratio", "{:.1f}"),
    ("apart", "{:.0e}"),
    ("rounds", "{}"),
)


def write_tables(races: list[Measurement], growth: dict[str, Measurement], folder: Path) -> str:
    """Write `benchmarks.md`, `benchmarks.csv` and `benchmarks.json` into a folder; returns the Markdown."""
    machine = describe_machine()
    text = "\n".join([machine, "", *_race_tables(races), *_growth_table(growth)])
    write_text(text + "\n", folder / "benchmarks.md")
    write_text(_as_csv(races, growth), folder / "benchmarks.csv")
    whole = {"machine": machine, "races": races, "growth": growth}
    write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", folder / "benchmarks.json")
    return text


def describe_machine() -> str:
    """Cores, memory, system and Python, without the machine's name."""
    cores, system = len(os.sched_getaffinity(0)), f"{platform.system()} {platform.machine()}"
    load = os.getloadavg()[0]
    return (
        f"{cores} cores, {memory_mb() / 1024:.0f} GiB, {system}, Python {platform.python_version()}; "
        f"load when this was written {load:.1f}"
    )


def _race_tables(races: list[Measurement]) -> list[str]:
    """One table a stage; a competitor that was not measured says why."""
    lines = []
    for stage, scale in dict.fromkeys((row["stage"], row["scale"]) for row in races):
        rows = [row for row in races if (row["stage"], row["scale"]) == (stage, scale)]
        lines += [f"### {STAGES[stage].title}; {scale}", "", *_table(RACE_HEAD, map(_race_row, rows)), ""]
    return lines


def _race_row(row: Measurement) -> list[str]:
    if "problem" in row:
        return [row["competitor"], row["problem"], *[""] * (len(RACE_COLUMNS) - 1)]
    cells = [form.format(row[name]) if name in row else "" for name, form in RACE_COLUMNS]
    return [row["competitor"], *("equal" if cell == "0e+00" else cell for cell in cells)]


def _growth_table(growth: dict[str, Measurement]) -> list[str]:
    """Stages by scale: processor seconds and largest memory; the whole, and how often the time of the scale before."""
    if not growth:
        return []
    measured = {scale: run for scale, run in growth.items() if "problem" not in run}
    lines = ["### Growth of the whole workflow with the register", ""]
    if measured:
        stages = dict.fromkeys(stage for run in measured.values() for stage in run["stages"])
        rows = [
            [stage, *(_cell(run["stages"].get(stage), "cpu_seconds") for run in measured.values())] for stage in stages
        ]
        for part, title in (("register", "register"), ("exhibits", "from extracts to exhibits")):
            for seconds, unit in (("seconds", "s"), ("cpu_seconds", "cpu s")):
                cells = (_cell(run["parts"][part], seconds) for run in measured.values())
                rows.append([f"{title}, the whole, {unit}", *cells])
        rows.append(["times the seconds of the scale before", *_ratios(measured)])
        lines += _table(
            ["cpu s (MB) of a stage; of the whole as said", *(f"scale {scale}" for scale in measured)], rows
        )
    lines += [""] + [
        f"Scale {scale}: not measured: {run['problem']}" for scale, run in growth.items() if "problem" in run
    ]
    return lines


def _cell(measured: dict[str, float] | None, seconds: str) -> str:
    return f"{measured[seconds]:.1f} ({measured['peak_mb']:.0f})" if measured else ""


def _ratios(measured: dict[str, Measurement]) -> list[str]:
    seconds = [run["parts"]["exhibits"]["seconds"] for run in measured.values()]
    return ["", *(f"{later / earlier:.1f}" for earlier, later in itertools.pairwise(seconds))]


def _table(head: Sequence[str], rows: Any) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]]


def _as_csv(races: list[Measurement], growth: dict[str, Measurement]) -> str:
    """All measurements, one row each: of competitors, of stages, and of the two parts of a run."""
    rows = [{"what": "race", **row} for row in races]
    for scale, run in growth.items():
        if "problem" in run:
            rows.append({"what": "growth", "scale": scale, "problem": run["problem"]})
            continue
        for kind in ("stages", "parts"):
            rows += [{"what": kind, "scale": scale, "stage": name, **one} for name, one in run[kind].items()]
    columns = dict.fromkeys(name for row in rows for name in row)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()

"""The record of a run: its configuration, software and jobs, for whoever reviews it or deposits it."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import polars as pl

WITHHELD = "(withheld: a folder of the machine)"
JOB_SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "job": pl.String(),
    "seconds": pl.Float64(),
    "peak_mb": pl.Float64(),
}
# Of the files of a record: what each is, and whether a second run gives the same bytes.
RECORD_FILES: Mapping[str, tuple[str, bool]] = {
    "snakemake_report.html": (
        "Snakemake's own report of the run: every released figure and table with caption, rule and code, the graph of\n"
        "    rules, and when each job ran. Opens without a network.",
        False,
    ),
    "jobs.tsv": ("Seconds and peak memory (MB) of every job, longest first.", False),
    "config.yaml": ("The configuration as the run had it; folders of the machine are withheld.", True),
    "software.json": ("Versions of Python and of every locked package, and the digest of the lock.", True),
    "run.lock": ("The lock the environment was installed from, with hashes.", True),
    "sbom.cdx.json": ("The packages of the environment, with licences and locked digests, as CycloneDX 1.6.", True),
    "ro-crate-metadata.json": ("The run described as a Workflow Run RO-Crate.", True),
    "datapackage.json": ("The released data described as a data package.", True),
    "README.txt": ("This page.", True),
}
SYNTHETIC = "The register is synthetic: nothing here is about real people."
REAL = """\
The register is real. This folder holds no row, and of the study's numbers the released ones alone. It has not been
through the disclosure gate itself: it leaves the secure zone when whoever holds the data approves it."""
STABLE_FILES = tuple(name for name, (_, is_stable) in RECORD_FILES.items() if is_stable)


def withhold_folders(config: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration without the folders of the machine it ran on: where extracts lie, absolute paths of results."""
    register = dict(config["register"])
    if register.get("path"):
        register["path"] = WITHHELD
    paths = {name: WITHHELD if _is_absolute(str(path)) else path for name, path in config["pathvars"].items()}
    return {**config, "register": register, "pathvars": paths}


def _is_absolute(path: str) -> bool:
    is_rooted = PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()
    return is_rooted or path.startswith("~") or ".." in PurePosixPath(path).parts


def locked_versions(lock: str) -> dict[str, str]:
    """Packages of a lock and the versions it pins, by name."""
    return dict(sorted(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", lock, flags=re.M)))


def describe_software(python: str, installed: Mapping[str, str], lock: str, lock_digest: str) -> dict[str, object]:
    """What ran: the version of Python, and of each package of the lock the one that is installed (null: none).

    `departures` are the packages whose installed version is not the locked one.
    """
    locked = locked_versions(lock)
    return {
        "python": python,
        "lock_sha256": lock_digest,
        "packages": {name: installed.get(name) for name in locked},
        "departures": [name for name, version in locked.items() if installed.get(name) not in (version, None)],
    }


def tabulate_jobs(benchmarks: Mapping[str, str]) -> pl.DataFrame:
    """Seconds and peak memory of each job (`JOB_SCHEMA`), longest first, from the text of its benchmark by path.

    A path is `<rule>.tsv` or `<rule>/<job>.tsv`. A job too short to be measured has no memory.
    """
    rows = [_read_benchmark(PurePosixPath(path), text) for path, text in sorted(benchmarks.items())]
    return pl.DataFrame(rows, schema=JOB_SCHEMA, orient="row").sort(
        ["seconds", "rule", "job"], descending=[True, False, False]
    )


def _read_benchmark(path: PurePosixPath, text: str) -> tuple[str, str, float | None, float | None]:
    rule, job = (path.parts[0], path.stem) if len(path.parts) > 1 else (path.stem, "")
    head, *lines = (line.split("\t") for line in text.splitlines() if line.strip())
    measured = dict(zip(head, lines[-1], strict=False)) if lines else {}
    return rule, job, _number(measured.get("s")), _number(measured.get("max_rss"))


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None


def write_readme(present: set[str], is_synthetic: bool) -> str:
    """What each file of a record is, and which of them a second run gives byte for byte; `present` are those there."""
    register = SYNTHETIC if is_synthetic else REAL
    lines = [
        f"{name}\n    {what}{'' if is_stable else ' Differs from run to run.'}"
        for name, (what, is_stable) in RECORD_FILES.items()
        if name in present
    ]
    return "\n".join(["Record of a run of dialogmote", "", register, "", *lines]) + "\n"

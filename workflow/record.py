"""Leave the record of a finished run in its results folder: `python -m workflow.record <overlay file>`.

Snakemake's report, the configuration as the run had it, the lock and versions, a table of jobs, copies of what
describes the run. The folder is no output of a rule: some of it changes from run to run.
"""

import hashlib
import importlib.metadata
import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from snakemake.utils import update_config

from dialogmote.errors import InputError
from dialogmote.jobs import plain_errors
from dialogmote.record.run_record import RECORD_FILES, describe_software, tabulate_jobs, withhold_folders, write_readme
from dialogmote.record.supply_chain.bill import write_bill
from dialogmote.settings import spell_out_dates
from dialogmote.writing import write_bytes, write_text
from workflow.sbom import read_environment

ROOT = Path(__file__).resolve().parents[1]
DESCRIPTIONS = ("ro-crate-metadata.json", "datapackage.json")


def read_config(overlay: Path) -> dict[str, Any]:
    """The configuration with what make's variables change laid over it, as Snakemake merges them."""
    config: dict[str, Any] = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    update_config(config, yaml.safe_load(overlay.read_text(encoding="utf-8")) or {})
    return dict(spell_out_dates(config))


def write_snakemake_report(overlay: Path, results: Path, path: Path) -> None:
    """Have Snakemake write its own report, whole or not at all, without the place of the results on this machine.

    Raises `InputError` with what Snakemake said when it fails.
    """
    temporary = path.with_name(f"tmp_{path.name}")  # Snakemake judges the file by its ending
    command = [sys.executable, "-m", "snakemake", "--report", str(temporary), "--cores", "1"]
    try:
        done = subprocess.run(
            [*command, "--configfile", str(overlay), "--", "report"], cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            raise InputError(f"Snakemake could not write its report:\n{done.stderr}")
        text = temporary.read_text(encoding="utf-8")
        write_text(text.replace(f"{results.resolve().as_posix()}/", "results/"), path)
    finally:
        temporary.unlink(missing_ok=True)


def software() -> dict[str, object]:
    """Python and the packages of the lock, as they are installed here."""
    lock = (ROOT / "envs" / "run.lock").read_text(encoding="utf-8")
    installed = {found.name.lower().replace("_", "-"): found.version for found in importlib.metadata.distributions()}
    return describe_software(platform.python_version(), installed, lock, hashlib.sha256(lock.encode()).hexdigest())


def write_record(config: dict[str, Any], results: Path, record: Path) -> None:
    """Write everything of the record but Snakemake's report."""
    text = yaml.safe_dump(withhold_folders(config), allow_unicode=True, sort_keys=False)
    write_text(text, record / "config.yaml")
    write_text(json.dumps(software(), indent=2, sort_keys=True) + "\n", record / "software.json")
    write_bytes((ROOT / "envs" / "run.lock").read_bytes(), record / "run.lock")
    write_text(write_bill(read_environment()), record / "sbom.cdx.json")
    folder = results / "benchmarks"
    texts = {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*.tsv"))}
    write_text(tabulate_jobs(texts).write_csv(separator="\t"), record / "jobs.tsv")
    for name in DESCRIPTIONS:
        (record / name).unlink(missing_ok=True)
        if (results / name).is_file():
            write_bytes((results / name).read_bytes(), record / name)
    present = {name for name in RECORD_FILES if (record / name).is_file()} | {"README.txt"}
    write_text(write_readme(present, config["register"]["source"] == "synthetic"), record / "README.txt")


def main(overlay: Path) -> str:
    """Write the record of the run that an overlay stands for; returns what to print."""
    config = read_config(overlay)
    results = ROOT / config["pathvars"]["results"]
    record = results / "record"
    record.mkdir(parents=True, exist_ok=True)
    write_snakemake_report(overlay, results, record / "snakemake_report.html")
    write_record(config, results, record)
    return f"Record of the run: {config['pathvars']['results']}/record\n"


if __name__ == "__main__":
    with plain_errors():
        sys.stdout.write(main(Path(sys.argv[1])))

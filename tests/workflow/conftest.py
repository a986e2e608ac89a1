"""A copy of the repository with a small register run through it, shared by the tests of the workflow."""

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from checkouts import copy_parts

SMALL = {"register": {"scale": 0.01}, "bootstrap": {"draws": 200}, "inference": {"draws": 99}, "languages": ["en"]}


def lay_over(below, above):
    """One nested mapping laid over another."""
    both = dict(below)
    for key, value in above.items():
        both[key] = lay_over(both.get(key, {}), value) if isinstance(value, dict) else value
    return both


@dataclass(frozen=True)
class Checkout:
    """A checkout in a folder of its own; `made_in` is where its results were made, if elsewhere."""

    folder: Path
    made_in: Path | None = None

    def named_in(self, text):
        """Whether a text names a folder of this machine that the checkout knows."""
        return any(str(folder) in text for folder in (self.folder, self.made_in) if folder)

    def run(self, *targets, check=True, cores=2, config=None, python=sys.executable, **environment):
        """Run Snakemake here; `config` is laid over config.yaml, `python` is the one of an environment."""
        overlay = self.folder / "overlay.yaml"
        overlay.write_text(yaml.safe_dump(lay_over(SMALL, config or {})))
        command = [python, "-m", "snakemake", *targets, "--cores", str(cores), "--configfile", str(overlay)]
        done = subprocess.run(
            command, cwd=self.folder, env=os.environ | environment, capture_output=True, text=True, check=False
        )
        assert not check or done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
        return done

    def planned(self, *targets, config=None):
        """Names of the rules that would run, with how often."""
        done = self.run("--dry-run", *targets, config=config)
        text = done.stdout + done.stderr
        if "Nothing to be done" in text:
            return {}
        lines = text[text.index("Job stats:") :].splitlines()[3:]
        table = [line.split() for line in lines[: next(i for i, line in enumerate(lines) if not line.strip())]]
        return {name: int(count) for name, count in table if name != "total"}


def copy_repository(folder):
    """Copy what a run needs into a new folder."""
    copy_parts(folder)
    return Checkout(folder)


@pytest.fixture
def fresh(tmp_path):
    """A checkout in which nothing ran."""
    return copy_repository(tmp_path / "checkout")


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory):
    """A checkout in which the whole report was made from a small register: once, whatever the number of workers.

    Whoever comes first makes it, with both cores; the others wait for the lock. Nobody changes it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "whole_run"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed, or the worker dies
        if not (shared / "done").exists():
            shutil.rmtree(shared / "checkout", ignore_errors=True)
            copy_repository(shared / "checkout").run("report")
            (shared / "done").touch()
    return Checkout(shared / "checkout")


@pytest.fixture(scope="session")
def ran(whole_run, tmp_path_factory):
    """This worker's copy of the whole run. Tests leave its results as they are."""
    folder = tmp_path_factory.mktemp("ran") / "checkout"
    shutil.copytree(whole_run.folder, folder)
    return Checkout(folder, made_in=whole_run.folder)


@pytest.fixture
def copied(ran, tmp_path):
    """A copy of that checkout, results and Snakemake's memory included, for a test to change."""
    shutil.copytree(ran.folder, tmp_path / "copy")
    return Checkout(tmp_path / "copy")

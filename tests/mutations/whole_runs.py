"""Runs of the real workflow in a checkout of their own, on mutated extracts or a mutated configuration."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml
from checkouts import copy_parts

SOURCES = ("workflow", "scripts", "dialogmote", "resources", "envs", "profiles")  # what no run writes to
PATIENCE = 900  # seconds: a run that hangs fails the test


@dataclass
class Checkout:
    """A checkout in `folder`, its results in `folder/results`."""

    folder: Path

    def run(self, *targets: str, options: tuple[str, ...] = (), **laid_over: object) -> tuple[int, str]:
        """Snakemake as make starts it, with a configuration laid over; exit code, and all that the terminal shows."""
        overlay = self.folder / "overlay.yaml"
        overlay.write_text(yaml.safe_dump(laid_over), encoding="utf-8")
        over = ["--configfile", str(overlay)] if laid_over else []
        environment = {name: value for name, value in os.environ.items() if name != "DIALOGMOTE_FULL_ERRORS"}
        first = subprocess.run(  # as make does
            [sys.executable, "workflow/overlay.py"],
            cwd=self.folder, env=environment, text=True, capture_output=True, check=False,
        )  # fmt: skip
        if first.returncode:
            return first.returncode, first.stderr
        done = subprocess.run(
            [sys.executable, "-m", "snakemake", "--cores", "2", *over, *options, "--", *targets],
            cwd=self.folder, env=environment, timeout=PATIENCE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout.decode("utf-8", "replace")


def copy_checkout(folder: Path) -> Checkout:
    """The parts of the checkout that a run needs, in a folder of their own."""
    copy_parts(folder)
    return Checkout(folder)

"""The bill of materials of the environment a run has, CycloneDX 1.6: `python -m workflow.sbom <file>`.

Same bytes for the same lock, Python and platform. SOURCE_DATE_EPOCH puts a time into it.
"""

import hashlib
import os
import platform
import sys
import tomllib
from pathlib import Path

from dialogmote.errors import InputError
from dialogmote.jobs import plain_errors
from dialogmote.record.supply_chain.bill import Environment, write_bill
from dialogmote.record.supply_chain.licences import read_table
from dialogmote.record.supply_chain.packages import read_lock, read_wanted
from dialogmote.writing import write_text
from workflow.licences import ENVS, ROOT, TABLE, read_installed


def read_environment() -> Environment:
    """This environment beside the lock."""
    lock = (ENVS / "run.lock").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Environment(
        version=project["version"],
        python=platform.python_version(),
        wanted=read_wanted((ENVS / "run.in").read_text(encoding="utf-8")),
        locked=read_lock(lock),
        installed=read_installed(),
        licences=read_table(TABLE.read_text(encoding="utf-8")),
        lock_digest=hashlib.sha256(lock.encode()).hexdigest(),
        epoch=read_epoch(os.environ.get("SOURCE_DATE_EPOCH", "")),
    )


def read_epoch(text: str) -> int | None:
    """Seconds since 1970 from the environment, nothing when there are none. Raises `InputError` for anything else."""
    if text and not text.isdecimal():
        raise InputError(f"SOURCE_DATE_EPOCH is {text!r}; it has to be a whole number of seconds since 1970")
    return int(text) if text else None


def main(path: str) -> str:
    """Write the bill; returns what to print. Raises `InputError` for what is there and no file."""
    if Path(path).exists() and not Path(path).is_file():
        raise InputError(f"{path} is no file; name one: OUT=<file>")
    environment = read_environment()
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    write_text(write_bill(environment), path)
    return f"Bill of materials of {len(environment.packages)} packages: {path}\n"


if __name__ == "__main__":
    with plain_errors():
        sys.stdout.write(main(sys.argv[1]))

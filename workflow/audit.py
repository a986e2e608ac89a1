"""Known vulnerabilities of the locked packages, by pip-audit: `python -m workflow.audit`.

Exit code 1 when there are some beside those of envs/vulnerabilities_accepted.txt. Where no database can be reached
it says so and goes on: a check must not depend on a network.
"""

import subprocess
import sys
from collections.abc import Iterable

from dialogmote.errors import InputError
from dialogmote.jobs import plain_errors
from dialogmote.record.supply_chain.audit import Audit, read_audit
from dialogmote.record.supply_chain.licences import read_allowed
from workflow.licences import ENVS

LOCKS = ("dev", "slurm")  # together they hold every package
ACCEPTED = ENVS / "vulnerabilities_accepted.txt"
DATABASES = ("osv", "pypi")  # in the order they are asked
PATIENCE = 5  # seconds to wait for an answer
LONGEST = 120  # seconds for one lock: a question for each package
WRONG_USE = 2  # exit code of a command that was called wrongly


def audit_lock(name: str, database: str, accepted: Iterable[str]) -> Audit | None:
    """Ask a database about the packages of a lock; nothing when it cannot be reached.

    Raises `InputError` when pip-audit does not take its options.
    """
    options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json", "--desc", "off"]
    ignored = [option for one in accepted for option in ("--ignore-vuln", one)]
    command = [sys.executable, "-m", "pip_audit", "-r", str(ENVS / f"{name}.lock"), *options, *ignored]
    try:
        done = subprocess.run(
            [*command, "--vulnerability-service", database, "--timeout", str(PATIENCE)],
            capture_output=True, text=True, timeout=LONGEST, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    if done.returncode == WRONG_USE:
        raise InputError(f"pip-audit could not be started:\n{done.stderr}")
    return read_audit(done.stdout)


def audit_locks(accepted: list[str]) -> tuple[str, list[Audit]] | None:
    """The first database that answers for every lock, and what it says; nothing when none does."""
    for database in DATABASES:
        audits = []
        for name in LOCKS:
            audit = audit_lock(name, database, accepted)
            if audit is None:
                break
            audits.append(audit)
        if len(audits) == len(LOCKS):
            return database, audits
    return None


def main() -> str:
    """Audit the locks; returns what to print. Raises `InputError` for vulnerabilities that are known."""
    answer = audit_locks(read_allowed(ACCEPTED.read_text(encoding="utf-8")))
    if answer is None:
        return "Audit skipped: no database of vulnerabilities can be reached from here.\n"
    database, audits = answer
    found = sorted({line for audit in audits for line in audit.found})
    if found:
        raise InputError("\n".join([f"Known vulnerabilities ({database}):", *(f"  {line}" for line in found)]))
    unknown = max(audit.n_unknown for audit in audits)
    return f"Audit: no known vulnerability ({database}; packages it does not know: {unknown}).\n"


if __name__ == "__main__":
    with plain_errors():
        sys.stdout.write(main())

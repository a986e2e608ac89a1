"""What pip-audit found: known vulnerabilities, and the packages its database did not answer for."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Audit:
    """How many packages a database answered for, how many it did not know, and the vulnerabilities in words, sorted."""

    n_answered: int
    n_unknown: int
    found: tuple[str, ...]


def read_audit(text: str) -> Audit | None:
    """The audit in pip-audit's JSON; nothing when there is no answer, or none for any package.

    pip-audit itself says "no known vulnerabilities" where a database knows none of the packages.
    """
    try:
        packages: list[dict[str, Any]] = json.loads(text)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    answered = [package for package in packages if "skip_reason" not in package]
    found = sorted(
        f"{package['name']} {package['version']}: {one['id']}, mended in {_join(one['fix_versions'])}"
        for package in answered
        for one in package.get("vulns", [])
    )
    return Audit(len(answered), len(packages) - len(answered), tuple(found)) if answered else None


def _join(versions: list[str]) -> str:
    return ", ".join(versions) or "no version"

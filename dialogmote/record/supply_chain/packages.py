"""Packages of a lock, and what an installed package says about itself in its metadata (PyPA core metadata 2.4)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?P<rest>[^\n]*(?:\n[ \t]+[^\n]*)*)", re.M)
DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """One entry of a lock: a version, and the SHA-256 digests of the files it may be installed from, sorted.

    `marker` says where the entry holds (PEP 508), empty for everywhere.
    """

    name: str
    version: str
    digests: tuple[str, ...]
    marker: str = ""


@dataclass(frozen=True)
class Installed:
    """One installed package: its metadata on licences, and its requirements as written (PEP 508)."""

    name: str
    version: str
    expression: str = ""
    licence: str = ""
    classifiers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


def normalise_name(name: str) -> str:
    """A package's name as locks write it: lower case, with `-` for `.` and `_` (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock(text: str) -> list[Locked]:
    """Entries of a lock, in its order. A package can have several, for different markers."""
    return [
        Locked(
            name=normalise_name(found["name"]),
            version=found["version"],
            digests=tuple(sorted(DIGEST.findall(found["rest"]))),
            marker=found["rest"].partition(";")[2].partition("\\")[0].strip(),
        )
        for found in ENTRY.finditer(text)
    ]


def read_wanted(text: str) -> list[str]:
    """Names of the packages that a file of wishes (`run.in`) asks for, sorted."""
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in text.splitlines() if line[:1].isalnum())
    return sorted(normalise_name(match.group()) for match in found if match)


def find_departures(locked: Iterable[Locked], installed: Mapping[str, Installed]) -> list[str]:
    """What is installed in a version that no entry of the lock has, in words, sorted."""
    versions: dict[str, set[str]] = {}
    for entry in locked:
        versions.setdefault(entry.name, set()).add(entry.version)
    return [
        f"{name}: {installed[name].version} is installed, {' or '.join(sorted(pinned))} is locked"
        for name, pinned in sorted(versions.items())
        if name in installed and installed[name].version not in pinned
    ]

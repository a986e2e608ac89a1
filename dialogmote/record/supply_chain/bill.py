"""The software bill of materials of the environment a run has, as CycloneDX 1.6 (ECMA-424).

Same bytes for the same lock, Python and platform: the serial number is made from the content, and there is no time of
writing unless one is given.
"""

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from packaging.requirements import Requirement

from dialogmote.record.supply_chain.licences import Licence
from dialogmote.record.supply_chain.packages import Installed, Locked, find_departures, normalise_name

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
NAME = "dialogmote"
LICENCE = "MIT"


@dataclass(frozen=True)
class Environment:
    """What a bill is made of: the packages of the lock that are installed, the lock's entries, the licences by package.

    `wanted` are the packages the project itself asks for, `python` is the interpreter's version.
    """

    version: str
    python: str
    wanted: list[str]
    locked: list[Locked]
    installed: Mapping[str, Installed]
    licences: Mapping[str, Licence]
    lock_digest: str
    epoch: int | None = None
    markers: Mapping[str, str] = field(default_factory=dict)

    @property
    def packages(self) -> list[Installed]:
        """Installed packages of the lock, by name."""
        names = {entry.name for entry in self.locked}
        return [package for name, package in sorted(self.installed.items()) if name in names]


def write_bill(environment: Environment) -> str:
    """The bill as JSON text."""
    return json.dumps(describe_environment(environment), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def describe_environment(environment: Environment) -> dict[str, Any]:
    """The bill: the project, its Python and packages with licences and locked digests, and what depends on what."""
    project = refer_to(NAME, environment.version)
    python = _describe_python(environment.python)
    body: dict[str, Any] = {
        "metadata": {
            "component": _describe_project(environment.version, project),
            "properties": _describe_lock(environment),
        },
        "components": [python, *(_describe_package(package, environment) for package in environment.packages)],
        "dependencies": _list_dependencies(environment, project, python["bom-ref"]),
    }
    if environment.epoch is not None:
        moment = datetime.fromtimestamp(environment.epoch, tz=UTC)
        body["metadata"]["timestamp"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True))
    head = {"$schema": SCHEMA, "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    return {**head, "serialNumber": f"urn:uuid:{serial}", **body}


def _describe_lock(environment: Environment) -> list[dict[str, str]]:
    """The lock's digest, and each package whose installed version is not a locked one."""
    departures = find_departures(environment.locked, environment.installed)
    return [
        {"name": f"{NAME}:lock:sha256", "value": environment.lock_digest},
        *({"name": f"{NAME}:lock:departure", "value": line} for line in departures),
    ]


def refer_to(name: str, version: str) -> str:
    """A package URL, which is the reference of its component too."""
    return f"pkg:pypi/{normalise_name(name)}@{version}"


def _describe_project(version: str, reference: str) -> dict[str, Any]:
    licences = [{"license": {"id": LICENCE, "acknowledgement": "declared"}}]
    return {"type": "application", "name": NAME, "version": version, "bom-ref": reference, "licenses": licences}


def _describe_python(version: str) -> dict[str, Any]:
    reference = f"pkg:generic/python@{version}"
    licences = [{"license": {"id": "PSF-2.0", "acknowledgement": "declared"}}]
    found = {"type": "platform", "name": "python", "version": version, "licenses": licences}
    return {**found, "bom-ref": reference, "purl": reference}


def _describe_package(package: Installed, environment: Environment) -> dict[str, Any]:
    """One package. The digests are those of all files the lock allows, one of which was installed."""
    reference = refer_to(package.name, package.version)
    digests = sorted(
        digest
        for entry in environment.locked
        if (entry.name, entry.version) == (normalise_name(package.name), package.version)
        for digest in entry.digests
    )
    component: dict[str, Any] = {
        "type": "library",
        "name": normalise_name(package.name),
        "version": package.version,
        "bom-ref": reference,
        "purl": reference,
        "properties": [{"name": f"{NAME}:locked:sha256", "value": digest} for digest in digests],
    }
    row = environment.licences.get(normalise_name(package.name))
    if row and row.licence:
        component["licenses"] = _describe_licence(row.licence)
    return component


def _describe_licence(expression: str) -> list[dict[str, Any]]:
    """One licence by its identifier, anything else as an expression."""
    if re.search(r"\s|^LicenseRef-", expression):
        return [{"expression": expression, "acknowledgement": "declared"}]
    return [{"license": {"id": expression, "acknowledgement": "declared"}}]


def _list_dependencies(environment: Environment, project: str, python: str) -> list[dict[str, Any]]:
    """What each component depends on, by reference."""
    packages = {normalise_name(package.name): package for package in environment.packages}
    found = find_requirements(packages, environment.wanted, environment.markers)
    references = {name: refer_to(name, package.version) for name, package in packages.items()}
    edges = {references[name]: [references[other] for other in others] for name, others in found.items()}
    edges[project] = [python, *(references[name] for name in environment.wanted if name in references)]
    edges[python] = []
    return [{"ref": reference, "dependsOn": sorted(set(others))} for reference, others in sorted(edges.items())]


def find_requirements(
    packages: Mapping[str, Installed], wanted: Iterable[str], markers: Mapping[str, str]
) -> dict[str, list[str]]:
    """Which packages each one requires here, sorted; requirements of an extra count where the extra is asked for.

    `markers` lay values over those of this machine (PEP 508), for tests.
    """
    extras: dict[str, set[str]] = {name: {""} for name in packages}
    edges: dict[str, set[str]] = {name: set() for name in packages}
    waiting = sorted({*packages, *wanted} & packages.keys())
    while waiting:
        name = waiting.pop()
        for requirement in map(Requirement, packages[name].requirements):
            other = normalise_name(requirement.name)
            if other not in packages or not _holds(requirement, extras[name], markers):
                continue
            edges[name].add(other)
            if not requirement.extras <= extras[other]:
                extras[other] |= requirement.extras
                waiting.append(other)
    return {name: sorted(others) for name, others in edges.items()}


def _holds(requirement: Requirement, extras: Iterable[str], markers: Mapping[str, str]) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({**markers, "extra": extra}) for extra in extras)

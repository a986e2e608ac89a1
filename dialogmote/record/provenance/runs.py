"""The record of runs: for every artifact the job that made it, with code, parameters and the digests of its files.

Plain data in and out. Paths in a record begin with the name of a place (`results`, `register`, `repository`), never
with a machine's folders, so that two equal runs leave equal bytes wherever they ran.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

FORMAT = "dialogmote-provenance-1"
# The places a path of a record begins with: the folder of results, the raw extracts outside it, the code.
RESULTS, REGISTER, REPOSITORY = "results", "register", "repository"
RESTRICTED, RELEASED = f"{RESULTS}/restricted/", f"{RESULTS}/released/"
# Told elsewhere: the code's digest has a field of its own, and the digests of the inputs say more than their times.
NO_PARAMETERS = ("code", "fingerprint")
# Folders differ between machines; which register it is, the inputs' digests say.
NO_CONFIGURATION = ("pathvars", "path")

Record = dict[str, Any]


@dataclass(frozen=True)
class Job:
    """One job as the workflow knew it when the run ended. Paths as the workflow writes them.

    `has_run`: in this run; otherwise it was up to date.
    """

    rule: str
    script: str
    wildcards: Mapping[str, str]
    parameters: Mapping[str, Any]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    has_run: bool


@dataclass(frozen=True)
class Places:
    """Folders (absolute) by the name they have in a record; a path belongs to the first that contains it.

    `base` is the folder that relative paths start from.
    """

    base: PurePath
    folders: Mapping[str, PurePath]

    def name(self, path: str) -> str:
        """The path as it stands in a record; of one that lies in none of the places the last part alone."""
        whole = self.base / path
        for place, folder in self.folders.items():
            if whole.is_relative_to(folder):
                return PurePath(place, whole.relative_to(folder)).as_posix()
        return f"elsewhere/{whole.name}"

    def find(self, name: str) -> str:
        """Where a path of a record lies on this machine; nowhere, if it lay in none of the places."""
        place, _, rest = name.partition("/")
        return str(self.folders[place] / rest) if place in self.folders else ""


def describe_context(config: Mapping[str, Any], environment: Mapping[str, str]) -> Record:
    """What all jobs of a run share: configuration without folders, and environment."""
    return {"configuration": _without_folders(config), "environment": dict(environment)}


def _without_folders(config: Mapping[str, Any]) -> Record:
    return {
        key: _without_folders(value) if isinstance(value, Mapping) else _plain(value)
        for key, value in config.items()
        if key not in NO_CONFIGURATION
    }


def digest_values(values: Any) -> str:
    """SHA-256 of values as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def record_run(
    before: Record, jobs: Iterable[Job], digests: Mapping[str, str], places: Places, context: Record
) -> Record:
    """The record after a run. `digests` are those of every file there is, by its path on this machine.

    A job that ran is written anew. One that did not run keeps what was written when it ran, as long as its outputs are
    still those files; if nothing was written then (a killed run), the present files are taken, which the workflow holds
    to be up to date. What other runs made stays while it lies there unchanged.
    """
    named = {places.name(path): digest for path, digest in digests.items()}
    entries = {name: entry for name, entry in before.get("jobs", {}).items() if _is_there(entry, named)}
    shared = digest_values(context)
    for job in jobs:
        name = name_job(job)
        if job.has_run or name not in entries:
            entries[name] = _describe_job(job, named, places, shared)
    used = {entry["context"] for entry in entries.values()}
    contexts = {**before.get("contexts", {}), shared: context}
    return {
        "format": FORMAT,
        "contexts": {digest: contexts[digest] for digest in sorted(used)},
        "jobs": dict(sorted(entries.items())),
    }


def name_job(job: Job) -> str:
    """The rule, and the job's wildcards behind it: `disclose_exhibit/table_4`."""
    return "/".join([job.rule, *(value for _, value in sorted(job.wildcards.items()))])


def _is_there(entry: Record, named: Mapping[str, str]) -> bool:
    """Whether every output is still the recorded file."""
    return all(named.get(path) == digest for path, digest in entry["outputs"].items())


def _describe_job(job: Job, named: Mapping[str, str], places: Places, context: str) -> Record:
    return {
        "rule": job.rule,
        "script": places.name(job.script),
        "wildcards": dict(sorted(job.wildcards.items())),
        "code": job.parameters.get("code"),
        "parameters": {
            name: _place_paths(_plain(value), places)
            for name, value in sorted(job.parameters.items())
            if name not in NO_PARAMETERS
        },
        "context": context,
        "inputs": {name: named.get(name) for name in sorted({places.name(path) for path in job.inputs})},
        "outputs": {name: named.get(name) for name in sorted({places.name(path) for path in job.outputs})},
    }


def _plain(value: Any) -> Any:
    """A value as JSON takes it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _place_paths(value: Any, places: Places) -> Any:
    """A value in which paths into the results begin with the name of their place."""
    if isinstance(value, str) and "/" in value:
        name = places.name(value)
        return (
            value if name.startswith((f"{REPOSITORY}/", "elsewhere/")) and not PurePath(value).is_absolute() else name
        )
    return value


def latest_configuration(record: Record, exhibit: str) -> Record:
    """The configuration that an exhibit was released under. Raises `ValueError` when the record does not know it."""
    path = f"{RELEASED}exhibits/{exhibit}.parquet"
    for entry in record["jobs"].values():
        if path in entry["outputs"]:
            configuration: Record = record["contexts"][entry["context"]]["configuration"]
            return configuration
    raise ValueError(f"the record does not say how {exhibit} was made")


def write_record(record: Record) -> str:
    """The record as text, the same for the same record."""
    return json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def list_files(record: Record) -> set[str]:
    """Every file that a record names, by the place it lies in."""
    return {path for entry in record.get("jobs", {}).values() for part in ("inputs", "outputs") for path in entry[part]}

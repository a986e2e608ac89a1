"""The run as a Workflow Run RO-Crate (profile 0.5), as JSON-LD: workflow, configuration, what went in, what came out.

Plain dictionaries and no library: those that write crates set the time of writing and copy files. No run times, so
that equal runs give equal bytes. Nothing here is restricted: a digest of a small exact table could be searched for the
table, so of what lies under `restricted` only rows (which nobody can guess) and the record as a whole have one.

Source: https://www.researchobject.org/workflow-run-crate/profiles/workflow_run_crate/ (0.5), RO-Crate 1.1.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from dialogmote.record.provenance.runs import REGISTER, RELEASED, RESTRICTED, RESULTS, Record

CONTEXT = ["https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"]
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}
WORKFLOW = "workflow/Snakefile"
SNAKEMAKE = "https://w3id.org/workflowhub/workflow-ro-crate#snakemake"
SNAKEMAKE_URL, PYTHON_URL = "https://snakemake.readthedocs.io/", "https://www.python.org/"
LICENCE_PREFIX = "https://spdx.org/licenses/"
MEDIA_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".typ": "text/plain",
    ".smk": "text/plain",
    ".yaml": "application/yaml",
}
# Folders of rows: large, and nothing a guess could meet.
ROW_FOLDERS = (f"{RESTRICTED}register/", f"{REGISTER}/")

Entity = dict[str, Any]


def describe_crate(
    record: Record, record_sha256: str, payload: Mapping[str, str], citation: Mapping[str, Any], date: str
) -> Entity:
    """The crate's metadata. `payload` are the digests of the files in it, by path below the results.

    `citation` is the content of CITATION.cff, `date` the ISO date to publish under: of the release, or of the version.
    """
    context = _latest_context(record)
    sources = _list_sources(record)
    parameters = list(_leaves(context["configuration"]))
    entities = [
        _descriptor(),
        _root(payload, citation, date),
        *({"@id": url, "@type": "CreativeWork", "name": name, "version": "0.5"} for url, name in PROFILES.items()),
        *_software(context["environment"]),
        *_authors(citation),
        {"@id": _licence(citation), "@type": "CreativeWork", "name": citation["license"]},
        _workflow(payload, citation, parameters),
        *(_file(path, digest) for path, digest in sorted(payload.items()) if path != WORKFLOW),
        *(_source(path, digest) for path, digest in sorted(sources.items())),
        _record_entity(record_sha256),
        *(entity for name, value in parameters for entity in _parameter(name, value)),
        _action(sorted(sources), sorted(payload), parameters),
    ]
    return {"@context": CONTEXT, "@graph": sorted(entities, key=lambda entity: str(entity["@id"]))}


def write_crate(crate: Entity) -> str:
    """The metadata as text, the same for the same crate."""
    return json.dumps(crate, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _latest_context(record: Record) -> Record:
    """The context of the most jobs; of several with as many the first by digest."""
    used = [entry["context"] for entry in record["jobs"].values()]
    context: Record = record["contexts"][max(sorted(set(used)), key=used.count)]
    return context


def _list_sources(record: Record) -> dict[str, str | None]:
    """What the run began from: files that no job made, and the raw extracts, which a simulator may have made."""
    made = {path for entry in record["jobs"].values() for path in entry["outputs"]}
    return {
        path: digest if not path.startswith(RESTRICTED) or path.startswith(ROW_FOLDERS) else None
        for entry in record["jobs"].values()
        for path, digest in entry["inputs"].items()
        if path not in made or entry["rule"] == "verify_extracts"
    }


def _leaves(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a configuration by its dotted key; lists whole."""
    for key, value in sorted(values.items()):
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _refer(names: Sequence[str]) -> Entity | list[Entity]:
    """References to entities; the profile wants a single one without a list around it."""
    return {"@id": names[0]} if len(names) == 1 else [{"@id": name} for name in names]


def _descriptor() -> Entity:
    return {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": _refer(
            ["https://w3id.org/ro/crate/1.1", "https://w3id.org/workflowhub/workflow-ro-crate/1.0"],
        ),
    }


def _root(payload: Mapping[str, str], citation: Mapping[str, Any], date: str) -> Entity:
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"A run of {citation['title']}",
        "description": "What a run released, the workflow and configuration that made it, and what it was made from. "
        "How every single file was made stands in restricted/provenance.json, which stays with the rows.",
        "datePublished": date,
        "license": {"@id": _licence(citation)},
        "author": _refer(_author_names(citation)),
        "conformsTo": _refer(list(PROFILES)),
        "mainEntity": {"@id": WORKFLOW},
        "mentions": _refer(["#run"]),
        "hasPart": _refer(sorted(payload)),
    }


def _licence(citation: Mapping[str, Any]) -> str:
    return f"{LICENCE_PREFIX}{citation['license']}"


def _author_names(citation: Mapping[str, Any]) -> list[str]:
    return [f"#author-{place}" for place in range(1, len(citation["authors"]) + 1)]


def _authors(citation: Mapping[str, Any]) -> list[Entity]:
    return [
        {
            "@id": name,
            "@type": "Person" if "family-names" in author else "Organization",
            "name": author.get("name") or f"{author['given-names']} {author['family-names']}",
        }
        for name, author in zip(_author_names(citation), citation["authors"], strict=True)
    ]


def _software(environment: Mapping[str, str]) -> list[Entity]:
    return [
        {
            "@id": SNAKEMAKE,
            "@type": "ComputerLanguage",
            "name": "Snakemake",
            "alternateName": "SMK",
            "identifier": {"@id": SNAKEMAKE_URL},
            "url": {"@id": SNAKEMAKE_URL},
        },
        {
            "@id": SNAKEMAKE_URL,
            "@type": "SoftwareApplication",
            "name": "Snakemake",
            "softwareVersion": environment["snakemake"],
            "url": SNAKEMAKE_URL,
        },
        {
            "@id": PYTHON_URL,
            "@type": "SoftwareApplication",
            "name": "Python",
            "softwareVersion": environment["python"],
            "url": PYTHON_URL,
        },
        {
            "@id": "#lock",
            "@type": "CreativeWork",
            "name": "envs/run.lock: every package by version and hash",
            "sha256": environment["lock_sha256"],
        },
    ]


def _workflow(payload: Mapping[str, str], citation: Mapping[str, Any], parameters: list[tuple[str, Any]]) -> Entity:
    return {
        "@id": WORKFLOW,
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
        "name": "dialogmote",
        "description": citation["title"],
        "conformsTo": {"@id": "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"},
        "version": str(citation["version"]),
        "license": {"@id": _licence(citation)},
        "creator": _refer(_author_names(citation)),
        "programmingLanguage": {"@id": SNAKEMAKE},
        "softwareRequirements": _refer(["#lock", PYTHON_URL, SNAKEMAKE_URL]),
        "input": _refer([f"#parameter/{name}" for name, _ in parameters]),
        "hasPart": _refer(sorted(path for path in payload if path.startswith("workflow/") and path != WORKFLOW)),
        "encodingFormat": "text/plain",
        "sha256": payload[WORKFLOW],
    }


def _file(path: str, digest: str) -> Entity:
    return {
        "@id": path,
        "@type": "File",
        "name": path,
        "encodingFormat": MEDIA_TYPES.get(PurePath(path).suffix, "application/octet-stream"),
        "sha256": digest,
    }


def _source(path: str, digest: str | None) -> Entity:
    """What the run read and the crate does not hold: rows of the register, tables of the repository."""
    return {"@id": f"#{path}", "@type": "CreativeWork", "name": path, **({"sha256": digest} if digest else {})}


def _record_entity(digest: str) -> Entity:
    return {
        "@id": "#record",
        "@type": "CreativeWork",
        "name": "restricted/provenance.json: how every file was made, job by job",
        "encodingFormat": "application/json",
        "sha256": digest,
    }


def _parameter(name: str, value: Any) -> tuple[Entity, Entity]:
    """A key of the configuration: as the workflow's formal parameter, and with the run's value."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    kinds = {bool: "Boolean", int: "Integer", float: "Float"}
    formal = {
        "@id": f"#parameter/{name}",
        "@type": "FormalParameter",
        "additionalType": kinds.get(type(value), "Text"),
        "conformsTo": {"@id": "https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE"},
        "name": name,
    }
    given = {
        "@id": f"#value/{name}",
        "@type": "PropertyValue",
        "exampleOfWork": {"@id": formal["@id"]},
        "name": name,
        "value": text,
    }
    return formal, given


def _action(sources: list[str], made: list[str], parameters: list[tuple[str, Any]]) -> Entity:
    """The run itself. It has no times and no agent: two equal runs, by whomever, are the same run here."""
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": "Run of the workflow",
        "description": "Every rule the report needs, from the raw extracts to the released files",
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "instrument": {"@id": WORKFLOW},
        "object": _refer([*(f"#{path}" for path in sources), *(f"#value/{name}" for name, _ in parameters)]),
        "result": _refer(
            [
                *(path for path in made if path.startswith(RELEASED.removeprefix(f"{RESULTS}/"))),
                "#record",
            ]
        ),
    }

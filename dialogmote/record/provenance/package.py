"""The released exhibits as a Data Package (version 2): every file with its fields, types, units and keys.

Source: the Data Package standard, https://datapackage.org.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dialogmote.contracts import contract_of
from dialogmote.contracts.vocabulary import label_of
from dialogmote.record.provenance.addresses import key_columns

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
DIALECT_PROFILE = "https://datapackage.org/profiles/2.0/tabledialect.json"
MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
LICENCES = {"MIT": "https://opensource.org/license/mit"}

Package = dict[str, Any]


@dataclass(frozen=True)
class DataFile:
    """A released data file: its path below the results, size and SHA-256."""

    path: str
    size_bytes: int
    sha256: str


def describe_package(
    files: Mapping[str, tuple[DataFile, ...]],
    schemas: Mapping[str, Mapping[str, pl.DataType]],
    citation: Mapping[str, Any],
    release_date: str | None,
) -> Package:
    """The package's description, as JSON takes it. `files` and `schemas` (columns and types) are by exhibit.

    `citation` is the content of CITATION.cff. No date unless one is given.
    """
    package: Package = {
        "$schema": PROFILE,
        "name": "dialogmote",
        "title": citation["title"],
        "description": "Released exhibits: what passed the disclosure gate. An empty cell is hidden, or not defined.",
        "version": str(citation["version"]),
        "licenses": [{"name": citation["license"], "path": LICENCES[citation["license"]]}],
        "contributors": [{"title": name_author(author), "roles": ["author"]} for author in citation["authors"]],
        "resources": [
            _describe_resource(exhibit, file, schemas[exhibit]) for exhibit in sorted(files) for file in files[exhibit]
        ],
    }
    return package | ({"created": f"{release_date}T00:00:00Z"} if release_date else {})


def name_author(author: Mapping[str, str]) -> str:
    """A person or an organisation of a citation by name."""
    return author.get("name") or f"{author['given-names']} {author['family-names']}"


def _describe_resource(exhibit: str, file: DataFile, schema: Mapping[str, pl.DataType]) -> Package:
    kind = file.path.rsplit(".", 1)[-1]
    resource: Package = {
        "name": exhibit if kind == "csv" else f"{exhibit}_{kind}",
        "type": "table",
        "path": file.path,
        "title": exhibit,
        "description": " ".join((inspect.getdoc(contract_of(exhibit)) or "").split()),
        "format": kind,
        "mediatype": MEDIA_TYPES[kind],
        "bytes": file.size_bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": {
            "$schema": TABLE_PROFILE,
            "fields": [_describe_field(exhibit, column, dtype) for column, dtype in schema.items()],
            "missingValues": [""],
            "primaryKey": list(key_columns(exhibit)),
        },
    }
    if kind == "csv":
        resource["encoding"] = "utf-8"
        resource["dialect"] = {"$schema": DIALECT_PROFILE, "delimiter": ",", "quoteChar": '"', "header": True}
    return resource


def _describe_field(exhibit: str, column: str, dtype: pl.DataType) -> Package:
    label = label_of(exhibit, column)
    field: Package = {
        "name": column,
        "type": _field_type(dtype),
        "title": label.en,
        "description": f"{label.en}{f' ({label.unit})' if label.unit else ''}. Norwegian: {label.nb}.",
    }
    if label.unit:
        field["unit"] = label.unit
    if column in key_columns(exhibit):
        field["constraints"] = {"required": True}
    return field


def _field_type(dtype: pl.DataType) -> str:
    """The Table Schema's name of a type. Raises `ValueError` for one that no exhibit has."""
    if dtype == pl.Boolean:
        return "boolean"
    if dtype == pl.Date:
        return "date"
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "number"
    if dtype == pl.String:
        return "string"
    raise ValueError(f"no field type for {dtype}; known: Boolean, Date, Float, Int, String")

"""The release manifest: file by file what it shows, about whom, and what was done to it; and a sheet to print."""

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl

from dialogmote.disclose.clearances import CLEARANCES, RECOMPUTED
from dialogmote.disclose.folder import KNOWN_FILES
from dialogmote.disclose.profiles import Profile
from dialogmote.disclose.roles import Count
from dialogmote.disclose.turning import turn_over

Manifest = dict[str, Any]
ALL_EXHIBITS = "all exhibits"


def build_manifest(
    *,
    checksums: Mapping[str, str],
    frames: Mapping[str, pl.DataFrame],
    cells_by_rule: Mapping[str, Mapping[str, int]],
    profile: Profile,
    is_synthetic: bool,
    code_version: str,
    release_date: str | None,
) -> Manifest:
    """What is released, as JSON takes it.

    `checksums` are by path below the folder, `frames` the released exhibits and `cells_by_rule` how many cells each
    rule touched, both by exhibit. No date unless one is given and no path of a machine: reruns give the same bytes.
    """
    manifest: Manifest = {
        "code_version": code_version,
        "files": [_describe_file(name, checksums[name], frames, cells_by_rule) for name in sorted(checksums)],
        "profile": {"name": profile.name, "threshold": profile.threshold, "rounding": profile.rounding},
        "register": "synthetic" if is_synthetic else "extracts",
    }
    return manifest | ({"date": release_date} if release_date else {})


def _describe_file(
    name: str, checksum: str, frames: Mapping[str, pl.DataFrame], cells_by_rule: Mapping[str, Mapping[str, int]]
) -> Manifest:
    match = next((found for known in KNOWN_FILES if (found := known.fullmatch(name))), None)
    exhibit = (match.groupdict().get("exhibit") if match else None) or ALL_EXHIBITS
    if name.startswith("published_vs_reproduced"):
        exhibit = "published_vs_reproduced"
    return {
        "file": name,
        "sha256": checksum,
        "exhibit": exhibit,
        "population": _population(exhibit),
        "counts": _counts(exhibit, frames),
        "rules": dict(sorted(cells_by_rule.get(exhibit, {}).items())),
    }


def _population(exhibit: str) -> str:
    if exhibit in CLEARANCES:
        return CLEARANCES[exhibit].population
    return (
        "computed from released exhibits alone" if exhibit in RECOMPUTED else "what the exhibits show, and nothing else"
    )


def _counts(exhibit: str, frames: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, object]]:
    """Of each column of counts: what it counts, how many cells show a count and how many are hidden."""
    if exhibit not in CLEARANCES or exhibit not in frames:
        return {}
    clearance = CLEARANCES[exhibit]
    frame = turn_over(frames[exhibit], clearance.line) if clearance.is_turned else frames[exhibit]
    return {
        column: {
            "unit": role.unit,
            "shown": frame.height - frame[column].null_count(),
            "hidden": frame[column].null_count(),
        }
        for column, role in sorted(clearance.columns.items())
        if isinstance(role, Count)
    }


def render_request_sheet(manifest: Manifest, texts: Mapping[str, Any], language: str) -> str:
    """The manifest as a page to print and sign, in one language; `texts` are the words of `release.yaml`."""
    words = texts["request_sheet"]
    profile = manifest["profile"]
    about = words["profile"].format(**profile)
    register = words["register"][manifest["register"]]
    heads = "".join(f"<th>{escape(words['columns'][name])}</th>" for name in ("file", "population", "counts", "rules"))
    rows = "".join(_sheet_row(entry, words) for entry in manifest["files"])
    date = f"<p>{escape(words['date'])} {escape(manifest['date'])}</p>" if "date" in manifest else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(words["title"])}</title>'
        "<style>body{font:10pt sans-serif;margin:1.5cm}table{border-collapse:collapse;width:100%}"
        "td,th{border:1px solid #888;padding:3px;text-align:left;vertical-align:top}code{font-size:7pt;"
        "overflow-wrap:anywhere}tr{break-inside:avoid}</style></head><body>"
        f"<h1>{escape(words['title'])}</h1>{date}<p>{escape(register)}</p><p>{escape(about)}</p>"
        f"<p>{escape(words['code_version'])} <code>{escape(manifest['code_version'])}</code></p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p>{escape(words['signature'])}</p></body></html>\n"
    )


def _sheet_row(entry: Manifest, words: Mapping[str, Any]) -> str:
    counts = "; ".join(
        words["counted"].format(column=column, **{**found, "unit": words["units"][found["unit"]]})
        for column, found in entry["counts"].items()
    )
    rules = "; ".join(f"{words['rules'].get(rule, rule)}: {cells}" for rule, cells in entry["rules"].items())
    name = f"{escape(entry['file'])}<br><code>{entry['sha256']}</code>"
    population = words["populations"].get(entry["population"], entry["population"])
    return (
        f"<tr><td>{name}</td>" + "".join(f"<td>{escape(text)}</td>" for text in (population, counts, rules)) + "</tr>"
    )

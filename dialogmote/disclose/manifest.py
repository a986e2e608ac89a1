"""The release manifest: file by file what it shows, about whom, and what was done to it."""

from collections.abc import Mapping
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
    """Of each column of counts: what it counts, cells that show a count, cells that are hidden, the smallest shown."""
    if exhibit not in CLEARANCES or exhibit not in frames:
        return {}
    clearance = CLEARANCES[exhibit]
    frame = turn_over(frames[exhibit], clearance.line) if clearance.is_turned else frames[exhibit]
    return {
        column: {
            "unit": role.unit,
            "shown": frame.height - frame[column].null_count(),
            "hidden": frame[column].null_count(),
            "smallest": _smallest(frame[column]),
        }
        for column, role in sorted(clearance.columns.items())
        if isinstance(role, Count)
    }


def _smallest(counts: pl.Series) -> int | None:
    """The smallest count of somebody that is shown."""
    positive = counts.drop_nulls().filter(counts.drop_nulls() > 0)
    return None if positive.is_empty() else round(float(positive.cast(pl.Float64).sort()[0]))

"""The report from released files: what the page and the document read alike, before each sets it in its own layout."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict, TypeVar

import polars as pl

from dialogmote.present.blocks import Section
from dialogmote.present.report import assemble_report, gather_material
from dialogmote.present.texts import Catalogue, load_catalogue

Content = TypeVar("Content")


class ReleasedReport(TypedDict):
    """What a report is made from. `csvs` is empty for a layout that hands over no files.

    A file's name begins with its exhibit's. `departures` are the keys of the configuration that differ from the
    article's set-up, `assumptions` says by id where each assumption stands, `rules` which rule made each exhibit.
    """

    exhibits: Sequence[str]
    csvs: Sequence[str]
    figures: Sequence[str]
    tables: Sequence[str]
    texts: Sequence[str]
    language: str
    is_synthetic: bool
    register_scale: float
    departures: Sequence[str]
    assumptions: Mapping[str, Sequence[str]]
    rules: dict[str, str]
    profile: str


def read_report(released: ReleasedReport) -> tuple[tuple[Section, ...], Catalogue]:
    """The report's sections and the words of its language, from the paths it is given."""
    catalogue = load_catalogue(released["texts"], released["language"], released["is_synthetic"])
    material = gather_material(
        frames=_read_by_exhibit(released["exhibits"], pl.read_parquet),
        drawings=_read_by_exhibit(released["figures"], Path.read_bytes),
        fragments=_read_by_exhibit(released["tables"], _read_text),
        files=_read_by_exhibit(released["csvs"], Path.read_bytes),
        rules=released["rules"],
        profile=released["profile"],
    )
    sections = assemble_report(
        material, catalogue, released["register_scale"], released["departures"], released["assumptions"]
    )
    return sections, catalogue


def _read_by_exhibit(paths: Sequence[str], read: Callable[[Path], Content]) -> dict[str, Content]:
    """What the files hold, by the exhibit that begins their names."""
    return {Path(path).name.partition(".")[0]: read(Path(path)) for path in paths}


def _read_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")

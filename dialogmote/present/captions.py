"""Captions and headings of the run's own report, made from the texts of the report people read, so that they agree."""

import re
from collections.abc import Collection, Mapping

from dialogmote.present.blocks import Material
from dialogmote.present.computation import describe_computation
from dialogmote.present.report import ALWAYS_SHOWN, OUTLINE
from dialogmote.present.texts import Catalogue

FIGURE, TABLE = "figure", "table"
LAST_SECTION = "further"
FIRST_NUMBER = 2  # of the outline's sections: the findings stand before them


def write_caption(exhibit: str, catalogue: Catalogue, profile: str) -> str:
    """The caption of an exhibit as reStructuredText: what it shows, how it was computed, and from which register.

    `profile` is the disclosure profile it was released under. Raises `TextError` when nothing says how it was computed.
    """
    title = exhibit_title(exhibit, catalogue)
    computation = describe_computation(exhibit, title, Material(profile=profile), catalogue)
    steps = computation.steps if computation else (catalogue.text(f"{exhibit}.computed.1"),)
    lines = [f"**{escape_markup(title)}**", *(f"* {escape_markup(step)}" for step in steps)]
    return "\n\n".join([*lines, escape_markup(catalogue.source(exhibit))])


def exhibit_title(exhibit: str, catalogue: Catalogue) -> str:
    """What an exhibit is called, with its number where it has one."""
    if catalogue.has(f"{exhibit}.caption"):
        return catalogue.text(f"{exhibit}.caption")
    return f"{catalogue.text(f'{exhibit}.name')}: {catalogue.text(f'{exhibit}.title')}"


def exhibit_labels(exhibit: str, kind: str, language: str, catalogue: Catalogue) -> Mapping[str, str]:
    """The labels a result is found by: its name, what it shows, whether figure or table, and its `language`.

    The words are the `catalogue`'s for results of every language, for Snakemake's report pairs two languages of one
    result by the labels they share.
    """
    return {"exhibit": exhibit, "shows": exhibit_title(exhibit, catalogue), "kind": kind, "language": language}


def section_heading(
    exhibit: str, kind: str, catalogue: Catalogue, figures: Collection[str], tables: Collection[str]
) -> str:
    """The section of the report that shows an exhibit, with its number in the document, so that sections sort.

    `figures` and `tables` are those of the run: a section that shows none of them has no number.
    """
    drawn = set().union(*(_entries(FIGURE, name) for name in figures), *(_entries(TABLE, name) for name in tables))
    present = [(anchor, shown) for anchor, shown in OUTLINE if drawn & set(shown) or anchor in ALWAYS_SHOWN]
    for number, (anchor, shown) in enumerate(present, FIRST_NUMBER):
        if _entries(kind, exhibit) & set(shown):
            return f"{number:02d} {catalogue.text(f'report.{anchor}.title')}"
    return f"{len(present) + FIRST_NUMBER:02d} {catalogue.text(f'report.{LAST_SECTION}.title')}"


def _entries(kind: str, exhibit: str) -> set[str]:
    """What the outline calls an exhibit."""
    return {f"{FIGURE}:{exhibit}"} if kind == FIGURE else {f"{TABLE}:{exhibit}", f"folded:{exhibit}"}


def escape_markup(text: str) -> str:
    """Text as reStructuredText shows it, sign by sign."""
    return re.sub(r"([\\*`_|])", r"\\\1", text)

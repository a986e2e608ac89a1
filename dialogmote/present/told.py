"""Which words tell numbers, of which exhibits, and how they are written: for tracing the numbers in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from dialogmote.present.blocks import Material
from dialogmote.present.findings import key_figures, planted_words
from dialogmote.present.readback import contradiction_words, difference_lists, outcome_words
from dialogmote.present.recording import Write, list_told, source_numbers
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.registry import FACTS
from dialogmote.record.provenance.counts import count_named
from dialogmote.record.provenance.telling import write_number_of
from dialogmote.record.provenance.trials import Frames, Source

__all__ = ["TellingWords", "find_words", "list_told", "list_words", "tell_sources"]

FINDINGS = ("table_4", "figure_3", "case_agreement", "published_vs_reproduced", "planted_vs_estimated")
PARTS_OF_THE_REPORT = ("report/findings", "report/comparison")
MOST_LISTED = 3  # cells with the same number, as the n of a regression, or rows, that are listed of one number


@dataclass(frozen=True)
class TellingWords:
    """Words that tell numbers: the exhibits they are about, where their code is, and the code itself."""

    exhibits: tuple[str, ...]
    origin: str
    write: Write


def find_words(name: str) -> TellingWords:
    """The words of a figure, or of a part of the report. Raises `ValueError` for a name that has none."""
    if name == "report/findings":
        return TellingWords(FINDINGS, "dialogmote.present.findings, functions key_figures and planted_words", _findings)
    if name == "report/comparison":
        origin = "dialogmote.present.readback, functions outcome_words, difference_lists, contradiction_words"
        return TellingWords(("published_vs_reproduced",), origin, _comparison)
    if name not in FACTS:
        raise ValueError(f"no words of {name!r}; known: {', '.join(list_words())}")

    def write(frames: Frames, catalogue: Catalogue) -> object:
        return FACTS[name](frames[name], catalogue)

    return TellingWords((name,), f"{FACTS[name].__module__}, function {FACTS[name].__name__}", write)


def list_words() -> list[str]:
    """The names of all words that tell numbers."""
    return [*PARTS_OF_THE_REPORT, *sorted(FACTS)]


def _findings(frames: Frames, catalogue: Catalogue) -> object:
    figures = key_figures(Material(frames=frames), catalogue)
    planted = frames.get("planted_vs_estimated")
    return figures if planted is None else (figures, planted_words(planted, catalogue))


def _comparison(frames: Frames, catalogue: Catalogue) -> object:
    frame = frames["published_vs_reproduced"]
    return (
        outcome_words(frame, catalogue),
        difference_lists(frame, catalogue),
        contradiction_words(frame, catalogue),
    )


def tell_sources(
    words: TellingWords, frames: Mapping[str, pl.DataFrame], catalogues: Sequence[Catalogue], most_listed: int | None
) -> list[str]:
    """A line for every number in the words of each language: the cells it repeats, or what it counts or comes from.

    Where two languages tell the same numbers in the same order, one of them is led back by trial for both. At most
    `most_listed` cells or rows are listed of a number; all with none.
    """
    lines: list[str] = []
    known: dict[tuple[float | None, ...], list[Source]] = {}
    for catalogue in catalogues:
        told = list_told(words.write, frames, catalogue)
        values = tuple(number.value for number in told)
        if values not in known:
            known[values] = [number.source for number in source_numbers(words.write, frames, catalogue)]
        lines += [
            f"{catalogue.language}  {number.text}    {_describe(source, frames, most_listed)}"
            for number, source in zip(told, known[values], strict=True)
        ]
    return lines


def _describe(source: Source, frames: Mapping[str, pl.DataFrame], most_listed: int | None) -> str:
    if source.cells:
        return _list_some(source.cells, "cells", most_listed)
    if source.rows:
        return f"counts {_list_rows(source.rows, frames, most_listed)}"
    parts = []
    if source.columns:
        parts.append("computed from " + ", ".join(column.replace("/", "/*/") for column in source.columns))
    if source.keys:
        parts.append(f"names {', '.join(_list_rows((one,), frames, most_listed) for one in source.keys)}")
    return "; ".join(parts) or "set by the words themselves"


def _list_rows(rows: tuple[str, ...], frames: Mapping[str, pl.DataFrame], most_listed: int | None) -> str:
    """Rows by the address of a filter and how many it chooses, or one by one."""
    number = count_named(frames, rows[0])
    return _list_some(rows, "rows", most_listed) if number is None else f"{rows[0]}: {write_number_of(number, 'row')}"


def _list_some(names: tuple[str, ...], kind: str, most_listed: int | None) -> str:
    more = 0 if most_listed is None else len(names) - most_listed
    return ", ".join(names[:most_listed]) + (f" and {more} more {kind}" if more > 0 else "")

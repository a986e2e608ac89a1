"""Which words tell numbers, of which exhibits, and how they are written: for tracing the numbers in them."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from dialogmote.present.blocks import Material
from dialogmote.present.findings import key_figures, planted_words
from dialogmote.present.readback import contradiction_words, difference_lists, outcome_words
from dialogmote.present.recording import Frames, Sourced, Write, list_told, source_numbers
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.registry import FACTS

__all__ = ["TellingWords", "find_words", "list_told", "list_words", "tell_sources"]

FINDINGS = ("table_4", "figure_3", "case_agreement", "published_vs_reproduced", "planted_vs_estimated")
PARTS_OF_THE_REPORT = ("report/findings", "report/comparison")
MOST_LISTED = 3  # cells with the same number, as the n of a regression, that are listed


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


def tell_sources(words: TellingWords, frames: Mapping[str, pl.DataFrame], catalogue: Catalogue) -> list[str]:
    """A line for every number in the words of one language: the cells it repeats, or what it is computed from."""
    sourced = source_numbers(words.write, frames, catalogue)
    return [f"{catalogue.language}  {number.text}    {_describe(number)}" for number in sourced]


def _describe(number: Sourced) -> str:
    if number.cells:
        more = len(number.cells) - MOST_LISTED
        return ", ".join(number.cells[:MOST_LISTED]) + (f" and {more} more cells" if more > 0 else "")
    if number.columns:
        return "computed from " + ", ".join(column.replace("/", "/*/") for column in number.columns)
    return "set by the words themselves, or counted from the exhibit's rows and names"

"""Every text of the catalogue is used: by the report or a table of it, by a figure, or spared for a reason given."""

import ast
import dataclasses
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import ClassVar

import pytest
from report_builders import catalogue, material
from test_present_frames import FRAMES, TABLES

from dialogmote.present.report import assemble_report
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.registry import FACTS, describe_figure

PACKAGE = Path(__file__).parents[2] / "dialogmote"
# What hand-made frames do not call up, and why a real run may. Keys, or starts of keys that end with a full stop.
SPARED: dict[str, str] = {
    "label.": "names of values: which of them a run has depends on its register",
    "request_sheet.": "the sheet beside the manifest, made by the gate and tested there",
    "assumptions.": "the appendix, made of the marks in the code and tested there",
    "computed.gate_open": "the profile none, tested in test_present_computation",
    "readback.": "sentences on numbers that differ, tested in test_present_readback",
    **{
        f"{figure}.{mark}": "the months marked in figures of grades, joined by `MARKED_MONTHS`"
        for figure in ("figure_10", "figure_v5")
        for mark in ("question", "most_meetings")
    },
    "check.failed": "a check that fails, tested in test_present_findings",
    "check.passed": "set by the layouts",
}


class Listening(Catalogue):
    """A catalogue that notes which keys are asked for."""

    asked: ClassVar[set[str]] = set()  # one list for all of them

    def text(self, key: str, **values: object) -> str:
        self.asked.add(key)
        return super().text(key, **values)

    def texts_under(self, prefix: str) -> list[str]:
        self.asked.update(key for key in self.flat if key.rpartition(".")[0] == prefix)
        return super().texts_under(prefix)


def listen(is_synthetic: bool) -> Listening:
    quiet = catalogue("en", is_synthetic)
    return Listening(quiet.language, quiet.texts, is_synthetic)


@cache
def asked_keys() -> frozenset[str]:
    """Keys that the report, its tables and the words of its figures ask for, on both kinds of register."""
    for is_synthetic in (True, False):
        words = listen(is_synthetic)
        for scale in (1.0, 0.02):
            assemble_report(material(), words, scale, ["season.adjust"])
        assemble_report(dataclasses.replace(material(), profile="none"), words, 1.0)
        for name in TABLES:
            import_module(f"dialogmote.present.tables.{name}").lay_out(FRAMES[name](), words)
        for name in FACTS:
            describe_figure(name, FRAMES[name](), words)
    return frozenset(Listening.asked)


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """The keys that literals of the presentation can stand for; a part that is filled in matches one step of a key.

    Keys of figures are read from the code, for drawing all of them takes long. A literal that is filled in everywhere
    could stand for any key, and counts for none.
    """
    pieces: set[tuple[str, ...]] = set()
    for path in sorted((PACKAGE / "present").rglob("*.py")):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        pieces |= {read_pieces(node) for node in nodes if isinstance(node, ast.JoinedStr | ast.Constant)}
    for path in sorted((PACKAGE / "present/layouts").iterdir()):
        pieces |= {(key,) for key in re.findall(r"text\('([a-z_.]+)'\)", path.read_text(encoding="utf-8"))}
    told = [these for these in pieces if "." in "".join(these) and "".join(these).strip("._")]
    return tuple(re.compile("[^.]+".join(map(re.escape, these))) for these in sorted(told))


def read_pieces(node: ast.JoinedStr | ast.Constant) -> tuple[str, ...]:
    """The fixed parts of a literal, around what is filled in."""
    if isinstance(node, ast.Constant):
        return (node.value,) if isinstance(node.value, str) else ("",)
    parts = [str(value.value) if isinstance(value, ast.Constant) else "\0" for value in node.values]
    return tuple("".join(parts).split("\0"))


def unused_keys(flat: dict[str, str], asked: frozenset[str], known: tuple[re.Pattern[str], ...]) -> list[str]:
    shared = {f"computed.step.{name}" for text in flat.values() for name in re.findall(r"\{(\w+)\}", text)}
    return [
        key
        for key in flat
        if key not in asked
        and key not in shared
        and not any(pattern.fullmatch(key) for pattern in known)
        and not any(key == spared or (spared.endswith(".") and key.startswith(spared)) for spared in SPARED)
    ]


def test_every_text_is_used_or_spared_with_a_reason() -> None:
    assert unused_keys(catalogue().flat, asked_keys(), patterns()) == []


def test_text_that_nothing_asks_for_is_found() -> None:
    flat = catalogue().flat | {"report.nowhere.lead.1": "Words", "figure_3.forgotten_words": "Words"}
    assert unused_keys(flat, asked_keys(), patterns()) == ["report.nowhere.lead.1", "figure_3.forgotten_words"]


@pytest.mark.parametrize("spared", list(SPARED))
def test_spared_keys_are_there(spared: str) -> None:
    assert any(key == spared or key.startswith(spared) for key in catalogue().flat)

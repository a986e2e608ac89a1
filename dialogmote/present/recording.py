"""The numbers in words as they are told: a catalogue that remembers them, and words told again from other frames."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from dialogmote.present.texts import MISSING_NUMBER, Catalogue
from dialogmote.record.provenance.counts import Counted, count_named
from dialogmote.record.provenance.trials import Frames, Source, find_sources

Write = Callable[[Frames, Catalogue], object]
# What words raise that cannot be written from frames with other values, or with fewer rows.
UNTELLABLE = (KeyError, IndexError, TypeError, ValueError, pl.exceptions.PolarsError)


@dataclass(frozen=True)
class Told:
    """A number given to the catalogue, what became of it, and the address of the rows it counts if it says so."""

    value: float | None  # missing ones keep their place in a trial
    text: str
    counted: str = ""


@dataclass(frozen=True)
class RecordingCatalogue(Catalogue):
    """A catalogue that remembers the numbers it wrote, in order."""

    told: list[Told] = field(default_factory=list)

    def number(self, value: float | None, decimals: int = 1, signed: bool = False) -> str:
        """As the catalogue writes it."""
        return self._remember(value, self._write_number(value, decimals, signed))

    def percent(self, value: float | None, decimals: int = 1) -> str:
        """As the catalogue writes it."""
        return self._remember(value, self._write_percent(value, decimals))

    def text(self, key: str, **values: object) -> str:
        """As the catalogue writes it; numbers that fill a place without being formatted count too."""
        for value in values.values():
            if isinstance(value, int | float) and not isinstance(value, bool):
                self._remember(value, str(value))
        return self._write_text(key, values)

    def _write_number(self, value: float | None, decimals: int, signed: bool) -> str:
        return super().number(value, decimals, signed)

    def _write_percent(self, value: float | None, decimals: int) -> str:
        return super().percent(value, decimals)

    def _write_text(self, key: str, values: Mapping[str, object]) -> str:
        return super().text(key, **values)

    def _remember(self, value: float | None, text: str) -> str:
        if value is not None and text != MISSING_NUMBER:
            self.told.append(Told(float(value), text, value.address if isinstance(value, Counted) else ""))
        return text


@dataclass(frozen=True)
class TryingCatalogue(RecordingCatalogue):
    """A catalogue for trials: it remembers the numbers and writes no words, which would take most of the time."""

    known: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def flat(self) -> dict[str, str]:
        """The texts of the catalogue that is tried with, which are the same in every trial."""
        return dict(self.known)

    def _write_number(self, value: float | None, decimals: int, signed: bool) -> str:
        return MISSING_NUMBER if value is None or value != value else "0"

    def _write_percent(self, value: float | None, decimals: int) -> str:
        return self._write_number(value, decimals, signed=False)

    def _write_text(self, key: str, values: Mapping[str, object]) -> str:
        return key

    def _remember(self, value: float | None, text: str) -> str:
        # A missing number keeps its place, so that the others are found at theirs.
        self.told.append(Told(None if text == MISSING_NUMBER or value is None else float(value), text))
        return text


def list_told(write: Write, frames: Frames, catalogue: Catalogue) -> list[Told]:
    """The numbers that `write` tells of some frames, in order; missing ones are no numbers."""
    recording = RecordingCatalogue(catalogue.language, catalogue.texts, catalogue.is_synthetic, catalogue.calendar)
    write(frames, recording)
    return recording.told


def try_told(write: Write, frames: Frames, catalogue: Catalogue) -> list[Told] | None:
    """The numbers that `write` would tell of other frames, with values alone; none when it cannot tell of them."""
    trying = TryingCatalogue(
        catalogue.language, catalogue.texts, catalogue.is_synthetic, catalogue.calendar, known=catalogue.flat
    )
    try:
        write(frames, trying)
    except UNTELLABLE:
        return None
    return trying.told


@dataclass(frozen=True)
class Sourced:
    """A number of a text as it is written, and where it comes from."""

    text: str
    source: Source


def source_numbers(write: Write, frames: Frames, catalogue: Catalogue) -> list[Sourced]:
    """Every number that `write` tells, with the cells it repeats, the rows it counts, or what it is computed from.

    A count that names its rows is believed when there are as many of them; all other numbers are led back by trial.
    """
    told = list_told(write, frames, catalogue)
    counted = [bool(number.counted) and count_named(frames, number.counted) == number.value for number in told]

    def tell(moved: Frames) -> list[float | None] | None:
        again = try_told(write, moved, catalogue)
        return None if again is None else [number.value for number in again]

    before = tell(frames) or []
    shown = [place for place, value in enumerate(before) if value is not None]
    is_known = [True] * len(before)
    for place, is_counted in zip(shown, counted, strict=True):
        is_known[place] = is_counted
    found = find_sources(tell, frames, before, is_known)
    return [
        Sourced(number.text, Source(rows=(number.counted,)) if is_counted else found[place])
        for number, place, is_counted in zip(told, shown, counted, strict=True)
    ]

"""The words of one language: texts by key, and numbers, dates and months as that language writes them."""

import datetime
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property
from pathlib import Path

import yaml
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from dialogmote.present.calendar import STUDY_CALENDAR, StudyCalendar

LOCALES = {"en": "en_GB", "nb": "nb_NO"}
COMPARISONS = {"published_vs_reproduced", "comparison_summary", "table_4_pairs", "register_fidelity"}
MINUS = "\u2212"
MISSING_NUMBER = "\u2013"


class TextError(KeyError):
    """A text is asked for that the catalogue does not have, or with the wrong placeholders."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Catalogue:
    """Texts and number formats of one language, for one kind of register.

    `texts` is the nested mapping of the files in `resources/texts/<language>/`. `is_synthetic` says which register the
    numbers come from: every figure and table names it as its source, so that none can be mistaken for the other.
    Raises `ValueError` for an unknown language and `TextError` for a leaf that is not text.
    """

    language: str
    texts: Mapping[str, object]
    is_synthetic: bool
    calendar: StudyCalendar = STUDY_CALENDAR

    def __post_init__(self) -> None:
        if self.language not in LOCALES:
            raise ValueError(f"unknown language {self.language!r}; known: {', '.join(LOCALES)}")

    @cached_property
    def flat(self) -> dict[str, str]:
        """Every text by its dotted key."""
        return dict(flatten(self.texts))

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(LOCALES[self.language])

    def has(self, key: str) -> bool:
        """Whether there is a text by that key."""
        return key in self.flat

    def text(self, key: str, **values: object) -> str:
        """The text by its dotted key, its placeholders filled.

        Raises `TextError` when the key is missing, or when `values` are not exactly the text's placeholders.
        """
        if key not in self.flat:
            raise TextError(f"no text {key!r} in language {self.language!r}")
        pattern = self.flat[key].strip()
        wanted = placeholders(pattern)
        if wanted != set(values):
            raise TextError(f"text {key!r} wants {sorted(wanted)}, was given {sorted(values)}")
        return pattern.format(**values)

    def texts_under(self, prefix: str) -> list[str]:
        """The texts directly under a key, in the order of the file; placeholders are not filled."""
        found = [text.strip() for key, text in self.flat.items() if key.rpartition(".")[0] == prefix]
        if not found:
            raise TextError(f"no texts under {prefix!r} in language {self.language!r}")
        return found

    def number(self, value: float | None, decimals: int = 1, signed: bool = False) -> str:
        """A number with fixed decimals, the language's decimal mark and thousands; a dash for a missing one."""
        if value is None or value != value:
            return MISSING_NUMBER
        # Through the shortest text of the float: 0.285 is rounded as it reads, not as its binary neighbour.
        rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
        fraction = "." + "0" * decimals if decimals else ""
        written = format_decimal(abs(rounded), format=f"#,##0{fraction}", locale=self._locale)
        if rounded < 0:
            return MINUS + written
        return f"+{written}" if signed and rounded > 0 else written

    def count(self, value: float | None) -> str:
        """A whole number with the language's thousands."""
        return self.number(value, decimals=0)

    def percent(self, value: float | None, decimals: int = 1) -> str:
        """A percentage (0 to 100) with its sign, as the language spaces it."""
        if value is None or value != value:
            return MISSING_NUMBER
        fraction = "." + "0" * decimals if decimals else ""
        pattern = f"#,##0{fraction}%" if self.language == "en" else f"#,##0{fraction}\u00a0%"
        rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
        written: str = format_percent(abs(rounded) / 100, format=pattern, locale=self._locale)
        return MINUS + written if rounded < 0 else written

    def interval(self, low: float | None, high: float | None, decimals: int = 1) -> str:
        """An interval in words, so that a minus is never read as a dash."""
        if low is None or high is None:
            return MISSING_NUMBER
        return self.text("format.interval", low=self.number(low, decimals), high=self.number(high, decimals))

    def date(self, value: datetime.date | None) -> str:
        """A day in full: 23 October 2018, 23. oktober 2018."""
        return MISSING_NUMBER if value is None else format_date(value, "long", locale=self._locale)

    def short_date(self, value: datetime.date) -> str:
        """A day with the month abbreviated."""
        return format_date(value, "d MMM y" if self.language == "en" else "d. MMM y", locale=self._locale)

    def month(self, value: datetime.date) -> str:
        """A month in full with its year."""
        return format_date(value, "LLLL y", locale=self._locale)

    def short_month(self, value: datetime.date) -> str:
        """A month abbreviated with its year."""
        return format_date(value, "LLL y", locale=self._locale)

    def items(self, words: list[str]) -> str:
        """Words as a list in a sentence: a, b and c."""
        if len(words) < 2:
            return "".join(words)
        return self.text("format.list_end", first=", ".join(words[:-1]), last=words[-1])

    def label(self, kind: str, name: object) -> str:
        """The label of a name (`label.<kind>.<name>`)."""
        return self.text(f"label.{kind}.{name}")

    def label_or_words(self, kind: str, name: str) -> str:
        """The label of a name, or the name itself in words where others may add names freely."""
        key = f"label.{kind}.{name}"
        return self.text(key) if self.has(key) else name.replace("_", " ")

    def source(self, exhibit: str) -> str:
        """Where the numbers of an exhibit come from, as a line under it."""
        if exhibit.startswith("case_"):
            return self.text("source.interview_study")
        register = "synthetic" if self.is_synthetic else "register"
        if exhibit in COMPARISONS:
            return self.text(f"source.comparison_{register}")
        return self.text(f"source.{register}")


def flatten(texts: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every leaf with its dotted key. Raises `TextError` for a key or a leaf that is not text."""
    for key, value in texts.items():
        if not isinstance(key, str):
            raise TextError(f"the key {key!r} under {prefix!r} is not text: quote it")
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{key}.")
        elif isinstance(value, str):
            yield f"{prefix}{key}", value
        else:
            raise TextError(f"the text {prefix}{key!r} is {type(value).__name__}, not text")


def placeholders(pattern: str) -> set[str]:
    """The names in braces of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}


def load_catalogue(
    paths: Iterable[str | Path], language: str, is_synthetic: bool, calendar: StudyCalendar = STUDY_CALENDAR
) -> Catalogue:
    """The catalogue of one language's files. Raises `TextError` when two of them have the same key at the top."""
    texts: dict[str, object] = {}
    for path in paths:
        found = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if twice := sorted(set(found) & set(texts)):
            raise TextError(f"{Path(path).name}: {', '.join(twice)} stands in another file already")
        texts |= found
    return Catalogue(language=language, texts=texts, is_synthetic=is_synthetic, calendar=calendar)

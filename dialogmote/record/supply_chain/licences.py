"""Licences of the packages: read from metadata, set beside a table that people looked through, checked against a list.

A package says its licence as an SPDX expression, in words, in classifiers or in the text of a file, from the surest to
the least sure; the table says which of them was taken.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dialogmote.record.supply_chain.packages import Installed

COLUMNS = ("package", "locks", "licence", "basis", "stated")
EXPRESSION, WORDS, CLASSIFIER, TEXT, LOOKED_UP = "expression", "words", "classifier", "text", "looked up"
LONGEST_STATEMENT = 60  # characters; longer ones are the licence's text
# What metadata says in words, in lower case, and the SPDX identifier it means without doubt.
MEANINGS: Mapping[str, str] = {
    "mit": "MIT",
    "mit license": "MIT",
    "the mit license (mit)": "MIT",
    "apache 2.0": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "bsd-3-clause": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "2-clause bsd": "BSD-2-Clause",
    "isc license": "ISC",
    "mpl-2.0": "MPL-2.0",
    "mpl-2.0 and mit": "MPL-2.0 AND MIT",
    "osi approved :: mit license": "MIT",
    "osi approved :: isc license (iscl)": "ISC",
    "osi approved :: mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "osi approved :: python software foundation license": "PSF-2.0",
}
# Sentences that only one licence has; blanks are one blank. The two BSD licences differ further down.
SENTENCES = (
    ("Apache License Version 2.0", "Apache-2.0"),
    ("Mozilla Public License Version 2.0", "MPL-2.0"),
    ("Permission is hereby granted, free of charge, to any person obtaining a copy", "MIT"),
    ("Permission to use, copy, modify, and/or distribute this software for any purpose", "ISC"),
    ("Redistribution and use in source and binary forms, with or without modification, are permitted", "BSD"),
)
LENGTH_OF_BSD = 1600  # characters from that sentence on
NO_ENDORSEMENT = "endorse or promote products derived from"


@dataclass(frozen=True)
class Licence:
    """A row of the table: a package, the locks it is in, its licence as an SPDX expression, and where that is said."""

    package: str
    locks: str
    licence: str
    basis: str
    stated: str


def state_licence(package: Installed) -> str:
    """What the metadata says about the licence, on one line, as it is written there; empty when it says nothing."""
    words = " ".join(package.licence.split())
    short = words if len(words) <= LONGEST_STATEMENT and words != "UNKNOWN" else ""
    return package.expression or "; ".join([*([short] if short else []), *sorted(package.classifiers)])


def recognise_text(text: str) -> str:
    """The SPDX identifier of the licence that a text begins with, by its own sentences; empty when none is known here.

    What follows it are the licences of parts.
    """
    plain = " ".join(text.split()).lower()
    places = {plain.find(sentence.lower()): licence for sentence, licence in SENTENCES}
    first, licence = min(((place, licence) for place, licence in places.items() if place >= 0), default=(-1, ""))
    if licence != "BSD":
        return licence
    return "BSD-3-Clause" if NO_ENDORSEMENT in plain[first : first + LENGTH_OF_BSD] else "BSD-2-Clause"


def recognise_licence(package: Installed) -> tuple[str, str]:
    """The licence of an installed package as an SPDX expression, and its basis; both empty when not recognised."""
    if package.expression:
        return package.expression, EXPRESSION
    if meant := MEANINGS.get(" ".join(package.licence.split()).lower()):
        return meant, WORDS
    if meant := MEANINGS.get(package.classifiers[0].lower() if len(package.classifiers) == 1 else ""):
        return meant, CLASSIFIER
    found = {recognise_text(text) for text in (package.licence, *package.texts)} - {""}
    return (found.pop(), TEXT) if len(found) == 1 else ("", "")


def tabulate_licences(
    locks: Mapping[str, Iterable[str]], installed: Mapping[str, Installed], known: Mapping[str, Licence]
) -> list[Licence]:
    """The table of all packages of the locks (names by lock), by package.

    What people looked up in the table `known` stays while the metadata says the same. A package that is not installed
    here keeps its row.
    """
    packages = {package for names in locks.values() for package in names}
    rows = []
    for package in sorted(packages):
        places = " ".join(sorted(lock for lock, names in locks.items() if package in names))
        before, there = known.get(package), installed.get(package)
        if there is None:
            kept = (before.licence, before.basis, before.stated) if before else ("", "", "")
        elif before and before.basis == LOOKED_UP and before.stated == state_licence(there):
            kept = (before.licence, before.basis, before.stated)
        else:
            kept = (*recognise_licence(there), state_licence(there))
        rows.append(Licence(package, places, *kept))
    return rows


def is_allowed(expression: str, allowed: Iterable[str]) -> bool:
    """Whether an SPDX expression can be met by allowed licences: every part of an AND, one part of an OR.

    An identifier with an exception (`WITH`) has to be allowed as a whole. Nothing is allowed that cannot be read.
    """
    words = re.findall(r"\(|\)|[^\s()]+", expression.replace(" WITH ", "~WITH~"))
    known = {name.replace(" WITH ", "~WITH~") for name in allowed}
    plain = [
        word if word in "()" else {"AND": "and", "OR": "or"}.get(word, "1" if word in known else "0") for word in words
    ]
    return _read_either(plain, 0) == (True, len(plain)) if plain else False


def _read_either(words: list[str], place: int) -> tuple[bool, int]:
    """Parts joined by OR from a place on: whether one is met, and where they end."""
    met, place = _read_all(words, place)
    while place < len(words) and words[place] == "or":
        further, place = _read_all(words, place + 1)
        met = met or further
    return met, place


def _read_all(words: list[str], place: int) -> tuple[bool, int]:
    """Parts joined by AND."""
    met, place = _read_part(words, place)
    while place < len(words) and words[place] == "and":
        further, place = _read_part(words, place + 1)
        met = met and further
    return met, place


def _read_part(words: list[str], place: int) -> tuple[bool, int]:
    """One licence, or an expression in brackets. What is no expression is not met, and ends beyond all words."""
    if place < len(words) and words[place] in "01":
        return words[place] == "1", place + 1
    if place < len(words) and words[place] == "(":
        met, end = _read_either(words, place + 1)
        if end < len(words) and words[end] == ")":
            return met, end + 1
    return False, len(words) + 1


def find_violations(rows: Iterable[Licence], allowed: Iterable[str]) -> list[str]:
    """What keeps the packages from being used: an unknown licence, or one that is not allowed; in words, by package."""
    known = frozenset(allowed)
    return [
        f"{row.package} ({row.locks}): "
        + (f"its licence, {row.licence}, is not among the allowed" if row.licence else _unknown(row))
        for row in rows
        if not is_allowed(row.licence, known)
    ]


def _unknown(row: Licence) -> str:
    return f"its licence is unknown; its metadata says {row.stated!r}" if row.stated else "its licence is unknown"


def find_changes(rows: Iterable[Licence], known: Mapping[str, Licence]) -> list[str]:
    """Packages whose row is not the table's any more, and rows of packages that no lock has; in words, by package."""
    now = {row.package: row for row in rows}
    gone = [f"{package}: in the table, and in no lock" for package in sorted(known.keys() - now.keys())]
    new = [f"{package}: in a lock, and not in the table" for package in sorted(now.keys() - known.keys())]
    moved = [
        f"{package}: the table says {known[package].licence or 'nothing'} ({known[package].stated!r}; "
        f"{known[package].locks}), and now it is {row.licence or 'nothing'} ({row.stated!r}; {row.locks})"
        for package, row in sorted(now.items())
        if package in known and row != known[package]
    ]
    return [*gone, *new, *moved]


def write_table(rows: Iterable[Licence]) -> str:
    """The table as CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(row, name) for name in COLUMNS] for row in rows)
    return stream.getvalue()


def read_table(text: str) -> dict[str, Licence]:
    """Rows of the table by package."""
    rows = [Licence(**{name: row[name] for name in COLUMNS}) for row in csv.DictReader(io.StringIO(text))]
    return {row.package: row for row in rows}


def read_allowed(text: str) -> list[str]:
    """Allowed licences: one SPDX identifier a line; what follows `#` is a reason."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]

"""Looks for identifiers and planted values in everything a run leaves outside `restricted`.

Read are the bytes as they stand, what lies in gzip and zip files, the values of Parquet files, and the streams of PDF
files. Identifiers are looked for as whole numbers between other characters than digits and letters.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dialogmote.contracts.extracts import EXTRACTS, register_names

IDENTIFIERS = ("spell_id", "person_id", "employer_id", "answer_id")
FEWEST_DIGITS = 9  # a shorter number may be any count or size of a file
NUMBER = re.compile(rb"(?<![0-9A-Za-z_.])[0-9]{%d,}(?![0-9A-Za-z_]|\.[0-9])" % FEWEST_DIGITS)
UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


@dataclass(frozen=True)
class Secrets:
    """What nobody may read outside `restricted`: keys of the register as text, and planted words."""

    keys: frozenset[bytes]
    words: tuple[bytes, ...]

    def find(self, content: bytes) -> list[str]:
        """What kind of secret stands in some bytes: `key`, or the planted word."""
        there = {*NUMBER.findall(content), *UUID.findall(content)}
        found = ["key"] if self.keys & there else []
        return found + [word.decode() for word in self.words if word in content]


def collect_secrets(register: Path, words: Iterable[str]) -> Secrets:
    """Every key of persons, spells, employers and answers in the extracts, and the planted words."""
    keys: set[bytes] = set()
    for extract in EXTRACTS:
        names = [name for english, name in register_names(extract).items() if english in IDENTIFIERS]
        for column in pl.read_parquet(register / f"{extract}.parquet", columns=names):
            keys.update(str(value).encode() for value in column.drop_nulls().unique())
    kept = {key for key in keys if len(key) >= FEWEST_DIGITS}
    return Secrets(frozenset(kept), tuple(word.encode() for word in words))


def scan(folder: Path, secrets: Secrets, but: Iterable[str] = ("restricted",)) -> list[str]:
    """`<file>: <what>` for every file below `folder` in which a secret stands; folders named in `but` are left out."""
    skipped = set(but)
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if skipped.intersection(inside.parts) or path.is_symlink() or not path.is_file():
            continue
        kinds = {kind for content in _contents(path.name, path.read_bytes()) for kind in secrets.find(content)}
        found += [f"{inside}: {kind}" for kind in sorted(kinds)]
    return found


def _contents(name: str, data: bytes) -> Iterator[bytes]:
    """The bytes of a file, and what is packed in them."""
    yield data
    if data[:4] == b"PAR1":
        frame = pl.read_parquet(io.BytesIO(data))
        yield from (
            "\n".join(str(value) for value in column.drop_nulls().unique()).encode() for column in frame.iter_columns()
        )
    elif data[:2] == b"\x1f\x8b":
        yield from _contents(name, gzip.decompress(data))
    elif data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for inner in packed.namelist():
                yield from _contents(inner, packed.read(inner))
    elif data[:4] == b"%PDF":
        for stream in PDF_STREAM.findall(data):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                continue

"""What a rendered file can carry beside what one sees: comments, text chunks, metadata, something behind its end.

A figure's or a table's numbers cannot be judged from the file. They are safe because rules draw them from released
exhibits alone, and because the manifest and its seal know the bytes; see docs/disclosure.md. What can be judged is that
nothing is in a file which a reader of it would not see.
"""

import binascii
import re
import struct
from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from io import BytesIO
from pathlib import PurePosixPath

import polars as pl

from dialogmote.disclose.gate import ID_COLUMNS, DisclosureError

IDENTITIES = re.compile(rb"\b(" + "|".join(sorted(ID_COLUMNS)).encode() + rb")\b")
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
SEEN_TEXT = re.compile(r"<(?:title|desc)\b[^>]*>(.*?)</", re.DOTALL)
LIGATURE = re.compile("ff[il]?|f[il]")
# What a page carries along to work offline: drawings, and data to save.
CARRIED = re.compile(r"""[\"'(]data:([^\"')]*)""")
PNG_CHUNKS = frozenset([b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"IDAT", b"IEND"])
PNG_TEXTS = (b"tEXt", b"iTXt")
PARQUET_METADATA = frozenset(["ARROW:schema"])
# Identity numbers have nine digits (firms) or eleven (persons); no number that is set in a table has six in a row.
LONG_NUMBER = re.compile(rb"(?<![\w.])[0-9]{9,}(?!\w)")


def find_foreign(files: Mapping[str, bytes]) -> Iterator[str]:
    """Everything in released files that no rule puts there; `files` are bytes by path below the folder."""
    released = set(files.values())
    for name, content in sorted(files.items()):
        path = PurePosixPath(name)
        if path.suffix in (".svg", ".html", ".csv", ".typ") and IDENTITIES.search(content):
            yield f"{name}: names a column that identifies rows"
        if path.parent.name == "tables" and (
            LONG_NUMBER.search(content) or b"<!--" in content or b"<script" in content
        ):
            yield f"{name}: long numbers, a comment or a script in a table"
        match path.suffix:
            case ".svg":
                yield from (f"{name}: {problem}" for problem in _find_in_svg(content.decode("utf-8")))
            case ".png":
                seen = files.get(str(path.with_suffix(".svg")), b"").decode("utf-8")
                yield from (f"{name}: {problem}" for problem in _find_in_png(content, texts_of(seen)))
            case ".pdf":
                yield from (f"{name}: {problem}" for problem in _find_in_pdf(content))
            case ".html" if path.name.startswith("report."):
                yield from (f"{name}: {problem}" for problem in _find_in_page(content.decode("utf-8"), released))
            case ".parquet":
                if set(pl.read_parquet_metadata(BytesIO(content))) - PARQUET_METADATA:
                    yield f"{name}: metadata beside the columns"


def check_contents(files: Mapping[str, bytes]) -> None:
    """Raise `DisclosureError` that lists everything in released files that no rule puts there."""
    problems = list(find_foreign(files))
    if problems:
        raise DisclosureError("what is released carries more than it shows:\n" + "\n".join(f"  {p}" for p in problems))


def texts_of(svg: str) -> set[str]:
    """What is said about a figure in words: its titles and its description."""
    return {unescape(text) for text in SEEN_TEXT.findall(svg)}


def _find_in_pdf(pdf: bytes) -> Iterator[str]:
    if pdf[pdf.rfind(b"%%EOF") :].strip() != b"%%EOF" or b"EmbeddedFile" in pdf:
        yield "a file in the PDF, or something behind its end"
    if b"/ObjStm" in pdf or b"/JavaScript" in pdf:  # neither Typst nor matplotlib writes them
        yield "a script in the PDF, or objects that cannot be looked at"


def _find_in_page(page: str, released: Collection[bytes]) -> Iterator[str]:
    """Comments, scripts that hold data, and anything carried along that is not a released file, byte for byte."""
    if "<!--" in page or "<script " in page:
        yield "a comment, or a script with data"
    if any(_carried(address) not in released for address in CARRIED.findall(page)):
        yield "carries a file that is not released"


def _carried(address: str) -> bytes | None:
    """The file in a data address; nothing when it is not in base64."""
    kind, comma, content = address.partition(",")
    if not comma or not kind.endswith(";base64"):
        return None
    try:
        return b64decode(content, validate=True)
    except binascii.Error:
        return None


def _find_in_svg(svg: str) -> Iterator[str]:
    """Comments that are not drawn (matplotlib writes each label as one, before its glyphs), scripts, pictures."""
    if "<script" in svg or "<image" in svg or "<foreignObject" in svg:
        yield "a script, or a picture in the picture"
    if "<text" in svg:  # labels are drawn as glyphs
        yield "a text that is not drawn"
    parts = COMMENT.split(svg)
    for text, after in zip(parts[1::2], parts[2::2], strict=True):
        letters = LIGATURE.sub("f", re.sub(r"\s", "", unescape(text)))
        if after.count("<use ") < len(letters):
            yield "a comment that is no label of the figure"
            return


def _find_in_png(png: bytes, seen: set[str]) -> Iterator[str]:
    place = 8
    while place + 8 <= len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + length]
        place += 12 + length
        if kind in PNG_TEXTS:
            if _png_text(kind, body) not in seen:
                yield "a text that the figure's SVG does not have"
        elif kind not in PNG_CHUNKS:
            yield "a chunk that no rule writes"
        if kind == b"IEND":
            break
    if place != len(png):
        yield "something behind the end of the picture"


def _png_text(kind: bytes, body: bytes) -> str | None:
    _, _, rest = body.partition(b"\0")
    try:
        return rest.decode("latin-1") if kind == b"tEXt" else rest[2:].split(b"\0", 2)[2].decode("utf-8")
    except (IndexError, UnicodeDecodeError):
        return None

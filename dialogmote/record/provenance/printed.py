"""Numbers as they are printed: read from the released pages and tables, which name the address of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

MARKS = {"en": (",", "."), "nb": ("\u00a0", ",")}  # thousands and decimals
MINUS = "\u2212"
_ROW = re.compile(r"<tr[ >].*?</tr>", re.S)
_HEADING = re.compile(r'<th scope="row"[^>]*>(.*?)</th>', re.S)
_CELL = re.compile(r'<t([dh])[^>]*? data-number="([^"]*)"[^>]*>(.*?)</t\1>', re.S)
_CAPTION = re.compile(r'<div class="table-block" id="table-([^"]+)">')
_TOKENS = {
    "en": re.compile(rf"[{MINUS}+-]?\d+(?:,\d{{3}})*(?:\.\d+)?"),
    "nb": re.compile(rf"[{MINUS}+-]?\d+(?:[\u00a0\u202f ]\d{{3}})*(?:,\d+)?"),
}


@dataclass(frozen=True)
class Number:
    """A number as it stands in a text: its characters, its value, how many decimals it has."""

    text: str
    value: Decimal
    decimals: int


@dataclass(frozen=True)
class Printed:
    """One printed cell: its table and row, its whole text, the addresses of the numbers in it."""

    language: str
    table: str
    row: str
    text: str
    addresses: tuple[str, ...]


def read_numbers(text: str, language: str) -> list[Number]:
    """The numbers in a text of one language. Raises `KeyError` for an unknown language."""
    found = []
    for token in _TOKENS[language].findall(text):
        plain = re.sub(r"[\u00a0\u202f ]", "", token).replace(MINUS, "-")
        plain = plain.replace(",", "") if language == "en" else plain.replace(",", ".")
        found.append(Number(token, Decimal(plain), len(plain.partition(".")[2])))
    return found


def read_printed(html: str, language: str) -> Iterator[Printed]:
    """The cells of a page, or of one table, that name addresses; other markup is passed over."""
    starts = [(match.start(), match.group(1)) for match in _CAPTION.finditer(html)]
    table = ""
    for row in _ROW.finditer(html):
        if "data-number=" not in row.group():
            continue
        while starts and starts[0][0] < row.start():
            table = starts.pop(0)[1]
        heading = _HEADING.search(row.group())
        for cell in _CELL.finditer(row.group()):
            names = tuple(name.replace("%20", " ") for name in unescape(cell.group(2)).split(" "))
            label = _read_text(heading.group(1)) if heading else ""
            yield Printed(language, table, label, _read_text(cell.group(3)), names)


def _read_text(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br ?/?>", "\n", markup)))


def pair_numbers(cell: Printed) -> list[tuple[Number, str]]:
    """Each number of a cell with its address; none where they cannot be told apart, as when one is missing."""
    numbers = read_numbers(cell.text, cell.language)
    return list(zip(numbers, cell.addresses, strict=True)) if len(numbers) == len(cell.addresses) else []


def parse_wanted(text: str) -> set[tuple[Decimal, int]]:
    """What a number typed by a person may mean, by each language's writing: value and decimals; none if it is none."""
    plain = text.strip().replace("-", MINUS)
    meant = set()
    for language in MARKS:
        numbers = read_numbers(plain, language)
        if len(numbers) == 1 and numbers[0].text == plain:
            meant.add((numbers[0].value, numbers[0].decimals))
    return meant

"""The request sheet: the release manifest as a page to print, read and sign, in one language."""

from collections.abc import Mapping
from html import escape
from typing import Any

from babel.numbers import format_decimal

from dialogmote.contracts.vocabulary import label_of
from dialogmote.disclose.clearances import CLEARANCES

Words = Mapping[str, Any]
Entry = Mapping[str, Any]
STYLE = """
@page{size:A4;margin:14mm 12mm}
body{font:9pt/1.35 Arial,"Liberation Sans",sans-serif;color:#111;margin:10mm auto;max-width:190mm;padding:0 4mm}
h1{font-size:16pt;margin:0 0 3mm} h2{font-size:11.5pt;margin:7mm 0 2mm;break-after:avoid} p{margin:0 0 2mm}
table{border-collapse:collapse;width:100%} thead{display:table-header-group} tr{break-inside:avoid}
th,td{border:.5pt solid #777;padding:1.2mm 1.6mm;text-align:left;vertical-align:top} th{background:#eee}
ul{margin:0;padding-left:4mm} code{font:7pt/1.3 "DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.facts th{width:38mm} .sign{break-inside:avoid} .sign tbody td{height:13mm} .sign th{width:38mm}
.sign th:nth-child(2),.sign th:last-child{width:auto} .sign th:nth-child(3){width:26mm} .files td{padding:.4mm 1.6mm}
.exhibits th:first-child{width:34mm} .exhibits th:nth-child(2){width:38mm}
@media screen and (max-width:48rem){table,tbody,tr,th,td{display:block} thead{display:none}
.facts th,.sign th,.exhibits th{width:auto} td{overflow-wrap:anywhere}}
@media print{body{margin:0;max-width:none;padding:0}}
"""


def render_request_sheet(manifest: Mapping[str, Any], texts: Words, language: str) -> str:
    """The page: exhibits with what was done to them, files by checksum; `texts` are the words of `release.yaml`."""
    words = texts["request_sheet"]
    title = escape(words["title"])
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{STYLE}</style></head><body>'
        f"<main><h1>{title}</h1>{_facts(manifest, words, language)}"
        f"<h2>{escape(words['exhibits'])}</h2>{_exhibits(manifest, words, language)}"
        f"<h2>{escape(words['decision'])}</h2>{_signatures(words)}"
        f"<h2>{escape(words['files'])}</h2>{_files(manifest, words)}</main></body></html>\n"
    )


def _table(kind: str, heads: list[str], rows: list[str]) -> str:
    # An empty corner is no heading: a screen reader would announce it for every cell below.
    head = "".join(f'<th scope="col">{escape(text)}</th>' if text else "<td></td>" for text in heads)
    return f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _facts(manifest: Mapping[str, Any], words: Words, language: str) -> str:
    entries = _by_exhibit(manifest)
    counts = [found for entry in entries.values() for found in entry["counts"].values()]
    smallest = [found["smallest"] for found in counts if found["smallest"] is not None]
    facts = {
        "register": words["register"][manifest["register"]],
        "profile": words["about_profile"].format(**manifest["profile"]),
        "smallest": _whole(min(smallest), language) if smallest else words["none"],
        "cells": words["shown_and_hidden"].format(
            **{kind: _whole(sum(found[kind] for found in counts), language) for kind in ("shown", "hidden")}
        ),
        "files": words["listed"].format(files=len(manifest["files"]), exhibits=len(entries)),
        "code_version": manifest["code_version"],
    } | ({"date": manifest["date"]} if "date" in manifest else {})
    rows = "".join(
        f'<tr><th scope="row">{escape(words["facts"][name])}</th><td>{escape(text)}</td></tr>'
        for name, text in facts.items()
    )
    return f'<table class="facts"><tbody>{rows}</tbody></table>'


def _by_exhibit(manifest: Mapping[str, Any]) -> dict[str, Entry]:
    """One entry an exhibit: all its files say the same."""
    return {entry["exhibit"]: entry for entry in manifest["files"] if entry["exhibit"] in CLEARANCES}


def _exhibits(manifest: Mapping[str, Any], words: Words, language: str) -> str:
    rows = [_exhibit(*found, words, language) for found in sorted(_by_exhibit(manifest).items())]
    return _table("exhibits", [words["columns"][name] for name in ("exhibit", "population", "counts", "rules")], rows)


def _exhibit(exhibit: str, entry: Entry, words: Words, language: str) -> str:
    population = escape(words["populations"].get(entry["population"], entry["population"]))
    counts, rules = _items(_say_counts(exhibit, entry, words, language)), _items(_say_rules(entry, words, language))
    return f"<tr><td>{escape(exhibit)}</td><td>{population}</td><td>{counts}</td><td>{rules}</td></tr>"


def _say_counts(exhibit: str, entry: Entry, words: Words, language: str) -> list[str]:
    """What is counted, the smallest number shown, cells shown and hidden."""
    return [
        words["counted"].format(
            column=getattr(label_of(exhibit, column), language),
            smallest=words["none"] if found["smallest"] is None else _whole(found["smallest"], language),
            shown=_whole(found["shown"], language),
            hidden=_whole(found["hidden"], language),
        )
        for column, found in entry["counts"].items()
        if found["shown"] or found["hidden"]
    ]


def _say_rules(entry: Entry, words: Words, language: str) -> list[str]:
    return [f"{words['rules'].get(rule, rule)}: {_whole(cells, language)}" for rule, cells in entry["rules"].items()]


def _whole(count: int, language: str) -> str:
    """A count as readers of the language write it: 2,235 or 2 235."""
    return str(format_decimal(count, locale=language))


def _items(texts: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>" if texts else "–"


def _files(manifest: Mapping[str, Any], words: Words) -> str:
    rows = [
        f"<tr><td>{escape(entry['file'])}</td><td><code>{entry['sha256']}</code></td></tr>"
        for entry in manifest["files"]
    ]
    return _table("files", [words["columns"]["file"], words["columns"]["checksum"]], rows)


def _signatures(words: Words) -> str:
    rows = [
        f'<tr><th scope="row">{escape(who)}</th><td></td><td></td><td></td></tr>' for who in words["signed_by"].values()
    ]
    return f"<p>{escape(words['statement'])}</p>" + _table("sign", ["", *words["sign_heads"].values()], rows)

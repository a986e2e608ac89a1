"""Where a printed number comes from, down to the raw extracts: `python -m workflow.trace`, asked by variables.

NUMBER=table_4/meeting/national/false/estimate   one number: exhibit, keys, column
NUMBER='published_vs_reproduced/*/status=agrees' a count: the rows that hold these values
NUMBER=figure_8/words                            the numbers in a figure's caption and alternative text
NUMBER=report/findings, report/comparison        those in the report's running text
NUMBER=-4.94                                     where this number is printed
RESULTS=<folder>   EXACT=1 (exact values too; not for a shared screen)   ALL=1 (lists are not cut)

Exit code 1 when there is no answer, or when a number's chain is not whole.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from dialogmote.design.periods import read_periods
from dialogmote.present.calendar import mark_periods
from dialogmote.present.texts import Catalogue, load_catalogue
from dialogmote.record.provenance import addresses, chain, counts, hashing, printed, runs, samples, telling

ROOT = Path(__file__).parents[1]
DIGESTS = Path(".snakemake", "digests.json")
REPORT_WORDS = ("report/findings", "report/comparison")
MOST_PLACES = 40  # how many addresses of a number are listed


class TraceError(Exception):
    """A question that has no answer; the message says what to ask instead."""


@dataclass(frozen=True)
class Folder:
    """A folder of results, read as far as a question needs."""

    results: Path

    @cached_property
    def record(self) -> runs.Record:
        """The record of runs."""
        path = self.results / "restricted" / "provenance.json"
        if not path.exists():
            raise TraceError(f"{path} is not there: it is written when a run ends; RESULTS= names another folder")
        content: runs.Record = json.loads(path.read_text("utf-8"))
        return content

    @cached_property
    def places(self) -> runs.Places:
        """Where the record's places lie; the register only if it lies in the results."""
        owner = self.results / "restricted" / "register_source.txt"
        source = owner.read_text("utf-8").strip() if owner.exists() else ""
        folders = {"results": self.results.absolute(), "repository": ROOT}
        if source.startswith("extracts "):
            folders["register"] = Path(source.removeprefix("extracts "))
        return runs.Places(Path.cwd(), folders)

    @cached_property
    def exhibits(self) -> list[str]:
        """The released exhibits."""
        return sorted(path.stem for path in (self.results / "released" / "exhibits").glob("*.parquet"))

    def frame(self, exhibit: str, is_exact: bool = False) -> pl.DataFrame:
        """An exhibit as released, or exact. Raises `TraceError` when it is not there."""
        path = self.results / ("restricted" if is_exact else "released") / "exhibits" / f"{exhibit}.parquet"
        if not path.exists():
            raise TraceError(_near_words(f"no exhibit {exhibit!r} in {path.parent}", exhibit, self.exhibits))
        return pl.read_parquet(path)

    def cells(self) -> Iterator[printed.Printed]:
        """Every cell with an address in the released tables, and in the pages the tables that stand there alone."""
        tables = sorted((self.results / "released" / "tables").glob("*.html"))
        seen = {path.name.split(".")[0] for path in tables}
        for path in [*tables, *sorted((self.results / "released").glob("report.*.html"))]:
            language = path.name.split(".")[-2]
            is_page = path.name.startswith("report.")
            for cell in printed.read_printed(path.read_text("utf-8"), language):
                if not (is_page and cell.table in seen):
                    yield cell

    def follow(self, exhibit: str, key: Mapping[str, str] = MappingProxyType({})) -> chain.Chain:
        """The chain behind a released exhibit, or its rows of one key, with the digests of files as they are now."""
        path = f"results/released/exhibits/{exhibit}.parquet"
        files = {self.places.find(name): name for name in runs.list_files(self.record)}
        known = json.loads(DIGESTS.read_text("utf-8")) if DIGESTS.exists() else {}
        stamps = hashing.hash_files(files, {name: hashing.Stamp(*stamp) for name, stamp in known.items()})
        return chain.follow_chain(self.record, path, {files[name]: stamp.sha256 for name, stamp in stamps.items()}, key)


@dataclass(frozen=True)
class Answer:
    """What is told about a question; `is_whole` says whether every file of a number's chain is the recorded one."""

    lines: list[str]
    is_whole: bool = True


def trace(number: str, folder: Folder, is_exact: bool, is_all: bool = False) -> Answer:
    """The answer to one question. Raises `TraceError` for an address that leads nowhere."""
    number = number.strip().replace("%20", " ")
    wanted = printed.parse_wanted(number)
    if wanted:
        return Answer(find_number(number, wanted, folder))
    if number.endswith("/words") or number in REPORT_WORDS:
        return Answer(trace_words(number, folder, is_all))
    rows = counts.read_rows_address(number)
    return trace_address(number, folder, is_exact) if rows is None else trace_count(number, *rows, folder, is_all)


def trace_address(address: str, folder: Folder, is_exact: bool) -> Answer:
    """The whole chain of one number, or of the cells that a `*` names."""
    exhibit = address.split("/")[0]
    frame = folder.frame(exhibit)
    found = addresses.find_places(address, frame)
    if not found:
        keys = "/".join(f"<{name}>" for name in addresses.key_columns(exhibit))
        known = list(addresses.list_addresses(exhibit, frame))
        raise TraceError(_near_words(f"no number at {address!r}; {exhibit}/{keys}/<column>", address, known))
    cells = [cell for cell in folder.cells() if address in cell.addresses]
    lines = [
        address,
        "",
        *telling.head_lines("printed", telling.printed_lines(cells) or ["in no table; the data file has it"]),
        *telling.head_lines("released", [_released_line(place, frame) for place in found]),
        *telling.head_lines("the same number in its own exhibit", _own_addresses(found[0], frame, folder)),
        *telling.head_lines("gate", _gate_lines(found, frame, folder, is_exact)),
        *telling.head_lines("rows behind it", _sample_lines(found[0], frame, folder, is_exact)),
    ]
    return _end_with_chain(lines, exhibit, [dict(place.key) for place in found], folder)


def trace_count(address: str, exhibit: str, where: counts.Where, folder: Folder, is_all: bool) -> Answer:
    """The rows that a count counts, and the chain of the exhibit they stand in."""
    frame = folder.frame(exhibit)
    rows = frame.filter(counts.choose_rows(exhibit, frame, where)).rows(named=True)
    shown = rows if is_all else rows[:MOST_PLACES]
    more = [f"... and {len(rows) - len(shown)} more; ALL=1 lists them"] if len(rows) > len(shown) else []
    number = telling.write_number_of(len(rows), "row")
    treated = {name: samples.describe_treatment(exhibit, name) for name in where if name != counts.ROW}
    cells = [cell for cell in folder.cells() if address in cell.addresses]
    told = [*_told_counts(address, exhibit, folder), *telling.printed_lines(cells)]
    if not rows and not told:
        held = [f"{name}: {', '.join(counts.list_values(exhibit, frame, name)[:MOST_PLACES])}" for name in where]
        raise TraceError("\n".join([f"no row at {address!r}; the columns hold", *(f"  {one}" for one in held)]))
    lines = [
        address,
        "",
        *telling.head_lines("printed", told or ["nowhere as a count"]),
        *telling.head_lines("counted", [f"{number} of {frame.height} in released/exhibits/{exhibit}.parquet"]),
        *telling.head_lines("the rows", [*(addresses.address_row(exhibit, row) for row in shown), *more]),
        *telling.head_lines("gate", [f"{name}: {treatment}" for name, treatment in treated.items()]),
        *telling.head_lines("rows behind them", [samples.describe_population(exhibit)]),
    ]
    return _end_with_chain(lines, exhibit, rows, folder)


def _told_counts(address: str, exhibit: str, folder: Folder) -> list[str]:
    """The words that tell a count of these rows."""
    return [
        f"{catalogue.language}  {number.text}    {name}"
        for name, words, frames in _words_about(folder)
        if exhibit in frames
        for catalogue in catalogues(folder, frames)
        for number in import_module("dialogmote.present.told").list_told(words.write, frames, catalogue)
        if number.counted == address
    ]


def _end_with_chain(lines: list[str], exhibit: str, rows: list[dict[str, object]], folder: Folder) -> Answer:
    """An answer with the chain behind some rows of an exhibit at its end: by what all of them have as their key."""
    keys = {name: {addresses.write_key(row[name]) for row in rows} for name in addresses.key_columns(exhibit)}
    whole = folder.follow(exhibit, {name: min(values) for name, values in keys.items() if len(values) == 1})
    end = [
        *telling.head_lines("how it was made, from the number upwards", telling.step_lines(whole)),
        *telling.head_lines("sources", _source_lines(whole, folder)),
        *telling.head_lines("run", telling.context_lines(folder.record, whole)),
        *telling.head_lines("not as recorded", map(telling.describe_link, whole.gaps)),
        telling.closing_line(whole),
    ]
    return Answer([*lines, *end], is_whole=not whole.gaps)


def _released_line(place: addresses.Place, frame: pl.DataFrame) -> str:
    value = frame[place.row, place.column]
    key = ", ".join(f"{name} {addresses.write_key(value)}" for name, value in place.key)
    shown = "hidden" if value is None else value
    return f"{shown}    released/exhibits/{place.exhibit}.parquet, row {place.row}: {key}; column {place.column}"


def _own_addresses(place: addresses.Place, frame: pl.DataFrame, folder: Folder) -> list[str]:
    """Where a reproduced number of the comparison comes from: the cell of the exhibit that holds the same value."""
    row = frame.row(place.row, named=True)
    if place.column != "reproduced" or row["exhibit"] not in folder.exhibits:
        return []
    address = f"{row['exhibit']}/{row['row_key']}/{row['column']}"
    own = folder.frame(row["exhibit"])
    return [address for cell in addresses.find_places(address, own) if own[cell.row, cell.column] == row["reproduced"]]


def _gate_lines(found: list[addresses.Place], frame: pl.DataFrame, folder: Folder, is_exact: bool) -> list[str]:
    """The gate's rule for a column; of one cell that it is hidden, and only when asked for what was done to it.

    That a count passed unchanged would tell that the released one is exact.
    """
    place = found[0]
    lines = [samples.describe_treatment(place.exhibit, place.column)]
    if len(found) > 1:
        return lines
    after = frame[place.row, place.column]
    if not is_exact:
        return [*lines, *(["this cell: hidden"] if after is None else []), "EXACT=1 shows the exact value"]
    start = "/".join([place.exhibit, *(addresses.write_key(value) for _, value in place.key)])
    exact = folder.frame(place.exhibit, is_exact=True)
    rows = addresses.find_places(f"{start}/{place.column}", exact)
    if not rows:
        return [*lines, "the exact exhibit has no row of this key"]
    before = exact[rows[0].row, place.column]
    done = "as it is" if before == after else "hidden" if after is None else "moved by the gate"
    where = f"restricted/exhibits/{place.exhibit}.parquet, row {rows[0].row}"
    return [*lines, f"this cell: {done}", f"{where}; exact: {before}"]


def _sample_lines(place: addresses.Place, frame: pl.DataFrame, folder: Folder, is_exact: bool) -> list[str]:
    """The rows behind a number: its regression's sample, or its exhibit's population."""
    row = frame.row(place.row, named=True)
    counts = [f"{name} {row[name]} as released" for name in frame.columns if name == "n" or name.startswith("n_")]
    sample = samples.find_sample(place.exhibit, row)
    if sample is None:
        return [samples.describe_population(place.exhibit), *counts]
    lines = [f"rows of results/restricted/panel.parquet: {sample.describe()}", *counts]
    if not is_exact:
        return lines
    size = samples.count_sample(pl.read_parquet(folder.results / "restricted" / "panel.parquet"), sample)
    return [*lines, f"exact, counted now: {size}"]


def _source_lines(whole: chain.Chain, folder: Folder) -> list[str]:
    """What nothing made, and the raw extracts, with how many rows the released input report gives them."""
    raw = [link for step in whole.steps if step.rule == "verify_extracts" for link in step.links]
    report = folder.frame("input_report") if raw and "input_report" in folder.exhibits else None
    rows = dict(zip(report["extract"], report["rows"], strict=True)) if report is not None else {}
    links = {link.path: link for link in (*raw, *whole.sources)}
    return [
        telling.describe_link(link) + (f"  {rows[Path(path).stem]} rows as released" if Path(path).stem in rows else "")
        for path, link in sorted(links.items())
    ]


def find_number(number: str, wanted: set[tuple[Decimal, int]], folder: Folder) -> list[str]:
    """The addresses at which a number is printed as it was typed: in tables first, then in words."""
    lines = []
    for cell in folder.cells():
        numbers = printed.read_numbers(cell.text, cell.language)
        pairs = printed.pair_numbers(cell) or [(one, " ".join(cell.addresses)) for one in numbers]
        where = f"{telling.name_place(cell)}: {' '.join(cell.text.split())}"
        lines += [
            f"{cell.language}  {address}    {where}" for one, address in pairs if (one.value, one.decimals) in wanted
        ]
    lines += _find_in_words(wanted, folder)
    if not lines:
        raise TraceError(f"{number} is printed nowhere as it was typed; decimals count: 4.9 is not 4.90")
    more = [f"... and {len(lines) - MOST_PLACES} more"] if len(lines) > MOST_PLACES else []
    return [*lines[:MOST_PLACES], *more]


def _find_in_words(wanted: set[tuple[Decimal, int]], folder: Folder) -> list[str]:
    """The words that tell a number, once for each."""
    told, lines = import_module("dialogmote.present.told"), []
    for address, words, frames in _words_about(folder):
        for catalogue in catalogues(folder, frames):
            numbers = told.list_told(words.write, frames, catalogue)
            texts = sorted({(number.text, number.counted or address) for number in numbers})
            lines += [
                f"{catalogue.language}  {where}    {address}: {one.text}"
                for text, where in texts
                for one in printed.read_numbers(text, catalogue.language)
                if (one.value, one.decimals) in wanted
            ]
    return list(dict.fromkeys(lines))


def _words_about(folder: Folder) -> Iterator[tuple[str, Any, dict[str, pl.DataFrame]]]:
    """All words that tell of exhibits there are: their address, the words, the frames they are about."""
    told = import_module("dialogmote.present.told")
    for name in told.list_words():
        words = told.find_words(name)
        frames = {exhibit: folder.frame(exhibit) for exhibit in words.exhibits if exhibit in folder.exhibits}
        if frames:
            yield name if name in REPORT_WORDS else f"{name}/words", words, frames


def trace_words(name: str, folder: Folder, is_all: bool) -> list[str]:
    """The numbers in words, in every language, each with its cells or the columns it is computed from."""
    told = import_module("dialogmote.present.told")
    words = told.find_words(name.removesuffix("/words"))
    frames = {exhibit: folder.frame(exhibit) for exhibit in words.exhibits if exhibit in folder.exhibits}
    lines = told.tell_sources(words, frames, catalogues(folder, frames), None if is_all else told.MOST_LISTED)
    return [
        f"{name}: {words.origin}",
        "",
        *lines,
        "",
        "Each address can be traced in its turn. Other digits stand in the texts themselves: years, weeks, names.",
    ]


def catalogues(folder: Folder, exhibits: Iterable[str]) -> list[Catalogue]:
    """The catalogue of every language that the exhibits were released in, with the periods of that run."""
    config = runs.latest_configuration(folder.record, next(iter(exhibits)))
    return [_load_texts(language, json.dumps(config, sort_keys=True)) for language in config["languages"]]


@cache
def _load_texts(language: str, configuration: str) -> Catalogue:
    config = json.loads(configuration)
    paths = sorted((ROOT / "resources" / "texts" / language).glob("*.yaml"))
    calendar = mark_periods(read_periods(config["periods"]))
    return load_catalogue(paths, language, config["register"]["source"] == "synthetic", calendar)


def _near_words(problem: str, wrong: str, known: list[str]) -> str:
    near = addresses.find_near(wrong, known)
    return "\n".join([problem, *(["near ones:", *(f"  {name}" for name in near)] if near else [])])


def main(variables: Mapping[str, str]) -> int:
    """Answer the question in the environment's variables."""
    number = variables.get("NUMBER", "")
    if not number:
        sys.stderr.write(__doc__ or "")
        return 2
    folder = Folder(Path(variables.get("RESULTS") or "results"))
    try:
        answer = trace(number, folder, variables.get("EXACT") == "1", variables.get("ALL") == "1")
    except (TraceError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("\n".join(answer.lines) + "\n")
    return 0 if answer.is_whole else 1


if __name__ == "__main__":
    sys.exit(main(os.environ))

"""Mutations of what the rows hold: nulls, ranges, codes, encodings, duplicates, links, validity."""

import math
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pyarrow as pa
from cases import (
    CANARY_CODE,
    CANARY_DAYS,
    CANARY_KEY,
    CANARY_NUMBER,
    CANARY_TEXT,
    CANARY_WHOLE,
    Case,
    Strike,
    as_time,
    change,
    columns_of,
    nullable_columns,
    pick,
    put,
    read,
    spoil,
)

from dialogmote.contracts.extracts import EXTRACTS, register_names
from dialogmote.registers.verify.columns import CODES, FORMATS
from dialogmote.registers.verify.keys import PERIODS
from dialogmote.registers.verify.plausibility import PERSON_EXTRACTS
from dialogmote.registers.verify.tables import KEYS

FREE_TEXTS = {"dialogmote_hendelse": "unntakarsak", "motebehov": "tildelt_enhet", "nav_enhet": "nav_enhet_navn"}
# Code and format columns, register names.
CODED = [(extract, register_names(extract)[column], "unknown_code") for extract, column in CODES]
FORMATTED = [
    (extract, register_names(extract)[column], "bad_format")
    for extract in EXTRACTS
    for column in EXTRACTS[extract].columns()
    if column in FORMATS
]
DISGUISES = {
    "BOM": lambda text: "\ufeff" + text,
    "blank": lambda text: text + " ",
    "no-break space": lambda text: text + "\u00a0",
    "NUL": lambda text: text + "\0",
    "newline": lambda text: text + "\n",
    "soft hyphen": lambda text: text[:1] + "\u00ad" + text[1:],
    "full width": lambda text: "".join(
        chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text
    ),
}
HUGE = 3_000_000  # letters


def disguised(column: str, disguise: Callable[[str], str]) -> pl.Expr:
    """The column with every text disguised."""
    return pl.col(column).map_batches(
        lambda texts: pl.Series([None if text is None else disguise(text) for text in texts], dtype=pl.String),
        return_dtype=pl.String,
    )


def value_cases() -> Iterator[Case]:
    """Every case of this module."""
    for extract in EXTRACTS:
        yield from _null_cases(extract)
        yield from _range_cases(extract)
        yield from _copy_cases(extract)
        yield from _latin_cases(extract)
    yield from _code_cases()
    yield from _text_cases()
    yield from _county_cases()
    yield from _period_cases()
    yield from _link_cases()


def _null_cases(extract: str) -> Iterator[Case]:
    for column in columns_of(extract):
        if column not in nullable_columns(extract):
            yield Case("null", extract, "null in rows", spoil(extract, column, None), ("null",), column)
    if extract == "dialogmote_hendelse":
        held = pl.col("hendelse") == "FERDIGSTILT"
        strike = spoil(extract, "dialogmote_tidspunkt", None, held)
        yield Case(
            "null", extract, "held meeting without time", strike, ("missing_meeting_time",), "dialogmote_tidspunkt"
        )


def _range_cases(extract: str) -> Iterator[Case]:
    contract = EXTRACTS[extract].columns()
    for english, column in register_names(extract).items():
        for value in _values_out_of_range(english, contract[english].dtype):
            rules = ("out_of_range", "invalid_month", "unknown_code")
            yield Case("range", extract, f"{value} in rows", spoil(extract, column, value), rules, column)


def _values_out_of_range(column: str, dtype: pl.DataType) -> list[Any]:
    """Values that no row may have; none where any is allowed (a key, say)."""
    if dtype == pl.Date:
        return list(CANARY_DAYS)
    if isinstance(dtype, pl.Datetime):
        return [as_time(day) for day in CANARY_DAYS if dtype.time_unit == "us" or day.year == 2087]
    if dtype.is_float():
        huge = [] if column == "lost_workdays" else [CANARY_NUMBER]
        return [math.nan, math.inf, -math.inf, -CANARY_NUMBER, *huge]
    if column in ("sector", "sex_code"):
        return [CANARY_WHOLE, -CANARY_WHOLE]
    if column in ("residents", "protection_code"):
        return [-CANARY_WHOLE]
    return [201813, 198706, 0, -201801, 2_000_000_000] if column == "year_month" else []


def _code_cases() -> Iterator[Case]:
    for extract, column, rule in CODED + FORMATTED:
        if columns_of(extract)[column] != pl.String:
            continue
        # A code of the right form that no office has is another rule's.
        links = ("office_missing", "successor_missing", "spell_rows_disagree")
        yield Case("code", extract, "canary", spoil(extract, column, CANARY_TEXT), (rule, *links), column)
        for what, disguise in DISGUISES.items():
            text = disguised(column, disguise)
            strike = spoil(extract, column, text, pl.col(column).is_not_null())
            rules = (rule,)
            if column in ("nav_enhet_kode", "etterfolger_kode") and what == "full width":
                rules = (rule, *links, "duplicate_key")
            if (extract, column) == ("nav_enhet", "nav_enhet_kode") and what == "full width":
                continue  # an office of another code: a legitimate row
            if (extract, column) == ("nav_enhet_omrade", "nav_enhet_kode") and what == "full width":
                rules = ()  # an area of no office
            yield Case("code", extract, what, strike, rules, column)
        if rule == "unknown_code" or column == "fodeland":
            lower = spoil(extract, column, pl.col(column).str.to_lowercase())
            yield Case("code", extract, "small letters", lower, (rule,), column)


def _text_cases() -> Iterator[Case]:
    texts = {
        "huge": CANARY_TEXT * (HUGE // len(CANARY_TEXT)),
        "NUL": f"{CANARY_TEXT}\0",
        "newlines": f"{CANARY_TEXT}\r\n{CANARY_TEXT}\n",
        "BOM": f"\ufeff{CANARY_TEXT}",
        "NFD": unicodedata.normalize("NFD", f"{CANARY_TEXT} åéü"),
        "emoji": f"{CANARY_TEXT} \U0001f426",
        "empty": "",
    }
    for extract, column in FREE_TEXTS.items():
        for what, text in texts.items():
            yield Case("text", extract, what, spoil(extract, column, text), (), column)


def _county_cases() -> Iterator[Case]:
    extract, column = "nav_enhet", "nav_nivaa3_navn"
    for what, disguise in DISGUISES.items():
        text = disguised(column, disguise)
        for county in (pl.lit(True), pl.col(column) == "Trøndelag"):
            strike = spoil(extract, column, text, county)
            yield Case("county", extract, f"{what} {county.meta.root_names()}", strike, ("county_spelling",), column)
    for what, text in {"capitals": pl.col(column).str.to_uppercase(), "NFD": _as_nfd(column)}.items():
        strike = spoil(extract, column, text, text != pl.col(column))
        yield (
            Case("county", extract, what, strike, ("county_spelling",), column)
            if what == "capitals"
            else Case("county", extract, what, strike, (), column)
        )
    everywhere = change(extract, lambda frame, rng: frame.with_columns(pl.col(column).str.to_uppercase()))
    yield Case("county", extract, "capitals everywhere", everywhere, ("study.pilot_county",), "")


def _as_nfd(column: str) -> pl.Expr:
    return pl.col(column).str.normalize("NFD")


def _copy_cases(extract: str) -> Iterator[Case]:
    def copy(frame: pl.DataFrame, rng: Random) -> pl.DataFrame:
        return pl.concat([frame, frame[pick(frame, rng)]])

    rules: tuple[str, ...] = ("duplicate_key",) if extract in KEYS else ()
    yield Case(
        "duplicate",
        extract,
        "rows twice",
        change(extract, copy),
        ("overlapping_validity",) if extract == "person" else rules,
    )
    yield Case(
        "duplicate",
        extract,
        "every row twice",
        change(extract, lambda frame, rng: pl.concat([frame, frame])),
        ("overlapping_validity",) if extract == "person" else rules,
    )


def _latin_cases(extract: str) -> Iterator[Case]:
    """Latin-1 bytes where the file says UTF-8."""
    for column, dtype in columns_of(extract).items():
        if dtype != pl.String:
            continue

        def latin(frame: pl.DataFrame, rng: Random, column: str = column) -> pa.Table:
            rows = set(pick(frame, rng))
            texts = [
                None
                if text is None and number not in rows
                else ((text or "") + "å").encode("latin-1", "replace")
                if number in rows
                else (text or "").encode()
                for number, text in enumerate(frame[column])
            ]
            binary = pa.array(texts, pa.binary())
            bad = pa.Array.from_buffers(pa.string(), len(binary), binary.buffers())
            table = frame.to_arrow()
            return table.set_column(table.schema.get_field_index(column), column, bad)

        yield Case("encoding", extract, "Latin-1", change(extract, latin), ("column_unreadable",), column)


def _period_cases() -> Iterator[Case]:
    for extract, (first, last) in PERIODS.items():
        names = register_names(extract)
        backwards = pl.col(names[first]) - timedelta(days=3)
        strike = spoil(extract, names[last], backwards)
        yield Case("period", extract, "end before start", strike, ("end_before_start",), names[last])
    for extract, key, first, last in (
        ("person", "fk_person1", "gyldig_fra_dato", "gyldig_til_dato"),
        ("nav_enhet", "nav_enhet_kode", "funk_gyldig_fra_dato", "funk_gyldig_til_dato"),
    ):
        column = f"{key}, {first}, {last}"
        yield Case("period", extract, "overlap", _add_validity(extract, first), ("overlapping_validity",), column)
    gap = spoil("person", "gyldig_fra_dato", pl.col("gyldig_fra_dato") + timedelta(days=9), _is_later_row())
    yield Case("period", "person", "gap", gap, ("gapped_validity",), "fk_person1, gyldig_fra_dato, gyldig_til_dato")


def _is_later_row() -> pl.Expr:
    """Rows of a person after the first, that last longer than a gap is wide."""
    first = pl.col("gyldig_fra_dato").min().over("fk_person1")
    return (pl.col("gyldig_fra_dato") > first) & (
        pl.col("gyldig_til_dato") > pl.col("gyldig_fra_dato") + timedelta(days=30)
    )


def _add_validity(extract: str, first: str) -> Strike:
    def add(frame: pl.DataFrame, rng: Random) -> pl.DataFrame:
        copied = frame.filter(pl.col(first) > date(2001, 1, 1))
        copied = copied[pick(copied, rng)].with_columns(pl.col(first) - timedelta(days=1))
        return pl.concat([frame, copied])

    return change(extract, add)


def _link_cases() -> Iterator[Case]:
    spells, grades = "sykefravar_tilfelle", "sykmeldingsgrad_maned"
    for extract, column, value, rules in (
        (spells, "fk_person1", CANARY_KEY, ("person_missing",)),
        (
            spells,
            "tilfelle_id",
            CANARY_KEY,
            ("spell_missing", "same_first_day", "month_missing", "duplicate_key", "spell_rows_disagree"),
        ),
        (spells, "nav_enhet_kode", CANARY_CODE, ("office_missing",)),
        (grades, "tilfelle_id", CANARY_KEY, ("spell_missing",)),
        (grades, "fk_person1", CANARY_KEY, ("person_differs",)),
        ("nav_enhet", "etterfolger_kode", CANARY_CODE, ("successor_missing",)),
        (
            "person",
            "fk_person1",
            CANARY_KEY,
            ("gapped_validity", "overlapping_validity", "person_missing", "person_not_valid"),
        ),
    ):
        either = extract == "person" or (extract, column) == (spells, "tilfelle_id")
        strike, told = spoil(extract, column, value), "*" if either else ""
        yield Case("link", extract, f"{column} of nobody", strike, rules, told_of=told, or_same=either)
    outside = spoil(grades, "aarmnd", 203512)
    yield Case("link", grades, "month outside", outside, ("month_outside_spell",), "tilfelle_id, aarmnd")
    is_latest = pl.col("funk_gyldig_fra_dato") == pl.col("funk_gyldig_fra_dato").max().over("nav_enhet_kode")
    ring = spoil("nav_enhet", "etterfolger_kode", pl.col("nav_enhet_kode"), is_latest)
    yield Case("link", "nav_enhet", "ring", ring, ("successor_ring",), "etterfolger_kode")
    yield Case("link", "person", "born after a spell", _bear_late, ("starts_before_birth",), told_of=spells)
    for extract in PERSON_EXTRACTS:
        key = register_names(extract)["person_id"]
        yield Case("link", extract, "rows of strangers", _add_strangers(extract, key))
        moved = change(extract, lambda frame, rng, key=key: frame.with_columns(pl.col(key) + CANARY_KEY))
        yield Case("link", extract, "pseudonyms of another delivery", moved, ("persons_unlinked",), key)
    asked = change("motebehov_varsel", _swap_dates)
    yield Case("link", "motebehov_varsel", "dates swapped", asked, ("sent_before_start",), "sendt_dato")


def _bear_late(folder: Path, rng: Random) -> None:
    spells, persons = read(folder, "sykefravar_tilfelle"), read(folder, "person")
    early = spells.filter(pl.col("sykefravar_fra_dato") < date(2015, 12, 31))["fk_person1"].unique().sort()
    is_struck = pl.col("fk_person1") == rng.choice(early.to_list())
    born = pl.when(is_struck).then(pl.date(2015, 12, 31)).otherwise("fodt_dato")
    put(folder, "person", persons.with_columns(born.alias("fodt_dato")))


def _swap_dates(frame: pl.DataFrame, rng: Random) -> pl.DataFrame:
    return frame.rename({"tilfelle_startdato": "sendt_dato", "sendt_dato": "tilfelle_startdato"})


def _add_strangers(extract: str, key: str) -> Strike:
    """Rows of persons that are in no other extract take part in nothing."""

    def strike(folder: Path, rng: Random) -> None:
        frame = read(folder, extract)
        strangers = frame[pick(frame, rng)].with_columns(pl.lit(CANARY_KEY, pl.Int64).alias(key))
        if extract == "motebehov":
            strangers = strangers.with_columns(pl.col("motebehov_uuid") + CANARY_TEXT)
        if extract == "motebehov_varsel":
            strangers = strangers.head(1)
        put(folder, extract, pl.concat([frame, strangers]))

    return strike

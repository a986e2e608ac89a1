"""What a single row of an extract may hold: nulls, ranges, codes, formats. Source: contracts, RULES 2 to 4 and 6."""

from collections.abc import Callable

import dataframely as dy
import polars as pl

from dialogmote.contracts.extracts import (
    EVENTS,
    EVENTS_WITHOUT_MEETING_TIME,
    EXTRACTS,
    FIRST_DATE,
    FORMS,
    LAST_DATE,
    MARITAL_STATUSES,
    OPEN_END,
    RESPONDENTS,
    SECTORS,
    SEX_CODES,
    SOURCE_SYSTEMS,
)
from dialogmote.registers.problems import Problem
from dialogmote.registers.verify.tables import Tables

CODES: dict[tuple[str, str], tuple[str, ...] | tuple[int, ...]] = {
    ("sykefravar_tilfelle", "sector"): SECTORS,
    ("dialogmote_hendelse", "event"): EVENTS,
    ("dialogmote_hendelse", "source_system"): SOURCE_SYSTEMS,
    ("motebehov", "respondent"): RESPONDENTS,
    ("motebehov", "form"): FORMS,
    ("person", "sex_code"): SEX_CODES,
    ("person", "marital_status"): MARITAL_STATUSES,
}
# Last days: 9999-12-31 is an open end there, and lies outside every other range.
OPEN_ENDED = {
    ("sykefravar_tilfelle", "end_date"),
    ("person", "valid_to"),
    ("svangerskap", "to_date"),
    ("aap", "to_date"),
    ("nav_enhet", "valid_to"),
}
# ASSUME protection_codes: any code of protection from 0 on is known; the study only uses 6 and 7.
LOWER_BOUNDS = {("person", "protection_code"): 0}
FORMATS = {
    "office_code": "four characters",
    "successor_code": "four characters",
    "industry": "two digits",
    "occupation": "three digits",
    "birth_country": "three capital letters",
}


def check_columns(tables: Tables) -> list[Problem]:
    """Every readable column of every extract against what its contract says of a single row."""
    problems = []
    for extract, frame in tables.frames.items():
        for name, column in EXTRACTS[extract].columns().items():
            if name in frame.columns:
                for check in (_check_null, _check_range, _check_code, _check_format):
                    problems += check(tables, extract, name, column)
    return problems + _check_meeting_time(tables) + _check_year_month(tables)


def _check_null(tables: Tables, extract: str, name: str, column: dy.Column) -> list[Problem]:
    values = tables.frames[extract][name]
    if column.nullable or values.null_count() == 0:
        return []
    return tables.problem(extract, [name], "null", values.is_null(), "the column is never null; fill it in")


def _check_range(tables: Tables, extract: str, name: str, column: dy.Column) -> list[Problem]:
    values = tables.frames[extract][name]
    if isinstance(column, dy.Date | dy.Datetime):
        failing, words = _outside_dates(values, extract, name, column)
    elif isinstance(column, dy.Float64 | dy.Int64 | dy.Int32 | dy.Int8):
        failing, words = _outside_numbers(values, extract, name, column)
    else:
        return []
    return tables.problem(extract, [name], "out_of_range", failing, f"{words}; correct it in the extract")


def _outside_dates(values: pl.Series, extract: str, name: str, column: dy.Column) -> tuple[pl.Series, str]:
    """Dates, or dates of times, outside the contract's days; open ends apart."""
    first = getattr(column, "min", None) or FIRST_DATE
    last = getattr(column, "max", None) or LAST_DATE
    days = values.cast(pl.Date)
    failing = (days < first) | (days > last)
    words = f"the date is not in {first} to {last}"
    if (extract, name) in OPEN_ENDED:
        failing &= days != OPEN_END
        words += f", nor the open end {OPEN_END}"
    return failing, words


def _outside_numbers(values: pl.Series, extract: str, name: str, column: dy.Column) -> tuple[pl.Series, str]:
    """Numbers outside the contract's bounds; NaN and infinite ones are outside any."""
    bounds: dict[str, tuple[float | None, Callable[[pl.Series, float], pl.Series], str]] = {
        "min_exclusive": (getattr(column, "min_exclusive", None), lambda x, bound: x <= bound, "above"),
        "min": (getattr(column, "min", None), lambda x, bound: x < bound, "at least"),
        "max": (getattr(column, "max", None), lambda x, bound: x > bound, "at most"),
    }
    if (extract, name) in LOWER_BOUNDS:
        bounds["min"] = (LOWER_BOUNDS[extract, name], bounds["min"][1], "at least")
    given = [(bound, is_beyond, word) for bound, is_beyond, word in bounds.values() if bound is not None]
    failing = ~values.is_finite() if values.dtype.is_float() else pl.repeat(False, values.len(), eager=True)
    for bound, is_beyond, _ in given:
        failing |= is_beyond(values, bound)
    words = " and ".join(f"{word} {bound:g}" for bound, _, word in given)
    return failing, f"the number is not {words}" if words else "the number is not finite"


def _check_code(tables: Tables, extract: str, name: str, _: dy.Column) -> list[Problem]:
    codes = CODES.get((extract, name))
    if codes is None:
        return []
    values = tables.frames[extract][name]
    text = f"the code is none of {', '.join(str(code) for code in codes)}; correct it, or tell us of the new code"
    return tables.problem(extract, [name], "unknown_code", ~values.is_in(list(codes)), text)


def _check_format(tables: Tables, extract: str, name: str, column: dy.Column) -> list[Problem]:
    if not isinstance(column, dy.String) or column.regex is None:
        return []
    values = tables.frames[extract][name]
    # Few distinct values stand in many rows: the pattern is tried on each once.
    distinct = values.unique()
    wrong = distinct.filter(~distinct.str.contains(column.regex))
    if wrong.len() == 0:
        return []
    text = f"the code is not {FORMATS[name]}; correct it, leading zeros kept"
    return tables.problem(extract, [name], "bad_format", values.is_in(wrong.implode()), text)


def _check_meeting_time(tables: Tables) -> list[Problem]:
    """RULES 6: the meeting's time is null only for events that are not about a meeting at a time."""
    if not tables.has("dialogmote_hendelse", "event", "meeting_time"):
        return []
    frame = tables.frames["dialogmote_hendelse"]
    timed = [event for event in EVENTS if event not in EVENTS_WITHOUT_MEETING_TIME]
    failing = frame["meeting_time"].is_null() & frame["event"].is_in(timed)
    text = f"the time may be null only for {', '.join(EVENTS_WITHOUT_MEETING_TIME)}; fill it in"
    return tables.problem("dialogmote_hendelse", ["meeting_time"], "missing_meeting_time", failing, text)


def _check_year_month(tables: Tables) -> list[Problem]:
    if not tables.has("sykmeldingsgrad_maned", "year_month"):
        return []
    failing = ~is_year_month(tables.frames["sykmeldingsgrad_maned"]["year_month"])
    text = f"the month is not yyyymm, {FIRST_DATE:%Y%m} to {LAST_DATE:%Y%m}; correct it in the extract"
    return tables.problem("sykmeldingsgrad_maned", ["year_month"], "invalid_month", failing, text)


def is_year_month(values: pl.Series) -> pl.Series:
    """Whether each integer is a month yyyymm in the years of the register; null stays null."""
    month = values % 100
    in_years = (values >= FIRST_DATE.year * 100) & (values < (LAST_DATE.year + 1) * 100)
    return in_years & (month >= 1) & (month <= 12)

"""Rules between extracts: what a spell points to must be there. Source: RULES 5, 11 and 19.

Months are compared as month numbers (year x 12 + month), spells found by binary search in their sorted ids: the
national register has ten million month rows, and a hash join of them would be the slowest step of all.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.contracts.artifacts import LONG_SPELL_DAYS
from dialogmote.registers.problems import Problem
from dialogmote.registers.sorting import Integers, find_places, pack_days
from dialogmote.registers.verify.columns import is_year_month
from dialogmote.registers.verify.tables import Tables

SPELLS, GRADES = "sykefravar_tilfelle", "sykmeldingsgrad_maned"
FOLLOWED_MONTHS = 12
MOST_MONTH_CODES = 1_000_000  # from the first to the last yyyymm there is

Booleans = npt.NDArray[np.bool_]


def check_spell_persons(tables: Tables) -> list[Problem]:
    """Spells whose person has no row at all, and those whose person has none that is valid on the first day."""
    spells = tables.spells
    if spells is None or not tables.has("person", "person_id", "valid_from", "valid_to"):
        return []
    days = tables.person_days
    assert days is not None  # there are spells
    persons = tables.frames["person"]
    known_ids = persons["person_id"].drop_nulls().unique().sort().to_numpy()
    places = find_places(known_ids, pl.Series(days.persons))[days.places]
    wanted = pack_days(places, spells["start_date"].gather(days.rows))
    is_known = places >= 0
    rows = persons.select("person_id", "valid_from", "valid_to").drop_nulls()
    is_valid = _is_before_latest(rows, ("valid_from", "valid_to"), known_ids, wanted)
    text = "the person has no row in person; deliver the person, or correct the key"
    problems = _ordered_problem(tables, "person_id", "person_missing", ~is_known, text)
    text = "the person has rows in person, but none is valid on the spell's first day; correct the validity"
    problems += _ordered_problem(tables, "person_id", "person_not_valid", is_known & ~is_valid, text)
    if tables.has("person", "person_id", "birth_date"):
        births = persons.select("person_id", "birth_date", first=pl.lit(date.min)).drop_nulls()
        is_unborn = _is_before_latest(births, ("first", "birth_date"), known_ids, wanted)
        text = "the spell starts before the person's birth date in person; correct either date"
        problems += _ordered_problem(tables, "start_date", "starts_before_birth", is_known & is_unborn, text)
    return problems


def _is_before_latest(rows: pl.DataFrame, period: tuple[str, str], known_ids: Integers, wanted: Integers) -> Booleans:
    """Whether, of the person's rows whose `period` had begun on the wanted day, the latest end lies after that day.

    That some period contains the day is the same as that the one with the latest end does.
    """
    first, last = period
    places = find_places(known_ids, rows["person_id"])
    begins = pack_days(places, rows[first])
    order = np.argsort(begins, kind="stable") if (begins[1:] < begins[:-1]).any() else slice(None)
    latest = np.maximum.accumulate(pack_days(places, rows[last])[order])
    begun = np.searchsorted(begins[order], wanted, side="right") - 1
    return (begun >= 0) & (latest[np.maximum(begun, 0)] > wanted)


def _ordered_problem(tables: Tables, column: str, rule: str, failing: Booleans, text: str) -> list[Problem]:
    """The problem of the spells that fail, told in the order of person and first day."""
    days, spells = tables.person_days, tables.spells
    if days is None or spells is None or not failing.any():
        return []
    return _spell_problem(tables, column, rule, spells["spell_id"].gather(days.rows[failing]), text)


def check_spell_offices(tables: Tables) -> list[Problem]:
    """Spells whose office code has no row in nav_enhet."""
    if not (tables.has(SPELLS, "office_code") and tables.has("nav_enhet", "office_code")):
        return []
    codes = tables.frames["nav_enhet"]["office_code"].unique()
    failing = ~tables.frames[SPELLS]["office_code"].is_in(codes.implode())
    text = "the code has no row in nav_enhet; deliver the office, former ones too, or correct the code"
    return tables.problem(SPELLS, ["office_code"], "office_missing", failing, text)


@dataclass(frozen=True)
class _MonthRows:
    """The month rows beside their spells: month numbers count from `first_month`, the first of the row's spell.

    `runs` are the rows of each spell; `month` is the row's month, 0 in the first month of the spell, meaningful where
    `is_month`; `is_outside` says whether the spell does not touch it.
    """

    runs: "_Runs"
    is_known: Booleans
    is_month: Booleans
    month: npt.NDArray[np.int32]
    is_outside: Booleans


def check_month_rows(tables: Tables, first_start: date, last_start: date) -> list[Problem]:
    """Month rows of no spell, of another person, of a month their spell does not touch; and long spells that lack one.

    Long spells are those of 112 days or more that start in `first_start` to `last_start`.
    """
    spells = tables.spells
    if spells is None or spells.height == 0 or not tables.has(GRADES, "spell_id"):
        return []
    grades = tables.frames[GRADES]
    runs = _find_runs(spells["spell_id"], grades["spell_id"])
    is_known = runs.spread(runs.places >= 0)
    text = "the tilfelle_id has no row in sykefravar_tilfelle; deliver the spell, or correct the key"
    failing = _is_in_no_row(tables, grades["spell_id"], is_known)
    problems = tables.problem(GRADES, ["spell_id"], "spell_missing", failing, text)
    if tables.has(GRADES, "person_id"):
        text = "the spell belongs to another person in sykefravar_tilfelle; correct one of them"
        failing = (grades["person_id"] != pl.Series(runs.spread_of_spell(spells["person_id"]))) & pl.Series(is_known)
        problems += tables.problem(GRADES, ["spell_id", "person_id"], "person_differs", failing, text)
    if tables.has(GRADES, "year_month"):
        rows = _place_months(spells, grades, runs, is_known)
        text = "the spell does not touch the month; correct the month or the spell"
        outside = pl.Series(rows.is_outside)
        problems += tables.problem(GRADES, ["spell_id", "year_month"], "month_outside_spell", outside, text)
        problems += _check_missing_months(tables, spells, rows, grades, (first_start, last_start))
    return problems


@dataclass(frozen=True)
class _Runs:
    """Neighbouring rows of one spell: the first row and the length of each run, and the spell's place, -1 without one.

    32 bits hold the places of more spells than a country has, in half the memory.
    """

    first_rows: Integers
    lengths: Integers
    places: npt.NDArray[np.int32]

    def spread(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """A value of each run, once for each of its rows."""
        return np.repeat(values, self.lengths)

    def spread_of_spell(self, values: pl.Series) -> npt.NDArray[Any]:
        """A value of each spell, once for each of its rows; that of the first spell for rows of none."""
        return self.spread(values.to_numpy()[np.maximum(self.places, 0)])


def _find_runs(spell_ids: pl.Series, wanted: pl.Series) -> _Runs:
    """The rows are sorted by spell, so each spell is looked up once."""
    changed = wanted.ne_missing(wanted.shift(1)).to_numpy().copy()
    changed[:1] = True
    first_rows = np.flatnonzero(changed)
    places = find_places(spell_ids.to_numpy(), wanted.gather(first_rows))
    return _Runs(first_rows, np.diff(first_rows, append=wanted.len()), places.astype(np.int32))


def _is_in_no_row(tables: Tables, wanted: pl.Series, is_known: Booleans) -> pl.Series:
    """Whether an id is in no row of the spells, those left out for a null included."""
    if is_known.all():
        return pl.repeat(False, wanted.len(), eager=True)
    ids = tables.frames[SPELLS]["spell_id"].drop_nulls().unique()
    return ~wanted.is_in(ids.implode())


def _place_months(spells: pl.DataFrame, grades: pl.DataFrame, runs: _Runs, is_known: Booleans) -> _MonthRows:
    month, is_month = _read_months(grades["year_month"].fill_null(0))
    first, last = _month_numbers(spells["start_date"]), _month_numbers(spells["end_date"])
    month -= runs.spread_of_spell(first)
    is_outside = (month < 0) | (month > runs.spread_of_spell(last - first))
    return _MonthRows(runs, is_known, is_month, month, is_outside & is_known & is_month)


def _read_months(months: pl.Series) -> tuple[npt.NDArray[np.int32], Booleans]:
    """Month number of each yyyymm, and whether it is a month.

    Ten million rows hold a few hundred months: each is worked out once.
    """
    low, high = cast(int, months.min() or 0), cast(int, months.max() or 0)
    if high - low > MOST_MONTH_CODES:
        return (months // 100 * 12 + months % 100).to_numpy().copy(), is_year_month(months).to_numpy()
    codes = pl.Series(np.arange(low, high + 1, dtype=np.int32))
    places = months.to_numpy() - low
    return (codes // 100 * 12 + codes % 100).to_numpy()[places], is_year_month(codes).to_numpy()[places]


def _month_numbers(days: pl.Series) -> pl.Series:
    return days.dt.year() * 12 + days.dt.month()


def _check_missing_months(
    tables: Tables, spells: pl.DataFrame, rows: _MonthRows, grades: pl.DataFrame, window: tuple[date, date]
) -> list[Problem]:
    """Spells of 112 days or more that start in the window and lack a row for one of their first twelve months."""
    first, last = _month_numbers(spells["start_date"]), _month_numbers(spells["end_date"])
    touched = (last - first + 1).clip(0, FOLLOWED_MONTHS).to_numpy()
    # A repeated key counts once, or two rows of one month would hide that another month is not there.
    is_copy = grades.select(
        ((pl.col("spell_id") == pl.col("spell_id").shift(1)) & (pl.col("year_month") == pl.col("year_month").shift(1)))
        .fill_null(False)
    ).to_series()  # fmt: skip
    counts = rows.is_known & rows.is_month & ~rows.is_outside & ~is_copy.to_numpy()
    counts &= rows.month < FOLLOWED_MONTHS
    found = np.zeros(spells.height, dtype=np.int64)
    if len(counts) > 0:
        is_known = rows.runs.places >= 0
        found[rows.runs.places[is_known]] = np.add.reduceat(counts, rows.runs.first_rows, dtype=np.int64)[is_known]
    is_long = spells.select(
        ((pl.col("end_date") - pl.col("start_date")).dt.total_days() + 1 >= LONG_SPELL_DAYS)
        & pl.col("start_date").is_between(*window)
    ).to_series()
    lacking = spells["spell_id"].filter(is_long & pl.Series(found < touched))
    text = (
        f"a long spell has no row in sykmeldingsgrad_maned for each of its months 1 to {FOLLOWED_MONTHS}; "
        "deliver the months (all rows of the spell fail)"
    )
    return _spell_problem(tables, "spell_id", "month_missing", lacking, text)


def _spell_problem(tables: Tables, column: str, rule: str, spell_ids: pl.Series, text: str) -> list[Problem]:
    """The problem of all rows of the given spells; none when there are none."""
    if spell_ids.len() == 0:
        return []
    failing = tables.frames[SPELLS]["spell_id"].is_in(spell_ids.implode())
    return tables.problem(SPELLS, [column], rule, failing, text)

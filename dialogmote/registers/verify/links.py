"""Rules between extracts: what a spell points to must be there. Source: RULES 5, 11 and 19.

Months are compared as month numbers (year x 12 + month), spells found by binary search in their sorted ids: the
national register has ten million month rows, and a hash join of them would be the slowest step of all.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.contracts.artifacts import LONG_SPELL_DAYS
from dialogmote.registers.problems import Problem
from dialogmote.registers.sorting import Integers, find_places
from dialogmote.registers.verify.columns import is_year_month
from dialogmote.registers.verify.tables import Tables

SPELLS, GRADES = "sykefravar_tilfelle", "sykmeldingsgrad_maned"
FOLLOWED_MONTHS = 12

Booleans = npt.NDArray[np.bool_]


def check_spell_persons(tables: Tables) -> list[Problem]:
    """Spells whose person has no row at all, and those whose person has none that is valid on the first day."""
    spells = tables.spells
    if spells is None or not tables.has("person", "person_id", "valid_from", "valid_to"):
        return []
    persons = tables.frames["person"].select("person_id", "valid_from", "valid_to")
    known = spells.join(persons.select("person_id").unique(), on="person_id", how="semi")
    unknown = spells.join(persons, on="person_id", how="anti")
    valid = (
        known.join(persons, on="person_id")
        .filter((pl.col("valid_from") <= pl.col("start_date")) & (pl.col("start_date") < pl.col("valid_to")))
        .select("spell_id")
    )
    invalid = known.join(valid, on="spell_id", how="anti")
    text = "the person has no row in person; deliver the person, or correct the key"
    problems = _spell_problem(tables, "person_id", "person_missing", unknown["spell_id"], text)
    text = "the person has rows in person, but none is valid on the spell's first day; correct the validity"
    problems += _spell_problem(tables, "person_id", "person_not_valid", invalid["spell_id"], text)
    return problems + _check_births(tables, known)


def _check_births(tables: Tables, known: pl.DataFrame) -> list[Problem]:
    """Spells that start before a birth date that the person's rows give."""
    if not tables.has("person", "person_id", "birth_date"):
        return []
    births = tables.frames["person"].group_by("person_id").agg(pl.col("birth_date").max())
    unborn = known.join(births, on="person_id").filter(pl.col("start_date") < pl.col("birth_date"))
    text = "the spell starts before the person's birth date in person; correct either date"
    return _spell_problem(tables, "start_date", "starts_before_birth", unborn["spell_id"], text)


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
    """The month rows beside their spells.

    `position` is the place of the row's spell in the spells, meaningful where `is_known`; `month` the row's month
    number, meaningful where `is_month`; `first_month` and `last_month` are those of the row's spell.
    """

    position: Integers
    is_known: Booleans
    is_month: Booleans
    month: Integers
    first_month: Integers
    last_month: Integers

    @property
    def is_outside(self) -> Booleans:
        beyond = (self.month < self.first_month) | (self.month > self.last_month)
        return self.is_known & self.is_month & beyond


def check_month_rows(tables: Tables, first_start: date, last_start: date) -> list[Problem]:
    """Month rows of no spell, of another person, of a month their spell does not touch; and long spells that lack one.

    Long spells are those of 112 days or more that start in `first_start` to `last_start`.
    """
    spells = tables.spells
    if spells is None or spells.height == 0 or not tables.has(GRADES, "spell_id"):
        return []
    grades = tables.frames[GRADES]
    position = find_places(spells["spell_id"].to_numpy(), grades["spell_id"])
    is_known = position >= 0
    text = "the tilfelle_id has no row in sykefravar_tilfelle; deliver the spell, or correct the key"
    failing = _is_in_no_row(tables, grades["spell_id"], is_known)
    problems = tables.problem(GRADES, ["spell_id"], "spell_missing", failing, text)
    if tables.has(GRADES, "person_id"):
        text = "the spell belongs to another person in sykefravar_tilfelle; correct one of them"
        failing = (grades["person_id"] != spells["person_id"].gather(pl.Series(np.maximum(position, 0)))) & pl.Series(
            is_known
        )
        problems += tables.problem(GRADES, ["spell_id", "person_id"], "person_differs", failing, text)
    if tables.has(GRADES, "year_month"):
        rows = _place_months(spells, grades, position, is_known)
        text = "the spell does not touch the month; correct the month or the spell"
        outside = pl.Series(rows.is_outside)
        problems += tables.problem(GRADES, ["spell_id", "year_month"], "month_outside_spell", outside, text)
        problems += _check_missing_months(tables, spells, rows, grades, (first_start, last_start))
    return problems


def _is_in_no_row(tables: Tables, wanted: pl.Series, is_known: Booleans) -> pl.Series:
    """Whether an id is in no row of the spells, those left out for a null included."""
    if is_known.all():
        return pl.repeat(False, wanted.len(), eager=True)
    ids = tables.frames[SPELLS]["spell_id"].drop_nulls().unique()
    return ~wanted.is_in(ids.implode())


def _place_months(spells: pl.DataFrame, grades: pl.DataFrame, position: Integers, is_known: Booleans) -> _MonthRows:
    months = grades["year_month"].fill_null(0)
    number = (months // 100 * 12 + months % 100).to_numpy().astype(np.int64)
    is_month = is_year_month(months).to_numpy()
    first, last = _month_numbers(spells["start_date"]), _month_numbers(spells["end_date"])
    return _MonthRows(position, is_known, is_month, number, first[position], last[position])


def _month_numbers(days: pl.Series) -> Integers:
    return (days.dt.year().cast(pl.Int64) * 12 + days.dt.month()).to_numpy()


def _check_missing_months(
    tables: Tables, spells: pl.DataFrame, rows: _MonthRows, grades: pl.DataFrame, window: tuple[date, date]
) -> list[Problem]:
    """Spells of 112 days or more that start in the window and lack a row for one of their first twelve months."""
    first_months = _month_numbers(spells["start_date"])
    touched = np.clip(_month_numbers(spells["end_date"]) - first_months + 1, 0, FOLLOWED_MONTHS)
    # A repeated key counts once, or two rows of one month would hide that another month is not there.
    is_copy = grades.select(
        ((pl.col("spell_id") == pl.col("spell_id").shift(1)) & (pl.col("year_month") == pl.col("year_month").shift(1)))
        .fill_null(False)
    ).to_series()  # fmt: skip
    counts = rows.is_known & rows.is_month & ~rows.is_outside & ~is_copy.to_numpy()
    counts &= rows.month < rows.first_month + FOLLOWED_MONTHS
    found = np.bincount(rows.position[counts], minlength=spells.height)
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

"""Spells: one row a spell, its main employer, its length, and whether it began before an earlier one ended."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import LONG_SPELL_DAYS, MAXIMUM_DAYS
from dialogmote.registers.person_days import PersonDays, search_sorted
from dialogmote.registers.sorting import Integers


@dataclass(frozen=True)
class StudyWindow:
    """First and last day on which a spell of the study may start, both inside."""

    first_start: date
    last_start: date


def keep_main_employer(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a spell: highest position percentage, compared exactly, then lowest employer id (RULES 12).

    `rows` has one row per spell and employer; the result is sorted by `spell_id`.
    """
    # ASSUME main_employer: of several employers the one with the largest position; ties say nothing, and take the
    # lowest id.
    order = ["spell_id", "position_percent", "employer_id"]
    return rows.sort(order, descending=[False, True, False]).unique("spell_id", keep="first", maintain_order=True)


def list_spells(rows: pl.DataFrame) -> pl.DataFrame:
    """Every spell once, by `spell_id`: id, person, first and last day, in which all its rows agree."""
    spells = rows.select("spell_id", "person_id", "start_date", "end_date")
    if not spells["spell_id"].is_sorted():
        spells = spells.sort("spell_id")
    return spells.filter(pl.col("spell_id").ne_missing(pl.col("spell_id").shift(1))).rechunk()


def flag_overlaps(days: PersonDays) -> pl.Series:
    """Whether a spell's first day is on or before the latest end of the person's earlier spells (RULES 15).

    `days` are every spell of the extract, once each: short ones, those excluded later and those before the study count
    as earlier spells too. Boolean, in the order of the frame they came from.
    """
    # ASSUME overlap_with_any_spell: the previous spell is any that began before, be it short, excluded or older than
    # the study; the article says no more than that the previous one had not ended.
    flags = np.zeros(len(days.rows), dtype=np.bool_)
    flags[days.rows[1:]] = days.starts[1:] <= days.latest_ends[:-1]
    return pl.Series("is_overlapping", flags)


def select_long_spells(rows: pl.DataFrame, window: StudyWindow) -> pl.DataFrame:
    """Rows of spells of at least 112 days, real length, that started in the window (RULES 9); adds `length_days`."""
    length = (pl.col("end_date") - pl.col("start_date")).dt.total_days() + 1
    return rows.with_columns(length.cast(pl.Int32).alias("length_days")).filter(
        pl.col("length_days") >= LONG_SPELL_DAYS,
        pl.col("start_date").is_between(window.first_start, window.last_start),
    )


def count_days_on_leave(spells: pl.DataFrame, days: PersonDays) -> pl.Series:
    """Distinct days on leave, in any spell of the person, among the 365 days from the start (RULES 18).

    `spells` are those to count for, with `person_id` and `start_date`; `days` every spell of the extract, once each.
    Returns `total_duration` in the order of `spells`. New days of each spell are added up in the order of person and
    first day; days up to a date are then a running sum.
    """
    first = days.pack(spells["person_id"], spells["start_date"])
    before = np.concatenate([[-1], days.latest_ends[:-1]])
    covered = np.cumsum(np.maximum(days.ends - np.maximum(days.starts - 1, before), 0))
    counted = _days_until(days, covered, first + MAXIMUM_DAYS - 1) - _days_until(days, covered, first - 1)
    return pl.Series("total_duration", counted.astype(np.int32))


def _days_until(days: PersonDays, covered: Integers, wanted: Integers) -> Integers:
    """Days on leave up to and including each packed person and day, those of all persons before added.

    `covered` are the days on leave of each spell and all before it.
    """
    latest = search_sorted(days.starts, wanted) - 1
    inside = np.maximum(latest, 0)
    # A later day than the latest end has all days behind it; an earlier one lies in the spell with the latest end.
    beyond = np.maximum(days.latest_ends[inside] - wanted, 0)
    return np.where(latest < 0, 0, covered[inside] - beyond)

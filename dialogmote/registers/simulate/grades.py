"""Grading: from which month a spell is graded and how much, the monthly grades, and the lost workdays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.contracts.artifacts import MAXIMUM_DAYS
from dialogmote.registers.simulate.draws import Bools, Floats, Ints, Streams, first_day_of, months_of, ordered_sum, pick
from dialogmote.registers.simulate.truth import Grades

FULL = 100.0
BLOCK_SPELLS = 250_000  # whose months are worked out at once; any number gives the same rows


@dataclass(frozen=True)
class GradePath:
    """A spell's course of grades: full until `first_month` (0 is the first calendar month of the spell), then the first
    phase, then the second. Percent."""

    first_month: Ints
    first_percent: Floats
    second_percent: Floats


@dataclass(frozen=True)
class GradedSpells:
    """Spells with their planned course of grades, one element a spell.

    `shift` is the service's effect on the grade in percentage points, NaN where it does not reach (short spells).
    """

    start_day: Ints
    length: Ints
    path: GradePath
    shift: Floats

    def take(self, rows: Ints | slice) -> "GradedSpells":
        """Some of the spells."""
        path = self.path
        part = GradePath(path.first_month[rows], path.first_percent[rows], path.second_percent[rows])
        return GradedSpells(self.start_day[rows], self.length[rows], part, self.shift[rows])

    def count_months(self) -> Ints:
        """How many calendar months each spell touches."""
        return months_of(self.start_day + self.length - 1) - months_of(self.start_day) + 1


def draw_paths(truth: Grades, starts_day: Ints, in_county: Bools, streams: Streams) -> GradePath:
    """Draw each spell's course of grades as planned, whether or not the spell lasts that long."""
    # ASSUME simulated_grading_season: who falls ill before or in the summer is graded less often; holidays break the
    # work there would be.
    rng = streams.named("grades")
    n = len(in_county)
    share = np.where(in_county, truth.graded_share_trondelag, truth.graded_share)
    is_graded = rng.random(n) < share * np.array(truth.graded_month_factor)[months_of(starts_day) % 12]
    first_month = np.where(is_graded, pick(rng, truth.start_month_weights, n), 10_000)
    first = np.array(truth.first_percents, dtype=np.float64)[pick(rng, truth.first_weights, n)]
    second = np.maximum(np.rint(first * truth.second_phase_factor / 5) * 5, truth.lowest_percent)
    return GradePath(first_month, first, second)


def percent_in(truth: Grades, path: GradePath, spell: Ints, month: Ints, shift: Floats) -> Floats:
    """Grade of the spells in their month (0 is the first); `shift` is the service's effect as in `GradedSpells`."""
    since = month - path.first_month[spell]
    percent = np.where(
        since < 0,
        FULL,
        np.where(since < truth.second_phase_month, path.first_percent[spell], path.second_percent[spell]),
    )
    moved = np.clip(percent + shift[spell], truth.lowest_percent, FULL)
    return np.where((month >= truth.effect_month) & ~np.isnan(moved), moved, percent)


def reach_of(shift: Floats) -> Floats:
    """The shifts where there is any, NaN for all where there is none: then every grade stays as it was planned."""
    return shift if shift.any() else np.full(len(shift), np.nan)


def mean_grades(truth: Grades, spells: GradedSpells) -> Floats:
    """The mean grade over the days of each spell."""
    means = np.empty(len(spells.length))
    for first in range(0, len(means), BLOCK_SPELLS):
        block = slice(first, first + BLOCK_SPELLS)
        means[block] = _mean_of_block(truth, spells.take(block))
    return means


def _mean_of_block(truth: Grades, spells: GradedSpells) -> Floats:
    months = _touched_months(truth, spells)
    begin = np.maximum(first_day_of(months.month), spells.start_day[months.spell])
    end = np.minimum(first_day_of(months.month + 1), (spells.start_day + spells.length)[months.spell])
    total = ordered_sum(months.percent * (end - begin), months.spell, len(spells.length))
    return np.clip(total / spells.length / FULL, truth.lowest_percent / FULL, 1.0)


@dataclass(frozen=True)
class _Months:
    """Calendar months of spells in long form: spell index, month since January 1970, grade in percent."""

    spell: Ints
    month: Ints
    percent: Floats


def _touched_months(truth: Grades, spells: GradedSpells) -> _Months:
    """Every month the spells touch, in the order of spell and month."""
    counts = spells.count_months()
    spell = np.repeat(np.arange(len(counts)), counts)
    offset = np.arange(len(spell)) - np.repeat(np.cumsum(counts) - counts, counts)
    percent = percent_in(truth, spells.path, spell, offset, spells.shift)
    return _Months(spell, months_of(spells.start_day)[spell] + offset, percent)


def lost_workdays(truth: Grades, length: Ints, grade_mean: Floats, position_percent: Floats) -> Floats:
    """Working days lost, times grade and position; at most a year's."""
    days = np.minimum(length, MAXIMUM_DAYS) * truth.workdays_a_year / MAXIMUM_DAYS
    return days * grade_mean * position_percent / FULL


def grade_rows(truth: Grades, spells: GradedSpells, spell_id: Ints, person_id: Ints) -> pl.DataFrame:
    """Rows of the extract `sykmeldingsgrad_maned`, English names, in the order of the spells and their months.

    Written block by block into the columns, so that only the rows themselves take memory.
    """
    ends = np.cumsum(spells.count_months())
    n = int(ends[-1]) if len(ends) else 0
    types: dict[str, type] = {"spell_id": np.int64, "person_id": np.int64, "year_month": np.int32}
    columns: dict[str, npt.NDArray[Any]] = {name: np.empty(n, dtype=kind) for name, kind in types.items()} | {
        "grade_percent": np.empty(n)
    }
    for first in range(0, len(ends), BLOCK_SPELLS):
        block = slice(first, first + BLOCK_SPELLS)
        months = _touched_months(truth, spells.take(block))
        begin = int(ends[first - 1]) if first else 0
        rows = slice(begin, begin + len(months.spell))
        columns["spell_id"][rows] = spell_id[block][months.spell]
        columns["person_id"][rows] = person_id[block][months.spell]
        columns["year_month"][rows] = (1970 + months.month // 12) * 100 + months.month % 12 + 1
        columns["grade_percent"][rows] = months.percent
    return pl.DataFrame([pl.Series(name, columns.pop(name)) for name in list(columns)])


def short_paths(path: GradePath, beside: Ints) -> GradePath:
    """Short spells are graded from the start where the long one beside them was graded, else full throughout."""
    is_graded = path.first_month[beside] < 10_000
    return GradePath(np.where(is_graded, 0, 10_000), path.first_percent[beside], path.second_percent[beside])

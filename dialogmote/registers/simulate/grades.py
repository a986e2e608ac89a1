"""Grading: from which month a spell is graded and how much, the monthly grades, and the lost workdays."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import MAXIMUM_DAYS
from dialogmote.registers.simulate.draws import Bools, Floats, Ints, Streams, first_day_of, months_of, ordered_sum, pick
from dialogmote.registers.simulate.truth import Grades

FULL = 100.0


@dataclass(frozen=True)
class GradePath:
    """A spell's course of grades: full until `first_month` (0 is the first calendar month of the spell), then the first
    phase, then the second. Percent."""

    first_month: Ints
    first_percent: Floats
    second_percent: Floats


@dataclass(frozen=True)
class Grading:
    """Monthly grades in long form (spell index, month since January 1970, percent) and each spell's mean grade."""

    spell: Ints
    month: Ints
    percent: Floats
    mean: Floats


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
    """Grade of the spells in their month (0 is the first); `shift` is the service's effect, percentage points."""
    since = month - path.first_month[spell]
    percent = np.where(
        since < 0,
        FULL,
        np.where(since < truth.second_phase_month, path.first_percent[spell], path.second_percent[spell]),
    )
    if not shift.any():
        return percent
    moved = np.clip(percent + shift[spell], truth.lowest_percent, FULL)
    return np.where(month >= truth.effect_month, moved, percent)


def grade_spells(truth: Grades, starts_day: Ints, length: Ints, path: GradePath, shift: Floats) -> Grading:
    """Monthly grades of every month a spell touches, and the mean over its days."""
    first, last = months_of(starts_day), months_of(starts_day + length - 1)
    counts = last - first + 1
    spell = np.repeat(np.arange(len(counts)), counts)
    offset = np.arange(len(spell)) - np.repeat(np.cumsum(counts) - counts, counts)
    month = first[spell] + offset
    percent = percent_in(truth, path, spell, offset, shift)
    begin = np.maximum(first_day_of(month), starts_day[spell])
    end = np.minimum(first_day_of(month + 1), (starts_day + length)[spell])
    mean = ordered_sum(percent * (end - begin), spell, len(counts)) / length / FULL
    return Grading(spell, month, percent, np.clip(mean, truth.lowest_percent / FULL, 1.0))


def lost_workdays(truth: Grades, length: Ints, grade_mean: Floats, position_percent: Floats) -> Floats:
    """Working days lost, times grade and position; at most a year's."""
    days = np.minimum(length, MAXIMUM_DAYS) * truth.workdays_a_year / MAXIMUM_DAYS
    return days * grade_mean * position_percent / FULL


def grade_rows(grading: Grading, spell_id: Ints, person_id: Ints) -> pl.DataFrame:
    """Rows of the extract `sykmeldingsgrad_maned`, English names, for spells with the given identifiers."""
    years, months = np.divmod(grading.month, 12)
    return pl.DataFrame(
        {
            "spell_id": spell_id[grading.spell],
            "person_id": person_id[grading.spell],
            "year_month": ((1970 + years) * 100 + months + 1).astype(np.int32),
            "grade_percent": grading.percent,
        }
    )


def short_paths(path: GradePath, beside: Ints) -> GradePath:
    """Short spells are graded from the start where the long one beside them was graded, else full throughout."""
    is_graded = path.first_month[beside] < 10_000
    return GradePath(np.where(is_graded, 0, 10_000), path.first_percent[beside], path.second_percent[beside])

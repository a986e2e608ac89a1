"""The courses: when long spells start, how severe they are, and the short spells around them."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import ndtri

from dialogmote.contracts.artifacts import LONG_SPELL_DAYS, MAXIMUM_DAYS
from dialogmote.registers.person_days import search_sorted
from dialogmote.registers.simulate.draws import (
    PERSON_SPAN,
    Bools,
    Ints,
    Streams,
    day_number,
    first_day_of,
    months_of,
    pick,
    step_values,
)
from dialogmote.registers.simulate.people import DAYS_A_YEAR, People
from dialogmote.registers.simulate.truth import Courses, Population

LEAST_SHORT_DAYS, MOST_SHORT_DAYS = 3, LONG_SPELL_DAYS - 1
MOST_GAP_BEFORE = 800  # keeps every short spell within the first row of the person
MIDDLE_AGE_YEARS = 45
EARLY_YEAR, LATE_YEAR = 2014, 2022
LATE_MONTHS = 6
CLOSING_START, CLOSING_STARTS = date(2022, 6, 10), 21
LAST_SHORT_END = date(2023, 3, 31)


@dataclass(frozen=True)
class Starts:
    """First days of the long spells (days since 1970-01-01) and whose they are."""

    person: Ints
    day: Ints
    is_closing: Bools
    n_persons: int


def draw_starts(population: Population, scale: float, streams: Streams) -> Starts:
    """Long spells by month of the start, dealt to persons; of two that start on one day for one person, one is kept."""
    rng = streams.named("starts")
    months, counts = _monthly_counts(population, scale)
    month = np.repeat(months, counts)
    day = _draw_days(population, month, rng)
    closing = day_number(CLOSING_START) + np.arange(population.closing_courses) % CLOSING_STARTS
    n_persons = max(1, round(len(day) / population.long_spells_per_person))
    order = streams.named("deal").permutation(len(day))
    person = np.concatenate([np.arange(n_persons), rng.integers(0, n_persons, len(day) - n_persons)])[order]
    person = np.concatenate([person, n_persons + np.arange(len(closing))])
    day = np.concatenate([day, closing])
    _, kept = np.unique(person * PERSON_SPAN + day, return_index=True)
    kept = np.sort(kept)
    return Starts(person[kept], day[kept], person[kept] >= n_persons, n_persons + len(closing))


def _monthly_counts(population: Population, scale: float) -> tuple[Ints, Ints]:
    """Months since January 1970 and how many long spells start in each."""
    years = population.long_spells_per_year
    weights = np.array(population.month_weights) / sum(population.month_weights)
    outside = population.outside_window_share
    totals = {EARLY_YEAR: years[min(years)] * outside, **years, LATE_YEAR: years[max(years)] * outside}
    months, counts = [], []
    for year, total in totals.items():
        last = LATE_MONTHS if year == LATE_YEAR else 12
        months += [(year - 1970) * 12 + m for m in range(last)]
        counts += [total * scale * w for w in weights[:last]]
    # Rounding carries over from month to month, so that a small register keeps the sum.
    cumulated = np.rint(np.cumsum(counts)).astype(np.int64)
    return np.array(months), np.diff(cumulated, prepend=0)


def _draw_days(population: Population, month: Ints, rng: np.random.Generator) -> Ints:
    """A day of the month, moved within its week to the drawn weekday where the month allows it."""
    first, following = first_day_of(month), first_day_of(month + 1)
    day = first + np.floor(rng.random(len(month)) * (following - first)).astype(np.int64)
    monday = day - (day + 3) % 7  # 1970-01-01 was a Thursday
    moved = monday + pick(rng, population.weekday_weights, len(month))
    moved = np.where(moved < first, moved + 7, moved)
    return np.where(moved >= following, moved - 7, moved)


def draw_prognosis(truth: Courses, starts: Starts, people: People, streams: Streams) -> Ints:
    """Latent prognosis class of each spell, mild to severe: a score cut at the classes' shares."""
    person = starts.person
    age = (starts.day - people.birth_day[person]) / DAYS_A_YEAR
    shift = (
        np.array(truth.month_score)[months_of(starts.day) % 12]
        + step_values(starts.day, [s.start for s in truth.levels], [s.score for s in truth.levels])
        + truth.age_score_per_decade * (age - MIDDLE_AGE_YEARS) / 10
        + truth.woman_score * people.is_woman[person]
        + truth.foreign_born_score * people.is_foreign_born[person]
    )
    # ASSUME simulated_prognosis: whether a spell will be short or long is settled at its start; part of it stays with
    # the person.
    own = streams.named("prognosis").standard_normal(len(person))
    score = shift + np.sqrt(truth.frailty_share) * people.frailty[person] + np.sqrt(1 - truth.frailty_share) * own
    shares = np.cumsum(truth.class_share)
    prognosis = np.searchsorted(ndtri(shares[:-1] / shares[-1]), score)
    return np.where(starts.is_closing, len(shares) - 1, prognosis)


def overlapping(person: Ints, start: Ints, length: Ints) -> Bools:
    """Spells that start on or before the latest last day of the person's spells that started before them."""
    order = np.argsort(person * PERSON_SPAN + start, kind="stable")
    ends = (start + length - 1)[order]
    base = person[order] * PERSON_SPAN
    latest = np.maximum.accumulate(base + ends)
    flags = np.zeros(len(order), dtype=np.bool_)
    flags[order[1:]] = (base + start[order])[1:] <= latest[:-1]
    return flags


@dataclass(frozen=True)
class ShortSpells:
    """Short spells: person, first day, length, and the long spell they follow or precede."""

    person: Ints
    day: Ints
    length: Ints
    beside: Ints


@dataclass(frozen=True)
class ShortDraws:
    """Random gaps and lengths (days) of the short spells: those after each long spell (columns) and one before."""

    gaps: Ints
    lengths: Ints
    gap_before: Ints
    length_before: Ints
    has_before: Bools


def draw_short(truth: Courses, n: int, streams: Streams) -> ShortDraws:
    """Draw gaps and lengths once, so that the courses with and without the service share them."""
    rng = streams.named("short")
    shape = (n, truth.relapses)
    return ShortDraws(
        gaps=2 + np.floor(rng.exponential(truth.relapse_gap_days, shape)).astype(np.int64),
        lengths=_short_lengths(truth, rng, shape),
        gap_before=2
        + np.minimum(np.floor(rng.exponential(truth.relapse_gap_days, n)), MOST_GAP_BEFORE).astype(np.int64),
        length_before=_short_lengths(truth, rng, (n,)),
        has_before=rng.random(n) < truth.earlier_short_share,
    )


def _short_lengths(truth: Courses, rng: np.random.Generator, shape: tuple[int, ...]) -> Ints:
    """Lengths of 3 to 111 days."""
    drawn = LEAST_SHORT_DAYS + np.floor(rng.exponential(truth.relapse_days, shape)).astype(np.int64)
    return np.minimum(drawn, MOST_SHORT_DAYS)


def place_short(starts: Starts, length: Ints, draws: ShortDraws) -> ShortSpells:
    """Put the short spells after and before the long ones; a short spell that meets another spell is dropped."""
    end = starts.day + length - 1
    number = np.arange(len(end))
    parts = [(number[draws.has_before], (starts.day - draws.gap_before - draws.length_before)[draws.has_before])]
    sizes = [draws.length_before[draws.has_before]]
    for j in range(draws.gaps.shape[1]):
        begin = end + draws.gaps[:, j]
        parts.append((number, begin))
        sizes.append(draws.lengths[:, j])
        end = begin + draws.lengths[:, j] - 1
    beside, begin = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
    size = np.concatenate(sizes)
    keep = _is_free(starts, length, beside, begin, size) & ~starts.is_closing[beside]
    keep &= begin + size - 1 <= day_number(LAST_SHORT_END)
    return ShortSpells(starts.person[beside[keep]], begin[keep], size[keep], beside[keep])


def _is_free(starts: Starts, length: Ints, beside: Ints, begin: Ints, size: Ints) -> Bools:
    """Whether a short spell meets neither a long spell nor an earlier short one of the person."""
    person = np.concatenate([starts.person, starts.person[beside]])
    first = np.concatenate([starts.day, begin])
    last = np.concatenate([starts.day + length - 1, begin + size - 1])
    is_long = np.arange(len(person)) < len(starts.day)
    order = np.argsort((person * PERSON_SPAN + first) * 2 + ~is_long, kind="stable")
    base = person[order] * PERSON_SPAN
    latest = np.maximum.accumulate(base + last[order])
    meets_earlier = np.concatenate([[False], (base + first[order])[1:] <= latest[:-1]])
    meets_later = np.concatenate([(base + last[order])[:-1] >= (base + first[order])[1:], [False]])
    free = np.empty(len(person), dtype=np.bool_)
    free[order] = ~(meets_earlier | meets_later)
    return free[len(starts.day) :]


def days_on_leave(person: Ints, start: Ints, length: Ints, window_person: Ints, window_start: Ints) -> Ints:
    """Distinct days on leave, in any spell, among the 365 days from each window's start.

    The spells' union is cut into blocks; a running count of covered days answers every window.
    """
    order = np.argsort(person * PERSON_SPAN + start, kind="stable")
    base = person[order] * PERSON_SPAN
    first, last = base + start[order], base + (start + length - 1)[order]
    latest = np.maximum.accumulate(last)
    before = np.concatenate([[np.int64(-1)], latest[:-1]])
    new_days = np.maximum(last - np.maximum(first - 1, before), 0)
    covered = np.cumsum(new_days)

    def count(day: Ints) -> Ints:
        """Covered days up to and with the day, over all persons in order."""
        place = search_sorted(first, day) - 1
        inside = np.maximum(place, 0)
        beyond = np.maximum(latest[inside] - day, 0)
        return np.where(place < 0, 0, covered[inside] - beyond)

    key = window_person * PERSON_SPAN + window_start
    return count(key + MAXIMUM_DAYS - 1) - count(key - 1)

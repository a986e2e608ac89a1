"""Random numbers and vectorised draws shared by the simulator's parts."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from dialogmote.registers.person_days import search_sorted

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
PERSON_SPAN = 1_000_000  # more than any day number: keeps the days of one person apart from the next person's


@dataclass(frozen=True)
class Streams:
    """Independent generators by name: a new mechanism takes a new name and shifts no other one's numbers."""

    seed: int

    def named(self, name: str) -> np.random.Generator:
        """The generator of one mechanism, the same for the same seed and name."""
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(zlib.crc32(name.encode()),)))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def pick(rng: np.random.Generator, weights: Sequence[float], size: int) -> Ints:
    """Indices drawn with the given weights."""
    return pick_with(rng.random(size), weights)


def pick_with(uniforms: Floats, weights: Sequence[float]) -> Ints:
    """Indices that the uniforms choose under the given weights."""
    limits = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.minimum(np.searchsorted(limits / limits[-1], uniforms, side="right"), len(limits) - 1)


def step_values(days: Ints, starts: Sequence[date], values: Sequence[float]) -> Floats:
    """The value of the last step that began on or before each day (the first one before that)."""
    return np.asarray(values, dtype=np.float64)[step_index(days, starts)]


def step_index(days: Ints, starts: Sequence[date]) -> Ints:
    """Index of the last step that began on or before each day."""
    limits = np.array([day_number(start) for start in starts])
    return np.maximum(np.searchsorted(limits, days, side="right") - 1, 0)


def months_of(days: Ints) -> Ints:
    """Months since January 1970 of days since 1970-01-01."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_day_of(months: Ints) -> Ints:
    """First day, since 1970-01-01, of months since January 1970."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def whole_years_between(birth_days: Ints, days: Ints) -> Ints:
    """Age in whole years; born on 29 February turns a year older on 1 March in other years."""
    birth_months, months = months_of(birth_days), months_of(days)
    birth_in_month = birth_days - first_day_of(birth_months)
    in_month = days - first_day_of(months)
    not_yet = (months % 12 * 31 + in_month) < (birth_months % 12 * 31 + birth_in_month)
    return months // 12 - birth_months // 12 - not_yet


def touches(person: Ints, first: Ints, last: Ints, whose: Ints, begin: Ints, end: Ints) -> Bools:
    """Whether any period `first`..`last` of a person meets that person's window `begin`..`end`, both days inside."""
    if not len(person):
        return np.zeros(len(whose), dtype=np.bool_)
    order = np.argsort(person * PERSON_SPAN + first, kind="stable")
    offset = person[order] * PERSON_SPAN
    firsts, latest = offset + first[order], np.maximum.accumulate(offset + last[order])
    place = search_sorted(firsts, whose * PERSON_SPAN + end) - 1
    return (place >= 0) & (latest[np.maximum(place, 0)] >= whose * PERSON_SPAN + begin)


def ordered_sum(values: Any, groups: Ints, n_groups: int) -> Floats:
    """Sums by group, added in row order, so that they do not depend on threads."""
    return np.bincount(groups, weights=values, minlength=n_groups).astype(np.float64)

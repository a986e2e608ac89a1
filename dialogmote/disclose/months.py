"""Spells by start month, and the sums of them that other exhibits show: which of both have to go in a small register.

Where few spells start in a month, its count is hidden; a known sum of a few such months would still bound each of them
under the threshold. Every sum here is over months that follow each other, so that a reader's bounds are shortest paths
between the ends of months (difference constraints: Cormen and others, Introduction to Algorithms, chapter 24.4): exact,
in whole numbers. Partners are hidden until each hidden month could be one of the threshold or more; where no partner is
left, the shortest sum goes. Readers are taken to know every sum and every shown month exactly, though all are rounded.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from dialogmote.disclose.profiles import Profile
from dialogmote.disclose.roles import Name
from dialogmote.estimate.hazards import WINDOWS
from dialogmote.estimate.levels import LEVEL_WINDOWS
from dialogmote.estimate.windows import StartWindow

YEARS_BEFORE = (0, 1, 2)
# The year of table 3, and the starts of every regression (`periods` in config.yaml, as the article has them).
YEAR_0 = StartWindow(date(2017, 1, 1), date(2017, 12, 31))
PERIODS = StartWindow(date(2017, 1, 1), date(2019, 8, 31))
EVER = StartWindow(date.min, date.max)


@dataclass(frozen=True)
class KnownSum:
    """The spells that started in a window. `is_kept` where it is spread over too much to be hidden."""

    name: Name
    starts: StartWindow
    is_kept: bool = False

    def places(self, months: Sequence[date]) -> tuple[int, int]:
        """The months that lie in it as a whole, as places from and to, the latter not included."""
        inside = [
            i for i, month in enumerate(months) if month >= self.starts.first_start and _ends_in(month, self.starts)
        ]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _ends_in(month: date, starts: StartWindow) -> bool:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1) <= starts.last_start


def sums_of(group: str) -> tuple[KnownSum, ...]:
    """The sums that exhibits show of a group's months."""
    everywhere = (
        KnownSum((group, "year_0"), YEAR_0),
        KnownSum((group, "periods"), PERIODS, is_kept=True),
        KnownSum((group, "ever"), EVER, is_kept=True),
    )
    if group != "national":
        return everywhere
    hazards = (
        KnownSum((group, window, starts.years_before(years).first_start.year), starts.years_before(years))
        for window, starts in WINDOWS.items()
        for years in YEARS_BEFORE
    )
    levels = (KnownSum((group, window), starts) for window, starts in LEVEL_WINDOWS.items())
    return (*everywhere, *hazards, *levels)


def hide_months(
    national: Mapping[date, float], areas: Mapping[str, Mapping[date, float]], profile: Profile
) -> set[Name]:
    """Months (group and first day) and sums (as `sums_of` names them) to hide, from spells by month.

    `areas` are the other groups: Trøndelag, whose spells are some of the country's, goes where the country goes.
    """
    gone = hide_series("national", national, profile)
    for group, counts in areas.items():
        around = _hidden_around(national, counts, gone, profile) if group == "trondelag" else set()
        gone |= hide_series(group, counts, profile, around)
    return gone


def _hidden_around(
    national: Mapping[date, float], counts: Mapping[date, float], gone: Collection[Name], profile: Profile
) -> set[date]:
    """Months of an area that go because the country's goes, or because the country has few more."""
    return {
        month
        for month, n in counts.items()
        if ("national", month) in gone or profile.is_small_difference(national.get(month, n) - n)
    }


def hide_series(group: str, counts: Mapping[date, float], profile: Profile, also: Collection[date] = ()) -> set[Name]:
    """Months and sums of one group to hide; `also` are months that are hidden for another reason."""
    months = sorted(month for month, n in counts.items() if n)
    numbers = [int(counts[month]) for month in months]
    hidden = {i for i, n in enumerate(numbers) if profile.is_small(n) or months[i] in also}
    shown_sums = {known: known.places(months) for known in sums_of(group)}
    given_up: set[int] = set()
    while closed := _closed(numbers, hidden - given_up, hidden, list(shown_sums.values()), profile):
        around = sorted(
            (k for k, (a, b) in shown_sums.items() if a <= closed[0] < b), key=lambda k: _length(shown_sums[k])
        )
        partners = next((left for k in around if (left := set(range(*shown_sums[k])) - hidden)), set())
        droppable = [known for known in around if not known.is_kept]
        if partners:
            hidden.add(min(partners, key=lambda i: (numbers[i], i)))
        elif droppable:
            del shown_sums[droppable[0]]
        else:
            given_up.add(closed[0])
    dropped = {known.name for known in sums_of(group) if known not in shown_sums}
    return {(group, months[i]) for i in hidden} | dropped


def _length(places: tuple[int, int]) -> int:
    return places[1] - places[0]


def _closed(
    numbers: Sequence[int], asked: set[int], hidden: set[int], sums: Sequence[tuple[int, int]], profile: Profile
) -> list[int]:
    """Hidden months that a reader knows to be small, or knows exactly; in order."""
    if not asked:
        return []
    farthest = _bounds(numbers, hidden, sums)
    highest = {i: farthest[i, i + 1] for i in asked}
    return [i for i in sorted(asked) if highest[i] < profile.threshold or highest[i] == -farthest[i + 1, i]]


def _bounds(numbers: Sequence[int], hidden: set[int], sums: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """How many spells at most lie between two ends of months, in row and column; backwards: at least, negative."""
    ends = np.concatenate([[0], np.cumsum(numbers)])
    most = np.full((len(ends), len(ends)), np.inf)
    np.fill_diagonal(most, 0)
    for i in range(len(numbers)):
        if i in hidden:
            most[i + 1, i] = -1.0
    for first, last in [*sums, *((i, i + 1) for i in range(len(numbers)) if i not in hidden)]:
        if first < last:
            most[first, last] = min(most[first, last], ends[last] - ends[first])
            most[last, first] = min(most[last, first], ends[first] - ends[last])
    for via in range(len(ends)):
        most = np.minimum(most, most[:, via, None] + most[None, via, :])
    return most

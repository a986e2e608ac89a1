"""Spells in the order of person and first day: what every question about a person's days is answered from.

Person and day are packed into one integer, so that a running maximum never reaches from one person into the next, and a
binary search for a day of a person is one search. Questions asked in order are answered many times faster than at
random, so they are sorted first.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.registers.sorting import DAY_BITS, Integers, find_places, order_rows, pack_days

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class PersonDays:
    """Spells sorted by person and first day.

    `rows` are their places in the frame they came from, `persons` the persons' ids, ascending, each once. `starts` and
    `ends` pack the place of the person among `persons` with first and last day; `latest_ends` has the latest of the
    person's ends so far.
    """

    rows: Integers
    persons: Integers
    starts: Integers
    ends: Integers
    latest_ends: Integers

    @property
    def places(self) -> Integers:
        """Place of each spell's person among the persons."""
        return self.starts >> DAY_BITS

    def pack(self, persons: pl.Series, days: pl.Series) -> Integers:
        """Person and day as `starts` has them; of a person who has no spell, smaller than any."""
        places = find_places(self.persons, persons)
        return np.where(places < 0, np.iinfo(np.int64).min, pack_days(np.maximum(places, 0), days))

    def find_latest(self, wanted: Integers) -> Integers:
        """Of each packed person and day, the place (in this order) of the person's latest spell that began by then.

        -1 where no spell of the person had begun.
        """
        if len(self.starts) == 0:
            return np.full(len(wanted), -1, dtype=np.int64)
        latest = search_sorted(self.starts, wanted) - 1
        is_own = (latest >= 0) & (self.starts[np.maximum(latest, 0)] >> DAY_BITS == wanted >> DAY_BITS)
        return np.where(is_own, latest, -1)


def order_by_person(spells: pl.DataFrame) -> PersonDays:
    """The spells of a frame with `person_id`, `start_date` and `end_date`, none of them null, in that order."""
    spells = spells.select("person_id", "start_date", "end_date").rechunk()
    rows = order_rows(spells, ["person_id", "start_date"])
    ids = spells["person_id"].to_numpy()[rows].astype(np.int64)
    is_new = np.ones(len(ids), dtype=np.bool_)
    np.not_equal(ids[1:], ids[:-1], out=is_new[1:])
    places = np.cumsum(is_new, dtype=np.int64) - 1
    starts, ends = (pack_days(places, spells[name].gather(rows)) for name in ("start_date", "end_date"))
    return PersonDays(rows, ids[is_new], starts, ends, np.maximum.accumulate(ends))


def search_sorted(keys: Integers, wanted: Integers) -> Integers:
    """How many of the sorted `keys` are at most each wanted integer."""
    if len(wanted) < 2 or (wanted[1:] >= wanted[:-1]).all():
        return np.searchsorted(keys, wanted, side="right")
    order = np.argsort(wanted)
    found = np.empty(len(wanted), dtype=np.int64)
    found[order] = np.searchsorted(keys, wanted[order], side="right")
    return found

"""Offices whose own count is hidden, shown together: by county, or counties together where a county has too few.

A cell says how many offices it holds and how many spells they have together. It must not say what hiding each of them
kept: even to a reader who knows a cell's sum exactly, every office in it could have a threshold of spells.
"""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from dialogmote.disclose.profiles import SMALLEST_NUMBER_OF_OFFICES, Profile

REST = "rest"  # the cell of all counties that have none of their own
Counts = Mapping[str, Sequence[int]]


def merge_offices(exact: pl.DataFrame, shown: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """The offices that `shown` hides, merged: county (or `REST`), n_offices, n_spells rounded as the profile says.

    `exact` and `shown` are `Figure1`, exact and as released. Every hidden office is in one cell. No rows when none is
    hidden, or when all of them together are too few.
    """
    hidden = exact.join(shown.filter(pl.col("n_spells").is_null()), on="office", how="semi")
    counts = {
        county: hidden.filter(pl.col("county") == county)["n_spells"].drop_nulls().to_list()
        for county in hidden["county"].unique().sort()
    }
    cells = merge_counties(counts, profile)
    rows = [
        (county, len(merged), profile.round(sum(merged)))
        for county, merged in sorted(cells.items(), key=lambda cell: (cell[0] == REST, cell[0]))
    ]
    schema = {"county": pl.String, "n_offices": pl.Int64, "n_spells": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def merge_counties(counts: Counts, profile: Profile) -> dict[str, list[int]]:
    """The cells by county, with the counts in each; counties that are too few alone are in the cell `REST`.

    `counts` are those of the hidden offices, by county, each at least one. A rest that is too few takes further
    counties in, those with the fewest hidden offices first: which go says nothing of their spells.
    """
    alone = {county: list(found) for county, found in counts.items() if is_enough(found, profile)}
    rest = _together(found for county, found in counts.items() if county not in alone)
    while rest and not is_enough(rest, profile):
        if not alone:
            return {}
        rest += alone.pop(min(alone, key=lambda county: (len(alone[county]), county)))
    return alone | ({REST: rest} if rest else {})


def is_enough(counts: Sequence[int], profile: Profile) -> bool:
    """Whether offices may be shown as one: three or more, any of which could have a threshold's worth of the spells.

    Each of the others then has at least one spell, for an office without any is not hidden.
    """
    others = len(counts) - 1
    return len(counts) >= SMALLEST_NUMBER_OF_OFFICES and sum(counts) - others >= profile.threshold


def _together(parts: Iterable[Sequence[int]]) -> list[int]:
    return [count for part in parts for count in part]

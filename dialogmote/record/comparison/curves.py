"""What a reader sees in a curve by week or month: its peak, its fall, the weeks in which something holds.

Each turns words like "between week 22 and 26" into a first and a last week of our own curve. None when the curve has no
such place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Curve = Mapping[int, float]


@dataclass(frozen=True)
class Span:
    """A first and a last week (or month), both inside."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many weeks it has."""
        return self.last - self.first + 1


def between(curve: Curve, first: int, last: int) -> dict[int, float]:
    """The part of a curve from `first` to `last`, in order."""
    return {place: curve[place] for place in sorted(curve) if first <= place <= last}


def highest(curve: Curve) -> int | None:
    """Where the curve is highest, the first such place of several."""
    return max(sorted(curve), key=lambda place: curve[place]) if curve else None


def lowest(curve: Curve) -> int | None:
    """Where the curve is lowest, the first such place of several."""
    return min(sorted(curve), key=lambda place: curve[place]) if curve else None


def peak_span(curve: Curve) -> Span | None:
    """The places around the highest one, without a gap, where the curve is at least halfway up from its lowest point.

    None for a flat curve.
    """
    top = highest(curve)
    if top is None or min(curve.values()) == curve[top]:
        return None
    half = (curve[top] + min(curve.values())) / 2
    return run_around(top, (place for place in curve if curve[place] >= half))


def run_around(place: int, places: Iterable[int]) -> Span | None:
    """The unbroken run of whole numbers that holds `place`; none when `place` is not among them."""
    inside = set(places)
    if place not in inside:
        return None
    first = last = place
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside:
        last += 1
    return Span(first, last)


def longest_run(places: Iterable[int]) -> Span | None:
    """The longest unbroken run of whole numbers, the first of several; none of none."""
    inside = set(places)
    runs = [run for place in sorted(inside) if (run := run_around(place, inside)) is not None]
    return max(runs, key=lambda run: run.length) if runs else None


def largest_fall(curve: Curve) -> Span | None:
    """From where to where the curve falls most: the two places with the largest drop from the earlier to the later.

    None when it never falls. Of several equal drops the shortest, then the first.
    """
    places = sorted(curve)
    drops = [
        (curve[start] - curve[end], -(end - start), -start)
        for at, start in enumerate(places)
        for end in places[at + 1 :]
    ]
    best = max(drops, default=(0.0, 0, 0))
    return Span(-best[2], -best[2] - best[1]) if best[0] > 0 else None


def steps(curve: Curve) -> dict[int, float]:
    """The change of the curve into each week, from the week before it."""
    return {place: curve[place] - curve[place - 1] for place in sorted(curve) if place - 1 in curve}

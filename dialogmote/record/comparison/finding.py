"""What an exhibit says to a claim: a value, its standard error where there is one, or that there is no such thing."""

from collections.abc import Callable
from dataclasses import dataclass

from dialogmote.record.comparison.curves import Span
from dialogmote.record.comparison.number import StdError
from dialogmote.record.comparison.published import Published
from dialogmote.record.comparison.reproduced import Reproduced


@dataclass(frozen=True)
class Finding:
    """The value that answers a claim; `is_absent` when the exhibit is there and shows nothing of the kind."""

    value: float | None
    error: StdError | None = None
    is_absent: bool = False


Find = Callable[[Published, Reproduced], Finding]


def first_of(span: Span | None, *, is_known: bool) -> Finding:
    """The first place of a span; absent when the curve is known and has none."""
    return Finding(None, is_absent=is_known) if span is None else Finding(float(span.first))


def last_of(span: Span | None, *, is_known: bool) -> Finding:
    """The last place of a span; absent when the curve is known and has none."""
    return Finding(None, is_absent=is_known) if span is None else Finding(float(span.last))


def at_place(place: int | None, *, is_known: bool) -> Finding:
    """One place of a curve."""
    return Finding(None, is_absent=is_known) if place is None else Finding(float(place))

"""Ticks of scales whose range is not known beforehand."""

from collections.abc import Callable
from math import ceil, floor, isfinite, log10
from typing import Any

from dialogmote.present.labels import natural_decimals
from dialogmote.present.texts import Catalogue

MOST_STEPS = 8
NEARLY = 1e-9  # a limit that is a tick but for rounding counts as one


def exact_labels(catalogue: Catalogue) -> Callable[[Any], list[str]]:
    """Tick labels in the language's numbers, all with the decimals that the finest needs: 2.5 is not written 2."""

    def write(values: Any) -> list[str]:
        decimals = max((natural_decimals(round(float(value), 6), most=4) for value in values), default=0)
        return [catalogue.number(value, decimals) for value in values]

    return write


def even_breaks(headroom: float = 0.0) -> Callable[[Any], list[float]]:
    """Breaks of a scale at even steps of 1, 2 or 5 (times a power of ten), about `MOST_STEPS` of them.

    None stands in the headroom: the share of the range below it that was added on top, for names.
    """

    def place(limits: Any) -> list[float]:
        low, high = float(limits[0]), float(limits[1])
        top = low + (high - low) / (1 + headroom)
        if not (isfinite(low) and isfinite(top) and top > low):
            return []
        step = _even_step((top - low) / MOST_STEPS)
        return [round(place * step, 10) for place in range(ceil(low / step - NEARLY), floor(top / step + NEARLY) + 1)]

    return place


def _even_step(least: float) -> float:
    """The smallest step of 1, 2 or 5 times a power of ten that is no smaller than `least`."""
    power = 10.0 ** floor(log10(least))
    return next(digit * power for digit in (1, 2, 5, 10) if digit * power >= least * (1 - NEARLY))

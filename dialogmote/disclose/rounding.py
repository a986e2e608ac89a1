"""Numbers that are no counts: how many digits of them may leave."""

import math

from dialogmote.disclose.profiles import Profile

P_VALUE_DIGITS = 3
LARGEST_DECIMALS = 6


def round_to_digits(number: float, digits: int) -> float:
    """A number to that many significant digits."""
    return round(number, decimals_of(number, digits)) if number else 0.0


def decimals_of(number: float, digits: int) -> int:
    """Decimals at which a number has that many significant digits (negative: tens, hundreds)."""
    return digits - 1 - math.floor(math.log10(abs(number)))


def mean_decimals(count: float, profile: Profile) -> int:
    """Decimals of a mean over `count`: as many as leave the count open by `rounding`.

    A mean of whole numbers over n is a multiple of 1/n, and with enough digits gives n away; a last digit of at least
    rounding/n does not, and one spell more or less cannot be read from it.
    """
    return max(-1, min(LARGEST_DECIMALS, math.floor(math.log10(count / profile.rounding))))

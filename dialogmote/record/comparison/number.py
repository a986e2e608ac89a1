"""One number, as printed and as reproduced, and the verdict on it.

The rule. Sources that contradict each other on a number: `source_contradiction`. Context that the pipeline does not
compute, a number missing on either side, and what depends on the number of spells when the register is not of full
size: `not_comparable`. Otherwise a number `agrees` when some value that prints as the published one lies within 1.96
standard errors of the reproduced one; without a standard error, within the tolerance alone; else it `differs`.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

AGREES, DIFFERS = "agrees", "differs"
SOURCE_CONTRADICTION, NOT_COMPARABLE = "source_contradiction", "not_comparable"
STANDARD_ERRORS = 1.96
# Rounding of binary fractions: 32.65 less 32.6 is a little more than 0.05.
ROUNDING = 1e-9
STAR_LEVELS = (0.10, 0.05, 0.01)


@dataclass(frozen=True)
class StdError:
    """A standard error in the number's own units, and where it comes from."""

    value: float
    source: str


@dataclass(frozen=True)
class Number:
    """One number: where it stands, as printed and as reproduced, and what the verdict rests on."""

    exhibit: str
    row_key: str
    column: str
    printed: str | None
    reproduced: float | None
    error: StdError | None = None
    tolerance: float = 0.0  # what printing or reading a figure leaves open, in the number's own units
    is_contradicted: bool = False
    is_context: bool = False  # stands in the source, and nothing here computes it
    is_absent: bool = False  # the source describes something that our exhibit does not show
    is_lower_bound: bool = False  # the source says "at least"
    is_p_value: bool = False  # compared by the stars it earns
    depends_on_size: bool = False  # a count, a standard error, a degree of significance
    is_from_register: bool = True
    restates: tuple[str, ...] = ()  # numbers, as exhibit/row_key/column, that this one says again or follows from alone

    @property
    def name(self) -> str:
        """What the number is called among the planted moments."""
        return f"{self.exhibit}/{self.row_key}/{self.column}"

    @property
    def published(self) -> float | None:
        """The printed number, null when the cell is empty."""
        return float(self.printed) if self.printed else None

    @property
    def difference(self) -> float | None:
        """Reproduced less published."""
        if self.published is None or self.reproduced is None:
            return None
        return self.reproduced - self.published

    @property
    def std_error(self) -> float | None:
        """The standard error, null without one; a spread of nothing is none."""
        return self.error.value if self.error is not None and self.error.value > 0 else None

    @property
    def difference_in_se(self) -> float | None:
        """The difference in standard errors, null without one."""
        if self.difference is None or self.std_error is None:
            return None
        return self.difference / self.std_error

    def status(self, *, is_full_size: bool) -> str:
        """The verdict, by the rule of this module."""
        if self.is_contradicted:
            return SOURCE_CONTRADICTION
        if self.is_context or (self.depends_on_size and not is_full_size):
            return NOT_COMPARABLE
        if self.is_absent:
            return DIFFERS
        if self.difference is None:
            return NOT_COMPARABLE
        return AGREES if self._is_close(self.difference) else DIFFERS

    def _is_close(self, difference: float) -> bool:
        if self.is_lower_bound and difference >= 0:
            return True
        if self.is_p_value:
            return stars_of(self.published) == stars_of(self.reproduced)
        allowed = STANDARD_ERRORS * (self.std_error or 0.0) + self.tolerance + ROUNDING
        return abs(difference) <= allowed


def half_unit(printed: str) -> float:
    """Half a unit of the last digit of a printed number: 0.05 for 32.7, 0.5 for 27."""
    _, _, decimals = printed.partition(".")
    return 0.5 * float(10 ** -len(decimals))


def finest_half_unit(printed: Iterable[str | None]) -> float:
    """Half a unit of the last digit in a row printed to one precision: 46 beside 45.8 stands for 46.0."""
    return min((half_unit(number) for number in printed if number), default=0.0)


def thousand_half_unit(printed: str) -> float:
    """Half a unit of a count given in words, whose thousands end in zeros: 500 for 38000."""
    zeros = len(printed) - len(printed.rstrip("0"))
    return 0.5 * 10**zeros if zeros >= 3 else half_unit(printed)


def stars_of(p_value: float | None) -> float | None:
    """How many stars a p-value earns: one below 0.10, two below 0.05, three below 0.01."""
    return None if p_value is None else float(sum(p_value < level for level in STAR_LEVELS))


def binomial_error(share_pct: float | None, n: float | None) -> StdError | None:
    """Standard error, in percentage points, of a share (percent) among n spells; none without either."""
    # ASSUME comparison_shares_independent: spells are independent; clustering in offices would make it larger, and the
    # verdict milder.
    if share_pct is None or not n or not 0 <= share_pct <= 100:
        return None
    return StdError(math.sqrt(share_pct * (100 - share_pct) / n), "binomial")


def poisson_error(count: float | None) -> StdError | None:
    """Standard error of a count, the root of it."""
    # ASSUME comparison_counts_poisson: another year of the same country has as many spells, but for chance; persons who
    # come back make it larger.
    return None if count is None else StdError(math.sqrt(count), "poisson")


def std_error_error(std_error: float | None, n_pilot_offices: float | None) -> StdError | None:
    """Standard error of a printed standard error that rests on a few clusters.

    A variance estimated from g clusters has about g - 1 degrees of freedom, so its root has the relative standard error
    1/sqrt(2(g - 1)) (the spread of a scaled chi). Pilot x period varies between the pilot offices alone: g is their
    number.
    """
    # ASSUME comparison_pilot_freedom: the pilot offices decide the degrees of freedom; unequal sizes leave fewer, and
    # would make it milder.
    if std_error is None or n_pilot_offices is None or n_pilot_offices < 2:
        return None
    return StdError(std_error / math.sqrt(2 * (n_pilot_offices - 1)), "pilot_offices")


def error_from_p_value(estimate: float | None, p_value: float | None) -> StdError | None:
    """The standard error that a printed estimate and its two-sided p-value imply (normal)."""
    if not estimate or p_value is None or not 0 < p_value < 1:
        return None
    return StdError(abs(estimate) / NormalDist().inv_cdf(1 - p_value / 2), "published_p_value")


def combined(first: StdError | None, second: StdError | None) -> StdError | None:
    """Standard error of a difference of two independent numbers."""
    if first is None or second is None:
        return None
    return StdError(math.hypot(first.value, second.value), first.source)


def scaled(error: StdError | None, factor: float) -> StdError | None:
    """Standard error of a multiple."""
    return None if error is None else StdError(error.value * abs(factor), error.source)

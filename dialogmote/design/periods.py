"""The study's periods: which days of start belong to which period.

Source: STUDY, table of periods; RULES 29. Period 0 is the reference, period 2 the effect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from dialogmote.errors import InputError

PERIODS = (0, 1, 2, 3)


@dataclass(frozen=True)
class Period:
    """One period: spells that start on `first_start`, on `last_start` or between them."""

    period: int
    first_start: date
    last_start: date


def read_periods(entries: Sequence[Mapping[str, object]]) -> tuple[Period, ...]:
    """The configured periods in order, checked.

    An entry has `period` (0 to 3), `first_start` and `last_start` (a date, or text as 2017-01-31). Raises `InputError`
    when a period is missing or stands twice, ends before it starts, overlaps the one before, or leaves days between
    them: a gap is more often a slip of the pen than a design, and would lose spells without a word.
    """
    periods = tuple(sorted((_read_period(entry) for entry in entries), key=lambda period: period.period))
    if tuple(period.period for period in periods) != PERIODS:
        raise InputError("periods: exactly the periods 0, 1, 2 and 3 are wanted, each once")
    for period in periods:
        if period.last_start < period.first_start:
            raise InputError(f"periods: period {period.period} ends before it starts")
    for earlier, later in pairwise(periods):
        _check_neighbours(earlier, later)
    return periods


def period_limits(periods: Sequence[Period]) -> tuple[date, ...]:
    """The first starts of the periods in order, and the first start after the last."""
    return (*(period.first_start for period in periods), periods[-1].last_start + timedelta(days=1))


def _check_neighbours(earlier: Period, later: Period) -> None:
    if later.first_start <= earlier.last_start:
        raise InputError(f"periods: period {later.period} starts before period {earlier.period} has ended")
    if later.first_start > earlier.last_start + timedelta(days=1):
        raise InputError(f"periods: there are days between period {earlier.period} and period {later.period}")


def _read_period(entry: Mapping[str, object]) -> Period:
    wanted = {"period", "first_start", "last_start"}
    if set(entry) != wanted:
        raise InputError(f"periods: each entry has exactly the keys {', '.join(sorted(wanted))}")
    number = entry["period"]
    if not isinstance(number, int) or isinstance(number, bool):
        raise InputError("periods: `period` is a whole number, 0 to 3")
    return Period(number, _read_date(entry["first_start"]), _read_date(entry["last_start"]))


def _read_date(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InputError(f"periods: {value!r} is not a date like 2017-01-31") from None

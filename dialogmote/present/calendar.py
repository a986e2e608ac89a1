"""The dates that figures mark: the service's own, and the periods of the configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogmote.design.periods import Period, period_limits


@dataclass(frozen=True)
class StudyCalendar:
    """Dates of the service and of what happened around it."""

    pilot_launch: date = date(2018, 10, 23)
    # ASSUME first_full_start: 112 days before the national launch, the first start that is asked in week 16.
    first_full_start: date = date(2018, 11, 20)
    steering_signals: date = date(2019, 2, 19)
    national_launch: date = date(2019, 3, 12)
    # ASSUME pandemic_day: the day of the national measures; the article says March 2020.
    pandemic: date = date(2020, 3, 12)
    # First starts of the periods and the first start after them.
    # ASSUME july_2018_in_period_1: the article has the first half of 2018, then August or later.
    period_limits: tuple[date, ...] = (
        date(2017, 1, 1), date(2018, 1, 1), date(2018, 8, 1), date(2018, 11, 20), date(2019, 9, 1)
    )  # fmt: skip


def mark_periods(periods: Sequence[Period]) -> StudyCalendar:
    """The calendar with the periods of the configuration."""
    return StudyCalendar(period_limits=period_limits(periods))


STUDY_CALENDAR = StudyCalendar()

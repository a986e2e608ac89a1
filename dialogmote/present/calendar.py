"""The dates that figures mark: the service's own, and the periods of the configuration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class StudyCalendar:
    """Dates of the service and of what happened around it."""

    pilot_launch: date = date(2018, 10, 23)
    # ASSUME 112 days before the national launch: the first start that is asked in week 16.
    first_full_start: date = date(2018, 11, 20)
    steering_signals: date = date(2019, 2, 19)
    national_launch: date = date(2019, 3, 12)
    # ASSUME The day of the national measures; the article says March 2020.
    pandemic: date = date(2020, 3, 12)
    # ASSUME Period 1 takes July 2018; period 3 ends with August 2019.
    period_starts: tuple[date, ...] = (date(2017, 1, 1), date(2018, 1, 1), date(2018, 8, 1), date(2018, 11, 20))
    period_end: date = date(2019, 8, 31)


def mark_periods(periods: Sequence[Mapping[str, object]]) -> StudyCalendar:
    """The calendar with the periods of the configuration: `first_start` and `last_start` as ISO dates, in order."""
    return StudyCalendar(
        period_starts=tuple(date.fromisoformat(str(period["first_start"])) for period in periods),
        period_end=date.fromisoformat(str(periods[-1]["last_start"])),
    )


STUDY_CALENDAR = StudyCalendar()

"""Completed weeks of a spell, as the article counts them.

Source: RULES 27. Week w is the days 7w to 7w + 6, so day 112 opens week 16; week 52 has two days within the maximum,
364 and 365.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.contracts.artifacts import LONG_SPELL_DAYS, MAXIMUM_DAYS

# ASSUME completed_weeks: the article calls day 112 week 16 and day 173 week 24; calendar weeks would run one ahead.
DAYS_A_WEEK = 7
FIRST_WEEK = LONG_SPELL_DAYS // DAYS_A_WEEK
LAST_WEEK = MAXIMUM_DAYS // DAYS_A_WEEK
WEEKS = range(FIRST_WEEK, LAST_WEEK + 1)

IntArray = npt.NDArray[np.int64]


def completed_week(day: pl.Expr) -> pl.Expr:
    """The week in which a day of the spell (1 is the first) lies; null for null."""
    return day.floordiv(DAYS_A_WEEK)


def week_numbers() -> pl.Series:
    """The weeks 16 to 52, as the exhibits have them in their column `week`."""
    return pl.Series("week", list(WEEKS), dtype=pl.Int32)


def count_by_week(weeks: pl.Series) -> IntArray:
    """How often each of the weeks 16 to 52 occurs; other weeks and nulls count nowhere."""
    inside = weeks.filter(weeks.is_between(FIRST_WEEK, LAST_WEEK)).to_numpy().astype(np.int64)
    return np.bincount(inside - FIRST_WEEK, minlength=len(WEEKS)).astype(np.int64)

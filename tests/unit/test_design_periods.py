from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.study_builders import PERIODS

from dialogmote.design.panel import code_period
from dialogmote.design.periods import read_periods
from dialogmote.errors import InputError

CONFIGURED = [
    {"period": 0, "first_start": "2017-01-01", "last_start": "2017-12-31"},
    {"period": 1, "first_start": "2018-01-01", "last_start": "2018-07-31"},
    {"period": 2, "first_start": "2018-08-01", "last_start": "2018-11-19"},
    {"period": 3, "first_start": "2018-11-20", "last_start": "2019-08-31"},
]


def coded(day: date) -> int | None:
    return pl.DataFrame({"start": [day]}).select(code_period(pl.col("start"), PERIODS)).item()


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2016, 12, 31), None),
        (date(2017, 1, 1), 0),
        (date(2017, 12, 31), 0),
        (date(2018, 1, 1), 1),
        (date(2018, 7, 31), 1),
        (date(2018, 8, 1), 2),
        (date(2018, 11, 19), 2),
        (date(2018, 11, 20), 3),
        (date(2019, 8, 31), 3),
        (date(2019, 9, 1), None),
    ],
)
def test_a_start_on_the_edge_of_a_period_is_in_the_right_one(day, period):
    assert coded(day) == period


@given(st.dates(date(2015, 1, 1), date(2021, 12, 31)))
def test_every_day_of_the_periods_is_in_exactly_one(day):
    containing = [p.period for p in PERIODS if p.first_start <= day <= p.last_start]
    inside = date(2017, 1, 1) <= day <= date(2019, 8, 31)
    assert len(containing) == (1 if inside else 0)
    assert coded(day) == (containing[0] if inside else None)


@given(st.lists(st.integers(1, 400), min_size=4, max_size=4), st.dates(date(2010, 1, 1), date(2025, 1, 1)))
def test_any_consecutive_periods_code_each_of_their_days_once(lengths, first):
    entries, start = [], first
    for number, length in enumerate(lengths):
        entries.append({"period": number, "first_start": start, "last_start": start + timedelta(days=length - 1)})
        start += timedelta(days=length)
    days = pl.DataFrame({"start": pl.date_range(first, start - timedelta(days=1), eager=True)})
    periods = days.select(period=code_period(pl.col("start"), read_periods(entries)))["period"]
    assert [int((periods == number).sum()) for number in range(4)] == lengths
    assert periods.is_sorted()


def with_entry(number: int, **values: object) -> list[dict]:
    return [entry | values if entry["period"] == number else entry for entry in CONFIGURED]


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        (CONFIGURED[:3], "exactly the periods"),
        ([*CONFIGURED, CONFIGURED[0]], "exactly the periods"),
        (with_entry(1, last_start="2018-08-01"), "before period 1 has ended"),
        (with_entry(1, last_start="2018-07-30"), "days between period 1 and period 2"),
        (with_entry(3, last_start="2018-11-01"), "period 3 ends before it starts"),
        (with_entry(0, first_start="1 January 2017"), "is not a date"),
        (with_entry(0, perod=0), "exactly the keys"),
        ([CONFIGURED[0] | {"period": "0"}, *CONFIGURED[1:]], "whole number"),
    ],
)
def test_periods_that_do_not_fit_together_are_refused(entries, complaint):
    with pytest.raises(InputError, match=complaint):
        read_periods(entries)


def test_the_order_of_the_entries_means_nothing():
    assert read_periods(CONFIGURED[::-1]) == PERIODS

"""Small cohorts and panels for the tests of design and estimates, in their contracts' columns."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import OUTCOMES, Cohort, Panel
from dialogmote.design.periods import Period, read_periods

PERIODS: tuple[Period, ...] = read_periods(
    [
        {"period": 0, "first_start": "2017-01-01", "last_start": "2017-12-31"},
        {"period": 1, "first_start": "2018-01-01", "last_start": "2018-07-31"},
        {"period": 2, "first_start": "2018-08-01", "last_start": "2018-11-19"},
        {"period": 3, "first_start": "2018-11-20", "last_start": "2019-08-31"},
    ]
)
COUNTY = "Trøndelag"

SPELL = {
    "spell_id": 1,
    "person_id": 1,
    "start_date": date(2017, 3, 1),
    "end_date": date(2017, 9, 1),
    "office": "0301",
    "county": "Oslo",
    "is_pilot": False,
    "office_residents": 30000,
    "age_years": 45,
    "is_woman": True,
    "is_married": False,
    "is_foreign_born": False,
    "is_part_time": False,
    "is_public_sector": True,
    "is_aap_recipient": False,
    "industry": "86",
    "occupation": "223",
    "position_percent": 100.0,
    "grade_mean": 1.0,
    "meeting": False,
    "meeting_day": None,
    "duration": 185,
    "total_duration": 185,
    "lost_workdays": 120.0,
    "exhausted": False,
    "aap_transition": False,
    "is_asked": False,
    "asked_date": None,
    "answer": None,
    "has_employee_need": None,
    "has_employer_need": None,
    "employee_answer_date": None,
    "employer_answer_date": None,
}
PILOT = {"office": "5001", "county": COUNTY, "is_pilot": True}
NEIGHBOUR = {"office": "5006", "county": COUNTY, "is_pilot": False}


def cohort(*spells: dict) -> pl.DataFrame:
    """A cohort of spells that are like `SPELL` but for the values given; spells and persons are numbered."""
    rows = [SPELL | {"spell_id": number, "person_id": number} | spell for number, spell in enumerate(spells, start=1)]
    schema = {name: column.dtype for name, column in Cohort.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def one_a_day(first: date, last: date, **values: object) -> list[dict]:
    """A spell that starts on each day from `first` to `last`."""
    days = (last - first).days + 1
    return [{"start_date": first + timedelta(days=day)} | values for day in range(days)]


def random_panel(
    rng: np.random.Generator, n: int = 400, n_offices: int = 12, n_pilot: int = 3, n_persons: int = 300
) -> pl.DataFrame:
    """A panel of made-up spells inside the periods; a third of the offices, pilot offices first, lie in the county."""
    office = rng.integers(0, n_offices, n)
    period = rng.integers(0, 4, n)
    outcomes = {name: rng.normal(200, 40, n) + 5 * office for name in OUTCOMES}
    values = {
        "spell_id": np.arange(n),
        "person_id": rng.integers(0, n_persons, n),
        "start_date": [date(2017, 6, 1)] * n,
        "start_month": [date(2017, 6, 1)] * n,
        "period": period.astype(np.int8),
        "trend_years": rng.integers(0, 32, n) / 12,
        "office": [f"{number:04d}" for number in office],
        "is_pilot": office < n_pilot,
        "is_trondelag": office < n_offices // 3 + n_pilot,
        "age_years": rng.integers(30, 38, n).astype(np.int32),
        "industry": [f"{number:02d}" for number in rng.integers(0, 6, n)],
        "occupation": [f"{number:03d}" for number in rng.integers(0, 9, n)],
        "is_woman": rng.random(n) < 0.6,
        "is_married": rng.random(n) < 0.4,
        "is_foreign_born": rng.random(n) < 0.2,
        "is_part_time": rng.random(n) < 0.5,
        "is_public_sector": rng.random(n) < 0.4,
        "is_aap_recipient": rng.random(n) < 0.1,
    }
    values |= outcomes | {f"{name}_adjusted": column - 1.5 for name, column in outcomes.items()}
    schema = {name: column.dtype for name, column in Panel.columns().items()}
    return pl.DataFrame({name: values[name] for name in schema}, schema=schema)

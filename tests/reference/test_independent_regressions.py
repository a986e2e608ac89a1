"""The independent program's own regressions against R fixest 0.12.2 on the stored spells (see README.md here)."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from reference.independent_regression import did_regression, period_of
from reference.independent_trends import EVENT_MONTHS, event_regression, trend_regression

FOLDER = Path(__file__).parent
# Fixed effects of the reference values converge to 1e-10; RULES 36 asks for 1e-8 and 1e-7 on these data.
ESTIMATE_RTOL = 1e-8
STD_ERROR_RTOL = 1e-7
# t and p inherit the tolerance of the standard error.
P_VALUE_ATOL = 1e-7
TERMS = {
    "p1": "period_1",
    "p2": "period_2",
    "p3": "period_3",
    "px1": "pilot_x_period_1",
    "px2": "pilot_x_period_2",
    "px3": "pilot_x_period_3",
    "t": "t",
    "pt": "pilot_x_t",
    "pilot": "pilot",
    "(Intercept)": "intercept",
    "woman": "is_woman",
    "married": "is_married",
    "foreign_born": "is_foreign_born",
    "part_time": "is_part_time",
    "public": "is_public_sector",
    "aap": "is_aap_recipient",
} | {f"month::{number}:pilot": f"pilot x {month}" for number, month in enumerate(EVENT_MONTHS)}


def read_spells():
    """The stored spells as the independent program knows them; November 2018 lies in two periods, by the day."""
    with (FOLDER / "spells.csv").open() as file:
        rows = list(csv.DictReader(file))
    spells = []
    for row in rows:
        month = int(row["month"])
        day = 25 if row["period"] == "3" and month == 22 else 1
        spells.append(
            {
                TERMS[name]: row[name] == "1"
                for name in ("woman", "married", "foreign_born", "part_time", "public", "aap")
            }
            | {name: row[name] for name in ("office", "industry", "occupation")}
            | {
                "start_date": dt.date(2017 + month // 12, 1 + month % 12, day),
                "person_id": row["person"],
                "age_years": row["age"],
                "is_pilot": row["pilot"] == "1",
                "meeting": float(row["meeting"]),
                "duration": float(row["duration"]),
            }
        )
    return spells


def read_values():
    """{(specification, outcome): {term: row}}."""
    with (FOLDER / "estimates.csv").open() as file:
        rows = list(csv.DictReader(file))
    values = {}
    for row in rows:
        values.setdefault((row["spec"], row["outcome"]), {})[TERMS[row["term"]]] = row
    return values


@pytest.fixture(scope="module")
def regressions():
    spells = read_spells()
    first_year = [spell for spell in spells if spell["start_date"].year == 2017]
    return {
        "did": (spells, did_regression(spells, False)),
        "did_trends": (spells, did_regression(spells, True)),
        "trend_check": (first_year, trend_regression(first_year, True)),
        "trend_check_plain": (first_year, trend_regression(first_year, False)),
        "event_study": (spells, event_regression(spells)),
    }


@pytest.mark.parametrize("outcome", ["meeting", "duration"])
@pytest.mark.parametrize("spec", ["did", "did_trends", "trend_check", "trend_check_plain", "event_study"])
def test_independent_regressions_equal_fixest(regressions, spec, outcome):
    spells, regression = regressions[spec]
    fitted = regression.fit([spell[outcome] for spell in spells])
    values = read_values()[spec, outcome]
    assert len(values) >= 4
    for term, value in values.items():
        assert fitted[term]["estimate"] == pytest.approx(float(value["estimate"]), rel=ESTIMATE_RTOL)
        assert fitted[term]["std_error"] == pytest.approx(float(value["std_error"]), rel=STD_ERROR_RTOL)
        assert fitted[term]["p_value"] == pytest.approx(float(value["p_value"]), rel=0, abs=P_VALUE_ATOL)


def test_stored_periods_are_those_of_the_dates():
    with (FOLDER / "spells.csv").open() as file:
        periods = [int(row["period"]) for row in csv.DictReader(file)]
    assert [period_of(spell["start_date"]) for spell in read_spells()] == periods

"""What no exhibit holds, from hand-made cohorts: claims, and the spread behind means."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from dialogmote.contracts.artifacts import ClaimValues, Cohort, MomentSpreads
from dialogmote.contracts.files import check_frame
from dialogmote.record.comparison.spreads import (
    claim_values,
    clustered_spread,
    moment_spreads,
    quantile_spread,
    standard_deviation,
)

ASKED = date(2019, 3, 12)
YEAR = {"first_start": date(2017, 1, 1), "last_start": date(2017, 12, 31), "pilot_county": "Trøndelag"}


def spell(number, start=date(2017, 3, 1), **changes):
    return {
        "spell_id": number, "person_id": number, "start_date": start, "end_date": start + timedelta(days=199),
        "office": "0301", "county": "Oslo", "is_pilot": False, "office_residents": 30_000, "age_years": 45,
        "is_woman": True, "is_married": False, "is_foreign_born": False, "is_part_time": False,
        "is_public_sector": False, "is_aap_recipient": False, "industry": "86", "occupation": "222",
        "position_percent": 100.0, "grade_mean": 1.0, "meeting": False, "meeting_day": None, "duration": 200,
        "total_duration": 210, "lost_workdays": 100.0, "exhausted": False, "aap_transition": False, "is_asked": False,
        "asked_date": None, "answer": None, "has_employee_need": None, "has_employer_need": None,
        "employee_answer_date": None, "employer_answer_date": None,
    } | changes  # fmt: skip


def asked(number, answer, **changes):
    start = date(2018, 11, 20)
    return spell(number, start, is_asked=True, asked_date=ASKED, answer=answer, **changes)


def cohort(spells):
    schema = {name: column.dtype for name, column in Cohort.columns().items()}
    return pl.DataFrame(spells, schema=schema, orient="row")


def value(spells, claim):
    frame = check_frame(claim_values(cohort(spells)), ClaimValues, "claim_values")
    return frame.filter(claim=claim).row(0, named=True)


def spread(spells, exhibit, row_key, column):
    frame = check_frame(moment_spreads(cohort(spells), **YEAR), MomentSpreads, "moment_spreads")
    return frame.filter(exhibit=exhibit, row_key=row_key, column=column).row(0, named=True)


def test_answer_on_the_fourteenth_day_is_within_two_weeks():
    spells = [
        asked(n, "no", has_employee_need=False, employee_answer_date=ASKED + timedelta(days=day))
        for n, day in enumerate((0, 14, 15, 40), start=1)
    ]
    found = value(spells, "employee_answers_within_two_weeks")
    assert (found["value"], found["n"], found["std_error"]) == (50, 4, 25)
    assert value(spells, "employer_answers_within_two_weeks")["value"] is None


def test_the_full_period_is_365_days():
    spells = [asked(1, "both_yes", duration=365), asked(2, "both_yes", duration=364), asked(3, "no", duration=365)]
    assert value(spells, "both_yes_full_period_share")["value"] == 50


def test_the_question_comes_on_the_day_it_is_sent():
    start = date(2018, 11, 20)
    spells = [
        spell(n, start, is_asked=True, asked_date=start + timedelta(days=111 + n), answer="no") for n in (0, 1, 2)
    ]
    assert value(spells, "question_day")["value"] == 113
    assert value([spell(1)], "question_day")["value"] is None


def test_spread_of_a_mean_is_the_standard_deviation_of_its_spells():
    spells = [spell(1, duration=200), spell(2, duration=220), spell(3, duration=300, start_date=date(2018, 1, 1))]
    found = spread(spells, "table_3", "duration_days", "control_national")
    assert (found["std_dev"], found["n"]) == (pytest.approx(200**0.5), 2)
    assert spread(spells, "table_3", "duration_days", "pilot")["std_dev"] is None
    assert spread(spells, "table_4", "duration/national/false", "control_mean")["std_dev"] == pytest.approx(200**0.5)


def test_spread_of_the_grade_is_in_percent():
    spells = [spell(1, grade_mean=0.5), spell(2, grade_mean=1.0)]
    found = spread(spells, "table_3", "grade_pct", "control_national")
    assert found["std_dev"] == pytest.approx(50 / 2**0.5)


def test_table_2_takes_spells_with_a_meeting_outside_the_pilot_offices():
    start = date(2018, 4, 1)
    spells = [
        spell(1, start, meeting=True, meeting_day=170),
        spell(2, start, meeting=True, meeting_day=180),
        spell(3, start),
        spell(4, start, meeting=True, meeting_day=300, is_pilot=True),
    ]
    found = spread(spells, "table_2", "meeting_day", "before_mar_sep18")
    assert (found["std_dev"], found["n"]) == (pytest.approx(50**0.5), 2)


def test_spread_of_a_quantile_is_that_of_simulated_quantiles():
    generator = np.random.default_rng(5)
    medians = np.median(generator.normal(size=(4000, 401)), axis=1)
    found = [quantile_spread(pl.Series(generator.normal(size=401)), 0.5) for _ in range(400)]
    # Woodruff's width is itself uncertain: the mean of 400 has a standard error of about 1 percent.
    assert np.mean(found) / 401**0.5 == pytest.approx(medians.std(), rel=0.05)


def test_values_of_one_office_count_once():
    spells = cohort([spell(n, office=office, office_residents=10_000 * (1 + (office == "B"))) for n, office in
                     enumerate("AABB", start=1)])  # fmt: skip
    # Two offices at 5000 to either side of the mean, two spells each: the root of (2 x 10000 squared) / 4.
    assert clustered_spread(spells, "office_residents") == pytest.approx(10_000 / 2**0.5)


def test_one_spell_has_no_spread():
    assert standard_deviation(pl.Series([3])) is None
    assert quantile_spread(pl.Series([3]), 0.5) is None
    assert clustered_spread(cohort([spell(1)]), "office_residents") is None


def test_an_empty_cohort_has_no_spread_and_no_claim():
    none = cohort([])
    assert moment_spreads(none, **YEAR)["std_dev"].null_count() == moment_spreads(none, **YEAR).height
    assert claim_values(none)["value"].null_count() == 4


def test_the_order_of_the_rows_is_of_no_matter():
    spells = [spell(n, duration=112 + 7 * n % 200, lost_workdays=n / 7) for n in range(1, 60)]
    one, two = (moment_spreads(cohort(rows), **YEAR) for rows in (spells, spells[::-1]))
    assert one.equals(two)

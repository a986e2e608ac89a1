"""Simulated beside published: hand-made cohorts whose moments are known."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from dialogmote.contracts.artifacts import Attrition, Cohort, ExcludedSpells, RegisterFidelity
from dialogmote.contracts.files import check_frame
from dialogmote.record.fidelity import PublishedMoments, register_fidelity

PUBLISHED = Path(__file__).parents[2] / "resources" / "published"
ASKED = date(2019, 3, 12)


def spell(number, start=date(2017, 3, 1), **changes):
    row = {
        "spell_id": number, "person_id": number, "start_date": start, "end_date": start + timedelta(days=199),
        "office": "0301", "county": "Oslo", "is_pilot": False, "office_residents": 30_000, "age_years": 45,
        "is_woman": True, "is_married": False, "is_foreign_born": False, "is_part_time": False,
        "is_public_sector": False, "is_aap_recipient": False, "industry": "86", "occupation": "222",
        "position_percent": 100.0, "grade_mean": 1.0, "meeting": False, "meeting_day": None, "duration": 200,
        "total_duration": 210, "lost_workdays": 100.0, "exhausted": False, "aap_transition": False, "is_asked": False,
        "asked_date": None, "answer": None, "has_employee_need": None, "has_employer_need": None,
        "employee_answer_date": None, "employer_answer_date": None,
    } | changes  # fmt: skip
    return row


def asked(number, answer, **changes):
    return spell(number, date(2018, 11, 20), is_asked=True, asked_date=ASKED, answer=answer, **changes)


def moments(spells, excluded=(), removed=0, targets=(), **published):
    schema = {name: column.dtype for name, column in Cohort.columns().items()}
    left = {name: column.dtype for name, column in ExcludedSpells.columns().items()}
    steps = {name: column.dtype for name, column in Attrition.columns().items()}
    attrition = [
        ("long_spells", 100, 100, 90, 0, 0),
        ("pregnant", 0, 100 - removed, 0, 0, removed),
        ("overlapping", 0, 0, 0, 0, 3),
    ]
    tables = {name: pl.read_csv(PUBLISHED / f"{name}.csv") for name in ("table_1", "table_3", "table_4", "text_claims")}
    frame = register_fidelity(
        pl.DataFrame(spells, schema=schema, orient="row"),
        pl.DataFrame(list(excluded), schema=left, orient="row"),
        pl.DataFrame(attrition, schema=steps, orient="row"),
        PublishedMoments(**(tables | published)),
        pilot_county="Trøndelag",
        targets=targets,
    )
    return check_frame(frame, RegisterFidelity, "register_fidelity")


def simulated(frame, moment):
    return frame.filter(moment=moment)["simulated"].item()


def test_published_value_comes_from_the_table_passed_in():
    claims = pl.read_csv(PUBLISHED / "text_claims.csv").with_columns(value=pl.col("value") + 1000)
    frame = moments([spell(1)], text_claims=claims)
    assert frame.filter(moment="text_claims/cohort_pregnant_share/value")["published"].item() == 1008


def test_difference_is_simulated_less_published():
    frame = moments([spell(1), spell(2, duration=220)]).filter(moment="table_3/duration_days/control_national")
    assert frame.select("published", "simulated").row(0) == (244.4, 210.0)
    assert frame["difference"].item() == pytest.approx(-34.4)


def test_targets_are_told_apart_and_must_be_moments():
    target = "table_1/no/share_pct"
    frame = moments([spell(1)], targets=[target])
    assert frame.filter("is_target")["moment"].to_list() == [target]
    with pytest.raises(ValueError, match="table_1/no/shape_pct"):
        moments([spell(1)], targets=["table_1/no/shape_pct"])


def test_table_1_counts_only_asked_spells_from_november_2018():
    early = spell(9, date(2018, 10, 31), is_asked=True, answer="no", meeting=True, meeting_day=150)
    frame = moments(
        [asked(1, "no"), asked(2, "no", meeting=True, meeting_day=150), asked(3, "no_answer"), early, spell(4)]
    )
    assert simulated(frame, "table_1/no/share_pct") == pytest.approx(200 / 3)
    assert simulated(frame, "table_1/no/meeting_share_pct") == 50
    assert simulated(frame, "table_1/both_yes/duration_mean_days") is None


def test_answer_on_the_fourteenth_day_is_within_two_weeks():
    days = [
        asked(n, "no", has_employee_need=False, employee_answer_date=ASKED + timedelta(days=d))
        for n, d in enumerate((0, 14, 15, 40), start=1)
    ]
    assert simulated(moments(days), "text_claims/employee_answers_within_two_weeks/value") == 50


def test_hazard_counts_those_on_leave_without_an_earlier_meeting():
    start = date(2019, 4, 1)
    spells = [
        spell(1, start, meeting=True, meeting_day=175),  # first day of week 25
        spell(2, start, meeting=True, meeting_day=174),  # week 24: not at risk any more
        spell(3, start, duration=175),  # at risk on the day week 25 opens
        spell(4, start, duration=174),  # has left
        spell(5, start, is_pilot=True, meeting=True, meeting_day=176),  # a pilot office does not count
    ]
    frame = moments(spells)
    assert simulated(frame, "text_claims/meeting_hazard_week_25_after/value") == 50
    assert simulated(frame, "text_claims/meeting_hazard_week_25_before/value") is None


def test_pregnant_and_the_others_are_read_from_who_left():
    gone = [(7, 7, "pregnant", date(2017, 1, 1), True, 200), (8, 8, "over_66", date(2017, 1, 1), True, 200)]
    frame = moments([spell(1), spell(2), spell(3)], excluded=gone, removed=8)
    assert simulated(frame, "text_claims/cohort_pregnant_share/value") == 8
    assert simulated(frame, "text_claims/meeting_share_pregnant/value") == 100
    assert simulated(frame, "text_claims/meeting_share_not_pregnant/value") == 25


def test_season_is_taken_out_of_the_levels():
    spells, number = [], 0
    for year in (2015, 2016, 2017):
        for month in range(1, 13):
            for meets in [True, True] if month <= 6 else [True, False]:
                number += 1
                day = 150 if meets else None
                spells.append(spell(number, date(year, month, 5), meeting=meets, meeting_day=day))
    spells += [spell(1000 + n, date(2019, 3, 4), meeting=n < 2, meeting_day=150 if n < 2 else None) for n in range(4)]
    frame = moments(spells)
    # Half a year at 100 percent and half at 50: the months lie 25 points above and below their mean.
    assert simulated(frame, "text_claims/meeting_share_before/value") == pytest.approx(75)
    assert simulated(frame, "text_claims/meeting_share_after_six_months/value") == pytest.approx(25)
    assert simulated(moments(spells[:5]), "text_claims/meeting_share_before/value") is None

"""What comes from the person, and the exclusions that rest on it (RULES 11, 13, 14, 18)."""

from datetime import date, timedelta

import pytest
from cohort_builders import FOREVER, START, WINDOW, cohort_of, day, extracts, spell

from dialogmote.cohort.build import Definitions, build_cohort


def only(result):
    """The single row of a cohort."""
    assert result.cohort.height == 1
    return result.cohort.row(0, named=True)


@pytest.mark.parametrize(
    ("birth", "start", "age"),
    [
        (date(1980, 9, 3), date(2018, 9, 3), 38),
        (date(1980, 9, 4), date(2018, 9, 3), 37),
        (date(1980, 2, 29), date(2018, 2, 28), 37),
        (date(1980, 2, 29), date(2018, 3, 1), 38),
        (date(1980, 2, 29), date(2020, 2, 29), 40),
        (date(1980, 2, 29), date(2020, 2, 28), 39),
    ],
)
def test_age_changes_on_the_birthday_and_leap_births_on_1_march(birth, start, age):
    result = cohort_of(sykefravar_tilfelle=[spell(150, start)], person=[{"birth_date": birth}])
    assert only(result)["age_years"] == age


@pytest.mark.parametrize(("birth", "stays"), [(date(1951, 9, 4), True), (date(1951, 9, 3), False)])
def test_who_has_turned_67_on_the_first_day_is_out(birth, stays):
    result = cohort_of(person=[{"birth_date": birth}])
    assert result.cohort.height == int(stays)
    assert result.exclusions["step"].to_list() == ([] if stays else ["over_66"])


def test_row_valid_on_the_first_day_counts_and_validity_is_half_open():
    rows = [
        {"marital_status": "UGIFT", "valid_to": START},
        {"marital_status": "GIFT", "valid_from": START, "valid_to": START + timedelta(days=1)},
        {"marital_status": "SKILT", "valid_from": START + timedelta(days=1), "valid_to": FOREVER},
    ]
    assert only(cohort_of(person=rows))["is_married"]


def test_registered_partner_counts_as_married():
    assert only(cohort_of(person=[{"marital_status": "PARTNER"}]))["is_married"]


@pytest.mark.parametrize("code", [6, 7])
def test_protected_address_leaves_by_spell_not_by_person(code):
    rows = [
        {"protection_code": code, "valid_to": day(50)},
        {"protection_code": 0, "valid_from": day(50)},
    ]
    result = cohort_of(sykefravar_tilfelle=[spell(150, spell_id=1), spell(150, day(200), spell_id=2)], person=rows)
    assert result.cohort["spell_id"].to_list() == [2]
    assert result.exclusions["step"].to_list() == ["protected_address"]


def test_spell_without_a_valid_person_row_is_an_error():
    with pytest.raises(ValueError, match="1 spells"):
        cohort_of(person=[{"valid_from": START + timedelta(days=1)}])


@pytest.mark.parametrize(
    ("first", "last", "stays"),
    [(-30, 0, True), (-30, 1, False), (200, 230, False), (201, 230, True), (50, 60, False)],
)
def test_pregnancy_meets_the_spell_with_both_ends_inside(first, last, stays):
    result = cohort_of(svangerskap=[{"from_date": day(first), "to_date": day(last)}])
    assert result.cohort.height == int(stays)


def test_pregnancy_after_day_365_of_a_longer_spell_counts():
    result = cohort_of(sykefravar_tilfelle=[spell(420)], svangerskap=[{"from_date": day(400), "to_date": day(700)}])
    assert result.exclusions["step"].to_list() == ["pregnant"]


def test_pregnancy_with_an_open_end_counts():
    assert cohort_of(svangerskap=[{"from_date": day(10)}]).exclusions["step"].to_list() == ["pregnant"]


def test_first_reason_in_the_order_of_steps_is_given():
    result = cohort_of(person=[{"protection_code": 6}], svangerskap=[{"from_date": day(1), "to_date": day(1)}])
    assert result.exclusions["step"].to_list() == ["protected_address"]


@pytest.mark.parametrize(
    ("first", "last", "is_recipient"),
    [(-9, 0, False), (-9, 1, True), (1, None, True), (2, None, False), (-9, FOREVER, True)],
)
def test_aap_recipient_on_the_first_day(first, last, is_recipient):
    end = day(last) if isinstance(last, int) else last
    assert only(cohort_of(aap=[{"from_date": day(first), "to_date": end}]))["is_aap_recipient"] is is_recipient


@pytest.mark.parametrize(
    ("first", "last", "transition"),
    [(100, 365, False), (100, 366, True), (548, 600, True), (549, 600, False), (300, None, True), (549, None, False)],
)
def test_aap_transition_meets_days_366_to_548(first, last, transition):
    end = None if last is None else day(last)
    assert only(cohort_of(aap=[{"from_date": day(first), "to_date": end}]))["aap_transition"] is transition


@pytest.mark.parametrize(("sector", "is_public"), [(0, False), (1, True), (2, True), (3, False), (9, True)])
def test_public_sector_is_state_municipality_and_county(sector, is_public):
    assert only(cohort_of(sykefravar_tilfelle=[{"sector": sector}]))["is_public_sector"] is is_public


def test_definitions_of_the_configuration_rule():
    tables = extracts(aap=[{"from_date": day(549), "to_date": None}], person=[{"marital_status": "SKILT"}])
    definitions = Definitions(married_statuses=("SKILT",), public_sectors=(3,), aap_first_day=1, aap_last_day=549)
    row = build_cohort(tables, WINDOW, definitions).cohort.row(0, named=True)
    assert row["is_married"] and row["is_public_sector"] and row["aap_transition"]
    row = build_cohort(tables, WINDOW).cohort.row(0, named=True)
    assert not (row["is_married"] or row["is_public_sector"] or row["aap_transition"])


def test_part_time_is_below_100_percent_of_the_kept_row():
    rows = [{"employer_id": 1, "position_percent": 99.9}, {"employer_id": 2, "position_percent": 20.0}]
    row = only(cohort_of(sykefravar_tilfelle=rows))
    assert row["is_part_time"] and row["position_percent"] == 99.9


def test_missing_industry_and_occupation_stay_null_and_no_row_is_dropped():
    row = only(cohort_of(sykefravar_tilfelle=[{"industry": None, "occupation": None}]))
    assert (row["industry"], row["occupation"]) == (None, None)

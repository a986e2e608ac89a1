"""Offices and their successors (RULES 16)."""

from datetime import date

import pytest
from cohort_builders import cohort_of, frame

from dialogmote.cohort.offices import resolve_offices


def office(code, successor=None, since=2000, **other):
    return {"office_code": code, "successor_code": successor, "valid_from": date(since, 1, 1), **other}


def resolved(*rows):
    table = resolve_offices(frame("nav_enhet", list(rows)))
    return {row["office_code"]: row for row in table.iter_rows(named=True)}


def test_successors_are_followed_to_the_end_of_the_chain():
    found = resolved(office("0001", "0002"), office("0002", "0003"), office("0003", is_pilot=True, residents=5))
    assert {code: row["office"] for code, row in found.items()} == dict.fromkeys(("0001", "0002", "0003"), "0003")
    assert found["0001"]["is_pilot"] and found["0001"]["office_residents"] == 5


def test_row_with_the_latest_validity_counts():
    found = resolved(
        office("0001", "0002", since=2010), office("0001", None, since=2015, county="Trøndelag"), office("0002")
    )
    assert found["0001"]["office"] == "0001" and found["0001"]["county"] == "Trøndelag"


def test_pilot_of_the_final_office_counts_not_of_the_old_code():
    found = resolved(office("0001", "0002", is_pilot=True), office("0002", is_pilot=False))
    assert not found["0001"]["is_pilot"]


def test_ring_of_successors_is_an_error():
    with pytest.raises(ValueError, match="ring"):
        resolved(office("0001", "0002"), office("0002", "0001"))


def test_unknown_successor_is_an_error():
    with pytest.raises(ValueError, match="successor"):
        resolved(office("0001", "0009"))


def test_office_need_not_be_valid_on_the_first_day():
    result = cohort_of(nav_enhet=[office("0301", since=2022)])
    assert result.cohort["office"].to_list() == ["0301"]


def test_spell_at_an_unknown_office_is_an_error():
    with pytest.raises(ValueError, match="nav_enhet"):
        cohort_of(nav_enhet=[office("0001")])

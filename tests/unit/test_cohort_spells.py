"""Spells: length, window, main employer, overlaps, days on leave (RULES 9, 10, 12, 15, 18)."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from cohort_builders import START, WINDOW, cohort_of, day, extracts, frame, spell

from dialogmote.cohort.build import build_cohort
from dialogmote.cohort.spells import count_days_on_leave, flag_overlaps, keep_main_employer
from dialogmote.registers.person_days import order_by_person


def test_spell_ending_on_day_112_is_kept():
    assert cohort_of(sykefravar_tilfelle=[spell(112)]).cohort["duration"].to_list() == [112]


def test_spell_ending_on_day_111_is_not_long():
    result = cohort_of(sykefravar_tilfelle=[spell(111)])
    assert result.cohort.is_empty()
    assert result.attrition["spells_left"].to_list() == [0] * 6


@pytest.mark.parametrize(
    ("start", "is_in"),
    [
        (date(2014, 12, 31), False),
        (date(2015, 1, 1), True),
        (date(2021, 12, 31), True),
        (date(2022, 1, 1), False),
    ],
)
def test_window_includes_its_first_and_last_day(start, is_in):
    assert cohort_of(sykefravar_tilfelle=[spell(150, start)]).cohort.height == int(is_in)


@pytest.mark.parametrize(
    ("days", "duration", "exhausted"), [(364, 364, False), (365, 365, True), (366, 365, True), (500, 365, True)]
)
def test_duration_is_capped_at_365_days_and_365_is_exhausted(days, duration, exhausted):
    row = cohort_of(sykefravar_tilfelle=[spell(days)]).cohort.row(0, named=True)
    assert (row["duration"], row["exhausted"]) == (duration, exhausted)
    assert row["end_date"] == START + timedelta(days=days - 1)


def test_main_employer_has_the_highest_position_then_the_lowest_id():
    rows = frame(
        "sykefravar_tilfelle",
        [
            {"employer_id": 5, "position_percent": 50.0},
            {"employer_id": 4, "position_percent": 50.0, "industry": "47"},
            {"employer_id": 3, "position_percent": 49.999999, "industry": "01"},
        ],
    )
    assert keep_main_employer(rows).select("employer_id", "industry").row(0) == (4, "47")


def test_one_row_a_spell_removes_rows_and_no_spell():
    attrition = cohort_of(sykefravar_tilfelle=[{"employer_id": 1}, {"employer_id": 2}]).attrition
    step = attrition.filter(pl.col("step") == "one_row_a_spell").row(0, named=True)
    assert (step["rows_removed"], step["spells_removed"], step["rows_left"]) == (1, 0, 1)


@pytest.mark.parametrize(("gap", "overlaps"), [(-1, True), (0, True), (1, False)])
def test_spell_that_starts_on_or_before_the_last_end_overlaps(gap, overlaps):
    first = spell(150, spell_id=1)
    second = spell(150, START + timedelta(days=149 + gap), spell_id=2)
    flags = flag_overlaps(order_by_person(frame("sykefravar_tilfelle", [second, first])))
    assert flags.to_list() == [overlaps, False]


def test_overlap_looks_at_the_latest_end_of_all_earlier_spells():
    long_one = spell(300, spell_id=1)
    inside = spell(10, day(20), spell_id=2)
    later = spell(150, day(200), spell_id=3)
    flags = flag_overlaps(order_by_person(frame("sykefravar_tilfelle", [long_one, inside, later])))
    assert flags.to_list() == [False, True, True]


def test_overlap_with_a_short_spell_from_before_the_study_counts():
    before = spell(20, date(2014, 12, 20), spell_id=1)
    inside = spell(200, date(2015, 1, 8), spell_id=2)
    assert cohort_of(sykefravar_tilfelle=[before, inside]).exclusions["step"].to_list() == ["overlapping"]


def test_spells_of_another_person_do_not_overlap():
    rows = [spell(150, spell_id=1), spell(150, spell_id=2, person_id=2)]
    assert not flag_overlaps(order_by_person(frame("sykefravar_tilfelle", rows))).any()


def test_overlap_with_an_excluded_spell_still_counts():
    pregnant = spell(150, spell_id=1)
    later = spell(150, day(150), spell_id=2)
    result = cohort_of(sykefravar_tilfelle=[pregnant, later], svangerskap=[{"from_date": day(1), "to_date": day(10)}])
    assert dict(result.exclusions.select("spell_id", "step").iter_rows()) == {1: "pregnant", 2: "overlapping"}


def test_total_duration_counts_each_day_once_and_stops_after_365_days():
    first = spell(120, spell_id=1)
    inside = spell(30, day(100), spell_id=2)
    later = spell(60, day(340), spell_id=3)
    every = frame("sykefravar_tilfelle", [first, inside, later])
    counted = count_days_on_leave(every.filter(pl.col("spell_id") == 1), order_by_person(every))
    # days 1 to 129, and 340 to 365
    assert counted.to_list() == [129 + 26]


def test_total_duration_sees_a_spell_that_began_earlier():
    earlier = spell(130, START - timedelta(days=10), spell_id=1)
    current = spell(112, spell_id=2)
    every = frame("sykefravar_tilfelle", [earlier, current])
    counted = count_days_on_leave(every.filter(pl.col("spell_id") == 2), order_by_person(every))
    assert counted.to_list() == [120]


def test_total_duration_equals_a_brute_force_count_on_random_spells():
    rng = np.random.default_rng(1)
    rows = []
    for number in range(300):
        start = date(2016, 1, 1) + timedelta(days=int(rng.integers(0, 900)))
        rows.append(spell(int(rng.integers(1, 500)), start, spell_id=number, person_id=int(rng.integers(0, 40))))
    every = frame("sykefravar_tilfelle", rows)
    counted = dict(zip(every["spell_id"], count_days_on_leave(every, order_by_person(every)), strict=True))
    for row in rows:
        window = {row["start_date"] + timedelta(days=offset) for offset in range(365)}
        union = set()
        for other in rows:
            if other["person_id"] == row["person_id"]:
                length = (other["end_date"] - other["start_date"]).days + 1
                union |= {other["start_date"] + timedelta(days=offset) for offset in range(length)} & window
        assert counted[row["spell_id"]] == len(union)


def test_cohort_does_not_depend_on_the_order_of_rows():
    rows = [spell(120 + 7 * number, date(2018, 1, 1), spell_id=number, person_id=number) for number in range(9)]
    persons = [{"person_id": number} for number in range(9)]
    tables = extracts(sykefravar_tilfelle=rows, person=persons)
    shuffled = {name: table.sample(fraction=1, shuffle=True, seed=3) for name, table in tables.items()}
    assert build_cohort(tables, WINDOW).cohort.equals(build_cohort(shuffled, WINDOW).cohort)

"""What a spell points to must be there: person, office, months."""

from datetime import date

import polars as pl
import pytest
from extract_builders import OPEN, months_touched, valid_extracts
from verify_helpers import SETTINGS, append, assert_rows_fail, spoil, told, verify

from dialogmote.registers.verify import VerifySettings

SPELL, GRADE, PERSON = "sykefravar_tilfelle", "sykmeldingsgrad_maned", "person"


def test_spell_of_an_unknown_person_is_told(tmp_path):
    persons = valid_extracts()[PERSON].filter(pl.col("fk_person1") != 101)
    verification = verify(tmp_path, {PERSON: persons})
    assert told(verification) == [(SPELL, "fk_person1", "person_missing", 2)]
    expected = valid_extracts()[SPELL].filter(pl.col("fk_person1") == 101)
    assert_rows_fail(verification, SPELL, "person_missing", expected)


def test_short_spell_of_an_unknown_person_is_told_too(tmp_path):
    spells = append(SPELL, pl.col("tilfelle_id") == 1003, tilfelle_id=1010, fk_person1=77_777)
    verification = verify(tmp_path, {SPELL: spells})
    assert told(verification) == [(SPELL, "fk_person1", "person_missing", 1)]


@pytest.mark.parametrize(
    ("first", "last", "is_told"),
    [
        (date(2017, 3, 1), OPEN, False),
        (date(2017, 3, 2), OPEN, True),
        (date(2010, 1, 1), date(2017, 3, 2), False),
        (date(2010, 1, 1), date(2017, 3, 1), True),
    ],
)
def test_person_must_be_valid_on_the_spells_first_day_with_the_last_day_outside(tmp_path, first, last, is_told):
    persons = spoil(PERSON, pl.col("fk_person1") == 102, gyldig_fra_dato=first, gyldig_til_dato=last)
    verification = verify(tmp_path, {PERSON: persons})
    assert told(verification) == ([(SPELL, "fk_person1", "person_not_valid", 1)] if is_told else [])
    if is_told:
        expected = valid_extracts()[SPELL].filter(pl.col("fk_person1") == 102)
        assert_rows_fail(verification, SPELL, "person_not_valid", expected)


@pytest.mark.parametrize(("start", "is_told"), [(date(2015, 12, 30), True), (date(2015, 12, 31), False)])
def test_spell_before_the_birth_date_is_told_and_on_it_is_not(tmp_path, start, is_told):
    persons = spoil(PERSON, pl.col("fk_person1") == 107, gyldig_fra_dato=date(2010, 1, 1), fodt_dato=date(2015, 12, 31))
    spells = spoil(SPELL, pl.col("tilfelle_id") == 1003, fk_person1=107, sykefravar_fra_dato=start)
    verification = verify(tmp_path, {PERSON: persons, SPELL: spells})
    assert ((SPELL, "sykefravar_fra_dato", "starts_before_birth", 1) in told(verification)) is is_told


def test_spell_at_an_unknown_office_is_told(tmp_path):
    spells = spoil(SPELL, pl.col("tilfelle_id") == 1001, nav_enhet_kode="0999")
    verification = verify(tmp_path, {SPELL: spells})
    assert told(verification) == [(SPELL, "nav_enhet_kode", "office_missing", 2)]
    assert_rows_fail(verification, SPELL, "office_missing", spells.filter(pl.col("tilfelle_id") == 1001))


def test_spell_at_an_office_code_that_is_not_valid_on_the_first_day_is_no_error(tmp_path):
    # Spell 1006 starts after code 1601 was renumbered, spell 1002 would start before code 5003 came to be.
    spells = spoil(SPELL, pl.col("tilfelle_id") == 1002, nav_enhet_kode="5003")
    assert told(verify(tmp_path, {SPELL: spells})) == []


def test_month_row_of_an_unknown_spell_is_told(tmp_path):
    grades = append(
        GRADE, (pl.col("tilfelle_id") == 1002) & (pl.col("aarmnd") == 201705), tilfelle_id=4_444, grad=31.25
    )
    verification = verify(tmp_path, {GRADE: grades})
    assert told(verification) == [(GRADE, "tilfelle_id", "spell_missing", 1)]
    assert_rows_fail(verification, GRADE, "spell_missing", grades.tail(1))


@pytest.mark.parametrize("spell", [-5, 1000, 2**62])
def test_month_row_of_a_spell_beyond_all_known_ones_is_told(tmp_path, spell):
    grades = append(GRADE, (pl.col("tilfelle_id") == 1002) & (pl.col("aarmnd") == 201705), tilfelle_id=spell)
    assert told(verify(tmp_path, {GRADE: grades})) == [(GRADE, "tilfelle_id", "spell_missing", 1)]


def test_month_row_of_another_person_than_the_spells_is_told(tmp_path):
    row = (pl.col("tilfelle_id") == 1002) & (pl.col("aarmnd") == 201705)
    grades = spoil(GRADE, row, fk_person1=103)
    verification = verify(tmp_path, {GRADE: grades})
    assert told(verification) == [(GRADE, "tilfelle_id, fk_person1", "person_differs", 1)]
    assert_rows_fail(verification, GRADE, "person_differs", grades.filter(row))


@pytest.mark.parametrize(("spell", "month"), [(1002, 201702), (1002, 201708), (1003, 201712), (1003, 201803)])
def test_month_row_outside_its_spell_is_told_for_long_and_short_spells(tmp_path, spell, month):
    person = {1002: 102, 1003: 103}[spell]
    grades = append(GRADE, pl.col("aarmnd") == 201705, tilfelle_id=spell, fk_person1=person, aarmnd=month, grad=31.25)
    verification = verify(tmp_path, {GRADE: grades})
    assert told(verification) == [(GRADE, "tilfelle_id, aarmnd", "month_outside_spell", 1)]
    assert_rows_fail(verification, GRADE, "month_outside_spell", grades.tail(1))


@pytest.mark.parametrize("month", [201801, 201802])
def test_month_row_of_a_short_spell_in_a_month_it_touches_is_no_error(tmp_path, month):
    grades = append(GRADE, pl.col("aarmnd") == 201705, tilfelle_id=1003, fk_person1=103, aarmnd=month)
    assert told(verify(tmp_path, {GRADE: grades})) == []


@pytest.mark.parametrize("month", months_touched(date(2017, 3, 1), date(2017, 7, 15)))
def test_long_spell_that_lacks_any_of_its_months_is_told(tmp_path, month):
    lacks = (pl.col("tilfelle_id") == 1002) & (pl.col("aarmnd") == month)
    verification = verify(tmp_path, {GRADE: valid_extracts()[GRADE].filter(~lacks)})
    assert told(verification) == [(SPELL, "tilfelle_id", "month_missing", 1)]
    expected = valid_extracts()[SPELL].filter(pl.col("tilfelle_id") == 1002)
    assert_rows_fail(verification, SPELL, "month_missing", expected)


def test_long_spell_without_any_month_is_told_with_the_rows_of_all_employers(tmp_path):
    verification = verify(tmp_path, {GRADE: valid_extracts()[GRADE].filter(pl.col("tilfelle_id") != 1001)})
    assert told(verification) == [(SPELL, "tilfelle_id", "month_missing", 2)]


def test_repeated_month_does_not_stand_in_for_a_missing_one(tmp_path):
    row = (pl.col("tilfelle_id") == 1002) & (pl.col("aarmnd") == 201705)
    grades = append(GRADE, row).filter(~((pl.col("tilfelle_id") == 1002) & (pl.col("aarmnd") == 201706)))
    verification = verify(tmp_path, {GRADE: grades})
    assert told(verification) == [
        (SPELL, "tilfelle_id", "month_missing", 1),
        (GRADE, "tilfelle_id, aarmnd", "duplicate_key", 2),
    ]


def test_month_outside_the_spell_does_not_stand_in_for_a_missing_one(tmp_path):
    row = (pl.col("tilfelle_id") == 1002) & (pl.col("aarmnd") == 201706)
    verification = verify(tmp_path, {GRADE: spoil(GRADE, row, aarmnd=201708)})
    assert told(verification) == [
        (SPELL, "tilfelle_id", "month_missing", 1),
        (GRADE, "tilfelle_id, aarmnd", "month_outside_spell", 1),
    ]


def test_month_after_the_twelfth_may_be_missing(tmp_path):
    # Spell 1007 touches thirteen months; its last row is also the one the follow-up needs.
    grades = valid_extracts()[GRADE].filter(~((pl.col("tilfelle_id") == 1007) & (pl.col("aarmnd") == 202212)))
    settings = VerifySettings(SETTINGS.first_start, SETTINGS.last_start, allow_short_follow_up=(GRADE,))
    assert told(verify(tmp_path, {GRADE: grades}, settings)) == []


def test_twelfth_month_may_not_be_missing(tmp_path):
    grades = valid_extracts()[GRADE].filter(~((pl.col("tilfelle_id") == 1007) & (pl.col("aarmnd") == 202211)))
    assert told(verify(tmp_path, {GRADE: grades})) == [(SPELL, "tilfelle_id", "month_missing", 1)]


@pytest.mark.parametrize(
    ("last", "is_told"), [(date(2017, 6, 19), False), (date(2017, 6, 20), True), (date(2017, 6, 21), True)]
)
def test_spell_of_112_days_needs_its_months_and_one_of_111_does_not(tmp_path, last, is_told):
    spells = spoil(SPELL, pl.col("tilfelle_id") == 1002, sykefravar_til_dato=last)
    grades = valid_extracts()[GRADE].filter(pl.col("tilfelle_id") != 1002)
    verification = verify(tmp_path, {SPELL: spells, GRADE: grades})
    assert told(verification) == ([(SPELL, "tilfelle_id", "month_missing", 1)] if is_told else [])


@pytest.mark.parametrize(
    ("first_start", "last_start", "is_told"),
    [
        (date(2017, 3, 1), date(2021, 12, 31), True),
        (date(2017, 3, 2), date(2021, 12, 31), False),
        (date(2015, 1, 1), date(2017, 3, 1), True),
        (date(2015, 1, 1), date(2017, 2, 28), False),
    ],
)
def test_only_spells_that_start_in_the_window_need_their_months(tmp_path, first_start, last_start, is_told):
    grades = valid_extracts()[GRADE].filter(pl.col("tilfelle_id") != 1002)
    verification = verify(tmp_path, {GRADE: grades}, VerifySettings(first_start, last_start))
    assert ((SPELL, "tilfelle_id", "month_missing", 1) in told(verification)) is is_told


def test_running_spell_with_an_open_end_needs_twelve_months(tmp_path):
    spells = spoil(SPELL, pl.col("tilfelle_id") == 1002, sykefravar_til_dato=OPEN)
    more = [
        valid_extracts()[GRADE].head(1).with_columns(
            tilfelle_id=pl.lit(1002), fk_person1=pl.lit(102), aarmnd=pl.lit(month, pl.Int32)
        )
        for month in months_touched(date(2017, 8, 1), date(2018, 2, 28))
    ]  # fmt: skip
    grades = pl.concat([valid_extracts()[GRADE], *more], how="vertical_relaxed")
    assert told(verify(tmp_path, {SPELL: spells, GRADE: grades})) == []
    lacking = grades.filter(~((pl.col("tilfelle_id") == 1002) & (pl.col("aarmnd") == 201802)))
    assert told(verify(tmp_path, {SPELL: spells, GRADE: lacking})) == [(SPELL, "tilfelle_id", "month_missing", 1)]


@pytest.mark.parametrize(
    ("extract", "person"),
    [("dialogmote_hendelse", "fk_person1"), ("motebehov_varsel", "fk_person1"), ("motebehov", "fk_person1_sm"),
     ("svangerskap", "fk_person1"), ("aap", "fk_person1"), (PERSON, "fk_person1")],
)  # fmt: skip
def test_row_of_a_person_without_a_spell_is_no_error(tmp_path, extract, person):
    other = {"motebehov_uuid": "a-9"} if extract == "motebehov" else {}
    changed = append(extract, pl.int_range(pl.len()) == 0, **{person: 88_888}, **other)
    assert told(verify(tmp_path, {extract: changed}, SETTINGS)) == []


def test_checks_against_an_extract_that_is_not_there_are_skipped(tmp_path):
    empty = {PERSON: valid_extracts()[PERSON].clear(), "nav_enhet": valid_extracts()["nav_enhet"].clear()}
    spells = spoil(SPELL, pl.col("tilfelle_id") == 1003, stillingsprosent=-31.25)
    verification = verify(tmp_path, {**empty, SPELL: spells})
    assert told(verification) == [
        ("nav_enhet", "", "no_rows", 0),
        (PERSON, "", "no_rows", 0),
        (SPELL, "stillingsprosent", "out_of_range", 1),
    ]

"""Rules that tie rows of one extract together: keys, agreement, order of days, validity."""

from datetime import date

import polars as pl
import pytest
from extract_builders import OPEN, valid_extracts
from verify_helpers import append, assert_rows_fail, spoil, told, verify

DAY = pl.duration(days=1)
SPELL, PERSON = "sykefravar_tilfelle", "person"


@pytest.mark.parametrize(
    ("extract", "columns", "is_copied", "other"),
    [
        (SPELL, "tilfelle_id, bedrift_org_nr", pl.col("bedrift_org_nr") == 9002, {"taptedv": 33.125}),
        (
            "sykmeldingsgrad_maned",
            "tilfelle_id, aarmnd",
            (pl.col("tilfelle_id") == 1002) & (pl.col("aarmnd") == 201705),
            {"grad": 33.125},
        ),
        (
            "motebehov_varsel",
            "fk_person1, tilfelle_startdato",
            pl.col("fk_person1") == 105,
            {"sendt_dato": date(2019, 3, 13)},
        ),
        ("motebehov", "motebehov_uuid", pl.col("motebehov_uuid") == "a-3", {"har_motebehov": False}),
        ("nav_enhet_omrade", "nav_enhet_kode", pl.col("nav_enhet_kode") == "5001", {}),
    ],
)
def test_rows_with_the_same_key_are_told_every_copy(tmp_path, extract, columns, is_copied, other):
    changed = append(extract, is_copied, **other)
    verification = verify(tmp_path, {extract: changed})
    assert told(verification) == [(extract, columns, "duplicate_key", 2)]
    assert_rows_fail(verification, extract, "duplicate_key", changed.filter(is_copied))


def test_office_rows_with_the_same_code_and_first_day_are_told(tmp_path):
    is_copied = pl.col("nav_enhet_kode") == "5003"
    changed = append("nav_enhet", is_copied, innbyggere=31_313)
    verification = verify(tmp_path, {"nav_enhet": changed})
    columns = "nav_enhet_kode, funk_gyldig_fra_dato"
    assert told(verification) == [
        ("nav_enhet", columns, "duplicate_key", 2),
        ("nav_enhet", f"{columns}, funk_gyldig_til_dato", "overlapping_validity", 2),
    ]
    assert_rows_fail(verification, "nav_enhet", "duplicate_key", changed.filter(is_copied))


def test_three_copies_of_a_key_are_three_rows(tmp_path):
    once = append("motebehov", pl.col("motebehov_uuid") == "a-4")
    changed = pl.concat([once, once.tail(1)])
    verification = verify(tmp_path, {"motebehov": changed})
    assert told(verification) == [("motebehov", "motebehov_uuid", "duplicate_key", 3)]


def test_null_keys_are_nulls_and_no_copies_of_each_other(tmp_path):
    changed = spoil("motebehov", pl.col("motebehov_uuid").is_in(["a-3", "a-4"]), motebehov_uuid=None)
    verification = verify(tmp_path, {"motebehov": changed})
    assert told(verification) == [("motebehov", "motebehov_uuid", "null", 2)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("fk_person1", 102),
        ("sykefravar_fra_dato", date(2018, 9, 4)),
        ("sykefravar_til_dato", date(2019, 3, 20)),
        ("nav_enhet_kode", "0315"),
    ],
)
def test_rows_of_a_spell_that_do_not_agree_are_told_all_of_them(tmp_path, column, value):
    changed = spoil(SPELL, pl.col("bedrift_org_nr") == 9002, **{column: value})
    verification = verify(tmp_path, {SPELL: changed})
    assert told(verification) == [(SPELL, column, "spell_rows_disagree", 2)]
    assert_rows_fail(verification, SPELL, "spell_rows_disagree", changed.filter(pl.col("tilfelle_id") == 1001))


def test_rows_of_a_spell_may_differ_in_what_belongs_to_the_job(tmp_path):
    changed = spoil(SPELL, pl.col("bedrift_org_nr") == 9002, sektor=0, yrke_kode="111", gj_uforg=0.5, taptedv=1.0)
    assert told(verify(tmp_path, {SPELL: changed})) == []


def test_two_spells_of_a_person_with_the_same_first_day_are_told(tmp_path):
    changed = append(SPELL, pl.col("tilfelle_id") == 1003, tilfelle_id=1010)
    verification = verify(tmp_path, {SPELL: changed})
    assert told(verification) == [(SPELL, "fk_person1, sykefravar_fra_dato", "same_first_day", 2)]
    expected = changed.filter(pl.col("tilfelle_id").is_in([1003, 1010]))
    assert_rows_fail(verification, SPELL, "same_first_day", expected)


def test_spells_of_two_persons_may_start_on_the_same_day(tmp_path):
    changed = append(SPELL, pl.col("tilfelle_id") == 1003, tilfelle_id=1010, fk_person1=102)
    assert told(verify(tmp_path, {SPELL: changed})) == []


@pytest.mark.parametrize(
    ("extract", "row", "first", "last"),
    [
        (SPELL, pl.col("tilfelle_id") == 1003, "sykefravar_fra_dato", "sykefravar_til_dato"),
        (PERSON, pl.col("fk_person1") == 102, "gyldig_fra_dato", "gyldig_til_dato"),
        ("svangerskap", pl.col("fk_person1") == 105, "fra_dato", "til_dato"),
        ("aap", pl.col("fk_person1") == 102, "fra_dato", "til_dato"),
        ("nav_enhet", pl.col("nav_enhet_kode") == "5003", "funk_gyldig_fra_dato", "funk_gyldig_til_dato"),
    ],
)
def test_period_that_ends_the_day_before_it_starts_is_told(tmp_path, extract, row, first, last):
    changed = valid_extracts()[extract].with_columns(pl.when(row).then(pl.col(first) - DAY).otherwise(last).alias(last))
    verification = verify(tmp_path, {extract: changed})
    assert (extract, last, "end_before_start", 1) in told(verification)
    assert_rows_fail(verification, extract, "end_before_start", changed.filter(row))


def test_spell_of_one_day_is_no_error(tmp_path):
    changed = spoil(SPELL, pl.col("tilfelle_id") == 1003, sykefravar_til_dato=date(2018, 1, 10))
    assert told(verify(tmp_path, {SPELL: changed})) == []


VALIDITY = "fk_person1, gyldig_fra_dato, gyldig_til_dato"


def _persons_of(person: int, *periods: tuple[date, date]) -> pl.DataFrame:
    """The hand-made persons with other validity rows for one of them."""
    frame = valid_extracts()[PERSON]
    row = frame.filter(pl.col("fk_person1") == person).head(1)
    rows = [row.with_columns(gyldig_fra_dato=pl.lit(first), gyldig_til_dato=pl.lit(last)) for first, last in periods]
    return pl.concat([frame.filter(pl.col("fk_person1") != person), *rows])


def test_person_with_validity_rows_that_overlap_by_a_day_is_told(tmp_path):
    changed = _persons_of(102, (date(2010, 1, 1), date(2018, 6, 2)), (date(2018, 6, 1), OPEN))
    verification = verify(tmp_path, {PERSON: changed})
    assert told(verification) == [(PERSON, VALIDITY, "overlapping_validity", 2)]
    assert_rows_fail(verification, PERSON, "overlapping_validity", changed.filter(pl.col("fk_person1") == 102))


def test_row_that_overlaps_one_before_its_neighbour_is_told_and_the_row_beside_is_not(tmp_path):
    changed = _persons_of(
        102,
        (date(2010, 1, 1), date(2016, 1, 1)),
        (date(2011, 1, 1), date(2012, 1, 1)),
        (date(2015, 1, 1), date(2016, 1, 1)),
        (date(2016, 1, 1), OPEN),
    )
    verification = verify(tmp_path, {PERSON: changed})
    assert told(verification) == [(PERSON, VALIDITY, "overlapping_validity", 3)]
    expected = changed.filter((pl.col("fk_person1") == 102) & (pl.col("gyldig_til_dato") < OPEN))
    assert_rows_fail(verification, PERSON, "overlapping_validity", expected)


def test_person_with_the_same_row_twice_overlaps_itself(tmp_path):
    verification = verify(tmp_path, {PERSON: append(PERSON, pl.col("fk_person1") == 104)})
    assert told(verification) == [(PERSON, VALIDITY, "overlapping_validity", 2)]


def test_person_with_a_day_between_two_validity_rows_is_told(tmp_path):
    changed = _persons_of(
        102,
        (date(2010, 1, 1), date(2015, 1, 1)),
        (date(2015, 1, 1), date(2018, 6, 1)),
        (date(2018, 6, 2), date(2020, 1, 1)),
        (date(2020, 1, 1), OPEN),
    )
    verification = verify(tmp_path, {PERSON: changed})
    assert told(verification) == [(PERSON, VALIDITY, "gapped_validity", 2)]
    expected = changed.filter(pl.col("gyldig_fra_dato").is_in([date(2015, 1, 1), date(2018, 6, 2)]))
    assert_rows_fail(verification, PERSON, "gapped_validity", expected)


def test_validity_rows_that_meet_are_neither_gap_nor_overlap(tmp_path):
    changed = _persons_of(
        102, (date(2018, 6, 1), date(2020, 1, 1)), (date(2010, 1, 1), date(2018, 6, 1)), (date(2020, 1, 1), OPEN)
    )
    assert told(verify(tmp_path, {PERSON: changed})) == []


def test_validity_row_without_a_day_is_neither_gap_nor_overlap(tmp_path):
    changed = _persons_of(
        102, (date(2010, 1, 1), OPEN), (date(2012, 1, 1), date(2012, 1, 1)), (date(2001, 1, 1), date(2001, 1, 1))
    )
    assert told(verify(tmp_path, {PERSON: changed})) == []


def test_last_validity_of_a_person_may_end(tmp_path):
    assert told(verify(tmp_path, {PERSON: _persons_of(102, (date(2010, 1, 1), date(2018, 1, 1)))})) == []


def test_office_code_with_overlapping_validity_is_told(tmp_path):
    changed = spoil("nav_enhet", pl.col("nav_enhet_kode") == "0315", funk_gyldig_til_dato=OPEN)
    verification = verify(tmp_path, {"nav_enhet": changed})
    columns = "nav_enhet_kode, funk_gyldig_fra_dato, funk_gyldig_til_dato"
    assert told(verification) == [("nav_enhet", columns, "overlapping_validity", 2)]
    expected = changed.filter(pl.col("nav_enhet_kode") == "0315")
    assert_rows_fail(verification, "nav_enhet", "overlapping_validity", expected)


def test_office_code_with_a_gap_in_its_validity_is_no_error(tmp_path):
    first = (pl.col("nav_enhet_kode") == "0315") & (pl.col("funk_gyldig_til_dato") < OPEN)
    changed = spoil("nav_enhet", first, funk_gyldig_til_dato=date(2017, 12, 1))
    assert told(verify(tmp_path, {"nav_enhet": changed})) == []

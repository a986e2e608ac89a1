"""Sorting by packed integers against plain sorting; verifying against a search row by row."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from extract_builders import months_touched
from polars.testing import assert_frame_equal

from dialogmote.contracts.extracts import EXTRACTS
from dialogmote.registers.sorting import find_places, sort_rows
from dialogmote.registers.verify.keys import check_validity
from dialogmote.registers.verify.links import check_month_rows, check_spell_persons
from dialogmote.registers.verify.tables import Tables, sort_frame

DAY0 = date(2018, 1, 1)


def _random_frame(seed: int, high: int, nulls: bool) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    rows = 400
    frame = pl.DataFrame(
        {
            "key": rng.integers(-high, high, rows, dtype=np.int64),
            "day": pl.Series(rng.integers(16_000, 16_010, rows)).cast(pl.Int32).cast(pl.Date),
            "time": pl.Series(rng.integers(0, 5, rows) * 40_000_000_000).cast(pl.Datetime("us")),
            "text": rng.choice(["a", "b", "c"], rows),
        }
    )
    return frame.with_columns(pl.when(pl.int_range(pl.len()) % 7 > 0).then("key").alias("key")) if nulls else frame


@pytest.mark.parametrize("nulls", [False, True])
@pytest.mark.parametrize("high", [3, 10**9, 2**62])
@pytest.mark.parametrize(
    "columns",
    [["key"], ["key", "day"], ["key", "time", "day"], ["key", "text", "day"], ["text", "key"], ["day", "key"]],
)
def test_packed_sorting_is_plain_sorting(columns, high, nulls):
    frame = _random_frame(11, high, nulls).with_row_index("came")
    expected = frame.sort(columns, nulls_last=True, maintain_order=True)
    assert_frame_equal(sort_rows(frame, columns), expected)


def test_rows_that_tie_in_all_columns_keep_their_order():
    frame = pl.DataFrame({"key": [2, 1, 2, 1], "came": [0, 1, 2, 3]})
    assert sort_rows(frame, ["key"])["came"].to_list() == [1, 3, 0, 2]


@pytest.mark.parametrize("extract", ["dialogmote_hendelse", "aap"])
def test_order_of_delivery_never_shows_even_where_there_is_no_key(extract):
    rng = np.random.default_rng(5)
    contract = {name: column.dtype for name, column in EXTRACTS[extract].columns().items()}
    frame = pl.DataFrame(
        {
            name: pl.Series(rng.integers(0, 3, 200)).cast(pl.Int32 if dtype == pl.Date else pl.Int64).cast(dtype)
            for name, dtype in contract.items()
        }
    )
    shuffled = frame.sample(fraction=1, shuffle=True, seed=9)
    assert not shuffled.equals(frame)
    assert_frame_equal(sort_frame(extract, shuffled), sort_frame(extract, frame))


def test_places_are_found_and_unknown_ids_and_nulls_have_none():
    ids = np.array([-4, 3, 8])
    assert find_places(ids, pl.Series([8, -4, 5, None, 9, -9, 3])).tolist() == [2, 0, -1, -1, -1, -1, 1]
    assert find_places(np.array([], dtype=np.int64), pl.Series([1, None])).tolist() == [-1, -1]


def _rows_told(problems, rule):
    found = [problem for problem in problems if problem.rule == rule]
    return set(found[0].row_numbers.to_list()) if found else set()


@pytest.mark.parametrize("seed", range(8))
def test_overlaps_and_gaps_are_those_a_search_row_by_row_finds(seed):
    rng = np.random.default_rng(seed)
    rows = []
    for person in range(60):
        day = int(rng.integers(0, 30))
        for _ in range(int(rng.integers(1, 5))):
            end = day + int(rng.integers(0, 30))
            rows.append((person, DAY0 + timedelta(day), DAY0 + timedelta(end)))
            day = end + int(rng.choice([0, 0, 0, 0, -3, 4]))
    frame = sort_frame(
        "person", pl.DataFrame(rows, schema=["person_id", "valid_from", "valid_to"], orient="row")
    )  # fmt: skip
    problems = check_validity(Tables({"person": frame}, {}))
    valid = [(i, person, first, end) for i, (person, first, end) in enumerate(frame.rows()) if first < end]
    overlapping, beside_gap = set(), set()
    for i, person, first, end in valid:
        others = [(a, b) for j, p, a, b in valid if p == person and j != i]
        if any(a < end and first < b for a, b in others):
            overlapping.add(i)
        # A row stands beside a gap when no other holds the day before it, or after it, though one lies on that side.
        if any(b < first for _, b in others) and not any(a < first <= b for a, b in others):
            beside_gap.add(i)
        if any(a > end for a, _ in others) and not any(a <= end < b for a, b in others):
            beside_gap.add(i)
    assert overlapping and beside_gap
    assert _rows_told(problems, "overlapping_validity") == overlapping
    assert _rows_told(problems, "gapped_validity") == beside_gap


def _random_spells(rng: np.random.Generator) -> pl.DataFrame:
    rows = []
    for spell in range(300):
        first = date(2017, 1, 1) + timedelta(int(rng.integers(0, 900)))
        rows.append((spell * 3, int(rng.integers(0, 80)), first, first + timedelta(int(rng.integers(0, 420)))))
    schema = {"spell_id": pl.Int64, "person_id": pl.Int64, "start_date": pl.Date, "end_date": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


@pytest.mark.parametrize("seed", range(4))
def test_spells_without_a_valid_person_are_those_a_search_row_by_row_finds(seed):
    rng = np.random.default_rng(seed)
    spells = _random_spells(rng)
    rows = []
    for person in rng.choice(80, 70, replace=False).tolist():
        for _ in range(int(rng.integers(1, 3))):
            first = date(2016, 6, 1) + timedelta(int(rng.integers(0, 900)))
            rows.append((person, first, first + timedelta(int(rng.integers(0, 900)))))
    persons = pl.DataFrame(rows, schema=["person_id", "valid_from", "valid_to"], orient="row")
    problems = check_spell_persons(Tables({"sykefravar_tilfelle": spells, "person": persons}, {}))
    missing, invalid = set(), set()
    for i, (_, person, first, _) in enumerate(spells.rows()):
        theirs = [(a, b) for p, a, b in rows if p == person]
        if not theirs:
            missing.add(i)
        elif not any(a <= first < b for a, b in theirs):
            invalid.add(i)
    assert missing and invalid
    assert _rows_told(problems, "person_missing") == missing
    assert _rows_told(problems, "person_not_valid") == invalid


@pytest.mark.parametrize("seed", range(4))
def test_month_rows_are_judged_as_a_search_row_by_row_judges_them(seed):
    rng = np.random.default_rng(seed)
    spells = _random_spells(rng)
    rows = []
    for spell, person, first, last in spells.rows():
        months = [month for month in months_touched(first, last) if rng.random() > 0.02]
        if rng.random() < 0.05:
            months.append(int(rng.choice([201612, 202112])))
        rows += [(spell + int(rng.random() < 0.01), person + int(rng.random() < 0.01), month) for month in months]
    schema = {"spell_id": pl.Int64, "person_id": pl.Int64, "year_month": pl.Int32}
    grades = sort_frame("sykmeldingsgrad_maned", pl.DataFrame(rows, schema=schema, orient="row"))
    window = date(2017, 3, 1), date(2018, 12, 31)
    problems = check_month_rows(Tables({"sykefravar_tilfelle": spells, "sykmeldingsgrad_maned": grades}, {}), *window)
    by_id = {spell: (person, first, last) for spell, person, first, last in spells.rows()}
    unknown, differs, outside = set(), set(), set()
    for i, (spell, person, month) in enumerate(grades.rows()):
        if spell not in by_id:
            unknown.add(i)
            continue
        owner, first, last = by_id[spell]
        if owner != person:
            differs.add(i)
        if month not in months_touched(first, last):
            outside.add(i)
    there = {(spell, month) for spell, _, month in grades.rows()}
    lacking = {
        i
        for i, (spell, _, first, last) in enumerate(spells.rows())
        if (last - first).days + 1 >= 112 and window[0] <= first <= window[1]
        if any((spell, month) not in there for month in months_touched(first, last)[:12])
    }
    assert unknown and differs and outside and lacking
    assert _rows_told(problems, "spell_missing") == unknown
    assert _rows_told(problems, "person_differs") == differs
    assert _rows_told(problems, "month_outside_spell") == outside
    assert _rows_told(problems, "month_missing") == lacking

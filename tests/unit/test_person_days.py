"""Spells in the order of person and first day, and the questions answered from them."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from dialogmote.registers import sorting
from dialogmote.registers.person_days import order_by_person, search_sorted

FAR = (date(1, 1, 1), date(9999, 12, 31))


def spells(*rows: tuple[int, date, date]) -> pl.DataFrame:
    """Spells of person, first and last day."""
    schema = {"person_id": pl.Int64, "start_date": pl.Date, "end_date": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def random_spells(n: int, ids: int) -> pl.DataFrame:
    """Spells of a few persons whose ids lie far apart or near, in any order; some begin on the same day."""
    rng = np.random.default_rng(3)
    rows = []
    for person in rng.integers(-ids, ids, 25)[rng.integers(0, 25, n)]:
        start = date(2015, 1, 1) + timedelta(days=int(rng.integers(0, 400)))
        rows.append((int(person), start, start + timedelta(days=int(rng.integers(0, 200)))))
    return spells(*rows)


@pytest.mark.parametrize("ids", [30, 2**61])
def test_latest_spell_begun_by_a_day_equals_brute_force(ids):
    frame = random_spells(300, ids)
    days = order_by_person(frame)
    asked = frame["start_date"].shift(7, fill_value=date(2015, 6, 1))
    found = days.find_latest(days.pack(frame["person_id"], asked))
    for person, day, place in zip(frame["person_id"], asked, found, strict=True):
        begun = [start for own, start, _ in frame.iter_rows() if own == person and start <= day]
        latest = frame["start_date"][int(days.rows[place])] if place >= 0 else None
        assert latest == max(begun, default=None)


def test_latest_end_never_reaches_into_the_next_person():
    frame = spells((1, date(2016, 1, 1), date(2019, 1, 1)), (2, date(2015, 1, 1), date(2015, 2, 1)))
    days = order_by_person(frame)
    assert (days.latest_ends == days.ends).all()


def test_person_without_a_spell_has_none_begun():
    days = order_by_person(spells((5, date(2015, 1, 1), date(2015, 2, 1))))
    wanted = days.pack(pl.Series([4, 6, 5]), pl.Series([date(2020, 1, 1)] * 2 + [date(2014, 12, 31)]))
    assert days.find_latest(wanted).tolist() == [-1, -1, -1]


def test_any_date_there_is_keeps_its_order_and_its_person():
    frame = spells((2, FAR[0], FAR[0]), (1, FAR[1], FAR[1]), (1, FAR[0], FAR[1]))
    days = order_by_person(frame)
    assert days.rows.tolist() == [2, 1, 0]
    assert days.places.tolist() == [0, 0, 1]


def test_no_spells_are_ordered_too():
    days = order_by_person(spells())
    assert days.find_latest(days.pack(pl.Series([1]), pl.Series([date(2015, 1, 1)]))).tolist() == [-1]


def test_unsorted_questions_get_the_answers_of_sorted_ones():
    keys, wanted = np.array([1, 3, 3, 8]), np.array([9, 0, 3, 2, 8, 1])
    assert search_sorted(keys, wanted).tolist() == [4, 0, 3, 1, 4, 1]


def test_rows_sorted_by_text_are_those_polars_sorts():
    rng = np.random.default_rng(5)
    texts = [f"{number:02x}" for number in rng.integers(0, 60, 200)]
    frame = pl.DataFrame({"text": texts, "number": rng.integers(0, 3, 200), "came": range(200)})
    expected = frame.sort("text", "number", maintain_order=True)
    assert sorting.sort_rows(frame, ["text", "number"]).equals(expected)

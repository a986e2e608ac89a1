"""Counts that know their rows, and the addresses of rows."""

from datetime import date

import polars as pl
import pytest

from dialogmote.record.provenance.counts import (
    Counted,
    address_rows,
    choose_rows,
    count_named,
    count_rows,
    find_filter,
    list_values,
    read_rows_address,
)

EXHIBIT = "published_vs_reproduced"


def comparison() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "exhibit": ["table_1", "table_1", "table_4", "table_4"],
            "row_key": ["no", "total", "meeting/national/false", "meeting/national/true"],
            "column": ["n", "n", "estimate", "estimate"],
            "status": ["agrees", "differs", "agrees", "not_comparable"],
            "origin": ["planted", "planted", None, "emergent"],
        }
    )


@pytest.mark.parametrize(
    ("where", "number", "address"),
    [
        ({}, 4, f"{EXHIBIT}/*"),
        ({"status": "agrees"}, 2, f"{EXHIBIT}/*/status=agrees"),
        (
            {"exhibit": "table_1", "status": ("agrees", "differs")},
            2,
            f"{EXHIBIT}/*/exhibit=table_1/status=agrees,differs",
        ),
        ({"origin": "planted", "status": "differs"}, 1, f"{EXHIBIT}/*/origin=planted/status=differs"),
        ({"row": frozenset({"table_4/meeting/national/true/estimate"})}, 1, None),
        ({"status": "source_contradiction"}, 0, f"{EXHIBIT}/*/status=source_contradiction"),
    ],
)
def test_count_and_the_rows_at_its_address_are_the_same(where, number, address) -> None:
    counted = count_rows(EXHIBIT, comparison(), **where)
    assert isinstance(counted, Counted) and counted == number == count_named({EXHIBIT: comparison()}, counted.address)
    assert address is None or counted.address == address


def test_address_of_rows_is_read_as_it_was_written_with_slashes_in_its_values() -> None:
    where = {"row": ("table_4/meeting/national/false/estimate", "table_1/no/n"), "status": ("agrees",)}
    assert read_rows_address(address_rows(EXHIBIT, where)) == (EXHIBIT, where)


@pytest.mark.parametrize("address", ["table_4/meeting/national/false/n", "case_table_8_7/*/case_1", "figure_8/words"])
def test_address_of_cells_or_words_is_no_address_of_rows(address: str) -> None:
    assert read_rows_address(address) is None


def test_dates_and_yes_and_no_are_chosen_as_addresses_write_them() -> None:
    frame = pl.DataFrame({"month": [date(2018, 11, 1), date(2018, 12, 1)], "is_within": [True, False]})
    chosen = [
        frame.filter(choose_rows("figure_3", frame, {name: (value,)}))
        for name, value in (("month", "2018-11-01"), ("is_within", "true"))
    ]
    assert [part.height for part in chosen] == [1, 1] and chosen[0].equals(chosen[1])


def test_missing_value_equals_none() -> None:
    assert count_rows(EXHIBIT, comparison(), origin="None") == 0


def test_unknown_column_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no column stat; known: exhibit, row_key"):
        count_rows(EXHIBIT, comparison(), stat="agrees")


def test_value_that_would_part_an_address_is_refused_and_not_told() -> None:
    with pytest.raises(ValueError, match="1 values hold a comma") as error:
        count_rows(EXHIBIT, comparison(), status="agrees, mostly")
    assert "mostly" not in str(error.value)


@pytest.mark.parametrize(
    ("rows", "address"),
    [
        ([0, 1, 2, 3], f"{EXHIBIT}/*"),
        ([0, 2], f"{EXHIBIT}/*/status=agrees"),
        ([2], f"{EXHIBIT}/*/column=estimate/status=agrees"),
        ([1, 3], f"{EXHIBIT}/*/status=differs,not_comparable"),
    ],
)
def test_rows_are_named_by_the_fewest_values_that_choose_them(rows: list[int], address: str) -> None:
    assert find_filter(EXHIBIT, comparison(), rows) == address


def test_rows_that_no_few_values_choose_have_no_filter() -> None:
    frame = pl.DataFrame({"exhibit": ["table_1"] * 9, "row_key": list("abcdefghi"), "column": ["n"] * 9})
    assert find_filter(EXHIBIT, frame, [0, 2, 4, 6, 8]) == ""


def test_values_of_a_column_are_listed_once_without_missing_ones() -> None:
    assert list_values(EXHIBIT, comparison(), "origin") == ["planted", "emergent"]

"""Leave-one-office-out influence on hand-made estimates."""

import numpy as np
import polars as pl
import pytest

from dialogmote.estimate.honest.influence import (
    OFFICES_SCHEMA,
    SUMMARY_SCHEMA,
    LeftOut,
    rank_influence,
    summarize_influence,
)

# One division and one difference of doubles.
EXACT = 1e-12


MOVED = [[-2.1, 0.5], [-1.0, 1.5], [-4.0, -0.5], [-2.3, 0.4], [-1.9, 0.9]]


def left_out(without: object = MOVED, **changes: object) -> LeftOut:
    """Two outcomes with estimates -2 and 0.5; offices c and a are pilot offices."""
    values = {
        "outcomes": ("meeting", "duration"),
        "offices": ("b", "c", "a", "d", "e"),
        "is_pilot": (False, True, True, False, False),
        "estimates": np.array([-2.0, 0.5]),
        "std_errors": np.array([0.5, 2.0]),
        "without": np.array(without),
    }
    return LeftOut(**(values | changes))


def test_pilot_offices_come_first_and_by_size_of_their_move():
    ranked = rank_influence(left_out())
    assert ranked.schema == pl.Schema(OFFICES_SCHEMA)
    meeting = ranked.filter(pl.col("outcome") == "meeting")
    assert meeting.select("office", "place").rows() == [("a", 1), ("c", 2), ("d", 1), ("b", 2), ("e", 3)]
    assert ranked["outcome"].to_list() == ["meeting"] * 5 + ["duration"] * 5


def test_move_is_the_estimate_without_less_the_full_one():
    row = rank_influence(left_out()).row(0, named=True)
    assert (row["estimate"], row["estimate_without"], row["move"]) == (-2.0, -4.0, -2.0)
    assert row["move_in_std_errors"] == pytest.approx(-4.0, rel=EXACT)


def test_offices_that_move_it_alike_are_in_the_order_of_their_names():
    duration = rank_influence(left_out()).filter((pl.col("outcome") == "duration") & pl.col("is_pilot"))
    assert duration.select("office", "move").rows() == [("a", -1.0), ("c", 1.0)]


def test_only_the_control_offices_that_move_it_most_are_kept():
    ranked = rank_influence(left_out(), n_controls=1)
    kept = ranked.filter(~pl.col("is_pilot")).select("outcome", "office").rows()
    assert kept == [("meeting", "d"), ("duration", "e")]
    assert ranked.filter(pl.col("is_pilot")).height == 4


def test_summary_tells_the_range_the_largest_move_and_changes_of_sign():
    summary = summarize_influence(left_out())
    assert summary.schema == pl.Schema(SUMMARY_SCHEMA)
    assert summary.select("outcome", "is_pilot").rows() == [
        ("meeting", True), ("meeting", False), ("duration", True), ("duration", False)
    ]  # fmt: skip
    pilot = summary.row(2, named=True)
    assert (pilot["n_offices"], pilot["lowest_without"], pilot["highest_without"]) == (2, -0.5, 1.5)
    assert (pilot["largest_move"], pilot["n_other_sign"]) == (-1.0, 1)
    assert summary["n_other_sign"].to_list() == [0, 0, 1, 0]


def test_an_estimate_that_is_missing_is_null_and_last():
    gone = [list(row) for row in MOVED]
    gone[2] = [np.nan, np.nan]
    meeting = rank_influence(left_out(gone)).filter((pl.col("outcome") == "meeting") & pl.col("is_pilot"))
    assert meeting.select("office", "move").rows() == [("c", 1.0), ("a", None)]
    summary = summarize_influence(left_out(gone)).row(0, named=True)
    assert (summary["largest_move"], summary["lowest_without"], summary["n_offices"]) == (1.0, -1.0, 2)


def test_without_a_standard_error_moves_have_no_measure():
    ranked = rank_influence(left_out(std_errors=np.array([0.0, 2.0])))
    meeting = ranked.filter(pl.col("outcome") == "meeting")
    assert meeting["move_in_std_errors"].null_count() == 5
    assert meeting["move"].null_count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"without": np.zeros((4, 2))},
        {"std_errors": np.zeros(3)},
        {"is_pilot": (True, False)},
        {"offices": ("a", "a", "b", "c", "d")},
    ],
    ids=["an office too few", "an error too many", "kinds too few", "an office twice"],
)
def test_what_does_not_fit_is_refused(change):
    with pytest.raises(ValueError, match=r"fit together|stands once"):
        left_out(**change)

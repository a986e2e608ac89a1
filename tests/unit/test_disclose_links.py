"""Differences that tell a small count: what the hostile reader of tests/reference found, and what reading found."""

import disclose_frames as frames
import polars as pl
import pytest
from test_disclose_gate import CLOSED, QUOTIENT, released, value


def test_step_of_a_curve_does_not_tell_that_few_made_it():
    """Two counts a unit apart after rounding differ by up to twice the unit less one: that is the threshold or more."""
    for profile in CLOSED:
        unit = profile.curve_rounding
        steps = [
            b - a
            for a in range(500)
            for b in range(a, 500)
            if profile.round_on_curve(b) == profile.round_on_curve(a) + unit
        ]
        assert max(steps) >= profile.threshold


def test_months_between_which_few_recover_are_shown_as_one():
    figure = released("figure_10", frames.grades([2000, 2000, 2000, 2000, 1993, 1800]), regression_cells=frames.cells())
    shown = figure.filter(sample="on_leave")["n"].to_list()
    assert shown == [2000, 2000, 2000, 2000, None, 1800]


def test_sample_of_the_pilot_county_is_hidden_when_the_country_has_few_more():
    national = frames.grades([2000, 1500])
    nested = released(
        "figure_v5", frames.grades([1995, 1480], n=1995), figure_10=national, regression_cells=frames.cells()
    )
    assert nested["n"].to_list() == [None, None, None, 1480]


def test_persons_are_hidden_when_few_have_a_second_spell():
    table = frames.table_4().with_columns(n_persons=pl.lit(8798, pl.Int64))
    shown = released("table_4", table, regression_cells=frames.cells())
    assert shown["n_persons"].to_list() == [None, None] and shown["n"].to_list() == [8805, 8805]


def test_second_employers_cannot_be_had_by_subtraction():
    steps = frames.attrition({"pregnant": 300}).with_columns(
        rows_left=pl.when(pl.col("step").is_in(["long_spells", "protected_address"]))
        .then(pl.col("spells_left") + 4)
        .otherwise("spells_left"),
        rows_removed=pl.when(pl.col("step") == "one_row_a_spell").then(4).otherwise("spells_removed"),
    )
    shown = released("attrition", steps)
    assert shown["rows_left"].to_list()[:2] == [None, None]
    assert value(shown, "rows_removed", step="one_row_a_spell") is None


def test_share_in_words_comes_from_rounded_counts_and_is_hidden_when_small():
    claims = frames.claims(
        {"both_yes_full_period_share": (100 * 3 / 39, 39), "employee_answers_within_two_weeks": (100 * 457 / 527, 527)}
    )
    shown = released("claim_values", claims)
    assert value(shown, "value", claim="both_yes_full_period_share") is None
    share = value(shown, "value", claim="employee_answers_within_two_weeks")
    assert share == pytest.approx(100 * 455 / 525, rel=QUOTIENT)
    error = value(shown, "std_error", claim="employee_answers_within_two_weeks")
    assert error == pytest.approx((share * (100 - share) / 525) ** 0.5, rel=QUOTIENT)


def test_median_in_words_is_whole_and_hidden_with_few_on_a_side():
    claims = frames.claims({"question_day": (112.5, 39)})
    assert released("claim_values", claims)["value"].item() == 113.0
    assert released("claim_values", frames.claims({"question_day": (112.5, 17)}))["value"].item() is None


def test_last_bits_of_a_scaled_count_do_not_tell_the_count():
    """Counts that round alike give the same number to the last bit."""
    shown = {released("meeting_levels", frames.levels(n, 365.25))["spells_per_year"].item() for n in range(1843, 1848)}
    assert len(shown) == 1

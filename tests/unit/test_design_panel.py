from datetime import date

import polars as pl
import pytest
from unit.study_builders import COUNTY, NEIGHBOUR, PERIODS, PILOT, cohort

from dialogmote.contracts.artifacts import OUTCOMES, Panel
from dialogmote.design.panel import code_panel
from dialogmote.design.samples import by_comparison_group, select_did_sample
from dialogmote.errors import InputError

SEASON = pl.DataFrame(
    [(outcome, month, month + 0.5, 10) for outcome in OUTCOMES for month in range(1, 13)],
    schema={"outcome": pl.String, "calendar_month": pl.Int32, "season_effect": pl.Float64, "n": pl.Int64},
    orient="row",
)
OPTIONS = {"periods": PERIODS, "pilot_county": COUNTY}


def spells() -> pl.DataFrame:
    return cohort(
        {"start_date": date(2018, 8, 15), "meeting": True, "duration": 200, **PILOT},
        {"start_date": date(2015, 1, 1), **NEIGHBOUR},
        {"start_date": date(2019, 12, 31), "aap_transition": True},
    )


def test_shares_are_in_percentage_points_and_days_stay_days():
    first = code_panel(spells(), SEASON, **OPTIONS).row(0, named=True)
    assert (first["meeting"], first["exhausted"], first["duration"], first["lost_workdays"]) == (
        100.0,
        0.0,
        200.0,
        120.0,
    )


def test_the_season_effect_of_the_start_month_is_taken_out():
    panel = code_panel(spells(), SEASON, **OPTIONS)
    assert panel["meeting_adjusted"].to_list() == [100 - 8.5, -1.5, -12.5]
    assert panel["duration_adjusted"].to_list() == [200 - 8.5, 185 - 1.5, 185 - 12.5]


def test_without_adjustment_the_adjusted_columns_equal_the_plain_ones():
    panel = code_panel(spells(), None, **OPTIONS)
    for outcome in OUTCOMES:
        assert panel[f"{outcome}_adjusted"].to_list() == panel[outcome].to_list()


def test_all_cohort_spells_stay_and_those_outside_the_periods_have_none():
    panel = code_panel(spells(), SEASON, **OPTIONS)
    assert panel["spell_id"].to_list() == [1, 2, 3]
    assert panel["period"].to_list() == [2, None, None]


def test_trend_counts_years_from_january_of_the_first_period():
    trend = code_panel(spells(), SEASON, **OPTIONS)["trend_years"].to_list()
    assert trend == pytest.approx([1 + 7 / 12, -2.0, 2 + 11 / 12], abs=1e-12)  # a twelfth is not exact in binary


def test_start_month_is_its_first_day():
    months = code_panel(spells(), SEASON, **OPTIONS)["start_month"].to_list()
    assert months == [date(2018, 8, 1), date(2015, 1, 1), date(2019, 12, 1)]


def test_an_unknown_industry_or_occupation_is_a_level_of_its_own():
    unknown = cohort({"industry": None, "occupation": None} | PILOT)
    assert code_panel(unknown, SEASON, **OPTIONS).select("industry", "occupation").row(0) == ("missing", "missing")


def test_row_order_of_the_cohort_means_nothing():
    assert code_panel(spells().reverse(), SEASON, **OPTIONS).equals(code_panel(spells(), SEASON, **OPTIONS))


def test_the_panel_keeps_its_contract():
    Panel.validate(code_panel(spells(), SEASON, **OPTIONS))


def test_a_county_without_spells_is_refused():
    with pytest.raises(InputError, match="Trondelag"):
        code_panel(spells(), SEASON, **(OPTIONS | {"pilot_county": "Trondelag"}))


def test_a_season_without_a_month_is_refused():
    with pytest.raises(ValueError, match="calendar month"):
        code_panel(spells(), SEASON.filter(pl.col("calendar_month") != 8), **OPTIONS)


def test_a_season_without_an_outcome_is_refused():
    with pytest.raises(ValueError, match="no effects for duration"):
        code_panel(spells(), SEASON.filter(pl.col("outcome") != "duration"), **OPTIONS)


def periods_of_three() -> pl.DataFrame:
    starts = {"start_date": date(2017, 5, 1)}
    return code_panel(cohort(starts | PILOT, starts | NEIGHBOUR, starts), SEASON, **OPTIONS)


@pytest.mark.parametrize(("control_group", "kept"), [("national", [1, 2, 3]), ("trondelag", [1, 2])])
def test_control_groups_hold_the_pilot_and_their_offices(control_group, kept):
    assert select_did_sample(periods_of_three(), control_group)["spell_id"].to_list() == kept


def test_spells_outside_the_periods_are_in_no_sample():
    assert select_did_sample(code_panel(spells(), SEASON, **OPTIONS), "national")["spell_id"].to_list() == [1]


def test_an_unknown_control_group_is_refused():
    with pytest.raises(ValueError, match="national, trondelag"):
        select_did_sample(periods_of_three(), "oslo")


def test_the_countys_group_has_no_pilot_office_in_it():
    groups = by_comparison_group(cohort(PILOT, NEIGHBOUR, {}), COUNTY)
    assert {name: group["spell_id"].to_list() for name, group in groups.items()} == {
        "pilot": [1],
        "trondelag": [2],
        "national": [2, 3],
    }

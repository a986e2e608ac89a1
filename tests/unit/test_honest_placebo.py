"""Placebo periods on hand-made panels: dates, who counts, and that the regression is table 4's."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from unit.study_builders import PERIODS, random_panel

from dialogmote.contracts.artifacts import OUTCOMES
from dialogmote.design.periods import read_periods
from dialogmote.estimate.did import DidSpecification, estimate_did
from dialogmote.estimate.honest.placebo import (
    PLACEBO_COLUMNS,
    PLACEBO_SCHEMA,
    code_placebo_period,
    estimate_placebos,
    list_placebo_shifts,
    shift_limits,
)

# Two exact solutions of the same least squares, in double precision.
RTOL = 1e-8


def panel_of_years(seed: int, n: int = 3000) -> pl.DataFrame:
    """Random spells that start from January 2015 to August 2019."""
    panel = random_panel(np.random.default_rng(seed), n=n, n_persons=1800)
    days = np.random.default_rng(seed + 100).integers(0, (date(2019, 8, 31) - date(2015, 1, 1)).days, n)
    starts = pl.Series([date(2015, 1, 1) + timedelta(days=int(day)) for day in days])
    return panel.with_columns(start_date=starts, period=pl.lit(None, dtype=pl.Int8))


def test_a_shift_moves_all_first_days_alike():
    assert shift_limits(PERIODS, 12) == (date(2016, 1, 1), date(2017, 1, 1), date(2017, 8, 1), date(2017, 11, 20))
    assert shift_limits(PERIODS, 24) == (date(2015, 1, 1), date(2016, 1, 1), date(2016, 8, 1), date(2016, 11, 20))


def test_a_day_the_earlier_month_does_not_have_is_its_last():
    periods = read_periods(
        [
            {"period": 0, "first_start": "2017-03-31", "last_start": "2017-12-30"},
            {"period": 1, "first_start": "2017-12-31", "last_start": "2018-07-30"},
            {"period": 2, "first_start": "2018-07-31", "last_start": "2018-11-29"},
            {"period": 3, "first_start": "2018-11-30", "last_start": "2019-08-31"},
        ]
    )
    assert shift_limits(periods, 1) == (date(2017, 2, 28), date(2017, 11, 30), date(2018, 6, 30), date(2018, 10, 30))


def test_shifts_of_the_study_keep_clear_of_the_register_s_beginning_and_of_period_1():
    shifts = list_placebo_shifts(PERIODS, date(2015, 1, 1))
    assert shifts == list(range(24, 10, -1))
    assert shift_limits(PERIODS, 24)[0] == date(2015, 1, 1)
    assert shift_limits(PERIODS, 11)[3] <= date(2018, 1, 1) < shift_limits(PERIODS, 10)[3]


def test_a_register_that_begins_with_period_0_has_no_placebo():
    assert list_placebo_shifts(PERIODS, date(2017, 1, 1)) == []


def test_placebo_periods_are_coded_by_the_day_of_start():
    days = [date(2015, 12, 31), date(2016, 1, 1), date(2016, 12, 31), date(2017, 7, 31), date(2017, 8, 1)]
    days += [date(2017, 11, 19), date(2017, 11, 20)]
    coded = code_placebo_period(pl.DataFrame({"start_date": days}), shift_limits(PERIODS, 12))
    assert coded["period"].to_list() == [None, 0, 0, 1, 2, 2, None]


@pytest.mark.parametrize("control_group", ["national", "trondelag"])
def test_placebo_is_the_did_of_a_panel_with_the_placebo_s_periods(control_group):
    """The DiD of table 4 on the recoded panel; it has no spell in period 3, whose terms are not identified."""
    panel = panel_of_years(1)
    found = estimate_placebos(panel, PERIODS, control_group=control_group, shifts=[24, 12])
    recoded = code_placebo_period(panel, shift_limits(PERIODS, 12))
    expected = estimate_did(recoded, DidSpecification(control_group)).coefficients.filter(
        pl.col("term") == "pilot_x_period_2"
    )
    ours = found.filter(pl.col("placebo_start") == date(2017, 8, 1))
    joined = ours.join(expected, on=["outcome", "group_trends"], suffix="_did")
    assert joined.height == 2 * len(OUTCOMES)
    for column in ("estimate", "std_error", "p_value"):
        np.testing.assert_allclose(joined[column], joined[f"{column}_did"], rtol=RTOL)
    assert joined["n"].to_list() == joined["n_did"].to_list()


def test_a_planted_jump_is_found_where_it_is_and_not_a_year_before():
    """Durations at pilot offices 100 days longer for starts in August to November 2017."""
    is_hit = pl.col("start_date").is_between(date(2017, 8, 1), date(2017, 11, 19)) & pl.col("is_pilot")
    jump = pl.when(is_hit).then(100.0).otherwise(0.0)
    panel = panel_of_years(2).with_columns(pl.col("duration") + jump, pl.col("duration_adjusted") + jump)
    found = estimate_placebos(panel, PERIODS, control_group="national", shifts=[24, 12])
    rows = found.filter((pl.col("outcome") == "duration") & ~pl.col("group_trends")).sort("placebo_start")
    earlier, there = rows["estimate"].to_list()
    assert abs(there - 100) < 4 * rows["std_error"][1]
    assert abs(earlier) < 4 * rows["std_error"][0]


def test_frame_is_tidy_and_needs_only_its_columns():
    panel = panel_of_years(3)
    found = estimate_placebos(panel, PERIODS, control_group="national", shifts=[12])
    assert found.schema == pl.Schema(PLACEBO_SCHEMA)
    shuffled = panel.select(PLACEBO_COLUMNS).sample(fraction=1, shuffle=True, seed=1)
    assert estimate_placebos(shuffled, PERIODS, control_group="national", shifts=[12]).equals(found)


def test_no_shift_makes_an_empty_frame():
    assert estimate_placebos(panel_of_years(4), PERIODS, control_group="national", shifts=[]).height == 0


def test_a_placebo_without_pilot_spells_is_null():
    panel = panel_of_years(5).filter(~(pl.col("is_pilot") & (pl.col("start_date") >= date(2017, 8, 1))))
    found = estimate_placebos(panel, PERIODS, control_group="national", shifts=[12])
    assert found["estimate"].null_count() == found.height


def test_repeated_spells_are_refused():
    panel = panel_of_years(6)
    with pytest.raises(ValueError, match="more than once"):
        estimate_placebos(pl.concat([panel, panel[:1]]), PERIODS, control_group="national", shifts=[12])

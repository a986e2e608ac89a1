"""Survival from weekly hazards meets R's survfit and lifelines' Kaplan-Meier."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from lifelines import KaplanMeierFitter
from polars.testing import assert_frame_equal

from dialogmote.contracts.artifacts import MAXIMUM_DAYS
from dialogmote.estimate.hazards import count_at_risk
from dialogmote.estimate.survival import survival_from_hazards
from dialogmote.estimate.weeks import LAST_WEEK

FOLDER = Path(__file__).parent
REFERENCE = 1e-10  # relative; a product of 53 ratios, whose rounding is far below
PILOT = [0, 1]


def stored(pilot: int) -> pl.DataFrame:
    return pl.read_csv(FOLDER / "survival.csv").filter(pl.col("pilot") == pilot).drop("pilot")


def spells(pilot: int) -> pl.DataFrame:
    """The stored spells with week and end as `make_reference.R` has them: weeks that have begun, 365 days no event."""
    week, has_ended = (pl.col("duration") / 7).ceil().cast(pl.Int64), pl.col("duration") < MAXIMUM_DAYS
    table = pl.read_csv(FOLDER / "spells.csv").filter(pl.col("pilot") == pilot)
    return table.select(week.alias("week"), has_ended.alias("has_ended"))


def counted(pilot: int) -> pl.DataFrame:
    """At risk and events as figures 4 to 6 count them, on the stored weeks; weeks without events left out as survfit's.

    A spell that is still on leave in week 53 is at risk in week 52, the exhibits' last.
    """
    last_week = pl.min_horizontal("week", LAST_WEEK)
    event_week = pl.when("has_ended").then("week")
    counts = count_at_risk(spells(pilot).select(last_week=last_week, event_week=event_week))
    return counts.filter(pl.col("events") > 0).with_columns(pl.col("week").cast(pl.Int64))


@pytest.mark.parametrize("pilot", PILOT)
def test_stored_counts_are_those_of_the_stored_spells(pilot):
    assert_frame_equal(counted(pilot), stored(pilot).select("week", "at_risk", "events"))


@pytest.mark.parametrize("pilot", PILOT)
def test_survival_and_greenwood_errors_meet_survfit(pilot):
    table = survival_from_hazards(counted(pilot))
    for column in ("survival", "std_error"):
        np.testing.assert_allclose(table[column].to_numpy(), stored(pilot)[column].to_numpy(), rtol=REFERENCE)


@pytest.mark.parametrize("pilot", PILOT)
def test_survival_meets_kaplan_meier_of_lifelines(pilot):
    table = spells(pilot)
    fitter = KaplanMeierFitter().fit(table["week"].to_numpy(), table["has_ended"].to_numpy())
    ours = survival_from_hazards(counted(pilot))
    theirs = fitter.survival_function_at_times(ours["week"].to_list()).to_numpy()
    np.testing.assert_allclose(ours["survival"].to_numpy(), theirs, rtol=REFERENCE)


def test_survival_without_anyone_left_has_no_standard_error():
    counts = pl.DataFrame({"week": [18, 16, 17], "at_risk": [0, 4, 2], "events": [0, 2, 2]})
    table = survival_from_hazards(counts)
    assert table["week"].to_list() == [16, 17, 18]
    assert table["survival"].to_list() == [0.5, 0.0, None]
    assert table["std_error"].to_list() == [pytest.approx(0.25), None, None]


def test_survival_of_several_groups_at_once_is_refused():
    with pytest.raises(ValueError, match="one group"):
        survival_from_hazards(pl.DataFrame({"week": [16, 16], "at_risk": [4, 4], "events": [1, 2]}))

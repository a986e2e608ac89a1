"""From panel to frames: what is fitted, what is asked of it, and that small registers leave nulls and not errors."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from unit.study_builders import PERIODS, random_panel

from dialogmote.design.outcomes import panel_outcome
from dialogmote.estimate.honest.coefficients import average_blocks, block_months, gather_months
from dialogmote.estimate.honest.exhibits import assess_trends, study_trends
from dialogmote.estimate.honest.pretest import wald_test
from dialogmote.estimate.honest.sensitivity import SMOOTHNESS_STEPS, relative_magnitudes
from dialogmote.estimate.regression.projection import fit_batch
from dialogmote.estimate.trends import EVENT_STUDY_COLUMNS, list_months, prepare_event_study

MONTHS = list_months(date(2017, 9, 1), date(2018, 12, 1))
N_PILOT = 14
# Two exact solutions of the same least squares, in double precision.
RTOL = 1e-8


def panel_of(seed: int, n: int = 4000) -> pl.DataFrame:
    """A random panel with starts in sixteen months, four blocks of three before period 2 and two months more."""
    panel = random_panel(np.random.default_rng(seed), n=n, n_offices=40, n_pilot=N_PILOT, n_persons=2500)
    place = np.random.default_rng(seed + 100).integers(0, len(MONTHS), panel.height)
    return panel.with_columns(start_month=pl.Series([MONTHS[k] for k in place]))


def test_blocks_are_those_of_the_figure_s_own_fit():
    panel = panel_of(1)
    studies = study_trends(panel.select(EVENT_STUDY_COLUMNS), MONTHS, PERIODS)
    fits = fit_batch(prepare_event_study(panel, MONTHS), [panel_outcome("meeting"), panel_outcome("duration")])
    duration = average_blocks(gather_months(list(fits)[1], len(MONTHS)), block_months(MONTHS, PERIODS))
    np.testing.assert_allclose(studies.blocks["duration"].estimates, duration.estimates, rtol=RTOL)
    np.testing.assert_allclose(studies.blocks["duration"].covariance, duration.covariance, rtol=RTOL)
    assert (studies.n_pilot_offices, studies.blocks_a_year) == (N_PILOT, 4)
    assert studies.months["duration"].estimate != studies.blocks["duration"].estimate  # another reference


def test_frames_hold_both_outcomes_and_what_the_functions_say():
    studies = study_trends(panel_of(2), MONTHS, PERIODS)
    trends = assess_trends(studies, relative_grid=(0.0, 1.0))
    assert trends.sets.height == 2 * (2 + 2 * (SMOOTHNESS_STEPS + 1))
    assert trends.breakdowns["outcome"].to_list() == ["meeting"] * 3 + ["duration"] * 3
    is_wanted = (pl.col("outcome") == "duration") & (pl.col("method") == "relative_magnitudes") & (pl.col("m") == 1)
    expected = relative_magnitudes(studies.blocks["duration"], 1.0)
    assert trends.sets.filter(is_wanted).select("ci_low", "ci_high").row(0) == (expected.low, expected.high)
    test = wald_test(studies.blocks["meeting"], N_PILOT)
    row = trends.tests.row(by_predicate=(pl.col("outcome") == "meeting") & (pl.col("periods") == "blocks"), named=True)
    assert row["few_p_value"] == pytest.approx(test.few_p_value, rel=RTOL)
    assert trends.power["slope_per_year"].is_not_null().all()


def test_a_month_without_pilot_spells_leaves_nulls():
    panel = panel_of(3).filter(~((pl.col("start_month") == MONTHS[4]) & pl.col("is_pilot")))
    trends = assess_trends(study_trends(panel, MONTHS, PERIODS))
    assert trends.sets["ci_low"].is_null().all()
    assert trends.tests["statistic"].is_null().all()
    assert trends.power["bias"].is_null().all()


def test_too_few_months_before_the_service_leave_nulls():
    months = MONTHS[-8:]
    panel = panel_of(4).filter(pl.col("start_month") >= months[0])
    trends = assess_trends(study_trends(panel, months, PERIODS))
    assert trends.breakdowns["breakdown"].is_null().all()


def test_row_order_of_the_panel_means_nothing():
    panel = panel_of(5)
    once = assess_trends(study_trends(panel, MONTHS, PERIODS), relative_grid=(1.0,))
    again = assess_trends(
        study_trends(panel.sample(fraction=1, shuffle=True, seed=1), MONTHS, PERIODS), relative_grid=(1.0,)
    )
    assert once.sets.equals(again.sets) and once.tests.equals(again.tests) and once.power.equals(again.power)

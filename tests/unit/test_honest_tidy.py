"""Assessments of trends as artifacts: every row of the library's frames, with its keys and in its contract."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from dialogmote.contracts.artifacts import ARTIFACTS
from dialogmote.design.periods import Period
from dialogmote.estimate.honest.coefficients import MonthlyEffects
from dialogmote.estimate.honest.exhibits import arrange_studies, assess_trends
from dialogmote.estimate.honest.tidy import tidy_power, tidy_sets, tidy_tests

MONTHS = [date(2017 + k // 12, k % 12 + 1, 1) for k in range(22)]
PERIODS = (
    Period(0, date(2017, 1, 1), date(2017, 12, 31)),
    Period(1, date(2018, 1, 1), date(2018, 7, 31)),
    Period(2, date(2018, 8, 1), date(2018, 10, 31)),
)


def effects(seed):
    """Month coefficients around nothing before and -6 in period 2, independent, with the first month as 0."""
    rng = np.random.default_rng(seed)
    estimates = rng.normal(0, 0.5, len(MONTHS)) - 6 * (np.arange(len(MONTHS)) >= 19)
    covariance = np.eye(len(MONTHS)) * 0.25
    estimates[0], covariance[0, 0] = 0.0, 0.0
    return MonthlyEffects(estimates, covariance)


@pytest.fixture(scope="module")
def assessed():
    """Meeting is known, duration is not."""
    return assess_trends(arrange_studies({"meeting": effects(1), "duration": None}, MONTHS, PERIODS, 14), (0.0, 1.0))


@pytest.mark.parametrize(
    ("tidy", "artifact", "of"),
    [
        (tidy_sets, "honest_trends", "sets"),
        (tidy_tests, "pretrend_tests", "tests"),
        (tidy_power, "pretrend_power", "power"),
    ],
    ids=["sets", "tests", "power"],
)
def test_every_row_is_kept_in_order_and_keeps_its_contract(assessed, tidy, artifact, of):
    frame = tidy(assessed)
    ARTIFACTS[artifact].validate(frame)
    assert frame["outcome"].to_list() == getattr(assessed, of)["outcome"].to_list()


def test_breakdown_of_a_method_stands_beside_each_of_its_intervals(assessed):
    frame = tidy_sets(assessed)
    smooth = assessed.breakdowns.row(by_predicate=(pl.col("outcome") == "meeting") & (pl.col("method") == "smoothness"))
    rows = frame.filter(outcome="meeting", method="smoothness")
    assert rows["grid_place"].to_list() == list(range(11))
    names = ("estimate", "std_error", "parallel_low", "parallel_high", "breakdown", "largest_before")
    assert set(rows.select(names).iter_rows()) == {smooth[2:]}
    assert rows["m"].to_list() == assessed.sets.filter(outcome="meeting", method="smoothness")["m"].to_list()


def test_relative_interval_at_zero_is_that_of_parallel_trends(assessed):
    row = tidy_sets(assessed).row(0, named=True)
    assert (row["method"], row["m"]) == ("relative_magnitudes", 0.0)
    # The set's ends are found by halving, to well under a thousandth of the standard error.
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([row["parallel_low"], row["parallel_high"]], abs=1e-3)


def test_outcome_without_coefficients_has_a_row_per_method_and_no_number(assessed):
    rows = tidy_sets(assessed).filter(outcome="duration")
    assert rows["method"].to_list() == ["relative_magnitudes", "smoothness", "smoothness_hybrid"]
    assert rows["grid_place"].to_list() == [0, 0, 0]
    assert rows.drop("outcome", "method", "grid_place").null_count().sum_horizontal().item() == 3 * 9


def test_power_and_coverage_are_in_percent(assessed):
    frame = tidy_power(assessed).filter(outcome="meeting")
    assert frame["power_pct"].to_list() == [50, 80, 50, 80]
    # Under a trend the plain interval covers less often than 95 percent, and not never.
    assert all(50 < covered < 95 for covered in frame["coverage_pct"])

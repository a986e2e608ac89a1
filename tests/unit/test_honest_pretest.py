"""The pre-trend test and its power: closed forms against simulation, other libraries, and textbook cases."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from dialogmote.estimate.honest.coefficients import EventStudy
from dialogmote.estimate.honest.pretest import (
    POWER_SCHEMA,
    TESTS_SCHEMA,
    AnyTest,
    JointTest,
    box_probability,
    pretrend_power,
    pretrend_tests,
    slope_with_power,
    wald_test,
)

# Closed forms in double precision.
EXACT = 1e-9
# The lattice's own error in boxes of up to six sides.
LATTICE = 5e-5
N_DRAWS = 400_000
# Four standard errors of a share, and of a mean in standard errors of the target, from about 200,000 draws that passed.
DRAWN = 4 * 0.5 / np.sqrt(200_000)
DRAWN_MEAN = 4 / np.sqrt(200_000)


def study_of(seed: int, n_pre: int = 3, n_post: int = 2) -> EventStudy:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(n_pre + n_post + 4, n_pre + n_post))
    covariance = root.T @ root / 10 + 0.3
    return EventStudy(rng.normal(size=n_pre + n_post), covariance, n_pre, np.full(n_post, 1 / n_post))


def draw(study: EventStudy, trend: np.ndarray) -> np.ndarray:
    root = np.linalg.cholesky(study.covariance)
    return trend + np.random.default_rng(1).standard_normal((N_DRAWS, len(trend))) @ root.T


def test_wald_statistic_is_the_sum_of_squares_of_independent_coefficients():
    study = EventStudy(np.array([1.0, 2.0, 9.0]), np.diag([4.0, 1.0, 1.0]), 2, np.ones(1))
    test = wald_test(study)
    assert (test.statistic, test.df) == (pytest.approx(4.25, rel=EXACT), 2)
    assert test.p_value == pytest.approx(np.exp(-4.25 / 2), rel=EXACT)
    assert test.few_df is None and test.few_p_value is None


def test_few_clusters_make_hotellings_test():
    """With one coefficient Hotelling's test is the t test with one degree of freedom less than clusters."""
    study = EventStudy(np.array([1.5, 9.0]), np.diag([0.25, 1.0]), 1, np.ones(1))
    test = wald_test(study, n_treated=14)
    assert test.few_df == 13
    assert test.few_p_value == pytest.approx(2 * stats.t(13).sf(3.0), rel=EXACT)


def test_few_clusters_keep_the_size_that_chi_square_loses():
    """Covariances as estimated from 14 clusters, Wishart with 13 degrees of freedom, and no difference at all: of 4,000
    draws the share rejected at 5 percent strays by 1.1 points at three standard errors."""
    rng = np.random.default_rng(11)
    draws = rng.standard_normal((4000, 14, 4))
    tests = [
        wald_test(EventStudy(np.sqrt(14) * one.mean(axis=0), np.cov(one.T), 3, np.ones(1)), n_treated=14)
        for one in draws
    ]
    assert np.mean([test.few_p_value < 0.05 for test in tests]) == pytest.approx(0.05, abs=0.011)
    assert np.mean([test.p_value < 0.05 for test in tests]) > 0.1


def test_as_many_coefficients_as_clusters_leave_no_test_for_few():
    assert wald_test(study_of(1), n_treated=3).few_p_value is None
    assert wald_test(study_of(1), n_treated=4).few_df == 1


def test_singular_covariance_has_no_test():
    assert wald_test(EventStudy(np.zeros(3), np.ones((3, 3)), 2, np.ones(1))) is None


@pytest.mark.parametrize("kind", [JointTest, AnyTest])
@pytest.mark.parametrize("n_pre", [1, 3])
def test_passing_and_what_passed_are_as_simulated(kind, n_pre):
    study = study_of(2, n_pre)
    test = kind(study)
    trend = slope_with_power(test, study, 0.5) * study.times
    drawn = draw(study, trend)
    before, target = drawn[:, :n_pre], drawn @ study.weights
    if kind is JointTest:
        inverse = np.linalg.inv(study.covariance[:n_pre, :n_pre])
        passed = np.einsum("ij,jk,ik->i", before, inverse, before) <= stats.chi2(n_pre).ppf(0.95)
    else:
        passed = (np.abs(before) <= stats.norm.ppf(0.975) * np.sqrt(np.diag(study.covariance)[:n_pre])).all(axis=1)
    covered = np.abs(target) <= stats.norm.ppf(0.975) * study.std_error
    assert test.pass_probability(trend) == pytest.approx(passed.mean(), abs=DRAWN)
    assert test.mean_if_passed(trend) == pytest.approx(target[passed].mean(), abs=DRAWN_MEAN * study.std_error)
    assert test.coverage_if_passed(trend) == pytest.approx(covered[passed].mean(), abs=DRAWN)


def test_with_one_coefficient_before_both_tests_are_the_same():
    study = study_of(3, n_pre=1)
    trend = 0.4 * study.times
    joint, single = JointTest(study), AnyTest(study)
    assert joint.pass_probability(trend) == pytest.approx(single.pass_probability(trend), rel=EXACT)
    assert joint.mean_if_passed(trend) == pytest.approx(single.mean_if_passed(trend), rel=EXACT)
    assert joint.coverage_if_passed(trend) == pytest.approx(single.coverage_if_passed(trend), abs=LATTICE)


def test_without_a_trend_passing_leaves_no_bias():
    study = study_of(4)
    for test in (JointTest(study), AnyTest(study)):
        assert test.mean_if_passed(0 * study.times) == pytest.approx(0.0, abs=LATTICE)
    assert JointTest(study).pass_probability(0 * study.times) == pytest.approx(0.95, abs=EXACT)


def test_independent_target_is_not_touched_by_the_test():
    study = EventStudy(np.zeros(3), np.diag([1.0, 2.0, 0.5]), 2, np.ones(1))
    trend = 0.6 * study.times
    for test in (JointTest(study), AnyTest(study)):
        assert test.mean_if_passed(trend) == pytest.approx(0.6, rel=EXACT)


@pytest.mark.parametrize("kind", [JointTest, AnyTest])
@pytest.mark.parametrize("power", [0.5, 0.8])
def test_slope_has_the_power_asked_for(kind, power):
    study = study_of(5)
    slope = slope_with_power(kind(study), study, power)
    assert slope > 0
    assert 1 - kind(study).pass_probability(slope * study.times) == pytest.approx(power, abs=1e-7)


def test_slope_of_the_joint_test_is_that_of_its_noncentrality():
    """Power depends on slope^2 t' V^-1 t alone."""
    study = study_of(6)
    slope = slope_with_power(JointTest(study), study, 0.8)
    t = study.times[:3]
    noncentrality = slope**2 * t @ np.linalg.solve(study.covariance[:3, :3], t)
    assert stats.ncx2(3, noncentrality).sf(stats.chi2(3).ppf(0.95)) == pytest.approx(0.8, abs=1e-7)


def test_power_below_the_size_of_the_test_is_refused():
    study = study_of(7)
    with pytest.raises(ValueError, match="power"):
        slope_with_power(JointTest(study), study, 0.04)


@pytest.mark.parametrize("k", [1, 2, 4, 6])
def test_box_probability_is_that_of_scipy(k):
    rng = np.random.default_rng(k)
    root = rng.normal(size=(k + 3, k))
    covariance, mean = root.T @ root, rng.normal(size=k)
    side = 1.5 * np.sqrt(np.diag(covariance))
    normal = stats.multivariate_normal(mean, covariance, abseps=1e-6, releps=0, maxpts=400_000)
    expected = normal.cdf(side, lower_limit=-side, rng=np.random.default_rng(1))
    assert box_probability(mean, covariance, -side, side) == pytest.approx(expected, abs=LATTICE)


def test_box_of_independent_coefficients_is_a_product():
    sides = np.array([1.0, 2.0, 0.5])
    expected = np.prod(2 * stats.norm.cdf(sides) - 1)
    assert box_probability(np.zeros(3), np.eye(3), -sides, sides) == pytest.approx(expected, rel=EXACT)


def test_frames_hold_every_outcome_in_order_and_nulls_where_nothing_is_known():
    studies = {"meeting": study_of(8), "duration": None}
    tests = pretrend_tests({name: {"blocks": study, "months": None} for name, study in studies.items()}, n_treated=14)
    assert tests.schema == pl.Schema(TESTS_SCHEMA)
    assert tests.select("outcome", "periods").rows() == [
        ("meeting", "blocks"), ("meeting", "months"), ("duration", "blocks"), ("duration", "months")
    ]  # fmt: skip
    assert tests["statistic"].is_null().to_list() == [False, True, True, True]
    power = pretrend_power(studies, periods_a_year=4)
    assert power.schema == pl.Schema(POWER_SCHEMA)
    assert power.filter(pl.col("outcome") == "duration")["slope_per_year"].null_count() == 4
    row = power.filter(outcome="meeting", test="joint", power=0.5).row(0, named=True)
    slope = slope_with_power(JointTest(study_of(8)), study_of(8), 0.5)
    assert row["slope_per_year"] == pytest.approx(4 * slope, rel=EXACT)
    assert row["bias"] == pytest.approx(1.5 * slope, rel=EXACT)  # the target is the mean of periods 1 and 2
    assert power.equals(pretrend_power(studies, periods_a_year=4))

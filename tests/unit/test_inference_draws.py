"""Every draw of the bootstrap, the randomization and the noise of controls equals a refit."""

from dataclasses import replace

import numpy as np
import pytest
from test_inference_refits import (
    EFFECT,
    EXACT,
    N_OFFICES,
    OFFICE_WITHOUT_PERIOD_2,
    Rows,
    draw_rows,
    fit,
    pose,
    refit,
)

from dialogmote.estimate.inference.answers import NullTest, answer_by_draws
from dialogmote.estimate.inference.assignments import OfficeControls, draw_assignments, fit_controls, take_out_effect
from dialogmote.estimate.inference.conley_taber import draw_noise_tests, draw_stand_ins, scale_noise, sum_cells
from dialogmote.estimate.inference.methods import OFFICE_METHODS, assess_offices
from dialogmote.estimate.inference.randomization import draw_coefficient_tests, draw_t_tests
from dialogmote.estimate.inference.wild import WEBB_POINTS, draw_multipliers, draw_wild_tests

DRAWS = 12
GAPS = (0.0, 0.7, -40.0)


def statistics(test: NullTest, gap: float) -> np.ndarray:
    """Squared statistics of the draws under the null that lies a gap below the estimate."""
    variances = np.array([1.0, gap, gap**2]) @ test.variances
    return (test.level + gap * test.slope) ** 2 / variances


def controls_of(rows: Rows) -> OfficeControls:
    problem = pose(rows)
    return fit_controls(problem.moments, take_out_effect(problem.moments, problem.cross, fit(rows), EFFECT), EFFECT)


def under_null(rows: Rows, place: int, gap: float) -> np.ndarray:
    """The outcome less a treatment effect that lies a gap below the estimate."""
    null = refit(rows, rows.outcomes[:, place]).estimate - gap
    return rows.outcomes[:, place] - null * rows.treated[rows.offices] * rows.columns[:, EFFECT]


@pytest.mark.parametrize("trends", [False, True])
@pytest.mark.parametrize("gap", GAPS)
def test_wild_draws_equal_refits(trends, gap):
    rows = draw_rows(trends=trends)
    multipliers = draw_multipliers(N_OFFICES, DRAWS, np.random.default_rng(1))
    for place, test in enumerate(draw_wild_tests(fit(rows), multipliers)):
        values = under_null(rows, place, gap)
        restricted = refit(rows, values, with_effect=False)
        drawn = [refit(rows, restricted.fitted + restricted.residuals * signs[rows.offices]) for signs in multipliers]
        expected = [one.estimate**2 / one.variance for one in drawn]
        np.testing.assert_allclose(statistics(test, gap), expected, rtol=EXACT)


@pytest.mark.parametrize("trends", [False, True])
@pytest.mark.parametrize("gap", GAPS)
def test_assignments_equal_refits(trends, gap):
    rows = draw_rows(trends=trends)
    assigned = draw_assignments(N_OFFICES, 5, DRAWS, np.random.default_rng(2))
    assigned[0] = rows.treated
    ours = fit(rows)
    by_coefficient = draw_coefficient_tests(ours, controls_of(rows), assigned)
    by_t = draw_t_tests(ours, controls_of(rows), assigned)
    for place in range(rows.outcomes.shape[1]):
        refits = [refit(rows, under_null(rows, place, gap), treated) for treated in assigned]
        expected = [one.estimate**2 for one in refits]
        np.testing.assert_allclose(statistics(by_coefficient[place], gap), expected, rtol=EXACT, atol=EXACT)
        expected = [one.estimate**2 / one.variance for one in refits]
        np.testing.assert_allclose(statistics(by_t[place], gap), expected, rtol=EXACT, atol=EXACT)


def test_assignments_equal_refits_with_weights():
    rows = draw_rows(seed=4)
    rows = replace(rows, weights=np.random.default_rng(4).uniform(0.5, 3.0, len(rows.offices)))
    assigned = draw_assignments(N_OFFICES, 5, DRAWS, np.random.default_rng(2))
    test = draw_t_tests(fit(rows), controls_of(rows), assigned)[0]
    refits = [refit(rows, under_null(rows, 0, 0.5), treated) for treated in assigned]
    np.testing.assert_allclose(statistics(test, 0.5), [one.estimate**2 / one.variance for one in refits], rtol=EXACT)


def test_assignment_that_does_not_identify_the_effect_counts_as_extreme():
    rows = replace(draw_rows(trends=False), treated=np.arange(N_OFFICES) == 2)
    assigned = np.arange(N_OFFICES) == np.array([[OFFICE_WITHOUT_PERIOD_2], [0]])
    for draw_tests in (draw_coefficient_tests, draw_t_tests):
        test = draw_tests(fit(rows), controls_of(rows), assigned)[0]
        assert test.p_value(1e6 * test.estimate) >= 2 / 3  # whatever the null: (1 + 1) / (1 + 2) at least


def test_assignment_without_placebo_spells_equals_the_refit():
    """Period 1 is at no office of the assignment: that term falls out, the effect stays."""
    rows = draw_rows(trends=False)
    period_1 = rows.columns[:, 0].copy()
    period_1[np.isin(rows.offices, [0, 1, 3])] = 0.0
    rows = replace(rows, columns=np.column_stack([period_1, rows.columns[:, 1:]]))
    assigned = np.isin(np.arange(N_OFFICES), [0, 1, 3])[None]
    test = draw_t_tests(fit(rows), controls_of(rows), assigned)[0]
    one = refit(rows, under_null(rows, 0, 0.5), assigned[0])
    np.testing.assert_allclose(statistics(test, 0.5), one.estimate**2 / one.variance, rtol=EXACT)


def test_assignments_treat_as_many_offices_and_each_as_often():
    assigned = draw_assignments(10, 3, 4000, np.random.default_rng(6))
    assert (assigned.sum(axis=1) == 3).all()
    # A share of 0.3 in 4,000 draws has standard error 0.0072; five of them.
    assert np.abs(assigned.mean(axis=0) - 0.3).max() < 0.036


def test_few_offices_draw_webbs_points_and_many_draw_signs():
    rng = np.random.default_rng(0)
    assert set(np.unique(draw_multipliers(10, 999, rng))) == set(WEBB_POINTS)
    assert set(np.unique(draw_multipliers(11, 999, rng))) == {-1.0, 1.0}
    assert (WEBB_POINTS**2).mean() == pytest.approx(1.0, rel=EXACT)


@pytest.mark.parametrize("trends", [False, True])
def test_noise_of_stand_ins_equals_the_estimate_on_noise_alone(trends):
    """Noise that the stand-ins' cells have in common, put on the pilot offices, gives the drawn error as estimate."""
    rows = draw_rows(trends=trends)
    ours = fit(rows)
    cells = sum_cells(ours, 3)
    stand_ins = draw_stand_ins(len(cells.means), 5, DRAWS, np.random.default_rng(3))
    test = draw_noise_tests(ours, cells, stand_ins, scale_by_size=False)[0]
    periods = (rows.columns[:, :3] @ [1, 2, 3]).astype(int)
    place = np.cumsum(rows.treated) - 1
    for draw, drawn in enumerate(stand_ins):
        noise = cells.means[drawn[place[rows.offices]], periods, 0] * rows.treated[rows.offices]
        assert test.level[draw] == pytest.approx(refit(rows, noise).estimate, rel=EXACT, abs=EXACT)


def test_cells_are_those_of_controls_with_every_period():
    rows = draw_rows(trends=False)
    cells = sum_cells(fit(rows), 3)
    residuals = refit(rows, rows.outcomes[:, 1]).residuals
    periods = (rows.columns[:, :3] @ [1, 2, 3]).astype(int)
    counts = np.zeros((N_OFFICES, 4))
    np.add.at(counts, (rows.offices, periods), 1)
    pool = np.flatnonzero((counts > 0).all(axis=1) & ~rows.treated)
    np.testing.assert_array_equal(cells.control_sizes, counts[pool])
    means = [[residuals[(rows.offices == office) & (periods == p)].mean() for p in range(4)] for office in pool]
    np.testing.assert_allclose(cells.means[:, :, 1], means, rtol=EXACT, atol=EXACT)


def test_noise_of_small_offices_is_scaled_down_to_large_ones():
    """Cells with variance A + B / rows: the scale finds the ratio of the standard deviations."""
    rng = np.random.default_rng(11)
    rows = draw_rows(n=4000, trends=False)
    cells = sum_cells(fit(rows), 3)
    sizes = rng.choice([4.0, 400.0], (20000, 1)) * np.ones(4)
    means = rng.normal(size=sizes.shape) * np.sqrt(1 + 60 / sizes)
    cells = replace(cells, means=means[:, :, None], control_sizes=sizes, treated_sizes=np.full((5, 4), 400.0))
    scale = scale_noise(cells, means)
    expected = np.sqrt((1 + 60 / 400) / (1 + 60 / sizes[:, :1]))
    # Variances of 10,000 offices of each size are estimated to 1.4 percent, and so the ratio's root to 1; three times.
    np.testing.assert_allclose(scale, np.broadcast_to(expected, scale.shape), rtol=0.03)


def test_noise_of_equal_offices_is_not_scaled():
    rows = draw_rows(n=4000, trends=False)
    cells = sum_cells(fit(rows), 3)
    cells = replace(cells, control_sizes=np.full_like(cells.control_sizes, 30.0), treated_sizes=np.full((5, 4), 30.0))
    np.testing.assert_allclose(scale_noise(cells, cells.means[:, :, 0]), 1.0, rtol=EXACT)


def test_interval_holds_the_values_that_are_not_rejected():
    rng = np.random.default_rng(9)
    variances = np.stack([np.ones(999), rng.normal(size=999) * 0.01, np.full(999, 0.02)])
    test = NullTest(3.0, 1.0, rng.normal(size=999), rng.normal(size=999) * 0.1, variances)
    answers = answer_by_draws([test])
    assert answers.p_values[0] == test.p_value(3.0)
    for end, outward in ((answers.lows[0], -1e-6), (answers.highs[0], 1e-6)):
        assert test.p_value(3.0 - (end - outward)) > 0.05
        assert test.p_value(3.0 - (end + outward)) <= 0.05


def test_interval_without_end_is_not_a_number():
    """Of nine draws none can reject at 5 percent."""
    rng = np.random.default_rng(9)
    constant = np.stack([np.ones(9), np.zeros(9), np.zeros(9)])
    answers = answer_by_draws([NullTest(3.0, 1.0, rng.normal(size=9), np.zeros(9), constant)])
    assert np.isnan([answers.lows[0], answers.highs[0]]).all()
    assert answers.p_values[0] >= 1 / 10


def test_p_value_counts_ties_as_extreme():
    constant = np.stack([np.ones(3), np.zeros(3), np.zeros(3)])
    test = NullTest(2.0, 1.0, np.array([2.0, -2.0 * (1 - 1e-14), 1.9]), np.zeros(3), constant)
    assert test.p_value(2.0) == 3 / 4


def test_methods_on_arrays_share_draws_and_leave_each_other_alone():
    problem = pose(draw_rows(n_offices=14))
    _, together = assess_offices(problem, 99, 1)
    assert tuple(together) == OFFICE_METHODS
    for method in OFFICE_METHODS:
        alone = assess_offices(problem, 99, 1, [method])[1]
        assert list(alone) == [method]
        np.testing.assert_array_equal(alone[method].lows, together[method].lows)
        np.testing.assert_array_equal(alone[method].p_values, together[method].p_values)


def test_outcomes_assessed_together_equal_each_alone():
    problem = pose(draw_rows(n_offices=14))
    _, both = assess_offices(problem, 99, 1)
    _, second = assess_offices(replace(problem, cross=problem.cross[:, :, 1:]), 99, 1)
    for method in OFFICE_METHODS:
        np.testing.assert_allclose(both[method].p_values[1:], second[method].p_values, rtol=EXACT)
        np.testing.assert_allclose(both[method].lows[1:], second[method].lows, rtol=EXACT)
        np.testing.assert_allclose(both[method].highs[1:], second[method].highs, rtol=EXACT)


def test_unknown_method_is_refused():
    with pytest.raises(ValueError, match="crv9"):
        assess_offices(pose(draw_rows()), 9, 1, ["crv9"])


def test_collinear_columns_of_the_treatment_are_refused():
    rows = draw_rows(trends=False)
    doubled = np.column_stack([rows.columns[:, :2], rows.columns[:, 1], rows.columns[:, 3:]])
    with pytest.raises(ValueError, match="collinear"):
        pose(replace(rows, columns=doubled))

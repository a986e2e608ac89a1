"""Fixed-length intervals: against another solver, the worst difference found by linear programming, closed forms."""

import numpy as np
import pytest
from scipy import optimize, stats

from dialogmote.estimate.honest.coefficients import EventStudy, second_differences
from dialogmote.estimate.honest.fixed_length import critical_value, find_fixed_length

# Closed forms in double precision.
EXACT = 1e-9
# A general solver stops at its own tolerance; a length that is too long by this share is the same length.
SOLVED = 1e-6
Z = stats.norm.ppf(0.975)


def random_study(seed: int, n_pre: int, n_post: int) -> EventStudy:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(n_pre + n_post + 3, n_pre + n_post))
    target = rng.normal(size=n_post)
    return EventStudy(rng.normal(size=n_pre + n_post), root.T @ root / 10, n_pre, target)


def shortest_by_general_solver(study: EventStudy, m: float) -> float:
    """Half the length, from a program over all weights before with the absolute weights on turns as variables."""
    n_pre, n_post = study.n_pre, study.n_post
    n = n_pre + n_post
    # Differences from a slope before the reference and the second differences: invert their definition.
    definition = np.vstack([second_differences(n_pre, n_post), study.times == -1])
    levels = np.linalg.inv(definition.astype(float))
    turns, line = levels[:, : n - 1], levels[:, n - 1]

    def weights(x):
        return np.concatenate([x[:n_pre], study.target])

    def half_length(x):
        sd = np.sqrt(weights(x) @ study.covariance @ weights(x))
        return critical_value(m * x[n_pre:].sum() / sd) * sd

    constraints = [
        {"type": "eq", "fun": lambda x: line @ weights(x)},
        {"type": "ineq", "fun": lambda x: x[n_pre:] - turns.T @ weights(x)},
        {"type": "ineq", "fun": lambda x: x[n_pre:] + turns.T @ weights(x)},
    ]
    first = np.zeros(n_pre)
    first[-1] = study.target @ study.times[n_pre:]
    start = np.concatenate([first, np.abs(turns.T @ np.concatenate([first, study.target])) + 0.1])
    found = optimize.minimize(
        half_length, start, constraints=constraints, method="SLSQP", options={"maxiter": 1000, "ftol": 1e-13}
    )
    return float(found.fun)


@pytest.mark.parametrize(("n_pre", "n_post"), [(2, 1), (4, 1), (5, 3), (8, 2)])
@pytest.mark.parametrize("m", [0.0, 0.05, 0.3, 2.0])
def test_no_weights_of_a_general_solver_are_shorter(n_pre, n_post, m):
    study = random_study(n_pre, n_pre, n_post)
    ours = find_fixed_length(study, m).half_length
    assert ours == pytest.approx(shortest_by_general_solver(study, m), rel=SOLVED)


@pytest.mark.parametrize("m", [0.1, 1.0])
def test_worst_bias_is_that_of_the_worst_difference_allowed(m):
    study = random_study(3, 5, 2)
    found = find_fixed_length(study, m)
    turns = second_differences(5, 2)
    # The estimate's error when there is no effect: all of the difference counts, that before and that after.
    worst = optimize.linprog(
        -found.weights, A_ub=np.vstack([turns, -turns]), b_ub=np.full(12, m), bounds=(None, None), method="highs"
    )
    assert found.worst_bias == pytest.approx(-worst.fun, rel=EXACT)


def test_without_turns_the_interval_is_that_of_the_best_straight_line():
    """m = 0: generalized least squares of all coefficients on a line and the effects, and its normal interval."""
    study = random_study(4, 6, 2)
    regressors = np.column_stack([study.times, np.vstack([np.zeros((6, 2)), np.eye(2)])])
    precision = np.linalg.inv(study.covariance)
    covariance = np.linalg.inv(regressors.T @ precision @ regressors)
    weights = np.concatenate([[0.0], study.target])
    found = find_fixed_length(study, 0.0)
    assert found.centre == pytest.approx(weights @ covariance @ regressors.T @ precision @ study.estimates, rel=EXACT)
    assert found.half_length == pytest.approx(Z * np.sqrt(weights @ covariance @ weights), rel=EXACT)


def test_one_period_before_leaves_no_choice():
    study = EventStudy(np.array([0.5, 2.0]), np.array([[1.0, 0.2], [0.2, 2.0]]), 1, np.array([1.0]))
    found = find_fixed_length(study, 0.7)
    sd = np.sqrt(1.0 + 2.0 + 0.4)
    assert found.centre == pytest.approx(2.5, rel=EXACT)
    assert found.half_length == pytest.approx(critical_value(0.7 / sd) * sd, rel=EXACT)


@pytest.mark.parametrize("bias", [0.0, 0.3, 1.0, 4.0, 50.0])
def test_critical_value_is_the_root_of_a_noncentral_chi_square(bias):
    assert critical_value(bias) == pytest.approx(np.sqrt(stats.ncx2.ppf(0.95, 1, bias**2)), rel=1e-8)


def test_intervals_grow_with_m():
    study = random_study(6, 5, 1)
    lengths = [find_fixed_length(study, m).half_length for m in (0.0, 0.01, 0.1, 0.5, 1.0, 5.0)]
    assert (np.diff(lengths) > 0).all()


def test_interval_covers_at_the_worst_difference_allowed():
    """The chance that a normal around the worst bias stays inside is exact: 95 percent, without a simulation."""
    found = find_fixed_length(random_study(7, 5, 2), 0.4)
    inside = stats.norm(found.worst_bias, found.std_error)
    assert inside.cdf(found.half_length) - inside.cdf(-found.half_length) == pytest.approx(0.95, abs=EXACT)


def test_negative_bound_is_refused():
    with pytest.raises(ValueError, match="negative"):
        find_fixed_length(random_study(8, 2, 1), -0.1)

"""Conditional and hybrid tests: against linear programs solved one by one, closed forms, and simulated coverage."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from scipy import linalg, optimize, stats

from dialogmote.estimate.honest.coefficients import EventStudy, first_differences, second_differences
from dialogmote.estimate.honest.conditional import (
    Corners,
    find_set,
    keep_conditional,
    keep_hybrid,
    least_favourable_value,
    list_corners,
    truncated_quantile,
)
from dialogmote.estimate.honest.sensitivity import plain_interval, relative_magnitudes, smoothness_hybrid

# Programs solved by HiGHS keep their restrictions to 1e-7.
SOLVED = 1e-6
# Ends narrowed down to 1e-11 standard errors, and a root found to 1e-13.
EXACT = 1e-8


def random_study(seed: int, n_pre: int, n_post: int) -> EventStudy:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(n_pre + n_post + 3, n_pre + n_post))
    return EventStudy(rng.normal(size=n_pre + n_post), root.T @ root / 10, n_pre, rng.uniform(0.2, 1.0, n_post))


def smooth(study: EventStudy, m: float) -> tuple[np.ndarray, np.ndarray]:
    turns = second_differences(study.n_pre, study.n_post)
    return np.vstack([turns, -turns]), np.full(2 * len(turns), m)


def relative(study: EventStudy, m: float, place: int, sign: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    changes = first_differences(study.n_pre, study.n_post)
    after, largest = changes[study.n_pre :], sign * changes[place]
    return np.vstack([after - m * largest, -after - m * largest]), np.zeros(2 * len(after))


def every_piece(study: EventStudy, m: float) -> list[tuple[np.ndarray, np.ndarray]]:
    return [relative(study, m, place, sign) for place in range(study.n_pre) for sign in (1.0, -1.0)]


class OneByOne:
    """The same test with a linear program for every theta and every place on the way, as the authors write it down."""

    def __init__(self, study, a, d):
        used = np.any(a[:, study.n_pre :] != 0, axis=1)
        self.a, self.d, self.study = a[used], d[used], study
        self.covariance = self.a @ study.covariance @ self.a.T
        self.after = self.a[:, study.n_pre :]
        others = linalg.null_space(study.target[None, :])
        self.columns = np.column_stack([np.sqrt(np.diag(self.covariance)), self.after @ others])

    def moments(self, theta):
        one = self.study.target / (self.study.target @ self.study.target)
        return self.a @ self.study.estimates - self.d - self.after @ one * theta

    def dual(self, moments):
        """The largest gamma' moments, and a gamma that reaches it."""
        right = np.eye(self.columns.shape[1])[0]
        found = optimize.linprog(-moments, A_eq=self.columns.T, b_eq=right, method="highs-ds")
        return -found.fun, found.x

    def keeps(self, theta, level):
        moments = self.moments(theta)
        largest, gamma = self.dual(moments)
        variance = gamma @ self.covariance @ gamma
        if variance < 1e-12:
            return largest <= 0
        along = self.covariance @ gamma / variance
        rest = moments - along * largest
        sd = np.sqrt(variance)

        def is_top(v):
            return self.dual(rest + along * v)[0] <= v + 1e-9

        low, high = (self.edge(is_top, largest, largest + sign * 30 * sd) for sign in (-1, 1))
        limit = stats.truncnorm(low / sd, high / sd).ppf(1 - level)
        return largest / sd <= max(limit, 0)

    @staticmethod
    def edge(is_top, inside, outside):
        if is_top(outside):
            return outside
        for _ in range(30):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if is_top(middle) else (inside, middle)
        return inside


RESTRICTIONS = [
    pytest.param(3, 3, partial(smooth, m=0.3), id="smooth, three after"),
    pytest.param(3, 1, partial(smooth, m=0.3), id="smooth, one after"),
    pytest.param(4, 3, partial(relative, m=1.0, place=1), id="relative, three after"),
    pytest.param(2, 2, partial(relative, m=0.5, place=0), id="relative, two after"),
]


@pytest.mark.parametrize(("n_pre", "n_post", "restrict"), RESTRICTIONS)
def test_largest_corner_is_the_value_of_the_linear_program(n_pre, n_post, restrict):
    study = random_study(1, n_pre, n_post)
    a, d = restrict(study)
    corners, program = list_corners(study, a, d), OneByOne(study, a, d)
    for theta in np.linspace(-5, 5, 11):
        largest = (corners.values - corners.slopes * theta).max()
        assert largest == pytest.approx(program.dual(program.moments(theta))[0], abs=SOLVED)


@pytest.mark.parametrize(("n_pre", "n_post", "restrict"), RESTRICTIONS)
def test_conditional_test_decides_as_programs_solved_one_by_one(n_pre, n_post, restrict):
    study = random_study(2, n_pre, n_post)
    a, d = restrict(study)
    corners, program = list_corners(study, a, d), OneByOne(study, a, d)
    found = find_set(partial(keep_conditional, corners), study.estimate, study.std_error)
    width = found.high - found.low
    thetas = np.array([found.low - 0.05 * width, found.low + 0.05 * width, found.high - 0.05 * width])
    thetas = np.append(thetas, [found.high + 0.05 * width, (found.low + found.high) / 2])
    kept = keep_conditional(corners, thetas)
    assert set(kept) == {True, False}
    assert [program.keeps(theta, 0.05) for theta in thetas] == kept.tolist()


@pytest.mark.parametrize("n_post", [1, 3])
def test_without_any_change_relative_magnitudes_are_the_plain_interval(n_post):
    """m = 0 leaves trends parallel. With one period after the reference, both stages together cut at 1.96 exactly."""
    study = random_study(3, 4, n_post)
    found, plain = relative_magnitudes(study, 0.0), plain_interval(study)
    if n_post == 1:
        assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=EXACT)
    else:
        assert found.low < plain.high and found.high > plain.low


@pytest.mark.parametrize("interval", [relative_magnitudes, smoothness_hybrid])
def test_sets_grow_with_m(interval):
    sets = [interval(random_study(4, 4, 1), m) for m in (0.0, 0.3, 1.0, 2.0)]
    assert all(later.low < earlier.low for earlier, later in pairwise(sets))
    assert all(later.high > earlier.high for earlier, later in pairwise(sets))


@pytest.mark.parametrize("seed", range(3))
def test_ends_are_those_of_a_fine_grid(seed):
    study = random_study(10 + seed, 3, 2)
    corners = list_corners(study, *relative(study, 1.0, 2))
    keep = partial(keep_hybrid, corners, first_stage=least_favourable_value(corners, 0.005))
    found = find_set(keep, study.estimate, study.std_error)
    grid = np.linspace(found.low - 1, found.high + 1, 200_001)
    kept = grid[keep(grid)]
    step = grid[1] - grid[0]
    assert 0 <= kept[0] - found.low < step
    assert 0 <= found.high - kept[-1] < step


@pytest.mark.parametrize("correlation", [-1.0, -0.4, 0.0, 0.7, 1.0])
def test_least_favourable_value_of_two_corners_is_the_bivariate_quantile(correlation):
    root = np.linalg.cholesky(np.array([[1.0, correlation], [correlation, 1.0]]) + 1e-14 * np.eye(2))
    value = least_favourable_value(Corners(np.zeros(2), np.ones(2), root), 0.05)
    covariance = [[1.0, correlation], [correlation, 1.0]]
    below = stats.multivariate_normal([0, 0], covariance, allow_singular=True).cdf([value, value])
    # scipy's bivariate probability is good to 1e-5 where the covariance is singular.
    assert below == pytest.approx(0.95, abs=2e-5)


def test_least_favourable_value_of_many_corners_is_theirs_to_the_error_of_its_draws():
    """Independent corners: P(all below c) = Phi(c)^5. 20,000 draws leave the 95 percent quantile an error of 0.02."""
    value = least_favourable_value(Corners(np.zeros(5), np.ones(5), np.eye(5)), 0.05)
    assert value == pytest.approx(stats.norm.ppf(0.95 ** (1 / 5)), abs=0.06)


@pytest.mark.parametrize(("low", "high"), [(-np.inf, np.inf), (-1.0, 0.5), (2.0, np.inf), (5.0, 6.0), (-3.0, 8.0)])
def test_truncated_quantile_is_that_of_the_truncated_normal(low, high):
    found = truncated_quantile(0.95, np.array([low]), np.array([high]))[0]
    assert found == pytest.approx(stats.truncnorm(low, high).ppf(0.95), rel=1e-6)


def test_truncated_quantile_far_out_is_that_of_the_exponential_it_becomes():
    """Above 40 the normal's tail is an exponential with rate 40, to a share of 1 / 40^2 of its mean."""
    found = truncated_quantile(0.95, np.array([40.0]), np.array([np.inf]))[0]
    assert found - 40 == pytest.approx(-np.log(0.05) / 40, rel=2e-3)


def keeps_truth(study: EventStudy, restrictions: list, truth: float) -> bool:
    """Whether the hybrid keeps the truth under one of the pieces whose union the restriction is."""
    corners = [list_corners(study, a, d) for a, d in restrictions]
    return any(keep_hybrid(one, np.array([truth]), least_favourable_value(one, 0.005))[0] for one in corners)


@pytest.mark.parametrize(
    ("restrict", "difference", "is_exact"),
    [
        # The last change before is the largest, 1; after the reference the trend goes on as steeply as allowed.
        pytest.param(partial(every_piece, m=1.0), [-0.5, -0.7, -1.0, 1.0], True, id="relative, worst case"),
        pytest.param(partial(every_piece, m=1.0), [0.0, 0.0, 0.0, 0.0], False, id="relative, parallel"),
        # A straight line that turns at the reference by as much as allowed.
        pytest.param(lambda study: [smooth(study, 0.5)], [-0.9, -0.6, -0.3, 0.8], True, id="smooth, worst case"),
    ],
)
def test_sets_cover_the_truth(restrict, difference, is_exact):
    """Of 1,000 draws the share covered strays by 2 points at three standard errors. At the worst difference the
    set is not wider than it must be: one restriction binds, and the other is far away."""
    rng = np.random.default_rng(5)
    covariance = 0.01 * (np.eye(4) + 0.5)
    root = np.linalg.cholesky(covariance)
    truth = 0.7
    mean = np.array(difference) + np.array([0, 0, 0, truth])
    draws = [EventStudy(mean + root @ rng.standard_normal(4), covariance, 3, np.ones(1)) for _ in range(1000)]
    covered = np.mean([keeps_truth(study, restrict(study), truth) for study in draws])
    assert covered > 0.95 - 0.02
    if is_exact:
        assert covered < 0.95 + 0.02


def test_a_value_far_away_is_never_kept():
    study = random_study(6, 3, 1)
    corners = list_corners(study, *relative(study, 1.0, 0))
    far = study.estimate + np.array([-1.0, 1.0]) * 1e6
    assert not keep_conditional(corners, far).any()
    assert not keep_hybrid(corners, far, first_stage=2.8).any()


def test_more_corners_than_can_be_listed_are_refused():
    study = random_study(7, 20, 12)
    with pytest.raises(ValueError, match="gather the periods"):
        list_corners(study, *smooth(study, 0.1))


def test_set_that_no_grid_finds_is_nothing():
    assert find_set(lambda thetas: np.zeros(len(thetas), dtype=bool), 0.0, 1.0) is None


def test_set_without_ends_is_infinite():
    found = find_set(lambda thetas: thetas > -3.0, 0.0, 1.0)
    assert found.low == pytest.approx(-3.0, abs=EXACT)
    assert found.high == np.inf

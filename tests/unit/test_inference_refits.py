"""The moments of offices give what refits with every dummy give: estimates, scores, jackknife.

Also the small panel and the refits that the other tests of inference hold their methods against.
"""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from dialogmote.estimate.inference.fit import OfficeFit, fit_offices
from dialogmote.estimate.inference.jackknife import (
    assess_by_jackknife,
    build_jackknife,
    estimates_without_office,
    match_working_model,
    solve_for_effect,
)
from dialogmote.estimate.inference.methods import OfficeProblem, pose_problem
from dialogmote.estimate.inference.moments import order_rows

# Both sides are exact but for rounding; the refits' least squares by singular values is the less exact one.
EXACT = 1e-8
N_OFFICES = 30
EFFECT = 1  # period 2, among the treatment's columns
OFFICE_WITH_OWN_OCCUPATION, OFFICE_OF_ONE_SPELL, OFFICE_WITHOUT_PERIOD_2 = 7, 8, 9


@dataclass(frozen=True)
class Rows:
    """Spells with columns Z (periods, trend, a covariate, dummies of age, industry and occupation), and who is
    treated."""

    columns: np.ndarray
    offices: np.ndarray
    outcomes: np.ndarray
    treated: np.ndarray
    n_treatment: int
    weights: np.ndarray


def draw_rows(*, seed: int = 5, n: int = 600, trends: bool = True, n_offices: int = N_OFFICES) -> Rows:
    """Spells of unlike offices, five of them pilots; the odd ones are an office that alone has an occupation, one of
    one spell, one without period 2."""
    rng = np.random.default_rng(seed)
    offices = np.sort(np.concatenate([np.arange(n_offices), rng.geometric(0.07, n - n_offices) % n_offices]))
    offices = np.delete(offices, np.flatnonzero(offices == OFFICE_OF_ONE_SPELL)[1:])
    n = len(offices)
    period = rng.integers(0, 4, n)
    period[(offices == OFFICE_WITHOUT_PERIOD_2) & (period == 2)] = 1
    occupation = rng.integers(0, 4, n)
    occupation[np.flatnonzero(offices == OFFICE_WITH_OWN_OCCUPATION)[:3]] = 4
    levels = [rng.integers(0, 5, n), rng.integers(0, 3, n), occupation]
    dummies = [codes[:, None] == np.arange(1, codes.max() + 1) for codes in levels]
    trend = (period + rng.random(n))[:, None]
    periods = period[:, None] == np.arange(1, 4)
    columns = np.column_stack([periods, *([trend] if trends else []), rng.normal(size=(n, 1)), *dummies]).astype(float)
    shared = rng.normal(size=(n_offices, 4))[offices, period]
    outcomes = np.column_stack([shared + rng.normal(size=n), 200 + 30 * rng.normal(size=n) + 8 * shared])
    treated = np.isin(np.arange(n_offices), [2, 5, 11, 17, n_offices - 1])
    return Rows(columns, offices, outcomes, treated, 4 if trends else 3, np.ones(n))


def pose(rows: Rows) -> OfficeProblem:
    return pose_problem(
        rows.columns,
        rows.offices,
        rows.outcomes,
        rows.treated,
        n_treatment=rows.n_treatment,
        effect=EFFECT,
        n_periods=3,
        weights=rows.weights,
    )


def fit(rows: Rows) -> OfficeFit:
    problem = pose(rows)
    return fit_offices(problem.moments, problem.cross, problem.treated, EFFECT)


@dataclass(frozen=True)
class Refit:
    """By least squares on every dummy: the effect, what each office adds to its error, its t statistic without
    factors."""

    estimate: float
    scores: np.ndarray
    fitted: np.ndarray
    residuals: np.ndarray
    regressor: np.ndarray

    @property
    def variance(self) -> float:
        return float((self.scores**2).sum())


def refit(rows: Rows, values: np.ndarray, treated: np.ndarray | None = None, *, with_effect: bool = True) -> Refit:
    """One outcome (n) on offices, Z and the treatment, by singular values; scores over the rows' own offices."""
    here = (rows.treated if treated is None else treated)[rows.offices][:, None] * rows.columns[:, : rows.n_treatment]
    dummies = rows.offices[:, None] == np.unique(rows.offices)
    others = np.column_stack([dummies, rows.columns, np.delete(here, EFFECT, axis=1)]).astype(float)
    roots = np.sqrt(rows.weights)
    x = take_out(others, here[:, EFFECT], roots)
    y = take_out(others, values, roots)
    estimate = float((rows.weights * x) @ y / ((rows.weights * x) @ x)) if with_effect else 0.0
    residuals = y - estimate * x
    scores = np.bincount(rows.offices, rows.weights * x * residuals, minlength=len(rows.treated))
    return Refit(estimate, scores / ((rows.weights * x) @ x), values - residuals, residuals, here[:, EFFECT])


def take_out(others: np.ndarray, values: np.ndarray, roots: np.ndarray) -> np.ndarray:
    """What is left of values beside the columns `others`, in two passes, so that no rounding remains."""
    for _ in range(2):
        found = np.linalg.lstsq(roots[:, None] * others, roots * values, rcond=None)[0]
        values = values - others @ found
    return values


def without_office(rows: Rows, office: int) -> Rows:
    stays = rows.offices != office
    return replace(
        rows,
        columns=rows.columns[stays],
        offices=rows.offices[stays],
        outcomes=rows.outcomes[stays],
        weights=rows.weights[stays],
    )


@pytest.mark.parametrize("trends", [False, True])
def test_estimates_equal_refits(trends):
    rows = draw_rows(trends=trends)
    ours = fit(rows)
    for place, estimate in enumerate(ours.estimates):
        theirs = refit(rows, rows.outcomes[:, place])
        assert estimate == pytest.approx(theirs.estimate, rel=EXACT)
        np.testing.assert_allclose(ours.office_scores[:, place], theirs.scores, rtol=EXACT, atol=EXACT * 0.1)


@pytest.mark.parametrize("trends", [False, True])
def test_jackknife_equals_refits_without_each_office(trends):
    rows = draw_rows(trends=trends)
    ours = fit(rows)
    left_out = estimates_without_office(ours, build_jackknife(ours))
    refits = [
        [refit(without_office(rows, office), rows.outcomes[rows.offices != office, place]).estimate for place in (0, 1)]
        for office in range(N_OFFICES)
    ]
    np.testing.assert_allclose(left_out, refits, rtol=EXACT)
    moves = np.array(refits) - ours.estimates
    errors = np.sqrt((N_OFFICES - 1) / N_OFFICES * (moves**2).sum(axis=0))
    np.testing.assert_allclose(assess_by_jackknife(ours, build_jackknife(ours)).std_errors, errors, rtol=EXACT)


def test_office_that_alone_tells_two_columns_apart_can_be_left_out():
    """Without it the two are one column, and the effect is the same in every solution."""
    rows = draw_rows(trends=False)
    twin = rows.columns[:, 3].copy()
    twin[rows.offices == OFFICE_WITH_OWN_OCCUPATION] *= -1
    rows = replace(rows, columns=np.column_stack([rows.columns, twin]))
    ours = fit(rows)
    left_out = estimates_without_office(ours, build_jackknife(ours))
    smaller = without_office(rows, OFFICE_WITH_OWN_OCCUPATION)
    theirs = [refit(smaller, smaller.outcomes[:, place]).estimate for place in (0, 1)]
    np.testing.assert_allclose(left_out[OFFICE_WITH_OWN_OCCUPATION], theirs, rtol=EXACT)


@pytest.mark.parametrize("rounding", [0.0, 1e-13])
def test_effect_that_becomes_one_with_another_column_has_no_row(rounding):
    """Columns 1 and 2 are the same but for rounding: column 0 keeps its row of the inverse, column 1 has none."""
    gram = np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 1.0], [0.5, 1.0, 1.0 + rounding]])
    np.testing.assert_allclose(solve_for_effect(gram, np.diag(gram), 0), [4 / 3, -1 / 3, -1 / 3], rtol=EXACT)
    assert np.isnan(solve_for_effect(gram, np.diag(gram), 1)).all()


def test_jackknife_has_no_error_with_one_pilot_office():
    rows = replace(draw_rows(), treated=np.arange(N_OFFICES) == 2)
    ours = fit(rows)
    answers = assess_by_jackknife(ours, build_jackknife(ours))
    assert np.isnan(answers.std_errors).all()
    assert np.isnan(answers.p_values).all()
    assert np.isnan(match_working_model(ours, build_jackknife(ours)).degrees_of_freedom)


def test_working_model_has_the_moments_of_the_jackknifes_own_weights():
    """Row by row: the weights of b and of b_-g - b on the outcome, from refits on unit outcomes."""
    rows = draw_rows(n=90, n_offices=12)
    ours = fit(rows)
    n, units = len(rows.offices), np.eye(len(rows.offices))
    whole = np.array([refit(rows, unit).estimate for unit in units])
    weights = np.zeros((12, n))
    for office in range(12):
        smaller, stays = without_office(rows, office), rows.offices != office
        weights[office, stays] = [refit(smaller, unit[stays]).estimate for unit in units[stays]]
    together = (weights - whole) @ (weights - whole).T
    model = match_working_model(ours, build_jackknife(ours))
    degrees = np.trace(together) ** 2 / (together**2).sum()
    assert model.degrees_of_freedom == pytest.approx(degrees, rel=EXACT)
    assert model.inflation == pytest.approx(11 / 12 * np.trace(together) / (whole @ whole), rel=EXACT)


def test_weights_count_rows_that_are_alike():
    rows = draw_rows(seed=8)
    times = np.random.default_rng(1).integers(1, 4, len(rows.offices))
    weighted = replace(rows, weights=times.astype(float))
    repeated = Rows(
        *(np.repeat(values, times, axis=0) for values in (rows.columns, rows.offices, rows.outcomes)),
        rows.treated,
        rows.n_treatment,
        np.ones(times.sum()),
    )
    ours, theirs = fit(weighted), fit(repeated)
    np.testing.assert_allclose(ours.estimates, theirs.estimates, rtol=EXACT)
    np.testing.assert_allclose(ours.office_scores, theirs.office_scores, rtol=EXACT, atol=EXACT * 0.1)
    np.testing.assert_array_equal(ours.moments.sizes, theirs.moments.sizes)


def test_order_of_the_rows_does_not_matter():
    rows = draw_rows()
    mixed = np.random.default_rng(3).permutation(len(rows.offices))
    shuffled = replace(rows, columns=rows.columns[mixed], offices=rows.offices[mixed], outcomes=rows.outcomes[mixed])
    np.testing.assert_allclose(fit(shuffled).estimates, fit(rows).estimates, rtol=EXACT)


def test_effect_without_spells_at_pilot_offices_is_refused():
    rows = draw_rows(trends=False)
    emptied = rows.columns.copy()
    emptied[rows.treated[rows.offices], EFFECT] = 0.0
    with pytest.raises(ValueError, match="not identified"):
        fit(replace(rows, columns=emptied))


def test_effect_that_is_one_with_the_pilots_trend_is_refused():
    """At the pilot offices the trend is period 2 alone: theirs is dropped, and the effect is only their sum's."""
    rows = draw_rows()
    columns = rows.columns.copy()
    is_pilot = rows.treated[rows.offices]
    columns[is_pilot, 3] = columns[is_pilot, EFFECT]
    with pytest.raises(ValueError, match="not identified"):
        fit(replace(rows, columns=columns))


def test_offices_with_gaps_in_their_codes_are_refused():
    with pytest.raises(ValueError, match="without gaps"):
        order_rows(np.ones((2, 1)), np.array([0, 2]))

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogmote.estimate.regression.design import Design, count_absorbed, prepare_sample
from dialogmote.estimate.regression.identification import build_absorber, find_identified
from dialogmote.estimate.regression.library import fit_outcome
from dialogmote.estimate.regression.tidy import repair_covariance

# Exact projections by two routes, in double precision.
ATOL = 1e-10


def test_absorbing_equals_the_residuals_of_least_squares_on_all_dummies():
    rng = np.random.default_rng(1)
    levels = [rng.integers(0, k, 200) for k in (5, 12, 30)]
    levels = [np.unique(codes, return_inverse=True)[1] for codes in levels]
    columns = rng.normal(size=(200, 3))
    dummies = np.hstack([np.eye(codes.max() + 1)[codes] for codes in levels])
    expected = columns - dummies @ np.linalg.lstsq(dummies, columns, rcond=None)[0]
    np.testing.assert_allclose(build_absorber(levels).residuals(columns), expected, rtol=0, atol=ATOL)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_identified_coefficients_are_those_orthogonal_to_the_null_space(seed):
    """A coefficient is unique exactly when no combination of regressors that is zero moves it."""
    rng = np.random.default_rng(seed)
    base = rng.normal(size=(40, 4))
    mixing = rng.integers(-1, 2, size=(4, 6)).astype(float)
    x = base @ mixing
    _, values, right = np.linalg.svd(x, full_matrices=True)
    padded = np.concatenate([values, np.zeros(6 - len(values))])
    null_space = right[padded < 1e-9]
    unique = tuple(f"x{j}" for j in range(6) if np.abs(null_space[:, j]).max(initial=0) < 1e-9)
    assert find_identified(x, x, [f"x{j}" for j in range(6)]).identified == unique


def test_a_covariance_with_positive_variances_stays_though_an_eigenvalue_is_negative():
    covariance = np.array([[1.0, 1.2], [1.2, 1.0]])
    np.testing.assert_array_equal(repair_covariance(covariance), covariance)


def test_a_negative_variance_is_repaired_by_setting_negative_eigenvalues_to_zero():
    covariance = np.array([[2.0, 1.0], [1.0, -0.5]])
    repaired = repair_covariance(covariance)
    values, vectors = np.linalg.eigh(covariance)
    assert np.linalg.eigvalsh(repaired).min() >= -1e-12
    # what is left of the matrix is its positive part
    np.testing.assert_allclose(repaired, values[1] * np.outer(vectors[:, 1], vectors[:, 1]), rtol=0, atol=1e-12)


DESIGN = Design(("x",), ("age", "office"), ("person", "office"))


def rows(n: int = 60) -> pl.DataFrame:
    rng = np.random.default_rng(2)
    values = {"x": rng.normal(size=n), "age": rng.integers(0, 5, n), "office": rng.integers(0, 6, n)}
    return pl.DataFrame(values | {"person": np.arange(n) // 2, "y": rng.normal(size=n)})


def test_levels_nested_in_a_cluster_do_not_take_degrees_of_freedom():
    assert count_absorbed(rows(), DESIGN) == rows()["age"].n_unique()


def test_an_effect_finer_than_the_office_counts_as_nested():
    by_office = rows().with_columns(team=2 * pl.col("office") + pl.col("age") % 2)
    design = Design(("x",), ("age", "team"), ("person", "office"))
    assert count_absorbed(by_office, design) == by_office["age"].n_unique()


def test_the_fit_uses_every_row_singletons_too():
    alone = pl.concat(
        [
            rows(),
            rows()
            .head(1)
            .with_columns(age=pl.lit(99, dtype=pl.Int64), person=pl.lit(999, dtype=rows().schema["person"])),
        ]
    )
    assert fit_outcome(prepare_sample(alone, DESIGN), "y").n == 61


def test_a_sample_that_cannot_be_estimated_is_refused():
    with pytest.raises(ValueError, match="too few"):
        fit_outcome(prepare_sample(rows().with_columns(x=pl.lit(1.0)), DESIGN), "y")


def test_inputs_are_not_changed():
    before = rows()
    given_rows = before.clone()
    fit_outcome(prepare_sample(given_rows, DESIGN), "y")
    assert given_rows.equals(before)

"""The projection engine beside pyfixest, one outcome at a time, in every convention they share."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from dialogmote.design.outcomes import BLOCK, Outcome
from dialogmote.estimate.regression.design import INTERCEPT, Design, prepare_sample
from dialogmote.estimate.regression.library import estimate_coefficients, fit_outcome
from dialogmote.estimate.regression.projection import estimate_batch, find_movers, fit_projected, project
from dialogmote.estimate.regression.tidy import repair_covariance

# The library demeans to 1e-12; what is left of that in a standard error of these small samples stays below.
ESTIMATE_IN_SE = 1e-8
STD_ERROR_RTOL = 1e-7
# The same sums in other blocks or another order, in double precision.
RTOL = 1e-10

DESIGN = Design(("x", "z"), ("age", "office"), ("person", "office"))
OUTCOMES = ("y", "w")
NUMBERS = ("estimate", "std_error", "ci_low", "ci_high", "p_value")
# Random draws with a negative two-way variance, found by trying.
SEED_OF_NEGATIVE_VARIANCE = 2


def draw_rows(seed: int = 2, n: int = 120, n_persons: int = 40, n_offices: int = 6) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "x": rng.normal(size=n),
            "z": rng.normal(size=n),
            "age": rng.integers(0, 5, n),
            "office": rng.integers(0, n_offices, n),
            "person": rng.integers(0, n_persons, n),
            "y": rng.normal(size=n),
            "w": rng.normal(100, 20, size=n),
        }
    )


def plain(name: str) -> Outcome:
    return Outcome(name, pl.col(name), pl.col(name))


def assert_engines_agree(rows: pl.DataFrame, design: Design = DESIGN) -> pl.DataFrame:
    """Both engines on both outcomes; returns the engine's rows of the first."""
    sample = prepare_sample(rows, design)
    batch = estimate_batch(sample, [plain(name) for name in OUTCOMES])
    assert batch["outcome"].unique(maintain_order=True).to_list() == list(OUTCOMES)
    for name in OUTCOMES:
        is_constant = rows.height > 0 and rows[name].n_unique() == 1
        library = estimate_coefficients(sample, name, is_constant=is_constant)
        ours = batch.filter(pl.col("outcome") == name).drop("outcome")
        assert ours.schema == library.schema
        assert ours["term"].to_list() == library["term"].to_list()
        for column in NUMBERS:
            assert ours[column].is_null().to_list() == library[column].is_null().to_list(), column
        scale = library["std_error"].fill_null(1.0)
        assert ((ours["estimate"] - library["estimate"]).abs() <= ESTIMATE_IN_SE * scale).all()
        errors = library["std_error"].drop_nulls().to_numpy()
        np.testing.assert_allclose(ours["std_error"].drop_nulls().to_numpy(), errors, rtol=STD_ERROR_RTOL)
        for column in ("ci_low", "ci_high"):
            assert ((ours[column] - library[column]).abs() <= 10 * STD_ERROR_RTOL * scale).all()
        p_values = library["p_value"].drop_nulls().to_numpy()
        np.testing.assert_allclose(ours["p_value"].drop_nulls().to_numpy(), p_values, rtol=0, atol=STD_ERROR_RTOL)
    return batch.filter(pl.col("outcome") == OUTCOMES[0])


def estimates_of(tidy: pl.DataFrame) -> dict[str, float | None]:
    return dict(tidy.select("term", "estimate").iter_rows())


def test_batch_equals_the_library_one_by_one():
    assert assert_engines_agree(draw_rows())["std_error"].null_count() == 0


def test_batch_equals_the_library_without_fixed_effects():
    rows = draw_rows().with_columns(pl.lit(1.0).alias(INTERCEPT))
    assert_engines_agree(rows, Design((INTERCEPT, "x", "z"), (), ("person", "office")))


def test_singletons_stay_in_both_engines():
    alone = draw_rows().head(1).with_columns(age=pl.lit(99, dtype=pl.Int64), person=pl.lit(999, dtype=pl.Int64))
    assert_engines_agree(pl.concat([draw_rows(), alone]))


def test_regressor_spanned_by_the_fixed_effects_is_null_in_both_engines():
    rows = draw_rows().with_columns(z=(pl.col("office") % 2).cast(pl.Float64))
    estimates = estimates_of(assert_engines_agree(rows))
    assert estimates["z"] is None and estimates["x"] is not None


def test_regressors_that_only_their_sum_is_known_of_are_null_in_both_engines():
    rows = draw_rows().with_columns(z=2 * pl.col("x"))
    design = replace(DESIGN, regressors=("x", "z", "q"))
    estimates = estimates_of(assert_engines_agree(rows.with_columns(q=pl.col("w") % 3), design))
    assert estimates["x"] is None and estimates["z"] is None and estimates["q"] is not None


def test_constant_outcome_is_0_with_interval_0_in_both_engines():
    tidy = assert_engines_agree(draw_rows().with_columns(y=pl.lit(100.0)))
    assert tidy.select(NUMBERS).unique().rows() == [(0.0, 0.0, 0.0, 0.0, None)]


def test_outcome_is_constant_by_its_plain_version_though_the_adjusted_one_varies():
    sample = prepare_sample(draw_rows(), DESIGN)
    tidy = estimate_batch(sample, [Outcome("y", 0 * pl.col("y") + 100, pl.col("y"))])
    assert tidy.select(NUMBERS).unique().rows() == [(0.0, 0.0, 0.0, 0.0, None)]


def test_constant_outcome_among_others_does_not_move_them():
    sample = prepare_sample(draw_rows().with_columns(c=pl.lit(3.0)), DESIGN)
    mixed = estimate_batch(sample, [plain("y"), plain("c"), plain("w")]).filter(pl.col("outcome") != "c")
    apart = estimate_batch(sample, [plain("y"), plain("w")])
    np.testing.assert_allclose(mixed.select(NUMBERS).to_numpy(), apart.select(NUMBERS).to_numpy(), rtol=RTOL)


def test_effect_nested_in_a_cluster_counts_the_same_in_both_engines():
    rows = draw_rows().with_columns(team=2 * pl.col("office") + pl.col("age") % 2)
    assert_engines_agree(rows, replace(DESIGN, fixed_effects=("age", "team")))


@pytest.mark.parametrize("n_offices", [2, 3])
def test_few_clusters_count_the_same_in_both_engines(n_offices):
    assert_engines_agree(draw_rows(n_offices=n_offices))


def test_persons_fewer_than_offices_count_the_same_in_both_engines():
    assert_engines_agree(draw_rows(n_persons=4, n_offices=9))


def test_persons_that_never_move_leave_the_offices_to_decide():
    rows = draw_rows().with_columns(person=10 * pl.col("office") + pl.col("age"))
    sample = prepare_sample(rows, DESIGN)
    assert len(project(sample).movers) == 0
    assert_engines_agree(rows)


def test_one_office_gives_estimates_without_errors_in_both_engines():
    tidy = assert_engines_agree(draw_rows(n_offices=1))
    assert tidy["std_error"].null_count() == tidy.height and tidy["estimate"].null_count() == 0


@pytest.mark.parametrize("n", [0, 4])
def test_sample_too_small_is_null_in_both_engines(n):
    tidy = assert_engines_agree(draw_rows().head(n))
    assert tidy["std_error"].null_count() == tidy.height


def dense_covariance(rows: pl.DataFrame) -> np.ndarray:
    """Two-way clustered covariance of x and z beside dummies, up to its factor, written out."""
    dummies = (rows["age"].to_numpy()[:, None] == np.arange(5)).astype(float)
    x = np.hstack([rows.select("x", "z").to_numpy(), dummies])
    y = rows["y"].to_numpy()
    scores = x * (y - x @ np.linalg.lstsq(x, y, rcond=None)[0])[:, None]
    person, office = rows["person"].to_numpy(), rows["office"].to_numpy()
    meat = np.zeros((x.shape[1],) * 2)
    for levels, sign in ((person, 1), (office, 1), (1000 * person + office, -1)):
        for level in np.unique(levels):
            total = scores[levels == level].sum(axis=0)
            meat += sign * np.outer(total, total)
    bread = np.linalg.pinv(x.T @ x)
    return (bread @ meat @ bread)[:2, :2]


def test_negative_variance_is_repaired_as_the_library_repairs_it():
    rows = draw_rows(SEED_OF_NEGATIVE_VARIANCE, n=60, n_persons=5, n_offices=4)
    design = replace(DESIGN, fixed_effects=("age",))
    assert (np.diag(dense_covariance(rows)) < 0).any()
    assert_engines_agree(rows, design)
    repaired = fit_projected(project(prepare_sample(rows, design)), plain("y")).covariance
    assert (np.diag(repaired) >= 0).all()


def test_variance_that_is_negative_by_rounding_is_0_and_repairs_nothing_else():
    covariance = np.array([[1.0, 1.2, 0.0], [1.2, 1.0, 0.0], [0.0, 0.0, -1e-17]])
    expected = covariance.copy()
    expected[2, 2] = 0.0
    np.testing.assert_array_equal(repair_covariance(covariance), expected)
    assert covariance[2, 2] < 0  # the input stands as it was


@pytest.mark.parametrize("n_persons", [5, 40])
def test_full_covariance_is_that_of_the_library(n_persons):
    sample = prepare_sample(draw_rows(7, n_persons=n_persons), DESIGN)
    ours, library = fit_projected(project(sample), plain("y")), fit_outcome(sample, "y")
    assert ours.terms == library.terms
    assert (ours.n, ours.n_parameters, ours.n_clusters_min) == (
        library.n,
        library.n_parameters,
        library.n_clusters_min,
    )
    largest = np.abs(library.covariance).max()
    np.testing.assert_allclose(ours.covariance, library.covariance, rtol=0, atol=STD_ERROR_RTOL * largest)
    np.testing.assert_array_equal(ours.covariance, ours.covariance.T)


def test_blocks_do_not_matter():
    rng = np.random.default_rng(8)
    names = [f"y{j}" for j in range(2 * BLOCK + 3)]
    sample = prepare_sample(draw_rows().with_columns(pl.Series(name, rng.normal(size=120)) for name in names), DESIGN)
    together = estimate_batch(sample, [plain(name) for name in names])
    alone = pl.concat([estimate_batch(sample, [plain(name)]) for name in names])
    assert together.select("outcome", "term").equals(alone.select("outcome", "term"))
    np.testing.assert_allclose(together.select(NUMBERS).to_numpy(), alone.select(NUMBERS).to_numpy(), rtol=RTOL)


def test_order_of_the_clusters_does_not_matter():
    one = estimate_batch(prepare_sample(draw_rows(), DESIGN), [plain("y")])
    swapped = replace(DESIGN, clusters=("office", "person"))
    other = estimate_batch(prepare_sample(draw_rows(), swapped), [plain("y")])
    np.testing.assert_allclose(one.select(NUMBERS).to_numpy(), other.select(NUMBERS).to_numpy(), rtol=RTOL)


def test_terms_asked_for_are_the_ones_reported():
    sample = prepare_sample(draw_rows(), DESIGN)
    everything = estimate_batch(sample, [plain("y"), plain("w")])
    asked = estimate_batch(sample, [plain("y"), plain("w")], ["z"])
    assert asked.equals(everything.filter(pl.col("term") == "z"))


def test_movers_are_the_rows_of_levels_in_several_clusters_sorted_by_both():
    few = np.array([0, 0, 0, 1, 1, 2])
    many = np.array([2, 0, 1, 1, 3, 2])
    assert find_movers(few, many).tolist() == [2, 3, 0, 5]


@pytest.mark.parametrize("bad", [None, float("inf"), float("nan")])
@pytest.mark.parametrize("version", ["plain", "adjusted"])
def test_missing_or_infinite_outcome_is_refused_and_counted(bad, version):
    rows = draw_rows().with_columns(holed=pl.when(pl.int_range(pl.len()) < 2).then(pl.lit(bad)).otherwise("y"))
    outcome = replace(plain("y"), **{version: pl.col("holed")})
    with pytest.raises(ValueError, match=r"y \(2 rows\)"):
        estimate_batch(prepare_sample(rows, DESIGN), [plain("w"), outcome])


def test_sample_without_errors_cannot_be_projected():
    with pytest.raises(ValueError, match="too few"):
        project(prepare_sample(draw_rows(n_offices=1), DESIGN))


def test_inputs_are_not_changed():
    before = draw_rows()
    given = before.clone()
    estimate_batch(prepare_sample(given, DESIGN), [plain("y")])
    assert given.equals(before)

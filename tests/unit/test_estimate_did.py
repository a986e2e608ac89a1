import numpy as np
import polars as pl
import pytest
from scipy import stats
from unit.study_builders import random_panel

from dialogmote.contracts.artifacts import OUTCOMES, Did, PeriodContrasts
from dialogmote.estimate.did import (
    COVARIATES,
    PANEL_COLUMNS,
    DidSpecification,
    estimate_did,
    estimate_with_and_without_controls,
    prepare_did,
)
from dialogmote.estimate.regression.library import estimate_coefficients
from dialogmote.estimate.regression.tidy import AnyFit, Fit
from dialogmote.estimate.regression.tidy import contrast as contrast_terms

# Two exact solutions of the same least squares, in double precision.
RTOL = 1e-8
NUMBERS = ["estimate", "std_error", "ci_low", "ci_high", "p_value"]
MEETING = DidSpecification("national", outcomes=("meeting",))


def coefficients_of(panel: pl.DataFrame, specification: DidSpecification) -> pl.DataFrame:
    return estimate_did(panel, specification).coefficients


def dense_columns(sample: pl.DataFrame, group_trends: bool, with_controls: bool) -> tuple[list[str], np.ndarray]:
    pilot, period = sample["is_pilot"].to_numpy().astype(float), sample["period"].to_numpy()
    columns = {f"period_{p}": (period == p).astype(float) for p in (1, 2, 3)}
    columns |= {f"pilot_x_period_{p}": columns[f"period_{p}"] * pilot for p in (1, 2, 3)}
    if group_trends:
        trend = sample["trend_years"].to_numpy()
        columns |= {"trend": trend, "pilot_x_trend": trend * pilot}
    if with_controls:
        columns |= {name: sample[name].to_numpy().astype(float) for name in COVARIATES}
    else:
        columns = {"intercept": np.ones(len(pilot)), "pilot": pilot} | columns
    return list(columns), np.column_stack(list(columns.values()))


def meat(scores: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    total = np.zeros((scores.shape[1],) * 2)
    for level in np.unique(cluster):
        s = scores[cluster == level].sum(axis=0)
        total += np.outer(s, s)
    return total


def dense_fit(
    sample: pl.DataFrame, outcome: str, group_trends: bool, with_controls: bool
) -> tuple[list[str], np.ndarray, np.ndarray, int]:
    """Least squares on dummies for every level, with the two-way clustered covariance written out: terms, coefficients,
    covariance, smaller number of clusters."""
    names, x = dense_columns(sample, group_trends, with_controls)
    y, n = sample[f"{outcome}_adjusted"].to_numpy(), sample.height
    full, n_parameters = x, x.shape[1]
    if with_controls:
        dummies = [
            (sample[effect].to_numpy()[:, None] == sample[effect].unique().sort().to_numpy()[None, :]).astype(float)
            for effect in ("age_years", "office", "industry", "occupation")
        ]
        full = np.hstack([x, *dummies])
        n_parameters += sum(sample[e].n_unique() for e in ("age_years", "industry", "occupation")) - 2
    coefficients = np.linalg.lstsq(full, y, rcond=None)[0]
    bread = np.linalg.pinv(full.T @ full)
    scores = full * (y - full @ coefficients)[:, None]
    person, office = sample["person_id"].to_numpy(), sample["office"].to_numpy()
    both = np.array([f"{p}/{o}" for p, o in zip(person, office, strict=True)])
    g = min(len(np.unique(person)), len(np.unique(office)))
    factor = g / (g - 1) * (n - 1) / (n - n_parameters)
    covariance = factor * bread @ (meat(scores, person) + meat(scores, office) - meat(scores, both)) @ bread
    k = len(names)
    return names, coefficients[:k], covariance[:k, :k], g


def dense_did(sample: pl.DataFrame, outcome: str, group_trends: bool, with_controls: bool) -> pl.DataFrame:
    names, estimate, covariance, g = dense_fit(sample, outcome, group_trends, with_controls)
    std_error = np.sqrt(np.diag(covariance))
    quantile = stats.t.ppf(0.975, g - 1)
    return pl.DataFrame(
        {
            "term": names,
            "estimate": estimate,
            "std_error": std_error,
            "ci_low": estimate - quantile * std_error,
            "ci_high": estimate + quantile * std_error,
            "p_value": 2 * stats.t.sf(np.abs(estimate / std_error), g - 1),
        }
    )


@pytest.mark.parametrize("with_controls", [True, False])
@pytest.mark.parametrize("control_group", ["national", "trondelag"])
def test_did_equals_dense_least_squares_with_clustered_errors_by_hand(control_group, with_controls):
    panel = random_panel(np.random.default_rng(11), n=900, n_persons=500)
    outcomes = ("meeting", "lost_workdays")
    did = coefficients_of(panel, DidSpecification(control_group, with_controls=with_controls, outcomes=outcomes))
    sample = panel if control_group == "national" else panel.filter(pl.col("is_trondelag"))
    for outcome in outcomes:
        for group_trends in (False, True):
            ours = did.filter(pl.col("outcome") == outcome, pl.col("group_trends") == group_trends)
            witness = dense_did(sample, outcome, group_trends, with_controls)
            assert ours["term"].to_list() == witness["term"].to_list()
            np.testing.assert_allclose(ours.select(NUMBERS).to_numpy(), witness.select(NUMBERS).to_numpy(), rtol=RTOL)


@pytest.mark.parametrize("with_controls", [True, False])
def test_did_equals_pyfixest_one_by_one(with_controls):
    panel = random_panel(np.random.default_rng(15), n=900, n_persons=500)
    specification = DidSpecification("national", with_controls=with_controls)
    did = coefficients_of(panel, specification)
    for group_trends, sample in prepare_did(panel, specification).items():
        for outcome in OUTCOMES:
            fitted = estimate_coefficients(sample, f"{outcome}_adjusted", is_constant=False)
            ours = did.filter(pl.col("outcome") == outcome, pl.col("group_trends") == group_trends)
            assert ours["term"].to_list() == fitted["term"].to_list()
            np.testing.assert_allclose(ours.select(NUMBERS).to_numpy(), fitted.select(NUMBERS).to_numpy(), rtol=RTOL)


def test_did_with_and_without_controls_on_rows_prepared_once_is_that_of_each_alone():
    panel = random_panel(np.random.default_rng(17), n=700, n_persons=400)
    both = estimate_with_and_without_controls(panel, "trondelag")
    for with_controls, did in both.items():
        alone = estimate_did(panel, DidSpecification("trondelag", with_controls))
        Did.validate(did.coefficients)
        assert did.coefficients.equals(alone.coefficients) and did.contrasts.equals(alone.contrasts)
    assert both[False].coefficients["term"].n_unique() < both[True].coefficients["term"].n_unique()


def test_columns_a_job_reads_are_enough_and_all_used():
    panel = random_panel(np.random.default_rng(1))
    specification = DidSpecification("trondelag")
    assert coefficients_of(panel.select(PANEL_COLUMNS), specification).equals(coefficients_of(panel, specification))
    for column in PANEL_COLUMNS:
        with pytest.raises(pl.exceptions.ColumnNotFoundError):
            coefficients_of(panel.select(PANEL_COLUMNS).drop(column), specification)


def test_all_outcomes_and_both_trend_choices_keep_the_contract():
    did = coefficients_of(random_panel(np.random.default_rng(1)), DidSpecification("national"))
    Did.validate(did)
    assert did.select("outcome", "group_trends").unique().height == 2 * len(OUTCOMES)
    assert did["estimate"].null_count() == 0


def test_counts_are_those_of_the_sample():
    panel = random_panel(np.random.default_rng(2))
    outside = panel.head(1).with_columns(
        pl.lit(9999, dtype=pl.Int64).alias("spell_id"), period=pl.lit(None, dtype=pl.Int8)
    )
    row = coefficients_of(pl.concat([panel, outside]), MEETING).row(0, named=True)
    assert (row["n"], row["n_persons"], row["n_offices"], row["n_pilot_offices"]) == (
        panel.height,
        panel["person_id"].n_unique(),
        panel["office"].n_unique(),
        3,
    )


def test_control_mean_is_the_plain_mean_of_control_spells_in_period_0():
    panel = random_panel(np.random.default_rng(3))
    controls = panel.filter(~pl.col("is_pilot") & (pl.col("period") == 0))
    means = coefficients_of(panel, MEETING)["control_mean"].unique()
    assert means.to_list() == pytest.approx([controls["meeting"].mean()], rel=1e-12)  # another order of the same sum


def test_row_order_of_the_panel_means_nothing():
    panel = random_panel(np.random.default_rng(4))
    shuffled = panel.sample(fraction=1, shuffle=True, seed=1)
    assert coefficients_of(panel, MEETING).equals(coefficients_of(shuffled, MEETING))


def test_an_outcome_that_does_not_vary_is_0_with_interval_0_though_the_adjusted_one_varies():
    panel = random_panel(np.random.default_rng(5)).with_columns(meeting=pl.lit(100.0))
    did = coefficients_of(panel, MEETING)
    assert did.select("estimate", "std_error", "ci_low", "ci_high").unique().rows() == [(0.0, 0.0, 0.0, 0.0)]
    assert did["p_value"].null_count() == did.height
    assert did["control_mean"].unique().to_list() == [100.0]


def estimates_by_term(panel: pl.DataFrame, specification: DidSpecification = MEETING) -> dict[str, float | None]:
    did = coefficients_of(panel, specification).filter(~pl.col("group_trends"))
    return dict(did.select("term", "estimate").iter_rows())


def test_without_pilot_offices_the_effects_are_null_and_the_rest_stands():
    estimates = estimates_by_term(random_panel(np.random.default_rng(6), n_pilot=0))
    assert [estimates[f"pilot_x_period_{p}"] for p in (1, 2, 3)] == [None, None, None]
    assert estimates["period_2"] is not None
    assert estimates["is_woman"] is not None


def test_without_control_offices_no_effect_is_told_apart_from_its_period():
    estimates = estimates_by_term(random_panel(np.random.default_rng(6), n_pilot=12))
    assert [estimates[f"pilot_x_period_{p}"] for p in (1, 2, 3)] == [None, None, None]
    assert [estimates[f"period_{p}"] for p in (1, 2, 3)] == [None, None, None]
    assert estimates["is_woman"] is not None


def test_without_pilot_spells_in_the_reference_period_no_effect_is_reported_against_another():
    panel = random_panel(np.random.default_rng(7)).filter(~(pl.col("is_pilot") & (pl.col("period") == 0)))
    estimates = estimates_by_term(panel)
    assert [estimates[f"pilot_x_period_{p}"] for p in (1, 2, 3)] == [None, None, None]
    assert estimates["period_1"] is not None


def test_a_missing_period_is_null_and_leaves_the_others_as_they_are():
    panel = random_panel(np.random.default_rng(8)).filter(pl.col("period") != 3)
    estimates = estimates_by_term(panel)
    assert (estimates["period_3"], estimates["pilot_x_period_3"]) == (None, None)
    assert estimates["pilot_x_period_2"] is not None


def test_a_covariate_that_does_not_vary_is_null():
    panel = random_panel(np.random.default_rng(9)).with_columns(is_aap_recipient=pl.lit(False), is_woman=pl.lit(True))
    estimates = estimates_by_term(panel)
    assert (estimates["is_aap_recipient"], estimates["is_woman"]) == (None, None)
    assert estimates["pilot_x_period_2"] is not None


def test_two_covariates_that_are_the_same_are_both_null():
    panel = random_panel(np.random.default_rng(10)).with_columns(is_married=pl.col("is_woman"))
    estimates = estimates_by_term(panel)
    assert (estimates["is_married"], estimates["is_woman"]) == (None, None)


@pytest.mark.parametrize("n", [0, 5, 30])
def test_a_sample_too_small_to_estimate_gives_nulls_and_no_error(n):
    did = coefficients_of(random_panel(np.random.default_rng(12), n=n), MEETING)
    Did.validate(did)
    assert did["estimate"].null_count() == did.height
    assert did["n"].unique().to_list() == [n]


def test_a_single_spell_does_not_vary_and_gives_0():
    did = coefficients_of(random_panel(np.random.default_rng(12), n=1), MEETING)
    assert did.select("estimate", "std_error", "p_value").unique().rows() == [(0.0, 0.0, None)]


def test_a_model_that_fits_every_spell_has_no_standard_errors():
    """As many offices and other levels as spells: the residuals are rounding noise."""
    panel = random_panel(np.random.default_rng(31), n=60, n_offices=50, n_persons=60)
    did = coefficients_of(panel, MEETING)
    assert did["std_error"].null_count() == did.height


def test_one_office_gives_least_squares_estimates_without_standard_errors():
    panel = random_panel(np.random.default_rng(13), n=900).with_columns(office=pl.lit("0301"), is_pilot=pl.lit(False))
    did = coefficients_of(panel, MEETING).filter(~pl.col("group_trends"))
    assert did["std_error"].null_count() == did.height
    assert did.filter(pl.col("term").str.starts_with("pilot"))["estimate"].null_count() == 3
    periods = panel["period"].to_numpy()[:, None] == np.array([1, 2, 3])
    covariates = panel.select(COVARIATES).to_numpy()
    dummies = [
        panel[e].to_numpy()[:, None] == panel[e].unique().to_numpy() for e in ("age_years", "industry", "occupation")
    ]
    x = np.hstack([periods, covariates, *dummies]).astype(float)
    expected = np.linalg.lstsq(x, panel["meeting_adjusted"].to_numpy(), rcond=None)[0][:9]
    ours = did.filter(~pl.col("term").str.starts_with("pilot"))["estimate"].to_numpy()
    np.testing.assert_allclose(ours, expected, rtol=RTOL)


def test_a_spell_that_stands_twice_is_refused():
    panel = random_panel(np.random.default_rng(14))
    with pytest.raises(ValueError, match="more than once"):
        coefficients_of(pl.concat([panel, panel.head(1)]), MEETING)


@pytest.mark.parametrize(
    "column", ["meeting_adjusted", "meeting", "trend_years", "is_woman", "industry", "office", "person_id", "is_pilot"]
)
def test_a_missing_value_in_a_used_column_is_refused(column):
    panel = random_panel(np.random.default_rng(15))
    holed = panel.with_columns(pl.when(pl.col("spell_id") == 7).then(None).otherwise(pl.col(column)).alias(column))
    with pytest.raises(ValueError, match="missing"):
        coefficients_of(holed, MEETING)


def test_an_infinite_outcome_is_refused():
    panel = random_panel(np.random.default_rng(16))
    holed = panel.with_columns(
        meeting_adjusted=pl.when(pl.col("spell_id") == 7).then(float("nan")).otherwise("meeting_adjusted")
    )
    with pytest.raises(ValueError, match=r"meeting_adjusted \(1 rows\)"):
        coefficients_of(holed, MEETING)


def test_unknown_names_in_a_specification_are_refused():
    with pytest.raises(ValueError, match="national, trondelag"):
        DidSpecification("oslo")
    with pytest.raises(ValueError, match="grade"):
        DidSpecification("national", outcomes=("grade",))


@pytest.mark.parametrize(("contrast", "other"), [("period_2_less_1", "1"), ("period_2_less_3", "3")])
def test_contrast_of_periods_is_the_difference_with_the_error_of_the_same_covariance(contrast, other):
    panel = random_panel(np.random.default_rng(21), n=900, n_persons=500)
    row = estimate_did(panel, MEETING).contrasts.row(by_predicate=pl.col("contrast") == contrast, named=True)
    names, estimate, covariance, g = dense_fit(panel, "meeting", False, True)
    weights = np.array([(name == "pilot_x_period_2") - float(name == f"pilot_x_period_{other}") for name in names])
    std_error = np.sqrt(weights @ covariance @ weights)
    assert row["estimate"] == pytest.approx(weights @ estimate, rel=RTOL)
    assert row["std_error"] == pytest.approx(std_error, rel=RTOL)
    assert row["p_value"] == pytest.approx(2 * stats.t.sf(abs(row["estimate"] / std_error), g - 1), rel=RTOL)


def test_contrasts_stand_for_every_outcome_without_group_trends_only():
    contrasts = estimate_did(random_panel(np.random.default_rng(1)), DidSpecification("trondelag")).contrasts
    PeriodContrasts.validate(contrasts)
    assert contrasts.height == 2 * len(OUTCOMES)
    assert contrasts["control_group"].unique().to_list() == ["trondelag"]


def test_contrast_is_0_for_an_outcome_that_does_not_vary_and_null_without_pilot_offices():
    panel = random_panel(np.random.default_rng(5))
    constant = estimate_did(panel.with_columns(meeting=pl.lit(100.0)), MEETING).contrasts
    assert constant.select("estimate", "std_error", "p_value").unique().rows() == [(0.0, 0.0, None)]
    alone = estimate_did(panel.filter(~pl.col("is_pilot")), MEETING).contrasts
    assert alone.select("estimate", "std_error", "p_value").unique().rows() == [(None, None, None)]


def test_contrast_with_a_negative_variance_is_repaired():
    """Positive variances, but the difference of the two has a negative one: -0.2 becomes the repaired matrix's."""
    covariance = np.array([[1.0, 1.1], [1.1, 1.0]])
    tidy = pl.DataFrame({"term": ["a", "b"], "estimate": [2.0, 1.0], "std_error": [1.0, 1.0]})
    fit = Fit(("a", "b"), np.array([2.0, 1.0]), covariance, n=100, n_parameters=2, n_clusters_min=20)
    found = contrast_terms(AnyFit(tidy, fit), "a", "b")
    assert found["estimate"] == 1.0
    assert found["std_error"] == pytest.approx(0.0, abs=1e-7)  # what is left of the eigenvalue -0.1 is 0

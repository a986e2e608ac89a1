"""The inference panel of made-up spells: what stands in it, and where it agrees with the printed regressions."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from unit.study_builders import random_panel

from dialogmote.contracts.artifacts import OUTCOMES, Inference, InferencePanel
from dialogmote.contracts.artifacts.values import INFERENCE_METHODS
from dialogmote.estimate.batches import REPORTED_TERM
from dialogmote.estimate.did import DidSpecification, estimate_did
from dialogmote.estimate.inference.panel import SCHEMA, inference_panel, order_panel

# Two exact solutions of the same least squares, in double precision.
RTOL = 1e-8
DRAWS, SEED = 99, 3
WITH_ERRORS = ("crv1", "crv1_office", "crv3", "crv3_few")
WITH_DRAWS = tuple(method for method in INFERENCE_METHODS if method not in WITH_ERRORS)
NUMBERS = ["estimate", "std_error", "p_value", "ci_low", "ci_high"]


def draw_panel(seed: int = 1, n: int = 900) -> pl.DataFrame:
    return random_panel(np.random.default_rng(seed), n=n, n_offices=18, n_pilot=4, n_persons=n // 2)


def assess(panel: pl.DataFrame, control_group: str = "national", seed: int = SEED, **options) -> pl.DataFrame:
    return inference_panel(panel, control_group, DRAWS, seed, **options)


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return assess(draw_panel())


def of(frame: pl.DataFrame, method: str) -> pl.DataFrame:
    return frame.filter(pl.col("method") == method).drop("method")


def test_every_method_answers_for_every_estimate(frame):
    assert frame.schema == pl.Schema(SCHEMA)
    assert frame.height == len(OUTCOMES) * 2 * len(INFERENCE_METHODS)
    assert frame.select("outcome", "group_trends", "method").is_duplicated().sum() == 0
    assert frame.select("estimate", "p_value", "ci_low", "ci_high").null_count().sum_horizontal().item() == 0
    has_error = frame["method"].is_in(WITH_ERRORS)
    assert (frame["std_error"].is_not_null() == has_error).all()
    assert (frame["degrees_of_freedom"].is_not_null() == has_error).all()
    assert (frame["draws"].fill_null(0) == pl.select(pl.when(~has_error).then(DRAWS).otherwise(0)).to_series()).all()
    assert frame.filter((pl.col("ci_low") > pl.col("estimate")) | (pl.col("ci_high") < pl.col("estimate"))).is_empty()
    assert (frame["n_clusters"] == 18).all()
    assert (frame["n_treated_clusters"] == 4).all()


@pytest.mark.parametrize("control_group", ["national", "trondelag"])
def test_first_method_is_the_printed_estimate(control_group):
    panel = draw_panel()
    printed = estimate_did(panel, DidSpecification(control_group)).coefficients.filter(pl.col("term") == REPORTED_TERM)
    keys = ["outcome", "group_trends"]
    frame = of(assess(panel, control_group), "crv1").sort(keys)
    assert_frame_equal(frame.select(*keys, *NUMBERS), printed.sort(keys).select(*keys, *NUMBERS))
    assert (frame["n_clusters"] == printed["n_offices"][0]).all()
    assert (frame["n_treated_clusters"] == printed["n_pilot_offices"][0]).all()


def test_errors_by_office_equal_the_printed_ones_when_every_spell_is_another_person():
    """Then the person's part and the part in common cancel, whatever the small-sample factor."""
    frame = assess(draw_panel().with_columns(person_id=pl.col("spell_id")))
    assert_frame_equal(
        of(frame, "crv1").drop("degrees_of_freedom"), of(frame, "crv1_office").drop("degrees_of_freedom"), rel_tol=RTOL
    )


def test_methods_share_the_printed_estimate(frame):
    keys = ["outcome", "group_trends"]
    assert frame.select(pl.col("estimate").n_unique().over(keys)).to_series().max() == 1


def test_order_of_spells_and_of_trends_changes_nothing(frame):
    panel = draw_panel()
    assert assess(panel.sample(fraction=1.0, shuffle=True, seed=4)).equals(frame)
    alone = pl.concat(assess(panel, group_trends=(trends,)) for trends in (False, True))
    assert alone.equals(frame)


def test_seed_moves_the_methods_that_draw_and_no_other(frame):
    other = assess(draw_panel(), seed=SEED + 1)
    for method in WITH_ERRORS:
        assert of(frame, method).equals(of(other, method))
    for method in WITH_DRAWS:
        assert not of(frame, method).equals(of(other, method))


def test_constant_outcome_has_effect_zero_without_a_test(frame):
    found = assess(draw_panel().with_columns(pl.lit(7.0).alias("exhausted")))
    constant = found.filter(pl.col("outcome") == "exhausted")
    assert constant.select("estimate", "ci_low", "ci_high").unique().row(0) == (0.0, 0.0, 0.0)
    assert constant.height == constant["p_value"].null_count() == 2 * len(INFERENCE_METHODS)
    others = pl.col("outcome") != "exhausted"
    assert_frame_equal(found.filter(others), frame.filter(others), rel_tol=RTOL)


def test_effect_that_is_not_identified_has_no_numbers():
    panel = draw_panel().filter(~(pl.col("is_pilot") & (pl.col("period") == 2)))
    frame = assess(panel)
    assert frame.height == len(OUTCOMES) * 2 * len(INFERENCE_METHODS)
    assert frame.select(NUMBERS).null_count().sum_horizontal().item() == frame.height * len(NUMBERS)


def test_sample_without_spells_has_no_numbers():
    frame = assess(draw_panel().clear())
    assert frame.height == len(OUTCOMES) * 2 * len(INFERENCE_METHODS)
    assert frame["p_value"].null_count() == frame.height
    assert (frame["n_clusters"] == 0).all()


def test_one_pilot_office_leaves_the_jackknife_without_an_answer():
    panel = draw_panel().with_columns(is_pilot=pl.col("office") == "0001")
    frame = assess(panel)
    for method in ("crv3", "crv3_few"):
        assert of(frame, method)["std_error"].null_count() == 2 * len(OUTCOMES)
    for method in ("crv1_office", "randomization_t", "conley_taber"):
        assert of(frame, method)["p_value"].null_count() == 0


def test_unknown_control_group_is_refused():
    with pytest.raises(ValueError, match="control_group"):
        assess(draw_panel(), "nowhere")


def test_panel_of_all_parts_is_in_table_4s_order_with_its_standard_errors():
    panel = draw_panel()
    parts = [
        assess(panel, group, group_trends=[trends]) for trends in (True, False) for group in ("trondelag", "national")
    ]
    for part in parts:
        Inference.validate(part)
    whole = order_panel(parts)
    InferencePanel.validate(whole)
    keys = [
        (o, g, t, m)
        for o in OUTCOMES
        for g in ("national", "trondelag")
        for t in (False, True)
        for m in INFERENCE_METHODS
    ]
    assert whole.select("outcome", "control_group", "group_trends", "method").rows() == keys
    printed = whole.filter(pl.col("method") == "crv1")
    assert (printed["std_error"] == printed["table_4_std_error"]).all()
    assert whole["table_4_std_error"].n_unique() == printed.height

"""The check of the library's regressions by the second engine: it agrees, and it notices when they do not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from unit.study_builders import random_panel

from dialogmote.contracts.artifacts import CONTROL_GROUPS, CheckEstimates
from dialogmote.estimate.check import (
    LARGEST_DIFFERENCE_IN_SE,
    LARGEST_STD_ERROR_RATIO_ERROR,
    PrintedEstimates,
    check_estimates,
    compare_engines,
    compare_models,
)
from dialogmote.estimate.did import DidSpecification, estimate_did
from dialogmote.estimate.trends import figure_v3, list_months, table_v1
from dialogmote.jobs import describe_failure
from scripts.check_engines import main as main_of_check

N_MODELS = 6 * 2 * 2 + 6 * 2 * 2 + 2  # table 4, table v1, figure v3
KEYS = {"exhibit": "table_4", "outcome": "meeting", "control_group": "national", "specification": "with_trends"}


def draw_panel() -> pl.DataFrame:
    """Spells with start months that follow from their trend."""
    panel = random_panel(np.random.default_rng(1), n=700)
    number = (pl.col("trend_years") * 12).round().cast(pl.Int32)
    return panel.with_columns(start_month=pl.date(2017 + number // 12, 1 + number % 12, 1))


@pytest.fixture(scope="module")
def printed() -> PrintedEstimates:
    panel = draw_panel()
    did = pl.concat([estimate_did(panel, DidSpecification(group)).coefficients for group in CONTROL_GROUPS])
    months = list_months(panel["start_month"].min(), panel["start_month"].max())
    return PrintedEstimates(did, table_v1(panel), figure_v3(panel, months=months))


def is_did_model(outcome: str, group_trends: bool) -> pl.Expr:
    return (
        (pl.col("outcome") == outcome)
        & (pl.col("control_group") == "national")
        & (pl.col("group_trends") == group_trends)
    )


def moved(did: pl.DataFrame, column: str, by: pl.Expr) -> pl.DataFrame:
    """The DiD with one coefficient of one model moved."""
    hit = is_did_model("duration", False) & (pl.col("term") == "pilot_x_period_1")
    return did.with_columns(pl.when(hit).then(pl.col(column) + by).otherwise(column).alias(column))


def test_both_engines_agree_on_every_model(printed):
    compared = check_estimates(draw_panel(), printed)
    CheckEstimates.validate(compared)
    assert compared.height == N_MODELS and compared["agrees"].all()
    assert compared.filter(pl.col("exhibit") == "table_4")["terms"].unique().sort().to_list() == [12, 14]
    specifications = set(compared.select("exhibit", "specification").unique().rows())
    assert specifications == {
        ("table_4", "without_trends"),
        ("table_4", "with_trends"),
        ("table_v1", "with_controls"),
        ("table_v1", "without_controls"),
        ("figure_v3", "months"),
    }


def test_event_study_is_compared_in_every_month_but_the_reference(printed):
    compared = compare_engines(draw_panel(), printed).filter(pl.col("exhibit") == "figure_v3")
    assert compared["terms"].unique().to_list() == [printed.figure_v3["month"].n_unique() - 1]


@pytest.mark.parametrize(
    ("column", "tolerance"),
    [("estimate", LARGEST_DIFFERENCE_IN_SE), ("std_error", LARGEST_STD_ERROR_RATIO_ERROR)],
)
def test_coefficient_that_is_off_by_more_than_the_tolerance_stops_the_run(printed, column, tolerance):
    near = replace(printed, did=moved(printed.did, column, 0.5 * tolerance * pl.col("std_error")))
    assert check_estimates(draw_panel(), near)["agrees"].all()
    off = replace(printed, did=moved(printed.did, column, 2 * tolerance * pl.col("std_error")))
    with pytest.raises(RuntimeError, match="table_4 duration national without_trends") as error:
        check_estimates(draw_panel(), off)
    assert f"in 1 of {N_MODELS} models" in str(error.value)
    assert "table_4 duration national without_trends" in describe_failure(error.value)  # the job's log shows it


def test_coefficient_that_only_one_engine_identifies_stops_the_run(printed):
    hit = is_did_model("meeting", True) & (pl.col("term") == "trend")
    columns = ("estimate", "std_error", "ci_low", "ci_high", "p_value")
    did = printed.did.with_columns(pl.when(~hit).then(pl.col(column)).alias(column) for column in columns)
    with pytest.raises(RuntimeError, match="other coefficients are identified"):
        check_estimates(draw_panel(), replace(printed, did=did))


def test_model_that_the_library_lacks_is_refused(printed):
    lacking = replace(printed, table_v1=printed.table_v1.slice(2))
    with pytest.raises(ValueError, match="2 models are missing"):
        check_estimates(draw_panel(), lacking)


def test_other_data_than_the_library_had_stop_the_run(printed):
    with pytest.raises(RuntimeError, match=f"of {N_MODELS} models"):
        check_estimates(draw_panel().slice(1), printed)


def test_script_writes_the_check_or_fails_without_an_output(printed, tmp_path):
    paths = {name: str(tmp_path / f"{name}.parquet") for name in ("panel", "table_v1", "figure_v3", "check_estimates")}
    groups = {f"did_{group}": str(tmp_path / f"{group}.parquet") for group in CONTROL_GROUPS}
    draw_panel().write_parquet(paths["panel"])
    printed.table_v1.write_parquet(paths["table_v1"])
    printed.figure_v3.write_parquet(paths["figure_v3"])
    off = moved(printed.did, "estimate", pl.col("std_error"))
    for did, is_written in ((off, False), (printed.did, True)):
        for group in CONTROL_GROUPS:
            did.filter(pl.col("control_group") == group).write_parquet(groups[f"did_{group}"])
        if is_written:
            main_of_check(**paths, **groups)
        else:
            with pytest.raises(RuntimeError, match="duration national"):
                main_of_check(**paths, **groups)
        assert Path(paths["check_estimates"]).exists() == is_written


def model(*terms: tuple[str, float | None, float | None]) -> pl.DataFrame:
    rows = [KEYS | {"term": term, "estimate": b, "std_error": se} for term, b, se in terms]
    schema = dict.fromkeys((*KEYS, "term"), pl.String) | {"estimate": pl.Float64, "std_error": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def compare(library: pl.DataFrame, projected: pl.DataFrame) -> dict:
    return compare_models(library, projected).row(0, named=True)


def test_differences_are_in_standard_errors_and_relative():
    found = compare(model(("a", 1.0, 2.0), ("b", 3.0, 4.0)), model(("a", 1.5, 2.0), ("b", 3.0, 5.0)))
    assert found["largest_difference_in_se"] == 0.25
    assert found["largest_std_error_ratio_error"] == 0.2
    assert found["terms"] == 2 and found["is_same_identification"] and not found["agrees"]


def test_error_that_is_rounding_noise_is_measured_by_the_largest_of_its_model():
    noise = model(("a", 1.0, 3e-9), ("b", 3.0, 1.0))
    assert compare(noise, model(("a", 1.0 + 1e-9, 5e-9), ("b", 3.0, 1.0)))["agrees"]
    assert not compare(noise, model(("a", 1.0 + 1e-9, 5e-6), ("b", 3.0, 1.0)))["agrees"]


def test_constant_outcome_and_outcome_without_errors_agree_with_themselves():
    constant = model(("a", 0.0, 0.0), ("b", 0.0, 0.0))
    without = model(("a", 1.0, None), ("b", None, None))
    for same in (constant, without):
        found = compare(same, same)
        assert found["agrees"] and found["largest_difference_in_se"] == 0.0


def test_estimates_without_errors_are_measured_by_their_own_size():
    found = compare(model(("a", 2.0, None), ("b", 8.0, None)), model(("a", 2.0, None), ("b", 8.0 + 8e-5, None)))
    assert found["largest_difference_in_se"] == pytest.approx(1e-5, rel=1e-3)
    assert not found["agrees"]


def test_term_that_the_projection_lacks_is_another_identification():
    assert not compare(model(("a", 1.0, 1.0), ("b", 1.0, 1.0)), model(("a", 1.0, 1.0)))["is_same_identification"]

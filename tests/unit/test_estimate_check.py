"""The check of the printed regressions by the second engine: it agrees, and it notices when they do not."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from unit.study_builders import random_panel

from dialogmote.contracts.artifacts import CONTROL_GROUPS, CheckEstimates
from dialogmote.estimate import check
from dialogmote.estimate.check import CHECKED, check_estimates, compare_engines
from dialogmote.estimate.check_models import (
    LARGEST_DIFFERENCE_IN_SE,
    LARGEST_STD_ERROR_RATIO_ERROR,
    collect_checks,
    compare_models,
)
from dialogmote.estimate.did import DidSpecification, estimate_did
from dialogmote.estimate.trends import figure_v3, list_months, table_v1
from dialogmote.jobs import describe_failure
from scripts.check_engines import main as main_of_check
from scripts.check_models import main as main_of_collection

N_MODELS = {"did_national": 12, "did_trondelag": 12, "table_v1": 6 * 2 * 2, "figure_v3": 2}
KEYS = {"exhibit": "table_4", "outcome": "meeting", "control_group": "national", "specification": "with_trends"}


def draw_panel() -> pl.DataFrame:
    """Spells with start months that follow from their trend."""
    panel = random_panel(np.random.default_rng(1), n=700)
    number = (pl.col("trend_years") * 12).round().cast(pl.Int32)
    return panel.with_columns(start_month=pl.date(2017 + number // 12, 1 + number % 12, 1))


@pytest.fixture(scope="module")
def printed() -> dict[str, pl.DataFrame]:
    """By file of estimates, what the run prints."""
    panel = draw_panel()
    did = {f"did_{group}": estimate_did(panel, DidSpecification(group)).coefficients for group in CONTROL_GROUPS}
    months = list_months(panel["start_month"].min(), panel["start_month"].max())
    return did | {"table_v1": table_v1(panel), "figure_v3": figure_v3(panel, months=months)}


@pytest.fixture(scope="module")
def compared(printed) -> dict[str, pl.DataFrame]:
    return {estimates: check_estimates(draw_panel(), frame, estimates) for estimates, frame in printed.items()}


@pytest.fixture(scope="module", autouse=True)
def fitted_once():
    """A regression of the same rows is fitted by the library once in this module: a fit takes most of a test's time."""
    known: dict[tuple[object, ...], pl.DataFrame] = {}
    fit = check._fit

    def fit_once(sample, outcomes, *names):
        key = (sample.rows.height, sample.rows.hash_rows(seed=0).sum(), *names)
        if key not in known:
            known[key] = fit(sample, outcomes, *names)
        return known[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(check, "_fit", fit_once)
        yield


def moved(did: pl.DataFrame, column: str, by: pl.Expr) -> pl.DataFrame:
    """The DiD with one coefficient of one model moved."""
    hit = (pl.col("outcome") == "duration") & ~pl.col("group_trends") & (pl.col("term") == "pilot_x_period_1")
    return did.with_columns(pl.when(hit).then(pl.col(column) + by).otherwise(column).alias(column))


def test_both_engines_agree_on_every_model(compared):
    assert list(compared) == list(CHECKED)
    assert {estimates: frame.height for estimates, frame in compared.items()} == N_MODELS
    assert all(frame["agrees"].all() for frame in compared.values())
    assert compared["did_national"]["terms"].unique().sort().to_list() == [12, 14]


def test_checks_of_all_files_stand_in_one_table_by_model(compared):
    together = collect_checks(list(reversed(compared.values())))
    CheckEstimates.validate(together)
    assert together.height == sum(N_MODELS.values())
    assert together["exhibit"].unique(maintain_order=True).to_list() == ["figure_v3", "table_4", "table_v1"]
    specifications = set(together.select("exhibit", "specification").unique().rows())
    assert specifications == {
        ("table_4", "without_trends"),
        ("table_4", "with_trends"),
        ("table_v1", "with_controls"),
        ("table_v1", "without_controls"),
        ("figure_v3", "months"),
    }


def test_model_that_was_checked_twice_is_refused(compared):
    with pytest.raises(ValueError, match="more than once"):
        collect_checks([compared["figure_v3"], compared["figure_v3"]])


def test_event_study_is_compared_in_every_month_but_the_reference(printed, compared):
    assert compared["figure_v3"]["terms"].unique().to_list() == [printed["figure_v3"]["month"].n_unique() - 1]


@pytest.mark.parametrize(
    ("column", "tolerance"),
    [("estimate", LARGEST_DIFFERENCE_IN_SE), ("std_error", LARGEST_STD_ERROR_RATIO_ERROR)],
)
def test_coefficient_that_is_off_by_more_than_the_tolerance_stops_the_run(printed, column, tolerance):
    did = printed["did_national"]
    near = moved(did, column, 0.5 * tolerance * pl.col("std_error"))
    assert check_estimates(draw_panel(), near, "did_national")["agrees"].all()
    off = moved(did, column, 2 * tolerance * pl.col("std_error"))
    with pytest.raises(RuntimeError, match="table_4 duration national without_trends") as error:
        check_estimates(draw_panel(), off, "did_national")
    assert "in 1 of 12 models" in str(error.value)
    assert "table_4 duration national without_trends" in describe_failure(error.value)  # the job's log shows it


@pytest.mark.parametrize(
    ("estimates", "column"), [("table_v1", "trend_difference_per_year"), ("figure_v3", "estimate")]
)
def test_wrong_coefficient_in_trend_check_or_event_study_stops_the_run(printed, estimates, column):
    frame = printed[estimates].with_row_index("row")
    error = 2 * LARGEST_DIFFERENCE_IN_SE * pl.col("std_error")
    off = frame.with_columns(pl.when(pl.col("row") == 3).then(pl.col(column) + error).otherwise(column).alias(column))
    with pytest.raises(RuntimeError, match=f"in 1 of {N_MODELS[estimates]} models; the worst:\n{estimates}"):
        check_estimates(draw_panel(), off.drop("row"), estimates)


def test_coefficient_that_only_one_engine_identifies_stops_the_run(printed):
    hit = (pl.col("outcome") == "meeting") & pl.col("group_trends") & (pl.col("term") == "trend")
    columns = ("estimate", "std_error", "ci_low", "ci_high", "p_value")
    did = printed["did_trondelag"].with_columns(pl.when(~hit).then(pl.col(name)).alias(name) for name in columns)
    with pytest.raises(RuntimeError, match="other coefficients are identified"):
        check_estimates(draw_panel(), did, "did_trondelag")


def test_model_that_the_printed_estimates_lack_is_refused(printed):
    with pytest.raises(ValueError, match="2 models are missing"):
        check_estimates(draw_panel(), printed["table_v1"].slice(2), "table_v1")


def test_estimates_of_the_other_control_group_are_refused(printed):
    with pytest.raises(ValueError, match="12 models are missing"):
        compare_engines(draw_panel(), printed["did_trondelag"], "did_national")


def test_estimates_that_nobody_checks_are_refused(printed):
    with pytest.raises(ValueError, match="did_national, did_trondelag, table_v1, figure_v3"):
        check_estimates(draw_panel(), printed["table_v1"], "figure_9")


@pytest.mark.parametrize("estimates", ["did_trondelag", "table_v1", "figure_v3"])
def test_other_data_than_the_printed_estimates_had_stop_the_run(printed, estimates):
    panel = draw_panel()
    other = panel.filter(pl.col("spell_id") != panel.filter("is_pilot", pl.col("period") == 0)["spell_id"][0])
    with pytest.raises(RuntimeError, match=f"of {N_MODELS[estimates]} models"):
        check_estimates(other, printed[estimates], estimates)


def test_script_writes_the_check_or_fails_without_an_output(printed, tmp_path):
    panel, did = str(tmp_path / "panel.parquet"), str(tmp_path / "national.parquet")
    folder = tmp_path / "did_national"
    folder.mkdir()
    part, together = str(folder / "check_estimates.parquet"), str(tmp_path / "check_estimates.parquet")
    draw_panel().write_parquet(panel)
    moved(printed["did_national"], "estimate", pl.col("std_error")).write_parquet(did)
    with pytest.raises(RuntimeError, match="duration national"):
        main_of_check(panel=panel, printed=did, compared=part, estimates="did_national")
    assert not Path(part).exists()
    printed["did_national"].write_parquet(did)
    main_of_check(panel=panel, printed=did, compared=part, estimates="did_national")
    main_of_collection(parts=[part], check_estimates=together)
    assert pl.read_parquet(together).equals(pl.read_parquet(part))


def model(*terms: tuple[str, float | None, float | None]) -> pl.DataFrame:
    rows = [KEYS | {"term": term, "estimate": b, "std_error": se} for term, b, se in terms]
    schema = dict.fromkeys((*KEYS, "term"), pl.String) | {"estimate": pl.Float64, "std_error": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def compare(printed: pl.DataFrame, fitted: pl.DataFrame) -> dict:
    return compare_models(printed, fitted).row(0, named=True)


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


def test_term_that_the_check_lacks_is_another_identification():
    assert not compare(model(("a", 1.0, 1.0), ("b", 1.0, 1.0)), model(("a", 1.0, 1.0)))["is_same_identification"]

"""The regressions against R fixest 0.12.2 on the stored spells (see README.md here)."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from reference.reference_panel import read_panel, read_reference

from dialogmote.contracts.artifacts import OUTCOMES
from dialogmote.estimate.did import (
    COVARIATES,
    FIXED_EFFECTS,
    DidSpecification,
    code_regressors,
    did_design,
    estimate_did,
)
from dialogmote.estimate.regression.design import prepare_sample
from dialogmote.estimate.trends import (
    TREND_DIFFERENCE,
    code_event_study,
    event_study_design,
    figure_v3,
    list_months,
    table_v1,
    trend_check_design,
)

# Fixed effects of the reference values converge to 1e-10, ours are exact.
ESTIMATE_RTOL = 1e-8
STD_ERROR_RTOL = 1e-7
# A p-value or a limit of an interval can lie near zero, where a relative difference says little; t and p inherit the
# tolerance of the standard error.
P_VALUE_ATOL = 1e-7
INTERVAL_ATOL = 1e-6
HASH_SEEDS = ("0", "1", "7", "42")


def assert_equals_reference(estimates: pl.DataFrame, reference: pl.DataFrame) -> None:
    assert reference.height > 0
    ours = {row["term"]: row for row in estimates.iter_rows(named=True)}
    assert set(reference["term"]) <= set(ours)
    for row in reference.iter_rows(named=True):
        mine = ours[row["term"]]
        assert mine["estimate"] == pytest.approx(row["estimate"], rel=ESTIMATE_RTOL)
        assert mine["std_error"] == pytest.approx(row["std_error"], rel=STD_ERROR_RTOL)
        assert mine["p_value"] == pytest.approx(row["p_value"], rel=0, abs=P_VALUE_ATOL)
        assert mine["ci_low"] == pytest.approx(row["ci_low"], rel=0, abs=INTERVAL_ATOL)
        assert mine["ci_high"] == pytest.approx(row["ci_high"], rel=0, abs=INTERVAL_ATOL)
        assert mine["n"] == row["n"]


@pytest.fixture(scope="module")
def panel() -> pl.DataFrame:
    return read_panel()


@pytest.fixture(scope="module")
def did(panel):
    return estimate_did(panel, DidSpecification("national", outcomes=("meeting", "duration"))).coefficients


@pytest.mark.parametrize("outcome", ["meeting", "duration"])
@pytest.mark.parametrize(("spec", "group_trends"), [("did", False), ("did_trends", True)])
def test_did_equals_fixest(did, outcome, spec, group_trends):
    ours = did.filter(pl.col("outcome") == outcome, pl.col("group_trends") == group_trends)
    reference = read_reference(spec, outcome)
    assert_equals_reference(ours, reference)
    assert ours.height == reference.height


@pytest.mark.parametrize("outcome", ["meeting", "duration"])
@pytest.mark.parametrize(("spec", "with_controls"), [("trend_check", True), ("trend_check_plain", False)])
def test_trend_check_equals_fixest(panel, outcome, spec, with_controls):
    reference = read_reference(spec, outcome).filter(pl.col("term") == TREND_DIFFERENCE).row(0, named=True)
    others = {name: pl.col("meeting") for name in OUTCOMES if name not in panel.columns}
    others |= {f"{name}_adjusted": pl.col("meeting_adjusted") for name in others}
    complete = panel.with_columns(is_trondelag=pl.lit(False), **others)
    national = table_v1(complete).filter(pl.col("control_group") == "national", pl.col("controls") == with_controls)
    ours = national.row(by_predicate=pl.col("outcome") == outcome, named=True)
    assert ours["trend_difference_per_year"] == pytest.approx(reference["estimate"], rel=ESTIMATE_RTOL)
    assert ours["std_error"] == pytest.approx(reference["std_error"], rel=STD_ERROR_RTOL)
    assert ours["p_value"] == pytest.approx(reference["p_value"], rel=0, abs=P_VALUE_ATOL)
    assert ours["n"] == reference["n"]


@pytest.mark.parametrize("outcome", ["meeting", "duration"])
def test_event_study_equals_fixest(panel, outcome):
    months = list_months(panel["start_month"].min(), panel["start_month"].max())
    months_of_terms = {f"pilot_x_month_{k}": month for k, month in enumerate(months)}
    reference = read_reference("event_study", outcome).filter(pl.col("term").is_in(list(months_of_terms)))
    ours = figure_v3(panel, months=months).filter(pl.col("outcome") == outcome)
    named = ours.with_columns(term=pl.Series(list(months_of_terms)))
    assert_equals_reference(named, reference)
    assert ours.height == reference.height + 1
    assert ours.row(0, named=True)["estimate"] == 0


def test_degrees_of_freedom_are_those_counted_by_hand(panel):
    """K: regressors, and levels of age, industry and occupation less two; offices are nested in a cluster."""
    levels = sum(panel[name].n_unique() for name in FIXED_EFFECTS if name != "office")
    did_regressors = 6 + len(COVARIATES)
    event_months = panel["start_month"].n_unique()
    first_year = panel.filter(pl.col("period") == 0)
    first_levels = sum(first_year[name].n_unique() for name in FIXED_EFFECTS if name != "office")

    coded = code_regressors(panel)
    assert prepare_sample(coded, did_design(group_trends=False, with_controls=True)).n_parameters == (
        did_regressors + levels - 2
    )
    assert prepare_sample(coded, did_design(group_trends=True, with_controls=True)).n_parameters == (
        did_regressors + 2 + levels - 2
    )
    check = coded.filter(pl.col("period") == 0)
    assert prepare_sample(check, trend_check_design(with_controls=True)).n_parameters == (
        2 + len(COVARIATES) + first_levels - 2
    )
    assert prepare_sample(check, trend_check_design(with_controls=False)).n_parameters == 4
    months = code_event_study(coded, list_months(panel["start_month"].min(), panel["start_month"].max()))
    assert prepare_sample(months, event_study_design(months)).n_parameters == (
        event_months - 1 + len(COVARIATES) + levels + event_months - 3
    )


@pytest.mark.parametrize("seed", HASH_SEEDS)
def test_did_equals_fixest_under_every_hash_seed(seed):
    """pyfixest orders fixed effects by a set of names; neither its numbers nor its degrees of freedom may follow it."""
    code = (
        "import polars as pl\n"
        "from reference.reference_panel import read_panel, read_reference\n"
        "from reference.test_reference_did import assert_equals_reference\n"
        "from dialogmote.estimate.did import DidSpecification, estimate_did, prepare_did\n"
        "from dialogmote.estimate.regression.library import estimate_coefficients\n"
        "specification = DidSpecification('national', outcomes=('meeting',))\n"
        "did = estimate_did(read_panel(), specification).coefficients\n"
        "for trends, sample in prepare_did(read_panel(), specification).items():\n"
        "    reference = read_reference('did_trends' if trends else 'did', 'meeting')\n"
        "    assert_equals_reference(did.filter(did['group_trends'] == trends), reference)\n"
        "    fitted = estimate_coefficients(sample, 'meeting_adjusted', is_constant=False)\n"
        "    assert_equals_reference(fitted.with_columns(n=pl.lit(sample.rows.height)), reference)\n"
    )
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_did_has_the_same_bits_whatever_the_hash_seed_and_however_many_threads_polars_has():
    code = (
        "import hashlib\n"
        "from reference.reference_panel import read_panel\n"
        "from dialogmote.estimate.did import DidSpecification, estimate_did\n"
        "did = estimate_did(read_panel(), DidSpecification('national', outcomes=('duration',))).coefficients\n"
        "print(hashlib.sha256(did.select('estimate', 'std_error', 'p_value').to_numpy().tobytes()).hexdigest())\n"
    )
    root = Path(__file__).parents[2]
    prints = set()
    for threads in ("1", "2"):
        environment = os.environ | {
            "PYTHONHASHSEED": threads,
            "POLARS_MAX_THREADS": threads,
            "OPENBLAS_NUM_THREADS": "1",  # as in the jobs
            "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}",
        }
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        prints.add(done.stdout)
    assert len(prints) == 1

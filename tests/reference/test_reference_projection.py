"""Both engines against R fixest 0.12.2 on the stored spells (see README.md here): every coefficient of each model."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from reference.reference_panel import read_panel, read_reference
from reference.test_reference_did import assert_equals_reference

from dialogmote.design.outcomes import panel_outcome
from dialogmote.estimate.did import DidSpecification, prepare_did
from dialogmote.estimate.regression.design import Sample
from dialogmote.estimate.regression.library import estimate_coefficients
from dialogmote.estimate.regression.projection import estimate_batch
from dialogmote.estimate.trends import list_months, prepare_event_study, prepare_trend_checks

OUTCOMES = ("meeting", "duration")
SPECS = ("did", "did_trends", "trend_check", "trend_check_plain", "event_study")
SCRIPTS_OF_THE_PROJECTION = (
    "estimate_did", "estimate_table_v1", "estimate_figure_v3", "estimate_weekly_effects",
    "estimate_grade_effects", "check_models",
)  # fmt: skip


@pytest.fixture(scope="module")
def samples() -> dict[str, Sample]:
    panel = read_panel()
    did, checks = prepare_did(panel, DidSpecification("national", outcomes=OUTCOMES)), prepare_trend_checks(panel)
    months = list_months(panel["start_month"].min(), panel["start_month"].max())
    return {
        "did": did[False],
        "did_trends": did[True],
        "trend_check": checks[True],
        "trend_check_plain": checks[False],
        "event_study": prepare_event_study(panel, months),
    }


@pytest.mark.parametrize("spec", SPECS)
def test_projection_equals_fixest(samples, spec):
    sample = samples[spec]
    tidy = estimate_batch(sample, [panel_outcome(outcome) for outcome in OUTCOMES])
    for outcome in OUTCOMES:
        reference = read_reference(spec, outcome)
        ours = tidy.filter(pl.col("outcome") == outcome).with_columns(n=pl.lit(sample.rows.height))
        assert_equals_reference(ours, reference)
        assert ours.height == reference.height


@pytest.mark.parametrize("spec", SPECS)
def test_pyfixest_equals_fixest(samples, spec):
    sample = samples[spec]
    for outcome in OUTCOMES:
        ours = estimate_coefficients(sample, f"{outcome}_adjusted", is_constant=False)
        assert_equals_reference(ours.with_columns(n=pl.lit(sample.rows.height)), read_reference(spec, outcome))


def test_projection_has_the_same_bits_however_many_threads_polars_has():
    code = (
        "import hashlib\n"
        "from reference.reference_panel import read_panel\n"
        "from dialogmote.design.outcomes import panel_outcome\n"
        "from dialogmote.estimate.did import DidSpecification, prepare_did\n"
        "from dialogmote.estimate.regression.projection import estimate_batch\n"
        "sample = prepare_did(read_panel(), DidSpecification('national', outcomes=('meeting', 'duration')))[True]\n"
        "tidy = estimate_batch(sample, [panel_outcome(name) for name in ('meeting', 'duration')])\n"
        "print(hashlib.sha256(tidy.select('estimate', 'std_error', 'p_value').to_numpy().tobytes()).hexdigest())\n"
    )
    root = Path(__file__).parents[2]
    prints = set()
    for threads in ("1", "2"):
        environment = os.environ | {
            "POLARS_MAX_THREADS": threads,
            "OPENBLAS_NUM_THREADS": "1",  # as in the jobs
            "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}",
        }
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        prints.add(done.stdout)
    assert len(prints) == 1 and len(prints.pop()) > 64


@pytest.mark.parametrize("script", SCRIPTS_OF_THE_PROJECTION)
def test_only_the_check_loads_pyfixest_and_no_estimate_loads_pandas_or_statistics(script):
    """Each of them takes seconds to load, in every job that would."""
    code = (
        "import sys\n"
        f"import scripts.{script}\n"
        "slow = {'pyfixest', 'pandas', 'lifelines', 'formulaic', 'scipy.stats', 'matplotlib'}\n"
        "assert not slow & set(sys.modules), slow & set(sys.modules)\n"
    )
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

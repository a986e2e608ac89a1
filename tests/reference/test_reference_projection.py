"""The projection engine against R fixest 0.12.2 on the stored spells (see README.md here)."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from reference.reference_panel import read_panel, read_reference
from reference.test_reference_did import assert_equals_reference

from dialogmote.design.outcomes import panel_outcome
from dialogmote.estimate.did import code_regressors, did_design
from dialogmote.estimate.regression.design import Sample, prepare_sample
from dialogmote.estimate.regression.projection import estimate_batch
from dialogmote.estimate.trends import code_event_study, event_study_design, list_months, prepare_trend_check

OUTCOMES = ("meeting", "duration")


@pytest.fixture(scope="module")
def samples() -> dict[str, Sample]:
    panel = read_panel()
    coded = code_regressors(panel.sort("person_id", "office", "spell_id"))
    months = code_event_study(coded, list_months(panel["start_month"].min(), panel["start_month"].max()))
    return {
        "did": prepare_sample(coded, did_design(group_trends=False, with_controls=True)),
        "did_trends": prepare_sample(coded, did_design(group_trends=True, with_controls=True)),
        "trend_check": prepare_trend_check(panel, with_controls=True),
        "trend_check_plain": prepare_trend_check(panel, with_controls=False),
        "event_study": prepare_sample(months, event_study_design(months)),
    }


@pytest.mark.parametrize("spec", ["did", "did_trends", "trend_check", "trend_check_plain", "event_study"])
def test_projection_equals_fixest(samples, spec):
    sample = samples[spec]
    tidy = estimate_batch(sample, [panel_outcome(outcome) for outcome in OUTCOMES])
    for outcome in OUTCOMES:
        reference = read_reference(spec, outcome)
        ours = tidy.filter(pl.col("outcome") == outcome).with_columns(n=pl.lit(sample.rows.height))
        assert_equals_reference(ours, reference)
        assert ours.height == reference.height


def test_projection_has_the_same_bits_however_many_threads_polars_has():
    code = (
        "import hashlib\n"
        "from reference.reference_panel import read_panel\n"
        "from dialogmote.design.outcomes import panel_outcome\n"
        "from dialogmote.estimate.did import code_regressors, did_design\n"
        "from dialogmote.estimate.regression.design import prepare_sample\n"
        "from dialogmote.estimate.regression.projection import estimate_batch\n"
        "rows = code_regressors(read_panel().sort('person_id', 'office', 'spell_id'))\n"
        "sample = prepare_sample(rows, did_design(group_trends=True, with_controls=True))\n"
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


def test_projection_needs_no_regression_library():
    code = (
        "import sys\n"
        "import dialogmote.estimate.regression.projection\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'pyfixest']\n"
    )
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

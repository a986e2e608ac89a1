"""The pipeline beside a program written apart from it, from the specification alone, on registers full of edges.

`independent.py` uses plain loops and dense linear algebra; `random_register.py` makes the registers. Neither shares a
line with the library.
"""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml
from reference.independent import compute
from reference.random_register import random_register, write_register

from dialogmote.cohort.build import build_cohort
from dialogmote.cohort.spells import StudyWindow
from dialogmote.contracts.extracts import EXTRACTS
from dialogmote.design.panel import code_panel
from dialogmote.design.periods import read_periods
from dialogmote.design.season import estimate_season
from dialogmote.estimate import descriptives, did_exhibits
from dialogmote.estimate.did import DidSpecification, estimate_did
from dialogmote.registers.read import read_extracts
from dialogmote.registers.verify.verification import VerifySettings, verify_extracts
from dialogmote.sources import find_extracts

CONFIG = yaml.safe_load((Path(__file__).parents[2] / "config.yaml").read_text())
WINDOW = date(2015, 1, 1), date(2021, 12, 31)
COUNTY = CONFIG["study"]["pilot_county"]
# RULES 36: two programs agree to 1e-6 on estimates and 1e-5 on standard errors. These agree far better; the floor lets
# numbers that are zero but for rounding pass.
RELATIVE, FLOOR = 1e-7, 1e-9
KEYS = {
    "cohort": ["spell_id"],
    "exclusions": ["spell_id"],
    "attrition": ["step"],
    "table_3": ["row"],
    "table_4": ["outcome", "control_group", "group_trends"],
    "figure_3": ["month"],
    "figure_7": ["group", "month"],
    "figure_8": ["outcome", "control_group", "period"],
}


def by_pipeline(folder):
    """Everything the witness computes too, by the library."""
    verification = verify_extracts(
        read_extracts(find_extracts(str(folder), list(EXTRACTS)), {}), VerifySettings(*WINDOW, ())
    )
    assert verification.violations.is_empty(), verification.violations["message"].to_list()
    built = build_cohort(verification.extracts, StudyWindow(*WINDOW))
    periods = read_periods(CONFIG["periods"])
    season = estimate_season(built.cohort, first_year=2015, last_year=2017)
    panel = code_panel(built.cohort, season, periods=periods, pilot_county=COUNTY)
    did = pl.concat([estimate_did(panel, DidSpecification(group)) for group in ("national", "trondelag")])
    return {
        "cohort": built.cohort,
        "exclusions": built.exclusions,
        "attrition": built.attrition,
        "table_3": descriptives.table_3(
            built.cohort, first_start=date(2017, 1, 1), last_start=date(2017, 12, 31), pilot_county=COUNTY
        ),
        "table_4": did_exhibits.table_4(did),
        "figure_3": descriptives.figure_3(panel),
        "figure_7": descriptives.figure_7(built.cohort, periods=periods, pilot_county=COUNTY),
        "figure_8": did_exhibits.figure_8(did),
    }


def differing_cells(ours, theirs, keys):
    """Columns in which two tables differ, with the number of cells."""
    theirs = theirs.cast({key: ours.schema[key] for key in keys})
    assert ours.select(keys).sort(keys).equals(theirs.select(keys).sort(keys))
    both = ours.join(theirs, on=keys, suffix="_witness", validate="1:1")
    found = {}
    for column in (column for column in theirs.columns if column not in keys):
        own, witness = both[column], both[f"{column}_witness"]
        if own.dtype.is_float() or witness.dtype.is_float():
            gap = (own - witness).abs()
            unlike = (gap > FLOOR + RELATIVE * witness.abs()).fill_null(False) | (own.is_null() != witness.is_null())
        else:
            unlike = own.ne_missing(witness.cast(own.dtype))
        if unlike.any():
            found[column] = int(unlike.sum())
    return found


@pytest.fixture(scope="module", params=[1, 2, 4, 8])
def both(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("register")
    write_register(random_register(request.param, n_persons=2500), folder)
    return by_pipeline(folder), {name: pl.from_arrow(table) for name, table in compute(folder).items()}


@pytest.mark.parametrize("table", KEYS)
def test_pipeline_equals_the_independent_program(both, table):
    ours, theirs = (tables[table] for tables in both)
    assert ours.height > 0
    assert differing_cells(ours, theirs, KEYS[table]) == {}


def test_registers_hold_every_reason_to_leave(both):
    assert set(both[0]["exclusions"]["step"]) == {"protected_address", "pregnant", "over_66", "overlapping"}

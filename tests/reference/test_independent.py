"""The pipeline beside a program written apart from it, from the specification alone, on registers full of edges.

`independent*.py` use plain loops and dense linear algebra; `random_register.py` makes the registers. Neither shares a
line with the library. `pipeline_exhibits.py` says how the library makes each exhibit.
"""

import polars as pl
import pytest
from reference.independent_all import compute
from reference.pipeline_exhibits import make_by_pipeline
from reference.random_register import random_register, write_register

# RULES 36: two programs agree to 1e-6 on estimates and 1e-5 on standard errors. These agree far better; the floor lets
# numbers that are zero but for rounding pass.
RELATIVE, FLOOR = 1e-7, 1e-9
ESTIMATE_KEYS = ["outcome", "control_group"]
KEYS = {
    "cohort": ["spell_id"],
    "exclusions": ["spell_id"],
    "attrition": ["step"],
    "table_1": ["answer"],
    "table_2": ["row"],
    "table_3": ["row"],
    "table_4": [*ESTIMATE_KEYS, "group_trends"],
    "table_4_no_controls": [*ESTIMATE_KEYS, "group_trends"],
    "table_v1": [*ESTIMATE_KEYS, "controls"],
    "period_contrasts": [*ESTIMATE_KEYS, "contrast"],
    "answers_cross": ["employee_answer", "employer_answer"],
    "meeting_levels": ["window"],
    "excluded_groups": ["reason"],
    "hazard_contrasts": ["window", "first_week", "last_week"],
    "figure_1": ["office"],
    "figure_2": ["week"],
    "figure_3": ["month"],
    "figure_4": ["window", "year", "week"],
    "figure_5": ["year", "week"],
    "figure_6": ["year", "week"],
    "figure_7": ["group", "month"],
    "figure_8": [*ESTIMATE_KEYS, "period"],
    "figure_9": ["outcome", "week"],
    "figure_10": ["sample", "month"],
    "figure_v1": ["respondent", "week"],
    "figure_v2": ["outcome", "month"],
    "figure_v3": ["outcome", "month"],
    "figure_v4": ["outcome", "week"],
    "figure_v5": ["sample", "month"],
}
# The cohort's files may have more columns than the specification names.
OPEN_TABLES = ("cohort", "exclusions")
# Seed, persons. Most registers are dense enough for every regression; in the last two many terms are not identified.
REGISTERS = [(1, 2500), (2, 2500), (4, 2500), (3, 250), (17, 300)]


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


@pytest.fixture(scope="module", params=REGISTERS, ids=lambda register: "-".join(map(str, register)))
def both(request, tmp_path_factory):
    seed, n_persons = request.param
    folder, results = tmp_path_factory.mktemp("register"), tmp_path_factory.mktemp("results")
    write_register(random_register(seed, n_persons=n_persons), folder)
    return make_by_pipeline(folder, results), {name: pl.from_arrow(table) for name, table in compute(folder).items()}


@pytest.mark.parametrize("table", KEYS)
def test_pipeline_equals_the_independent_program(both, table):
    ours, theirs = (tables[table] for tables in both)
    assert ours.height > 0
    if table not in OPEN_TABLES:
        assert ours.columns == theirs.columns
    assert differing_cells(ours, theirs, KEYS[table]) == {}


def test_registers_hold_every_reason_to_leave(both):
    assert set(both[0]["exclusions"]["step"]) == {"protected_address", "pregnant", "over_66", "overlapping"}


def test_comparison_sees_a_changed_number_a_lost_one_and_a_changed_count():
    ours = pl.DataFrame({"week": [16, 17, 18], "share_pct": [1.0, 2.0, 3.0], "n": [4, 5, 6]})
    theirs = pl.DataFrame({"week": [18, 17, 16], "share_pct": [3.0, None, 1.0 + 1e-6], "n": [6, 5, 7]})
    assert differing_cells(ours, ours, ["week"]) == {}
    assert differing_cells(ours, theirs, ["week"]) == {"share_pct": 2, "n": 1}

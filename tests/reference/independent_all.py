"""The independent witness as one program: every exhibit of the article from the raw extracts, from RULES.md alone.

    PYTHONPATH=tests python tests/reference/independent_all.py REGISTER_FOLDER OUT_FOLDER

Writes one Parquet file an exhibit, with the columns of ARTIFACTS.md, and the cohort beside them.
"""

import sys
from pathlib import Path

import pyarrow.parquet as pq
from reference import (
    independent,
    independent_batches,
    independent_descriptives,
    independent_hazards,
    independent_trends,
)

SCHEMAS = {
    **independent.SCHEMAS,
    **independent_descriptives.SCHEMAS,
    **independent_hazards.SCHEMAS,
    **independent_trends.SCHEMAS,
    **independent_batches.SCHEMAS,
}


def compute(register_folder):
    """Every artifact as an Arrow table, by name."""
    study = independent.prepare(register_folder)
    rows = {
        **independent.make_first_exhibits(study),
        **independent_descriptives.make_descriptives(study),
        **independent_hazards.make_hazards(study),
        **independent_trends.make_trends(study),
        **independent_batches.make_batches(study),
    }
    return {name: independent.as_table(rows[name], schema) for name, schema in SCHEMAS.items()}


def main(register_folder, out_folder):
    out = Path(out_folder)
    out.mkdir(parents=True, exist_ok=True)
    for name, table in compute(register_folder).items():
        pq.write_table(table, out / f"{name}.parquet")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python independent_all.py REGISTER_FOLDER OUT_FOLDER")
    main(sys.argv[1], sys.argv[2])

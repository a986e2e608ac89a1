"""Our cohort; it also counts what each exclusion removes, which the peers do not."""

from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.peers.study import FIRST_START, LAST_START
from dialogmote.cohort.build import READ_COLUMNS, build_cohort
from dialogmote.cohort.spells import StudyWindow

Extracts = dict[str, pl.DataFrame]


def read(stage: str, run: Path) -> Extracts:
    """The verified extracts, in the columns that are used."""
    return {
        name: pl.read_parquet(run / "extracts" / f"{name}.parquet", columns=list(columns))
        for name, columns in READ_COLUMNS.items()
    }


def compute(extracts: Extracts) -> pl.DataFrame:
    """The cohort."""
    window = StudyWindow(date.fromisoformat(FIRST_START), date.fromisoformat(LAST_START))
    return build_cohort(extracts, window).cohort

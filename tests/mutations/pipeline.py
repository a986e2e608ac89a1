"""The part of the pipeline that mutated extracts go through, in this process: from the extracts to the panel.

Whatever a later step computes, it computes from the files compared here (and, for the map, from the offices).
"""

import hashlib
import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import yaml

from dialogmote.contracts.extracts import EXTRACTS
from dialogmote.errors import InputError
from dialogmote.jobs import job_logging
from dialogmote.sources import find_extracts
from scripts import (
    build_cohort,
    build_monthly_grades,
    code_panel,
    estimate_table_3,
    simulate_register,
    verify_extracts,
)

ROOT = Path(__file__).parents[2]
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
SCALE = 0.002  # the smallest
SPELLS_FROM = 400_000_000_000  # keys so long that no count or file size is taken for one
COMPARED = (
    "cohort",
    "exclusions",
    "excluded_spells",
    "exhibits/attrition",
    "exhibits/table_3",
    "monthly_grades",
    "panel",
)
WINDOW = {"first_start": CONFIG["study"]["first_start"], "last_start": CONFIG["study"]["last_start"]}


@dataclass(frozen=True)
class Outcome:
    """How a run ended: 0 or 1, all it said, and, after a good end, the digest of each compared file."""

    code: int
    words: str
    digests: Mapping[str, str]


def make_register(folder: Path, seed: int) -> None:
    """A synthetic register of the smallest size in `folder`, without its planted truth."""
    simulate_register.main(
        planted_truth=str(ROOT / "resources/planted_truth.yaml"),
        extracts=[str(folder / f"{name}.parquet") for name in EXTRACTS],
        truth=str(folder.parent / "register_truth" / "truth.parquet"),
        scale=SCALE,
        seed=seed,
        periods=CONFIG["periods"],
    )
    for extract in ("sykefravar_tilfelle", "sykmeldingsgrad_maned"):
        file = folder / f"{extract}.parquet"
        rows = pl.read_parquet(file)
        rows.with_columns(pl.col("tilfelle_id") + SPELLS_FROM).write_parquet(file)


def run(register: Path, results: Path) -> Outcome:
    """Take the extracts in `register` through verification, cohort, panel, grades and table 3."""
    log = results / "logs" / "run.log"
    log.parent.mkdir(parents=True)
    try:
        sources = find_extracts(str(register), tuple(EXTRACTS))
    except InputError as error:  # the workflow stops with these words before the first job
        log.write_text(f"{error}\n", encoding="utf-8")
        return Outcome(1, str(error), {})
    code = 0
    shown = sys.stdout, sys.stderr
    try:
        with job_logging(str(log)):
            _run_steps(sources, results / "restricted")
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stdout, sys.stderr = shown
        logging.captureWarnings(False)
        logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    return Outcome(code, log.read_text(encoding="utf-8"), {} if code else _digests(results / "restricted"))


def _run_steps(sources: dict[str, list[str]], folder: Path) -> None:
    verify_extracts.main(
        sources=sources,
        extracts=[str(folder / "extracts" / f"{name}.parquet") for name in EXTRACTS],
        input_report=str(folder / "exhibits" / "input_report.parquet"),
        violations=str(folder / "violations.parquet"),
        failed_rows=str(folder / "failed_rows"),
        column_names={name: {} for name in EXTRACTS},
        allow_short_follow_up=[],
        **WINDOW,
    )
    build_cohort.main(
        extracts={name: str(folder / "extracts" / f"{name}.parquet") for name in EXTRACTS},
        cohort=str(folder / "cohort.parquet"),
        exclusions=str(folder / "exclusions.parquet"),
        excluded_spells=str(folder / "excluded_spells.parquet"),
        attrition=str(folder / "exhibits" / "attrition.parquet"),
        definitions=CONFIG["definitions"],
        **WINDOW,
    )
    cohort = str(folder / "cohort.parquet")
    pilot = {"periods": CONFIG["periods"], "pilot_county": CONFIG["study"]["pilot_county"]}
    code_panel.main(cohort=cohort, season="", panel=str(folder / "panel.parquet"), **pilot)
    build_monthly_grades.main(
        cohort=cohort,
        sykmeldingsgrad_maned=str(folder / "extracts" / "sykmeldingsgrad_maned.parquet"),
        monthly_grades=str(folder / "monthly_grades.parquet"),
    )
    estimate_table_3.main(cohort=cohort, table_3=str(folder / "exhibits" / "table_3.parquet"), **pilot)


def _digests(folder: Path, names: Sequence[str] = COMPARED) -> dict[str, str]:
    return {name: hashlib.sha256((folder / f"{name}.parquet").read_bytes()).hexdigest() for name in names}

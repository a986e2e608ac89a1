"""What is measured: stages, who competes in them, what they read, and how far apart answers may be.

The process that measures imports this and nothing heavy: a child's peak memory starts at its parent's.
"""

import importlib.util
import shutil
import subprocess
from dataclasses import dataclass

GROWTH = "growth"


@dataclass(frozen=True)
class Competitor:
    """Who computes a stage: a file under `benchmarks/peers`, in Python (named as a module) or R, and the packages it
    needs beside those of a run."""

    name: str
    module: str
    python_needs: tuple[str, ...] = ()
    r_needs: tuple[str, ...] = ()

    def missing(self) -> str | None:
        """What is not installed, in words; nothing when all is there."""
        lacking = [name for name in self.python_needs if importlib.util.find_spec(name) is None]
        if self.r_needs and shutil.which("Rscript") is None:
            return "not measured: R is not installed"
        lacking += [f"R package {name}" for name in self.r_needs if not _has_r_package(name)]
        return f"not measured, not installed: {', '.join(lacking)}" if lacking else None


@dataclass(frozen=True)
class Stage:
    """A stage with peers: the first competitor is ours. `keys` name a row of the answer, `needs` are files of a run.

    Answers may be `tolerance` apart: 0 means equal in every cell; otherwise estimates in standard errors, and all else
    relative to its size.
    """

    name: str
    title: str
    keys: tuple[str, ...]
    tolerance: float
    needs: tuple[str, ...]
    competitors: tuple[Competitor, ...]


def _has_r_package(name: str) -> bool:
    check = f"quit(status = !requireNamespace('{name}', quietly = TRUE))"
    return subprocess.run(["Rscript", "-e", check], capture_output=True, check=False).returncode == 0


COHORT_EXTRACTS = (
    *("sykefravar_tilfelle", "dialogmote_hendelse", "motebehov_varsel", "motebehov", "person", "svangerskap", "aap"),
    "nav_enhet",
)
# Demeaning stops at 1e-6 to 1e-8 in the peers, which leaves their standard errors exact to some 1e-7.
ITERATED = 1e-5
# A product of at most 37 ratios, each rounded once.
ROUNDED = 1e-12
REGRESSIONS = (
    Competitor("dialogmote (projection)", "regressions_dialogmote"),
    Competitor("pyfixest, one by one", "regressions_pyfixest"),
    Competitor("linearmodels AbsorbingLS, one by one", "regressions_linearmodels", ("linearmodels",)),
)
STAGES = {
    stage.name: stage
    for stage in (
        Stage(
            "cohort",
            "Cohort: all rules, every column, from verified extracts",
            ("spell_id",),
            0.0,
            tuple(f"extracts/{name}.parquet" for name in COHORT_EXTRACTS),
            (
                Competitor("dialogmote (polars, numpy)", "cohort_dialogmote"),
                Competitor("pandas", "cohort_pandas"),
                Competitor("DuckDB", "cohort_duckdb", ("duckdb",)),
            ),
        ),
        Stage(
            "did",
            "Table 4: six outcomes, without and with group trends, every coefficient",
            ("model", "term"),
            ITERATED,
            ("panel.parquet",),
            REGRESSIONS,
        ),
        Stage(
            "weekly",
            "Figure 9: the DiD in each week, two outcomes",
            ("model", "term"),
            ITERATED,
            ("panel.parquet", "cohort.parquet", "season_weekly.parquet"),
            REGRESSIONS,
        ),
        Stage(
            "hazards",
            "Figures 4 to 6: at risk, events and survival by week, twelve groups of spells",
            ("group", "week"),
            ROUNDED,
            ("cohort.parquet",),
            (
                Competitor("dialogmote (counts)", "hazards_dialogmote"),
                Competitor("lifelines, one by one", "hazards_lifelines"),
                Competitor("R survival", "hazards_survival.R", r_needs=("survival",)),
            ),
        ),
    )
}

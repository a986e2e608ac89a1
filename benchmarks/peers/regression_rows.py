"""The regressions of table 4 and figure 9 with national controls: rows with their regressors, and the outcomes."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dialogmote.contracts.artifacts import OUTCOMES
from dialogmote.design.outcomes import Outcome, adjust_outcomes, panel_outcome, weekly_outcomes
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate import batches, did
from dialogmote.estimate.regression.design import Design
from dialogmote.estimate.weekly import COHORT_COLUMNS

CONTROL_GROUP = "national"
FIXED_EFFECTS, CLUSTERS = list(did.FIXED_EFFECTS), list(did.CLUSTERS)


@dataclass(frozen=True)
class Regressions:
    """Every outcome is regressed on every right-hand side; `designs` by the suffix of the model's name."""

    rows: pl.DataFrame
    outcomes: list[Outcome]
    designs: dict[str, Design]
    terms: list[str] | None  # those reported; none given: all

    def models(self) -> list[tuple[str, Outcome, Design]]:
        """The models one by one, with their names."""
        return [
            (outcome.name + suffix, outcome, design)
            for suffix, design in self.designs.items()
            for outcome in self.outcomes
        ]


def read_regressions(stage: str, run: Path) -> Regressions:
    """The regressions of a stage, `did` or `weekly`; outcomes that do not vary are left out."""
    plain = did.did_design(group_trends=False, with_controls=True)
    if stage == "did":
        panel = pl.read_parquet(run / "panel.parquet", columns=did.PANEL_COLUMNS)
        rows = did.code_regressors(did.in_spell_order(select_did_sample(panel, CONTROL_GROUP)))
        outcomes = [panel_outcome(name) for name in OUTCOMES]
        designs = {"": plain, " with trends": did.did_design(group_trends=True, with_controls=True)}
        return Regressions(rows, _varying(rows, outcomes), designs, None)
    panel = pl.read_parquet(run / "panel.parquet", columns=batches.PANEL_COLUMNS)
    values = pl.read_parquet(run / "cohort.parquet", columns=COHORT_COLUMNS)
    rows = batches.code_batch_rows(select_did_sample(panel, CONTROL_GROUP), values)
    outcomes = adjust_outcomes(weekly_outcomes(), pl.read_parquet(run / "season_weekly.parquet"))
    return Regressions(rows, _varying(rows, outcomes), {"": plain}, [batches.REPORTED_TERM])


def _varying(rows: pl.DataFrame, outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if rows.select(outcome.plain).to_series().n_unique() > 1]


def model_columns(data: Regressions, outcome: Outcome, design: Design) -> pl.DataFrame:
    """What one model is fitted on: `y`, regressors, fixed effects and clusters."""
    columns = dict.fromkeys([*design.regressors, *FIXED_EFFECTS, *CLUSTERS])
    return data.rows.select(outcome.adjusted.alias("y"), *columns)

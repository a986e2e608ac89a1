"""Week by week: the DiD on meeting held by, and on leave in, each week of the spell (figures 9 and v4).

The same regression as the DiD, 74 times on one right-hand side, by the projection engine; pilot x period 2 is reported
(RULES 29, 34). The control curve is the mean of the adjusted outcome over control spells of period 2, the pilot curve
that plus the estimate.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import WeeklyEffects
from dialogmote.design.outcomes import (
    WEEKLY_OUTCOMES,
    WEEKS,
    Outcome,
    adjust_outcomes,
    blocks_of,
    weekly_name,
    weekly_outcomes,
)
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.batches import REPORTED_TERM, code_batch_rows
from dialogmote.estimate.did import did_design
from dialogmote.estimate.regression.design import prepare_sample
from dialogmote.estimate.regression.projection import estimate_batch

COHORT_COLUMNS = ["spell_id", "meeting_day", "duration"]


def estimate_weekly_effects(
    panel: pl.DataFrame, cohort: pl.DataFrame, season: pl.DataFrame | None, *, control_group: str
) -> pl.DataFrame:
    """Effects, levels and intervals by outcome and week, in the contract `figure_9`; percentage points.

    `panel` has the contract `panel`; `cohort` has `spell_id`, `meeting_day` and `duration` of its spells; `season` the
    effects of the weekly outcomes, or nothing where none are taken out. A week that cannot be estimated is null.
    Raises `ValueError` for spells of the panel that the cohort lacks.
    """
    rows = code_batch_rows(select_did_sample(panel, control_group), cohort.select(COHORT_COLUMNS))
    outcomes = adjust_outcomes(weekly_outcomes(), season)
    levels = control_levels(rows.filter(~pl.col("is_pilot") & (pl.col("period") == 2)), outcomes)
    sample = prepare_sample(rows, did_design(group_trends=False, with_controls=True))
    keys = [(outcome, week, weekly_name(outcome, week)) for outcome in WEEKLY_OUTCOMES for week in WEEKS]
    found = (
        pl.DataFrame(keys, schema={"kind": pl.String, "week": pl.Int32, "outcome": pl.String}, orient="row")
        .join(levels, on="outcome", how="left")
        .join(estimate_batch(sample, outcomes, [REPORTED_TERM]), on="outcome", how="left")
    )
    return (
        found.drop("outcome")
        .rename({"kind": "outcome"})
        .with_columns(pilot_level=pl.col("control_level") + pl.col("estimate"), n=pl.lit(rows.height, dtype=pl.Int64))
        .sort(pl.col("outcome").cast(pl.Enum(list(WEEKLY_OUTCOMES))), "week")
        .select(list(WeeklyEffects.columns()))
    )


def control_levels(controls: pl.DataFrame, outcomes: Sequence[Outcome]) -> pl.DataFrame:
    """Mean of each adjusted outcome over the given spells, added up in the order they stand: outcome, control_level."""
    levels: list[float | None] = []
    for block in blocks_of(outcomes):
        columns = controls.select(outcome.adjusted.alias(outcome.name) for outcome in block).to_numpy()
        levels += [float(np.mean(column)) if len(column) else None for column in columns.T]
    names = [outcome.name for outcome in outcomes]
    return pl.DataFrame({"outcome": names, "control_level": pl.Series(levels, dtype=pl.Float64)})

"""Those who were left out of the cohort, beside those kept."""

import polars as pl

from dialogmote.cohort.build import EXCLUSIONS
from dialogmote.contracts.artifacts import ExcludedGroups
from dialogmote.estimate.means import mean_of, share_pct

KEPT = "kept"
COHORT_COLUMNS = ("spell_id", "meeting", "duration")


def excluded_groups(excluded_spells: pl.DataFrame, cohort: pl.DataFrame) -> pl.DataFrame:
    """Long spells by reason of exclusion, in the order of the exclusions, then those kept.

    Meeting share in percent, mean duration in days (capped at 365), unadjusted, all offices; null where there is no
    spell. Raises `ValueError` for a reason that is no exclusion.
    """
    if not excluded_spells["step"].is_in(list(EXCLUSIONS)).all():
        raise ValueError(f"step: the exclusions are {', '.join(EXCLUSIONS)}")
    groups = {reason: excluded_spells.filter(pl.col("step") == reason) for reason in EXCLUSIONS} | {KEPT: cohort}
    rows = [
        (reason, spells.height, share_pct(spells["meeting"]), mean_of(spells.sort("spell_id")["duration"]))
        for reason, spells in groups.items()
    ]
    schema = {name: column.dtype for name, column in ExcludedGroups.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")

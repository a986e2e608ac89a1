"""Samples of the estimates: who is compared with whom.

Source: STUDY, methods; RULES 22, 29. A pilot office belongs to every sample; the groups differ in the controls.
"""

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS


def select_did_sample(panel: pl.DataFrame, control_group: str) -> pl.DataFrame:
    """Panel rows of the DiD with one control group: spells inside the periods, pilot offices and their controls.

    `national`: every office that is not a pilot office is a control; `trondelag`: those of the pilot county only.
    Raises `ValueError` for another control group.
    """
    if control_group not in CONTROL_GROUPS:
        raise ValueError(f"control_group {control_group!r} is none of {', '.join(CONTROL_GROUPS)}")
    inside = panel.filter(pl.col("period").is_not_null())
    return inside if control_group == "national" else inside.filter(pl.col("is_pilot") | pl.col("is_trondelag"))


def without_pilot_offices(spells: pl.DataFrame) -> pl.DataFrame:
    """Spells of the country without the pilot offices."""
    # ASSUME country_without_pilot: what is told of the country leaves the pilot offices out, where the service came
    # earlier.
    return spells.filter(~pl.col("is_pilot"))


def by_comparison_group(spells: pl.DataFrame, pilot_county: str) -> dict[str, pl.DataFrame]:
    """Spells of a cohort by group: `pilot`, `trondelag` (without pilot) and `national` (without pilot)."""
    controls = without_pilot_offices(spells)
    return {
        "pilot": spells.filter(pl.col("is_pilot")),
        "trondelag": controls.filter(pl.col("county") == pilot_county),
        "national": controls,
    }

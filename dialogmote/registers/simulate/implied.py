"""The planted effect as an estimate would see it: pilot less control, with and without, from the same numbers."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS
from dialogmote.registers.simulate.courses import Starts
from dialogmote.registers.simulate.draws import Bools, Floats, Ints, step_index
from dialogmote.registers.simulate.offices import PILOT, TRONDELAG


def implied_effects(
    starts: Starts,
    group: Ints,
    is_in_cohort: Bools,
    drawn: dict[str, Floats],
    without: dict[str, Floats],
    period_limits: Sequence[date],
) -> pl.DataFrame:
    """Mean change of each outcome over pilot spells less that over control spells, by period (contract Truth).

    `period_limits` are the first starts of the periods 0, 1, ... and the first start after the last.
    """
    before = date(1970, 1, 1)
    period = step_index(starts.day, (before, *period_limits)) - 1
    members = {"pilot": group == PILOT, "national": group != PILOT, "trondelag": group == TRONDELAG}
    rows = []
    for outcome in drawn:
        change = drawn[outcome] - without[outcome]
        for control in CONTROL_GROUPS:
            for number in range(len(period_limits) - 1):
                counted = is_in_cohort & (period == number)
                pilot, other = change[counted & members["pilot"]], change[counted & members[control]]
                planted = _mean(pilot) - _mean(other)
                rows.append((outcome, control, number, planted, len(pilot), len(other)))
    return pl.DataFrame(rows, schema=_TRUTH_SCHEMA, orient="row")


def _mean(values: Floats) -> float:
    """Mean, 0 where there is no spell: nothing was planted there."""
    return float(np.mean(values)) if len(values) else 0.0


_TRUTH_SCHEMA = {
    "outcome": pl.String,
    "control_group": pl.String,
    "period": pl.Int8,
    "planted": pl.Float64,
    "n_pilot": pl.Int64,
    "n_control": pl.Int64,
}

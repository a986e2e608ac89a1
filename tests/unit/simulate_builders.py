"""Planted truths and small registers for the tests of the simulator."""

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import yaml

from dialogmote.contracts.extracts import register_names
from dialogmote.registers.simulate.register import SimulatedRegister, simulate_register
from dialogmote.registers.simulate.truth import PlantedTruth

PLANTED = Path(__file__).parents[2] / "resources" / "planted_truth.yaml"
NOTHING = {"service_meeting_points": 0.0, "drift_pilot_points": 0.0, "drift_trondelag_points": 0.0}
SEED = 20181023
PERIOD_LIMITS = tuple(date(*day) for day in ((2017, 1, 1), (2018, 1, 1), (2018, 8, 1), (2018, 11, 20), (2019, 9, 1)))


def planted_mapping(**effects: float) -> dict:
    """The shipped planted truth as a mapping, with some effects changed."""
    mapping = yaml.safe_load(PLANTED.read_text(encoding="utf-8"))
    mapping["effects"] |= effects
    return mapping


@cache
def register(scale: float = 0.002, seed: int = SEED, effects: tuple[tuple[str, float], ...] = ()) -> SimulatedRegister:
    """A register; `effects` are pairs of name and value."""
    truth = PlantedTruth.from_mapping(planted_mapping(**dict(effects)))
    return simulate_register(truth, scale=scale, seed=seed, period_limits=PERIOD_LIMITS)


def english(simulated: SimulatedRegister) -> dict[str, pl.DataFrame]:
    """The extracts with English column names."""
    return {
        name: frame.rename({theirs: ours for ours, theirs in register_names(name).items()})
        for name, frame in simulated.extracts.items()
    }


def planted(simulated: SimulatedRegister, outcome: str, control_group: str = "national") -> list[float]:
    """The planted effect of an outcome in the periods 0 to 3."""
    rows = simulated.truth.filter(outcome=outcome, control_group=control_group).sort("period")
    return rows["planted"].to_list()

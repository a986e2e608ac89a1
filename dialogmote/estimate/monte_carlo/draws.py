"""Registers drawn from a truth: the mean outcome of each cell."""

import numpy as np
import numpy.typing as npt

from dialogmote.contracts.artifacts import CONTROL_GROUPS
from dialogmote.design.periods import PERIODS
from dialogmote.estimate.monte_carlo.design import SimulatedDesign
from dialogmote.estimate.monte_carlo.truths import TRUTHS, Truth

EFFECT_PERIOD = 2

FloatArray = npt.NDArray[np.float64]


def draw_stream(design: SimulatedDesign, truth: Truth, seed: int, draw: int) -> np.random.Generator:
    """The random numbers of one draw, which are its own whatever block it is in."""
    place = CONTROL_GROUPS.index(design.control_group)
    return np.random.default_rng([seed, TRUTHS.index(truth.name), place, draw])


def draw_outcomes(design: SimulatedDesign, truth: Truth, rng: np.random.Generator) -> FloatArray:
    """Mean outcomes of the cells (n x m): shocks of offices, the mean of individuals' errors, and what is planted.

    Individuals' errors are normal, so their means are drawn at once; shocks are normal or heavy-tailed.
    """
    components = design.components
    m = len(components.individual)
    n, offices = len(design.offices), len(design.treated)
    lasting = _draw_shocks((offices, m), truth.shock_degrees, rng) * np.sqrt(components.office)
    by_period = _draw_shocks((offices * len(PERIODS), m), truth.shock_degrees, rng) * np.sqrt(components.office_period)
    by_month = _draw_shocks((n, m), truth.shock_degrees, rng) * np.sqrt(components.office_month)
    errors = rng.standard_normal((n, m)) * np.sqrt(components.individual) / np.sqrt(design.spells)[:, None]
    shocks = lasting[design.offices] + by_period[design.shocked_periods] + by_month
    return np.asarray(plant(design, truth) + shocks + errors)


def plant(design: SimulatedDesign, truth: Truth) -> FloatArray:
    """What the truth adds to the cells (n x m): the effect in period 2 and the other trend, at pilot offices."""
    is_pilot = design.treated[design.offices]
    effects = np.outer(is_pilot & (design.periods == EFFECT_PERIOD), truth.effects)
    return np.asarray(effects + np.outer(is_pilot * design.trend_years, truth.slopes))


def _draw_shocks(shape: tuple[int, int], degrees: int | None, rng: np.random.Generator) -> FloatArray:
    """Shocks of variance 1: normal, or Student's t with these degrees of freedom, scaled."""
    if degrees is None:
        return rng.standard_normal(shape)
    return rng.standard_t(degrees, shape) * np.sqrt((degrees - 2) / degrees)

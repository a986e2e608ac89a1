"""Blocks of draws, tallied so that blocks add up: the same numbers in any order, and however the draws are parted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.estimate.inference.answers import Answers
from dialogmote.estimate.inference.methods import OFFICE_METHODS
from dialogmote.estimate.monte_carlo.design import SimulatedDesign
from dialogmote.estimate.monte_carlo.draws import draw_outcomes, draw_stream
from dialogmote.estimate.monte_carlo.estimators import (
    CHEAP_METHODS,
    DEAR_METHODS,
    PreparedDesign,
    assess_draw,
    prepare_design,
)
from dialogmote.estimate.monte_carlo.truths import OUTCOMES, Truth
from dialogmote.estimate.regression.tidy import CONFIDENCE

# Sums are whole numbers of billionths: those add up exactly, as floats do not.
BILLIONTH = 1e-9
KEY = ("truth", "control_group", "outcome", "group_trends", "method")
COUNTS = ("draws", "covering", "rejecting", "answering", "unbounded", "with_std_error")
SUMS = ("error_sum", "squared_error_sum", "std_error_sum")
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("truth", "control_group", "outcome"), pl.String),
    "group_trends": pl.Boolean,
    "method": pl.String,
    "true_effect": pl.Float64,
    **dict.fromkeys((*COUNTS, *SUMS), pl.Int64),
    "widths": pl.List(pl.Float64),
}

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Effort:
    """How much is drawn within a draw: `inner_draws` of each method that draws, and the dear ones in every
    `dear_every`-th draw alone."""

    inner_draws: int
    dear_every: int = 1

    def __post_init__(self) -> None:
        """Raise `ValueError` for numbers below one."""
        if self.inner_draws < 1 or self.dear_every < 1:
            raise ValueError("inner_draws and dear_every are at least 1")

    def methods_of(self, draw: int, methods: Sequence[str]) -> list[str]:
        """The methods of one draw, by its number."""
        allowed = OFFICE_METHODS if draw % self.dear_every == 0 else CHEAP_METHODS
        return [method for method in methods if method in allowed]


def simulate_block(
    design: SimulatedDesign,
    truth: Truth,
    seed: int,
    draws: range,
    effort: Effort,
    methods: Sequence[str] = OFFICE_METHODS,
    group_trends: Sequence[bool] = (False, True),
) -> pl.DataFrame:
    """The tallies of the draws with these numbers, columns `SCHEMA`, a row per outcome, trend choice and method.

    A draw has a random stream of its own, by seed, truth, control group and number. Sums are in billionths; `widths`
    are those of the bounded intervals, sorted. Raises `ValueError` for an unknown method, and when the effect is not
    identified.
    """
    if unknown := [method for method in methods if method not in (*CHEAP_METHODS, *DEAR_METHODS)]:
        raise ValueError(f"methods {', '.join(unknown)} are none of {', '.join(OFFICE_METHODS)}")
    prepared = {trends: prepare_design(design, group_trends=trends) for trends in group_trends}
    simulation = _Simulation(design, truth, seed, effort, methods, prepared)
    answers: dict[tuple[bool, str], list[FloatArray]] = {(t, method): [] for t in group_trends for method in methods}
    for draw in draws:
        for key, answer in _assess_register(simulation, draw).items():
            answers[key].append(answer)
    rows = [
        {"outcome": outcome, "group_trends": trends, "method": method, "true_effect": truth.effects[place]}
        | tally_answers(np.array([answer[:, place] for answer in found]), truth.effects[place])
        for (trends, method), found in answers.items()
        if found
        for place, outcome in enumerate(OUTCOMES)
    ]
    frame = pl.DataFrame([{"truth": truth.name, "control_group": design.control_group} | row for row in rows], SCHEMA)
    return frame.sort(KEY)


@dataclass(frozen=True)
class _Simulation:
    """What all draws of a block share; `prepared` by whether there are group trends."""

    design: SimulatedDesign
    truth: Truth
    seed: int
    effort: Effort
    methods: Sequence[str]
    prepared: dict[bool, PreparedDesign]


def _assess_register(simulation: _Simulation, draw: int) -> dict[tuple[bool, str], FloatArray]:
    """One draw by trend choice and method: estimates, standard errors, p-values, lower and upper ends (5 x m)."""
    rng = draw_stream(simulation.design, simulation.truth, simulation.seed, draw)
    outcomes = draw_outcomes(simulation.design, simulation.truth, rng)
    inner_seed = int(rng.integers(2**62))
    wanted = simulation.effort.methods_of(draw, simulation.methods)
    found: dict[tuple[bool, str], FloatArray] = {}
    for trends, prepared in simulation.prepared.items():
        estimates, answers = assess_draw(prepared, outcomes, wanted, simulation.effort.inner_draws, inner_seed)
        found |= {(trends, method): stack_answers(estimates, answer) for method, answer in answers.items()}
    return found


def stack_answers(estimates: FloatArray, answers: Answers) -> FloatArray:
    """One method's numbers on m outcomes: estimates, standard errors, p-values, lower and upper ends (5 x m)."""
    return np.stack([estimates, answers.std_errors, answers.p_values, answers.lows, answers.highs])


def tally_answers(found: FloatArray, effect: float) -> dict[str, Any]:
    """Counts and sums of one method on one outcome; `found` is draws x 5. An end that is missing is unbounded."""
    estimates, std_errors, p_values, lows, highs = found.T
    lows, highs = np.where(np.isnan(lows), -np.inf, lows), np.where(np.isnan(highs), np.inf, highs)
    errors, widths, known = estimates - effect, highs - lows, np.isfinite(std_errors)
    return {
        "draws": len(found),
        "covering": int(((lows <= effect) & (effect <= highs)).sum()),
        "rejecting": int((p_values <= 1 - CONFIDENCE).sum()),
        "answering": int(np.isfinite(p_values).sum()),
        "unbounded": int(np.isinf(widths).sum()),
        "with_std_error": int(known.sum()),
        "error_sum": _sum_billionths(errors),
        "squared_error_sum": _sum_billionths(errors**2),
        "std_error_sum": _sum_billionths(std_errors[known]),
        "widths": np.sort(widths[np.isfinite(widths)]).tolist(),
    }


def _sum_billionths(values: FloatArray) -> int:
    return sum(round(float(value) / BILLIONTH) for value in values)


def add_blocks(blocks: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The tallies of all draws of some blocks, which share no draw; the order of the blocks does not matter.

    Raises `ValueError` when blocks of one truth and control group were drawn with other effects.
    """
    rows: dict[tuple[str | bool, ...], list[dict[str, Any]]] = {}
    for row in (row for block in blocks for row in block.iter_rows(named=True)):
        rows.setdefault(tuple(row[name] for name in KEY), []).append(row)
    return pl.DataFrame([_add_rows(same) for same in rows.values()], SCHEMA).sort(KEY)


def _add_rows(rows: list[dict[str, Any]]) -> dict[str, Any]:
    if len({row["true_effect"] for row in rows}) > 1:
        raise ValueError("blocks of one truth have other effects: they are of different runs")
    totals = {name: sum(row[name] for row in rows) for name in (*COUNTS, *SUMS)}
    widths = np.sort(np.concatenate([row["widths"] for row in rows]))
    return rows[0] | totals | {"widths": widths.tolist()}

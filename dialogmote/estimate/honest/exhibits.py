"""All about trends from one fit of the event study: robust intervals, breakdown values, pre-trend test, power."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from dialogmote.design.outcomes import panel_outcome
from dialogmote.design.periods import Period
from dialogmote.estimate.honest.coefficients import (
    EventStudy,
    MonthlyEffects,
    average_blocks,
    block_months,
    gather_months,
    refer_to_month,
)
from dialogmote.estimate.honest.pretest import pretrend_power, pretrend_tests
from dialogmote.estimate.honest.sensitivity import RELATIVE_GRID, honest_trends
from dialogmote.estimate.regression.projection import fit_batch
from dialogmote.estimate.trends import EVENT_STUDY_OUTCOMES, prepare_event_study

KINDS = ("blocks", "months")


@dataclass(frozen=True)
class Trends:
    """Frames as described in `honest_trends` (`sets`, `breakdowns`), `pretrend_tests` and `pretrend_power`."""

    sets: pl.DataFrame
    breakdowns: pl.DataFrame
    tests: pl.DataFrame
    power: pl.DataFrame


@dataclass(frozen=True)
class TrendStudies:
    """Coefficients by outcome: means of `blocks` of months, and single `months`, nothing where they are not known.

    `blocks_a_year` turns a slope a block into one a year; `n_pilot_offices` are the treated clusters.
    """

    blocks: dict[str, EventStudy | None]
    months: dict[str, EventStudy | None]
    blocks_a_year: float
    n_pilot_offices: int


def assess_trends(studies: TrendStudies, relative_grid: Sequence[float] = RELATIVE_GRID) -> Trends:
    """Robust intervals and power for the blocks, the joint test for blocks and for months.

    The test of all months is there because readers of figure v3 will ask for it: with about as many coefficients as
    pilot offices its chi-square p-value is far too small, and the version for few clusters often does not exist.
    """
    kinds = {
        outcome: dict(zip(KINDS, (studies.blocks[outcome], studies.months[outcome]), strict=True))
        for outcome in studies.blocks
    }
    honest = honest_trends(studies.blocks, relative_grid)
    return Trends(
        honest.sets,
        honest.breakdowns,
        pretrend_tests(kinds, studies.n_pilot_offices),
        pretrend_power(studies.blocks, studies.blocks_a_year),
    )


def study_trends(panel: pl.DataFrame, months: Sequence[date], periods: Sequence[Period]) -> TrendStudies:
    """The event study of figure v3 (`EVENT_STUDY_OUTCOMES`, national controls) against the period before period 2.

    `panel` has the columns `trends.EVENT_STUDY_COLUMNS`; `months` are the start months of the periods in order. Raises
    `ValueError` as `trends.prepare_event_study`.
    """
    sample = prepare_event_study(panel, months)
    fits = fit_batch(sample, [panel_outcome(outcome) for outcome in EVENT_STUDY_OUTCOMES])
    effects = {
        outcome: gather_months(fit, len(months)) for outcome, fit in zip(EVENT_STUDY_OUTCOMES, fits, strict=True)
    }
    n_pilot_offices = sample.rows.filter(pl.col("is_pilot"))["office"].n_unique()
    return arrange_studies(effects, months, periods, n_pilot_offices)


def arrange_studies(
    effects: dict[str, MonthlyEffects | None], months: Sequence[date], periods: Sequence[Period], n_pilot_offices: int
) -> TrendStudies:
    """Month coefficients by outcome as blocks and as months against the last month before period 2."""
    blocks = block_months(months, periods)
    if blocks is None:
        nothing: dict[str, EventStudy | None] = dict.fromkeys(effects)
        return TrendStudies(nothing, nothing, 1.0, n_pilot_offices)
    return TrendStudies(
        {outcome: None if one is None else average_blocks(one, blocks) for outcome, one in effects.items()},
        {outcome: None if one is None else refer_to_month(one, blocks) for outcome, one in effects.items()},
        blocks.blocks_a_year,
        n_pilot_offices,
    )

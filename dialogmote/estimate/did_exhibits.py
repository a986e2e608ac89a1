"""Exhibits made of the difference-in-differences: table 4, figure 8, contrasts of periods, planted beside estimated."""

from collections.abc import Sequence

import polars as pl

from dialogmote.contracts.artifacts import (
    CONTROL_GROUPS,
    OUTCOMES,
    Figure8,
    PeriodContrasts,
    PlantedVsEstimated,
    Table4,
)
from dialogmote.estimate.did import EFFECT_PERIODS, EFFECT_TERMS

FIGURE_8_OUTCOMES = ("meeting", "duration", "lost_workdays")
KEYS = ["outcome", "control_group", "period"]


def table_4(did: pl.DataFrame) -> pl.DataFrame:
    """Pilot x period 2 of every outcome, control group and trend choice, in the published order."""
    effects = _effects_by_period(did).filter(pl.col("period") == 2)
    return _in_published_order(effects, OUTCOMES, ["group_trends"]).select(list(Table4.columns()))


def figure_8(did: pl.DataFrame) -> pl.DataFrame:
    """Pilot x period 1, 2 and 3 without group trends, for meeting, duration and lost workdays."""
    effects = _effects_by_period(did).filter(~pl.col("group_trends"), pl.col("outcome").is_in(FIGURE_8_OUTCOMES))
    return _in_published_order(effects, FIGURE_8_OUTCOMES, ["period"]).select(list(Figure8.columns()))


def period_contrasts(contrasts: pl.DataFrame) -> pl.DataFrame:
    """Period 2 less period 1, and less period 3, of every outcome and control group, in the published order."""
    return _in_published_order(contrasts, OUTCOMES, ["contrast"]).select(list(PeriodContrasts.columns()))


def planted_vs_estimated(did: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """The register's planted effects beside the DiD without group trends, by outcome, control group and period 1 to 3.

    `is_within_interval` says whether the planted effect lies in the 95 percent interval; null without an estimate.
    """
    planted = truth.filter(pl.col("period").is_in(EFFECT_PERIODS)).select(*KEYS, "planted")
    estimated = _effects_by_period(did).filter(~pl.col("group_trends"))
    beside = planted.join(estimated, on=KEYS, how="left").with_columns(
        is_within_interval=pl.col("planted").is_between("ci_low", "ci_high")
    )
    return _in_published_order(beside, OUTCOMES, ["period"]).select(list(PlantedVsEstimated.columns()))


def _effects_by_period(did: pl.DataFrame) -> pl.DataFrame:
    """The pilot x period terms, with the period as a number."""
    periods = pl.DataFrame({"term": EFFECT_TERMS, "period": pl.Series(EFFECT_PERIODS, dtype=pl.Int8)})
    return did.join(periods, on="term", how="inner")


def _in_published_order(frame: pl.DataFrame, outcomes: Sequence[str], then: Sequence[str]) -> pl.DataFrame:
    """Rows by outcome and control group as the article lists them, then by the columns `then`."""
    ranked = frame.with_columns(
        pl.col("outcome").cast(pl.Enum(list(outcomes))), pl.col("control_group").cast(pl.Enum(list(CONTROL_GROUPS)))
    ).sort("outcome", "control_group", *then)
    return ranked.with_columns(pl.col("outcome", "control_group").cast(pl.String))

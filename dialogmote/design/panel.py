"""The panel: cohort spells coded for the regressions, outcomes plain and season-adjusted.

Source: STUDY, methods; RULES 21, 24, 29, 30.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from dialogmote.contracts.artifacts import OUTCOMES, SHARE_OUTCOMES, Panel
from dialogmote.design.periods import Period
from dialogmote.design.scale import to_analysis_units
from dialogmote.errors import InputError

MONTHS_A_YEAR = 12
# ASSUME missing_codes_are_a_group: spells of unknown industry or occupation are alike, and have a fixed effect of their
# own (RULES 3).
MISSING_LEVEL = "missing"


def code_panel(
    cohort: pl.DataFrame, season: pl.DataFrame | None, *, periods: Sequence[Period], pilot_county: str
) -> pl.DataFrame:
    """One row per cohort spell, by `spell_id`, in the contract `panel`.

    Share outcomes are in percentage points; `<outcome>_adjusted` is the outcome less the season effect of its calendar
    month, or the plain outcome without a `season`. `period` is null for starts outside the periods. `trend_years`
    counts years from January of the first year of period 0. An unknown industry or occupation is the level
    `missing`. Raises `InputError` when no spell's office lies in `pilot_county`, `ValueError` when `season` lacks a
    month or an outcome.
    """
    counties = cohort["county"].unique().sort().to_list()
    if counties and pilot_county not in counties:
        raise InputError(f"study.pilot_county: no spell's office lies in {pilot_county!r}; correct config.yaml")
    start = pl.col("start_date")
    base_year = next(period.first_start.year for period in periods if period.period == 0)
    if not cohort["spell_id"].is_sorted():
        cohort = cohort.sort("spell_id")
    coded = to_analysis_units(cohort, OUTCOMES, SHARE_OUTCOMES).with_columns(
        start_month=start.dt.truncate("1mo"),
        period=code_period(start, periods),
        trend_years=(start.dt.year() - base_year) + (start.dt.month() - 1) / MONTHS_A_YEAR,
        is_trondelag=pl.col("county") == pilot_county,
        industry=pl.col("industry").fill_null(MISSING_LEVEL),
        occupation=pl.col("occupation").fill_null(MISSING_LEVEL),
    )
    adjusted = coded.with_columns(pl.col(OUTCOMES).name.suffix("_adjusted"))
    if season is not None:
        adjusted = _subtract_season(coded, season)
    return adjusted.select(list(Panel.columns()))


def code_period(start: pl.Expr, periods: Sequence[Period]) -> pl.Expr:
    """The period (Int8) of a start date, null outside the periods."""
    coded = pl.lit(None, dtype=pl.Int8)
    for period in periods:
        within = start.is_between(pl.lit(period.first_start), pl.lit(period.last_start))
        coded = pl.when(within).then(pl.lit(period.period, dtype=pl.Int8)).otherwise(coded)
    return coded


def first_and_last_start(periods: Sequence[Period]) -> tuple[date, date]:
    """The first and last day of start that any of the periods covers."""
    return min(period.first_start for period in periods), max(period.last_start for period in periods)


def _subtract_season(coded: pl.DataFrame, season: pl.DataFrame) -> pl.DataFrame:
    wide = season.pivot(on="outcome", index="calendar_month", values="season_effect")
    missing = [outcome for outcome in OUTCOMES if outcome not in wide.columns]
    if missing:
        raise ValueError(f"season: no effects for {', '.join(missing)}")
    effects = wide.select("calendar_month", *OUTCOMES).sort("calendar_month").drop_nulls()
    if effects["calendar_month"].to_list() != list(range(1, MONTHS_A_YEAR + 1)):
        raise ValueError("season: the effect of some calendar month is missing")
    month = pl.col("start_date").dt.month().cast(pl.UInt32) - 1
    return coded.with_columns(
        (pl.col(outcome) - pl.lit(effects[outcome]).gather(month)).alias(f"{outcome}_adjusted") for outcome in OUTCOMES
    )

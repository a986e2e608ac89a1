"""The season step: effects of the calendar month of the start, estimated before the service and taken out everywhere.

Method (RULES 24): ordinary least squares of the outcome on twelve month dummies and year dummies, over the cohort
spells that started in the season years; the month coefficients less their mean over those spells are the effects. Month
and year are the only regressors, so the regression is solved exactly from the sums of the month-by-year cells.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.contracts.artifacts import OUTCOMES, SHARE_OUTCOMES
from dialogmote.design.scale import to_analysis_units
from dialogmote.errors import InputError

MONTHS_A_YEAR = 12

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def estimate_season(cohort: pl.DataFrame, *, first_year: int, last_year: int) -> pl.DataFrame:
    """Season effects of all outcomes (contract `season`): shares in percentage points, durations in days.

    `cohort` has `spell_id`, `start_date` and the six outcomes. Only starts in `first_year` to `last_year` count; `n` is
    the number of their spells in the calendar month. Raises `InputError` when a month has no spell, or when month and
    year effects cannot be told apart.
    """
    return estimate_month_effects(
        to_analysis_units(cohort, OUTCOMES, SHARE_OUTCOMES), OUTCOMES, first_year=first_year, last_year=last_year
    )


def estimate_month_effects(
    spells: pl.DataFrame, outcomes: Sequence[str], *, first_year: int, last_year: int
) -> pl.DataFrame:
    """Season effects of any numeric outcomes; rows without the outcome are left out of that outcome's regression.

    Columns of the answer: outcome, calendar_month, season_effect, n. Raises `InputError` as `estimate_season`.
    """
    if last_year < first_year:
        raise ValueError(f"season years {first_year} to {last_year}: the last is before the first")
    sample = spells.filter(pl.col("start_date").dt.year().is_between(first_year, last_year)).sort("spell_id")
    frames = [_effects_of_outcome(sample, outcome, first_year, last_year) for outcome in outcomes]
    return pl.concat(frames)


def _effects_of_outcome(sample: pl.DataFrame, outcome: str, first_year: int, last_year: int) -> pl.DataFrame:
    known = sample.select("start_date", pl.col(outcome).cast(pl.Float64)).filter(pl.col(outcome).is_not_null())
    month = known["start_date"].dt.month().to_numpy().astype(np.int64) - 1
    year = known["start_date"].dt.year().to_numpy().astype(np.int64) - first_year
    n_years = last_year - first_year + 1
    cell = year * MONTHS_A_YEAR + month
    counts = np.bincount(cell, minlength=n_years * MONTHS_A_YEAR).reshape(n_years, MONTHS_A_YEAR)
    _check_months(counts, outcome)
    # bincount adds in row order on one thread: the same bits every time
    sums = np.bincount(cell, weights=known[outcome].to_numpy(), minlength=counts.size)
    has_spells = counts.any(axis=1)  # a year outside the study window has none, and no effect to tell apart
    yearly_sums = sums.astype(np.float64).reshape(counts.shape)
    effects = solve_month_effects(counts[has_spells], yearly_sums[has_spells], outcome)
    return pl.DataFrame(
        {
            "outcome": [outcome] * MONTHS_A_YEAR,
            "calendar_month": pl.Series(range(1, MONTHS_A_YEAR + 1), dtype=pl.Int32),
            "season_effect": effects,
            "n": counts.sum(axis=0),
        }
    )


def _check_months(counts: IntArray, outcome: str) -> None:
    """Raise `InputError` when a calendar month has no spell at all."""
    months = [str(month + 1) for month in range(MONTHS_A_YEAR) if not counts[:, month].any()]
    if months:
        raise InputError(f"season of {outcome}: no spell in the season years starts in month {', '.join(months)}")


def solve_month_effects(counts: IntArray, sums: FloatArray, outcome: str) -> FloatArray:
    """Centred month effects (12) from the years x months tables of spell counts and outcome sums.

    Least squares on 12 month dummies and a dummy for every year but the first. Raises `InputError` when the months fall
    apart into groups that share no year: then their levels cannot be compared.
    """
    n_years = len(counts)
    n_by_month, n_by_year = counts.sum(axis=0), counts.sum(axis=1)
    mean = sums.sum() / counts.sum()  # taken out first, so that the sums below are small and lose no digits
    deviations = sums - mean * counts
    normal = np.zeros((MONTHS_A_YEAR + n_years - 1,) * 2)
    normal[:MONTHS_A_YEAR, :MONTHS_A_YEAR] = np.diag(n_by_month)
    normal[MONTHS_A_YEAR:, MONTHS_A_YEAR:] = np.diag(n_by_year[1:])
    normal[:MONTHS_A_YEAR, MONTHS_A_YEAR:] = counts[1:].T
    normal[MONTHS_A_YEAR:, :MONTHS_A_YEAR] = counts[1:]
    if np.linalg.matrix_rank(normal, hermitian=True) < len(normal):
        raise InputError(f"season of {outcome}: month and year effects cannot be told apart in the season years")
    moments = np.concatenate([deviations.sum(axis=0), deviations.sum(axis=1)[1:]])
    month_effects = np.linalg.solve(normal, moments)[:MONTHS_A_YEAR]
    return np.asarray(month_effects - (month_effects @ n_by_month) / n_by_month.sum(), dtype=np.float64)

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
# Eigenvalues of the counts below this share of the largest belong to what months and years share: rounding alone.
SINGULAR_SHARE = 1e-12

COHORT_COLUMNS = ("spell_id", "start_date", *OUTCOMES)

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

    Columns of the answer: outcome, calendar_month, season_effect, n. Where every month has spells but a month has none
    with the outcome (grade late in the spell, in a small register), nothing is known of that month and its effect is 0.
    Raises `InputError` as `estimate_season`.
    """
    if last_year < first_year:
        raise ValueError(f"season years {first_year} to {last_year}: the last is before the first")
    # ASSUME season_taken_as_known: the effects of the months are taken out as if they were not estimated; standard
    # errors do not carry this step.
    # ASSUME season_of_all_offices: the pilot offices take part, for none had the service in these years.
    sample = spells.filter(pl.col("start_date").dt.year().is_between(first_year, last_year)).sort("spell_id")
    month = sample["start_date"].dt.month().to_numpy().astype(np.int64) - 1
    year = sample["start_date"].dt.year().to_numpy().astype(np.int64) - first_year
    cell, shape = year * MONTHS_A_YEAR + month, (last_year - first_year + 1, MONTHS_A_YEAR)
    _check_months(np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape))
    frames = [_effects_of_outcome(sample[outcome].cast(pl.Float64), cell, shape) for outcome in outcomes]
    named = zip(outcomes, frames, strict=True)
    return pl.concat([frame.select(pl.lit(outcome).alias("outcome"), pl.all()) for outcome, frame in named])


def _effects_of_outcome(values: pl.Series, cell: IntArray, shape: tuple[int, int]) -> pl.DataFrame:
    """Month effects of one outcome; `cell` is the place of each value in the years x months table of `shape`."""
    is_known = values.is_not_null().to_numpy()
    known = cell[is_known]
    counts = np.bincount(known, minlength=shape[0] * shape[1]).reshape(shape)
    # bincount adds in row order on one thread: the same bits every time
    sums = np.bincount(known, weights=values.drop_nulls().to_numpy(), minlength=counts.size).astype(np.float64)
    return pl.DataFrame(
        {
            "calendar_month": pl.Series(range(1, MONTHS_A_YEAR + 1), dtype=pl.Int32),
            "season_effect": solve_month_effects(counts, sums.reshape(shape)),
            "n": counts.sum(axis=0),
        }
    )


def _check_months(counts: IntArray) -> None:
    """Raise `InputError` unless every calendar month has spells and months can be told from years."""
    months = [str(month + 1) for month in range(MONTHS_A_YEAR) if not counts[:, month].any()]
    if months:
        raise InputError(f"season: no spell in the season years starts in month {', '.join(months)}")
    has_spells = counts.any(axis=1)
    if np.linalg.matrix_rank(_normal_matrix(counts), hermitian=True) < MONTHS_A_YEAR + has_spells.sum() - 1:
        raise InputError("season: month and year effects cannot be told apart in the season years")


def _normal_matrix(counts: IntArray) -> FloatArray:
    """Cross products of 12 month dummies and a dummy for every year, from the years x months table of counts."""
    n_years = len(counts)
    normal = np.zeros((MONTHS_A_YEAR + n_years,) * 2)
    normal[:MONTHS_A_YEAR, :MONTHS_A_YEAR] = np.diag(counts.sum(axis=0))
    normal[MONTHS_A_YEAR:, MONTHS_A_YEAR:] = np.diag(counts.sum(axis=1))
    normal[:MONTHS_A_YEAR, MONTHS_A_YEAR:] = counts.T
    normal[MONTHS_A_YEAR:, :MONTHS_A_YEAR] = counts
    return normal


def solve_month_effects(counts: IntArray, sums: FloatArray) -> FloatArray:
    """Centred month effects (12) from the years x months tables of spell counts and outcome sums.

    Least squares on 12 month dummies and a dummy for every year; of many solutions, the smallest: the months'
    differences are the same in all of them unless months share no year. A month without spells has effect 0.
    """
    if not counts.any():
        return np.zeros(MONTHS_A_YEAR)
    n_by_month = counts.sum(axis=0)
    mean = sums.sum() / counts.sum()  # taken out first, so that the sums below are small and lose no digits
    deviations = sums - mean * counts
    moments = np.concatenate([deviations.sum(axis=0), deviations.sum(axis=1)])
    solution = np.linalg.pinv(_normal_matrix(counts), rcond=SINGULAR_SHARE, hermitian=True) @ moments
    month_effects = solution[:MONTHS_A_YEAR]
    centred = month_effects - (month_effects @ n_by_month) / n_by_month.sum()
    return np.where(n_by_month > 0, centred, 0.0)

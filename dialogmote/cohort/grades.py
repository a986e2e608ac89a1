"""The grade month by month: in each of the first twelve calendar months of a spell (RULES 19)."""

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.contracts.artifacts import MonthlyGrades
from dialogmote.errors import InputError
from dialogmote.registers.sorting import find_places

FOLLOWED_MONTHS = 12
MONTHS_A_YEAR = 12
GRADE_COLUMNS = tuple(f"grade_month_{month}" for month in range(1, FOLLOWED_MONTHS + 1))


def build_monthly_grades(cohort: pl.DataFrame, grades: pl.DataFrame) -> pl.DataFrame:
    """One row per cohort spell, by `spell_id`, in the contract `monthly_grades`; grades in percent.

    Month m is on leave when the spell's real last day is on or after the first day of its m-th calendar month; then the
    grade is that of the spell's own row of the month, as it stands. Later months are 0. `cohort` has `spell_id`,
    `start_date` and `end_date`; `grades` has `spell_id`, `year_month` (yyyymm) and `grade_percent`, one row per spell
    and month, of any spells. Raises `InputError` when a month on leave has no row.
    """
    # ASSUME grade_of_the_spell: a month after the spell's last day is 0 percent, even when another spell has begun.
    start, end = pl.col("start_date"), pl.col("end_date")
    spells = cohort.sort("spell_id").select(
        "spell_id",
        _month_number(start).alias("first_month"),
        (_month_number(end) - _month_number(start) + 1).clip(upper_bound=FOLLOWED_MONTHS).alias("months_on_leave"),
    )
    values = _place_grades(spells, grades)
    months_on_leave = spells["months_on_leave"].to_numpy()
    is_on_leave = np.arange(FOLLOWED_MONTHS) < months_on_leave[:, None]
    lacking = int((np.isnan(values) & is_on_leave).any(axis=1).sum())
    if lacking:
        raise InputError(f"sykmeldingsgrad_maned: {lacking} cohort spells have no row for some month on leave")
    values[~is_on_leave] = 0.0
    columns = {name: values[:, month] for month, name in enumerate(GRADE_COLUMNS)}
    found = spells.select("spell_id", pl.col("months_on_leave").cast(pl.Int32)).with_columns(**_as_series(columns))
    return found.select(list(MonthlyGrades.columns()))


def _place_grades(spells: pl.DataFrame, grades: pl.DataFrame) -> npt.NDArray[np.float64]:
    """Grades by spell (row) and calendar month of the spell (column), NaN where there is no row."""
    places = find_places(spells["spell_id"].to_numpy(), grades["spell_id"])
    rows = np.flatnonzero(places >= 0)
    places = places[rows]
    year_month = grades["year_month"].to_numpy()[rows]
    month = year_month // 100 * MONTHS_A_YEAR + year_month % 100 - spells["first_month"].to_numpy()[places]
    is_followed = (month >= 0) & (month < FOLLOWED_MONTHS)
    values = np.full((spells.height, FOLLOWED_MONTHS), np.nan)
    values[places[is_followed], month[is_followed]] = grades["grade_percent"].to_numpy()[rows[is_followed]]
    return values


def _month_number(day: pl.Expr) -> pl.Expr:
    return day.dt.year() * MONTHS_A_YEAR + day.dt.month().cast(pl.Int32)


def _as_series(columns: dict[str, npt.NDArray[np.float64]]) -> dict[str, pl.Series]:
    return {name: pl.Series(name, np.ascontiguousarray(values)) for name, values in columns.items()}

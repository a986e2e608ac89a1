"""Panels, cohorts and monthly grades that belong together, for the tests of the batches."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from unit.study_builders import random_panel

from dialogmote.cohort.grades import GRADE_COLUMNS
from dialogmote.contracts.artifacts import MonthlyGrades


def random_starts(rng: np.random.Generator, panel: pl.DataFrame) -> pl.DataFrame:
    """The panel with starts on days spread over three years."""
    days = rng.integers(0, 3 * 365, panel.height).tolist()
    return panel.with_columns(start_date=pl.Series([date(2015, 1, 1) + timedelta(days=day) for day in days]))


def random_weeks(seed: int, n: int = 800, **sizes: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A panel, and a cohort of the same spells with meeting days and durations; meeting is the panel's share."""
    rng = np.random.default_rng(seed)
    panel = random_starts(rng, random_panel(rng, n=n, **sizes))
    duration = np.minimum(rng.integers(112, 420, n), 365).astype(np.int32)
    day = rng.integers(113, 366, n).astype(np.int32)
    is_met = (day <= duration) & (rng.random(n) < 0.5)
    panel = panel.with_columns(meeting=pl.Series(100.0 * is_met), meeting_adjusted=pl.Series(100.0 * is_met))
    cohort = pl.DataFrame(
        {"spell_id": panel["spell_id"], "start_date": panel["start_date"], "duration": duration, "meeting_day": day}
    ).with_columns(meeting_day=pl.when(pl.Series(is_met)).then("meeting_day"))
    return panel, cohort


def random_grades(seed: int, panel: pl.DataFrame, shortest: int = 4) -> pl.DataFrame:
    """Monthly grades of the panel's spells; each is on leave in its first `shortest` months at least."""
    rng = np.random.default_rng([seed, 1])  # another stream than the panel's of the same seed
    months = rng.integers(shortest, 13, panel.height)
    grades = rng.choice([20.0, 50.0, 80.0, 100.0], (panel.height, 12)) * (np.arange(12) < months[:, None])
    frame = pl.DataFrame({"spell_id": panel["spell_id"], "months_on_leave": months.astype(np.int32)})
    frame = frame.with_columns(pl.Series(name, grades[:, k]) for k, name in enumerate(GRADE_COLUMNS))
    return MonthlyGrades.validate(frame)


def random_season(seed: int, names: list[str]) -> pl.DataFrame:
    """Made-up effects of the calendar months, one set an outcome."""
    rng = np.random.default_rng(seed)
    frames = [
        pl.DataFrame({"outcome": name, "calendar_month": pl.Series(range(1, 13), dtype=pl.Int32)}).with_columns(
            season_effect=pl.Series(rng.normal(0, 2, 12)), n=pl.lit(10, dtype=pl.Int64)
        )
        for name in names
    ]
    return pl.concat(frames)

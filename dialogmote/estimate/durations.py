"""How long the spells last: figure 2."""

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import Figure2
from dialogmote.estimate.weeks import completed_week, count_by_week, week_numbers

COHORT_COLUMNS = ("duration",)


def figure_2(cohort: pl.DataFrame) -> pl.DataFrame:
    """Percent of all cohort spells by the completed week of their duration, 16 to 52, all offices (RULES 22, 27).

    Durations are capped at 365 days, so week 52 holds the spells of 364 days and of 365 or more. Every week stands;
    the shares are null when there is no spell at all.
    """
    counts = count_by_week(cohort.select(completed_week(pl.col("duration"))).to_series())
    shares = 100 * counts / cohort.height if cohort.height else np.full(len(counts), None)
    columns = [week_numbers(), pl.Series("share_pct", shares, dtype=pl.Float64), pl.Series("n", counts, dtype=pl.Int64)]
    return pl.DataFrame(columns).select(list(Figure2.columns()))

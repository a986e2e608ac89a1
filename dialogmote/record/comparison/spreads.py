"""What the comparison needs and no exhibit holds, from the cohort: some claims, and the spread behind means.

The spread of a mean is the standard deviation of its spells; over the root of a number of spells it is the sampling
standard error of a mean of that many (independent) spells. A quartile's spread follows Woodruff (1952): the sample
quantiles one standard error of the rank above and below, half their distance times the root of n.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import (
    ANSWER_GROUPS,
    CONTROL_GROUPS,
    MAXIMUM_DAYS,
    SHARE_OUTCOMES,
    ClaimValues,
    MomentSpreads,
)
from dialogmote.contracts.artifacts.values import OUTCOMES
from dialogmote.design.samples import by_comparison_group, without_pilot_offices
from dialogmote.estimate.answers import answered_within_two_weeks, select_asked
from dialogmote.estimate.means import mean_of, share_pct
from dialogmote.estimate.participants import TABLE_2_WINDOWS
from dialogmote.estimate.windows import StartWindow, started_in
from dialogmote.record.comparison.number import binomial_error

# Rows of tables 2 and 3 that are means, by the cohort's column and the factor to the row's unit.
MEANS = {
    "meeting_day": ("meeting_day", 1.0),
    "duration_days": ("duration", 1.0),
    "lost_workdays": ("lost_workdays", 1.0),
    "grade_pct": ("grade_mean", 100.0),
    "position_pct": ("position_percent", 1.0),
    "age_years": ("age_years", 1.0),
}
QUARTILES = {"duration_p25_days": 0.25, "duration_p50_days": 0.5, "duration_p75_days": 0.75}


@dataclass(frozen=True)
class Spread:
    """Standard deviation behind one number, and how many spells it was taken from."""

    exhibit: str
    row_key: str
    column: str
    std_dev: float | None
    n: int


def claim_values(cohort: pl.DataFrame) -> pl.DataFrame:
    """Claims about the asked spells of table 1 (contract ClaimValues): shares in percent, the question's day in days.

    Who answers within two weeks; how many of those where both said yes last 365 days; the median day of the question.
    """
    asked = select_asked(cohort)
    full = asked.filter(pl.col("answer") == "both_yes")["duration"] >= MAXIMUM_DAYS
    rows = [
        _share_claim(f"{row['respondent']}_answers_within_two_weeks", row["share_pct"], row["n"])
        for row in answered_within_two_weeks(cohort).rows(named=True)
    ]
    rows.append(_share_claim("both_yes_full_period_share", share_pct(full), len(full)))
    days = asked.select((pl.col("asked_date") - pl.col("start_date")).dt.total_days() + 1).to_series().drop_nulls()
    rows.append(("question_day", float(np.median(days.to_numpy())) if len(days) else None, None, len(days)))
    schema = {name: column.dtype for name, column in ClaimValues.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _share_claim(claim: str, share: float | None, n: int) -> tuple[str, float | None, float | None, int]:
    error = binomial_error(share, n)
    return claim, share, None if error is None else error.value, n


def moment_spreads(cohort: pl.DataFrame, *, first_start: date, last_start: date, pilot_county: str) -> pl.DataFrame:
    """Spreads of the means and quartiles of tables 1 to 4 (contract MomentSpreads); null under two spells.

    `first_start` to `last_start` are the starts of tables 3 and of table 4's control means.
    """
    spells = cohort.sort("spell_id")
    before = started_in(spells, StartWindow(first_start, last_start))
    groups = by_comparison_group(before, pilot_county)
    spreads = [*_table_1_spreads(select_asked(spells)), *_table_2_spreads(without_pilot_offices(spells))]
    spreads += [*_table_3_spreads(groups), *_table_4_spreads(groups)]
    rows = [(spread.exhibit, spread.row_key, spread.column, spread.std_dev, spread.n) for spread in spreads]
    schema = {name: column.dtype for name, column in MomentSpreads.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def standard_deviation(values: pl.Series) -> float | None:
    """Standard deviation with n - 1, null under two values. Summed in numpy in the order the values stand."""
    return float(np.std(values.cast(pl.Float64).to_numpy(), ddof=1)) if len(values) > 1 else None


def quantile_spread(values: pl.Series, level: float) -> float | None:
    """Root of n times the standard error of a quantile (Woodruff), null under two values."""
    n = len(values)
    if n < 2:
        return None
    rank_error = math.sqrt(level * (1 - level) / n)
    ranks = [max(level - rank_error, 0.0), min(level + rank_error, 1.0)]
    low, high = np.quantile(values.to_numpy(), ranks, method="linear")
    return float((high - low) / 2 * math.sqrt(n))


def clustered_spread(spells: pl.DataFrame, column: str) -> float | None:
    """Root of n times the standard error of a mean whose values belong to offices, not to spells."""
    mean = mean_of(spells[column])
    if mean is None or spells.height < 2:
        return None
    by_office = spells.group_by("office").agg(pl.len().alias("n"), pl.col(column).first()).sort("office")
    sums = by_office["n"].to_numpy() * (by_office[column].to_numpy() - mean)
    return float(math.sqrt(float(np.sum(sums**2)) / spells.height))


def _table_1_spreads(asked: pl.DataFrame) -> list[Spread]:
    groups = {answer: asked.filter(pl.col("answer") == answer) for answer in ANSWER_GROUPS} | {"total": asked}
    spreads = []
    for answer, spells in groups.items():
        days = spells["duration"]
        spreads.append(Spread("table_1", answer, "duration_mean_days", standard_deviation(days), len(days)))
        spreads += [
            Spread("table_1", answer, name, quantile_spread(days, level), len(days))
            for name, level in QUARTILES.items()
        ]
    return spreads


def _table_2_spreads(spells: pl.DataFrame) -> list[Spread]:
    windows = {name: started_in(spells, window).filter("meeting") for name, window in TABLE_2_WINDOWS.items()}
    return [_mean_spread("table_2", row, name, meetings) for row in MEANS for name, meetings in windows.items()]


def _table_3_spreads(groups: Mapping[str, pl.DataFrame]) -> list[Spread]:
    columns = {"pilot": "pilot", "national": "control_national", "trondelag": "control_trondelag"}
    rows = [row for row in MEANS if row not in ("meeting_day", "position_pct")]
    spreads = [_mean_spread("table_3", row, columns[group], groups[group]) for row in rows for group in columns]
    # Residents are the office's: spells of one office bring no new number.
    for group, name in columns.items():
        spread = clustered_spread(groups[group], "office_residents")
        spreads.append(Spread("table_3", "office_residents", name, spread, groups[group].height))
    return spreads


def _table_4_spreads(groups: Mapping[str, pl.DataFrame]) -> list[Spread]:
    return [
        Spread(
            "table_4",
            f"{outcome}/{group}/false",
            "control_mean",
            standard_deviation(groups[group][outcome]),
            groups[group].height,
        )
        for outcome in OUTCOMES
        if outcome not in SHARE_OUTCOMES
        for group in CONTROL_GROUPS
    ]


def _mean_spread(exhibit: str, row: str, column: str, spells: pl.DataFrame) -> Spread:
    name, factor = MEANS[row]
    deviation = standard_deviation(spells[name])
    return Spread(exhibit, row, column, None if deviation is None else factor * deviation, spells.height)

"""The pipeline's exhibits that the comparison reads, and how a number or a curve is taken out of one."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields

import polars as pl

from dialogmote.contracts.artifacts import ARTIFACTS


def _no_rows(exhibit: str) -> pl.DataFrame:
    """An exhibit without rows: what would be read from it is not comparable."""
    return pl.DataFrame(schema={name: column.dtype for name, column in ARTIFACTS[exhibit].columns().items()})


@dataclass(frozen=True, kw_only=True)
class Reproduced:
    """The pipeline's exhibits, each in its contract; `claim_values` and `moment_spreads` are no exhibits.

    The appendix may be left out.
    """

    attrition: pl.DataFrame
    table_1: pl.DataFrame
    table_2: pl.DataFrame
    table_3: pl.DataFrame
    table_4: pl.DataFrame
    table_v1: pl.DataFrame
    table_4_no_controls: pl.DataFrame
    period_contrasts: pl.DataFrame
    figure_2: pl.DataFrame
    figure_3: pl.DataFrame
    figure_4: pl.DataFrame
    figure_5: pl.DataFrame
    figure_6: pl.DataFrame
    figure_8: pl.DataFrame
    figure_9: pl.DataFrame
    figure_10: pl.DataFrame
    figure_v3: pl.DataFrame = field(default_factory=lambda: _no_rows("figure_v3"))
    figure_v4: pl.DataFrame = field(default_factory=lambda: _no_rows("figure_v4"))
    figure_v5: pl.DataFrame = field(default_factory=lambda: _no_rows("figure_v5"))
    answers_cross: pl.DataFrame
    meeting_levels: pl.DataFrame
    excluded_groups: pl.DataFrame
    hazard_contrasts: pl.DataFrame
    case_table_8_7: pl.DataFrame
    case_figures_8: pl.DataFrame
    case_offices_3_1: pl.DataFrame
    claim_values: pl.DataFrame
    moment_spreads: pl.DataFrame


BESIDE_EXHIBITS = ("claim_values", "moment_spreads")
EXHIBITS = tuple(field.name for field in fields(Reproduced) if field.name not in BESIDE_EXHIBITS)

Key = str | bool | int


def rows_of(frame: pl.DataFrame, /, **key: Key) -> pl.DataFrame:
    """The rows of an exhibit with that key."""
    return frame.filter(*(pl.col(name) == value for name, value in key.items()))


def value_of(frame: pl.DataFrame, column: str, /, **key: Key) -> float | None:
    """The number in one cell of an exhibit; null when the row is not there."""
    found = rows_of(frame, **key)[column]
    return float(found.item()) if len(found) == 1 and found.item() is not None else None


def curve_of(frame: pl.DataFrame, column: str, place: str = "week", **key: Key) -> dict[int, float]:
    """A curve by week or month: the numbers of a column that are there, in order."""
    rows = rows_of(frame, **key).drop_nulls(column).sort(place)
    return {int(at): float(number) for at, number in rows.select(place, column).iter_rows()}


def counts_by_week(frame: pl.DataFrame, years: Collection[int] | None = None) -> dict[int, tuple[int, int]]:
    """Events and spells at risk by week, added over the rows of those years (all when none are named).

    A week in which the disclosure gate hid a count is left out.
    """
    rows = frame if years is None else frame.filter(pl.col("year").is_in(list(years)))
    is_whole = pl.col("events").is_not_null().all() & pl.col("at_risk").is_not_null().all()
    added = rows.filter(is_whole.over("week")).group_by("week").agg(pl.col("events", "at_risk").sum()).sort("week")
    return {int(week): (int(events), int(at_risk)) for week, events, at_risk in added.iter_rows()}


def hazards_pct(counts: dict[int, tuple[int, int]]) -> dict[int, float]:
    """Hazard in percent by week, where somebody is at risk."""
    return {week: 100 * events / at_risk for week, (events, at_risk) in counts.items() if at_risk}


def last_year(frame: pl.DataFrame) -> int | None:
    """The latest year of a hazard exhibit: the one after the service."""
    years = frame["year"].unique().sort()
    return int(years[-1]) if len(years) else None


def earlier_years(frame: pl.DataFrame) -> list[int]:
    """The other years, in order."""
    return [int(year) for year in frame["year"].unique().sort()][:-1]

"""Spells: one row a spell, its main employer, its length, and whether it began before an earlier one ended."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dialogmote.contracts.artifacts import LONG_SPELL_DAYS, MAXIMUM_DAYS


@dataclass(frozen=True)
class StudyWindow:
    """First and last day on which a spell of the study may start, both inside."""

    first_start: date
    last_start: date


def keep_main_employer(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a spell: highest position percentage, compared exactly, then lowest employer id (RULES 12).

    `rows` has one row per spell and employer; the result is sorted by `spell_id`.
    """
    # ASSUME main_employer: of several employers the one with the largest position; ties say nothing, and take the
    # lowest id.
    order = ["spell_id", "position_percent", "employer_id"]
    return rows.sort(order, descending=[False, True, False]).unique("spell_id", keep="first", maintain_order=True)


def flag_overlaps(spells: pl.DataFrame) -> pl.DataFrame:
    """Add `is_overlapping`: the first day is on or before the latest end of the person's earlier spells (RULES 15).

    `spells` holds every spell of the extract once (`spell_id`, `person_id`, `start_date`, `end_date`): short ones,
    those excluded later and those before the study count as earlier spells too.
    """
    # ASSUME overlap_with_any_spell: the previous spell is any that began before, be it short, excluded or older than
    # the study; the article says no more than that the previous one had not ended.
    latest_end = pl.col("end_date").cum_max().shift(1).over("person_id", order_by="start_date")
    return spells.with_columns((pl.col("start_date") <= latest_end).fill_null(False).alias("is_overlapping"))


def select_long_spells(rows: pl.DataFrame, window: StudyWindow) -> pl.DataFrame:
    """Rows of spells of at least 112 days, real length, that started in the window (RULES 9); adds `length_days`."""
    length = (pl.col("end_date") - pl.col("start_date")).dt.total_days() + 1
    return rows.with_columns(length.cast(pl.Int32).alias("length_days")).filter(
        pl.col("length_days") >= LONG_SPELL_DAYS,
        pl.col("start_date").is_between(window.first_start, window.last_start),
    )


def count_days_on_leave(spells: pl.DataFrame, every_spell: pl.DataFrame) -> pl.DataFrame:
    """Distinct days on leave, in any spell of the person, among the 365 days from the start (RULES 18).

    `spells` are those to count for, `every_spell` all spells of the extract, once each. Returns `spell_id` and
    `total_duration` (days). The union of a person's spells is taken first; days up to a date are then a running sum.
    """
    unions = _merge_intervals(every_spell)
    first, last = pl.col("start_date"), pl.col("start_date") + pl.duration(days=MAXIMUM_DAYS - 1)
    ends = spells.select("spell_id", "person_id", (first - pl.duration(days=1)).alias("before"), last.alias("last"))
    days = _days_until(ends, "last", unions) - _days_until(ends, "before", unions)
    return ends.select("spell_id", days.cast(pl.Int32).alias("total_duration"))


def _merge_intervals(spells: pl.DataFrame) -> pl.DataFrame:
    """Unions of each person's spells as disjoint intervals, with the days on leave before each."""
    ordered = spells.select("person_id", "start_date", "end_date").sort("person_id", "start_date", "end_date")
    latest_end = pl.col("end_date").cum_max().shift(1).over("person_id")
    is_new = (pl.col("start_date") > latest_end).fill_null(True)
    unions = (
        ordered.with_columns(is_new.cast(pl.Int64).cum_sum().alias("union"))
        .group_by("union", maintain_order=True)
        .agg(pl.col("person_id").first(), pl.col("start_date").first(), pl.col("end_date").max())
    )
    days = (pl.col("end_date") - pl.col("start_date")).dt.total_days() + 1
    return unions.with_columns((days.cum_sum().over("person_id") - days).alias("days_before"))


def _days_until(points: pl.DataFrame, column: str, unions: pl.DataFrame) -> pl.Series:
    """Days on leave of the person up to and including the date in `column`, in the order of `points`."""
    asked = points.select("person_id", pl.col(column).alias("start_date")).with_row_index("position")
    found = asked.sort("start_date").join_asof(
        unions.sort("start_date").rename({"start_date": "union_start"}),
        left_on="start_date",
        right_on="union_start",
        by="person_id",
        strategy="backward",
        check_sortedness=False,
    )
    inside = pl.min_horizontal("start_date", "end_date") - pl.col("union_start")
    days = (pl.col("days_before") + inside.dt.total_days() + 1).fill_null(0)
    return found.with_columns(days.alias("days")).sort("position")["days"]

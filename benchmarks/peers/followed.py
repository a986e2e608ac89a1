"""The spells of figures 4 to 6: of each group the last week at risk and whether it ended with the event.

Two windows of starts, three years, meeting and recovery: twelve groups of spells outside the pilot offices.
"""

import sys
from pathlib import Path

import polars as pl

from dialogmote.estimate.hazards import COHORT_COLUMNS, WINDOWS, YEARS_BEFORE, follow_spells
from dialogmote.estimate.windows import started_in
from dialogmote.writing import write_whole


def read_groups(run: Path) -> dict[str, pl.DataFrame]:
    """By group: `last_week`, `event_week` (null without an event)."""
    cohort = pl.read_parquet(run / "cohort.parquet", columns=list(COHORT_COLUMNS))
    followed = {kind: follow_spells(cohort, of_meeting=kind == "meeting") for kind in ("meeting", "recovery")}
    return {
        f"{kind} {window} {years} years before": started_in(spells, starts.years_before(years))
        for kind, spells in followed.items()
        for window, starts in WINDOWS.items()
        for years in YEARS_BEFORE
    }


def keep_weeks_with_events(counts: pl.DataFrame) -> pl.DataFrame:
    """The rows and columns that all competitors have."""
    integers = pl.col("week", "at_risk", "events").cast(pl.Int64)
    return counts.filter(pl.col("events") > 0).select("group", integers, "survival")


def write_rows(run: Path, path: Path) -> None:
    """All groups as one CSV for R: group, week, event (1 or 0)."""
    frames = [
        spells.select(
            pl.lit(name).alias("group"),
            pl.col("last_week").alias("week"),
            pl.col("event_week").is_not_null().cast(pl.Int8).alias("event"),
        )
        for name, spells in read_groups(run).items()
    ]
    write_whole(path, pl.concat(frames).write_csv)


if __name__ == "__main__":
    write_rows(Path(sys.argv[1]), Path(sys.argv[2]))

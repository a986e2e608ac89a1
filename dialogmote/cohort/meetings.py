"""Dialogue meetings held in a spell."""

import polars as pl

from dialogmote.contracts.artifacts import LONG_SPELL_DAYS, MAXIMUM_DAYS

HELD = "FERDIGSTILT"


def find_meetings(spells: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """The first held meeting that counts, by spell (RULES 17).

    A held meeting counts on day 113 to min(length, 365) of the spell, by the date of the meeting and the person; a date
    inside two spells counts for both, and later events do not undo it. `spells` has `spell_id`, `person_id`,
    `start_date`, `length_days`. Returns `spell_id`, `meeting_day` for the spells with a meeting.
    """
    # ASSUME meeting_by_date: a meeting belongs to the spell its date falls in, for the start noted with it may be
    # wrong.
    # ASSUME meeting_within_maximum: a spell is followed to day 365, and so are its meetings.
    held = events.filter(pl.col("event") == HELD).select("person_id", pl.col("meeting_time").dt.date().alias("held"))
    day = (pl.col("held") - pl.col("start_date")).dt.total_days() + 1
    return (
        spells.select("spell_id", "person_id", "start_date", "length_days")
        .join(held, on="person_id", how="inner")
        .with_columns(day.cast(pl.Int32).alias("meeting_day"))
        .filter(
            pl.col("meeting_day") > LONG_SPELL_DAYS,
            pl.col("meeting_day") <= pl.min_horizontal("length_days", pl.lit(MAXIMUM_DAYS)),
        )
        .group_by("spell_id")
        .agg(pl.col("meeting_day").min())
        .sort("spell_id")
    )

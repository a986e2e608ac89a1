"""Figures 9 and v4, in words: levels and differences in the weeks that the article points to."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts, one_row

MEETING_WEEKS = (22, 26)  # the weeks in which most meetings are held; by week 26 a meeting is due
TOLD_WEEKS = {"meeting": (26, 52), "on_leave": (30, 45)}


def state_weekly_facts(exhibit: str, frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `WeeklyEffects`."""
    values: dict[str, object] = {}
    for outcome, weeks in TOLD_WEEKS.items():
        for place, week in zip(("first", "last"), weeks, strict=True):
            row = one_row(frame, outcome=outcome, week=week)
            values[f"{outcome}_{place}_week"] = week
            values[f"{outcome}_{place}_control"] = catalogue.percent(row["control_level"])
            values[f"{outcome}_{place}_effect"] = catalogue.text(
                "format.estimate",
                estimate=catalogue.number(row["estimate"]),
                interval=catalogue.interval(row["ci_low"], row["ci_high"]),
            )
    spells = catalogue.count(max(frame["n"].drop_nulls(), default=None))
    return Facts(catalogue.text(f"{exhibit}.n", spells=spells), catalogue.text(f"{exhibit}.alt", **values))

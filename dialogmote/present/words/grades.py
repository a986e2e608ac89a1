"""Figures 10 and v5, in words: estimates in the months that the article points to."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts, one_row

# Day 112 and weeks 22 to 26 in calendar months, month 1 being that of the start: two each, by the day of the start.
MARKED_MONTHS = {"question": (4, 5), "most_meetings": (6, 7)}
TOLD_MONTHS = (3, 6, 9, 12)


def state_grade_facts(exhibit: str, frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `GradeEffects`."""
    counts = {
        sample: frame.filter(pl.col("sample") == sample).sort("month")["n"].drop_nulls().to_list()
        for sample in ("all", "on_leave")
    }
    return Facts(
        observations=catalogue.text(
            f"{exhibit}.n",
            spells=catalogue.count(max(counts["all"], default=None)),
            on_leave=catalogue.count(min(counts["on_leave"], default=None)),
        ),
        alt=catalogue.text(
            f"{exhibit}.alt",
            all=_list_estimates(exhibit, frame, "all", catalogue),
            on_leave=_list_estimates(exhibit, frame, "on_leave", catalogue),
        ),
    )


def _list_estimates(exhibit: str, frame: pl.DataFrame, sample: str, catalogue: Catalogue) -> str:
    """Estimates with intervals of one sample in the told months."""
    told = []
    for month in TOLD_MONTHS:
        row = one_row(frame, sample=sample, month=month)
        estimate = catalogue.text(
            "format.estimate",
            estimate=catalogue.number(row["estimate"]),
            interval=catalogue.interval(row["ci_low"], row["ci_high"]),
        )
        told.append(catalogue.text(f"{exhibit}.alt_month", month=month, estimate=estimate))
    return "; ".join(told)

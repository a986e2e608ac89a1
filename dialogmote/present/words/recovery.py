"""What figures 5 and 6 say: weekly recovery hazards of one window of starts in three years."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.hazards import (
    COHORTS,
    count_at_start,
    name_window,
    pool_hazard,
    rank_cohorts,
    state_follow_up,
)
from dialogmote.present.words.model import Facts

MEETING_WEEKS = (20, 28)  # the article: meetings fell in these weeks, so recovery would have to show it here
LATER_WEEKS = (31, 36)
SPIKE_WEEKS = (51, 51)  # next to last: recovery jumps before the maximum


def state_recovery(exhibit: str, window: str, frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Lines of n, subtitle and alternative text from a frame in the contract of figures 5 and 6."""
    ranked = rank_cohorts(frame)
    spans = {"meeting": MEETING_WEEKS, "later": LATER_WEEKS, "spike": SPIKE_WEEKS}
    hazards = {
        f"{span}_{cohort}": catalogue.percent(pool_hazard(ranked.filter(pl.col("cohort") == cohort), *weeks))
        for span, weeks in spans.items()
        for cohort in COHORTS
    }
    last_year = frame["year"].max()
    name = name_window(window, int(last_year), catalogue) if isinstance(last_year, int) else ""
    observations = catalogue.text(f"{exhibit}.n", n=count_at_start(frame, window, catalogue))
    return Facts(
        observations="\n".join([observations, state_follow_up(frame, window, catalogue)]),
        alt=catalogue.text(f"{exhibit}.alt", **hazards),
        subtitle=catalogue.text(f"{exhibit}.subtitle", window=name),
    )

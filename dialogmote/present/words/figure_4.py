"""Figure 4, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.hazards import COHORTS, count_at_start, pool_hazard, rank_cohorts, state_follow_up
from dialogmote.present.words.model import Facts

WINDOWS = ("nov_mar", "mar_jun")
MAIN_WEEKS = (22, 26)  # the article: most meetings are held in these weeks
PEAK_WEEK = 25  # the article: the week of the highest hazard


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Lines of n and alternative text from the frame, in the contract `figure_4`."""
    ranked = rank_cohorts(frame)
    parts = {window: ranked.filter(pl.col("window") == window) for window in WINDOWS}
    counts = {window: count_at_start(part, window, catalogue) for window, part in parts.items()}
    hazards = {
        f"{window}_{cohort}": catalogue.percent(
            pool_hazard(part.filter(pl.col("cohort") == cohort), PEAK_WEEK, PEAK_WEEK)
        )
        for window, part in parts.items()
        for cohort in COHORTS
    }
    return Facts(
        observations="\n".join(
            [catalogue.text("figure_4.n", **counts), state_follow_up(parts["mar_jun"], "mar_jun", catalogue)]
        ),
        alt=catalogue.text("figure_4.alt", **hazards),
    )

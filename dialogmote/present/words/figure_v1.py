"""Figure v1, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.hazards import FIRST_WEEK
from dialogmote.present.words.model import Facts

RESPONDENTS = ("employee", "employer")
LAST_SINGLE_WEEK = 26  # the meeting is due; later answers are few and stand together


def share_by_week(frame: pl.DataFrame) -> pl.DataFrame:
    """respondent, week, share_pct by party and week to the last single one; the weeks after it as one week more.

    A week without answers is 0; a week whose share is missing (suppressed) is left out of what stands together.
    """
    rows = []
    for respondent in RESPONDENTS:
        known = frame.filter(pl.col("respondent") == respondent).sort("week")
        shares = dict(zip(known["week"].to_list(), known["share_pct"].to_list(), strict=True))
        single = [(week, shares.get(week, 0.0)) for week in range(FIRST_WEEK, LAST_SINGLE_WEEK + 1)]
        later = [share for week, share in shares.items() if week > LAST_SINGLE_WEEK and share is not None]
        # Summed in order in Python: the same bits on any number of threads.
        rows += [(respondent, week, share) for week, share in [*single, (LAST_SINGLE_WEEK + 1, sum(later, start=0.0))]]
    return pl.DataFrame(
        rows, schema={"respondent": pl.String, "week": pl.Int32, "share_pct": pl.Float64}, orient="row"
    ).drop_nulls("share_pct")


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `figure_v1`."""
    rows = share_by_week(frame)
    counts, shares = {}, {}
    for respondent in RESPONDENTS:
        answers = frame.filter(pl.col("respondent") == respondent)["n"].drop_nulls()
        counts[respondent] = catalogue.count(sum(answers))
        part = rows.filter(pl.col("respondent") == respondent).sort("week")
        for name, last in (("first", FIRST_WEEK), ("three", FIRST_WEEK + 2), ("due", LAST_SINGLE_WEEK)):
            early = part.filter(pl.col("week") <= last)["share_pct"].to_list()
            shares[f"{respondent}_{name}"] = catalogue.percent(sum(early, start=0.0))
    return Facts(catalogue.text("figure_v1.n", **counts), catalogue.text("figure_v1.alt", **shares))

"""Effects by group of spells, in words."""

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS
from dialogmote.present.texts import MISSING_NUMBER, Catalogue
from dialogmote.present.words.model import Facts

OUTCOMES = ("meeting", "duration")


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `heterogeneity`."""
    treated: list[int] = frame["n_treated"].drop_nulls().to_list()
    observations = catalogue.text(
        "heterogeneity.n",
        fewest=catalogue.count(min(treated, default=None)),
        most=catalogue.count(max(treated, default=None)),
    )
    ranges = {
        f"{outcome}_{group}": _tell_range(frame.filter(control_group=group, outcome=outcome), catalogue)
        for outcome in OUTCOMES
        for group in CONTROL_GROUPS
    }
    return Facts(observations, catalogue.text("heterogeneity.alt", **ranges))


def _tell_range(rows: pl.DataFrame, catalogue: Catalogue) -> str:
    """The lowest and the highest estimate with their groups, and the smallest corrected p-value of equality."""
    known = rows.filter(pl.col("estimate").is_not_null()).sort("estimate", "group")
    if not known.height:
        return MISSING_NUMBER
    low, high = known.row(0, named=True), known.row(-1, named=True)
    return catalogue.text(
        "heterogeneity.alt_range",
        low=catalogue.number(low["estimate"]),
        low_group=catalogue.label("spell_group", low["group"]),
        high=catalogue.number(high["estimate"]),
        high_group=catalogue.label("spell_group", high["group"]),
        p=catalogue.number(min(known["p_equal_holm"].drop_nulls().to_list(), default=None), 2),
    )

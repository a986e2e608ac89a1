"""Figure 9, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts
from dialogmote.present.words.weekly import state_weekly_facts


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `WeeklyEffects`."""
    return state_weekly_facts("figure_9", frame, catalogue)

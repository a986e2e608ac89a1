"""Figure 5, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts
from dialogmote.present.words.recovery import state_recovery

WINDOW = "nov_mar"


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Lines of n, subtitle and alternative text from the frame, in the contract of figure 5."""
    return state_recovery("figure_5", WINDOW, frame, catalogue)

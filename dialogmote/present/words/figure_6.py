"""Figure 6, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts
from dialogmote.present.words.recovery import state_recovery

WINDOW = "mar_jun"


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Lines of n, subtitle and alternative text from the frame, in the contract of figure 6."""
    return state_recovery("figure_6", WINDOW, frame, catalogue)

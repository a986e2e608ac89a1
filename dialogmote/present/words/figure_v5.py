"""Figure v5, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.grades import state_grade_facts
from dialogmote.present.words.model import Facts


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `GradeEffects`."""
    return state_grade_facts("figure_v5", frame, catalogue)

"""Figure v5: estimates on the grade by month of the spell, control: the rest of Trøndelag."""

import plotnine as p9
import polars as pl

from dialogmote.present.figures import grades
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = grades.WIDTH_INCHES
HEIGHT_INCHES = grades.HEIGHT_INCHES


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """Estimates by month, all spells and those still on leave. `frame`: `GradeEffects`."""
    return grades.draw_grades("figure_v5", "trondelag", frame, words, catalogue)

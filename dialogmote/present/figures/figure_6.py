"""Figure 6: recovery hazard by week of the spell, starts in March to June, three years."""

import plotnine as p9
import polars as pl

from dialogmote.present.figures import recovery
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.figure_6 import WINDOW
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = recovery.WIDTH_INCHES
HEIGHT_INCHES = recovery.HEIGHT_INCHES


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A curve with its interval per year, and the whole scale in an inset. `frame`: `RecoveryHazards`."""
    return recovery.draw_recovery(frame, WINDOW, words, catalogue)

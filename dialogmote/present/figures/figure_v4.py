"""Figure v4: meetings and being on leave by week of the spell, control: the rest of Trøndelag."""

import plotnine as p9
import polars as pl

from dialogmote.present.figures import weekly
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = weekly.WIDTH_INCHES
HEIGHT_INCHES = weekly.HEIGHT_INCHES


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """Curves and estimates by week. `frame`: `WeeklyEffects`."""
    return weekly.draw_weekly("figure_v4", "trondelag", frame, words, catalogue)

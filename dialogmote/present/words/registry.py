"""Every figure's words by exhibit, for the report, which shows all of them."""

from collections.abc import Callable

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words import (
    attrition,
    case_agreement,
    case_figures_8,
    figure_1,
    figure_2,
    figure_3,
    figure_4,
    figure_5,
    figure_6,
    figure_7,
    figure_8,
    figure_9,
    figure_10,
    figure_v1,
    figure_v2,
    figure_v3,
    figure_v4,
    figure_v5,
    heterogeneity,
    honest_trends,
    inference_panel,
)
from dialogmote.present.words.model import Facts, FigureWords, write_words

FACTS: dict[str, Callable[[pl.DataFrame, Catalogue], Facts]] = {
    "attrition": attrition.state_facts,
    "figure_3": figure_3.state_facts,
    "figure_7": figure_7.state_facts,
    "figure_8": figure_8.state_facts,
    "figure_9": figure_9.state_facts,
    "figure_10": figure_10.state_facts,
    "figure_v3": figure_v3.state_facts,
    "figure_v4": figure_v4.state_facts,
    "figure_v5": figure_v5.state_facts,
    "figure_1": figure_1.state_facts,
    "figure_2": figure_2.state_facts,
    "figure_4": figure_4.state_facts,
    "figure_5": figure_5.state_facts,
    "figure_6": figure_6.state_facts,
    "figure_v1": figure_v1.state_facts,
    "figure_v2": figure_v2.state_facts,
    "heterogeneity": heterogeneity.state_facts,
    "honest_trends": honest_trends.state_facts,
    "inference_panel": inference_panel.state_facts,
    "case_figures_8": case_figures_8.state_facts,
    "case_agreement": case_agreement.state_facts,
}


def describe_figure(exhibit: str, frame: pl.DataFrame, catalogue: Catalogue) -> FigureWords:
    """The words of a figure. Raises `ValueError` for a figure that nothing is said about."""
    if exhibit not in FACTS:
        raise ValueError(f"no words for the figure {exhibit!r}; known: {', '.join(FACTS)}")
    return write_words(exhibit, FACTS[exhibit](frame, catalogue), catalogue)

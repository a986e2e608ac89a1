"""Robust intervals under trends that are not parallel, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts, one_row


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of the comparison and alternative text from the frame, in the contract `honest_trends`."""
    values: dict[str, object] = {}
    for outcome in ("meeting", "duration"):
        relative = one_row(frame.filter(m=1.0), outcome=outcome, method="relative_magnitudes")
        smooth = one_row(frame, outcome=outcome, method="smoothness", grid_place=0)
        values[f"{outcome}_estimate"] = catalogue.number(smooth["estimate"])
        values[f"{outcome}_parallel"] = catalogue.interval(smooth["parallel_low"], smooth["parallel_high"])
        values[f"{outcome}_relative"] = catalogue.interval(relative["ci_low"], relative["ci_high"])
        values[f"{outcome}_relative_breakdown"] = catalogue.number(relative["breakdown"], 2)
        values[f"{outcome}_smooth"] = catalogue.interval(smooth["ci_low"], smooth["ci_high"])
        values[f"{outcome}_smooth_breakdown"] = catalogue.number(smooth["breakdown"], 2)
        values[f"{outcome}_largest"] = catalogue.number(smooth["largest_before"])
    largest = {name: values[name] for name in ("meeting_largest", "duration_largest")}
    return Facts(catalogue.text("honest_trends.n", **largest), catalogue.text("honest_trends.alt", **values))

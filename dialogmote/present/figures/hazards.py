"""Weekly hazards as curves with interval bands, one curve per cohort of starts: what figures 4, 5 and 6 share."""

import math
from typing import Any

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.hazards import COHORTS, FIRST_WEEK, LAST_WEEK

WEEK_TICKS = (16, 20, 24, 28, 32, 36, 40, 44, 48, 52)
WIDTHS = {"two_before": 0.8, "one_before": 0.75, "last": 1.3}
BAND_ALPHAS = {"two_before": 0.22, "one_before": 0.16, "last": 0.28}


def curve_layers(rows: pl.DataFrame) -> list[Any]:
    """Bands below, curves above. `rows`: week, hazard_pct, ci_low, ci_high, cohort.

    The heavy curve of the last cohort lies under the thin ones, which it would hide where they run together.
    """
    known = rows.drop_nulls(["hazard_pct", "ci_low", "ci_high", "cohort"]).sort("cohort", "week")
    parts = {name: known.filter(pl.col("cohort") == name).to_pandas() for name in COHORTS}
    bands = [
        p9.geom_ribbon(
            p9.aes("week", ymin="ci_low", ymax="ci_high"),
            data=part,
            fill=theme.COHORT_COLOURS[name],
            alpha=BAND_ALPHAS[name],
            inherit_aes=False,
        )
        for name, part in parts.items()
    ]
    curves = [
        p9.geom_line(
            p9.aes("week", "hazard_pct"),
            data=part,
            color=theme.COHORT_COLOURS[name],
            linetype=theme.COHORT_LINES[name],
            size=WIDTHS[name],
            inherit_aes=False,
        )
        for name, part in reversed(parts.items())
    ]
    return bands + curves


def sample_labels(labels: pl.DataFrame, length: float) -> list[Any]:
    """A cohort's name beside a sample of its line. `labels`: x, place, label, cohort and the panel's column."""
    layers: list[Any] = []
    for name in COHORTS:
        part = labels.filter(pl.col("cohort") == name).with_columns(
            sample_end=pl.col("x") + length, text_start=pl.col("x") + 1.25 * length
        )
        weight = "bold" if name == "last" else "normal"
        layers += [
            p9.geom_segment(
                p9.aes("x", "place", xend="sample_end", yend="place"),
                data=part.to_pandas(),
                color=theme.COHORT_COLOURS[name],
                linetype=theme.COHORT_LINES[name],
                size=WIDTHS[name],
                inherit_aes=False,
            ),
            p9.geom_text(
                p9.aes("text_start", "place", label="label"),
                data=part.to_pandas(),
                ha="left",
                va="center",
                size=theme.LABEL_SIZE,
                color=theme.INK,
                family=theme.FONT,
                fontweight=weight,
                inherit_aes=False,
            ),
        ]
    return layers


def week_axis(catalogue: Catalogue, room: float) -> p9.scale_x_continuous:
    """The weeks of the spell, with `room` weeks to the right for names."""
    return p9.scale_x_continuous(
        name=catalogue.text("hazards.x"),
        breaks=list(WEEK_TICKS),
        labels=[str(week) for week in WEEK_TICKS],
        limits=(FIRST_WEEK, LAST_WEEK + room),
        expand=(0, 0.3, 0, 0),
    )


def round_up(value: float, step: float) -> float:
    """The smallest multiple of `step` that is not below `value`, and at least one step."""
    return max(step, step * math.ceil(value / step - 1e-9))


def ticks_up_to(top: float, smallest_step: int) -> list[int]:
    """Whole ticks from 0 to at most `top`: steps of the smallest size, or coarser ones where those were over ten."""
    step = smallest_step if top <= 10 * smallest_step else int(round_up(top / 6, 5.0))
    return list(range(0, int(top) + 1, step))

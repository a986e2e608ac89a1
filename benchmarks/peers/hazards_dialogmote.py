"""Ours: spells counted by week; survival is the product of what is left."""

from pathlib import Path

import polars as pl

from benchmarks.peers.followed import keep_weeks_with_events, read_groups
from dialogmote.estimate.hazards import add_hazards, count_at_risk
from dialogmote.estimate.survival import survival_from_hazards

Groups = dict[str, pl.DataFrame]


def read(stage: str, run: Path) -> Groups:
    """The followed spells by group."""
    return read_groups(run)


def compute(groups: Groups) -> pl.DataFrame:
    """At risk, events and survival by group and week; the hazards and their intervals, which are printed, come too."""
    frames = [
        survival_from_hazards(add_hazards(count_at_risk(spells))).with_columns(group=pl.lit(name))
        for name, spells in groups.items()
    ]
    return keep_weeks_with_events(pl.concat(frames))

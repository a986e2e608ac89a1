"""lifelines' `KaplanMeierFitter`, one group after the other."""

from pathlib import Path

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter

from benchmarks.peers.followed import read_groups

Groups = dict[str, tuple[np.ndarray, np.ndarray]]


def read(stage: str, run: Path) -> Groups:
    """By group: last week and whether the event was seen."""
    return {
        name: (spells["last_week"].to_numpy(), spells["event_week"].is_not_null().to_numpy())
        for name, spells in read_groups(run).items()
    }


def compute(groups: Groups) -> pd.DataFrame:
    """At risk, events and survival by group and week."""
    frames = []
    for name, (weeks, has_event) in groups.items():
        fit = KaplanMeierFitter().fit(weeks, has_event)
        table = fit.event_table.join(fit.survival_function_.set_axis(["survival"], axis=1))
        frames.append(table[table["observed"] > 0].assign(group=name))
    found = pd.concat(frames).rename(columns={"observed": "events"}).rename_axis("week").reset_index()
    return found[["group", "week", "at_risk", "events", "survival"]]

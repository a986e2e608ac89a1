"""The truths that registers are simulated from: effects of period 2, and what goes wrong beside them."""

from dataclasses import dataclass

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS

OUTCOMES = ("meeting", "duration")
# How many times the published effects are planted.
PLANTED = {"null": 0.0, "published": 1.0, "twice": 2.0, "trend": 0.0, "heavy_tails": 0.0}
TRUTHS = tuple(PLANTED)
# What the pilot offices drift away by, in a year: 1.5 points of meetings, as much as the simulated register plants from
# 2018 on, and a day of duration, more than half its published standard error.
VIOLATION = {"meeting": -1.5, "duration": 1.0}
# Student's t with these degrees of freedom: a variance, but no fourth moment.
HEAVY_DEGREES = 3


@dataclass(frozen=True)
class Truth:
    """What is planted, by outcome in the order of `OUTCOMES` and its unit (percentage points, days).

    `effects` are those of period 2 at pilot offices, `slopes` their other trend, in a year. `shock_degrees` are the
    degrees of freedom of the offices' shocks, None for normal ones.
    """

    name: str
    effects: tuple[float, ...]
    slopes: tuple[float, ...] = (0.0,) * len(OUTCOMES)
    shock_degrees: int | None = None

    def __post_init__(self) -> None:
        """Raise `ValueError` for a name that is not known, or numbers for other outcomes."""
        if self.name not in TRUTHS:
            raise ValueError(f"truth {self.name!r} is none of {', '.join(TRUTHS)}")
        if len(self.effects) != len(OUTCOMES) or len(self.slopes) != len(OUTCOMES):
            raise ValueError(f"a truth has an effect and a slope for each of {', '.join(OUTCOMES)}")


def plant_truth(name: str, published: pl.DataFrame, control_group: str) -> Truth:
    """The truth of that name; published effects are table 4's without group trends, of the control group.

    `published` has `outcome`, `control_group`, `group_trends` (yes, no) and `estimate`. Raises `ValueError` for another
    name or control group, or when an effect is missing or stands there twice.
    """
    if name not in TRUTHS:
        raise ValueError(f"truth {name!r} is none of {', '.join(TRUTHS)}")
    if control_group not in CONTROL_GROUPS:
        raise ValueError(f"control_group {control_group!r} is none of {', '.join(CONTROL_GROUPS)}")
    times = PLANTED[name]
    effects = [times * _read_published(published, outcome, control_group) + 0.0 for outcome in OUTCOMES]  # no -0.0
    return Truth(
        name=name,
        effects=tuple(effects),
        slopes=tuple(VIOLATION[outcome] if name == "trend" else 0.0 for outcome in OUTCOMES),
        shock_degrees=HEAVY_DEGREES if name == "heavy_tails" else None,
    )


def _read_published(published: pl.DataFrame, outcome: str, control_group: str) -> float:
    rows = published.filter(outcome=outcome, control_group=control_group, group_trends="no")["estimate"]
    if len(rows) != 1 or rows.null_count():
        raise ValueError(f"published effects: {len(rows)} of {outcome}, control group {control_group}; one is wanted")
    return float(rows.item())

"""Which rows stand behind a number: the sample of its regression, or the population of its exhibit."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import polars as pl

from dialogmote.design.samples import select_did_sample
from dialogmote.disclose.clearances import CLEARANCES

PERIODS, BEFORE = (0, 1, 2, 3), (0,)
CONTROLS = {
    "national": "pilot offices, and every other office of the country",
    "trondelag": "pilot offices, and the other offices of the pilot county",
}
# Exhibits whose control group is no key.
GROUPS = {
    "figure_9": "national",
    "figure_10": "national",
    "figure_v3": "national",
    "figure_v4": "trondelag",
    "figure_v5": "trondelag",
}
REGRESSIONS = ("table_4", "table_4_no_controls", "table_v1", "figure_8", "period_contrasts", *GROUPS)


@dataclass(frozen=True)
class Sample:
    """The rows of the panel that a regression is estimated on."""

    control_group: str
    periods: tuple[int, ...]
    further: str  # what else a row must be, in words; empty when nothing

    def describe(self) -> str:
        """The filter in words."""
        periods = f"period {self.periods[0]}" if len(self.periods) == 1 else "periods 0 to 3"
        words = f"spells of {periods}: {CONTROLS[self.control_group]}"
        return f"{words}; {self.further}" if self.further else words


@dataclass(frozen=True)
class SampleSize:
    """How many spells, persons and offices a sample has. Exact: not for release."""

    spells: int
    persons: int
    offices: int
    pilot_offices: int


def find_sample(exhibit: str, key: Mapping[str, object]) -> Sample | None:
    """The sample behind one row of an exhibit; none when the exhibit is no regression's."""
    if exhibit not in REGRESSIONS:
        return None
    group = GROUPS.get(exhibit) or str(key["control_group"])
    on_leave = key.get("sample") == "on_leave"
    further = f"of these the spells still on leave in month {key['month']} of the spell" if on_leave else ""
    return Sample(group, BEFORE if exhibit == "table_v1" else PERIODS, further)


def count_sample(panel: pl.DataFrame, sample: Sample) -> SampleSize:
    """The size of a sample in the panel, before what else its rows must be."""
    rows = select_did_sample(panel, sample.control_group).filter(pl.col("period").is_in(sample.periods))
    return SampleSize(
        spells=rows.height,
        persons=rows["person_id"].n_unique(),
        offices=rows["office"].n_unique(),
        pilot_offices=rows.filter("is_pilot")["office"].n_unique(),
    )


def describe_population(exhibit: str) -> str:
    """Whom an exhibit is about, as its clearance says."""
    return CLEARANCES[exhibit].population if exhibit in CLEARANCES else "computed from released exhibits alone"


def describe_treatment(exhibit: str, column: str) -> str:
    """What the gate does to a column, by the kind its clearance declares and what that kind says of itself."""
    if exhibit not in CLEARANCES:
        return "computed anew from released exhibits, by the code that computes it from exact ones"
    role = CLEARANCES[exhibit].columns.get(column)
    if role is None:
        return "not declared"
    given = ", ".join(f"{item.name} {getattr(role, item.name)}" for item in fields(role))
    summary = " ".join((type(role).__doc__ or "").split())
    return f"{type(role).__name__}: {summary}" + (f" Here: {given}." if given else "")

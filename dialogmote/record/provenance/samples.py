"""Which rows stand behind a number: the sample of its regression, or the population of its exhibit."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import polars as pl

from dialogmote.design.samples import select_did_sample
from dialogmote.disclose import roles
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
    "honest_trends": "national",
    "pretrend_tests": "national",
    "pretrend_power": "national",
    "figure_v4": "trondelag",
    "figure_v5": "trondelag",
}
# Groups of spells, in words, that a row's regression is on.
SPELLS = {
    "women": "women",
    "men": "men",
    "under_40": "those under 40 at the start",
    "from_40_to_54": "those of 40 to 54 at the start",
    "from_55": "those of 55 or over at the start",
    "graded": "those with a mean grade below full",
    "full": "those with a full mean grade",
    "part_time": "part-time positions",
    "full_time": "positions that are not part-time",
    "public": "public sector",
    "private": "not public sector",
}
REGRESSIONS = (
    "table_4",
    "table_4_no_controls",
    "table_v1",
    "figure_8",
    "period_contrasts",
    "heterogeneity",
    "inference_panel",
    *GROUPS,
)
# What the gate's rule for each kind of column is; in braces what a clearance says of the column.
TREATMENTS: Mapping[type, str] = {
    roles.Key: "a label, which chooses rows: released as it is",
    roles.Public: "released as it is, for it rests on no row of the register: {why}",
    roles.Count: "a number of {unit}: hidden under the profile's threshold, else rounded",
    roles.Share: "percent of the count in column {of}: hidden with few spells, else computed from rounded counts",
    roles.PartOfTotal: "percent of the sum over the parts, by column {of}: hidden with few spells, else computed from "
    "rounded counts",
    roles.ShareOfLarger: "percent that column {of} is of a larger number that is not shown: hidden with few spells, "
    "else computed from rounded counts",
    roles.ShareOrDay: "percent of the count in column {of}, computed from rounded counts, or a median in whole days: "
    "hidden with few spells",
    roles.ShareError: "standard error of the share in column {share}: computed anew from what is released of it and of "
    "column {of}",
    roles.Mean: "a mean over the count in column {of}: hidden with it, else cut to as many digits as do not tell it",
    roles.Quantile: "a quantile of the count in column {of}, in whole units: hidden with few spells on either side",
    roles.Hazard: "percent of those in column {at_risk} with an event of column {events}: computed anew from rounded "
    "counts",
    roles.Bound: "a bound of a hazard's interval: computed anew from rounded counts (columns {at_risk}, {events})",
    roles.Scaled: "the count in column {of} by a known factor: moved as rounding moves the count",
    roles.Product: "the share in column {share} times column {of}: computed anew from what is released of both",
    roles.Fall: "the first row's number in column {of} less this row's: computed anew from what is released",
    roles.Estimate: "an estimate or a bound of its interval: rounded to the decimals that its standard error (column "
    "{std_error}) has with {digits} significant digits; hidden when it rests on a small cell",
    roles.StdError: "a standard error or a standard deviation: rounded to {digits} significant digits",
    roles.PValue: "a p-value: rounded to three significant digits",
    roles.ControlMean: "the mean of an outcome over the control group in period 0: rounded to one decimal at most",
    roles.ControlLevel: "percent of the control group in period 2: computed from rounded counts, to one decimal",
    roles.PilotLevel: "column {control} plus column {estimate}, both as released: to one decimal",
    roles.PooledHazard: "percent of spell-weeks at risk with an event, pooled over weeks: rounded as its difference "
    "is, by column {std_error}",
    roles.Extremum: "a smallest or largest value, which is somebody's: never released",
}


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
    if exhibit == "heterogeneity":
        further = f"of these {SPELLS[str(key['group'])]}"
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
    """What the gate's rule for a column is, as a sentence, by the kind that its clearance declares."""
    if exhibit not in CLEARANCES:
        return "computed anew from released exhibits, by the code that computes it from exact ones"
    role = CLEARANCES[exhibit].columns.get(column)
    if role is None:
        return "a column that is not declared, and so is not released"
    return TREATMENTS[type(role)].format_map(asdict(role))

"""What several clearances share: populations, and columns that come together."""

from collections.abc import Mapping

from dialogmote.disclose.roles import Bound, Count, Estimate, Hazard, Key, Name, Role, Row, StdError

LONG_SPELLS = "spells of 16 weeks or more that started in the study window"
COHORT = "spells of the cohort"
NOT_PILOT = "spells of the cohort outside the pilot offices"
ASKED = "spells of the cohort that were asked whether a meeting is needed"
REGRESSION = "spells of the cohort in the regression's sample"

EFFECT: Mapping[str, Role] = {
    "estimate": Estimate("std_error"),
    "std_error": StdError(),
    "ci_low": Estimate("std_error"),
    "ci_high": Estimate("std_error"),
}


def keys(*names: str) -> dict[str, Role]:
    """Columns that are labels."""
    return {name: Key() for name in names}


def hazards() -> dict[str, Role]:
    """The columns of a hazard by week."""
    counts = ("at_risk", "events")
    return {
        "at_risk": Count("spells"),
        "events": Count("spells"),
        "hazard_pct": Hazard(*counts),
        "ci_low": Bound(*counts, is_upper=False),
        "ci_high": Bound(*counts, is_upper=True),
    }


def national_month(row: Row) -> tuple[Name, ...]:
    """The month whose spells a row of figures 3 and v2 tells."""
    return (("national", row["month"]),)


def year_0_of(*groups: str) -> tuple[Name, ...]:
    """The sums over period 0 that table 3 shows of groups, and table v1 of two together."""
    return tuple((group.removeprefix("control_"), "year_0") for group in groups)

"""Clearances of what a run says of itself: its inputs, its checks, and what the comparison needs."""

from dialogmote.disclose.cleared.columns import COHORT, EFFECT, REGRESSION, keys
from dialogmote.disclose.roles import (
    Clearance,
    Count,
    Extremum,
    Key,
    Nesting,
    Public,
    Regression,
    ShareError,
    ShareOrDay,
    StdError,
)

PLANTED = Public("a property of the synthetic register")
ENGINES = Public("a difference between two programs, far below the last digit of any released estimate")

RECORD: dict[str, Clearance] = {
    "check_estimates": Clearance(
        "no spells: two programs compared",
        {
            **keys("exhibit", "outcome", "control_group", "specification", "is_same_identification", "agrees"),
            **dict.fromkeys(("terms", "largest_difference_in_se", "largest_std_error_ratio_error"), ENGINES),
        },
    ),
    "input_report": Clearance(
        "rows of the extracts",
        {
            **keys("extract", "date_column", "unmatched_meaning", "ignored_columns"),
            "rows": Count("rows"),
            "first_date": Extremum(),
            "last_date": Extremum(),
            "unmatched_rows": Count("rows"),
        },
        nestings=(Nesting("unmatched_rows", (), "", "rows", (), on=("extract",)),),
    ),
    "planted_vs_estimated": Clearance(
        REGRESSION,
        {
            **keys("outcome", "control_group", "period", "is_within_interval"),
            "planted": PLANTED,
            **EFFECT,
        },
        regression=Regression(),
    ),
    "claim_values": Clearance(
        "spells of the cohort that a claim is about",
        {
            "claim": Key(),
            "value": ShareOrDay("n", days=("claim", "question_day")),
            "std_error": ShareError("value", "n"),
            "n": Count("spells"),
        },
    ),
    "moment_spreads": Clearance(
        COHORT, {**keys("exhibit", "row_key", "column"), "std_dev": StdError(), "n": Count("spells")}
    ),
}

"""Clearances of hazards by week: of a meeting, of recovery."""

from dialogmote.disclose.cleared.columns import NOT_PILOT, hazards, keys
from dialogmote.disclose.roles import Clearance, Estimate, Nesting, Parts, PooledHazard, PValue, StdError, Steps


def _recovery(window: str) -> Clearance:
    return Clearance(
        NOT_PILOT,
        {**keys("year", "week"), **hazards()},
        steps=(Steps(("at_risk",), ("events",), by=("year",), is_before=True),),
        beside=("figure_3",),
        tells=lambda row: (("national", window, row["year"]),),
    )


HAZARDS: dict[str, Clearance] = {
    "figure_4": Clearance(
        NOT_PILOT,
        {**keys("window", "year", "week"), **hazards()},
        parts=Parts(by=("window", "year")),
        steps=(Steps(("at_risk",), ("events",), by=("window", "year"), is_before=True, is_whole=False),),
        nestings=tuple(
            Nesting("at_risk", (("window", window),), within, "at_risk", on=("year", "week"))
            for window, within in (("nov_mar", "figure_5"), ("mar_jun", "figure_6"))
        ),
        beside=("figure_5", "figure_6", "figure_3"),
        tells=lambda row: (("national", row["window"], row["year"]),),
    ),
    "figure_5": _recovery("nov_mar"),
    "figure_6": _recovery("mar_jun"),
    "hazard_contrasts": Clearance(
        NOT_PILOT,
        {
            **keys("window", "first_week", "last_week"),
            "hazard_pct": PooledHazard("std_error"),
            "hazard_before_pct": PooledHazard("std_error"),
            "difference": Estimate("std_error", digits=2),
            "std_error": StdError(digits=2),
            "p_value": PValue(),
        },
        beside=("figure_5", "figure_6"),
    ),
}

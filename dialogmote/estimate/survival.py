"""From weekly hazards to survival: Kaplan and Meier's product with Greenwood's standard errors.

Source: E. L. Kaplan and P. Meier (1958), Journal of the American Statistical Association 53; M. Greenwood (1926).
"""

import numpy as np
import polars as pl


def survival_from_hazards(counts: pl.DataFrame) -> pl.DataFrame:
    """Add `survival`, the share without an event by the end of the week, and its `std_error`, of one group of spells.

    `counts` has `week`, `at_risk`, `events`; the answer is sorted by week. Once every spell at risk has had its event
    the survival is 0 and its standard error null; from the first week in which nobody is at risk both are null.
    Raises `ValueError` when a week stands twice, as it does when several groups are given at once.
    """
    if counts["week"].is_duplicated().any():
        raise ValueError("survival is of one group: a week stands more than once")
    ordered = counts.sort("week")
    at_risk, events = (ordered[name].cast(pl.Float64).to_numpy() for name in ("at_risk", "events"))
    staying = at_risk - events
    with np.errstate(divide="ignore", invalid="ignore"):  # nobody at risk, or nobody left: null below
        survival = np.cumprod(staying / at_risk)
        std_error = survival * np.sqrt(np.cumsum(events / (at_risk * staying)))
    return ordered.with_columns(
        pl.Series("survival", survival).fill_nan(None), pl.Series("std_error", std_error).fill_nan(None)
    )

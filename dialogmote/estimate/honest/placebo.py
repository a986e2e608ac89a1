"""Placebo periods: the DiD of table 4 with every period moved back, so that no spell has met the service.

The real regression takes period 0 as the reference, lets period 1 go by and asks for the effect in period 2. A placebo
moves the first days of all periods by the same number of months to where nothing happened: the placebo's period 2 must
end before period 1, whose spells meet the service late, and its period 0 begin when the register does. Period 3 has no
placebo, for its spells would be of period 2 and treated. Estimates at neighbouring starts share spells: they are one
picture and not as many tests.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

import polars as pl

from dialogmote.contracts.artifacts import OUTCOMES
from dialogmote.design.outcomes import panel_outcome
from dialogmote.design.panel import MONTHS_A_YEAR
from dialogmote.design.periods import Period, period_limits
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.batches import REPORTED_TERM
from dialogmote.estimate.did import PANEL_COLUMNS, code_regressors, did_design, in_spell_order
from dialogmote.estimate.regression.design import Design, Sample, prepare_samples
from dialogmote.estimate.regression.projection import estimate_batch

PLACEBO_COLUMNS = [*PANEL_COLUMNS, "start_date"]
PLACEBO_SCHEMA = {
    **{"placebo_start": pl.Date, "outcome": pl.String, "control_group": pl.String, "group_trends": pl.Boolean},
    **{"estimate": pl.Float64, "std_error": pl.Float64, "ci_low": pl.Float64, "ci_high": pl.Float64},
    **{"p_value": pl.Float64, "n": pl.Int64},
}


def list_placebo_shifts(periods: Sequence[Period], first_start: date) -> list[int]:
    """By how many months the periods may be moved back, from the furthest to the nearest; none when none fits.

    `first_start` is the first day of the register's spells.
    """
    untreated_until = period_limits(periods)[1]
    shifts = []
    months = 1
    while (limits := shift_limits(periods, months))[0] >= first_start:
        if limits[3] <= untreated_until:
            shifts.append(months)
        months += 1
    return shifts[::-1]


def shift_limits(periods: Sequence[Period], months: int) -> tuple[date, date, date, date]:
    """The first starts of the placebo's periods 0, 1 and 2, and the first start after its period 2."""
    first, second, third, end = (_months_earlier(limit, months) for limit in period_limits(periods)[:4])
    return first, second, third, end


def estimate_placebos(
    panel: pl.DataFrame, periods: Sequence[Period], *, control_group: str, shifts: Sequence[int]
) -> pl.DataFrame:
    """Pilot x placebo period 2 of every outcome, without and with group trends, one placebo after the other.

    `panel` has the columns `PLACEBO_COLUMNS` and the spells of all years; `shifts` are months, as
    `list_placebo_shifts`. Columns placebo_start (first day of the placebo's period 2), outcome, control_group,
    group_trends, estimate, std_error, ci_low, ci_high, p_value (null where it cannot be estimated) and n, the spells.
    Everything else is as in `did.estimate_did`. Raises `ValueError` for repeated spells, missing values or a control
    group that is not known.
    """
    if panel["spell_id"].n_unique() < panel.height:
        raise ValueError("panel: a spell stands there more than once")
    ordered = in_spell_order(panel)
    frames = [_estimate_one(ordered, shift_limits(periods, months), control_group) for months in shifts]
    return pl.concat([pl.DataFrame(schema=PLACEBO_SCHEMA), *frames])


def prepare_placebo(
    panel: pl.DataFrame, limits: tuple[date, date, date, date], control_group: str
) -> dict[bool, Sample]:
    """The placebo's sample without and with group trends; `panel` in the order of its spells."""
    coded = select_did_sample(code_placebo_period(panel, limits), control_group)
    designs = [placebo_design(group_trends=group_trends) for group_trends in (False, True)]
    return dict(zip((False, True), prepare_samples(code_regressors(coded), designs), strict=True))


def code_placebo_period(panel: pl.DataFrame, limits: tuple[date, date, date, date]) -> pl.DataFrame:
    """The panel with the placebo's periods 0, 1 and 2 in `period`, null before and after them."""
    start = pl.col("start_date")
    coded = pl.lit(None, dtype=pl.Int8)
    for period, first, end in zip(range(3), limits[:3], limits[1:], strict=True):
        within = (start >= pl.lit(first)) & (start < pl.lit(end))
        coded = pl.when(within).then(pl.lit(period, dtype=pl.Int8)).otherwise(coded)
    return panel.with_columns(coded.alias("period"))


def placebo_design(*, group_trends: bool) -> Design:
    """The right-hand side of the DiD with controls, without the terms of period 3."""
    full = did_design(group_trends=group_trends, with_controls=True)
    regressors = tuple(name for name in full.regressors if not name.endswith("period_3"))
    return Design(regressors, full.fixed_effects, full.clusters)


def _estimate_one(panel: pl.DataFrame, limits: tuple[date, date, date, date], control_group: str) -> pl.DataFrame:
    outcomes = [panel_outcome(outcome) for outcome in OUTCOMES]
    frames = [
        estimate_batch(sample, outcomes, [REPORTED_TERM]).with_columns(
            pl.lit(group_trends).alias("group_trends"), pl.lit(sample.rows.height, dtype=pl.Int64).alias("n")
        )
        for group_trends, sample in prepare_placebo(panel, limits, control_group).items()
    ]
    named = pl.concat(frames).with_columns(placebo_start=pl.lit(limits[2]), control_group=pl.lit(control_group))
    return named.select(pl.col(name).cast(dtype) for name, dtype in PLACEBO_SCHEMA.items())


def _months_earlier(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day."""
    place = day.year * MONTHS_A_YEAR + day.month - 1 - months
    year, month = place // MONTHS_A_YEAR, place % MONTHS_A_YEAR + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))

"""Trend check and event study: were pilot and control offices on the same path before the service? (RULES 31)

The trend check takes the spells of period 0 and asks for a difference in linear trend. The event study lets every start
month have a difference of its own, against the first month of period 0.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES, FigureV3, TableV1
from dialogmote.design.outcomes import panel_outcome
from dialogmote.design.panel import MONTHS_A_YEAR
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.did import (
    CLUSTERS,
    COVARIATES,
    FIXED_EFFECTS,
    PANEL_COLUMNS,
    TREND_TERMS,
    code_regressors,
    in_spell_order,
)
from dialogmote.estimate.regression.design import INTERCEPT, Design, Sample, prepare_sample, prepare_samples
from dialogmote.estimate.regression.projection import estimate_batch

EVENT_STUDY_OUTCOMES = ("meeting", "duration")
TREND_DIFFERENCE = "pilot_x_trend"
MONTH_NUMBER = "month_number"
MONTH_PREFIX = "pilot_x_month_"
ZERO_AT_REFERENCE = ("estimate", "std_error", "ci_low", "ci_high")
EVENT_STUDY_COLUMNS = [
    name
    for name in (*PANEL_COLUMNS, "start_month")
    if name.removesuffix("_adjusted") not in set(OUTCOMES) - set(EVENT_STUDY_OUTCOMES)
]


def table_v1(panel: pl.DataFrame) -> pl.DataFrame:
    """Difference in linear trend (per year) between pilot and control offices in period 0, with and without controls.

    Every outcome and control group, in the contract `table_v1`; outcomes season-adjusted, shares in percentage points.
    `panel` has the columns `PANEL_COLUMNS`. A difference that cannot be estimated is null.
    """
    frames = [
        _trend_differences(sample, control_group, with_controls)
        for control_group in CONTROL_GROUPS
        for with_controls, sample in prepare_trend_checks(select_did_sample(panel, control_group)).items()
    ]
    order = pl.col("outcome").cast(pl.Enum(list(OUTCOMES))), pl.col("control_group").cast(pl.Enum(list(CONTROL_GROUPS)))
    return pl.concat(frames).sort(*order, "controls", descending=[False, False, True]).select(list(TableV1.columns()))


def figure_v3(panel: pl.DataFrame, *, months: Sequence[date]) -> pl.DataFrame:
    """Event study of meeting and duration, national controls, in the contract `figure_v3`.

    `panel` has the columns `EVENT_STUDY_COLUMNS`. `months` are the start months in order; the first is the reference
    and stands as a row with 0. A month that has no spells at the pilot offices, or none at all, is null.
    """
    sample = prepare_event_study(panel, months)
    numbers = pl.DataFrame({"term": [f"{MONTH_PREFIX}{k}" for k in range(len(months))], "month": months})
    tidy = estimate_batch(sample, [panel_outcome(outcome) for outcome in EVENT_STUDY_OUTCOMES])
    reference = pl.col("month") == months[0]
    zero = [pl.when(reference).then(0.0).otherwise(pl.col(name)).alias(name) for name in ZERO_AT_REFERENCE]
    n = pl.lit(sample.rows.height, dtype=pl.Int64)
    frames = [
        numbers.join(tidy.filter(pl.col("outcome") == outcome), on="term", how="left")
        .sort("month")
        .with_columns(*zero, outcome=pl.lit(outcome), n=n)
        for outcome in EVENT_STUDY_OUTCOMES
    ]
    return pl.concat(frames).select(list(FigureV3.columns()))


def trend_check_design(*, with_controls: bool) -> Design:
    """Trend and pilot x trend, with covariates and fixed effects, or with intercept and pilot only."""
    if with_controls:
        return Design((*TREND_TERMS, *COVARIATES), FIXED_EFFECTS, CLUSTERS)
    return Design((INTERCEPT, "pilot", *TREND_TERMS), (), CLUSTERS)


def prepare_trend_checks(sample: pl.DataFrame) -> dict[bool, Sample]:
    """The spells of period 0 ready for the trend check, with controls and without; `sample` is the DiD sample of one
    control group."""
    before = code_regressors(in_spell_order(sample.filter(pl.col("period") == 0)))
    choices = (True, False)
    designs = [trend_check_design(with_controls=with_controls) for with_controls in choices]
    return dict(zip(choices, prepare_samples(before, designs), strict=True))


def prepare_event_study(panel: pl.DataFrame, months: Sequence[date]) -> Sample:
    """The national sample ready for the event study. Raises `ValueError` as `code_event_study`."""
    coded = code_event_study(code_regressors(in_spell_order(select_did_sample(panel, "national"))), months)
    return prepare_sample(coded, event_study_design(coded))


def event_study_design(coded: pl.DataFrame) -> Design:
    """Pilot x month for every month but the first, covariates, and month besides the DiD's fixed effects."""
    terms = [column for column in coded.columns if column.startswith(MONTH_PREFIX)]
    return Design((*terms, *COVARIATES), (MONTH_NUMBER, *FIXED_EFFECTS), CLUSTERS)


def code_event_study(sample: pl.DataFrame, months: Sequence[date]) -> pl.DataFrame:
    """The sample with `month_number`, its start month's place in `months`, and pilot x month for all but the first.

    Raises `ValueError` for a start month that is not among `months`.
    """
    if beside := set(sample["start_month"].unique()) - set(months):
        raise ValueError(f"{len(beside)} start months of the sample are not among the event study's months")
    places = pl.DataFrame({"start_month": months, MONTH_NUMBER: range(len(months))})
    numbered = sample.join(places, on="start_month", how="left", maintain_order="left")
    return numbered.with_columns(
        ((pl.col(MONTH_NUMBER) == k) & pl.col("is_pilot")).cast(pl.Float64).alias(f"{MONTH_PREFIX}{k}")
        for k in range(1, len(months))
    )


def list_months(first: date, last: date) -> list[date]:
    """The first days of the months from that of `first` to that of `last`."""
    count = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month + 1
    places = [first.month - 1 + k for k in range(count)]
    return [date(first.year + place // MONTHS_A_YEAR, place % MONTHS_A_YEAR + 1, 1) for place in places]


def _trend_differences(sample: Sample, control_group: str, with_controls: bool) -> pl.DataFrame:
    tidy = estimate_batch(sample, [panel_outcome(outcome) for outcome in OUTCOMES], [TREND_DIFFERENCE])
    return tidy.rename({"estimate": "trend_difference_per_year"}).with_columns(
        control_group=pl.lit(control_group),
        controls=pl.lit(with_controls),
        n=pl.lit(sample.rows.height, dtype=pl.Int64),
    )

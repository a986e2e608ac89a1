"""Trend check and event study: the same regression piece as the DiD, with other regressors (RULES 31).

So far one outcome at a time, as far as the reference values need them; table v1 and figure v3 build on them.
"""

import polars as pl

from dialogmote.estimate.did import CLUSTERS, COVARIATES, FIXED_EFFECTS, TREND_TERMS, code_regressors
from dialogmote.estimate.regression.design import INTERCEPT, Design, prepare_sample
from dialogmote.estimate.regression.library import estimate_coefficients

MONTH_NUMBER = "month_number"
MONTH_PREFIX = "pilot_x_month_"


def trend_check_design(*, with_controls: bool) -> Design:
    """Trend and pilot x trend, with covariates and fixed effects, or with intercept and pilot only."""
    if with_controls:
        return Design((*TREND_TERMS, *COVARIATES), FIXED_EFFECTS, CLUSTERS)
    return Design((INTERCEPT, "pilot", *TREND_TERMS), (), CLUSTERS)


def estimate_trend_check(sample: pl.DataFrame, outcome: str, *, with_controls: bool) -> pl.DataFrame:
    """Tidy coefficients and `n` of one adjusted outcome on the linear trend, over the sample's spells of period 0.

    `sample` has the panel's columns and is the DiD sample of one control group.
    """
    before = code_regressors(sample.filter(pl.col("period") == 0).sort("person_id", "office", "spell_id"))
    return _estimate(before, outcome, trend_check_design(with_controls=with_controls))


def event_study_design(coded: pl.DataFrame) -> Design:
    """Pilot x month for every month but the first, covariates, and month besides the DiD's fixed effects."""
    terms = [column for column in coded.columns if column.startswith(MONTH_PREFIX)]
    return Design((*terms, *COVARIATES), (MONTH_NUMBER, *FIXED_EFFECTS), CLUSTERS)


def code_event_study(sample: pl.DataFrame) -> pl.DataFrame:
    """The sample with `month_number`, months since the first start month, and pilot x month for all but the first."""
    month, first = pl.col("start_month"), sample["start_month"].min()
    number = (month.dt.year() - pl.lit(first).dt.year()) * 12 + month.dt.month().cast(pl.Int32)
    numbered = sample.with_columns((number - pl.lit(first).dt.month()).alias(MONTH_NUMBER))
    numbers = numbered[MONTH_NUMBER].unique().sort().to_list()[1:]
    return numbered.with_columns(
        ((pl.col(MONTH_NUMBER) == k) & pl.col("is_pilot")).cast(pl.Float64).alias(f"{MONTH_PREFIX}{k}") for k in numbers
    )


def estimate_event_study(sample: pl.DataFrame, outcome: str) -> pl.DataFrame:
    """Tidy coefficients and `n` of one adjusted outcome on pilot x start month; the first month is the reference."""
    coded = code_event_study(code_regressors(sample.sort("person_id", "office", "spell_id")))
    return _estimate(coded, outcome, event_study_design(coded))


def _estimate(coded: pl.DataFrame, outcome: str, design: Design) -> pl.DataFrame:
    is_constant = coded.height > 0 and coded[outcome].n_unique() == 1
    tidy = estimate_coefficients(prepare_sample(coded, design), f"{outcome}_adjusted", is_constant=is_constant)
    return tidy.with_columns(n=pl.lit(coded.height, dtype=pl.Int64))

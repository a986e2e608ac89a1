"""Difference-in-differences: pilot offices against control offices, by period.

y = sum_p b2p period_p + sum_p b3p pilot x period_p + b4 X + fixed effects + e, p = 1, 2, 3, reference period 0
(STUDY, methods; RULES 29 to 33). The pilot's own term is spanned by the office effects and left out; without controls
it stands beside an intercept. With group trends, a linear trend in the start month and one for the pilot are added.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES, Did, PeriodContrasts
from dialogmote.design.outcomes import panel_outcome
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.regression.design import INTERCEPT, Design, Sample, check_values, prepare_sample
from dialogmote.estimate.regression.library import fit_any
from dialogmote.estimate.regression.projection import estimate_batch
from dialogmote.estimate.regression.tidy import AnyFit, contrast

# ASSUME parallel_trends: without the service, outcomes at pilot and control offices would have moved alike from 2017
# on, but for the covariates, and in the version with group trends but for a straight line. The service changes nothing
# at control offices before it opens there.
EFFECT_PERIODS = (1, 2, 3)
PERIOD_TERMS = tuple(f"period_{period}" for period in EFFECT_PERIODS)
EFFECT_TERMS = tuple(f"pilot_x_period_{period}" for period in EFFECT_PERIODS)
TREND_TERMS = ("trend", "pilot_x_trend")
COVARIATES = ("is_woman", "is_married", "is_foreign_born", "is_part_time", "is_public_sector", "is_aap_recipient")
FIXED_EFFECTS = ("age_years", "office", "industry", "occupation")
# ASSUME few_pilot_offices: intervals hold for many offices that are alike; with some fourteen pilot offices they are
# too narrow, and the degrees of freedom are counted from all the offices.
CLUSTERS = ("person_id", "office")
# Period 2 against its placebos (STUDY, `period_contrasts`).
CONTRASTS = {
    "period_2_less_1": ("pilot_x_period_2", "pilot_x_period_1"),
    "period_2_less_3": ("pilot_x_period_2", "pilot_x_period_3"),
}


@dataclass(frozen=True)
class DidSpecification:
    """Which DiD: the control group, with or without covariates and fixed effects, which outcomes."""

    control_group: str
    with_controls: bool = True
    outcomes: tuple[str, ...] = OUTCOMES

    def __post_init__(self) -> None:
        """Raise `ValueError` for a control group or an outcome that is not known."""
        if self.control_group not in CONTROL_GROUPS:
            raise ValueError(f"control_group {self.control_group!r} is none of {', '.join(CONTROL_GROUPS)}")
        if unknown := [outcome for outcome in self.outcomes if outcome not in OUTCOMES]:
            raise ValueError(f"outcomes {', '.join(unknown)} are none of {', '.join(OUTCOMES)}")


@dataclass(frozen=True)
class DidEstimates:
    """Every coefficient (contract `did`), and period 2 against periods 1 and 3 without group trends, from the
    covariance of the same regressions (contract `did_contrasts`)."""

    coefficients: pl.DataFrame
    contrasts: pl.DataFrame


def estimate_did(panel: pl.DataFrame, specification: DidSpecification) -> DidEstimates:
    """The DiD of one control group, without and with group trends.

    Outcomes are the panel's season-adjusted ones; whether an outcome varies at all is seen on the plain one, and
    `control_mean` is the plain mean over control spells of period 0. A coefficient that cannot be estimated is null.
    Raises `ValueError` for repeated spells or missing values in a used column.
    """
    samples = _prepare_samples(panel, specification)
    coefficients, contrasts = [], []
    for outcome in specification.outcomes:
        for group_trends, sample in samples.items():
            is_constant = sample.rows[outcome].n_unique() == 1
            fit = fit_any(sample, f"{outcome}_adjusted", is_constant=is_constant)
            coefficients.append(_describe_model(fit.tidy, sample, outcome, group_trends))
            if not group_trends:
                contrasts.append(_contrast_periods(fit, outcome))
    group = pl.lit(specification.control_group)
    return DidEstimates(
        pl.concat(coefficients).with_columns(control_group=group).select(list(Did.columns())),
        pl.concat(contrasts).with_columns(control_group=group).select(list(PeriodContrasts.columns())),
    )


def project_did(panel: pl.DataFrame, specification: DidSpecification) -> pl.DataFrame:
    """The coefficients of `estimate_did` (contract `did`), all outcomes at once by exact projection."""
    samples = _prepare_samples(panel, specification)
    tidy = {
        group_trends: estimate_batch(sample, [panel_outcome(outcome) for outcome in specification.outcomes])
        for group_trends, sample in samples.items()
    }
    models = [
        _describe_model(tidy[group_trends].filter(pl.col("outcome") == outcome), sample, outcome, group_trends)
        for outcome in specification.outcomes
        for group_trends, sample in samples.items()
    ]
    return pl.concat(models).with_columns(control_group=pl.lit(specification.control_group)).select(list(Did.columns()))


def _prepare_samples(panel: pl.DataFrame, specification: DidSpecification) -> dict[bool, Sample]:
    """The sample without and with group trends."""
    if panel["spell_id"].is_duplicated().any():
        raise ValueError("panel: a spell stands there more than once")
    rows = code_regressors(
        select_did_sample(panel, specification.control_group).sort("person_id", "office", "spell_id")
    )
    check_values(rows, specification.outcomes)
    return {
        group_trends: prepare_sample(
            rows, did_design(group_trends=group_trends, with_controls=specification.with_controls)
        )
        for group_trends in (False, True)
    }


def did_design(*, group_trends: bool, with_controls: bool) -> Design:
    """The right-hand side of the DiD, with or without group trends and controls."""
    regressors = (*PERIOD_TERMS, *EFFECT_TERMS, *(TREND_TERMS if group_trends else ()))
    if with_controls:
        return Design((*regressors, *COVARIATES), FIXED_EFFECTS, CLUSTERS)
    return Design((INTERCEPT, "pilot", *regressors), (), CLUSTERS)


def code_regressors(sample: pl.DataFrame) -> pl.DataFrame:
    """The sample with intercept, pilot, periods, trend and their interactions as Float64, and so the
    covariates."""
    pilot = pl.col("is_pilot").cast(pl.Float64)
    periods = {f"period_{period}": (pl.col("period") == period).cast(pl.Float64) for period in EFFECT_PERIODS}
    return sample.with_columns(
        pl.lit(1.0).alias(INTERCEPT),
        pilot.alias("pilot"),
        pl.col("trend_years").alias("trend"),
        (pl.col("trend_years") * pilot).alias("pilot_x_trend"),
        *(expression.alias(name) for name, expression in periods.items()),
        *((expression * pilot).alias(f"pilot_x_{name}") for name, expression in periods.items()),
        *(pl.col(name).cast(pl.Float64) for name in COVARIATES),
    )


def _describe_model(tidy: pl.DataFrame, sample: Sample, outcome: str, group_trends: bool) -> pl.DataFrame:
    """The tidy coefficients of one outcome with what the contract wants beside them."""
    controls = sample.rows.filter(~pl.col("is_pilot") & (pl.col("period") == 0))[outcome].to_numpy()
    return tidy.with_columns(
        outcome=pl.lit(outcome),
        group_trends=pl.lit(group_trends),
        control_mean=pl.lit(float(np.mean(controls)) if len(controls) else None, dtype=pl.Float64),
        **_count_sample(sample.rows),
    )


def _contrast_periods(fit: AnyFit, outcome: str) -> pl.DataFrame:
    rows = [{"contrast": name, **contrast(fit, first, second)} for name, (first, second) in CONTRASTS.items()]
    columns = ("contrast", "estimate", "std_error", "p_value")
    schema = {name: PeriodContrasts.columns()[name].dtype for name in columns}
    return pl.DataFrame(rows, schema=schema).with_columns(outcome=pl.lit(outcome))


def _count_sample(rows: pl.DataFrame) -> dict[str, pl.Expr]:
    counts = {
        "n": rows.height,
        "n_persons": rows["person_id"].n_unique(),
        "n_offices": rows["office"].n_unique(),
        "n_pilot_offices": rows.filter(pl.col("is_pilot"))["office"].n_unique(),
    }
    return {name: pl.lit(count, dtype=pl.Int64) for name, count in counts.items()}

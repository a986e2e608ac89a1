"""Difference-in-differences: pilot offices against control offices, by period.

y = sum_p b2p period_p + sum_p b3p pilot x period_p + b4 X + fixed effects + e, p = 1, 2, 3, reference period 0
(STUDY, methods; RULES 29 to 33). The pilot's own term is spanned by the office effects and left out; without controls
it stands beside an intercept. With group trends, a linear trend in the start month and one for the pilot are added.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES, Did, PeriodContrasts
from dialogmote.design.outcomes import panel_outcome
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.regression.design import INTERCEPT, Design, Sample, check_values, prepare_samples
from dialogmote.estimate.regression.projection import fit_batch
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
PANEL_COLUMNS = [
    *("spell_id", "person_id", "period", "trend_years", "is_pilot", "is_trondelag"),
    *(*FIXED_EFFECTS, *COVARIATES, *OUTCOMES),
    *(f"{outcome}_adjusted" for outcome in OUTCOMES),
]
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

    `panel` has the columns `PANEL_COLUMNS`. Outcomes are the panel's season-adjusted ones; whether an outcome varies at
    all is seen on the plain one, and `control_mean` is the plain mean over control spells of period 0. A coefficient
    that cannot be estimated is null. Raises `ValueError` for repeated spells or missing values in a used column.
    """
    return _estimate_samples(prepare_did(panel, specification), specification)


def estimate_with_and_without_controls(panel: pl.DataFrame, control_group: str) -> dict[bool, DidEstimates]:
    """As `estimate_did`, of all outcomes with controls (True) and without (False), on rows that are prepared once."""
    specifications = [DidSpecification(control_group, with_controls) for with_controls in (True, False)]
    samples = _prepare_all(panel, specifications)
    return {
        specification.with_controls: _estimate_samples(of_one, specification)
        for specification, of_one in zip(specifications, samples, strict=True)
    }


def prepare_did(panel: pl.DataFrame, specification: DidSpecification) -> dict[bool, Sample]:
    """The sample without and with group trends. Raises `ValueError` as `estimate_did`."""
    return _prepare_all(panel, [specification])[0]


def _prepare_all(panel: pl.DataFrame, specifications: Sequence[DidSpecification]) -> list[dict[bool, Sample]]:
    """The samples of specifications that differ in their controls alone."""
    if panel["spell_id"].n_unique() < panel.height:
        raise ValueError("panel: a spell stands there more than once")
    outcomes = specifications[0].outcomes
    rows = code_regressors(in_spell_order(select_did_sample(panel, specifications[0].control_group)))
    check_values(rows, [*outcomes, *(f"{outcome}_adjusted" for outcome in outcomes)])
    trends = (False, True)
    designs = [did_design(group_trends=t, with_controls=one.with_controls) for one in specifications for t in trends]
    samples = iter(prepare_samples(rows, designs))
    return [{group_trends: next(samples) for group_trends in trends} for _ in specifications]


def _estimate_samples(samples: dict[bool, Sample], specification: DidSpecification) -> DidEstimates:
    """The estimates of one specification from its samples without and with group trends."""
    outcomes = [panel_outcome(outcome) for outcome in specification.outcomes]
    fits = {group_trends: list(fit_batch(sample, outcomes)) for group_trends, sample in samples.items()}
    counts = _describe_sample(samples[False].rows, specification.outcomes)
    coefficients = [
        fits[group_trends][place].tidy.with_columns(pl.lit(group_trends).alias("group_trends"), **counts[outcome])
        for place, outcome in enumerate(specification.outcomes)
        for group_trends in samples
    ]
    contrasts = [_contrast_periods(*pair) for pair in zip(fits[False], specification.outcomes, strict=True)]
    group = pl.lit(specification.control_group)
    return DidEstimates(
        pl.concat(coefficients).with_columns(control_group=group).select(list(Did.columns())),
        pl.concat(contrasts).with_columns(control_group=group).select(list(PeriodContrasts.columns())),
    )


def in_spell_order(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows by `spell_id`, so that sums have one order whatever the order of the panel; mostly they are already."""
    return rows if rows["spell_id"].is_sorted() else rows.sort("spell_id")


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


def _describe_sample(rows: pl.DataFrame, outcomes: Sequence[str]) -> dict[str, dict[str, pl.Expr]]:
    """By outcome, what the contract wants beside coefficients: its name, its level without the service, counts."""
    counts = _count_sample(rows)
    controls = rows.filter(~pl.col("is_pilot") & (pl.col("period") == 0)).select(outcomes)
    means = {outcome: float(np.mean(controls[outcome].to_numpy())) if controls.height else None for outcome in outcomes}
    return {
        outcome: {"outcome": pl.lit(outcome), "control_mean": pl.lit(mean, dtype=pl.Float64)} | counts
        for outcome, mean in means.items()
    }


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

"""The inference panel: every method on every period-2 estimate of one control group, side by side (table 4)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES, InferencePanel
from dialogmote.contracts.artifacts.values import INFERENCE_METHODS
from dialogmote.design.outcomes import panel_outcome
from dialogmote.estimate.batches import REPORTED_TERM
from dialogmote.estimate.did import (
    COVARIATES,
    EFFECT_PERIODS,
    FIXED_EFFECTS,
    PERIOD_TERMS,
    DidSpecification,
    prepare_did,
)
from dialogmote.estimate.inference.answers import Answers
from dialogmote.estimate.inference.methods import OFFICE_METHODS, OfficeProblem, assess_offices
from dialogmote.estimate.inference.moments import (
    OfficeMoments,
    build_moments,
    cross_moments,
    find_independent,
    order_rows,
    select_columns,
)
from dialogmote.estimate.inference.sandwich import count_factor
from dialogmote.estimate.regression.design import Sample
from dialogmote.estimate.regression.projection import fit_batch

EFFECT_PLACE = EFFECT_PERIODS.index(2)
TREND = "trend"
TREND_COLUMN = len(PERIOD_TERMS)  # of the columns of the moments
OFFICE = "office"
SCHEMA = {
    "outcome": pl.String,
    "control_group": pl.String,
    "group_trends": pl.Boolean,
    "method": pl.String,
    **dict.fromkeys(("estimate", "std_error", "p_value", "ci_low", "ci_high", "degrees_of_freedom"), pl.Float64),
    **dict.fromkeys(("n_clusters", "n_treated_clusters", "draws"), pl.Int64),
}

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


def inference_panel(
    panel: pl.DataFrame, control_group: str, draws: int, seed: int, group_trends: Sequence[bool] = (False, True)
) -> pl.DataFrame:
    """Estimate, p-value and 95 % interval of period 2 by outcome, with and without group trends, and method.

    Columns `SCHEMA`; methods `INFERENCE_METHODS`, `crv1` as table 4 prints it. `panel` has the columns `PANEL_COLUMNS`,
    `draws` are those of every method that draws. Numbers a method does not have are null, and so are an interval's end
    where its test rejects no value, and all but the estimate where the sample or the identification allows no error.
    Raises `ValueError` as `estimate_did`.
    """
    samples = prepare_did(panel, DidSpecification(control_group))
    office = _gather_offices(samples[True]) if samples[True].rows.height else None
    frames = [_assess_sample(samples[trends], office, trends, draws, seed) for trends in group_trends]
    frame = pl.concat(frames).with_columns(pl.lit(control_group).alias("control_group"))
    return frame.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def order_panel(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The effects of all control groups and trend choices in table 4's order, in the contract `inference_panel`."""
    order = {"outcome": OUTCOMES, "control_group": CONTROL_GROUPS}
    keys = [pl.col(name).cast(pl.Enum(list(values))) for name, values in order.items()]
    printed = pl.col("std_error").filter(pl.col("method") == INFERENCE_METHODS[0]).first()
    return (
        pl.concat(frames)
        .sort(*keys, "group_trends", pl.col("method").cast(pl.Enum(list(INFERENCE_METHODS))))
        .with_columns(printed.over("outcome", "control_group", "group_trends").alias("table_4_std_error"))
        .select(list(InferencePanel.columns()))
    )


@dataclass(frozen=True)
class _Offices:
    """The moments of all regressors but the pilot's, the trend among them, and who is treated."""

    moments: OfficeMoments
    cross: FloatArray
    treated: BoolArray


def _gather_offices(sample: Sample) -> _Offices:
    """Moments of periods, trend, covariates and the dummies of every fixed effect but the office's, by office."""
    frame = sample.rows
    treatment = [*PERIOD_TERMS, TREND]
    dense = sparse.csr_matrix(frame.select(pl.col([*treatment, *COVARIATES]).cast(pl.Float64)).to_numpy())
    dummies = [_dummies(frame[name].to_numpy()) for name in FIXED_EFFECTS if name != OFFICE]
    rows, order = order_rows(sparse.hstack([dense, *dummies], format="csr"), frame[OFFICE].to_numpy())
    outcomes = frame.select(f"{outcome}_adjusted" for outcome in OUTCOMES).to_numpy()[order]
    places = range(len(treatment))
    treated = np.zeros(len(rows.bounds) - 1, dtype=bool)
    treated[frame.filter(pl.col("is_pilot"))[OFFICE].unique().to_numpy()] = True
    return _Offices(build_moments(rows, places), cross_moments(rows, places, outcomes), treated)


def _dummies(codes: IntArray) -> sparse.csr_matrix:
    """A column for each level but the most common one, which is the level the others are held against."""
    counts = np.bincount(codes)
    n = len(codes)
    every = sparse.csr_matrix((np.ones(n), codes, np.arange(n + 1)), shape=(n, len(counts)))
    return every[:, np.flatnonzero(np.arange(len(counts)) != counts.argmax())]


def _assess_sample(sample: Sample, offices: _Offices | None, trends: bool, draws: int, seed: int) -> pl.DataFrame:
    """All methods on all outcomes, without or with group trends."""
    varying = [outcome for outcome in OUTCOMES if sample.rows[outcome].n_unique() > 1]
    answers: dict[str, Answers] = {}
    if varying and offices is not None and _allows_inference(sample, trends):
        answers = assess_offices(_pose_sample(sample, offices, trends, varying), draws, seed)[1]
    records = []
    for outcome, printed in zip(OUTCOMES, _read_printed(sample), strict=True):
        blank = {"estimate": printed["estimate"]} if outcome in varying else printed | {"std_error": None}
        found = {name: _read_answer(one, varying.index(outcome)) for name, one in answers.items() if outcome in varying}
        by_method = {"crv1": printed} | {name: blank | found.get(name, {}) for name in OFFICE_METHODS}
        records += [{"outcome": outcome, "method": name} | numbers for name, numbers in by_method.items()]
    frame = pl.DataFrame([dict.fromkeys(SCHEMA) | record for record in records], schema=SCHEMA)
    return frame.with_columns(pl.lit(trends).alias("group_trends"), *_count_offices(offices))


def _read_printed(sample: Sample) -> list[dict[str, float | None]]:
    """Of each outcome the effect as table 4 prints it, errors clustered by person and office."""
    fits = fit_batch(sample, [panel_outcome(outcome) for outcome in OUTCOMES])
    degrees = {"degrees_of_freedom": float(sample.n_clusters_min - 1) if sample.has_errors else None}
    rows = [fit.tidy.drop("term").row(fit.tidy["term"].to_list().index(REPORTED_TERM), named=True) for fit in fits]
    return [row | (degrees if row["p_value"] is not None else {}) for row in rows]


def _read_answer(answers: Answers, place: int) -> dict[str, float | int | None]:
    """One outcome's numbers, null where the method has none."""
    numbers = {
        "std_error": answers.std_errors[place],
        "p_value": answers.p_values[place],
        "ci_low": answers.lows[place],
        "ci_high": answers.highs[place],
        "degrees_of_freedom": answers.degrees_of_freedom,
    }
    return {name: None if np.isnan(value) else float(value) for name, value in numbers.items()} | {
        "draws": answers.draws
    }


def _allows_inference(sample: Sample, trends: bool) -> bool:
    """Whether the effect is identified and has errors, and periods and trend are told apart."""
    shared = {*PERIOD_TERMS, *([TREND] if trends else [])}
    identification = sample.identification
    return sample.has_errors and REPORTED_TERM in identification.identified and shared <= set(identification.kept)


def _pose_sample(sample: Sample, offices: _Offices, trends: bool, varying: Sequence[str]) -> OfficeProblem:
    """The effect on the outcomes that vary, with the trend among the columns or without."""
    gram, own = offices.moments.gram, offices.moments.own
    chosen = np.delete(np.arange(len(gram)), [] if trends else [TREND_COLUMN])
    kept = chosen[find_independent(gram[np.ix_(chosen, chosen)], own[chosen])]
    outcomes = [OUTCOMES.index(outcome) for outcome in varying]
    return OfficeProblem(
        moments=select_columns(offices.moments, kept),
        cross=offices.cross[:, kept][:, :, outcomes],
        treated=offices.treated,
        effect=EFFECT_PLACE,
        n_periods=len(PERIOD_TERMS),
        factor=count_factor(sample.rows.height, sample.n_parameters, len(offices.treated)),
    )


def _count_offices(offices: _Offices | None) -> list[pl.Expr]:
    counts = (0, 0) if offices is None else (len(offices.treated), int(offices.treated.sum()))
    names = ("n_clusters", "n_treated_clusters")
    return [pl.lit(count, dtype=pl.Int64).alias(name) for name, count in zip(names, counts, strict=True)]

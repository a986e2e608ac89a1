"""The printed regressions by a second engine: what the library estimated, again by exact projection, and compared.

Models that both engines estimate: the DiD of table 4 (every coefficient), the trend check of table v1 and the event
study of figure v3. The two share samples and designs, and neither solver nor sums. They have to agree, or the run
stops: a number that depends on the program is no result.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES, CheckEstimates
from dialogmote.design.outcomes import panel_outcome
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.did import code_regressors, did_design
from dialogmote.estimate.regression.design import Sample, prepare_sample
from dialogmote.estimate.regression.projection import estimate_batch
from dialogmote.estimate.trends import (
    EVENT_STUDY_OUTCOMES,
    MONTH_PREFIX,
    TREND_DIFFERENCE,
    code_event_study,
    event_study_design,
    prepare_trend_check,
)

# Of a standard error. At national size the engines are 5e-13 of an error apart, their errors 1e-11 of themselves.
LARGEST_DIFFERENCE_IN_SE = 1e-6
# Relative. RULES 36: standard errors of independent programs agree to 1e-5 on any register.
LARGEST_STD_ERROR_RATIO_ERROR = 1e-5
# A standard error can cancel to rounding noise (all spells that tell about a term lie in one office), which no two
# engines share. So a term is measured by its own error or, where that is larger, by these shares of its model's largest
# error and largest estimate.
NOISE_SHARE_OF_ERROR = 1e-2
NOISE_SHARE_OF_ESTIMATE = 1e-3
LISTED = 5  # models named in the message
MODEL_KEYS = ["exhibit", "outcome", "control_group", "specification"]


@dataclass(frozen=True)
class PrintedEstimates:
    """What the library estimated: the coefficients of every DiD, the data of table v1 and of figure v3."""

    did: pl.DataFrame
    table_v1: pl.DataFrame
    figure_v3: pl.DataFrame


def check_estimates(panel: pl.DataFrame, printed: PrintedEstimates) -> pl.DataFrame:
    """Both engines' models compared, one row a model, in the contract `check_estimates`.

    Raises `RuntimeError` that names the models when any of them disagrees.
    """
    compared = compare_engines(panel, printed)
    disagreeing = compared.filter(~pl.col("agrees"))
    if disagreeing.height:
        raise RuntimeError(describe_disagreement(disagreeing, compared.height))
    return compared


def compare_engines(panel: pl.DataFrame, printed: PrintedEstimates) -> pl.DataFrame:
    """As `check_estimates`, whether or not the models agree.

    Raises `ValueError` when the library's estimates lack a model.
    """
    library = pl.concat([_library_did(printed.did), _library_v1(printed.table_v1), _library_v3(printed.figure_v3)])
    projected = pl.concat(_project_models(panel, printed.figure_v3))
    if missing := projected.join(library, on=MODEL_KEYS, how="anti").select(MODEL_KEYS).n_unique():
        raise ValueError(f"{missing} models are missing from the library's estimates")
    return compare_models(library, projected)


def compare_models(library: pl.DataFrame, projected: pl.DataFrame) -> pl.DataFrame:
    """Coefficients of the same models by two engines: exhibit, outcome, control_group, specification, term, estimate,
    std_error in both. One row a model, sorted by its keys.

    `library` says which terms are compared; `projected` may have more. A term that only one engine identifies, or that
    `projected` lacks, makes `is_same_identification` false.
    """
    scales = projected.group_by(MODEL_KEYS).agg(
        pl.col("std_error").max().alias("largest_error"), pl.col("estimate").abs().max().alias("largest_estimate")
    )
    joined = library.join(projected, on=[*MODEL_KEYS, "term"], how="left", suffix="_projected").join(
        scales, on=MODEL_KEYS, how="left"
    )
    models = joined.group_by(MODEL_KEYS).agg(
        pl.len().cast(pl.Int64).alias("terms"),
        _apart("estimate").max().alias("largest_difference_in_se"),
        _apart("std_error").max().alias("largest_std_error_ratio_error"),
        (_same_nulls("estimate") & _same_nulls("std_error")).all().alias("is_same_identification"),
    )
    return models.with_columns(agrees=_agrees()).sort(MODEL_KEYS).select(list(CheckEstimates.columns()))


def _agrees() -> pl.Expr:
    return (
        pl.col("is_same_identification")
        & (pl.col("largest_difference_in_se").fill_null(0) <= LARGEST_DIFFERENCE_IN_SE)
        & (pl.col("largest_std_error_ratio_error").fill_null(0) <= LARGEST_STD_ERROR_RATIO_ERROR)
    )


def describe_disagreement(disagreeing: pl.DataFrame, n_models: int) -> str:
    """The message for models that disagree: how many, and the worst of them with their differences."""
    order = pl.max_horizontal(
        pl.col("largest_difference_in_se").fill_null(0) / LARGEST_DIFFERENCE_IN_SE,
        pl.col("largest_std_error_ratio_error").fill_null(0) / LARGEST_STD_ERROR_RATIO_ERROR,
        (~pl.col("is_same_identification")).cast(pl.Float64) * float("inf"),
    ).fill_nan(0)
    lines = [
        f"{row['exhibit']} {row['outcome']} {row['control_group']} {row['specification']}: "
        + (
            f"estimates {row['largest_difference_in_se'] or 0:.1e} of a standard error apart, "
            f"standard errors {row['largest_std_error_ratio_error'] or 0:.1e}"
            if row["is_same_identification"]
            else "other coefficients are identified"
        )
        for row in disagreeing.sort(order, descending=True, maintain_order=True).head(LISTED).iter_rows(named=True)
    ]
    head = f"library and projection disagree in {disagreeing.height} of {n_models} models; the worst:"
    return "\n".join([head, *lines])


def _same_nulls(column: str) -> pl.Expr:
    return pl.col(column).is_null() == pl.col(f"{column}_projected").is_null()


def _apart(column: str) -> pl.Expr:
    """Difference between the engines, in standard errors; by the size of the estimates where there are no errors."""
    error = pl.max_horizontal(
        pl.col("std_error_projected"),
        pl.col("largest_error") * NOISE_SHARE_OF_ERROR,
        pl.col("largest_estimate") * NOISE_SHARE_OF_ESTIMATE,
    )
    size = pl.when(pl.col("largest_error").is_null()).then("largest_estimate").otherwise(error)
    difference = (pl.col(column) - pl.col(f"{column}_projected")).abs()
    return pl.when(difference == 0).then(0.0).otherwise(difference / size)


def _library_did(did: pl.DataFrame) -> pl.DataFrame:
    return _coefficients(did, "table_4", specification=_trends_named())


def _library_v1(table_v1: pl.DataFrame) -> pl.DataFrame:
    named = table_v1.rename({"trend_difference_per_year": "estimate"}).with_columns(term=pl.lit(TREND_DIFFERENCE))
    specification = pl.when("controls").then(pl.lit("with_controls")).otherwise(pl.lit("without_controls"))
    return _coefficients(named, "table_v1", specification=specification)


def _library_v3(figure_v3: pl.DataFrame) -> pl.DataFrame:
    """The event study's months as terms; the reference month is no coefficient."""
    months = figure_v3["month"].unique().sort()
    numbers = pl.DataFrame({"month": months, "term": [f"{MONTH_PREFIX}{k}" for k in range(len(months))]})
    named = figure_v3.filter(pl.col("month") > months.min()).join(numbers, on="month", how="left")
    named = named.with_columns(control_group=pl.lit("national"))
    return _coefficients(named, "figure_v3", specification=pl.lit("months"))


def _coefficients(tidy: pl.DataFrame, exhibit: str, *, specification: pl.Expr) -> pl.DataFrame:
    return tidy.select(
        pl.lit(exhibit).alias("exhibit"),
        "outcome",
        "control_group",
        specification.alias("specification"),
        "term",
        "estimate",
        "std_error",
    )


def _trends_named() -> pl.Expr:
    return pl.when("group_trends").then(pl.lit("with_trends")).otherwise(pl.lit("without_trends"))


def _project_models(panel: pl.DataFrame, figure_v3: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Every coefficient of every model, one sample after the other."""
    for control_group in CONTROL_GROUPS:
        group = pl.lit(control_group)
        chosen = select_did_sample(panel, control_group)
        coded = code_regressors(chosen.sort("person_id", "office", "spell_id"))
        for group_trends in (False, True):
            sample = prepare_sample(coded, did_design(group_trends=group_trends, with_controls=True))
            tidy = _project(sample, OUTCOMES).with_columns(control_group=group, group_trends=pl.lit(group_trends))
            yield _library_did(tidy)
        for controls in (True, False):
            sample = prepare_trend_check(chosen, with_controls=controls)
            tidy = _project(sample, OUTCOMES).with_columns(control_group=group, controls=pl.lit(controls))
            specification = pl.lit("with_controls" if controls else "without_controls")
            yield _coefficients(tidy, "table_v1", specification=specification)
    months = figure_v3["month"].unique().sort().to_list()
    coded = code_regressors(select_did_sample(panel, "national").sort("person_id", "office", "spell_id"))
    numbered = code_event_study(coded, months)
    tidy = _project(prepare_sample(numbered, event_study_design(numbered)), EVENT_STUDY_OUTCOMES)
    yield _coefficients(
        tidy.with_columns(control_group=pl.lit("national")), "figure_v3", specification=pl.lit("months")
    )


def _project(sample: Sample, outcomes: tuple[str, ...]) -> pl.DataFrame:
    return estimate_batch(sample, [panel_outcome(outcome) for outcome in outcomes])

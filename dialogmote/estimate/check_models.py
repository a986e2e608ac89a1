"""Models by two engines compared: how far apart, whether they agree, and what is said when they do not."""

from collections.abc import Sequence

import polars as pl

from dialogmote.contracts.artifacts import CheckEstimates

# Of a standard error. At national size the engines are some 1e-12 of an error apart, their errors 1e-11 of themselves.
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


def compare_models(printed: pl.DataFrame, fitted: pl.DataFrame) -> pl.DataFrame:
    """Coefficients of the same models by two engines: exhibit, outcome, control_group, specification, term, estimate,
    std_error in both. One row a model, sorted by its keys.

    `printed` says which terms are compared; `fitted`, the check, may have more. A term that only one engine identifies,
    or that the check lacks, makes `is_same_identification` false.
    """
    scales = fitted.group_by(MODEL_KEYS).agg(
        pl.col("std_error").max().alias("largest_error"), pl.col("estimate").abs().max().alias("largest_estimate")
    )
    joined = printed.join(fitted, on=[*MODEL_KEYS, "term"], how="left", suffix="_fitted").join(
        scales, on=MODEL_KEYS, how="left"
    )
    models = joined.group_by(MODEL_KEYS).agg(
        pl.len().cast(pl.Int64).alias("terms"),
        _apart("estimate").max().alias("largest_difference_in_se"),
        _apart("std_error").max().alias("largest_std_error_ratio_error"),
        (_same_nulls("estimate") & _same_nulls("std_error")).all().alias("is_same_identification"),
    )
    return models.with_columns(agrees=_agrees()).sort(MODEL_KEYS).select(list(CheckEstimates.columns()))


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
    head = f"projection and pyfixest disagree in {disagreeing.height} of {n_models} models; the worst:"
    return "\n".join([head, *lines])


def collect_checks(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The checks of all files of estimates in one table, sorted by model. Raises `ValueError` for a model that stands
    twice."""
    together = pl.concat(parts).sort(MODEL_KEYS)
    if together.select(MODEL_KEYS).n_unique() < together.height:
        raise ValueError("a model was checked more than once")
    return together


def _agrees() -> pl.Expr:
    return (
        pl.col("is_same_identification")
        & (pl.col("largest_difference_in_se").fill_null(0) <= LARGEST_DIFFERENCE_IN_SE)
        & (pl.col("largest_std_error_ratio_error").fill_null(0) <= LARGEST_STD_ERROR_RATIO_ERROR)
    )


def _same_nulls(column: str) -> pl.Expr:
    return pl.col(column).is_null() == pl.col(f"{column}_fitted").is_null()


def _apart(column: str) -> pl.Expr:
    """Difference between the engines, in standard errors; by the size of the estimates where there are no errors."""
    error = pl.max_horizontal(
        pl.col("std_error_fitted"),
        pl.col("largest_error") * NOISE_SHARE_OF_ERROR,
        pl.col("largest_estimate") * NOISE_SHARE_OF_ESTIMATE,
    )
    size = pl.when(pl.col("largest_error").is_null()).then("largest_estimate").otherwise(error)
    difference = (pl.col(column) - pl.col(f"{column}_fitted")).abs()
    return pl.when(difference == 0).then(0.0).otherwise(difference / size)

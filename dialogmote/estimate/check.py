"""The printed regressions by a second engine: what the projection estimated, again by pyfixest, and compared.

The models of table 4 (every coefficient), of the trend check of table v1 and of the event study of figure v3. The two
engines share samples and designs, and neither solver nor sums. They have to agree, or the run stops: a number that
depends on the program is no result. Each file of estimates is checked alone, so that the jobs stand side by side.
"""

from collections.abc import Callable, Sequence
from functools import partial

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.check_models import MODEL_KEYS, compare_models, describe_disagreement
from dialogmote.estimate.did import DidSpecification, prepare_did
from dialogmote.estimate.regression.design import Sample
from dialogmote.estimate.regression.library import estimate_coefficients
from dialogmote.estimate.trends import (
    EVENT_STUDY_OUTCOMES,
    MONTH_PREFIX,
    TREND_DIFFERENCE,
    prepare_event_study,
    prepare_trend_checks,
)


def check_estimates(panel: pl.DataFrame, printed: pl.DataFrame, estimates: str) -> pl.DataFrame:
    """The models behind one file of printed estimates by both engines, one row a model, in the contract
    `check_estimates`.

    `estimates` says which file: `did_national`, `did_trondelag`, `table_v1` or `figure_v3`; `printed` are its rows,
    `panel` what they were estimated on. Raises `RuntimeError` that names the models when any of them disagrees.
    """
    compared = compare_engines(panel, printed, estimates)
    disagreeing = compared.filter(~pl.col("agrees"))
    if disagreeing.height:
        raise RuntimeError(describe_disagreement(disagreeing, compared.height))
    return compared


def compare_engines(panel: pl.DataFrame, printed: pl.DataFrame, estimates: str) -> pl.DataFrame:
    """As `check_estimates`, whether or not the models agree.

    Raises `ValueError` for estimates that are not checked, or when the printed ones lack a model.
    """
    if estimates not in CHECKED:
        raise ValueError(f"estimates {estimates!r} are none of {', '.join(CHECKED)}")
    named, fitted = CHECKED[estimates](panel, printed)
    if missing := fitted.join(named, on=MODEL_KEYS, how="anti").select(MODEL_KEYS).n_unique():
        raise ValueError(f"{missing} models are missing from the printed estimates")
    return compare_models(named, fitted)


def _fit_did(panel: pl.DataFrame, did: pl.DataFrame, control_group: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    samples = prepare_did(panel, DidSpecification(control_group))
    names = {False: "without_trends", True: "with_trends"}
    fitted = [_fit(sample, OUTCOMES, "table_4", control_group, names[trends]) for trends, sample in samples.items()]
    specification = pl.col("group_trends").replace_strict(names)
    return _name_models(did, "table_4", pl.col("control_group"), specification), pl.concat(fitted)


def _fit_table_v1(panel: pl.DataFrame, table_v1: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    names = {False: "without_controls", True: "with_controls"}
    fitted = [
        _fit(sample, OUTCOMES, "table_v1", control_group, names[with_controls])
        for control_group in CONTROL_GROUPS
        for with_controls, sample in prepare_trend_checks(select_did_sample(panel, control_group)).items()
    ]
    named = table_v1.rename({"trend_difference_per_year": "estimate"}).with_columns(term=pl.lit(TREND_DIFFERENCE))
    specification = pl.col("controls").replace_strict(names)
    return _name_models(named, "table_v1", pl.col("control_group"), specification), pl.concat(fitted)


def _fit_figure_v3(panel: pl.DataFrame, figure_v3: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The event study's months as terms; the reference month is no coefficient."""
    months = figure_v3["month"].unique().sort()
    fitted = _fit(prepare_event_study(panel, months.to_list()), EVENT_STUDY_OUTCOMES, "figure_v3", "national", "months")
    numbers = pl.DataFrame({"month": months, "term": [f"{MONTH_PREFIX}{k}" for k in range(len(months))]})
    named = figure_v3.filter(pl.col("month") > months.min()).join(numbers, on="month", how="left")
    return _name_models(named, "figure_v3", pl.lit("national"), pl.lit("months")), fitted


def _fit(sample: Sample, outcomes: Sequence[str], exhibit: str, control_group: str, specification: str) -> pl.DataFrame:
    """Every coefficient of every outcome by pyfixest; whether an outcome varies is seen on the plain one."""
    frames = []
    for outcome in outcomes:
        is_constant = sample.rows.height > 0 and sample.rows[outcome].n_unique() == 1
        tidy = estimate_coefficients(sample, f"{outcome}_adjusted", is_constant=is_constant)
        frames.append(tidy.with_columns(outcome=pl.lit(outcome)))
    return _name_models(pl.concat(frames), exhibit, pl.lit(control_group), pl.lit(specification))


def _name_models(tidy: pl.DataFrame, exhibit: str, control_group: pl.Expr, specification: pl.Expr) -> pl.DataFrame:
    return tidy.select(
        pl.lit(exhibit).alias("exhibit"),
        "outcome",
        control_group.alias("control_group"),
        specification.alias("specification"),
        *("term", "estimate", "std_error"),
    )


# Of each file of estimates, its printed coefficients and those that pyfixest fits.
CHECKED: dict[str, Callable[[pl.DataFrame, pl.DataFrame], tuple[pl.DataFrame, pl.DataFrame]]] = {
    **{f"did_{group}": partial(_fit_did, control_group=group) for group in CONTROL_GROUPS},
    "table_v1": _fit_table_v1,
    "figure_v3": _fit_figure_v3,
}

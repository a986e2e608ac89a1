"""The assessments of trends as artifacts: one row a robust interval, a test, a power."""

import polars as pl

from dialogmote.contracts.artifacts import ARTIFACTS
from dialogmote.estimate.honest.exhibits import Trends

OF_METHOD = ("outcome", "method")


def tidy_sets(trends: Trends) -> pl.DataFrame:
    """Robust intervals in the contract `honest_trends`, with each method's breakdown value on all of its rows."""
    values = trends.breakdowns.rename({"ci_low": "parallel_low", "ci_high": "parallel_high"})
    placed = trends.sets.with_columns(grid_place=pl.int_range(pl.len(), dtype=pl.Int32).over(OF_METHOD))
    joined = placed.join(values, on=list(OF_METHOD), how="left", maintain_order="left", validate="m:1")
    return _in_contract(joined, "honest_trends")


def tidy_tests(trends: Trends) -> pl.DataFrame:
    """The joint tests in the contract `pretrend_tests`."""
    names = {"periods": "spacing", "df": "n_coefficients", "few_df": "few_degrees_of_freedom"}
    return _in_contract(trends.tests.rename(names), "pretrend_tests")


def tidy_power(trends: Trends) -> pl.DataFrame:
    """Slopes by power in the contract `pretrend_power`: power and coverage in percent."""
    in_percent = trends.power.rename({"test": "pretest"}).with_columns(
        power_pct=(100 * pl.col("power")).round(),
        coverage_pct=100 * pl.col("coverage"),
        coverage_if_passed_pct=100 * pl.col("coverage_if_passed"),
    )
    return _in_contract(in_percent, "pretrend_power")


def _in_contract(frame: pl.DataFrame, artifact: str) -> pl.DataFrame:
    columns = ARTIFACTS[artifact].columns()
    return frame.select(pl.col(name).cast(column.dtype) for name, column in columns.items())

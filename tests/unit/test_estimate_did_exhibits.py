import numpy as np
import polars as pl
import pytest
from unit.study_builders import random_panel

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES, Figure8, PlantedVsEstimated, Table4, Truth
from dialogmote.estimate.did import DidSpecification, estimate_did
from dialogmote.estimate.did_exhibits import figure_8, planted_vs_estimated, table_4


@pytest.fixture(scope="module")
def did() -> pl.DataFrame:
    panel = random_panel(np.random.default_rng(21))
    return pl.concat([estimate_did(panel, DidSpecification(group)).coefficients for group in reversed(CONTROL_GROUPS)])


def number(did: pl.DataFrame, outcome: str, group: str, trends: bool, term: str, column: str) -> float:
    keys = {"outcome": outcome, "control_group": group, "group_trends": trends, "term": term}
    return did.filter(*(pl.col(name) == value for name, value in keys.items()))[column].item()


def test_table_4_lists_outcomes_groups_and_trends_in_the_published_order(did):
    published = pl.read_csv("resources/published/table_4.csv").with_columns(pl.col("group_trends") == "yes")
    keys = ["outcome", "control_group", "group_trends"]
    assert table_4(did).select(keys).rows() == published.select(keys).rows()


def test_table_4_holds_the_effect_of_period_2(did):
    table = table_4(did)
    Table4.validate(table)
    for row in table.iter_rows(named=True):
        keys = (row["outcome"], row["control_group"], row["group_trends"])
        for column in ("estimate", "std_error", "ci_low", "ci_high", "p_value", "control_mean", "n"):
            assert row[column] == number(did, *keys, "pilot_x_period_2", column)


def test_figure_8_holds_three_periods_of_three_outcomes_without_trends(did):
    figure = figure_8(did)
    Figure8.validate(figure)
    assert figure.height == 3 * len(CONTROL_GROUPS) * 3
    for row in figure.iter_rows(named=True):
        expected = number(
            did, row["outcome"], row["control_group"], False, f"pilot_x_period_{row['period']}", "estimate"
        )
        assert row["estimate"] == expected


def truth(planted: float) -> pl.DataFrame:
    rows = [(o, g, p, planted, 10, 90) for o in OUTCOMES for g in CONTROL_GROUPS for p in range(4)]
    schema = {name: column.dtype for name, column in Truth.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_planted_effects_stand_beside_the_estimates_of_their_period(did):
    beside = planted_vs_estimated(did, truth(-8.0))
    PlantedVsEstimated.validate(beside)
    assert beside.height == len(OUTCOMES) * len(CONTROL_GROUPS) * 3
    for row in beside.iter_rows(named=True):
        expected = number(
            did, row["outcome"], row["control_group"], False, f"pilot_x_period_{row['period']}", "estimate"
        )
        assert (row["planted"], row["estimate"]) == (-8.0, expected)
        assert row["is_within_interval"] == (row["ci_low"] <= -8.0 <= row["ci_high"])


def test_without_an_estimate_nothing_is_said_about_the_interval(did):
    blank = did.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in ("estimate", "ci_low", "ci_high"))
    assert planted_vs_estimated(blank, truth(0.0))["is_within_interval"].null_count() == 36


def test_an_effect_outside_the_interval_is_said_to_be_so(did):
    assert planted_vs_estimated(did, truth(1e6))["is_within_interval"].any() is False

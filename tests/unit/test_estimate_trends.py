"""Trend check and event study on hand-made panels; R and an independent program hold their numbers elsewhere."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from unit.study_builders import random_panel

from dialogmote.contracts.artifacts import CONTROL_GROUPS, OUTCOMES, FigureV3, TableV1
from dialogmote.estimate.trends import (
    EVENT_STUDY_COLUMNS,
    PANEL_COLUMNS,
    code_event_study,
    figure_v3,
    list_months,
    table_v1,
)

# Two exact solutions of the same least squares, in double precision.
RTOL = 1e-8


MONTHS = list_months(date(2017, 1, 1), date(2017, 8, 1))


def panel_of(seed: int) -> pl.DataFrame:
    """A random panel with starts in eight months."""
    panel = random_panel(np.random.default_rng(seed), n=1200, n_persons=700)
    place = np.random.default_rng(seed + 100).integers(0, len(MONTHS), panel.height)
    return panel.with_columns(start_month=pl.Series([MONTHS[k] for k in place]))


def test_table_v1_has_every_outcome_group_and_choice_in_published_order():
    table = table_v1(panel_of(1))
    TableV1.validate(table)
    keys = [
        (outcome, group, controls) for outcome in OUTCOMES for group in CONTROL_GROUPS for controls in (True, False)
    ]
    assert table.select("outcome", "control_group", "controls").rows() == keys


def test_trend_difference_without_controls_is_that_of_two_separate_lines():
    """With an intercept and a trend for each group, the interaction is the difference of the two groups' slopes."""
    panel = panel_of(2)
    row = table_v1(panel).row(
        by_predicate=(pl.col("outcome") == "duration") & (pl.col("control_group") == "national") & ~pl.col("controls"),
        named=True,
    )
    before = panel.filter(pl.col("period") == 0)
    slopes = [
        np.polyfit(group["trend_years"].to_numpy(), group["duration_adjusted"].to_numpy(), 1)[0]
        for group in (before.filter("is_pilot"), before.filter(~pl.col("is_pilot")))
    ]
    assert row["trend_difference_per_year"] == pytest.approx(slopes[0] - slopes[1], rel=RTOL)
    assert row["n"] == before.height


def test_trend_check_of_a_constant_outcome_is_0():
    table = table_v1(panel_of(3).with_columns(exhausted=pl.lit(0.0))).filter(pl.col("outcome") == "exhausted")
    assert table.select("trend_difference_per_year", "std_error", "p_value").unique().rows() == [(0.0, 0.0, None)]


def test_columns_the_jobs_read_are_enough():
    panel = panel_of(8)
    assert table_v1(panel.select(PANEL_COLUMNS)).equals(table_v1(panel))
    assert figure_v3(panel.select(EVENT_STUDY_COLUMNS), months=MONTHS).equals(figure_v3(panel, months=MONTHS))


def test_row_order_of_the_panel_means_nothing_to_trends():
    panel = panel_of(9)
    shuffled = panel.sample(fraction=1, shuffle=True, seed=1)
    assert table_v1(shuffled).equals(table_v1(panel))
    assert figure_v3(shuffled, months=MONTHS).equals(figure_v3(panel, months=MONTHS))


def test_months_run_over_the_year_end():
    assert list_months(date(2017, 11, 5), date(2018, 2, 1)) == [
        date(2017, 11, 1), date(2017, 12, 1), date(2018, 1, 1), date(2018, 2, 1)
    ]  # fmt: skip


def test_event_study_has_a_row_a_month_and_0_at_the_reference():
    panel = panel_of(4)
    study = figure_v3(panel, months=MONTHS)
    FigureV3.validate(study)
    assert study.filter(pl.col("outcome") == "meeting")["month"].to_list() == MONTHS
    reference = study.filter(pl.col("month") == MONTHS[0])
    assert reference.select("estimate", "std_error", "ci_low", "ci_high", "p_value").unique().rows() == [
        (0.0, 0.0, 0.0, 0.0, None)
    ]
    assert study["n"].unique().to_list() == [panel.height]


def test_month_without_pilot_spells_is_null_and_the_others_stand():
    panel = panel_of(5)
    gone = panel.filter(~(pl.col("is_pilot") & (pl.col("start_month") == MONTHS[3])))
    study = figure_v3(gone, months=MONTHS)
    assert study.filter(pl.col("estimate").is_null())["month"].unique().to_list() == [MONTHS[3]]


def test_without_pilot_spells_in_the_reference_month_no_difference_is_identified():
    panel = panel_of(6)
    gone = panel.filter(~(pl.col("is_pilot") & (pl.col("start_month") == MONTHS[0])))
    study = figure_v3(gone, months=MONTHS).filter(pl.col("month") != MONTHS[0])
    assert study["estimate"].null_count() == study.height == 2 * (len(MONTHS) - 1)


def test_start_month_outside_the_months_raises():
    panel = panel_of(7)
    with pytest.raises(ValueError, match="1 start months"):
        code_event_study(panel, MONTHS[:-1])

"""Sizes, pilots and variances of the simulated design are the panel's."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from dialogmote.estimate.monte_carlo.components import measure_components
from dialogmote.estimate.monte_carlo.design import measure_design
from dialogmote.estimate.monte_carlo.draws import draw_outcomes, plant
from dialogmote.estimate.monte_carlo.truths import TRUTHS, VIOLATION, Truth, plant_truth

PERIOD_OF_MONTH = np.array([0, 0, 0, 1, 1, 2, 2, 3])
YEARS_OF_MONTH = np.array([0, 1, 2, 3, 4, 5, 5, 6]) / 12 + (PERIOD_OF_MONTH > 0)
VARIANCES = {"individual": 50.0, "office": 9.0, "office_period": 5.0, "office_month": 3.0}
REPLICATES = 300
# The mean of the replicates is normal, so that one in 16,000 seeds would be further off; the seed is fixed.
STANDARD_ERRORS = 4.0
ROUNDING = 1e-9

RULES = Path(__file__).parents[2] / "workflow" / "rules" / "monte_carlo.smk"
PUBLISHED = pl.DataFrame(
    {
        "outcome": ["meeting", "meeting", "duration", "duration"],
        "control_group": ["national"] * 4,
        "group_trends": ["no", "yes", "no", "yes"],
        "estimate": [-8.0, -10.0, -0.6, 0.2],
    }
)


def cells_of(rng, n_offices=40, n_treated=6):
    """Unbalanced cells of offices by months, some missing: sizes, offices, periods, months, treated."""
    sizes = rng.integers(0, 9, (n_offices, len(PERIOD_OF_MONTH)))
    sizes[:, 0] += 1
    offices, months = np.nonzero(sizes)
    return sizes[offices, months], offices, PERIOD_OF_MONTH[months], months, offices < n_treated


def draw_spells(rng, sizes, offices, months, treated):
    """Spells of cells, with shocks of `VARIANCES`, months that differ, and an effect and a trend at treated offices."""
    scale = {name: np.sqrt(variance) for name, variance in VARIANCES.items()}
    n_offices = offices.max() + 1
    shocks = scale["office"] * rng.standard_normal(n_offices)[offices]
    shocks += scale["office_period"] * rng.standard_normal((n_offices, 4))[offices, PERIOD_OF_MONTH[months]]
    shocks += scale["office_month"] * rng.standard_normal(len(sizes))
    means = shocks + 20 * np.sin(months) - treated * (8.0 * (PERIOD_OF_MONTH[months] == 2) + 3.0 * months)
    return np.repeat(means, sizes) + scale["individual"] * rng.standard_normal(sizes.sum())


def test_measured_variances_are_those_drawn_on_average():
    rng = np.random.default_rng(20260101)
    sizes, offices, periods, months, treated = cells_of(rng)
    values = np.column_stack([draw_spells(rng, sizes, offices, months, treated) for _ in range(REPLICATES)])
    found = measure_components(values, sizes, offices=offices, periods=periods, months=months, treated=treated)
    for name, variance in VARIANCES.items():
        measured = getattr(found, name)
        error = measured.std(ddof=1) / np.sqrt(REPLICATES)
        assert abs(measured.mean() - variance) < STANDARD_ERRORS * error, name
        assert error < variance / 10, "too few replicates to tell"


def test_a_shock_that_is_not_there_has_no_negative_variance():
    # Two offices that swap places every month: products of different months are negative.
    values = np.array([[1.0, 1.0, -1.0, -1.0, -1.0, -1.0, 1.0, 1.0]]).T + np.tile([[0.01], [-0.01]], (4, 1))
    found = measure_components(
        values,
        np.array([2, 2, 2, 2]),
        offices=np.array([0, 0, 1, 1]),
        periods=np.array([0, 1, 0, 1]),
        months=np.array([0, 1, 0, 1]),
        treated=np.zeros(4, dtype=bool),
    )
    assert found.office == 0
    assert found.office_period + found.office_month > 0


def test_cells_of_one_spell_each_tell_no_individual_variance():
    with pytest.raises(ValueError, match="no cell has two spells"):
        measure_components(
            np.zeros((2, 1)),
            np.array([1, 1]),
            offices=np.array([0, 1]),
            periods=np.array([0, 0]),
            months=np.array([0, 0]),
            treated=np.zeros(2, dtype=bool),
        )


def panel_of(rng):
    """A panel of 40 offices: six pilots, ten others in the county, one of them without a spell in period 2."""
    sizes, offices, periods, months, treated = cells_of(rng)
    keep = ~((offices == 7) & (periods == 2))
    sizes, offices, months, treated = sizes[keep], offices[keep], months[keep], treated[keep]
    spells = np.repeat(np.arange(len(sizes)), sizes)
    return pl.DataFrame(
        {
            "spell_id": rng.permutation(len(spells)),
            "start_date": [date(2017, 1, 1)] * len(spells),
            "period": PERIOD_OF_MONTH[months[spells]].astype(np.int8),
            "trend_years": YEARS_OF_MONTH[months[spells]],
            "office": [f"office {place:02}" for place in offices[spells]],
            "is_pilot": treated[spells],
            "is_trondelag": offices[spells] < 16,
            "meeting_adjusted": draw_spells(rng, sizes, offices, months, treated),
            "duration_adjusted": draw_spells(rng, sizes, offices, months, treated),
        }
    )


def test_design_has_the_offices_cells_and_sizes_of_the_control_group():
    panel = panel_of(np.random.default_rng(5))
    for group, n_offices in {"national": 40, "trondelag": 16}.items():
        design = measure_design(panel, group)
        rows = panel.filter(pl.col("is_trondelag") | (group == "national"))
        counts = rows.group_by("office", "period", "trend_years").len().sort("office", "period", "trend_years")
        assert len(design.treated) == n_offices
        assert design.treated.tolist() == [True] * 6 + [False] * (n_offices - 6)
        assert design.spells.tolist() == counts["len"].to_list()
        assert design.periods.tolist() == counts["period"].to_list()
        assert design.trend_years.tolist() == counts["trend_years"].to_list()
        assert design.offices.tolist() == [int(name[-2:]) for name in counts["office"]]


def test_variances_are_the_countrys_for_both_control_groups():
    panel = panel_of(np.random.default_rng(5))
    national, county = (measure_design(panel, group).components for group in ("national", "trondelag"))
    for name in VARIANCES:
        np.testing.assert_array_equal(getattr(national, name), getattr(county, name))


def test_order_of_the_panel_and_spells_outside_the_periods_change_nothing():
    panel = panel_of(np.random.default_rng(5))
    outside = panel.head(20).with_columns(period=pl.lit(None, pl.Int8), spell_id=pl.col("spell_id") + 10**6)
    shuffled = pl.concat([panel, outside]).sample(fraction=1.0, shuffle=True, seed=3)
    one, other = measure_design(panel, "national"), measure_design(shuffled, "national")
    for name in VARIANCES:
        np.testing.assert_array_equal(getattr(one.components, name), getattr(other.components, name))
    np.testing.assert_array_equal(one.spells, other.spells)


def test_an_office_on_both_sides_is_refused():
    panel = panel_of(np.random.default_rng(5))
    with pytest.raises(ValueError, match="pilot and control"):
        measure_design(panel.with_columns(is_pilot=pl.col("spell_id") % 2 == 0), "national")


def test_rules_know_the_truths_of_the_library():
    named = re.search(r"^TRUTHS = \[(.*)\]$", RULES.read_text(), flags=re.M).group(1)
    assert re.findall(r'"(\w+)"', named) == list(TRUTHS)


@pytest.mark.parametrize("name", TRUTHS)
def test_truths_plant_multiples_of_the_published_effects_without_trends(name):
    truth = plant_truth(name, PUBLISHED, "national")
    times = {"published": 1, "twice": 2}.get(name, 0)
    assert truth.effects == (times * -8.0, times * -0.6)
    assert truth.slopes == (tuple(VIOLATION.values()) if name == "trend" else (0.0, 0.0))
    assert (truth.shock_degrees is not None) == (name == "heavy_tails")


def test_unknown_truths_and_effects_that_are_not_published_are_refused():
    with pytest.raises(ValueError, match="is none of null, published"):
        plant_truth("thrice", PUBLISHED, "national")
    with pytest.raises(ValueError, match="0 of meeting, control group trondelag"):
        plant_truth("published", PUBLISHED, "trondelag")


def test_effects_are_planted_in_period_2_and_trends_everywhere_at_pilot_offices_alone():
    design = measure_design(panel_of(np.random.default_rng(5)), "national")
    planted = plant(design, Truth("published", (-8.0, 0.5), (2.0, 0.0)))
    is_pilot, in_effect = design.offices < 6, design.periods == 2
    assert not planted[~is_pilot].any()
    np.testing.assert_allclose(planted[is_pilot, 0], -8.0 * in_effect[is_pilot] + 2.0 * design.trend_years[is_pilot])
    np.testing.assert_allclose(planted[is_pilot, 1], 0.5 * in_effect[is_pilot])


@pytest.mark.parametrize("degrees", [None, 3])
def test_drawn_cells_have_the_variance_of_shocks_and_of_means_of_individuals(degrees):
    design = measure_design(panel_of(np.random.default_rng(5)), "national")
    truth = Truth("null", (0.0, 0.0), shock_degrees=degrees)
    rng = np.random.default_rng(8)
    squares = np.array([draw_outcomes(design, truth, rng)[:, 0] ** 2 for _ in range(2000)])
    parts = design.components
    shocks = parts.office[0] + parts.office_period[0] + parts.office_month[0]
    # Cells of an office share their shocks: 40 offices times 2,000 draws tell the variance to under two percent, and
    # of heavy tails to some more.
    tolerance = 0.03 if degrees is None else 0.1
    expected = (shocks + parts.individual[0] / design.spells).mean()
    assert squares.mean() == pytest.approx(expected, rel=tolerance)


def test_heavy_tails_are_further_out_than_normal_ones():
    design = measure_design(panel_of(np.random.default_rng(5)), "national")
    kurtosis = {}
    for degrees in (None, 3):
        rng = np.random.default_rng(8)
        truth = Truth("null", (0.0, 0.0), shock_degrees=degrees)
        values = np.concatenate([draw_outcomes(design, truth, rng)[:, 0] for _ in range(500)])
        kurtosis[degrees] = (values**4).mean() / (values**2).mean() ** 2
    assert kurtosis[3] > kurtosis[None] + 1

"""Blocks of draws equal brute-force refits, add up exactly, and cover as closed forms say."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from dialogmote.estimate.inference.answers import Answers
from dialogmote.estimate.inference.methods import OFFICE_METHODS
from dialogmote.estimate.monte_carlo.blocks import (
    BILLIONTH,
    SCHEMA,
    Effort,
    add_blocks,
    simulate_block,
    stack_answers,
    tally_answers,
)
from dialogmote.estimate.monte_carlo.components import Components
from dialogmote.estimate.monte_carlo.coverage import summarise_coverage
from dialogmote.estimate.monte_carlo.design import SimulatedDesign
from dialogmote.estimate.monte_carlo.draws import draw_outcomes, draw_stream
from dialogmote.estimate.monte_carlo.truths import Truth

SEED = 77
EFFORT = Effort(19)
NULL = Truth("null", (0.0, 0.0))
PUBLISHED = Truth("published", (-8.0, 2.0))
MONTHS = {0: (0.0, 0.25, 0.5), 1: (1.0, 1.25), 2: (1.5, 1.75), 3: (1.75, 2.0, 2.25)}
# Sums are rounded to billionths, draw by draw, and refits differ by rounding.
CLOSE = 1e-7
# A share of draws is normal about its expectation: beyond this in one of 16,000 seeds; the seed is fixed.
STANDARD_ERRORS = 4.0


def design_of(n_offices=12, n_treated=4, *, equal=False, shocks=True):
    """A design of a few offices; with `equal` all cells are alike."""
    rng = np.random.default_rng(3)
    cells = [(office, period, month) for office in range(n_offices) for period in MONTHS for month in MONTHS[period]]
    offices, periods, months = (np.array(column) for column in zip(*cells, strict=True))
    sizes = np.full(len(cells), 10.0) if equal else rng.integers(1, 40, len(cells)).astype(float)
    size = 1.0 if shocks else 0.0
    variances = (
        np.array([2000.0, 8000.0]),
        *(size * np.array(pair) for pair in ([30.0, 13.0], [4.0, 3.0], [2.0, 1.0])),
    )
    treated = np.arange(n_offices) < n_treated
    return SimulatedDesign("national", offices, periods, months, sizes, treated, Components(*variances))


def regress(design, outcome, trends, keep):
    """Weighted least squares with a dummy for every office, on some offices' rows: effect and its sandwich."""
    rows = keep[design.offices]
    offices, periods, months = design.offices[rows], design.periods[rows], design.trend_years[rows]
    shared = [periods == period for period in (1, 2, 3)] + ([months] if trends else [])
    shared = np.column_stack(shared).astype(float)
    dummies = (offices[:, None] == np.flatnonzero(keep)).astype(float)
    x = np.column_stack([shared, shared * design.treated[offices][:, None], dummies])
    w = design.spells[rows]
    bread = np.linalg.inv(x.T @ (w[:, None] * x))
    beta = bread @ (x.T @ (w * outcome[rows]))
    errors = w * (outcome[rows] - x @ beta)
    scores = np.array([x[offices == office].T @ errors[offices == office] for office in np.flatnonzero(keep)])
    effect = shared.shape[1] + 1
    g, n, k = int(keep.sum()), len(w), 2 * shared.shape[1] + 1
    variance = g / (g - 1) * (n - 1) / (n - k) * ((scores @ bread[:, effect]) ** 2).sum()
    return beta[effect], np.sqrt(variance)


def brute_force(design, truth, draws, trends, place):
    """Errors, standard errors and intervals of CRV1 and CRV3, each draw from scratch."""
    g = len(design.treated)
    found = {"crv1_office": [], "crv3": []}
    for draw in draws:
        outcome = draw_outcomes(design, truth, draw_stream(design, truth, SEED, draw))[:, place]
        everyone = np.ones(g, dtype=bool)
        estimate, std_error = regress(design, outcome, trends, everyone)
        without = [regress(design, outcome, trends, np.arange(g) != office)[0] for office in range(g)]
        jackknife = np.sqrt((g - 1) / g * ((np.array(without) - estimate) ** 2).sum())
        found["crv1_office"].append((estimate, std_error))
        found["crv3"].append((estimate, jackknife))
    return {name: np.array(values) for name, values in found.items()}


@pytest.mark.parametrize("trends", [False, True])
@pytest.mark.parametrize("place", [0, 1])
def test_tallies_equal_brute_force_refits(trends, place):
    design, draws = design_of(), range(25)
    block = simulate_block(design, PUBLISHED, SEED, draws, EFFORT, ("crv1_office", "crv3"))
    effect = PUBLISHED.effects[place]
    quantile = stats.t.ppf(0.975, len(design.treated) - 1)
    for method, values in brute_force(design, PUBLISHED, draws, trends, place).items():
        row = block.filter(outcome=["meeting", "duration"][place], group_trends=trends, method=method).row(
            0, named=True
        )
        errors, std_errors = values[:, 0] - effect, values[:, 1]
        assert BILLIONTH * row["error_sum"] == pytest.approx(errors.sum(), abs=CLOSE)
        assert BILLIONTH * row["squared_error_sum"] == pytest.approx((errors**2).sum(), rel=CLOSE)
        assert BILLIONTH * row["std_error_sum"] == pytest.approx(std_errors.sum(), rel=CLOSE)
        assert row["covering"] == (np.abs(errors) <= quantile * std_errors).sum()
        assert row["rejecting"] == (np.abs(values[:, 0]) >= quantile * std_errors).sum()
        assert row["widths"] == pytest.approx(np.sort(2 * quantile * std_errors), rel=CLOSE)
        assert row["draws"] == row["answering"] == row["with_std_error"] == len(draws)


def test_coverage_of_crv1_is_the_closed_form_where_offices_are_equal_and_have_no_shocks():
    # The estimate is a difference of means of office differences, 2 treated and 2 not. Their sum of squares is
    # chi-squared with G - 2 degrees of freedom: the t statistic is Student's with those, times a constant.
    n_offices, draws = 4, range(2000)
    design = design_of(n_offices, n_offices // 2, equal=True, shocks=False)
    block = simulate_block(design, NULL, SEED, draws, EFFORT, ("crv1_office",), (False,))
    n, k = len(design.offices), 7
    factor = n_offices / (n_offices - 1) * (n - 1) / (n - k)
    limit = stats.t.ppf(0.975, n_offices - 1) * np.sqrt((n_offices - 2) * factor / n_offices)
    expected = 1 - 2 * stats.t.sf(limit, n_offices - 2)
    error = np.sqrt(expected * (1 - expected) / len(draws))
    assert 0.95 - expected > 2 * STANDARD_ERRORS * error, "the design cannot tell this from a perfect interval"
    for row in summarise_coverage([block]).iter_rows(named=True):
        assert abs(row["coverage"] - expected) < STANDARD_ERRORS * error
        assert row["rejection"] == pytest.approx(1 - row["coverage"])
        assert row["coverage_error"] == pytest.approx(error, rel=0.1)
        # Means of 10 spells in 3 and 2 months, 2 offices a side.
        variance = {"meeting": 2000.0, "duration": 8000.0}[row["outcome"]] / 10 * (1 / 3 + 1 / 2) * 2 / 2
        assert row["std_dev"] == pytest.approx(np.sqrt(variance), rel=STANDARD_ERRORS / np.sqrt(2 * len(draws)))
        assert abs(row["bias"]) < STANDARD_ERRORS * row["bias_error"]


def test_a_violated_trend_biases_by_the_years_between_the_periods_and_group_trends_take_it_out():
    design, slope = design_of(equal=True), -1.5
    truth = Truth("trend", (0.0, 0.0), (slope, 0.0))
    blocks = [
        simulate_block(design, chosen, SEED, range(40), EFFORT, ("crv1_office",)) for chosen in (truth, design_null())
    ]
    bias, plain = (
        {
            (row["outcome"], row["group_trends"]): row["bias"]
            for row in summarise_coverage([block]).iter_rows(named=True)
        }
        for block in blocks
    )
    years = np.mean(MONTHS[2]) - np.mean(MONTHS[0])
    assert bias["meeting", False] - plain["meeting", False] == pytest.approx(slope * years, abs=CLOSE)
    assert bias["meeting", True] - plain["meeting", True] == pytest.approx(0.0, abs=CLOSE)
    assert bias["duration", False] == pytest.approx(plain["duration", False], abs=CLOSE)


def design_null():
    """The trend's own streams without its trend."""
    return Truth("trend", (0.0, 0.0))


def test_two_blocks_are_one_of_the_same_draws():
    design = design_of()
    parts = [simulate_block(design, PUBLISHED, SEED, draws, EFFORT) for draws in (range(10), range(10, 20))]
    assert set(parts[0]["method"]) == set(OFFICE_METHODS)
    assert add_blocks(parts).equals(simulate_block(design, PUBLISHED, SEED, range(20), EFFORT))


def test_bytes_are_equal_whatever_the_order_of_blocks(tmp_path):
    design = design_of()
    blocks = [
        simulate_block(design, truth, SEED, range(a, a + 4), EFFORT) for truth in (NULL, PUBLISHED) for a in (0, 4)
    ]
    files = []
    for name, order in {"one": blocks, "other": [blocks[place] for place in (3, 0, 2, 1)]}.items():
        for kind, frame in {"sums": add_blocks(order), "coverage": summarise_coverage(order)}.items():
            files.append(tmp_path / f"{name}.{kind}")
            frame.write_parquet(files[-1])
    assert files[0].read_bytes() == files[2].read_bytes()
    assert files[1].read_bytes() == files[3].read_bytes()


def test_draws_differ_by_number_truth_seed_and_control_group():
    design = design_of()
    firsts = [
        draw_stream(design, NULL, SEED, 0).random(),
        draw_stream(design, NULL, SEED, 1).random(),
        draw_stream(design, PUBLISHED, SEED, 0).random(),
        draw_stream(design, NULL, SEED + 1, 0).random(),
    ]
    assert len(set(firsts)) == len(firsts)


def test_dear_methods_are_spared_in_most_draws():
    block = simulate_block(design_of(), NULL, SEED, range(5, 12), Effort(19, dear_every=4))
    draws = dict(block.filter(outcome="meeting", group_trends=False).select("method", "draws").iter_rows())
    assert draws["wild"] == draws["randomization_t"] == draws["randomization_coefficient"] == 1  # number 8
    assert draws["crv1_office"] == draws["ferman_pinto"] == 7


def tally_of(lows, highs, p_values, effect=1.0):
    ends = [np.array(values, dtype=float) for values in (lows, highs, p_values)]
    answers = Answers(np.full(len(lows), np.nan), ends[2], ends[0], ends[1], np.nan, 19)
    return tally_answers(stack_answers(np.full(len(lows), 1.5), answers).T, effect)


def test_an_end_that_is_missing_covers_on_its_side():
    tally = tally_of([np.nan, np.nan, 0.0, 1.2, np.nan], [2.0, 0.9, np.nan, np.nan, np.nan], [0.5] * 5)
    assert tally["covering"] == 3
    assert tally["unbounded"] == 5
    assert tally["widths"] == []


def test_rejections_are_p_values_of_five_percent_and_less():
    tally = tally_of([0.0] * 4, [2.0] * 4, [0.05, 20 / 400, 0.0501, np.nan])
    assert tally["rejecting"] == 2
    assert tally["answering"] == 3
    assert tally["with_std_error"] == 0


@pytest.mark.parametrize(
    ("ends", "expected"), [([2.0, 4.0, 3.0], 3.0), ([2.0, 4.0, 3.0, None], 3.5), ([2.0, None], None)]
)
def test_median_width_counts_unbounded_intervals_as_wider_than_any(ends, expected):
    row = {"truth": "null", "control_group": "national", "outcome": "meeting", "group_trends": False, "method": "wild"}
    tally = tally_of([0.0] * len(ends), [np.nan if end is None else end for end in ends], [0.5] * len(ends))
    frame = pl.DataFrame([row | {"true_effect": 1.0} | tally], SCHEMA)
    assert summarise_coverage([frame])["median_width"].to_list() == [expected]


def test_blocks_of_other_effects_do_not_add_up():
    design = design_of()
    other = Truth("published", (-9.0, 2.0))
    blocks = [simulate_block(design, truth, SEED, range(2), EFFORT, ("crv1_office",)) for truth in (PUBLISHED, other)]
    with pytest.raises(ValueError, match="different runs"):
        add_blocks(blocks)


def test_unknown_methods_and_efforts_are_refused():
    with pytest.raises(ValueError, match="methods guess are none of"):
        simulate_block(design_of(), NULL, SEED, range(1), EFFORT, ("guess",))
    with pytest.raises(ValueError, match="at least 1"):
        Effort(19, dear_every=0)

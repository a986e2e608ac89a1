"""Robust intervals and pre-test figures against what the authors' own R packages print.

Coefficients, covariances and results are numbers from public files, with their sources below; no code is carried over.
"""

import numpy as np
import pytest

from dialogmote.estimate.honest.coefficients import EventStudy
from dialogmote.estimate.honest.conditional import find_set, keep_conditional, list_corners
from dialogmote.estimate.honest.fixed_length import find_fixed_length
from dialogmote.estimate.honest.pretest import AnyTest, slope_with_power
from dialogmote.estimate.honest.sensitivity import (
    plain_interval,
    relative_magnitudes,
    second_differences,
    smoothness_hybrid,
    upper_smoothness,
)

# Benzarti and Carloni (2019), "Who Really Benefits from Consumption Tax Cuts?", profits, four years before and four
# after, as data set `BCdata_EventStudy` of the R package HonestDiD holds them. Coefficients, covariance and R's results
# are those that the tests of the packages HonestDiD.jl (test/reference.jl) and anzonyquispe/honestdid
# (tests/r_test_results.json) quote from R.
BC_ESTIMATES = [
    0.006696351804, 0.02934503369, -0.006472972222, 0.0730149895,
    0.1959611177, 0.3120639026, 0.2395415455, 0.1260425001,
]  # fmt: skip
BC_COVARIANCE = [
    [0.0008428358124, 0.0004768686777, 0.0002618051076, 0.0002354220342, 0.0001676371467, 0.0001128707663, 1.992816215e-05, -0.0001368265366],  # noqa: E501
    [0.0004768686777, 0.0006425420288, 0.0003987425007, 0.0002435515198, 0.0002201960306, 0.0001804591157, 3.84376508e-05, -2.960421989e-05],  # noqa: E501
    [0.0002618051076, 0.0003987425007, 0.0005229949602, 0.000211768609, 0.0001840722252, 0.000145852784, 7.005197403e-05, 5.952994979e-05],  # noqa: E501
    [0.0002354220342, 0.0002435515198, 0.000211768609, 0.0003089595411, 0.0001197866077, 0.0001334081317, 0.0001016335009, 0.0001079051726],  # noqa: E501
    [0.0001676371467, 0.0002201960306, 0.0001840722252, 0.0001197866077, 0.000359970436, 0.0002478818642, 0.0001749579242, 0.0001654256921],  # noqa: E501
    [0.0001128707663, 0.0001804591157, 0.000145852784, 0.0001334081317, 0.0002478818642, 0.0004263949813, 0.0002171437809, 0.0002892747871],  # noqa: E501
    [1.992816215e-05, 3.84376508e-05, 7.005197403e-05, 0.0001016335009, 0.0001749579242, 0.0002171437809, 0.0004886697861, 0.0003805322049],  # noqa: E501
    [-0.0001368265366, -2.960421989e-05, 5.952994979e-05, 0.0001079051726, 0.0001654256921, 0.0002892747871, 0.0003805322049, 0.000761739444],  # noqa: E501
]  # fmt: skip
BENZARTI_CARLONI = EventStudy(np.array(BC_ESTIMATES), np.array(BC_COVARIANCE), 4, np.array([1.0, 0.0, 0.0, 0.0]))

# He and Wang (2017), "Do College Graduate Village Officials Help Rural Development?", three years before and four
# after: coefficients and covariance as src/ of mcaceresb/stata-pretrends holds them, results as the README of the R
# package pretrends prints them.
HE_WANG_ESTIMATES = [
    0.0667031482, -0.0077017923, -0.0307690538, 0.084030658, 0.2424418181, 0.2198789865, 0.1910925359,
]  # fmt: skip
HE_WANG_COVARIANCE = [
    [0.0089065712, 0.0044883136, 0.0014587025, 0.0012157689, 0.0020327645, 0.0013225015, 0.0019617728],
    [0.0044883136, 0.0059369169, 0.0027500791, 0.0013505858, 0.0014315459, 0.0012067792, 0.0013847158],
    [0.0014587025, 0.0027500791, 0.0030386248, 0.0009056166, 0.0006791299, 0.0010167636, 0.0007090144],
    [0.0012157689, 0.0013505858, 0.0009056166, 0.0039247409, 0.002596118, 0.0017326149, 0.0022345525],
    [0.0020327645, 0.0014315459, 0.0006791299, 0.002596118, 0.008065897, 0.0058753751, 0.0037414359],
    [0.0013225015, 0.0012067792, 0.0010167636, 0.0017326149, 0.0058753751, 0.007881579, 0.0036507095],
    [0.0019617728, 0.0013847158, 0.0007090144, 0.0022345525, 0.0037414359, 0.0036507095, 0.0097884266],
]
SLOPE_50 = 0.05205871
PASSED_MEANS = [0.06490184, 0.12084694, 0.16946498, 0.22453827]

# The coefficients are printed with ten digits, so closed forms agree to nine.
PRINTED = 1e-9
# R reports the outermost kept points of a grid of 1,000 steps over 40 standard errors: inside by less than a step.
BC_STD_ERROR = float(np.sqrt(BC_COVARIANCE[4][4]))
GRID_STEP = 40 * BC_STD_ERROR / 999
# R draws the quantile of the folded normal (a million draws) and looks for the weights on a coarse grid of biases.
DRAWN_LENGTH = 1e-4
COARSE_CENTRE = 1e-3
# R's box probabilities are drawn to about 1e-4; a mean is a ratio of them.
DRAWN_BOX = 1e-5
# A ratio of two probabilities, each drawn.
DRAWN_FACTOR = 2e-4


def test_plain_interval_is_that_of_r():
    interval = plain_interval(BENZARTI_CARLONI)
    assert interval.low == pytest.approx(0.15877494280765, abs=PRINTED)
    assert interval.high == pytest.approx(0.233147292681241, abs=PRINTED)


def test_upper_bound_of_smoothness_is_that_of_r():
    assert upper_smoothness(BENZARTI_CARLONI) == pytest.approx(0.202169869297069, abs=PRINTED)


@pytest.mark.parametrize(
    ("m", "low", "high"),
    [
        (0.0, 0.13141131596381356, 0.216169648209591),
        (0.01, 0.1549652670807741, 0.2703845303265206),
        (0.02, 0.17730108790014376, 0.31595646819476952),
        (0.03, 0.18940446443439926, 0.34854775003919292),
        (0.1, 0.1194440001, 0.4185082143),
        (0.2, 0.01944400015, 0.5185082143),
    ],
)
def test_fixed_length_interval_is_that_of_r(m, low, high):
    found = find_fixed_length(BENZARTI_CARLONI, m)
    assert found.half_length == pytest.approx((high - low) / 2, abs=DRAWN_LENGTH)
    assert found.centre == pytest.approx((low + high) / 2, abs=COARSE_CENTRE)


def test_fixed_length_weights_are_those_of_r():
    assert find_fixed_length(BENZARTI_CARLONI, 0.1).weights == pytest.approx([0, 0, 0, 1, 1, 0, 0, 0], abs=PRINTED)


# R's own interval for m = 2 ends at its grid's upper end, 0.3794577, and tells nothing of the upper end.
@pytest.mark.parametrize(
    ("m", "low", "high"),
    [
        (0.5, 0.11812948578177346, 0.27158386602562062),
        (1.0, 0.06723125075039843, 0.31868372530838568),
        (1.5, 0.013294315120135292, 0.36958196033976071),
        (2.0, -0.042161970809571847, None),
    ],
)
def test_relative_magnitudes_are_those_of_r_to_a_step_of_its_grid(m, low, high):
    found = relative_magnitudes(BENZARTI_CARLONI, m)
    assert abs(low - found.low) < GRID_STEP
    if high is not None:
        assert abs(high - found.high) < GRID_STEP


def test_conditional_set_under_smoothness_is_that_of_r_to_a_step_of_its_grid():
    """R looks at 200 points; its ends lie inside by less than a step."""
    turns = second_differences(4, 4)
    corners = list_corners(BENZARTI_CARLONI, np.vstack([turns, -turns]), np.full(14, 0.1))
    found = find_set(lambda thetas: keep_conditional(corners, thetas), 0.2, BC_STD_ERROR)
    step = 40 * BC_STD_ERROR / 199
    assert 0 <= 0.1228761035 - found.low < step
    assert 0 <= found.high - 0.4168150178 < step


def test_hybrid_under_smoothness_is_close_to_r_s_other_hybrid():
    """R's default joins the conditional test with the fixed-length interval, ours with the least favourable test; both
    spend a tenth of the level on the first stage."""
    found = smoothness_hybrid(BENZARTI_CARLONI, 0.1)
    assert found.low == pytest.approx(0.1195044811, abs=2e-3)
    assert found.high == pytest.approx(0.4180257149, abs=2e-3)


def he_wang(place: int) -> EventStudy:
    return EventStudy(np.array(HE_WANG_ESTIMATES), np.array(HE_WANG_COVARIANCE), 3, np.eye(4)[place])


def test_slope_seen_half_the_time_is_that_of_pretrends():
    study = he_wang(0)
    assert slope_with_power(AnyTest(study), study, 0.5) == pytest.approx(SLOPE_50, abs=DRAWN_BOX)


def test_bayes_factor_is_that_of_pretrends():
    study = he_wang(0)
    test = AnyTest(study)
    factor = test.pass_probability(SLOPE_50 * study.times) / test.pass_probability(0 * study.times)
    assert factor == pytest.approx(0.56901, abs=DRAWN_FACTOR)


@pytest.mark.parametrize("place", range(4))
def test_means_among_those_that_passed_are_those_of_pretrends(place):
    study = he_wang(place)
    assert AnyTest(study).mean_if_passed(SLOPE_50 * study.times) == pytest.approx(PASSED_MEANS[place], abs=DRAWN_BOX)

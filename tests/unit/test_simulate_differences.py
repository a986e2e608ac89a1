"""What differs between offices and months: the question, grading, AAP. A planted difference shows, none gives none."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from simulate_builders import PERIOD_LIMITS, planted_mapping

from dialogmote.registers.simulate import benefits, grades, service
from dialogmote.registers.simulate.courses import Starts
from dialogmote.registers.simulate.draws import Streams, day_number
from dialogmote.registers.simulate.register import simulate_register
from dialogmote.registers.simulate.truth import PlantedTruth

TRUTH = PlantedTruth.from_mapping(planted_mapping())
N = 40_000
SAMPLING = 0.015  # four standard errors of a share among half of the spells: 4 x 0.5 / sqrt(20 000)
NEVER_GRADED = 10_000


def starts_on(start):
    return Starts(np.arange(N), np.full(N, day_number(start)), np.zeros(N, bool), N)


def asked_shares(truth):
    """Share asked at the pilot offices and elsewhere, of spells that began when the question was asked everywhere."""
    is_pilot = np.arange(N) % 2 == 0
    asked = (
        service.ask(truth, starts_on(date(2019, 6, 3)), is_pilot, np.full(N, 365), Streams(1)).sent_day < service.NEVER
    )
    return asked[is_pilot].mean(), asked[~is_pilot].mean()


def test_pilot_offices_ask_their_own_share():
    wanted = (TRUTH.service.asked_share_pilot, TRUTH.service.asked_share)
    assert asked_shares(TRUTH.service) == pytest.approx(wanted, abs=SAMPLING)
    assert wanted[0] > wanted[1] + 4 * SAMPLING


def test_equal_shares_leave_no_difference_between_pilot_and_other_offices():
    pilot, other = asked_shares(replace(TRUTH.service, asked_share_pilot=TRUTH.service.asked_share))
    assert pilot == pytest.approx(other, abs=2 * SAMPLING)


def graded_share(truth, start):
    day = np.full(N, day_number(start))
    return (grades.draw_paths(truth, day, np.zeros(N, bool), Streams(1)).first_month < NEVER_GRADED).mean()


def test_grading_follows_the_month_of_the_start():
    factor = TRUTH.grades.graded_month_factor
    for month in (1, 6, 12):
        wanted = TRUTH.grades.graded_share * factor[month - 1]
        assert graded_share(TRUTH.grades, date(2018, month, 10)) == pytest.approx(wanted, abs=SAMPLING)
    assert factor[0] > factor[5]


def test_grading_without_month_factors_has_no_season():
    even = replace(TRUTH.grades, graded_month_factor=(1.0,) * 12)
    assert graded_share(even, date(2018, 1, 10)) == graded_share(even, date(2018, 6, 10))


def aap_share(truth, in_county):
    """Share of exhausted spells with an AAP period a year after the start."""
    starts = starts_on(date(2017, 3, 1))
    draws = benefits.draw_aap(truth, starts, Streams(1))
    periods = benefits.aap_periods(truth, starts, draws, np.full(N, 365), np.full(N, in_county), np.zeros(N))
    return benefits.has_transition(starts, periods).mean()


def test_county_grants_aap_at_its_own_rate():
    assert aap_share(TRUTH.benefits, in_county=True) < aap_share(TRUTH.benefits, in_county=False) - 2 * SAMPLING


def test_county_factor_of_one_changes_nothing():
    even = replace(TRUTH.benefits, aap_county_factor=1.0)
    assert aap_share(even, in_county=True) == aap_share(even, in_county=False)


def test_drift_of_offices_changes_lengths_and_is_no_planted_effect():
    mapping = planted_mapping()
    simulated = []
    for spread in (0.0, 0.3):
        mapping["recovery"]["office_quarter_sd_log"] = spread
        truth = PlantedTruth.from_mapping(mapping)
        simulated.append(simulate_register(truth, scale=0.002, seed=1, period_limits=PERIOD_LIMITS))
    ends = [register.extracts["sykefravar_tilfelle"]["sykefravar_til_dato"] for register in simulated]
    assert not ends[0].equals(ends[1])
    assert simulated[1].truth.filter(pl.col("outcome") != "meeting")["planted"].to_list() == [0.0] * 40

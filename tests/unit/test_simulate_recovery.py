"""Recovery: lengths against thresholds, the published shape of the hazards, seasons, bursts and office differences."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from simulate_builders import planted_mapping

from dialogmote.registers.simulate import recovery
from dialogmote.registers.simulate.courses import Starts
from dialogmote.registers.simulate.draws import Streams, day_number, months_of
from dialogmote.registers.simulate.offices import NATIONAL, PILOT, TRONDELAG, build_offices
from dialogmote.registers.simulate.truth import PlantedTruth

PLANTED = PlantedTruth.from_mapping(planted_mapping())
TRUTH = PLANTED.recovery
OFFICES = build_offices(PLANTED.offices, Streams(1))
CLASSES = len(PLANTED.courses.class_share)
CALM = replace(TRUTH, calendar_log=(0.0,) * 12, bursts=(), office_sd_log=0.0, office_quarter_sd_log=0.0)
NO_LEVELS = replace(
    CALM,
    group_log=replace(CALM.group_log, pilot=0.0, trondelag=0.0, national=0.0),
    group_final_log=replace(CALM.group_final_log, pilot=0.0, trondelag=0.0, national=0.0),
)
SAMPLING = 0.15  # of a standard deviation estimated from 430 x 36 correlated values
ROUNDING = 1e-9  # sums of doubles in another order


def month(day):
    return months_of(np.array([day_number(day)]))


def hazards(truth, prognosis, office, start=date(2018, 5, 7)):
    n = len(prognosis)
    starts = Starts(np.arange(n), np.full(n, day_number(start)), np.zeros(n, bool), n)
    return recovery.find_hazards(truth, starts, np.asarray(prognosis), np.asarray(office), OFFICES, Streams(1))


def weekly(truth, start, group=NATIONAL):
    """Recovery hazards of the weeks 16 to 51 of the mixed population."""
    cumulated = recovery.cumulated_hazards(truth, month(start))[:, group, 0]
    alive = np.concatenate([[1.0], np.array(PLANTED.courses.class_share) @ np.exp(-cumulated)])[::7]
    return 1 - alive[1:] / alive[:-1]


def test_threshold_decides_the_length_within_112_to_365():
    draws = recovery.RecoveryDraws(np.array([1e-9, np.inf, np.inf]), np.array([0, 0, 20]))
    found = hazards(TRUTH, [0, 0, 0], [0, 0, 0])
    assert recovery.lengths(found, draws, np.ones(3)).tolist() == [112, 365, 385]


def test_length_is_the_first_day_whose_cumulated_hazard_passes_the_threshold():
    rng = np.random.default_rng(4)
    prognosis, office = rng.integers(0, CLASSES, 300), rng.integers(0, len(OFFICES.group), 300)
    threshold, ratio = rng.standard_exponential(300), rng.uniform(0.5, 2, 300)
    found = hazards(TRUTH, prognosis, office)
    drawn = recovery.lengths(found, recovery.RecoveryDraws(threshold, np.zeros(300, int)), ratio)
    table = recovery.cumulated_hazards(TRUTH, month(date(2018, 5, 7)))
    log = recovery.office_logs(TRUTH, OFFICES, Streams(1))[:, (2018 - 2014) * 4 + 1]
    for k in range(300):
        hazard = table[prognosis[k], OFFICES.group[office[k]], 0] * ratio[k] * np.exp(log[office[k]])
        passed = [day for day, value in zip(range(112, 365), hazard, strict=True) if value >= threshold[k]]
        assert drawn[k] == (passed[0] if passed else 365)


def test_higher_hazard_never_lengthens_a_spell_and_shortens_some():
    draws = recovery.RecoveryDraws(np.random.default_rng(1).standard_exponential(500), np.zeros(500, int))
    found = hazards(TRUTH, np.arange(500) % CLASSES, np.zeros(500, int))
    without, faster = (recovery.lengths(found, draws, np.full(500, ratio)) for ratio in (1.0, 1.3))
    assert (faster <= without).all() and (faster < without).mean() > 0.5


def test_recovery_falls_until_week_40_and_rises_to_the_last_two_weeks():
    hazard = weekly(CALM, date(2017, 1, 1))
    assert hazard[0] == max(hazard[:24]) and (np.diff(hazard[:24]) < 0).all()
    assert (np.diff(hazard[25:34]) > 0).all()
    assert min(hazard[34:36]) > 2 * max(hazard[:34])


def test_burst_lifts_its_weeks_for_its_starts_and_no_other():
    burst = TRUTH.bursts[0]
    with_burst = replace(CALM, bursts=(burst,))
    inside = slice(burst.first_week - 16, burst.last_week - 15)
    lift = weekly(with_burst, date(2018, 5, 1)) / weekly(CALM, date(2018, 5, 1))
    # Of a small hazard, about the factor itself; a mixture of classes takes a little off.
    assert lift[inside] == pytest.approx(np.exp(burst.log), rel=0.05)
    assert lift[: burst.first_week - 16] == pytest.approx(1.0, abs=ROUNDING)
    assert (weekly(with_burst, date(2017, 5, 1)) == weekly(CALM, date(2017, 5, 1))).all()


def test_calendar_month_changes_the_hazard_of_the_days_in_it():
    only_july = replace(CALM, calendar_log=(*(0.0,) * 6, -0.5, *(0.0,) * 5))
    ratio = weekly(only_july, date(2017, 3, 1)) / weekly(CALM, date(2017, 3, 1))
    # Mid-March plus 16 weeks is in July: that week is slower. Week 26 is in September.
    assert ratio[0] < 0.7 and ratio[10] == pytest.approx(1.0, abs=0.05)


def test_group_planted_to_stay_on_in_the_last_weeks_is_exhausted_more_often():
    stays = replace(NO_LEVELS, group_final_log=replace(NO_LEVELS.group_final_log, trondelag=-0.4))
    survival = np.exp(-recovery.cumulated_hazards(stays, month(date(2017, 1, 1)))[..., 0, :])
    assert (survival[:, TRONDELAG, -1] > survival[:, NATIONAL, -1]).all()
    assert (survival[:, TRONDELAG, : 350 - 112] == survival[:, NATIONAL, : 350 - 112]).all()


def test_planted_spread_of_offices_and_quarters_shows_up():
    spread = replace(NO_LEVELS, office_sd_log=0.1, office_quarter_sd_log=0.04)
    log = recovery.office_logs(spread, OFFICES, Streams(3))
    assert (log - log.mean(axis=1, keepdims=True)).std() == pytest.approx(0.04, rel=SAMPLING)
    assert log.mean(axis=1).std() == pytest.approx(0.1, rel=SAMPLING)


def test_drift_is_slow():
    drift = recovery.office_logs(replace(NO_LEVELS, office_quarter_sd_log=1.0), OFFICES, Streams(3))
    kept = np.corrcoef(drift[:, 1:].ravel(), drift[:, :-1].ravel())[0, 1]
    assert kept == pytest.approx(TRUTH.office_quarter_persistence, abs=0.05)


def test_no_planted_spread_gives_none():
    assert (recovery.office_logs(NO_LEVELS, OFFICES, Streams(3)) == 0).all()


def test_own_levels_leave_each_group_at_its_planted_level():
    log = recovery.office_logs(replace(TRUTH, office_quarter_sd_log=0.0), OFFICES, Streams(3))[:, 0]
    for group, level in ((NATIONAL, TRUTH.group_log.national), (PILOT, TRUTH.group_log.pilot)):
        members = OFFICES.group == group
        mean = np.average(log[members], weights=OFFICES.spell_share[members])
        assert mean == pytest.approx(level, abs=ROUNDING)

"""Recovery: hazards by day of the spell, prognosis, calendar and office, and the lengths they give."""

from dataclasses import dataclass

import numpy as np

from dialogmote.contracts.artifacts import LONG_SPELL_DAYS, MAXIMUM_DAYS
from dialogmote.registers.simulate.courses import Starts
from dialogmote.registers.simulate.draws import Floats, Ints, Streams, day_number, first_day_of, months_of
from dialogmote.registers.simulate.offices import GROUPS, Offices
from dialogmote.registers.simulate.truth import ByGroup, Recovery

FINAL_DAY = 350
FIRST_QUARTER = np.int64((2014 - 1970) * 4)  # quarters since January 1970
N_QUARTERS = 36
MIDDLE_OF_MONTH = 14
DAYS = np.arange(LONG_SPELL_DAYS, MAXIMUM_DAYS)
LARGEST_LEVEL = 2.5  # standard deviations: no office is an outlier by chance


@dataclass(frozen=True)
class RecoveryDraws:
    """The random numbers of recovery: one exponential threshold a spell, and what follows the maximum."""

    threshold: Floats
    beyond_days: Ints


@dataclass(frozen=True)
class Hazards:
    """What decides recovery: cumulated hazards by cell (rows) up to and with day 112 to 364 (columns); each spell's
    cell, and the factor its office and the time put on every day of its course."""

    cumulated: Floats
    cell: Ints
    office_factor: Floats


def draw_recovery(truth: Recovery, starts: Starts, streams: Streams) -> RecoveryDraws:
    """Draw thresholds once, so that lengths with and without the service share them."""
    rng = streams.named("recovery")
    threshold = rng.standard_exponential(len(starts.day))
    goes_on = rng.random(len(starts.day)) < truth.beyond_maximum_share
    beyond = np.ceil(rng.exponential(truth.beyond_maximum_days, len(starts.day))).astype(np.int64)
    return RecoveryDraws(np.where(starts.is_closing, np.inf, threshold), np.where(goes_on, beyond, 0))


def find_hazards(
    truth: Recovery, starts: Starts, prognosis: Ints, office: Ints, offices: Offices, streams: Streams
) -> Hazards:
    """Hazards of every spell. A cell is a prognosis class, a group of offices and a month of the start."""
    month = months_of(starts.day)
    first, n_months = month.min(), month.max() - month.min() + 1
    cumulated = cumulated_hazards(truth, np.arange(first, first + n_months))
    n_classes, n_groups = cumulated.shape[:2]
    cell = (prognosis * n_groups + offices.group[office]) * n_months + month - first
    log = office_logs(truth, offices, streams)
    quarter = np.clip(month // 3 - FIRST_QUARTER, 0, N_QUARTERS - 1)
    rows = cumulated.reshape(n_classes * n_groups * n_months, len(DAYS))
    return Hazards(rows, cell, np.exp(log[office, quarter]))


def cumulated_hazards(truth: Recovery, start_month: Ints) -> Floats:
    """Cumulated hazard by class, group of offices, month of the start (since January 1970) and day 112 to 364."""
    # ASSUME simulated_season: the season and the bursts meet a spell as if it had begun in the middle of its month.
    week = DAYS // 7
    early = 1 + truth.early_factor * np.exp(-(week - 16) / truth.early_scale_weeks)
    middle = np.exp(-truth.fall_log * np.clip(week - 16, 0, 24) / 24 + truth.rise_log * np.clip(week - 40, 0, 9) / 9)
    shape = np.where(DAYS < FINAL_DAY, early * middle, 0.0) * np.exp(_calendar_logs(truth, start_month))
    daily = np.array(truth.daily_hazard)[:, None, None, None] * shape[None, None]
    final = np.where(DAYS >= FINAL_DAY, np.exp((DAYS - (MAXIMUM_DAYS - 1)) / truth.final_weeks_scale_days), 0.0)
    total = -np.log1p(-np.array(truth.final_weeks_share))[:, None] * np.exp(by_group(truth.group_final_log))
    return np.cumsum(daily + total[:, :, None, None] * final / final.sum(), axis=-1)


def _calendar_logs(truth: Recovery, start_month: Ints) -> Floats:
    """Log of what calendar month and bursts put on the hazard, by month of the start and day of the spell."""
    middle = first_day_of(start_month) + MIDDLE_OF_MONTH
    logs = np.array(truth.calendar_log)[months_of(middle[:, None] + DAYS - 1) % 12]
    week = DAYS // 7
    for burst in truth.bursts:
        begins = (middle >= day_number(burst.first_start)) & (middle <= day_number(burst.last_start))
        inside = (week >= burst.first_week) & (week <= burst.last_week)
        logs = logs + burst.log * (begins[:, None] & inside)
    return logs


def office_logs(truth: Recovery, offices: Offices, streams: Streams) -> Floats:
    """Log of what each office (rows) puts on the hazard by quarter of the start (columns): its group's level, its own,
    and a slow drift.

    Own levels have mean zero over a group's spells, so that a group's recovery is what was planted. With and without
    the service the logs are the same: they are noise to an estimate and no effect.
    """
    # ASSUME simulated_office_drift: offices differ in recovery for reasons the register does not show, and these change
    # slowly.
    n = len(offices.group)
    own = truth.office_sd_log * np.clip(
        streams.named("office_recovery").standard_normal(n), -LARGEST_LEVEL, LARGEST_LEVEL
    )
    for number in range(len(GROUPS)):
        members = offices.group == number
        own[members] -= np.average(own[members], weights=offices.spell_share[members])
    level = by_group(truth.group_log)[offices.group] + own
    return level[:, None] + _drift(truth, n, streams)


def _drift(truth: Recovery, n_offices: int, streams: Streams) -> Floats:
    """A stationary first-order autoregression by office and quarter."""
    shock = streams.named("office_recovery_drift").standard_normal((n_offices, N_QUARTERS))
    keep = truth.office_quarter_persistence
    drift = shock.copy()
    for quarter in range(1, N_QUARTERS):
        drift[:, quarter] = keep * drift[:, quarter - 1] + np.sqrt(1 - keep**2) * shock[:, quarter]
    return truth.office_quarter_sd_log * drift


def by_group(values: ByGroup) -> Floats:
    """The values in the order of the groups' numbers."""
    return np.array([getattr(values, name) for name in GROUPS])


def lengths(hazards: Hazards, draws: RecoveryDraws, hazard_ratio: Floats) -> Ints:
    """Real length of each spell: the first day whose cumulated hazard passes the threshold, else the maximum or more.

    `hazard_ratio` scales the hazard of a spell from the question on; 1 changes nothing.
    """
    order = np.argsort(hazards.cell, kind="stable")
    limits = np.searchsorted(hazards.cell[order], np.arange(len(hazards.cumulated) + 1))
    passed = draws.threshold / (hazard_ratio * hazards.office_factor)
    length = np.full(len(order), MAXIMUM_DAYS, dtype=np.int64)
    for number in np.flatnonzero(np.diff(limits)):
        members = order[limits[number] : limits[number + 1]]
        length[members] = LONG_SPELL_DAYS + np.searchsorted(hazards.cumulated[number], passed[members])
    return np.where(length >= MAXIMUM_DAYS, length + draws.beyond_days, length)

"""Pregnancies, and work assessment allowance (AAP) on the first day and a year later."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import LONG_SPELL_DAYS, MAXIMUM_DAYS
from dialogmote.registers.simulate.courses import Starts
from dialogmote.registers.simulate.draws import Bools, Floats, Ints, Streams, pick, touches
from dialogmote.registers.simulate.people import days_as_dates
from dialogmote.registers.simulate.truth import Benefits

LATE_DAY = 340
LAST_TRANSITION_DAY = 548  # day of the spell; RULES 18
BEFORE_BIRTH_DAYS = 21  # the spell of a pregnant person ends three weeks before term, when parental leave begins
CLOSING_DELAY = 1
MOST_AAP_DAYS = 1460
FAR_DAY = 100_000  # later than any day of the register


@dataclass(frozen=True)
class Pregnancies:
    """One element a spell: whether a pregnancy of its own goes with it, that pregnancy's first day, and the longest
    spell (days) that ends before parental leave begins; unbounded without a pregnancy."""

    is_pregnant: Bools
    first_day: Ints
    longest_spell_days: Ints


def draw_pregnancies(
    truth: Benefits, starts: Starts, is_woman: Bools, age_years: Ints, streams: Streams
) -> Pregnancies:
    """Pregnancies by sex and age."""
    rng = streams.named("pregnancies")
    n = len(starts.day)
    fertile = is_woman & (age_years >= truth.pregnant_age_low) & (age_years <= truth.pregnant_age_high)
    is_pregnant = fertile & (rng.random(n) < truth.pregnant_share) & ~starts.is_closing
    before = rng.integers(truth.pregnant_before_days[0], truth.pregnant_before_days[1], n)
    longest = np.maximum(truth.pregnancy_days - before - BEFORE_BIRTH_DAYS, LONG_SPELL_DAYS)
    return Pregnancies(is_pregnant, starts.day - before, np.where(is_pregnant, longest, np.iinfo(np.int64).max))


def meets_pregnancy(truth: Benefits, starts: Starts, pregnancies: Pregnancies, length: Ints) -> Bools:
    """Whether any pregnancy of the person, one that goes with another spell included, meets the spell."""
    row = np.flatnonzero(pregnancies.is_pregnant)
    first = pregnancies.first_day[row]
    last = first + truth.pregnancy_days
    return touches(starts.person[row], first, last, starts.person, starts.day, starts.day + length - 1)


def pregnancy_rows(truth: Benefits, starts: Starts, person_id: Ints, pregnancies: Pregnancies) -> pl.DataFrame:
    """The extract `svangerskap`, English names."""
    row = np.flatnonzero(pregnancies.is_pregnant)
    first = pregnancies.first_day[row]
    frame = pl.DataFrame(
        {
            "person_id": person_id[starts.person[row]],
            "from_date": days_as_dates(first),
            "to_date": days_as_dates(first + truth.pregnancy_days),
        }
    )
    return frame.sort("person_id", "from_date")


@dataclass(frozen=True)
class AapDraws:
    """Random numbers of AAP: shared by the courses with and without the service."""

    is_recipient: Bools
    goes_on: Bools
    transition: Floats
    wait: Floats
    extent: Ints
    is_open: Bools
    days_before: Ints


def draw_aap(truth: Benefits, starts: Starts, streams: Streams) -> AapDraws:
    """Draw once for each spell."""
    rng = streams.named("aap")
    n = len(starts.day)
    return AapDraws(
        is_recipient=(rng.random(n) < truth.aap_recipient_share) & ~starts.is_closing,
        goes_on=rng.random(n) < truth.aap_recipient_goes_on_share,
        transition=np.where(starts.is_closing, 0.0, rng.random(n)),
        wait=rng.random(n),
        extent=90 + np.minimum(np.floor(rng.exponential(truth.aap_mean_days, n)), MOST_AAP_DAYS).astype(np.int64),
        is_open=rng.random(n) < truth.aap_open_share,
        days_before=rng.integers(60, 700, n),
    )


@dataclass(frozen=True)
class AapPeriods:
    """Periods on AAP: spell they belong to, first and last day (since 1970-01-01), and whether the end is open."""

    spell: Ints
    first_day: Ints
    last_day: Ints
    is_open: Bools


def aap_periods(
    truth: Benefits, starts: Starts, draws: AapDraws, length: Ints, in_county: Bools, points: Floats
) -> AapPeriods:
    """Periods that run on the first day of a spell, and periods that begin a year after it.

    A recipient's period that goes on covers the days 366 to 548; one that does not ends before day 366. The pilot
    county grants AAP at a rate of its own. `points` is the service's effect on a period after a year, percentage
    points.
    """
    recipient = np.flatnonzero(draws.is_recipient)
    later = np.flatnonzero(_begins_later(truth, draws, length, in_county, points))
    wait = np.floor(draws.wait * (LAST_TRANSITION_DAY - MAXIMUM_DAYS)).astype(np.int64) // 2
    wait = np.where(starts.is_closing, CLOSING_DELAY, wait)
    stops = np.floor(draws.wait * (MAXIMUM_DAYS - 1)).astype(np.int64)
    spell = np.concatenate([recipient, later])
    day, goes_on = starts.day[spell], draws.goes_on[spell]
    is_recipient = np.arange(len(spell)) < len(recipient)
    first = np.where(is_recipient, day - draws.days_before[spell], day + MAXIMUM_DAYS + wait[spell])
    long_last = np.where(is_recipient, day + MAXIMUM_DAYS + 1, first) + draws.extent[spell]
    last = np.where(is_recipient & ~goes_on, day + stops[spell], long_last)
    is_open = draws.is_open[spell] & ~(is_recipient & ~goes_on) & (draws.wait[spell] > 0.5)
    return AapPeriods(spell, first, np.where(is_open, FAR_DAY, last), is_open)


def _begins_later(truth: Benefits, draws: AapDraws, length: Ints, in_county: Bools, points: Floats) -> Bools:
    """Whether a period begins between day 366 and day 548."""
    # ASSUME simulated_aap: whoever stays on leave to the maximum most often gets AAP; a few of the others do, for a new
    # illness.
    probability = np.select(
        [length >= MAXIMUM_DAYS, length > LATE_DAY],
        [truth.aap_after_exhausted, truth.aap_after_final_weeks],
        truth.aap_after_shorter,
    )
    probability = probability * np.where(in_county, truth.aap_county_factor, 1.0)
    return ~draws.is_recipient & (draws.transition < np.clip(probability + points / 100, 0.0, 1.0))


def has_transition(starts: Starts, periods: AapPeriods) -> Bools:
    """Whether a period on AAP, one that goes with another spell included, meets the days 366 to 548 of the spell."""
    begin, end = starts.day + MAXIMUM_DAYS, starts.day + LAST_TRANSITION_DAY - 1
    return touches(starts.person[periods.spell], periods.first_day, periods.last_day, starts.person, begin, end)


def aap_rows(starts: Starts, person_id: Ints, periods: AapPeriods) -> pl.DataFrame:
    """The extract `aap`, English names."""
    frame = pl.DataFrame(
        {
            "person_id": person_id[starts.person[periods.spell]],
            "from_date": days_as_dates(periods.first_day),
            "to_date": days_as_dates(periods.last_day).set(pl.Series(periods.is_open), None),
        }
    )
    return frame.sort("person_id", "from_date", "to_date")


def draw_extra_employers(share: float, n: int, streams: Streams) -> Ints:
    """How many further employers a spell has: none, one, rarely two."""
    return pick(streams.named("employers"), [1 - share, share * 0.9, share * 0.1], n)

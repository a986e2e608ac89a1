"""The rows of the meeting events: invitations, postponements, cancellations, meetings held, exemptions."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import MAXIMUM_DAYS
from dialogmote.registers.simulate.courses import Starts
from dialogmote.registers.simulate.draws import Bools, Ints, Streams, day_number, pick
from dialogmote.registers.simulate.people import days_as_dates
from dialogmote.registers.simulate.truth import Meetings

STOP, INVITED, MOVED, CALLED_OFF, HELD, CLOSED, EXEMPTED, NOT_RELEVANT = range(8)
EVENT_NAMES = ("STOPPUNKT", "INNKALT", "NYTT_TID_STED", "AVLYST", "FERDIGSTILT", "LUKKET", "UNNTAK", "IKKE_AKTUELL")
EXEMPTION_REASONS = ("MEDISINSKE_GRUNNER", "FORVENTET_FRISKMELDING_INNEN_28UKER", "TILTAK", "INNLEGGELSE_INSTITUSJON")
SECONDS_A_DAY = 86_400
FIRST_HOUR, HOURS = 8, 7
NO_TIME = -1
STOP_DAY, EXEMPTION_DAY, CLOSED_DAY = 119, 150, 185
NOTICE_DAYS = 21


@dataclass(frozen=True)
class _Part:
    """Events of one kind: spell, kind, day of the meeting in the spell (`NO_TIME` without), day of the event."""

    spell: Ints
    kind: int
    meeting_day: Ints
    event_day: Ints


def event_rows(
    truth: Meetings,
    starts: Starts,
    person_id: Ints,
    plan_day: Ints,
    is_planned: Bools,
    is_held: Bools,
    may_meet_early: Bools,
    length: Ints,
    streams: Streams,
) -> pl.DataFrame:
    """The extract `dialogmote_hendelse`, English names, sorted by time and person."""
    rng = streams.named("events")
    parts = _meeting_parts(truth, plan_day, is_planned, is_held, may_meet_early, length, rng)
    parts += _other_parts(truth, is_planned, length, rng)
    spell = np.concatenate([p.spell for p in parts])
    kind = np.concatenate([np.full(len(p.spell), p.kind) for p in parts])
    meeting_day = np.concatenate([p.meeting_day for p in parts])
    event_day = np.concatenate([p.event_day for p in parts])
    return _named_events(truth, starts, person_id, spell, kind, meeting_day, event_day, streams)


def _meeting_parts(
    truth: Meetings,
    plan_day: Ints,
    is_planned: Bools,
    is_held: Bools,
    may_meet_early: Bools,
    length: Ints,
    rng: np.random.Generator,
) -> list[_Part]:
    """Invitations and what became of them."""
    n = len(plan_day)
    invited_day = plan_day - NOTICE_DAYS - rng.integers(0, 10, n)
    is_invited = is_planned & (invited_day <= length)
    is_moved = is_invited & (rng.random(n) < truth.postponed_share)
    is_recalled = is_held & ~is_moved & (rng.random(n) < truth.cancelled_then_held_share)
    first_day = plan_day - np.where(is_moved | is_recalled, rng.integers(3, 15, n), 0)
    called_off = is_invited & ~is_held
    second = (
        is_held & (plan_day + 40 <= np.minimum(length, MAXIMUM_DAYS)) & (rng.random(n) < truth.second_meeting_share)
    )
    early = may_meet_early & (rng.random(n) < truth.early_meeting_share)
    early_day = rng.integers(40, 110, n)
    return [
        _part(is_invited, INVITED, first_day, invited_day),
        _part(is_moved, MOVED, plan_day, first_day - 1),
        _part(is_recalled, CALLED_OFF, first_day, first_day - 2),
        _part(is_recalled, INVITED, plan_day, first_day - 1),
        _part(called_off, CALLED_OFF, plan_day, np.maximum(np.minimum(plan_day - 1, length), invited_day + 1)),
        _part(is_held, HELD, plan_day, plan_day + rng.integers(0, 4, n)),
        _part(second, HELD, plan_day + 40, plan_day + 41),
        _part(early, HELD, early_day, early_day),
    ]


def _other_parts(truth: Meetings, is_planned: Bools, length: Ints, rng: np.random.Generator) -> list[_Part]:
    """Stop points, exemptions and closed cases, without a meeting time."""
    n = len(length)
    stop = rng.random(n) < truth.stop_point_share
    uniform = rng.random(n)
    exempted = ~is_planned & (uniform < truth.exemption_share) & (length >= EXEMPTION_DAY)
    closed = ~is_planned & ~exempted & (uniform < truth.exemption_share + truth.closed_share)
    not_relevant = ~is_planned & ~exempted & ~closed & (uniform > 1 - truth.closed_share)
    none = np.full(n, NO_TIME)
    return [
        _part(stop, STOP, none, np.full(n, STOP_DAY)),
        _part(exempted, EXEMPTED, none, EXEMPTION_DAY + rng.integers(0, 20, n)),
        _part(closed, CLOSED, none, CLOSED_DAY + rng.integers(0, 20, n)),
        _part(not_relevant, NOT_RELEVANT, none, CLOSED_DAY + rng.integers(0, 20, n)),
    ]


def _part(mask: Bools, kind: int, meeting_day: Ints, event_day: Ints) -> _Part:
    """The events of the spells in the mask."""
    spell = np.flatnonzero(mask)
    return _Part(spell, kind, meeting_day[spell], event_day[spell])


def _named_events(
    truth: Meetings,
    starts: Starts,
    person_id: Ints,
    spell: Ints,
    kind: Ints,
    meeting_day: Ints,
    event_day: Ints,
    streams: Streams,
) -> pl.DataFrame:
    """Dates, systems and reasons of the events; old rows may miss the true start of the spell by some days."""
    rng = streams.named("event_rows")
    n = len(spell)
    event_date = starts.day[spell] + event_day - 1
    is_arena = (event_date < day_number(truth.arena_until)) ^ (rng.random(n) < truth.other_system_share)
    misses = is_arena & (rng.random(n) < truth.arena_miss_share)
    miss = rng.integers(1, truth.arena_miss_days + 1, n) * np.where(rng.random(n) < 0.5, -1, 1) * misses
    meeting_second = (starts.day[spell] + meeting_day - 1) * SECONDS_A_DAY
    meeting_second += 1800 * rng.integers(2 * FIRST_HOUR, 2 * (FIRST_HOUR + HOURS), n)
    event_second = event_date * SECONDS_A_DAY + rng.integers(16 * 3600, 18 * 3600, n)
    reason = pick(rng, truth.exemption_reason_weights, n)
    frame = pl.DataFrame(
        {
            "person_id": person_id[starts.person[spell]],
            "spell_start_date": days_as_dates(starts.day[spell] + miss),
            "event": np.array(EVENT_NAMES)[kind],
            "meeting_time": pl.Series(meeting_second * 1_000_000).set(pl.Series(meeting_day == NO_TIME), None),
            "event_time": event_second * 1_000_000,
            "exemption_reason": pl.Series(np.array(EXEMPTION_REASONS)[reason]).set(pl.Series(kind != EXEMPTED), None),
            "source_system": np.where(is_arena, "ARENA", "MODIA"),
        }
    )
    times = pl.col("meeting_time", "event_time").cast(pl.Datetime("us"))
    return frame.with_columns(times).sort("event_time", "person_id", "spell_start_date", "event", maintain_order=True)

"""The meeting-need service: whom it asks and when, and what employee and employer answer."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import LONG_SPELL_DAYS
from dialogmote.registers.simulate.courses import Starts
from dialogmote.registers.simulate.draws import Bools, Ints, Streams, day_number, pick, pick_with
from dialogmote.registers.simulate.people import days_as_dates
from dialogmote.registers.simulate.truth import Service

NO_ANSWER, NO, EMPLOYEE_YES, EMPLOYER_YES, BOTH_YES, BOTH_NO = range(6)
SILENT, SAYS_NO, SAYS_YES = range(3)
NEVER = np.iinfo(np.int64).max // 4
MICROSECONDS_A_DAY = 86_400_000_000
OFFICE_HOURS = (7 * 3600, 22 * 3600)  # seconds of the day
HALF_HOUR, NOON = 1800, 12 * 3600


@dataclass(frozen=True)
class Asked:
    """Who is asked: the day it was sent (since 1970-01-01; `NEVER` without a question), and whether the service works
    for the spell: asked in time, at an office and in a period where it acts."""

    sent_day: Ints
    is_served: Bools


@dataclass(frozen=True)
class Replies:
    """Each party's last answer (silent, no, yes), its day since 1970-01-01, and the answer group of each spell."""

    employee: Ints
    employer: Ints
    employee_day: Ints
    employer_day: Ints
    group: Ints


def ask(truth: Service, starts: Starts, is_pilot: Bools, length: Ints, streams: Streams) -> Asked:
    """Who is asked, and when. Late questions go to spells past week 16 on the day the service opens.

    `length` is the course without the service: whoever is asked late was on leave before it could act.
    """
    rng = streams.named("ask")
    n = len(starts.day)
    sent = starts.day + LONG_SPELL_DAYS - 1 + pick(rng, truth.sent_day_weights, n)
    opening = np.where(is_pilot, day_number(truth.pilot_opening), day_number(truth.national_opening))
    in_time = sent >= opening
    late_day = opening + np.floor(rng.random(n) * 30).astype(np.int64)
    on_leave_late = (late_day < starts.day + length) & (late_day - starts.day < truth.late_asked_latest_day)
    uniform = rng.random(n)
    late_share = np.where(is_pilot, truth.late_asked_share_pilot, truth.late_asked_share_national)
    asked_share = np.where(is_pilot, truth.asked_share_pilot, truth.asked_share)
    is_asked = np.where(in_time, uniform < asked_share, on_leave_late & (uniform < late_share))
    is_asked |= starts.is_closing
    # ASSUME simulated_service: the service changes meetings only for spells asked in week 16, from the planted first
    # starts on; a late question changes nothing.
    effect_start = np.where(is_pilot, day_number(truth.pilot_effect_start), day_number(truth.national_effect_start))
    sent_day = np.where(is_asked, np.where(in_time, sent, late_day), NEVER)
    return Asked(sent_day, is_asked & in_time & (starts.day >= effect_start))


def draw_intentions(truth: Service, starts: Starts, prognosis: Ints, streams: Streams) -> Ints:
    """What the parties mean to answer, by prognosis: the longer the course, the more often a yes."""
    yes_and_no = np.array(
        [truth.intend_no, truth.intend_employee_yes, truth.intend_employer_yes, truth.intend_both_yes]
    )
    weights = np.vstack([np.maximum(1 - yes_and_no.sum(axis=0), 0), yes_and_no])
    uniforms = streams.named("intentions").random(len(prognosis))
    intention = np.zeros(len(prognosis), dtype=np.int64)
    for number in range(weights.shape[1]):
        members = np.flatnonzero(prognosis == number)
        intention[members] = pick_with(uniforms[members], weights[:, number].tolist())
    return np.where(starts.is_closing, BOTH_YES, intention)


def reply(
    truth: Service, starts: Starts, asked: Asked, is_pilot: Bools, intention: Ints, length: Ints, streams: Streams
) -> Replies:
    """The answers that arrive while the spell lasts; who has recovered by then does not answer."""
    rng = streams.named("reply")
    n = len(starts.day)
    employee, employer = _parties(truth, intention, rng)
    employee_lag = _lags(truth.employee_fast_answer_days, truth.employee_slow_answer_days, n, rng)
    employer_lag = _lags(truth.employer_fast_answer_days, truth.employer_slow_answer_days, n, rng)
    opening = np.where(is_pilot, day_number(truth.pilot_opening), day_number(truth.national_opening))
    week_16 = starts.day + LONG_SPELL_DAYS - 1
    share = np.where(week_16 >= opening, truth.unasked_answer_share, truth.early_answer_share)
    answers = (asked.sent_day < NEVER) | (rng.random(n) < share)
    # Nobody answers before there is a service anywhere.
    basis = np.where(asked.sent_day < NEVER, asked.sent_day, np.maximum(week_16, day_number(truth.pilot_opening)))
    last = starts.day + length - 1
    employee = np.where(answers & (basis + employee_lag <= last), employee, SILENT)
    employer = np.where(answers & (basis + employer_lag <= last), employer, SILENT)
    group = np.select(
        [
            (employee == SAYS_YES) & (employer == SAYS_YES),
            employee == SAYS_YES,
            employer == SAYS_YES,
            (employee == SAYS_NO) & (employer == SAYS_NO),
            (employee == SAYS_NO) | (employer == SAYS_NO),
        ],
        [BOTH_YES, EMPLOYEE_YES, EMPLOYER_YES, BOTH_NO, NO],
        NO_ANSWER,
    )
    return Replies(employee, employer, basis + employee_lag, basis + employer_lag, group)


def _parties(truth: Service, intention: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Each party's intended answer."""
    n = len(intention)
    which = pick(rng, truth.no_parties, n)
    other = np.where(rng.random(n) < truth.other_party_says_no_share, SAYS_NO, SILENT)
    employee = np.select(
        [intention == NO, intention == EMPLOYER_YES, (intention == EMPLOYEE_YES) | (intention == BOTH_YES)],
        [np.where(which == 2, SILENT, SAYS_NO), other, np.full(n, SAYS_YES)],
        SILENT,
    )
    employer = np.select(
        [intention == NO, intention == EMPLOYEE_YES, (intention == EMPLOYER_YES) | (intention == BOTH_YES)],
        [np.where(which == 1, SILENT, SAYS_NO), other, np.full(n, SAYS_YES)],
        SILENT,
    )
    return employee, employer


def _lags(fast_days: float, slow_days: float, n: int, rng: np.random.Generator) -> Ints:
    """Days from the question to the answer: half of the answers come at once, half later."""
    mean = np.where(rng.random(n) < 0.5, fast_days, slow_days)
    return np.floor(rng.exponential(1.0, n) * mean).astype(np.int64)


def question_rows(starts: Starts, person_id: Ints, asked: Asked) -> pl.DataFrame:
    """The extract `motebehov_varsel`, English names."""
    row = np.flatnonzero(asked.sent_day < NEVER)
    return pl.DataFrame(
        {
            "person_id": person_id[starts.person[row]],
            "spell_start_date": days_as_dates(starts.day[row]),
            "sent_date": days_as_dates(asked.sent_day[row]),
        }
    )


def answer_rows(
    truth: Service,
    starts: Starts,
    person_id: Ints,
    office_code: pl.Series,
    replies: Replies,
    length: Ints,
    streams: Streams,
) -> pl.DataFrame:
    """The extract `motebehov`, English names: last answers, the ones they replace, and reports on own initiative."""
    rng = streams.named("answer_rows")
    employee, employer = (np.flatnonzero(party != SILENT) for party in (replies.employee, replies.employer))
    spell = np.concatenate([employee, employer])
    is_employee = np.arange(len(spell)) < len(employee)
    need = np.concatenate([replies.employee[employee], replies.employer[employer]]) == SAYS_YES
    day = np.concatenate([replies.employee_day[employee], replies.employer_day[employer]])
    second = rng.integers(*OFFICE_HOURS, len(spell))
    repeated = np.flatnonzero(rng.random(len(spell)) < truth.repeat_share)
    changed = rng.random(len(repeated)) < truth.repeat_changes_mind_share
    own = _own_initiative(truth, starts, length, rng)
    own_day = _own_days(truth, starts, length, own, rng)
    frame = pl.DataFrame(
        {
            "spell": np.concatenate([spell, spell[repeated], own]),
            "is_employee": np.concatenate(
                [is_employee, is_employee[repeated], rng.random(len(own)) < truth.own_initiative_employee_share]
            ),
            "has_meeting_need": np.concatenate([need, need[repeated] ^ changed, np.ones(len(own), dtype=np.bool_)]),
            "is_own": np.arange(len(spell) + len(repeated) + len(own)) >= len(spell) + len(repeated),
            "created": MICROSECONDS_A_DAY * np.concatenate([day, day[repeated], own_day])
            + 1_000_000 * np.concatenate([second, second[repeated] - HALF_HOUR, np.full(len(own), NOON)]),
        }
    )
    return _named_answers(truth, frame, starts, person_id, office_code, streams)


def _own_initiative(truth: Service, starts: Starts, length: Ints, rng: np.random.Generator) -> Ints:
    """Spells with a report on own initiative: on leave on or after the day it became possible."""
    possible = starts.day + length - 1 >= day_number(truth.own_initiative_start)
    return np.flatnonzero(possible & (rng.random(len(length)) < truth.own_initiative_share))


def _own_days(truth: Service, starts: Starts, length: Ints, own: Ints, rng: np.random.Generator) -> Ints:
    """Day of the report: any day of the spell once reports were possible."""
    first = np.maximum(starts.day[own], day_number(truth.own_initiative_start))
    last = starts.day[own] + length[own] - 1
    return first + np.floor(rng.random(len(own)) * (last - first + 1)).astype(np.int64)


def _named_answers(
    truth: Service, frame: pl.DataFrame, starts: Starts, person_id: Ints, office_code: pl.Series, streams: Streams
) -> pl.DataFrame:
    """Give each answer an identifier, its person and office; sorted by time, then identifier."""
    spell = frame["spell"].to_numpy()
    digits = streams.named("answer_id").bytes(16 * len(spell)).hex()
    texts = [digits[i : i + 32] for i in range(0, 32 * len(spell), 32)]
    has_office = streams.named("answer_office").random(len(spell)) < truth.assigned_office_share
    named = frame.select(
        pl.Series("answer_id", [f"{t[:8]}-{t[8:12]}-{t[12:16]}-{t[16:20]}-{t[20:]}" for t in texts], pl.String),
        pl.Series("person_id", person_id[starts.person[spell]]),
        pl.when("is_employee").then(pl.lit("ARBEIDSTAKER")).otherwise(pl.lit("ARBEIDSGIVER")).alias("respondent"),
        "has_meeting_need",
        pl.when("is_own").then(pl.lit("MELD_BEHOV")).otherwise(pl.lit("SVAR_BEHOV")).alias("form"),
        pl.col("created").cast(pl.Datetime("us")).cast(pl.Datetime("ns")).alias("created_time"),
        office_code.gather(spell).set(~pl.Series(has_office), None).alias("assigned_office"),
    )
    return named.sort("created_time", "answer_id")

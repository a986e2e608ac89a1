"""The synthetic register: every part put together, with and without the planted effects from the same numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import MAXIMUM_DAYS
from dialogmote.contracts.extracts import register_names
from dialogmote.errors import InputError
from dialogmote.registers.simulate.areas import area_rows
from dialogmote.registers.simulate.benefits import (
    AapDraws,
    AapPeriods,
    Pregnancies,
    aap_periods,
    aap_rows,
    draw_aap,
    draw_pregnancies,
    has_transition,
    meets_pregnancy,
    pregnancy_rows,
)
from dialogmote.registers.simulate.courses import (
    ShortDraws,
    ShortSpells,
    Starts,
    days_on_leave,
    draw_prognosis,
    draw_short,
    draw_starts,
    overlapping,
    place_short,
)
from dialogmote.registers.simulate.draws import Bools, Floats, Ints, Streams, whole_years_between
from dialogmote.registers.simulate.events import event_rows
from dialogmote.registers.simulate.grades import (
    GradedSpells,
    GradePath,
    draw_paths,
    lost_workdays,
    mean_grades,
    percent_in,
    reach_of,
)
from dialogmote.registers.simulate.implied import implied_effects
from dialogmote.registers.simulate.meetings import Plans, Traits, is_reached, plan
from dialogmote.registers.simulate.offices import NATIONAL, PILOT, Offices, build_offices, codes_at
from dialogmote.registers.simulate.people import (
    PERSON_STEP,
    People,
    Validity,
    draw_people,
    draw_validity,
    is_protected_on,
    person_rows,
)
from dialogmote.registers.simulate.recovery import Hazards, RecoveryDraws, draw_recovery, find_hazards, lengths
from dialogmote.registers.simulate.service import (
    Asked,
    Replies,
    answer_rows,
    ask,
    draw_intentions,
    question_rows,
    reply,
)
from dialogmote.registers.simulate.spells import SpellRows, monthly_grade_rows, spell_rows
from dialogmote.registers.simulate.truth import PlantedTruth

SMALLEST_SCALE = 0.002
LAST_AGE = 66


@dataclass(frozen=True)
class SimulatedRegister:
    """The ten extracts under the register's column names, and the planted effect on each outcome by period.

    An extract is made each time it is asked for, so that no two need to be in memory at once.
    """

    extracts: "Extracts"
    truth: pl.DataFrame


class Extracts(Mapping[str, pl.DataFrame]):
    """Extracts by name, each made when it is asked for. `makers` give them with English column names."""

    def __init__(self, makers: Mapping[str, Callable[[], pl.DataFrame]]) -> None:
        self._makers = makers

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self._makers[name]().rename(register_names(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


@dataclass(frozen=True)
class _World:
    """What is the same with and without the planted effects, one element a long spell unless a part says otherwise."""

    offices: Offices
    starts: Starts
    people: People
    validity: Validity
    office: Ints
    prognosis: Ints
    pregnancies: Pregnancies
    hazards: Hazards
    recovery: RecoveryDraws
    short: ShortDraws
    aap: AapDraws
    path: GradePath
    asked: Asked
    length_without: Ints


@dataclass(frozen=True)
class _Leave:
    """One version of the leave: lengths, short spells, mean grades, distinct days within a year of the start."""

    length: Ints
    short: ShortSpells
    grade_mean: Floats
    total_duration: Ints


@dataclass(frozen=True)
class _Course:
    """One version of what happened: the leave, the meetings and the benefits."""

    leave: _Leave
    meeting: Bools
    aap: AapPeriods


def simulate_register(
    truth: PlantedTruth, *, scale: float, seed: int, period_limits: Sequence[date]
) -> SimulatedRegister:
    """Simulate the register at a share of national size.

    `period_limits`, the first starts of the periods and the first start after them, rule only for which periods the
    planted effects are told. The same seed gives the same register on any number of threads. Raises `InputError` when
    the scale is below 0.002.
    """
    if not scale >= SMALLEST_SCALE:
        raise InputError(f"register.scale: {scale} is below the smallest size, {SMALLEST_SCALE}")
    streams = Streams(seed)
    world = _draw_world(truth, scale, streams)
    grade_shift = np.where(world.asked.is_served, truth.effects.service_grade_points, 0.0)
    ratio = np.where(world.asked.is_served, truth.effects.service_recovery_hazard_ratio, 1.0)
    length = _lengths(world, ratio)
    replies = _reply(truth, world, length, streams)
    is_pregnant = meets_pregnancy(truth.benefits, world.starts, world.pregnancies, length)
    is_in_cohort = _stays_in_cohort(world, length, is_pregnant)
    plans = _plan(truth, world, replies, is_pregnant, is_in_cohort, streams)
    uniforms = streams.named("meetings").random(len(length))
    aap_points = np.where(world.asked.is_served, truth.effects.service_aap_points, 0.0)
    leave = _follow_leave(truth, world, length, grade_shift)
    leave_without = _leave_without(truth, world, leave, grade_shift)
    drawn = _run(truth, world, leave, plans.day, uniforms < plans.probability, aap_points)
    is_planned_without = uniforms < plans.probability_without
    without = _run(truth, world, leave_without, plans.day, is_planned_without, np.zeros(len(length)))
    extracts = _extracts(truth, world, drawn, grade_shift, plans, uniforms, replies, streams)
    group = world.offices.group[world.office]
    outcomes, outcomes_without = _outcomes(truth, world, drawn), _outcomes(truth, world, without)
    return SimulatedRegister(
        Extracts(extracts),
        implied_effects(world.starts, group, is_in_cohort, outcomes, outcomes_without, period_limits),
    )


def _draw_world(truth: PlantedTruth, scale: float, streams: Streams) -> _World:
    """Draw people, starts, prognoses and all random numbers that do not depend on the service."""
    offices = build_offices(truth.offices, streams)
    starts = draw_starts(truth.population, scale, streams)
    people = draw_people(truth, offices, _first_starts(starts), streams)
    n = len(starts.day)
    office = _offices_of_spells(truth, starts, people, offices, streams)
    age = whole_years_between(people.birth_day[starts.person], starts.day)
    prognosis = draw_prognosis(truth.courses, starts, people, streams)
    pregnancies = draw_pregnancies(truth.benefits, starts, people.is_woman[starts.person], age, streams)
    hazards = find_hazards(truth.recovery, starts, prognosis, office, offices, streams)
    recovery = draw_recovery(truth.recovery, starts, streams)
    length_without = np.minimum(lengths(hazards, recovery, np.ones(n)), pregnancies.longest_spell_days)
    is_pilot = offices.group[office] == PILOT
    return _World(
        offices=offices,
        starts=starts,
        people=people,
        validity=draw_validity(truth, people, streams),
        office=office,
        prognosis=prognosis,
        pregnancies=pregnancies,
        hazards=hazards,
        recovery=recovery,
        short=draw_short(truth.courses, n, streams),
        aap=draw_aap(truth.benefits, starts, streams),
        path=draw_paths(truth.grades, starts.day, offices.group[office] != NATIONAL, streams),
        asked=ask(truth.service, starts, is_pilot, length_without, streams),
        length_without=length_without,
    )


def _first_starts(starts: Starts) -> Ints:
    """First long start of each person."""
    first = np.full(starts.n_persons, np.iinfo(np.int64).max)
    np.minimum.at(first, starts.person, starts.day)
    return np.where(first == np.iinfo(np.int64).max, starts.day.min(), first)


def _offices_of_spells(truth: PlantedTruth, starts: Starts, people: People, offices: Offices, streams: Streams) -> Ints:
    """The person's office, but for those who have moved."""
    rng = streams.named("moves")
    elsewhere = rng.choice(len(offices.group), len(starts.day), p=offices.spell_share / offices.spell_share.sum())
    has_moved = rng.random(len(starts.day)) < truth.population.moved_share
    return np.where(has_moved, elsewhere, people.office[starts.person])


def _lengths(world: _World, ratio: Floats) -> Ints:
    """Real lengths under a recovery hazard ratio."""
    drawn = lengths(world.hazards, world.recovery, ratio)
    return np.minimum(drawn, world.pregnancies.longest_spell_days)


def _reply(truth: PlantedTruth, world: _World, length: Ints, streams: Streams) -> Replies:
    """What the parties answer."""
    intention = draw_intentions(truth.service, world.starts, world.prognosis, streams)
    is_pilot = world.offices.group[world.office] == PILOT
    return reply(truth.service, world.starts, world.asked, is_pilot, intention, length, streams)


def _stays_in_cohort(world: _World, length: Ints, is_pregnant: Bools) -> Bools:
    """Spells that no exclusion takes."""
    starts, people = world.starts, world.people
    age = whole_years_between(people.birth_day[starts.person], starts.day)
    leaves = is_protected_on(world.validity, starts.person, starts.day)
    leaves |= is_pregnant | (age > LAST_AGE)
    return ~(leaves | overlapping(starts.person, starts.day, length) | starts.is_closing)


def _plan(
    truth: PlantedTruth, world: _World, replies: Replies, is_pregnant: Bools, is_in_cohort: Bools, streams: Streams
) -> Plans:
    """Planned meetings."""
    starts, people = world.starts, world.people
    every = np.arange(len(starts.day))
    month = np.full(len(every), truth.grades.planning_month)
    traits = Traits(
        office=world.office,
        prognosis=world.prognosis,
        length_without=world.length_without,
        planning_grade=percent_in(truth.grades, world.path, every, month, np.full(len(every), np.nan)),
        age_years=whole_years_between(people.birth_day[starts.person], starts.day),
        is_woman=people.is_woman[starts.person],
        is_foreign_born=people.is_foreign_born[starts.person],
        is_part_time=people.position_percent[starts.person] < 100,
        is_pregnant=is_pregnant,
        is_overlapping=overlapping(starts.person, starts.day, world.length_without),
        is_in_cohort=is_in_cohort,
        answer_group=replies.group,
        is_served=world.asked.is_served,
    )
    return plan(truth.meetings, truth.effects, truth.service, starts, traits, world.offices, streams)


def _follow_leave(truth: PlantedTruth, world: _World, length: Ints, grade_shift: Floats) -> _Leave:
    """Short spells, grades and days on leave that go with the lengths of the long spells."""
    starts = world.starts
    short = place_short(starts, length, world.short)
    total = days_on_leave(
        np.concatenate([starts.person, short.person]),
        np.concatenate([starts.day, short.day]),
        np.concatenate([length, short.length]),
        starts.person,
        starts.day,
    )
    graded = GradedSpells(starts.day, length, world.path, reach_of(grade_shift))
    return _Leave(length, short, mean_grades(truth.grades, graded), total)


def _leave_without(truth: PlantedTruth, world: _World, leave: _Leave, grade_shift: Floats) -> _Leave:
    """The leave without planted effects: the same one when neither lengths nor grades are touched."""
    if np.array_equal(leave.length, world.length_without) and not grade_shift.any():
        return leave
    return _follow_leave(truth, world, world.length_without, np.zeros(len(leave.length)))


def _run(
    truth: PlantedTruth, world: _World, leave: _Leave, plan_day: Ints, is_planned: Bools, aap_points: Floats
) -> _Course:
    """Let meetings and benefits happen to one version of the leave."""
    in_county = world.offices.group[world.office] != NATIONAL
    aap = aap_periods(truth.benefits, world.starts, world.aap, leave.length, in_county, aap_points)
    return _Course(leave, is_planned & is_reached(plan_day, leave.length), aap)


def _outcomes(truth: PlantedTruth, world: _World, course: _Course) -> dict[str, Floats]:
    """The six outcomes, shares times 100."""
    leave = course.leave
    position = world.people.position_percent[world.starts.person]
    return {
        "meeting": np.where(course.meeting, 100.0, 0.0),
        "duration": np.minimum(leave.length, MAXIMUM_DAYS).astype(np.float64),
        "total_duration": leave.total_duration.astype(np.float64),
        "lost_workdays": lost_workdays(truth.grades, leave.length, leave.grade_mean, position),
        "exhausted": np.where(leave.length >= MAXIMUM_DAYS, 100.0, 0.0),
        "aap_transition": np.where(has_transition(world.starts, course.aap), 100.0, 0.0),
    }


def _office_codes(truth: PlantedTruth, world: _World, streams: Streams) -> pl.Series:
    """Code of the office of each spell: of a merged office, a person keeps to one of the two former ones."""
    starts = world.starts
    is_outdated = streams.named("codes").random(len(starts.day)) < truth.offices.outdated_code_share
    alternative = world.people.person_id[starts.person] // PERSON_STEP % 2
    return codes_at(world.offices, world.office, starts.day, alternative, is_outdated)


def _extracts(
    truth: PlantedTruth,
    world: _World,
    drawn: _Course,
    grade_shift: Floats,
    plans: Plans,
    uniforms: Floats,
    replies: Replies,
    streams: Streams,
) -> dict[str, Callable[[], pl.DataFrame]]:
    """What makes each of the ten extracts, English names."""
    starts, person_id = world.starts, world.people.person_id
    code = _office_codes(truth, world, streams)
    leave = drawn.leave
    is_overlapping = overlapping(starts.person, starts.day, leave.length)
    is_planned = (uniforms < plans.probability) & ~is_overlapping
    shift = reach_of(grade_shift)
    spells = SpellRows(starts, world.people, leave.length, leave.short, world.path, shift, leave.grade_mean, code)
    return {
        "sykefravar_tilfelle": lambda: spell_rows(truth, spells, streams),
        "sykmeldingsgrad_maned": lambda: monthly_grade_rows(truth, spells, streams),
        "dialogmote_hendelse": lambda: event_rows(
            truth.meetings,
            starts,
            person_id,
            plans.day,
            is_planned,
            drawn.meeting & ~is_overlapping,
            ~is_overlapping & ~starts.is_closing,
            leave.length,
            streams,
        ),
        "motebehov_varsel": lambda: question_rows(starts, person_id, world.asked),
        "motebehov": lambda: answer_rows(truth.service, starts, person_id, code, replies, leave.length, streams),
        "person": lambda: person_rows(truth, world.people, world.validity, streams),
        "svangerskap": lambda: pregnancy_rows(truth.benefits, starts, person_id, world.pregnancies),
        "aap": lambda: aap_rows(starts, person_id, drawn.aap),
        "nav_enhet": lambda: world.offices.extract,
        "nav_enhet_omrade": lambda: area_rows(truth.offices, world.offices, streams),
    }

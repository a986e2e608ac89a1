"""The rows of spells and of monthly grades: long and short spells, one row for each employer."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from dialogmote.registers.simulate.benefits import draw_extra_employers
from dialogmote.registers.simulate.courses import ShortSpells, Starts
from dialogmote.registers.simulate.draws import Bools, Floats, Ints, Streams
from dialogmote.registers.simulate.grades import (
    GradedSpells,
    GradePath,
    grade_rows,
    lost_workdays,
    mean_grades,
    short_paths,
)
from dialogmote.registers.simulate.people import PERSON_STEP, People, days_as_dates, draw_part_time_percents
from dialogmote.registers.simulate.truth import PlantedTruth

FIRST_SPELL, FIRST_EMPLOYER = 1_000_000, 800_000_000
EMPLOYERS_AN_INDUSTRY = 100_000
EMPLOYER_BITS = 31


@dataclass(frozen=True)
class SpellRows:
    """What the rows are made of: long spells, the short ones beside them, and what the long ones carry."""

    starts: Starts
    people: People
    length: Ints
    short: ShortSpells
    path: GradePath
    shift: Floats
    grade_mean: Floats
    office_code: pl.Series

    @property
    def person(self) -> Ints:
        """Whose the long spells are, then the short ones."""
        return np.concatenate([self.starts.person, self.short.person])

    def draw_ids(self, streams: Streams) -> Ints:
        """Identifiers of the long spells, then of the short ones: consecutive numbers, shuffled."""
        n = len(self.length) + len(self.short.length)
        return FIRST_SPELL + streams.named("spell_id").permutation(n).astype(np.int64)

    def graded(self, truth: PlantedTruth) -> GradedSpells:
        """The long spells, then the short ones, with their courses of grades."""
        short = short_paths(self.path, self.short.beside)
        path = GradePath(
            np.concatenate([self.path.first_month, short.first_month]),
            np.concatenate([self.path.first_percent, short.first_percent]),
            np.concatenate([self.path.second_percent, short.second_percent]),
        )
        shift = np.concatenate([self.shift, np.full(len(self.short.length), np.nan)])
        day = np.concatenate([self.starts.day, self.short.day])
        return GradedSpells(day, np.concatenate([self.length, self.short.length]), path, shift)


def monthly_grade_rows(truth: PlantedTruth, spells: SpellRows, streams: Streams) -> pl.DataFrame:
    """The extract `sykmeldingsgrad_maned`, English names, sorted by spell and month; some short spells have no rows."""
    spell_id = spells.draw_ids(streams)
    n_short = len(spells.short.length)
    has_rows = streams.named("short_grades").random(n_short) < truth.grades.short_with_months_share
    order = _order_of_ids(spell_id)
    order = order[np.concatenate([np.ones(len(spells.length), dtype=np.bool_), has_rows])[order]]
    person_id = spells.people.person_id[spells.person[order]]
    return grade_rows(truth.grades, spells.graded(truth).take(order), spell_id[order], person_id)


def _order_of_ids(spell_id: Ints) -> Ints:
    """Places of the spells in the order of their identifiers, which are consecutive numbers."""
    order = np.empty(len(spell_id), dtype=np.int64)
    order[spell_id - FIRST_SPELL] = np.arange(len(spell_id))
    return order


def spell_rows(truth: PlantedTruth, spells: SpellRows, streams: Streams) -> pl.DataFrame:
    """The extract `sykefravar_tilfelle`, English names: one row for each spell and employer, sorted by both.

    Further jobs are part-time jobs in any industry. Rows are put in order before their columns are made, one column at
    a time, so that only the columns themselves take memory.
    """
    spell_id = spells.draw_ids(streams)
    extra = draw_extra_employers(truth.population.several_employers_share, len(spell_id), streams)
    spell = np.concatenate([np.arange(len(spell_id)), np.repeat(np.arange(len(spell_id)), extra)])
    is_main = np.arange(len(spell)) < len(spell_id)
    industry, employer_id, position = _jobs(truth, spells.people, spells.person[spell], is_main, streams)
    order = _order_of_rows(spell_id[spell], employer_id)
    spell, is_main, industry = spell[order], is_main[order], industry[order]
    employer_id, position = employer_id[order], position[order]
    person = spells.person[spell]
    graded = spells.graded(truth)
    short_mean = mean_grades(truth.grades, graded.take(slice(len(spells.length), None)))
    grade_mean = np.concatenate([spells.grade_mean, short_mean])[spell]
    long_spell = np.concatenate([np.arange(len(spells.length)), spells.short.beside])[spell]
    return pl.DataFrame(
        [
            pl.Series("spell_id", spell_id[spell]),
            pl.Series("person_id", spells.people.person_id[person]),
            days_as_dates(graded.start_day[spell]).alias("start_date"),
            days_as_dates((graded.start_day + graded.length - 1)[spell]).alias("end_date"),
            pl.Series("employer_id", employer_id),
            pl.Series("position_percent", position),
            pl.Series("grade_mean", grade_mean),
            pl.Series("lost_workdays", lost_workdays(truth.grades, graded.length[spell], grade_mean, position)),
            spells.office_code.gather(long_spell).alias("office_code"),
            *_job_codes(truth, spells.people, person, industry, is_main),
        ]
    )


def _order_of_rows(spell_id: Ints, employer_id: Ints) -> Ints:
    """Places of the rows by spell and employer; of several rows with both alike the first stays."""
    keys = ((spell_id - FIRST_SPELL) << EMPLOYER_BITS) | (employer_id - FIRST_EMPLOYER)
    order = np.argsort(keys, kind="stable")
    in_order = keys[order]
    is_first = np.ones(len(order), dtype=np.bool_)
    np.not_equal(in_order[1:], in_order[:-1], out=is_first[1:])
    return order[is_first]


def _jobs(
    truth: PlantedTruth, people: People, person: Ints, is_main: Bools, streams: Streams
) -> tuple[Ints, Ints, Floats]:
    """Industry, employer and position percentage of each row; a further job is never larger than the main one."""
    rng = streams.named("jobs")
    n = len(person)
    industry = np.where(is_main, people.industry[person], people.industry[rng.integers(0, len(people.industry), n)])
    n_employers = max(10, len(people.industry) // 1000)  # workplaces of an industry
    main, other = people.person_id[person] // PERSON_STEP % n_employers, n_employers + np.arange(n) % 7
    number = np.where(is_main, main, other)
    part = np.minimum(draw_part_time_percents(truth.population, n, rng), people.position_percent[person])
    position = np.where(is_main, people.position_percent[person], part)
    return industry, FIRST_EMPLOYER + industry * EMPLOYERS_AN_INDUSTRY + number, position


def _job_codes(truth: PlantedTruth, people: People, person: Ints, industry: Ints, is_main: Bools) -> list[pl.Series]:
    """Industry, occupation and sector; unknown ones are null, and further jobs are private."""
    industries = pl.Series([i.code for i in truth.industries], dtype=pl.String).gather(industry)
    occupations = pl.Series([o.code for o in truth.occupations], dtype=pl.String).gather(people.occupation[person])
    return [
        industries.set(~pl.Series(people.has_industry[person]), None).alias("industry"),
        occupations.set(~pl.Series(people.has_occupation[person]), None).alias("occupation"),
        pl.Series("sector", np.where(is_main, people.sector[person], 3).astype(np.int8)),
    ]

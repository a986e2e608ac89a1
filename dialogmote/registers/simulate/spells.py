"""The rows of spells and of monthly grades: long and short spells, one row for each employer."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from dialogmote.registers.simulate.benefits import draw_extra_employers
from dialogmote.registers.simulate.courses import ShortSpells, Starts
from dialogmote.registers.simulate.draws import Bools, Floats, Ints, Streams
from dialogmote.registers.simulate.grades import (
    GradePath,
    Grading,
    grade_rows,
    grade_spells,
    lost_workdays,
    short_paths,
)
from dialogmote.registers.simulate.people import PERSON_STEP, People, days_as_dates, draw_part_time_percents
from dialogmote.registers.simulate.truth import PlantedTruth

FIRST_SPELL, FIRST_EMPLOYER = 1_000_000, 800_000_000
EMPLOYERS_AN_INDUSTRY = 100_000


@dataclass(frozen=True)
class SpellRows:
    """What the rows are made of: long spells, the short ones beside them, and what the long ones carry."""

    starts: Starts
    people: People
    length: Ints
    short: ShortSpells
    path: GradePath
    grading: Grading
    office_code: np.ndarray


def spell_and_grade_rows(truth: PlantedTruth, spells: SpellRows, streams: Streams) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The extracts `sykefravar_tilfelle` and `sykmeldingsgrad_maned`, English names, sorted by spell."""
    n_long = len(spells.length)
    n = n_long + len(spells.short.length)
    spell_id = FIRST_SPELL + streams.named("spell_id").permutation(n).astype(np.int64)
    person = np.concatenate([spells.starts.person, spells.short.person])
    day = np.concatenate([spells.starts.day, spells.short.day])
    length = np.concatenate([spells.length, spells.short.length])
    person_id = spells.people.person_id[person]
    path = short_paths(spells.path, spells.short.beside)
    none = np.zeros(len(spells.short.length))
    short_grading = grade_spells(truth.grades, spells.short.day, spells.short.length, path, none)
    has_rows = streams.named("short_grades").random(len(none)) < truth.grades.short_with_months_share
    grades = pl.concat(
        [
            grade_rows(spells.grading, spell_id[:n_long], person_id[:n_long]),
            _kept(grade_rows(short_grading, spell_id[n_long:], person_id[n_long:]), has_rows[short_grading.spell]),
        ]
    )
    grade_mean = np.concatenate([spells.grading.mean, short_grading.mean])
    code = np.concatenate([spells.office_code, spells.office_code[spells.short.beside]])
    rows = _employer_rows(truth, spells.people, person, spell_id, day, length, grade_mean, code, streams)
    return rows.sort("spell_id", "employer_id"), grades.sort("spell_id", "year_month")


def _kept(frame: pl.DataFrame, mask: Bools) -> pl.DataFrame:
    """The rows of the mask."""
    return frame.filter(pl.Series(mask))


def _employer_rows(
    truth: PlantedTruth,
    people: People,
    person: Ints,
    spell_id: Ints,
    day: Ints,
    length: Ints,
    grade_mean: Floats,
    code: np.ndarray,
    streams: Streams,
) -> pl.DataFrame:
    """One row for each spell and employer; further jobs are part-time jobs in any industry."""
    extra = draw_extra_employers(truth.population.several_employers_share, len(spell_id), streams)
    spell = np.concatenate([np.arange(len(spell_id)), np.repeat(np.arange(len(spell_id)), extra)])
    is_main = np.arange(len(spell)) < len(spell_id)
    industry, employer_id, position = _jobs(truth, people, person[spell], is_main, streams)
    jobs = pl.DataFrame(
        {
            "spell_id": spell_id[spell],
            "person_id": people.person_id[person[spell]],
            "start_date": days_as_dates(day[spell]),
            "end_date": days_as_dates((day + length - 1)[spell]),
            "employer_id": employer_id,
            "position_percent": position,
            "grade_mean": grade_mean[spell],
            "lost_workdays": lost_workdays(truth.grades, length[spell], grade_mean[spell], position),
            "office_code": code[spell],
        }
    )
    return jobs.with_columns(_job_codes(truth, people, person[spell], industry, is_main)).unique(
        ["spell_id", "employer_id"], keep="first", maintain_order=True
    )


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
    industries = pl.Series(np.array([i.code for i in truth.industries])[industry])
    occupations = pl.Series(np.array([o.code for o in truth.occupations])[people.occupation[person]])
    return [
        industries.set(~pl.Series(people.has_industry[person]), None).alias("industry"),
        occupations.set(~pl.Series(people.has_occupation[person]), None).alias("occupation"),
        pl.Series("sector", np.where(is_main, people.sector[person], 3).astype(np.int8)),
    ]

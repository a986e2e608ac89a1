"""The people: birth, sex, country, marriage, home office and job."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from dialogmote.contracts.extracts import OPEN_END
from dialogmote.registers.simulate.draws import Bools, Floats, Ints, Streams, day_number, pick, pick_with
from dialogmote.registers.simulate.offices import GROUPS, NATIONAL, Offices
from dialogmote.registers.simulate.truth import PlantedTruth, Population

FIRST_PERSON = 100_000_000
PERSON_STEP = 7
DAYS_A_YEAR = 365.25
HEALTH_FIELDS = ("health", "care")
STATUSES = ("UGIFT", "GIFT", "SKILT", "ENKE", "PARTNER")


@dataclass(frozen=True)
class People:
    """One element a person. Days are days since 1970-01-01; `field` and codes are indices into the planted truth."""

    person_id: Ints
    birth_day: Ints
    is_woman: Bools
    is_foreign_born: Bools
    office: Ints
    industry: Ints
    has_industry: Bools
    occupation: Ints
    has_occupation: Bools
    sector: Ints
    position_percent: Floats
    frailty: Floats


def draw_people(truth: PlantedTruth, offices: Offices, first_start: Ints, streams: Streams) -> People:
    """One person for each first start (days since 1970-01-01)."""
    n = len(first_start)
    population = truth.population
    rng = streams.named("people")
    office = pick(rng, offices.spell_share.tolist(), n)
    industry = pick(rng, [i.weight for i in truth.industries], n)
    in_county = offices.group[office] != NATIONAL
    is_woman = _draw_sex(truth, industry, in_county, rng)
    born = population.foreign_born
    shares = np.array([getattr(born, name) for name in GROUPS])[offices.group[office]]
    occupation, has_occupation = _draw_occupations(truth, industry, is_woman, streams)
    return People(
        person_id=FIRST_PERSON + PERSON_STEP * streams.named("person_id").permutation(n).astype(np.int64),
        birth_day=_draw_births(truth, industry, first_start, streams),
        is_woman=is_woman,
        is_foreign_born=rng.random(n) < shares,
        office=office,
        industry=industry,
        has_industry=rng.random(n) >= population.missing_industry_share,
        occupation=occupation,
        has_occupation=has_occupation,
        sector=_draw_sectors(truth, industry, streams),
        position_percent=_draw_positions(truth, industry, is_woman, in_county, streams),
        frailty=streams.named("frailty").standard_normal(n),
    )


def _draw_sex(truth: PlantedTruth, industry: Ints, in_county: Bools, rng: np.random.Generator) -> Bools:
    """Women by the industry's share, tilted because women are on leave more often."""
    women = np.array([i.women for i in truth.industries])
    tilt = truth.population.women_tilt + truth.population.women_tilt_county * in_county
    odds = (women / (1 - women))[industry] * np.exp(tilt)
    return rng.random(len(industry)) < odds / (1 + odds)


def _draw_births(truth: PlantedTruth, industry: Ints, first_start: Ints, streams: Streams) -> Ints:
    """Birth days from the age at the first long spell, which differs by field."""
    rng = streams.named("births")
    population = truth.population
    shift = np.array([truth.fields[i.field].age_years for i in truth.industries])[industry]
    span = population.age_high - population.age_low
    age = population.age_low + span * rng.beta(population.age_alpha, population.age_beta, len(industry))
    age = np.clip(age + shift, population.age_low, population.age_high)
    return (first_start - np.rint(age * DAYS_A_YEAR)).astype(np.int64) - rng.integers(0, 30, len(industry))


def _draw_occupations(truth: PlantedTruth, industry: Ints, is_woman: Bools, streams: Streams) -> tuple[Ints, Bools]:
    """Occupations at home in the industry's field and common for the sex; some unknown."""
    rng = streams.named("occupations")
    uniforms = rng.random(len(industry))
    field_of = np.array([i.field for i in truth.industries])
    women = np.array([o.women for o in truth.occupations])
    weight = np.array([o.weight for o in truth.occupations])
    occupation = np.zeros(len(industry), dtype=np.int64)
    for field in truth.fields:
        home = np.array([field in o.fields or "all" in o.fields for o in truth.occupations])
        base = weight * np.where(home, 1.0, truth.away_from_home_weight)
        in_field = field_of[industry] == field
        for woman in (False, True):
            members = np.flatnonzero(in_field & (is_woman == woman))
            occupation[members] = pick_with(uniforms[members], (base * (women if woman else 1 - women)).tolist())
    return occupation, rng.random(len(industry)) >= truth.population.missing_occupation_share


def _draw_sectors(truth: PlantedTruth, industry: Ints, streams: Streams) -> Ints:
    """Sector codes: 1 state, 2 municipality, 9 county, 3 private, 0 unknown."""
    rng = streams.named("sectors")
    fields = [truth.fields[i.field] for i in truth.industries]
    limits = np.cumsum([[f.state, f.municipality, f.county] for f in fields], axis=1)
    share = np.array([i.public for i in truth.industries])
    level = (rng.random(len(industry))[:, None] >= limits[industry]).sum(axis=1)
    sector = np.array([1, 2, 9, 9])[level]
    sector[rng.random(len(industry)) >= share[industry]] = 3
    sector[rng.random(len(industry)) < truth.population.unknown_sector_share] = 0
    return sector


def _draw_positions(truth: PlantedTruth, industry: Ints, is_woman: Bools, in_county: Bools, streams: Streams) -> Floats:
    """Contracted hours, percent of full time; part-time is commoner among women and in health and care."""
    rng = streams.named("positions")
    population = truth.population
    in_health = np.array([i.field in HEALTH_FIELDS for i in truth.industries])[industry]
    logit = np.where(is_woman, population.part_time_women_logit, population.part_time_men_logit)
    logit = logit + population.part_time_health_logit * in_health + population.part_time_county_logit * in_county
    is_part_time = rng.random(len(industry)) < 1 / (1 + np.exp(-logit))
    part = draw_part_time_percents(population, len(industry), rng)
    return np.where(is_part_time, part, 100.0)


def draw_part_time_percents(population: Population, n: int, rng: np.random.Generator) -> Floats:
    """Position percentages of part-time jobs."""
    return np.array(population.part_time_percents, dtype=np.float64)[pick(rng, population.part_time_weights, n)]


@dataclass(frozen=True)
class Validity:
    """What changes over time in the person rows: days of change, protection, marriage. One element a person."""

    change_day: Ints
    has_status_change: Bools
    has_protection_change: Bools
    is_protected: Bools
    status_before: Ints
    status_after: Ints
    first_valid_day: Ints


def draw_validity(truth: PlantedTruth, people: People, streams: Streams) -> Validity:
    """Marital status, protected addresses, and the day at which a row of the person is replaced by the next."""
    rng = streams.named("validity")
    n = len(people.person_id)
    population = truth.population
    birth_year = 1970 + people.birth_day / DAYS_A_YEAR
    before = np.select(
        [birth_year >= population.young_born_from, birth_year >= population.middle_born_from],
        [pick(rng, population.marital_weights_young, n), pick(rng, population.marital_weights_middle, n)],
        pick(rng, population.marital_weights_old, n),
    )
    after = np.where(before == 1, np.where(rng.random(n) < 0.8, 2, 3), 1)
    has_change = rng.random(n) < population.status_change_share
    is_protected = rng.random(n) < population.protected_share
    return Validity(
        change_day=rng.integers(16_500, 18_900, n),
        has_status_change=has_change,
        has_protection_change=is_protected & (rng.random(n) < population.protection_starts_later_share),
        is_protected=is_protected,
        status_before=before,
        status_after=np.where(has_change, after, before),
        first_valid_day=rng.integers(11_000, 15_000, n),
    )


def is_protected_on(validity: Validity, person: Ints, days: Ints) -> Bools:
    """Whether the person's address is protected on the day."""
    from_change = ~validity.has_protection_change[person] | (days >= validity.change_day[person])
    return validity.is_protected[person] & from_change


def person_rows(truth: PlantedTruth, people: People, validity: Validity, streams: Streams) -> pl.DataFrame:
    """The extract `person`, English names: contiguous half-open validity, sorted by person."""
    rng = streams.named("person_rows")
    country = np.array([*truth.countries, "NOR"])
    born = np.where(people.is_foreign_born, pick(rng, list(truth.countries.values()), len(people.person_id)), -1)
    protection = np.where(rng.random(len(people.person_id)) < 0.5, 6, 7) * validity.is_protected
    has_second = validity.has_status_change | validity.has_protection_change
    row = np.concatenate([np.arange(len(born)), np.flatnonzero(has_second)])
    is_second = np.arange(len(row)) >= len(born)
    before_protection = validity.has_protection_change[row] & ~is_second
    first_ends = np.where(has_second[row], validity.change_day[row], day_number(OPEN_END))
    frame = pl.DataFrame(
        {
            "person_id": people.person_id[row],
            "birth_date": days_as_dates(people.birth_day[row]),
            "sex_code": np.where(people.is_woman[row], 5002, 5001).astype(np.int32),
            "birth_country": country[born[row]],
            "marital_status": np.array(STATUSES)[
                np.where(is_second, validity.status_after[row], validity.status_before[row])
            ],
            "protection_code": np.where(before_protection, 0, protection[row]).astype(np.int8),
            "valid_from": days_as_dates(np.where(is_second, validity.change_day[row], validity.first_valid_day[row])),
            "valid_to": days_as_dates(np.where(is_second, day_number(OPEN_END), first_ends)),
        }
    )
    return frame.sort("person_id", "valid_from")


def days_as_dates(days: Ints) -> pl.Series:
    """Days since 1970-01-01 as a Date series."""
    return pl.Series(days.astype(np.int32)).cast(pl.Date)

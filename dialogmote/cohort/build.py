"""The cohort: every long spell described, then each exclusion in its order, counted."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from dialogmote.cohort.answers import answer_group, find_answers, find_questions
from dialogmote.cohort.meetings import find_meetings
from dialogmote.cohort.offices import resolve_offices
from dialogmote.cohort.persons import OLDEST_AGE_YEARS, describe_persons, touches_period
from dialogmote.cohort.spells import (
    StudyWindow,
    count_days_on_leave,
    flag_overlaps,
    keep_main_employer,
    list_spells,
    select_long_spells,
)
from dialogmote.contracts.artifacts import MAXIMUM_DAYS, Cohort, ExcludedSpells
from dialogmote.contracts.extracts import EXTRACTS
from dialogmote.registers.person_days import order_by_person

# The exclusions of spells, in their order, by the flag that decides. "one row a spell" stands between the first two.
EXCLUSIONS = {
    "protected_address": "is_protected",
    "pregnant": "is_pregnant",
    "over_66": "is_over_66",
    "overlapping": "is_overlapping",
}


# What the cohort is made of, by extract: no other column needs to be read.
READ_COLUMNS: dict[str, tuple[str, ...]] = {
    "sykefravar_tilfelle": tuple(EXTRACTS["sykefravar_tilfelle"].columns()),
    "dialogmote_hendelse": ("person_id", "event", "meeting_time"),
    "motebehov_varsel": ("person_id", "spell_start_date", "sent_date"),
    "motebehov": ("answer_id", "person_id", "respondent", "has_meeting_need", "form", "created_time"),
    "person": tuple(EXTRACTS["person"].columns()),
    "svangerskap": ("person_id", "from_date", "to_date"),
    "aap": ("person_id", "from_date", "to_date"),
    "nav_enhet": tuple(EXTRACTS["nav_enhet"].columns()),
}


@dataclass(frozen=True)
class Definitions:
    """What the article leaves open about covariates and outcomes.

    `married_statuses` and `public_sectors` are the register's codes; a transition to AAP is a period that meets the
    days `aap_first_day` to `aap_last_day`, counted from the start.
    """

    married_statuses: tuple[str, ...] = ("GIFT", "PARTNER")
    public_sectors: tuple[int, ...] = (1, 2, 9)
    aap_first_day: int = 366
    aap_last_day: int = 548


@dataclass(frozen=True)
class CohortResult:
    """The cohort, the spells that left with their reason, and the count of each step."""

    cohort: pl.DataFrame
    exclusions: pl.DataFrame
    excluded_spells: pl.DataFrame
    attrition: pl.DataFrame


def build_cohort(
    extracts: Mapping[str, pl.DataFrame], window: StudyWindow, definitions: Definitions | None = None
) -> CohortResult:
    """Build the cohort from the verified extracts (English columns, those in READ_COLUMNS), by RULES 9 to 20.

    Raises `ValueError` when a spell has no valid person row or its office is not known.
    """
    rows = extracts["sykefravar_tilfelle"]
    long_rows = select_long_spells(rows, window)
    spells = describe_spells(keep_main_employer(long_rows), extracts, definitions or Definitions())
    step = pl.coalesce(pl.when(pl.col(flag)).then(pl.lit(name)) for name, flag in EXCLUSIONS.items()).alias("step")
    judged = spells.with_columns(step)
    left = judged.filter(pl.col("step").is_not_null())
    return CohortResult(
        cohort=judged.filter(pl.col("step").is_null()).select(list(Cohort.columns())),
        exclusions=left.select("spell_id", "person_id", "step"),
        excluded_spells=left.select(list(ExcludedSpells.columns())),
        attrition=count_attrition(long_rows, judged),
    )


def describe_spells(
    spells: pl.DataFrame, extracts: Mapping[str, pl.DataFrame], definitions: Definitions
) -> pl.DataFrame:
    """Covariates, outcomes and exclusion flags of long spells (one row each), sorted by `spell_id`."""
    every_spell = list_spells(extracts["sykefravar_tilfelle"])
    days = order_by_person(every_spell)
    spells = spells.sort("spell_id")
    places = every_spell["spell_id"].search_sorted(spells["spell_id"])
    described = (
        spells.join(
            describe_persons(spells, extracts["person"], definitions.married_statuses),
            on="spell_id",
            how="left",
            maintain_order="left",
        )
        .join(resolve_offices(extracts["nav_enhet"]), on="office_code", how="left", maintain_order="left")
        .with_columns(flag_overlaps(days).gather(places))
    )
    if described["office"].null_count():
        raise ValueError(f"{described['office'].null_count()} spells with an office code that nav_enhet does not have")
    described = described.with_columns(count_days_on_leave(described, days))
    answers = find_answers(every_spell["spell_id"], days, extracts["motebehov"])
    return _add_outcomes(_add_covariates(described, extracts, definitions), answers, extracts, definitions)


def _add_covariates(
    spells: pl.DataFrame, extracts: Mapping[str, pl.DataFrame], definitions: Definitions
) -> pl.DataFrame:
    start, end = pl.col("start_date"), pl.col("end_date")
    return spells.with_columns(
        (pl.col("position_percent") < 100).alias("is_part_time"),
        pl.col("sector").is_in(definitions.public_sectors).alias("is_public_sector"),
        (pl.col("age_years") > OLDEST_AGE_YEARS).alias("is_over_66"),
        touches_period(spells, extracts["aap"], start, start).alias("is_aap_recipient"),
        touches_period(spells, extracts["svangerskap"], start, end).alias("is_pregnant"),
    )


def _add_outcomes(
    spells: pl.DataFrame, answers: pl.DataFrame, extracts: Mapping[str, pl.DataFrame], definitions: Definitions
) -> pl.DataFrame:
    first_aap_day = pl.col("start_date") + pl.duration(days=definitions.aap_first_day - 1)
    last_aap_day = pl.col("start_date") + pl.duration(days=definitions.aap_last_day - 1)
    parts = [
        find_meetings(spells, extracts["dialogmote_hendelse"]),
        find_questions(spells, extracts["motebehov_varsel"]),
        answers,
    ]
    for part in parts:
        spells = spells.join(part, on="spell_id", how="left", maintain_order="left")
    return spells.with_columns(
        pl.col("meeting_day").is_not_null().alias("meeting"),
        pl.min_horizontal("length_days", pl.lit(MAXIMUM_DAYS, pl.Int32)).alias("duration"),
        (pl.col("length_days") >= MAXIMUM_DAYS).alias("exhausted"),
        touches_period(spells, extracts["aap"], first_aap_day, last_aap_day).alias("aap_transition"),
        pl.col("asked_date").is_not_null().alias("is_asked"),
        answer_group().alias("answer"),
    )


def count_attrition(long_rows: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Rows, spells and persons left after each step, and what it removed (RULES 10).

    `long_rows` has one row per long spell and employer, `judged` one per long spell with the `step` at which it left
    (null: it stays). Until one row a spell is kept, rows are counted by employer.
    """
    by_spell = (
        long_rows.group_by("spell_id")
        .len("employers")
        .join(judged.select("spell_id", "person_id", "step"), on="spell_id", how="inner")
    )
    left = by_spell.filter(pl.col("step").is_null() | (pl.col("step") != "protected_address"))
    counts = [
        ("long_spells", *_count(by_spell, by_employer=True)),
        ("protected_address", *_count(left, by_employer=True)),
    ]
    counts.append(("one_row_a_spell", *_count(left, by_employer=False)))
    for name in list(EXCLUSIONS)[1:]:
        left = left.filter(pl.col("step").is_null() | (pl.col("step") != name))
        counts.append((name, *_count(left, by_employer=False)))
    frame = pl.DataFrame(counts, schema=["step", "rows_left", "spells_left", "persons_left"], orient="row")
    return frame.with_columns(
        (pl.col(f"{unit}_left").shift(1) - pl.col(f"{unit}_left")).fill_null(0).alias(f"{unit}_removed")
        for unit in ("rows", "spells")
    )


def _count(spells: pl.DataFrame, *, by_employer: bool) -> tuple[int, int, int]:
    """Rows, spells and persons of a set of spells."""
    rows = int(spells["employers"].sum()) if by_employer else spells.height
    return rows, spells.height, spells["person_id"].n_unique()

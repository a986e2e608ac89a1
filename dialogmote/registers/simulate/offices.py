"""The offices of the synthetic register: sizes, counties, and codes that change over time."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl
from scipy.special import ndtri

from dialogmote.contracts.extracts import OPEN_END
from dialogmote.registers.simulate.draws import Bools, Floats, Ints, Streams, day_number
from dialogmote.registers.simulate.truth import OfficeGroup, OfficeTruth

NATIONAL, PILOT, TRONDELAG = 0, 1, 2
GROUPS = ("national", "pilot", "trondelag")
FIRST_VALIDITY = date(2006, 7, 1)
FORMER_COUNTIES = (("16", "Sør-Trøndelag"), ("17", "Nord-Trøndelag"))
FIRST_PARTS = (
    *("Nord", "Sør", "Øst", "Vest", "Lang", "Stor", "Små", "Inn", "Ytter", "Mid", "Elve", "Fjell", "Strand", "Berg"),
    *("Hav", "Sand", "Stein", "Skog", "Gran", "Bjørk", "Furu", "Lind", "Hegg", "Sol", "Vinter", "Ås", "Eng", "Myr"),
    *("Kvern", "Hest", "Reins", "Laks", "Måse", "Ravn", "Falke"),
)
LAST_PARTS = (
    *("dal", "vik", "fjord", "nes", "mark", "bygd", "heim", "stad", "sund", "øy", "våg", "li", "vang", "mo", "land"),
    "bu",
)


@dataclass(frozen=True)
class Offices:
    """Final offices as arrays, the codes a spell can carry, and the extract.

    `codes` (offices x 3 stages x 2 alternatives) holds the code of each stage; stage 1 begins on `changes[:, 0]`, stage
    2 on `changes[:, 1]` (days since 1970-01-01). `group` is `NATIONAL`, `PILOT` or `TRONDELAG`, `county` an index into
    the planted counties, `spell_share` the office's share of the country's spells.
    """

    codes: np.ndarray
    changes: Ints
    county: Ints
    group: Ints
    residents: Ints
    spell_share: Floats
    extract: pl.DataFrame


@dataclass(frozen=True)
class _History:
    """How an office's code changed: codes by stage and alternative, days of change, and whether it was merged."""

    codes: list[list[str]]
    changes: list[date]


def build_offices(truth: OfficeTruth, streams: Streams) -> Offices:
    """Build all offices. They depend on the seed, not on the size of the register."""
    rng = streams.named("offices")
    county = np.repeat(np.arange(len(truth.counties)), [c.offices for c in truth.counties])
    group = _assign_groups(truth, county, rng)
    residents, share = _size_offices(truth, group, rng)
    final = _final_codes(truth, county)
    histories = _draw_histories(truth, county, final, rng)
    names = _draw_names(len(county), rng)
    return Offices(
        codes=np.array([history.codes for history in histories]),
        changes=np.array([[day_number(day) for day in history.changes] for history in histories]),
        county=county,
        group=group,
        residents=residents,
        spell_share=share,
        extract=_office_rows(truth, county, group, residents, names, histories),
    )


def codes_at(offices: Offices, office: Ints, days: Ints, alternative: Ints, is_outdated: Bools) -> pl.Series:
    """Code of each spell's office on the first day; an outdated registration carries the code before it."""
    stage = (days[:, None] >= offices.changes[office]).sum(axis=1)
    stage = np.maximum(stage - is_outdated, 0)
    place = np.ravel_multi_index((office, stage, alternative), offices.codes.shape)
    return pl.Series(offices.codes.ravel().tolist(), dtype=pl.String).gather(place)


def _assign_groups(truth: OfficeTruth, county: Ints, rng: np.random.Generator) -> Ints:
    """Pilot offices at random among those of the pilot county."""
    names = np.array([c.name for c in truth.counties])
    inside = np.flatnonzero(names[county] == truth.pilot_county)
    group = np.full(len(county), NATIONAL)
    group[inside] = TRONDELAG
    group[rng.permutation(inside)[: truth.pilot.offices]] = PILOT
    return group


def _size_offices(truth: OfficeTruth, group: Ints, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Residents and share of the country's spells: within a group, spells follow residents."""
    residents, share = np.zeros(len(group), dtype=np.int64), np.zeros(len(group))
    total = truth.national.spells + truth.pilot.spells + truth.trondelag.spells
    for number, settings in enumerate((truth.national, truth.pilot, truth.trondelag)):
        members = np.flatnonzero(group == number)
        sizes = _sizes(settings)
        residents[members] = np.rint(sizes[rng.permutation(len(members))]).astype(np.int64)
        share[members] = residents[members] / residents[members].sum() * settings.spells / total
    return residents, share


def _sizes(group: OfficeGroup) -> Floats:
    """Lognormal sizes with the group's mean by office and mean by spell (weighted by size)."""
    scores = ndtri((np.arange(group.offices) + 0.5) / group.offices)
    low, high = 0.0, 6.0
    for _ in range(60):
        spread = (low + high) / 2
        sizes = np.exp(spread * scores)
        ratio = (sizes**2).sum() * group.offices / sizes.sum() ** 2
        low, high = (spread, high) if ratio < group.spell_mean_residents / group.residents else (low, spread)
    return np.maximum(sizes / sizes.mean() * group.residents, 200.0)


def _final_codes(truth: OfficeTruth, county: Ints) -> list[str]:
    """Code of each office today: county number and a running number."""
    within = np.arange(len(county)) - np.searchsorted(county, county)
    return [f"{truth.counties[c].number}{i + 1:02d}" for c, i in zip(county, within, strict=True)]


def _draw_histories(truth: OfficeTruth, county: Ints, final: list[str], rng: np.random.Generator) -> list[_History]:
    """Former codes: every office of the pilot county was renumbered at the reform, some others on other days."""
    used = set(final)
    is_inside = np.array([truth.counties[c].name == truth.pilot_county for c in county])
    has_former = (rng.random(len(county)) < truth.former_share) | is_inside
    is_merged = (rng.random(len(county)) < truth.merged_share) & has_former
    has_two = (rng.random(len(county)) < truth.two_links_share) & has_former
    change_year, change_month = rng.integers(2016, 2021, len(county)), rng.integers(1, 13, len(county))
    histories = []
    for i, code in enumerate(final):
        number = FORMER_COUNTIES[i % 2][0] if is_inside[i] else truth.counties[county[i]].number
        change = truth.county_reform if is_inside[i] else date(int(change_year[i]), int(change_month[i]), 1)
        middle = _free_code(number, used) if has_former[i] else code
        other = _free_code(number, used) if is_merged[i] else middle
        first = _free_code(number, used) if has_two[i] else middle
        early = date(change.year - 2, 1, 1) if has_two[i] else FIRST_VALIDITY
        late = change if has_former[i] else FIRST_VALIDITY
        first_other = other if is_merged[i] else first
        histories.append(_History([[first, first_other], [middle, other], [code, code]], [early, late]))
    return histories


def _free_code(number: str, used: set[str]) -> str:
    """The county's highest free code."""
    code = next(f"{number}{i:02d}" for i in range(99, 0, -1) if f"{number}{i:02d}" not in used)
    used.add(code)
    return code


def _draw_names(n: int, rng: np.random.Generator) -> list[str]:
    """Invented place names, all different."""
    pairs = [f"NAV {first}{last}" for first in FIRST_PARTS for last in LAST_PARTS]
    return [pairs[i] for i in rng.permutation(len(pairs))[:n]]


def _office_rows(
    truth: OfficeTruth, county: Ints, group: Ints, residents: Ints, names: list[str], histories: list[_History]
) -> pl.DataFrame:
    """The extract `nav_enhet`, English names: validity rows of final and former codes, sorted by code and validity."""
    rows: list[tuple[str, str, str, int, bool, date, date, str | None]] = []
    for i, history in enumerate(histories):
        home = truth.counties[county[i]]
        is_pilot = bool(group[i] == PILOT)
        (first, _), (middle, other), (final, _) = history.codes
        early, late = history.changes
        size = int(residents[i])
        rows += _final_rows(final, names[i], home.name, size, is_pilot, late)
        for code, successor, begin, end in _former_links(first, middle, other, final, early, late):
            former_home = dict(FORMER_COUNTIES).get(code[:2], home.name)
            rows.append((code, f"{names[i]} {code}", former_home, int(size * 0.5), False, begin, end, successor))
    frame = pl.DataFrame(rows, schema=_OFFICE_SCHEMA, orient="row")
    return frame.sort("office_code", "valid_from")


def _final_rows(
    code: str, name: str, county: str, residents: int, is_pilot: bool, begin: date
) -> list[tuple[str, str, str, int, bool, date, date, str | None]]:
    """Validity rows of a final code: the count of residents was renewed in 2020, the pilot noted in 2018."""
    limits = [begin, date(2018, 10, 1), date(2020, 7, 1), OPEN_END]
    parts = [(a, b) for a, b in pairwise(limits) if a < b]
    starts = [max(a, begin) for a, _ in parts]
    return [
        (code, name, county, int(residents * (1 if b == OPEN_END else 0.98)), is_pilot and a >= limits[1], a, b, None)
        for a, (_, b) in zip(starts, parts, strict=True)
        if a < b
    ]


def _former_links(
    first: str, middle: str, other: str, final: str, early: date, late: date
) -> list[tuple[str, str, date, date]]:
    """Former codes as (code, successor, first day, day after the last)."""
    links = []
    if first != middle:
        links.append((first, middle, FIRST_VALIDITY, early))
    if middle != final:
        links.append((middle, final, early, late))
    if other not in (middle, final):
        links.append((other, final, FIRST_VALIDITY, late))
    return links


_OFFICE_SCHEMA = {
    "office_code": pl.String,
    "office_name": pl.String,
    "county": pl.String,
    "residents": pl.Int32,
    "is_pilot": pl.Boolean,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "successor_code": pl.String,
}

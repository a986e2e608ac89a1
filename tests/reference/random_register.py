"""Small nasty registers, seeded: not realistic, but valid by RULES 2 to 8 and 19 and dense in the edges of RULES.md.

    python random_register.py SEED N_PERSONS FOLDER

`random_register(seed, n_persons)` returns one Arrow table an extract; `write_register` writes them, some in parts.
Column types vary with the seed inside what RULES 1 allows (time units, integer widths, dictionary-encoded strings).
`nav_enhet_omrade` is left out (RULES 8). Deterministic: the same seed gives the same tables.
"""

import datetime as dt
import itertools
import math
import random
import sys
import uuid
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

DAY = dt.timedelta(days=1)
EPOCH = dt.date(1970, 1, 1)
OPEN_END = dt.date(9999, 12, 31)
LAST_ALLOWED = dt.date(2035, 12, 31)
SECOND = 10**9
TIMES_OF_DAY = (0, 0, 86_399 * SECOND, 86_399 * SECOND + 999_999_999, 1, 43_200 * SECOND, 30_600 * SECOND + 123_456_789)
WINDOW_EDGES = [dt.date(*day) for day in ((2014, 12, 31), (2015, 1, 1), (2021, 12, 31), (2022, 1, 1))]
PERIOD_EDGES = [
    dt.date(*day)
    for day in (
        (2016, 12, 31),
        (2017, 1, 1),
        (2017, 12, 31),
        (2018, 1, 1),
        (2018, 7, 31),
        (2018, 8, 1),
        (2018, 11, 19),
        (2018, 11, 20),
        (2019, 8, 31),
        (2019, 9, 1),
    )
]
LEAP_EDGES = [
    dt.date(*day) for day in ((2015, 2, 28), (2015, 3, 1), (2016, 2, 29), (2019, 2, 28), (2019, 3, 1), (2020, 2, 29))
]
EDGE_LENGTHS = (111, 112, 113, 364, 365, 366)
INDUSTRIES = ("01", "41", "43", "47", "49", "56", "84", "85", "86", "87", "88")
OCCUPATIONS = ("111", "222", "223", "234", "311", "332", "411", "522", "531", "532", "711", "832", "911")
NO_TIME_NEEDED = ("STOPPUNKT", "UNNTAK", "LUKKET", "IKKE_AKTUELL")
PARTIES = ("ARBEIDSTAKER", "ARBEIDSGIVER")

TEXT, WHOLE, REAL, TRUTH, DATE, TIME = "text", "whole", "real", "truth", "date", "time"
SCHEMAS = {
    "sykefravar_tilfelle": {
        "tilfelle_id": WHOLE,
        "fk_person1": WHOLE,
        "sykefravar_fra_dato": DATE,
        "sykefravar_til_dato": DATE,
        "bedrift_org_nr": WHOLE,
        "stillingsprosent": REAL,
        "gj_uforg": REAL,
        "taptedv": REAL,
        "nav_enhet_kode": TEXT,
        "naering_kode": TEXT,
        "yrke_kode": TEXT,
        "sektor": WHOLE,
    },
    "sykmeldingsgrad_maned": {"tilfelle_id": WHOLE, "fk_person1": WHOLE, "aarmnd": WHOLE, "grad": REAL},
    "dialogmote_hendelse": {
        "fk_person1": WHOLE,
        "tilfelle_startdato": DATE,
        "hendelse": TEXT,
        "dialogmote_tidspunkt": TIME,
        "hendelse_tidspunkt": TIME,
        "unntakarsak": TEXT,
        "kildesystem": TEXT,
    },
    "motebehov_varsel": {"fk_person1": WHOLE, "tilfelle_startdato": DATE, "sendt_dato": DATE},
    "motebehov": {
        "motebehov_uuid": TEXT,
        "fk_person1_sm": WHOLE,
        "innmelder_type": TEXT,
        "har_motebehov": TRUTH,
        "skjematype": TEXT,
        "opprettet_dato": TIME,
        "tildelt_enhet": TEXT,
    },
    "person": {
        "fk_person1": WHOLE,
        "fodt_dato": DATE,
        "fk_dim_kjonn": WHOLE,
        "fodeland": TEXT,
        "sivilstand": TEXT,
        "skjermet_kode": WHOLE,
        "gyldig_fra_dato": DATE,
        "gyldig_til_dato": DATE,
    },
    "svangerskap": {"fk_person1": WHOLE, "fra_dato": DATE, "til_dato": DATE},
    "aap": {"fk_person1": WHOLE, "fra_dato": DATE, "til_dato": DATE},
    "nav_enhet": {
        "nav_enhet_kode": TEXT,
        "nav_enhet_navn": TEXT,
        "nav_nivaa3_navn": TEXT,
        "innbyggere": WHOLE,
        "pilot": TRUTH,
        "funk_gyldig_fra_dato": DATE,
        "funk_gyldig_til_dato": DATE,
        "etterfolger_kode": TEXT,
    },
}
WIDTHS = {"sektor": "int8", "skjermet_kode": "int8", "aarmnd": "int32", "fk_dim_kjonn": "int32", "innbyggere": "int32"}
SPLIT = ("sykefravar_tilfelle", "sykmeldingsgrad_maned", "motebehov")


# ------------------------------------------------------------------ small helpers


def moment(day, nanoseconds):
    """A time without zone, as whole nanoseconds since 1970."""
    return (day - EPOCH).days * 86_400 * SECOND + nanoseconds


def shift_years(day, years):
    return (
        day.replace(day=28, year=day.year + years)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year + years)
    )


def day_between(rng, first, last):
    return first + rng.randrange((last - first).days + 1) * DAY


def months_touched(first, last):
    months, year, month = [], first.year, first.month
    while dt.date(year, month, 1) <= last:
        months.append(year * 100 + month)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return months


# ------------------------------------------------------------------ offices


def make_offices(seed):
    """RULES 5, 16: the rows of nav_enhet, and the codes spells may carry, by where they end: (pilot, Trøndelag, other).

    The third value follows the codes to their end and is known by construction, not worked out.
    """
    rows = []
    start, change, later = dt.date(2000, 1, 1), dt.date(2018, 1, 1), dt.date(2020, 1, 1)

    def row(code, county, pilot, first=start, last=OPEN_END, successor=None, residents=None):
        rows.append(
            {
                "nav_enhet_kode": code,
                "nav_enhet_navn": f"NAV {code}",
                "nav_nivaa3_navn": county,
                "innbyggere": residents or 1000 + 37 * len(rows),
                "pilot": pilot,
                "funk_gyldig_fra_dato": first,
                "funk_gyldig_til_dato": last,
                "etterfolger_kode": successor,
            }
        )

    pilots = [f"50{number:02d}" for number in range(1, 6)]
    controls = [f"50{number:02d}" for number in range(20, 27)]
    others = [f"03{number:02d}" for number in range(1, 8)] + [f"12{number:02d}" for number in range(1, 8)]
    for code in pilots[:-1]:
        row(code, "Trøndelag", True)
    # The last pilot: an earlier row says no pilot, another county and a successor; the latest row counts.
    row(pilots[-1], "Nordland", False, start, change, successor="0301", residents=5)
    row(pilots[-1], "Trøndelag", True, change, OPEN_END)
    for code in controls[:-1]:
        row(code, "Trøndelag", False)
    # The last control: pilot in an earlier row, with a gap before the latest one.
    row(controls[-1], "Trøndelag", True, start, change)
    row(controls[-1], "Trøndelag", False, later, OPEN_END, residents=77_777)
    for code in others:
        row(code, "Oslo" if code.startswith("03") else "Møre og Romsdal", False)
    if seed % 2:  # a pilot office outside Trøndelag
        row("1888", "Nordland", True)
        pilots.append("1888")
    # Codes that have gone over in others.
    row("0901", "Sør-Trøndelag", False, start, change, successor=pilots[0])  # one link, to a pilot office
    row("0911", "Oslo", False, start, change, successor="0912")  # two links, to a pilot office
    row("0912", "Oslo", False, start, later, successor=pilots[4])
    row("0921", "Trøndelag", True, start, change, successor="0922")  # three links, pilot on the way, none in the end
    row("0922", "Trøndelag", True, start, change, successor="0923")
    row("0923", "Nord-Trøndelag", True, start, later, successor=others[0])
    row("0931", "Oslo", True, start, change)  # two rows: the latest has the successor, and is closed
    row("0931", "Oslo", False, change, later, successor=controls[-1])
    row("0941", "Oslo", False, start, change, successor="0301")  # two rows: the latest has no successor any more
    row("0941", "Trøndelag", False, change, OPEN_END)
    row("0951", "Oslo", False, dt.date(2030, 1, 1), OPEN_END, successor=None)  # valid only long after every spell
    return rows, (
        [*pilots, "0901", "0911", "0912"],
        [*controls, "0931", "0941"],
        [*others, "0921", "0922", "0923", "0951"],
    )


# ------------------------------------------------------------------ spells


def draw_start(rng):
    kind = rng.random()
    if kind < 0.08:
        return rng.choice(WINDOW_EDGES)
    if kind < 0.22:
        return rng.choice(PERIOD_EDGES)
    if kind < 0.26:
        return rng.choice(LEAP_EDGES)
    if kind < 0.78:
        return day_between(rng, dt.date(2017, 1, 1), dt.date(2019, 8, 31))
    if kind < 0.92:
        return day_between(rng, dt.date(2015, 1, 1), dt.date(2016, 12, 31))
    return day_between(rng, dt.date(2014, 1, 1), dt.date(2022, 6, 30))


def draw_length(rng):
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(EDGE_LENGTHS)
    if kind < 0.45:
        return rng.randint(1, 110)
    return rng.randint(114, 363) if kind < 0.92 else rng.randint(367, 800)


def draw_periods(rng):
    """First and last days of one person's spells, no two with the same first day (RULES 2)."""
    first = draw_start(rng)
    periods = {first: first + (draw_length(rng) - 1) * DAY}

    def add(start, length):
        if dt.date(2012, 1, 1) <= start <= dt.date(2022, 11, 30):
            periods.setdefault(start, start + (max(length, 1) - 1) * DAY)

    pattern = rng.choice(
        (
            "alone",
            "alone",
            "gap",
            "gap",
            "gap",
            "adjacent",
            "adjacent",
            "two",
            "two",
            "two",
            "touch",
            "nested",
            "cross",
            "before",
            "swallow",
        )
    )
    last = periods[first]
    inside = (last - first).days
    if pattern == "gap":
        add(last + rng.randint(2, 300) * DAY, draw_length(rng))
    elif pattern == "adjacent":
        add(last + DAY, draw_length(rng))
        if rng.random() < 0.3:
            add(max(periods.values()) + DAY, draw_length(rng))
    elif pattern == "touch":
        add(last, draw_length(rng))
    elif pattern == "nested" and inside > 2:
        add(first + rng.randint(1, inside) * DAY, rng.randint(1, 5))
        start = first + rng.randint(1, inside) * DAY
        add(start, (last - start).days + 1)  # ends on the same day
    elif pattern == "cross" and inside > 2:
        add(first + rng.randint(1, inside) * DAY, inside + rng.randint(1, 200))
    elif pattern == "before":  # ends the day before the first day, on it, or after it; often before 2015
        start = first - rng.randint(5, 500) * DAY
        add(start, (first - start).days + rng.choice((0, 1, 2, 40)))
    elif pattern == "swallow":  # a long earlier spell swallows later ones, of which each ends before the next begins
        periods[first] = first + rng.randint(500, 900) * DAY
        for place in (30, 200, 350):
            add(first + place * DAY, rng.choice((20, 112, 130)))
        add(periods[first] + rng.choice((0, 1)) * DAY, draw_length(rng))
    elif pattern == "two":  # two far apart
        add(draw_start(rng), draw_length(rng))
    return sorted(periods.items())


def draw_employers(rng):
    """RULES 12: one to four rows a spell; ties, and percentages that differ in the last bit."""
    count = rng.choice((1, 1, 1, 2, 2, 3, 4))
    organisations = rng.sample(range(100, 900), count)
    if rng.random() < 0.5:
        percent = rng.choice((100.0, 50.0, 33.3, 80.0, 99.99))
        percents = [percent] * count
        if count > 2:
            percents[rng.randrange(count)] = math.nextafter(percent, rng.choice((0.0, 100.0)))
    else:
        percents = [rng.choice((100.0, rng.uniform(1, 100), 0.5, 60.0)) for _ in range(count)]
    return list(zip(organisations, percents, strict=True))


def make_spells(rng, person_ids, codes, next_id):
    """One dict a spell, with the rows of its employers."""
    spells = []
    for person in person_ids:
        group = rng.choices(range(3), weights=(35, 35, 30))[0]
        for first, last in draw_periods(rng):
            if rng.random() < 0.25:
                group = rng.randrange(3)
            spells.append(
                {"id": next_id(), "person": person, "first": first, "last": last, "office": rng.choice(codes[group])}
            )
    return spells


def spell_rows(rng, spell):
    long = (spell["last"] - spell["first"]).days + 1
    rows = []
    for organisation, percent in draw_employers(rng):
        grade = rng.choice((1.0, 1.0, 0.2, 0.5, math.nextafter(1.0, 0.0), rng.uniform(0.2, 1)))
        rows.append(
            {
                "tilfelle_id": spell["id"],
                "fk_person1": spell["person"],
                "sykefravar_fra_dato": spell["first"],
                "sykefravar_til_dato": spell["last"],
                "bedrift_org_nr": organisation,
                "stillingsprosent": percent,
                "gj_uforg": grade,
                "taptedv": rng.choice((0.0, min(long, 365) * grade * percent / 100 * 230 / 365, rng.uniform(0, 230))),
                "nav_enhet_kode": spell["office"],
                "naering_kode": None if rng.random() < 0.07 else rng.choice(INDUSTRIES),
                "yrke_kode": None if rng.random() < 0.07 else rng.choice(OCCUPATIONS),
                "sektor": rng.choice((1, 2, 9, 3, 3, 3, 0)),
            }
        )
    return rows


def month_rows(rng, spell):
    """RULES 19: months 1 to 12 of long spells where touched; later ones and short spells may lack rows."""
    is_long = (spell["last"] - spell["first"]).days + 1 >= 112
    rows = []
    for number, month in enumerate(months_touched(spell["first"], spell["last"]), start=1):
        needed = (is_long and number <= 12) or spell.get("all_months")
        if needed or rng.random() < 0.5:
            grade = rng.choice((100.0, 100.0, 50.0, 0.0, 20.0, rng.uniform(0, 100)))
            rows.append({"tilfelle_id": spell["id"], "fk_person1": spell["person"], "aarmnd": month, "grad": grade})
    return rows


# ------------------------------------------------------------------ persons and periods


def draw_birth(rng, spells):
    """RULES 13: exactly 66 and 67 on a first day, and the days beside it; births on 29 February."""
    first = rng.choice(spells)["first"]
    kind = rng.random()
    if kind < 0.12:
        return shift_years(first, -rng.choice((66, 67))) + rng.choice((-1, 0, 1)) * DAY
    if kind < 0.22:
        return dt.date(rng.choice((1948, 1952, 1952, 1956, 1960, 1964, 1972, 1980, 1988, 1992)), 2, 29)
    return day_between(rng, shift_years(first, -66), shift_years(first, -19))


def person_rows(rng, person, spells):
    """RULES 4, 11: contiguous half-open validity; changes on a first day, beside it, on a last day; codes 6 and 7."""
    birth, sex = draw_birth(rng, spells), rng.choice((5001, 5002))
    land = rng.choice(("NOR", "NOR", "NOR", "POL", "SWE", "XKX"))
    changes = set()
    for spell in spells:
        if rng.random() < 0.5:
            changes.add(
                rng.choice(
                    (
                        spell["first"],
                        spell["first"],
                        spell["first"] + DAY,
                        spell["first"] - DAY,
                        spell["last"],
                        spell["last"] + DAY,
                    )
                )
            )
    earliest = min(spell["first"] for spell in spells)
    begin = rng.choice((dt.date(2000, 1, 1), earliest - DAY, earliest - 400 * DAY))
    edges = [begin, *sorted(change for change in changes if change > begin), OPEN_END]
    is_sometimes_protected = rng.random() < 0.09
    rows = []
    for start, end in itertools.pairwise(edges):
        code = rng.choice((6, 7, 0)) if is_sometimes_protected else 0
        rows.append(
            {
                "fk_person1": person,
                "fodt_dato": birth,
                "fk_dim_kjonn": sex,
                "fodeland": land,
                "sivilstand": rng.choice(("UGIFT", "GIFT", "SKILT", "ENKE", "PARTNER")),
                "skjermet_kode": code,
                "gyldig_fra_dato": start,
                "gyldig_til_dato": end,
            }
        )
    return rows


def period_rows(person, periods):
    """One row a period, one period a first day, inside the allowed dates (RULES 4)."""
    kept = {}
    for first, last in periods:
        if first >= dt.date(2000, 1, 1) and (last is None or last == OPEN_END or first <= last <= LAST_ALLOWED):
            kept.setdefault(first, last)
    return [{"fk_person1": person, "fra_dato": first, "til_dato": last} for first, last in sorted(kept.items())]


def pregnancy_rows(rng, person, spells):
    """RULES 14: periods that just touch a spell and that just miss it; days past 365; an open end."""
    periods = []
    for spell in spells:
        first, last = spell["first"], spell["last"]
        if rng.random() < 0.15:
            before, after = first - rng.randint(10, 200) * DAY, last + rng.randint(10, 200) * DAY
            choices = [
                (before, first - DAY),
                (before, first - DAY),
                (before, first),
                (last, after),
                (last + DAY, after),
                (last + DAY, after),
                (last + DAY, OPEN_END),
                (first, first),
                (last, last),
                (first - DAY, first - DAY),
                (last + DAY, last + DAY),
                (before, after),
            ]
            if (last - first).days >= 366:
                choices += [(first + 365 * DAY, first + 365 * DAY), (first + 366 * DAY, last)] * 3
            periods.append(rng.choice(choices))
    return period_rows(person, periods)


def aap_rows(rng, person, spells):
    """RULES 13, 18: periods at the first day and at days 365, 366, 548 and 549; open ends, null and 9999-12-31."""
    periods = []
    for spell in spells:
        if rng.random() < 0.55:
            first = spell["first"]

            def day(number, first=first):
                return first + (number - 1) * DAY

            periods += rng.sample(
                [
                    (day(200), day(365)),
                    (day(200), day(366)),
                    (day(365), day(365)),
                    (day(366), day(366)),
                    (day(548), day(548)),
                    (day(548), day(700)),
                    (day(549), day(700)),
                    (day(549), None),
                    (day(549), OPEN_END),
                    (day(548), None),
                    (day(300), OPEN_END),
                    (day(-300), day(0)),
                    (day(-300), day(1)),
                    (day(1), day(1)),
                    (day(2), day(9)),
                    (day(0), day(0)),
                    (day(-200), None),
                    (day(-100), day(900)),
                ],
                k=rng.choice((1, 1, 2)),
            )
    return period_rows(person, periods)


# ------------------------------------------------------------------ meetings, questions and answers


def event_rows(rng, person, spells):
    """RULES 6, 17: meetings on edge days, cancelled after they were held, inside two spells; some miss the start."""
    rows = []
    stored = set()

    def event(spell, kind, meeting, when):
        while when // SECOND in stored:  # no two events of a person are stored in the same second, whatever the unit
            when += SECOND
        stored.add(when // SECOND)
        rows.append(
            {
                "fk_person1": person,
                "tilfelle_startdato": spell["first"] + rng.choice((0, 0, 0, -2, 3)) * DAY,
                "hendelse": kind,
                "dialogmote_tidspunkt": meeting,
                "hendelse_tidspunkt": when,
                "unntakarsak": rng.choice(("MEDISINSKE_GRUNNER", "FRISKMELDT")) if kind == "UNNTAK" else None,
                "kildesystem": rng.choice(("ARENA", "MODIA")),
            }
        )

    for spell in spells:
        first, last = spell["first"], spell["last"]
        days = []
        if rng.random() < 0.55:
            days = rng.choices(
                [
                    112,
                    113,
                    114,
                    (last - first).days + 1,
                    (last - first).days + 2,
                    365,
                    366,
                    rng.randint(113, 364),
                    rng.randint(113, 260),
                ],
                k=rng.choice((1, 1, 2, 3)),
            )
        for other in spells:  # a day that lies late in two spells
            if other["first"] < first <= other["last"] and rng.random() < 0.6:
                shared = first + rng.randint(100, 130) * DAY
                days.append((min(shared, last, other["last"]) - first).days + 1)
        for number in days:
            meeting_date = first + (number - 1) * DAY
            meeting = moment(meeting_date, rng.choice(TIMES_OF_DAY))
            event(spell, "INNKALT", meeting, moment(meeting_date - 20 * DAY, rng.choice(TIMES_OF_DAY)))
            if rng.random() < 0.3:
                event(
                    spell,
                    "NYTT_TID_STED",
                    moment(meeting_date + 7 * DAY, 0),
                    moment(meeting_date - 10 * DAY, 5 * SECOND),
                )
            if rng.random() < 0.75:
                event(spell, "FERDIGSTILT", meeting, moment(meeting_date, 50_000 * SECOND))
                if rng.random() < 0.2:
                    event(spell, "AVLYST", meeting, moment(meeting_date + DAY, 7 * SECOND))
            else:
                event(spell, rng.choice(("AVLYST", "LUKKET", "INNKALT")), meeting, moment(meeting_date, 9 * SECOND))
        if rng.random() < 0.3:
            kind = rng.choice(NO_TIME_NEEDED)
            when = first + rng.randint(100, 300) * DAY
            event(spell, kind, rng.choice((None, None, moment(when, 0))), moment(when, rng.choice(TIMES_OF_DAY)))
    return rows


def question_rows(rng, person, spells):
    """RULES 20: one row a spell that was asked; some miss every first day by a day."""
    rows = {}
    firsts = {spell["first"] for spell in spells}
    for spell in spells:
        if rng.random() < 0.6:
            rows[spell["first"]] = spell["first"] + 105 * DAY
        if rng.random() < 0.06:
            miss = spell["first"] + rng.choice((-1, 1)) * DAY
            if miss not in firsts:
                rows[miss] = miss + 105 * DAY
    return [
        {"fk_person1": person, "tilfelle_startdato": first, "sendt_dato": sent} for first, sent in sorted(rows.items())
    ]


def answer_rows(rng, person, spells):
    """RULES 20: answers on a first day at 00:00:00, the second before, after the end, at equal times; own reports."""
    rows = []

    def answer(party, yes, form, when):
        rows.append(
            {
                "motebehov_uuid": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
                "fk_person1_sm": person,
                "innmelder_type": party,
                "har_motebehov": yes,
                "skjematype": form,
                "opprettet_dato": when,
                "tildelt_enhet": rng.choice((None, "5001", "0301")),
            }
        )

    for spell in spells:
        first, last = spell["first"], spell["last"]
        for party in PARTIES:
            if rng.random() < 0.5:
                continue
            for _ in range(rng.choice((1, 1, 2, 3))):
                when = rng.choice(
                    (
                        moment(first + 110 * DAY, rng.choice(TIMES_OF_DAY)),
                        moment(day_between(rng, first, last), rng.choice(TIMES_OF_DAY)),
                        moment(first, 0),
                        moment(first - DAY, 86_399 * SECOND + 999_999_999),
                        moment(last + DAY, 0),
                        moment(last + 5 * DAY, rng.choice(TIMES_OF_DAY)),
                    )
                )
                yes = rng.random() < 0.5
                answer(party, yes, "SVAR_BEHOV", when)
                if rng.random() < 0.35:  # the same moment, or the next nanosecond: the uuid decides, or the unit does
                    answer(party, not yes, "SVAR_BEHOV", when + rng.choice((0, 0, 1)))
            if rng.random() < 0.3:
                own = max(last + 30 * DAY, dt.date(2020, 6, 4) + rng.randint(0, 60) * DAY)
                answer(party, rng.random() < 0.8, "MELD_BEHOV", moment(own, rng.choice(TIMES_OF_DAY)))
    return rows


# ------------------------------------------------------------------ the register


def add_follow_up(rows, rng, person, code, spell_id):
    """RULES 7: one more person, who takes every extract to the end of its follow-up."""
    spell = {
        "id": spell_id,
        "person": person,
        "first": dt.date(2021, 10, 1),
        "last": dt.date(2022, 12, 31),
        "office": code,
        "all_months": True,
    }
    rows["sykefravar_tilfelle"] += spell_rows(rng, spell)
    rows["sykmeldingsgrad_maned"] += month_rows(rng, spell)
    rows["person"].append(
        {
            "fk_person1": person,
            "fodt_dato": dt.date(1980, 5, 17),
            "fk_dim_kjonn": 5002,
            "fodeland": "NOR",
            "sivilstand": "GIFT",
            "skjermet_kode": 0,
            "gyldig_fra_dato": dt.date(2000, 1, 1),
            "gyldig_til_dato": OPEN_END,
        }
    )
    meeting = moment(dt.date(2022, 12, 15), 36_000 * SECOND)
    rows["dialogmote_hendelse"].append(
        {
            "fk_person1": person,
            "tilfelle_startdato": spell["first"],
            "hendelse": "FERDIGSTILT",
            "dialogmote_tidspunkt": meeting,
            "hendelse_tidspunkt": meeting,
            "unntakarsak": None,
            "kildesystem": "MODIA",
        }
    )
    rows["aap"].append({"fk_person1": person, "fra_dato": dt.date(2023, 7, 1), "til_dato": None})
    rows["motebehov_varsel"].append(
        {"fk_person1": person, "tilfelle_startdato": spell["first"], "sendt_dato": dt.date(2022, 1, 20)}
    )
    rows["motebehov"].append(
        {
            "motebehov_uuid": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            "fk_person1_sm": person,
            "innmelder_type": "ARBEIDSGIVER",
            "har_motebehov": True,
            "skjematype": "SVAR_BEHOV",
            "opprettet_dato": moment(dt.date(2022, 5, 1), 0),
            "tildelt_enhet": None,
        }
    )


def arrow_column(values, kind, name, seed):
    """RULES 1: time units, integer widths and dictionary encoding that vary with the seed."""
    if kind == TIME:
        unit, factor = (("us", 10**3), ("ns", 1), ("ms", 10**6), ("s", 10**9))[seed % 4]
        return pa.array([None if value is None else value // factor for value in values], pa.int64()).cast(
            pa.timestamp(unit)
        )
    if kind == WHOLE:
        usual = WIDTHS.get(name, "int64")
        width = {
            0: usual,
            1: "int64",
            2: "int32" if usual == "int64" else "int16" if name == "fk_dim_kjonn" else usual,
        }[seed % 3]
        return pa.array(values, getattr(pa, width)())
    if kind == TEXT:
        array = pa.array(values, pa.string())
        return array.dictionary_encode() if seed % 3 == 1 and name != "motebehov_uuid" else array
    return pa.array(values, {REAL: pa.float64(), TRUTH: pa.bool_(), DATE: pa.date32()}[kind])


def random_register(seed, n_persons=600):
    """The tables of one register by extract name; about 1,600 cohort spells in the four periods from 2,500 persons."""
    rng = random.Random(seed)
    offices, codes = make_offices(seed)
    persons = rng.sample(range(1_000_000, 9_000_000), n_persons + 1)
    used = set()

    def next_id():
        while True:
            number = rng.randrange(10_000_000, 2_000_000_000)
            if number not in used:
                used.add(number)
                return number

    spells = make_spells(rng, persons[:-1], codes, next_id)
    of_person = {}
    for spell in spells:
        of_person.setdefault(spell["person"], []).append(spell)
    rows = {name: [] for name in SCHEMAS}
    rows["nav_enhet"] = offices
    for person, own in of_person.items():
        for spell in own:
            rows["sykefravar_tilfelle"] += spell_rows(rng, spell)
            rows["sykmeldingsgrad_maned"] += month_rows(rng, spell)
        rows["person"] += person_rows(rng, person, own)
        rows["svangerskap"] += pregnancy_rows(rng, person, own)
        rows["aap"] += aap_rows(rng, person, own)
        rows["dialogmote_hendelse"] += event_rows(rng, person, own)
        rows["motebehov_varsel"] += question_rows(rng, person, own)
        rows["motebehov"] += answer_rows(rng, person, own)
    add_follow_up(rows, rng, persons[-1], codes[2][0], next_id())
    tables = {}
    for name, schema in SCHEMAS.items():
        rng.shuffle(rows[name])
        tables[name] = pa.table(
            {
                column: arrow_column([row[column] for row in rows[name]], kind, column, seed)
                for column, kind in schema.items()
            }
        )
    return tables


def write_register(tables, folder):
    """RULES 1: one file an extract; the three largest as folders of three uneven parts."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        if name not in SPLIT:
            pq.write_table(table, folder / f"{name}.parquet")
            continue
        (folder / name).mkdir(exist_ok=True)
        cuts = [0, table.num_rows // 7 + 1, table.num_rows // 2 + 1, table.num_rows]
        for number, (first, last) in enumerate(itertools.pairwise(cuts)):
            pq.write_table(table.slice(first, last - first), folder / name / f"part-{number}.parquet")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: python random_register.py SEED N_PERSONS FOLDER")
    write_register(random_register(int(sys.argv[1]), int(sys.argv[2])), sys.argv[3])

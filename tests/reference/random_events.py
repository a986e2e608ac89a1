"""Persons, periods, meetings, questions and answers of a random register: RULES 4, 6, 11, 13, 14, 17, 18 and 20."""

import datetime as dt
import itertools
import uuid

from reference.random_spells import (
    DAY,
    LAST_ALLOWED,
    OPEN_END,
    SECOND,
    TIMES_OF_DAY,
    WEEKS,
    day_between,
    moment,
    shift_years,
)

NO_TIME_NEEDED = ("STOPPUNKT", "UNNTAK", "LUKKET", "IKKE_AKTUELL")
PARTIES = ("ARBEIDSTAKER", "ARBEIDSGIVER")


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
                    7 * rng.choice(WEEKS) + rng.choice((-1, 0, 6)),
                    7 * rng.choice(WEEKS) + rng.choice((-1, 0, 6)),
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
            rows[spell["first"]] = spell["first"] + rng.choice((105, 112, 118)) * DAY
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
                        # a week's first day and the days beside it, week 53 too; some after the spell
                        moment(first + (7 * rng.randint(16, 53) + rng.choice((-2, -1, 5))) * DAY, 3 * SECOND),
                        moment(first + rng.randint(111, 160) * DAY, rng.choice(TIMES_OF_DAY)),
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

"""Offices and spells of a random register, employers and months: RULES 2, 5, 12, 16 and 19 at their edges."""

import datetime as dt
import math

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
EXHIBIT_EDGES = [  # of the windows of tables 1 and 2, of the hazards and of the levels
    dt.date(*day)
    for day in (
        (2016, 11, 1),
        (2017, 3, 1),
        (2017, 3, 31),
        (2017, 6, 30),
        (2017, 10, 31),
        (2017, 11, 1),
        (2018, 3, 1),
        (2018, 3, 31),
        (2018, 6, 30),
        (2018, 9, 30),
        (2018, 10, 31),
        (2018, 11, 1),
        (2019, 3, 31),
        (2019, 4, 1),
        (2019, 6, 30),
        (2019, 7, 1),
        (2019, 9, 30),
        (2019, 10, 1),
    )
]
EDGE_LENGTHS = (111, 112, 113, 364, 365, 366)
WEEKS = range(16, 53)
INDUSTRIES = ("01", "41", "43", "47", "49", "56", "84", "85", "86", "87", "88")
OCCUPATIONS = ("111", "222", "223", "234", "311", "332", "411", "522", "531", "532", "711", "832", "911")


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
    # No spell ever: a control, a pilot, and one that has gone over in a third.
    row("0396", "Oslo", False)
    row("5097", "Trøndelag", True)
    row("0397", "Oslo", True, start, change, successor="0398")
    row("0398", "Viken", False)
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
    if kind < 0.34:
        return rng.choice(EXHIBIT_EDGES)
    if kind < 0.40:
        return day_between(rng, dt.date(2019, 3, 1), dt.date(2019, 6, 30))  # the starts that are censored
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
    if kind < 0.60:  # the last day before a week, its first and its last day
        return 7 * rng.choice(WEEKS) + rng.choice((-1, 0, 6))
    return rng.randint(114, 363) if kind < 0.92 else rng.randint(367, 800)


def at_month_edge(rng, first, last):
    """RULES 19: some spells end on the first day of a month, or the day before it."""
    edge = last.replace(day=1) - rng.choice((0, 1)) * DAY
    return edge if edge > first and rng.random() < 0.15 else last


def draw_periods(rng):
    """First and last days of one person's spells, no two with the same first day (RULES 2)."""
    first = draw_start(rng)
    periods = {first: at_month_edge(rng, first, first + (draw_length(rng) - 1) * DAY)}

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


def month_rows(rng, spell, is_full_at_first=False):
    """RULES 19, 33: months 1 to 12 of long spells where touched; later ones and short spells may lack rows.

    `is_full_at_first`: month 1 is 100 percent in every spell, an outcome that does not vary.
    """
    is_long = (spell["last"] - spell["first"]).days + 1 >= 112
    rows = []
    for number, month in enumerate(months_touched(spell["first"], spell["last"]), start=1):
        needed = (is_long and number <= 12) or spell.get("all_months")
        if needed or rng.random() < 0.5:
            grade = rng.choice((100.0, 100.0, 50.0, 0.0, 20.0, rng.uniform(0, 100)))
            if number == 1 and is_full_at_first:
                grade = 100.0
            rows.append({"tilfelle_id": spell["id"], "fk_person1": spell["person"], "aarmnd": month, "grad": grade})
    return rows

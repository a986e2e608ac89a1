"""The independent witness, first part: the raw extracts and the cohort, from RULES.md alone.

Rows are dicts, rules are loops over dates. Nothing of the pipeline was read or imported while this was written.
Docstrings name the rules by number; "room:" marks a point they leave open. The input is taken to be valid: this program
checks nothing that RULES.md calls an input error.
"""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

DAY = dt.timedelta(days=1)
OPEN_END = dt.date(9999, 12, 31)
EPOCH = dt.date(1970, 1, 1)
NANOSECONDS_A_DAY = 86_400 * 10**9
NANOSECONDS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}

LONG_SPELL_DAYS = 112
MAXIMUM_DAYS = 365
FIRST_START, LAST_START = dt.date(2015, 1, 1), dt.date(2021, 12, 31)
STEPS = ("long_spells", "protected_address", "one_row_a_spell", "pregnant", "over_66", "overlapping")

COLUMNS = {
    "sykefravar_tilfelle": (
        "tilfelle_id",
        "fk_person1",
        "sykefravar_fra_dato",
        "sykefravar_til_dato",
        "bedrift_org_nr",
        "stillingsprosent",
        "gj_uforg",
        "taptedv",
        "nav_enhet_kode",
        "naering_kode",
        "yrke_kode",
        "sektor",
    ),
    "sykmeldingsgrad_maned": ("tilfelle_id", "aarmnd", "grad"),
    "dialogmote_hendelse": ("fk_person1", "hendelse", "dialogmote_tidspunkt"),
    "motebehov_varsel": ("fk_person1", "tilfelle_startdato"),
    "motebehov": ("motebehov_uuid", "fk_person1_sm", "innmelder_type", "har_motebehov", "skjematype", "opprettet_dato"),
    "person": (
        "fk_person1",
        "fodt_dato",
        "fk_dim_kjonn",
        "fodeland",
        "sivilstand",
        "skjermet_kode",
        "gyldig_fra_dato",
        "gyldig_til_dato",
    ),
    "svangerskap": ("fk_person1", "fra_dato", "til_dato"),
    "aap": ("fk_person1", "fra_dato", "til_dato"),
    "nav_enhet": (
        "nav_enhet_kode",
        "nav_enhet_navn",
        "nav_nivaa3_navn",
        "innbyggere",
        "pilot",
        "funk_gyldig_fra_dato",
        "etterfolger_kode",
    ),
}


# ------------------------------------------------------------------ reading


def python_values(column):
    """RULES 1: one Arrow column as Python values; a time becomes nanoseconds since 1970, so no unit loses a tie."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        factor = NANOSECONDS[column.type.unit]
        return [None if value is None else value * factor for value in column.cast(pa.int64()).to_pylist()]
    if pa.types.is_date64(column.type):
        column = column.cast(pa.date32())
    return column.to_pylist()


def read_extract(folder, name):
    """RULES 1: `<extract>.parquet`, or a folder `<extract>` of parts, as a list of dicts; row order means nothing."""
    single = Path(folder) / f"{name}.parquet"
    files = [single] if single.is_file() else sorted((Path(folder) / name).glob("*.parquet"))
    if not files:
        raise FileNotFoundError(f"extract {name} is missing")
    names = COLUMNS[name]
    rows = []
    for file in files:
        table = pq.ParquetFile(file).read(columns=list(names))
        columns = [python_values(table[column]) for column in names]
        rows += [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
    return rows


def read_register(folder):
    return {name: read_extract(folder, name) for name in COLUMNS}


def date_of(nanoseconds):
    """RULES 17, 20: the date part of a time without zone."""
    return EPOCH + (nanoseconds // NANOSECONDS_A_DAY) * DAY


def end_of(last_day):
    """RULES 4: null and 9999-12-31 are an open end."""
    return OPEN_END if last_day is None else last_day


def rows_by(rows, key):
    """The rows of each value of one column."""
    groups = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


# ------------------------------------------------------------------ spells, offices, persons


def collect_spells(rows):
    """RULES 2: one dict a spell with all its employer rows; every spell of the extract, short ones too."""
    spells = []
    for spell_id, employer_rows in rows_by(rows, "tilfelle_id").items():
        row = employer_rows[0]
        first, last = row["sykefravar_fra_dato"], row["sykefravar_til_dato"]
        spells.append(
            {
                "spell_id": spell_id,
                "person_id": row["fk_person1"],
                "start_date": first,
                "end_date": last,
                "length": (last - first).days + 1,
                "office_code": row["nav_enhet_kode"],
                "rows": employer_rows,
            }
        )
    return spells


def is_long(spell):
    """RULES 9: a real length of at least 112 days, first day in 2015 to 2021."""
    return spell["length"] >= LONG_SPELL_DAYS and FIRST_START <= spell["start_date"] <= LAST_START


def latest_office_rows(rows):
    """RULES 16: of each code the row with the latest first day of validity."""
    return {
        code: max(group, key=lambda row: row["funk_gyldig_fra_dato"])
        for code, group in rows_by(rows, "nav_enhet_kode").items()
    }


def final_office(code, latest):
    """RULES 16: follow the successors of the latest rows until there is none."""
    while latest[code]["etterfolger_kode"] is not None:
        code = latest[code]["etterfolger_kode"]
    return code


def person_row_on(rows, day):
    """RULES 11: the one row with from <= day < to."""
    for row in rows:
        if row["gyldig_fra_dato"] <= day < end_of(row["gyldig_til_dato"]):
            return row
    raise ValueError("no person row is valid on the first day")


def kept_row(rows):
    """RULES 12: the highest position percentage, ties: the lowest employer."""
    return min(rows, key=lambda row: (-row["stillingsprosent"], row["bedrift_org_nr"]))


def age_on(day, birth):
    """RULES 13: years, less one when (month, day) is before that of the birth (29 February: 1 March in other years)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def touches(period, first, last):
    """RULES 4: a period with both ends inside meets the days first..last, both inside."""
    return period["fra_dato"] <= last and end_of(period["til_dato"]) >= first


def is_overlapping(spell, spells_of_person):
    """RULES 15: the first day is on or before the latest last day of all the person's spells that started before it."""
    return any(
        other["start_date"] < spell["start_date"] and spell["start_date"] <= other["end_date"]
        for other in spells_of_person
    )


# ------------------------------------------------------------------ outcomes and answers


def meeting_day_of(spell, meeting_dates):
    """RULES 17: the first day from 113 to min(length, 365) with a held meeting; None without."""
    days = [(date - spell["start_date"]).days + 1 for date in meeting_dates]
    days = [day for day in days if LONG_SPELL_DAYS < day <= min(spell["length"], MAXIMUM_DAYS)]
    return min(days, default=None)


def total_duration_of(spell, spells_of_person):
    """RULES 18: distinct days on leave, over every spell of the extract, in first day .. first day + 364."""
    window_end = spell["start_date"] + (MAXIMUM_DAYS - 1) * DAY
    days = set()
    for other in spells_of_person:
        first, last = max(other["start_date"], spell["start_date"]), min(other["end_date"], window_end)
        days.update(range(first.toordinal(), last.toordinal() + 1))
    return len(days)


def has_aap_transition(spell, periods):
    """RULES 18: an AAP period meets first day + 365 .. first day + 547."""
    first = spell["start_date"]
    return any(touches(period, first + 365 * DAY, first + 547 * DAY) for period in periods)


def counted_answers(answers, spells_by_person):
    """RULES 20: {spell_id: {party: answer row}}: the last SVAR_BEHOV of each party, by time, then by uuid.

    An answer belongs to the person's spell with the latest first day on or before its date; before all of them, none.
    """
    counted = {}
    for answer in answers:
        if answer["skjematype"] != "SVAR_BEHOV":
            continue
        day = date_of(answer["opprettet_dato"])
        started = [spell for spell in spells_by_person.get(answer["fk_person1_sm"], ()) if spell["start_date"] <= day]
        if not started:
            continue
        spell = max(started, key=lambda candidate: candidate["start_date"])
        key = (spell["spell_id"], answer["innmelder_type"])
        if key not in counted or order_of(answer) > order_of(counted[key]):
            counted[key] = answer
    by_spell = {}
    for (spell_id, party), answer in counted.items():
        by_spell.setdefault(spell_id, {})[party] = answer
    return by_spell


def order_of(answer):
    """RULES 20. room: uuids compare as strings, character by character (upper case before lower)."""
    return answer["opprettet_dato"], answer["motebehov_uuid"]


def answer_group(parties):
    """STUDY.md, table 1: a yes beats the other party's no or silence; any no without a yes is `no`."""
    employee, employer = parties.get("ARBEIDSTAKER"), parties.get("ARBEIDSGIVER")
    if employee and employer:
        return "both_yes"
    if employee:
        return "employee_yes"
    if employer:
        return "employer_yes"
    return "no_answer" if employee is None and employer is None else "no"


# ------------------------------------------------------------------ cohort


def describe_spell(spell, links):
    """RULES 11 to 20: everything about one long spell, and the reason it leaves, if any."""
    person_id, first, last = spell["person_id"], spell["start_date"], spell["end_date"]
    person = person_row_on(links["person"][person_id], first)
    row = kept_row(spell["rows"])
    siblings = links["spells"][person_id]
    aap = links["aap"].get(person_id, ())
    office = final_office(spell["office_code"], links["offices"])
    office_row = links["offices"][office]
    meeting_day = meeting_day_of(spell, links["meetings"].get(person_id, ()))
    counted = links["answers"].get(spell["spell_id"], {})
    answers = {party: answer["har_motebehov"] for party, answer in counted.items()}
    is_asked = (person_id, first) in links["asked"]
    age = age_on(first, person["fodt_dato"])
    described = {
        "spell_id": spell["spell_id"],
        "person_id": person_id,
        "start_date": first,
        "end_date": last,
        "office": office,
        "county": office_row["nav_nivaa3_navn"],
        "is_pilot": office_row["pilot"],
        "age_years": age,
        "is_woman": person["fk_dim_kjonn"] == 5002,
        "is_married": person["sivilstand"] in ("GIFT", "PARTNER"),
        "is_foreign_born": person["fodeland"] != "NOR",
        "is_part_time": row["stillingsprosent"] < 100,
        "is_public_sector": row["sektor"] in (1, 2, 9),
        "is_aap_recipient": any(touches(period, first, first) for period in aap),
        "industry": row[
            "naering_kode"
        ],  # room: null stays null in the cohort file; it is the level `missing` in the effects
        "occupation": row["yrke_kode"],
        "position_percent": row["stillingsprosent"],
        "grade_mean": row["gj_uforg"],
        "meeting": meeting_day is not None,
        "meeting_day": meeting_day,
        "duration": min(spell["length"], MAXIMUM_DAYS),
        "total_duration": total_duration_of(spell, siblings),
        "lost_workdays": row["taptedv"],
        "exhausted": spell["length"] >= MAXIMUM_DAYS,
        "aap_transition": has_aap_transition(spell, aap),
        "is_asked": is_asked,
        "answer": answer_group(answers) if is_asked else None,
        # what the exhibits need beside the cohort file's columns
        "residents": office_row["innbyggere"],
        "has_answer": bool(answers),  # RULES 20: counts in figure 7 though the spell was not asked
        "row_count": len(spell["rows"]),
        "length": spell["length"],
        "answers": answers,
        "answer_days": {
            party: (date_of(answer["opprettet_dato"]) - first).days + 1 for party, answer in counted.items()
        },
    }
    described["step"] = None
    if is_overlapping(spell, siblings):
        described["step"] = "overlapping"
    if age > 66:
        described["step"] = "over_66"
    if any(
        touches(period, first, last) for period in links["pregnant"].get(person_id, ())
    ):  # RULES 14: the real last day
        described["step"] = "pregnant"
    if person["skjermet_kode"] in (6, 7):  # the earliest step wins
        described["step"] = "protected_address"
    return described


def build_long_spells(register):
    """RULES 9 to 20: every long spell described, the ones that leave with their step."""
    spells = collect_spells(register["sykefravar_tilfelle"])
    by_person = rows_by(spells, "person_id")
    meetings = {}
    for event in register["dialogmote_hendelse"]:
        if event["hendelse"] == "FERDIGSTILT":  # RULES 17: linked by its own date, not by tilfelle_startdato
            meetings.setdefault(event["fk_person1"], []).append(date_of(event["dialogmote_tidspunkt"]))
    links = {
        "spells": by_person,
        "person": rows_by(register["person"], "fk_person1"),
        "offices": latest_office_rows(register["nav_enhet"]),
        "aap": rows_by(register["aap"], "fk_person1"),
        "pregnant": rows_by(register["svangerskap"], "fk_person1"),
        "meetings": meetings,
        "asked": {(row["fk_person1"], row["tilfelle_startdato"]) for row in register["motebehov_varsel"]},
        "answers": counted_answers(register["motebehov"], by_person),
    }
    described = [describe_spell(spell, links) for spell in spells if is_long(spell)]
    return sorted(described, key=lambda spell: spell["spell_id"])


def count_attrition(long_spells):
    """RULES 10: rows, spells and persons left after each step.

    room: the first line has removed nothing (0); a spell counts at the first step that takes it.
    """
    lines = []
    left = list(long_spells)
    rows_before, spells_before = sum(spell["row_count"] for spell in left), len(left)
    one_row = False
    for step in STEPS:
        left = [spell for spell in left if spell["step"] != step]
        one_row = one_row or step == "one_row_a_spell"
        rows = len(left) if one_row else sum(spell["row_count"] for spell in left)
        lines.append(
            {
                "step": step,
                "rows_left": rows,
                "spells_left": len(left),
                "persons_left": len({spell["person_id"] for spell in left}),
                "rows_removed": rows_before - rows,
                "spells_removed": spells_before - len(left),
            }
        )
        rows_before, spells_before = rows, len(left)
    return lines

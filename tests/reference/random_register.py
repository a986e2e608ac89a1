"""Small nasty registers, seeded: not realistic, but valid by RULES 2 to 8 and 19 and dense in the edges of RULES.md.

    PYTHONPATH=tests python tests/reference/random_register.py SEED N_PERSONS FOLDER

`random_register(seed, n_persons)` returns one Arrow table an extract; `write_register` writes them, some in parts.
Column types vary with the seed inside what RULES 1 allows (time units, integer widths, dictionary-encoded strings).
`nav_enhet_omrade` is there for some offices, one that has gone over in another among them, and left out of every other
register (RULES 8). Deterministic: the same seed gives the same tables.
"""

import datetime as dt
import itertools
import random
import sys
import uuid
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from reference.random_areas import areas_table
from reference.random_events import aap_rows, answer_rows, event_rows, person_rows, pregnancy_rows, question_rows
from reference.random_spells import OPEN_END, SECOND, make_offices, make_spells, moment, month_rows, spell_rows

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
    rows["sykmeldingsgrad_maned"] += month_rows(rng, spell, is_full_at_first=True)
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
            rows["sykmeldingsgrad_maned"] += month_rows(rng, spell, is_full_at_first=seed % 4 == 2)
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
    if seed % 2 == 0:
        tables["nav_enhet_omrade"] = areas_table(["5001", "5020", "0301", "0901", "0396", "0921", "5005"])
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

"""Rules about an extract as a whole: rows that are each allowed, in an extract that cannot be the one it is said to be.

A file under another's name, pseudonyms of another delivery, or two columns in each other's place pass every rule about
rows where the types agree, and change the numbers. The rules here ask for many rows, so that a small register with
good reason to be odd passes.
"""

import unicodedata

import polars as pl

from dialogmote.registers.problems import Problem
from dialogmote.registers.verify.tables import Tables

PERSON_EXTRACTS = ("dialogmote_hendelse", "motebehov_varsel", "motebehov", "svangerskap", "aap")
FEWEST_PERSONS = 100  # an extract of fewer persons may well hit no spell
FEWEST_WOMEN = 500  # 8 percent of the long spells meet a pregnancy, so none among so many has another reason
FEWEST_OFFICES = 20
FEMALE = 5002


def check_plausibility(tables: Tables) -> list[Problem]:
    """Every rule of this module."""
    return [
        *check_persons_linked(tables),
        *check_pregnancies_delivered(tables),
        *check_pregnancies_apart(tables),
        *check_question_dates(tables),
        *check_county_names(tables),
        *check_counties(tables),
    ]


def check_persons_linked(tables: Tables) -> list[Problem]:
    """Extracts of many persons of whom not one has a spell: their keys are pseudonyms of another delivery."""
    if not tables.has("sykefravar_tilfelle", "person_id"):
        return []
    known = tables.frames["sykefravar_tilfelle"]["person_id"].unique().implode()
    problems = []
    for extract in PERSON_EXTRACTS:
        if not tables.has(extract, "person_id"):
            continue
        persons = tables.frames[extract]["person_id"].drop_nulls().unique()
        if persons.len() >= FEWEST_PERSONS and not persons.is_in(known).any():
            text = "not one of its persons has a spell; deliver it with the pseudonyms of sykefravar_tilfelle"
            problems.append(tables.counted_problem(extract, ["person_id"], "persons_unlinked", None, text))
    return problems


def check_pregnancies_delivered(tables: Tables) -> list[Problem]:
    """No pregnancy at all in a register with many women."""
    pregnancies = tables.frames.get("svangerskap")
    if pregnancies is None or pregnancies.height > 0 or not tables.has("person", "person_id", "sex_code"):
        return []
    women = tables.frames["person"].filter(pl.col("sex_code") == FEMALE)["person_id"].n_unique()
    if women < FEWEST_WOMEN:
        return []
    text = "the extract has no rows, and person has many women; deliver it with its rows"
    return [Problem("svangerskap", "", "no_rows", 0, text)]


def check_pregnancies_apart(tables: Tables) -> list[Problem]:
    """Pregnancies that are the rows of aap: the two have the same columns, so that one passes for the other."""
    columns = ("person_id", "from_date", "to_date")
    if not (tables.has("svangerskap", *columns) and tables.has("aap", *columns)):
        return []
    pregnancies = tables.frames["svangerskap"].select(columns)
    if pregnancies.height < FEWEST_PERSONS or not pregnancies.equals(tables.frames["aap"].select(columns)):
        return []
    text = "its rows are those of aap; deliver each extract under its own name"
    return [Problem("svangerskap", "", "same_as_aap", 0, text)]


def check_question_dates(tables: Tables) -> list[Problem]:
    """Questions sent before the spell they ask about had started."""
    extract = "motebehov_varsel"
    if not tables.has(extract, "spell_start_date", "sent_date"):
        return []
    frame = tables.frames[extract]
    text = "the question was sent before the spell's first day; correct either date, or the names of the columns"
    return tables.problem(
        extract, ["sent_date"], "sent_before_start", frame["sent_date"] < frame["spell_start_date"], text
    )


def check_county_names(tables: Tables) -> list[Problem]:
    """County names that no reader could tell from another's, or that have what no name has.

    A blank at the end, a control character or another letter case makes a second county of one, and the office drops
    out of the second control group. The spelling that fewer rows have fails; of equally many, the later one.
    """
    if not tables.has("nav_enhet", "county"):
        return []
    counties = tables.frames["nav_enhet"]["county"]
    counted = counties.drop_nulls().value_counts().sort(["count", "county"], descending=[True, False])
    kept: set[str] = set()
    wrong = []
    for name in counted["county"]:
        folded = fold_name(name)
        if folded in kept or _has_more_than_letters(name):
            wrong.append(name)
        kept.add(folded)
    failing = counties.is_in(pl.Series(wrong, dtype=pl.String).implode())
    text = (
        "the name has blanks at its ends or control characters, or is another row's in other letter case, blanks or "
        "Unicode form; write each county in one way"
    )
    return tables.problem("nav_enhet", ["county"], "county_spelling", failing, text)


def check_counties(tables: Tables) -> list[Problem]:
    """Many offices, and each in a county of its own: the column has the offices' names."""
    if not tables.has("nav_enhet", "office_code", "county"):
        return []
    frame = tables.frames["nav_enhet"].select("office_code", "county").drop_nulls()
    offices, counties = frame["office_code"].n_unique(), frame["county"].n_unique()
    if offices < FEWEST_OFFICES or counties < offices:
        return []
    text = "there are as many counties as offices; check that the column has the counties"
    return [tables.counted_problem("nav_enhet", ["county"], "county_per_office", None, text)]


def fold_name(name: str) -> str:
    """A name without what the eye cannot see: Unicode form, letter case, number of blanks, control characters."""
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf")
    seen = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in seen)
    return " ".join(seen.casefold().split())


def _has_more_than_letters(name: str) -> bool:
    return name != name.strip() or any(unicodedata.category(letter) in ("Cc", "Cf") for letter in name)

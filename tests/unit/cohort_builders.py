"""Hand-made extracts, as the cohort stage reads them (English columns), one argument for each thing a test is about."""

from datetime import date, datetime, timedelta

import polars as pl

from dialogmote.cohort.build import CohortResult, build_cohort
from dialogmote.cohort.spells import StudyWindow
from dialogmote.contracts.extracts import EXTRACTS

WINDOW = StudyWindow(date(2015, 1, 1), date(2021, 12, 31))
START = date(2018, 9, 3)
FOREVER = date(9999, 12, 31)

DEFAULTS: dict[str, dict[str, object]] = {
    "sykefravar_tilfelle": {
        "spell_id": 1, "person_id": 1, "start_date": START, "end_date": START + timedelta(days=199), "employer_id": 7,
        "position_percent": 100.0, "grade_mean": 0.9, "lost_workdays": 80.0, "office_code": "0301", "industry": "86",
        "occupation": "532", "sector": 3,
    },
    "dialogmote_hendelse": {
        "person_id": 1, "spell_start_date": START, "event": "FERDIGSTILT", "meeting_time": None,
        "event_time": datetime(2019, 1, 1), "exemption_reason": None, "source_system": "MODIA",
    },
    "motebehov_varsel": {"person_id": 1, "spell_start_date": START, "sent_date": START + timedelta(days=112)},
    "motebehov": {
        "answer_id": "a", "person_id": 1, "respondent": "ARBEIDSTAKER", "has_meeting_need": True, "form": "SVAR_BEHOV",
        "created_time": None, "assigned_office": None,
    },
    "person": {
        "person_id": 1, "birth_date": date(1980, 5, 5), "sex_code": 5001, "birth_country": "NOR",
        "marital_status": "UGIFT", "protection_code": 0, "valid_from": date(2000, 1, 1), "valid_to": FOREVER,
    },
    "svangerskap": {"person_id": 1, "from_date": None, "to_date": None},
    "aap": {"person_id": 1, "from_date": None, "to_date": None},
    "nav_enhet": {
        "office_code": "0301", "office_name": "Office", "county": "Oslo", "residents": 30000, "is_pilot": False,
        "valid_from": date(2000, 1, 1), "valid_to": FOREVER, "successor_code": None,
    },
}  # fmt: skip


def frame(extract: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    """An extract of rows that say only what differs from the default row."""
    schema = {name: column.dtype for name, column in EXTRACTS[extract].columns().items()}
    return pl.DataFrame([DEFAULTS[extract] | row for row in rows], schema=schema, orient="row")


def extracts(**rows: list[dict[str, object]]) -> dict[str, pl.DataFrame]:
    """All extracts: one spell, one person, one office and nothing else, but for the extracts named."""
    given = {"sykefravar_tilfelle": [{}], "person": [{}], "nav_enhet": [{}]} | rows
    return {extract: frame(extract, given.get(extract, [])) for extract in DEFAULTS}


def cohort_of(**rows: list[dict[str, object]]) -> CohortResult:
    """The cohort of such extracts."""
    return build_cohort(extracts(**rows), WINDOW)


def spell(days: int, start: date = START, **other: object) -> dict[str, object]:
    """A spell row of so many days."""
    return {"start_date": start, "end_date": start + timedelta(days=days - 1), **other}


def day(number: int, start: date = START) -> date:
    """The date of a day of the spell; day 1 is its start."""
    return start + timedelta(days=number - 1)


def noon(number: int, start: date = START) -> datetime:
    """Noon on a day of the spell."""
    return datetime.combine(day(number, start), datetime.min.time()) + timedelta(hours=12)

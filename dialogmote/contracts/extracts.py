"""The raw extracts: one contract each, with English column names and the register's own.

A contract says what a single row may hold. What ties rows and extracts together (keys, validity, successors, follow-up)
is checked in `dialogmote.registers.verify`. Source: the extract specification of the study and RULES 1 to 8.
"""

from datetime import date

import dataframely as dy

FIRST_DATE, LAST_DATE = date(2000, 1, 1), date(2035, 12, 31)
FIRST_BIRTH, LAST_BIRTH = date(1900, 1, 1), date(2015, 12, 31)
OPEN_END = date(9999, 12, 31)

EVENTS = ("STOPPUNKT", "INNKALT", "NYTT_TID_STED", "AVLYST", "FERDIGSTILT", "LUKKET", "UNNTAK", "IKKE_AKTUELL")
EVENTS_WITHOUT_MEETING_TIME = ("STOPPUNKT", "UNNTAK", "LUKKET", "IKKE_AKTUELL")
RESPONDENTS = ("ARBEIDSTAKER", "ARBEIDSGIVER")
FORMS = ("SVAR_BEHOV", "MELD_BEHOV")
MARITAL_STATUSES = ("UGIFT", "GIFT", "SKILT", "ENKE", "PARTNER")
SOURCE_SYSTEMS = ("ARENA", "MODIA")
SEX_CODES = (5001, 5002)
SECTORS = (0, 1, 2, 3, 9)


def _named(register: str) -> dict[str, str]:
    """Metadata of a column: its name in the register."""
    return {"register": register}


class Spells(dy.Schema):
    """One row per spell and employer, short spells included."""

    spell_id = dy.Int64(metadata=_named("tilfelle_id"))
    person_id = dy.Int64(metadata=_named("fk_person1"))
    start_date = dy.Date(min=FIRST_DATE, max=LAST_DATE, metadata=_named("sykefravar_fra_dato"))
    # No max: 9999-12-31 is an open end in any last day; verify holds the others to LAST_DATE.
    end_date = dy.Date(min=FIRST_DATE, metadata=_named("sykefravar_til_dato"))
    employer_id = dy.Int64(metadata=_named("bedrift_org_nr"))
    position_percent = dy.Float64(min_exclusive=0, max=100, metadata=_named("stillingsprosent"))
    grade_mean = dy.Float64(min=0.2, max=1, metadata=_named("gj_uforg"))
    lost_workdays = dy.Float64(min=0, metadata=_named("taptedv"))
    office_code = dy.String(regex=r"^.{4}$", metadata=_named("nav_enhet_kode"))
    industry = dy.String(nullable=True, regex=r"^[0-9]{2}$", metadata=_named("naering_kode"))
    occupation = dy.String(nullable=True, regex=r"^[0-9]{3}$", metadata=_named("yrke_kode"))
    sector = dy.Int8(metadata=_named("sektor"))


class MonthlyGrades(dy.Schema):
    """One row per spell and calendar month."""

    spell_id = dy.Int64(metadata=_named("tilfelle_id"))
    person_id = dy.Int64(metadata=_named("fk_person1"))
    year_month = dy.Int32(metadata=_named("aarmnd"))
    grade_percent = dy.Float64(min=0, max=100, metadata=_named("grad"))


class MeetingEvents(dy.Schema):
    """One row per event of a dialogue meeting."""

    person_id = dy.Int64(metadata=_named("fk_person1"))
    spell_start_date = dy.Date(min=FIRST_DATE, max=LAST_DATE, metadata=_named("tilfelle_startdato"))
    event = dy.String(metadata=_named("hendelse"))
    meeting_time = dy.Datetime(nullable=True, metadata=_named("dialogmote_tidspunkt"))
    event_time = dy.Datetime(metadata=_named("hendelse_tidspunkt"))
    exemption_reason = dy.String(nullable=True, metadata=_named("unntakarsak"))
    source_system = dy.String(metadata=_named("kildesystem"))


class Questions(dy.Schema):
    """One row per spell that was asked in week 16."""

    person_id = dy.Int64(metadata=_named("fk_person1"))
    spell_start_date = dy.Date(min=FIRST_DATE, max=LAST_DATE, metadata=_named("tilfelle_startdato"))
    sent_date = dy.Date(min=FIRST_DATE, max=LAST_DATE, metadata=_named("sendt_dato"))


class Answers(dy.Schema):
    """One row per answer about the need for a meeting."""

    answer_id = dy.String(metadata=_named("motebehov_uuid"))
    person_id = dy.Int64(metadata=_named("fk_person1_sm"))
    respondent = dy.String(metadata=_named("innmelder_type"))
    has_meeting_need = dy.Bool(metadata=_named("har_motebehov"))
    form = dy.String(metadata=_named("skjematype"))
    created_time = dy.Datetime(time_unit="ns", metadata=_named("opprettet_dato"))
    assigned_office = dy.String(nullable=True, metadata=_named("tildelt_enhet"))


class Persons(dy.Schema):
    """One row per person and validity, half-open."""

    person_id = dy.Int64(metadata=_named("fk_person1"))
    birth_date = dy.Date(min=FIRST_BIRTH, max=LAST_BIRTH, metadata=_named("fodt_dato"))
    sex_code = dy.Int32(metadata=_named("fk_dim_kjonn"))
    birth_country = dy.String(regex=r"^[A-Z]{3}$", metadata=_named("fodeland"))
    marital_status = dy.String(metadata=_named("sivilstand"))
    protection_code = dy.Int8(metadata=_named("skjermet_kode"))
    valid_from = dy.Date(min=FIRST_DATE, max=LAST_DATE, metadata=_named("gyldig_fra_dato"))
    valid_to = dy.Date(min=FIRST_DATE, metadata=_named("gyldig_til_dato"))


class Pregnancies(dy.Schema):
    """One row per pregnancy, both days inside."""

    person_id = dy.Int64(metadata=_named("fk_person1"))
    from_date = dy.Date(min=FIRST_DATE, max=LAST_DATE, metadata=_named("fra_dato"))
    to_date = dy.Date(nullable=True, min=FIRST_DATE, metadata=_named("til_dato"))


class AapPeriods(dy.Schema):
    """One row per period on work assessment allowance (AAP), both days inside."""

    person_id = dy.Int64(metadata=_named("fk_person1"))
    from_date = dy.Date(min=FIRST_DATE, max=LAST_DATE, metadata=_named("fra_dato"))
    to_date = dy.Date(nullable=True, min=FIRST_DATE, metadata=_named("til_dato"))


class Offices(dy.Schema):
    """One row per office and validity, half-open."""

    office_code = dy.String(regex=r"^.{4}$", metadata=_named("nav_enhet_kode"))
    office_name = dy.String(metadata=_named("nav_enhet_navn"))
    county = dy.String(metadata=_named("nav_nivaa3_navn"))
    residents = dy.Int32(min=0, metadata=_named("innbyggere"))
    is_pilot = dy.Bool(metadata=_named("pilot"))
    valid_from = dy.Date(min=FIRST_DATE, max=LAST_DATE, metadata=_named("funk_gyldig_fra_dato"))
    valid_to = dy.Date(min=FIRST_DATE, metadata=_named("funk_gyldig_til_dato"))
    successor_code = dy.String(nullable=True, regex=r"^.{4}$", metadata=_named("etterfolger_kode"))


class OfficeAreas(dy.Schema):
    """One row per office: its area as well-known binary, EPSG:25833 (GeoParquet)."""

    office_code = dy.String(regex=r"^.{4}$", metadata=_named("nav_enhet_kode"))
    geometry = dy.Binary(metadata=_named("geometry"))


EXTRACTS: dict[str, type[dy.Schema]] = {
    "sykefravar_tilfelle": Spells,
    "sykmeldingsgrad_maned": MonthlyGrades,
    "dialogmote_hendelse": MeetingEvents,
    "motebehov_varsel": Questions,
    "motebehov": Answers,
    "person": Persons,
    "svangerskap": Pregnancies,
    "aap": AapPeriods,
    "nav_enhet": Offices,
    "nav_enhet_omrade": OfficeAreas,
}
OPTIONAL_EXTRACTS = ("nav_enhet_omrade",)


def register_names(extract: str) -> dict[str, str]:
    """English column name -> the register's column name, in the contract's order."""
    return {name: (column.metadata or {})["register"] for name, column in EXTRACTS[extract].columns().items()}

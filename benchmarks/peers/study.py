"""The study's choices as config.yaml has them, and the rules' numbers, for peers that know nothing of dialogmote."""

FIRST_START, LAST_START = "2015-01-01", "2021-12-31"
LONG_SPELL_DAYS, MAXIMUM_DAYS = 112, 365
MARRIED_STATUSES = ("GIFT", "PARTNER")
PUBLIC_SECTORS = (1, 2, 9)
PROTECTED_CODES = (6, 7)
WOMAN_CODE = 5002
OLDEST_AGE_YEARS = 66
AAP_FIRST_DAY, AAP_LAST_DAY = 366, 548
OPEN_END = "9999-12-31"
# fmt: off
COHORT_COLUMNS = (
    "spell_id", "person_id", "start_date", "end_date", "office", "county", "is_pilot", "office_residents",
    "age_years", "is_woman", "is_married", "is_foreign_born", "is_part_time", "is_public_sector",
    "is_aap_recipient", "industry", "occupation", "position_percent", "grade_mean", "meeting", "meeting_day",
    "duration", "total_duration", "lost_workdays", "exhausted", "aap_transition", "is_asked", "asked_date",
    "answer", "has_employee_need", "has_employer_need", "employee_answer_date", "employer_answer_date",
)
# What the cohort reads, by extract.
EXTRACT_COLUMNS = {
    "sykefravar_tilfelle": (
        "spell_id", "person_id", "start_date", "end_date", "employer_id", "position_percent", "grade_mean",
        "lost_workdays", "office_code", "industry", "occupation", "sector",
    ),
    "dialogmote_hendelse": ("person_id", "event", "meeting_time"),
    "motebehov_varsel": ("person_id", "spell_start_date", "sent_date"),
    "motebehov": ("answer_id", "person_id", "respondent", "has_meeting_need", "form", "created_time"),
    "person": (
        "person_id", "birth_date", "sex_code", "birth_country", "marital_status", "protection_code", "valid_from",
        "valid_to",
    ),
    "svangerskap": ("person_id", "from_date", "to_date"),
    "aap": ("person_id", "from_date", "to_date"),
    "nav_enhet": ("office_code", "county", "residents", "is_pilot", "valid_from", "successor_code"),
}
# fmt: on

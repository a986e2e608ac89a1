"""The artifacts: one contract for every table that crosses a file, keyed by the artifact's name.

Names and columns of cohort and exhibits are an interface that reviewers and other programs rely on. Units and labels of
the columns stand in `dialogmote.contracts.vocabulary`.
"""

import dataframely as dy

LONG_SPELL_DAYS = 112  # 16 weeks: the spells the study is about
MAXIMUM_DAYS = 365  # sick pay ends

OUTCOMES = ("meeting", "duration", "total_duration", "lost_workdays", "exhausted", "aap_transition")
SHARE_OUTCOMES = ("meeting", "exhausted", "aap_transition")
CONTROL_GROUPS = ("national", "trondelag")
ANSWER_GROUPS = ("no_answer", "no", "employee_yes", "employer_yes", "both_yes")
ATTRITION_STEPS = ("long_spells", "protected_address", "one_row_a_spell", "pregnant", "over_66", "overlapping")


def _count() -> dy.Int64:
    return dy.Int64(min=0)


def _number() -> dy.Float64:
    """A number that may be missing: not estimable, or not published."""
    return dy.Float64(nullable=True)


class Cohort(dy.Schema):
    """One row per spell that stays, with covariates and outcomes."""

    spell_id = dy.Int64(primary_key=True)
    person_id = dy.Int64()
    start_date = dy.Date()
    end_date = dy.Date()
    office = dy.String()
    county = dy.String()
    is_pilot = dy.Bool()
    office_residents = dy.Int32()
    age_years = dy.Int32(min=0, max=66)
    is_woman = dy.Bool()
    is_married = dy.Bool()
    is_foreign_born = dy.Bool()
    is_part_time = dy.Bool()
    is_public_sector = dy.Bool()
    is_aap_recipient = dy.Bool()
    industry = dy.String(nullable=True)
    occupation = dy.String(nullable=True)
    position_percent = dy.Float64(min_exclusive=0, max=100)
    grade_mean = dy.Float64(min=0.2, max=1)
    meeting = dy.Bool()
    meeting_day = dy.Int32(nullable=True, min=113, max=365)
    duration = dy.Int32(min=112, max=365)
    total_duration = dy.Int32(min=112, max=365)
    lost_workdays = dy.Float64(min=0)
    exhausted = dy.Bool()
    aap_transition = dy.Bool()
    is_asked = dy.Bool()
    asked_date = dy.Date(nullable=True)
    answer = dy.String(nullable=True)
    has_employee_need = dy.Bool(nullable=True)
    has_employer_need = dy.Bool(nullable=True)
    employee_answer_date = dy.Date(nullable=True)
    employer_answer_date = dy.Date(nullable=True)


class Exclusions(dy.Schema):
    """One row per spell of 16 weeks or more that left, with the step at which it left."""

    spell_id = dy.Int64(primary_key=True)
    person_id = dy.Int64()
    step = dy.String()


class ExcludedSpells(dy.Schema):
    """One row per spell of 16 weeks or more that left, with what the table of excluded groups needs."""

    spell_id = dy.Int64(primary_key=True)
    person_id = dy.Int64()
    step = dy.String()
    start_date = dy.Date()
    meeting = dy.Bool()
    duration = dy.Int32(min=112, max=365)


class SeasonEffects(dy.Schema):
    """Effect of the calendar month of the start on each outcome, centred over the season sample."""

    outcome = dy.String(primary_key=True)
    calendar_month = dy.Int32(primary_key=True, min=1, max=12)
    season_effect = dy.Float64()
    n = _count()


class Panel(dy.Schema):
    """One row per cohort spell: outcomes as they are analysed (shares in percentage points) and season-adjusted, pilot
    and period coded, fixed effects as integer levels."""

    spell_id = dy.Int64(primary_key=True)
    person_id = dy.Int64()
    start_date = dy.Date()
    start_month = dy.Date()
    period = dy.Int8(nullable=True, min=0, max=3)
    trend_years = dy.Float64()
    office = dy.String()
    is_pilot = dy.Bool()
    is_trondelag = dy.Bool()
    age_years = dy.Int32()
    industry = dy.String()
    occupation = dy.String()
    is_woman = dy.Bool()
    is_married = dy.Bool()
    is_foreign_born = dy.Bool()
    is_part_time = dy.Bool()
    is_public_sector = dy.Bool()
    is_aap_recipient = dy.Bool()
    meeting = dy.Float64()
    duration = dy.Float64()
    total_duration = dy.Float64()
    lost_workdays = dy.Float64()
    exhausted = dy.Float64()
    aap_transition = dy.Float64()
    meeting_adjusted = dy.Float64()
    duration_adjusted = dy.Float64()
    total_duration_adjusted = dy.Float64()
    lost_workdays_adjusted = dy.Float64()
    exhausted_adjusted = dy.Float64()
    aap_transition_adjusted = dy.Float64()


class Did(dy.Schema):
    """Difference-in-differences of one control group: every coefficient of every specification."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    group_trends = dy.Bool(primary_key=True)
    term = dy.String(primary_key=True)
    estimate = _number()
    std_error = _number()
    ci_low = _number()
    ci_high = _number()
    p_value = _number()
    control_mean = _number()
    n = _count()
    n_persons = _count()
    n_offices = _count()
    n_pilot_offices = _count()


class Truth(dy.Schema):
    """The synthetic register's planted effect: pilot less control, with and without the planted differences, from the
    same random numbers. Shares in percentage points."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    period = dy.Int8(primary_key=True, min=0, max=3)
    planted = dy.Float64()
    n_pilot = _count()
    n_control = _count()


class InputReport(dy.Schema):
    """Rows, dates and unmatched rows by extract."""

    extract = dy.String(primary_key=True)
    rows = _count()
    first_date = dy.Date(nullable=True)
    last_date = dy.Date(nullable=True)
    date_column = dy.String(nullable=True)
    unmatched_rows = dy.Int64(nullable=True, min=0)
    unmatched_meaning = dy.String(nullable=True)
    ignored_columns = dy.String(nullable=True)


class Violations(dy.Schema):
    """What breaks the contract of the extracts: never a row's content."""

    extract = dy.String()
    column = dy.String()
    rule = dy.String()
    rows = _count()
    message = dy.String()
    failed_rows = dy.String(nullable=True)


class Attrition(dy.Schema):
    """The cohort's steps and how many each removed."""

    step = dy.String(primary_key=True)
    rows_left = _count()
    spells_left = _count()
    persons_left = _count()
    rows_removed = _count()
    spells_removed = _count()


class Table3(dy.Schema):
    """Descriptives before the service (starts in 2017)."""

    row = dy.String(primary_key=True)
    pilot = _number()
    control_national = _number()
    control_trondelag = _number()


class Table4(dy.Schema):
    """Difference-in-differences, period 2."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    group_trends = dy.Bool(primary_key=True)
    estimate = _number()
    std_error = _number()
    ci_low = _number()
    ci_high = _number()
    p_value = _number()
    control_mean = _number()
    n = _count()
    n_persons = _count()
    n_offices = _count()
    n_pilot_offices = _count()


class Figure3(dy.Schema):
    """Share of spells with a meeting by start month, season-adjusted, country without the pilot offices."""

    month = dy.Date(primary_key=True)
    meeting_share_pct = dy.Float64()
    n = _count()


class Figure7(dy.Schema):
    """Share of spells where employee or employer used the service, by start month."""

    group = dy.String(primary_key=True)
    month = dy.Date(primary_key=True)
    used_share_pct = dy.Float64()
    n = _count()


class Figure8(dy.Schema):
    """Difference-in-differences by period."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    period = dy.Int8(primary_key=True, min=1, max=3)
    estimate = _number()
    std_error = _number()
    ci_low = _number()
    ci_high = _number()
    p_value = _number()
    n = _count()


class PlantedVsEstimated(dy.Schema):
    """The synthetic register's planted effects beside what the design finds."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    period = dy.Int8(primary_key=True, min=1, max=3)
    planted = dy.Float64()
    estimate = _number()
    std_error = _number()
    ci_low = _number()
    ci_high = _number()
    is_within_interval = dy.Bool(nullable=True)


class RegisterFidelity(dy.Schema):
    """Moments of the synthetic register beside the published ones."""

    moment = dy.String(primary_key=True)
    unit = dy.String()
    where = dy.String()
    published = dy.Float64()
    simulated = _number()
    difference = _number()
    is_target = dy.Bool()


class CaseTable87(dy.Schema):
    """Every case worker's judgement in every case (yes: summoned, no: exempted, unclear)."""

    case_worker = dy.Int64(primary_key=True)
    case_1 = dy.String()
    case_2 = dy.String()
    case_3 = dy.String()
    case_4 = dy.String()
    case_5 = dy.String()
    case_6 = dy.String()
    summoned = _count()
    exempted = _count()
    unclear = _count()


class CaseFigures8(dy.Schema):
    """Judgements by case: counted from the table, and as the figures print them."""

    case = dy.Int64(primary_key=True)
    summoned = _count()
    exempted = _count()
    unclear = _count()
    published_summoned = _count()
    published_exempted = _count()
    published_unclear = _count()


class CaseAgreement(dy.Schema):
    """Agreement between the case workers."""

    measure = dy.String(primary_key=True)
    value = dy.Float64()
    ci_low = dy.Float64()
    ci_high = dy.Float64()
    n_case_workers = _count()
    n_cases = _count()


class CaseOffices31(dy.Schema):
    """The 15 offices of the interview study, ranked by share held."""

    office = dy.Int64(primary_key=True)
    size = dy.String()
    meeting_change_2017_2021_pct = dy.Float64()
    candidates_per_month = dy.Float64()
    meeting_share_by_week_26 = dy.Float64()
    rank = dy.Int64(min=1)


class CaseOfficesCorrelations(dy.Schema):
    """Rank correlations between the columns of the office table."""

    variable_a = dy.String(primary_key=True)
    variable_b = dy.String(primary_key=True)
    spearman = dy.Float64(min=-1, max=1)
    n = _count()


class PublishedVsReproduced(dy.Schema):
    """Every published number beside the reproduced one."""

    exhibit = dy.String(primary_key=True)
    row_key = dy.String(primary_key=True)
    column = dy.String(primary_key=True)
    published = _number()
    reproduced = _number()
    difference = _number()
    difference_in_se = _number()
    se_source = dy.String(nullable=True)
    status = dy.String()
    origin = dy.String(nullable=True)


ARTIFACTS: dict[str, type[dy.Schema]] = {
    "cohort": Cohort,
    "exclusions": Exclusions,
    "excluded_spells": ExcludedSpells,
    "season": SeasonEffects,
    "panel": Panel,
    "did": Did,
    "truth": Truth,
    "violations": Violations,
    "input_report": InputReport,
    "attrition": Attrition,
    "table_3": Table3,
    "table_4": Table4,
    "figure_3": Figure3,
    "figure_7": Figure7,
    "figure_8": Figure8,
    "planted_vs_estimated": PlantedVsEstimated,
    "register_fidelity": RegisterFidelity,
    "case_table_8_7": CaseTable87,
    "case_figures_8": CaseFigures8,
    "case_agreement": CaseAgreement,
    "case_offices_3_1": CaseOffices31,
    "case_offices_correlations": CaseOfficesCorrelations,
    "published_vs_reproduced": PublishedVsReproduced,
}

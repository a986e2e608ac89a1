"""The planted truth: every number of the simulator, as typed values read from one mapping."""

import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialogmote.registers.simulate.mapping import read_as


@dataclass(frozen=True)
class Effects:
    """Planted effects: percentage points, a hazard ratio, and the first start that meets the drifts."""

    service_meeting_points: float
    service_recovery_hazard_ratio: float
    service_grade_points: float
    service_aap_points: float
    drift_start: date
    drift_pilot_points: float
    drift_trondelag_points: float


@dataclass(frozen=True)
class Service:
    """When and whom the service asks, and how the two parties answer."""

    pilot_opening: date
    national_opening: date
    pilot_effect_start: date
    national_effect_start: date
    asked_share: float
    asked_share_pilot: float
    late_asked_share_pilot: float
    late_asked_share_national: float
    late_asked_latest_day: int
    sent_day_weights: tuple[float, ...]
    unasked_answer_share: float
    early_answer_share: float
    intend_no: tuple[float, ...]
    intend_employee_yes: tuple[float, ...]
    intend_employer_yes: tuple[float, ...]
    intend_both_yes: tuple[float, ...]
    no_parties: tuple[float, ...]
    other_party_says_no_share: float
    employee_fast_answer_days: float
    employee_slow_answer_days: float
    employer_fast_answer_days: float
    employer_slow_answer_days: float
    repeat_share: float
    repeat_changes_mind_share: float
    own_initiative_start: date
    own_initiative_share: float
    own_initiative_employee_share: float
    assigned_office_share: float


@dataclass(frozen=True)
class MeetingLevel:
    """Share with a meeting without the service (percent), for starts from a date on."""

    start: date
    share_pct: float


@dataclass(frozen=True)
class AnswerFactors:
    """Relative propensity of a meeting by what the parties answered; `no` is one no and no other answer."""

    no_answer: float
    no: float
    both_no: float
    employee_yes: float
    employer_yes: float
    both_yes: float


@dataclass(frozen=True)
class TraitStep:
    """What the case workers looked at for starts from a date on: log propensity of who is at work part of the time
    (times 1 - grade in the month of planning), of women and of the foreign-born."""

    start: date
    graded_log: float
    woman_log: float
    foreign_born_log: float


@dataclass(frozen=True)
class Closure:
    """Calendar days on which fewer meetings could be held, and the share of the planned ones that were."""

    first_day: date
    last_day: date
    held_share: float


@dataclass(frozen=True)
class Meetings:
    """Who is summoned, when, and what happens to the plan."""

    levels: tuple[MeetingLevel, ...]
    pilot_share_2017_pct: float
    trondelag_share_2017_pct: float
    office_sd_log: float
    office_half_year_sd_log: float
    month_log: tuple[float, ...]
    class_log: tuple[float, ...]
    long_course_log: float
    traits: tuple[TraitStep, ...]
    age_log_per_decade: float
    part_time_log: float
    pregnant_factor: float
    answer_factor: AnswerFactors
    cap: float
    first_week: int
    week_weights: tuple[float, ...]
    later_weeks_start: date
    later_week_weights: tuple[float, ...]
    closures: tuple[Closure, ...]
    postponed_share: float
    cancelled_then_held_share: float
    second_meeting_share: float
    early_meeting_share: float
    stop_point_share: float
    exemption_share: float
    closed_share: float
    arena_until: date
    arena_miss_share: float
    arena_miss_days: int
    other_system_share: float
    exemption_reason_weights: tuple[float, ...]


@dataclass(frozen=True)
class ByGroup:
    """One value for each group of offices."""

    pilot: float
    trondelag: float
    national: float


@dataclass(frozen=True)
class Population:
    """How many long spells start when, and who the people are."""

    long_spells_per_year: dict[int, int]
    outside_window_share: float
    long_spells_per_person: float
    month_weights: tuple[float, ...]
    weekday_weights: tuple[float, ...]
    several_employers_share: float
    closing_courses: int
    women_tilt: float
    women_tilt_county: float
    age_low: int
    age_high: int
    age_alpha: float
    age_beta: float
    foreign_born: ByGroup
    protected_share: float
    protection_starts_later_share: float
    moved_share: float
    status_change_share: float
    young_born_from: int
    middle_born_from: int
    marital_weights_young: tuple[float, ...]
    marital_weights_middle: tuple[float, ...]
    marital_weights_old: tuple[float, ...]
    missing_industry_share: float
    missing_occupation_share: float
    unknown_sector_share: float
    part_time_women_logit: float
    part_time_men_logit: float
    part_time_health_logit: float
    part_time_county_logit: float
    part_time_percents: tuple[int, ...]
    part_time_weights: tuple[float, ...]


@dataclass(frozen=True)
class PrognosisLevel:
    """Level of the latent prognosis (standard deviations), for starts from a date on."""

    start: date
    score: float


@dataclass(frozen=True)
class Courses:
    """Latent prognosis, and short spells around the long ones."""

    class_share: tuple[float, ...]
    frailty_share: float
    month_score: tuple[float, ...]
    levels: tuple[PrognosisLevel, ...]
    age_score_per_decade: float
    woman_score: float
    foreign_born_score: float
    relapse_gap_days: float
    relapse_days: float
    relapses: int
    earlier_short_share: float


@dataclass(frozen=True)
class Burst:
    """Log of a passing change of recovery: spells that started from one day to another, in some weeks of the spell."""

    first_start: date
    last_start: date
    first_week: int
    last_week: int
    log: float


@dataclass(frozen=True)
class Recovery:
    """Hazards of recovery by prognosis class, over the spell, the calendar and the offices."""

    daily_hazard: tuple[float, ...]
    final_weeks_share: tuple[float, ...]
    final_weeks_scale_days: float
    early_factor: float
    early_scale_weeks: float
    fall_log: float
    rise_log: float
    calendar_log: tuple[float, ...]
    bursts: tuple[Burst, ...]
    group_log: ByGroup
    group_final_log: ByGroup
    office_sd_log: float
    office_quarter_sd_log: float
    office_quarter_persistence: float
    beyond_maximum_share: float
    beyond_maximum_days: float


@dataclass(frozen=True)
class Grades:
    """Who is graded, from when, and how much."""

    graded_share: float
    graded_share_trondelag: float
    graded_month_factor: tuple[float, ...]
    start_month_weights: tuple[float, ...]
    first_percents: tuple[int, ...]
    first_weights: tuple[float, ...]
    second_phase_month: int
    second_phase_factor: float
    planning_month: int
    effect_month: int
    lowest_percent: float
    short_with_months_share: float
    workdays_a_year: float


@dataclass(frozen=True)
class Benefits:
    """Pregnancies and work assessment allowance (AAP)."""

    pregnant_share: float
    pregnant_age_low: int
    pregnant_age_high: int
    pregnancy_days: int
    pregnant_before_days: tuple[int, ...]
    aap_recipient_share: float
    aap_recipient_goes_on_share: float
    aap_after_exhausted: float
    aap_after_final_weeks: float
    aap_after_shorter: float
    aap_county_factor: float
    aap_open_share: float
    aap_mean_days: float


@dataclass(frozen=True)
class OfficeGroup:
    """One group of offices: how many, its long spells of 2017 in the cohort, mean residents by office and by spell."""

    offices: int
    spells: int
    residents: float
    spell_mean_residents: float


@dataclass(frozen=True)
class County:
    """A county: number, name, offices, and the rectangle (km, EPSG:25833) that stands for it on the map."""

    number: str
    name: str
    offices: int
    x_km: float
    y_km: float
    width_km: float
    height_km: float


@dataclass(frozen=True)
class OfficeTruth:
    """The offices: groups, counties, and how codes changed."""

    national: OfficeGroup
    pilot: OfficeGroup
    trondelag: OfficeGroup
    pilot_county: str
    former_share: float
    merged_share: float
    two_links_share: float
    outdated_code_share: float
    county_reform: date
    counties: tuple[County, ...]


@dataclass(frozen=True)
class Industry:
    """A two-digit division: weight, share of women and of public employees, field."""

    code: str
    weight: float
    women: float
    public: float
    field: str


@dataclass(frozen=True)
class Field:
    """Where a field's public employees work (shares), and how its people's age differs (years)."""

    state: float
    municipality: float
    county: float
    age_years: float


@dataclass(frozen=True)
class Occupation:
    """A three-digit occupation: weight, share of women, fields where it is at home."""

    code: str
    weight: float
    women: float
    fields: tuple[str, ...]


@dataclass(frozen=True)
class PlantedTruth:
    """Every planted number of the synthetic register. Source and unit of each: the file it is read from."""

    effects: Effects
    service: Service
    meetings: Meetings
    population: Population
    courses: Courses
    recovery: Recovery
    grades: Grades
    benefits: Benefits
    offices: OfficeTruth
    industries: tuple[Industry, ...]
    fields: dict[str, Field]
    occupations: tuple[Occupation, ...]
    away_from_home_weight: float
    countries: dict[str, float]
    targets: tuple[str, ...]
    planted_besides: tuple[str, ...]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> "PlantedTruth":
        """Read the planted truth; raises `InputError` that names a key which is unknown, missing or of a wrong type."""
        return typing.cast(PlantedTruth, read_as(cls, mapping, "planted truth"))

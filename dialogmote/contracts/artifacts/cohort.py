"""The cohort, what left it, and the steps between."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import count


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


class Attrition(dy.Schema):
    """The cohort's steps and how many each removed."""

    step = dy.String(primary_key=True)
    rows_left = count()
    spells_left = count()
    persons_left = count()
    rows_removed = count()
    spells_removed = count()


class MonthlyGrades(dy.Schema):
    """One row per cohort spell: the mean grade in the first twelve calendar months of the spell, 0 once recovered.

    `months_on_leave` is how many of the twelve the spell touches: among those on leave, later months are missing.
    """

    spell_id = dy.Int64(primary_key=True)
    months_on_leave = dy.Int32(min=1, max=12)
    grade_month_1 = dy.Float64(min=0, max=100)
    grade_month_2 = dy.Float64(min=0, max=100)
    grade_month_3 = dy.Float64(min=0, max=100)
    grade_month_4 = dy.Float64(min=0, max=100)
    grade_month_5 = dy.Float64(min=0, max=100)
    grade_month_6 = dy.Float64(min=0, max=100)
    grade_month_7 = dy.Float64(min=0, max=100)
    grade_month_8 = dy.Float64(min=0, max=100)
    grade_month_9 = dy.Float64(min=0, max=100)
    grade_month_10 = dy.Float64(min=0, max=100)
    grade_month_11 = dy.Float64(min=0, max=100)
    grade_month_12 = dy.Float64(min=0, max=100)

"""Season effects and the coded panel."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import count


class SeasonEffects(dy.Schema):
    """Effect of the calendar month of the start on each outcome, centred over the season sample."""

    outcome = dy.String(primary_key=True)
    calendar_month = dy.Int32(primary_key=True, min=1, max=12)
    season_effect = dy.Float64()
    n = count()


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

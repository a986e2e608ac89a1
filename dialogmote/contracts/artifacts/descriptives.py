"""Descriptive tables and figures."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import count, number


class Table3(dy.Schema):
    """Descriptives before the service (starts in 2017)."""

    row = dy.String(primary_key=True)
    pilot = number()
    control_national = number()
    control_trondelag = number()


class Figure3(dy.Schema):
    """Share of spells with a meeting by start month, season-adjusted, country without the pilot offices."""

    month = dy.Date(primary_key=True)
    meeting_share_pct = dy.Float64()
    n = count()


class Figure7(dy.Schema):
    """Share of spells where employee or employer used the service, by start month."""

    group = dy.String(primary_key=True)
    month = dy.Date(primary_key=True)
    used_share_pct = dy.Float64()
    n = count()


class Figure1(dy.Schema):
    """The offices: name, county, whether pilot, cohort spells."""

    office = dy.String(primary_key=True)
    name = dy.String()
    county = dy.String()
    pilot = dy.Bool()
    n_spells = dy.Int64(nullable=True, min=0)


class Figure1Merged(dy.Schema):
    """The offices whose own number of spells the release hides in figure 1, together by county.

    `rest`: the offices of all other counties with hidden ones. No rows when no office is hidden.
    """

    county = dy.String(primary_key=True)
    n_offices = count()
    n_spells = count()


class Figure1Areas(dy.Schema):
    """Outlines of the offices' areas for the map, simplified: the corners of each ring in their order.

    Public geography, EPSG:25833; no offices but those of figure 1, and only those with a known area.
    """

    office = dy.String(primary_key=True)
    ring = dy.Int32(primary_key=True, min=0)
    corner = dy.Int32(primary_key=True, min=0)
    is_hole = dy.Bool()
    easting_m = dy.Float64()
    northing_m = dy.Float64()


class Figure2(dy.Schema):
    """Distribution of spell duration by completed week, all cohort spells."""

    week = dy.Int32(primary_key=True, min=16, max=52)
    share_pct = number()
    n = count()


class FigureV1(dy.Schema):
    """In which week of the spell employee and employer gave the answer that counts."""

    respondent = dy.String(primary_key=True)
    week = dy.Int32(primary_key=True, min=16, max=52)
    share_pct = number()
    n = count()


class FigureV2(dy.Schema):
    """Mean duration and lost workdays by start month, season-adjusted, country without the pilot offices."""

    outcome = dy.String(primary_key=True)
    month = dy.Date(primary_key=True)
    mean = dy.Float64()
    n = count()


class Table1(dy.Schema):
    """Answers to the question, and what followed: asked spells by answer group."""

    answer = dy.String(primary_key=True)
    share_pct = number()
    meeting_share_pct = number()
    duration_mean_days = number()
    duration_p25_days = number()
    duration_p50_days = number()
    duration_p75_days = number()
    n = count()


class Table2(dy.Schema):
    """Who takes part in meetings, in two pairs of windows before and after the service."""

    row = dy.String(primary_key=True)
    before_nov17_mar18 = number()
    after_nov18_mar19 = number()
    before_mar_sep18 = number()
    after_mar_sep19 = number()


class AnswersCross(dy.Schema):
    """The employee's answer by the employer's, among asked spells."""

    employee_answer = dy.String(primary_key=True)
    employer_answer = dy.String(primary_key=True)
    share_pct = number()
    meeting_share_pct = number()
    n = count()


class MeetingLevels(dy.Schema):
    """Season-adjusted level of meetings in three windows of starts, country without the pilot offices."""

    window = dy.String(primary_key=True)
    meeting_share_pct = number()
    n = count()
    meetings = count()
    spells_per_year = number()
    meetings_per_year = number()
    fall_pct_points = number()
    fall_per_year = number()


class ExcludedGroups(dy.Schema):
    """Long spells that left the cohort, by reason, beside those kept."""

    reason = dy.String(primary_key=True)
    n = count()
    meeting_share_pct = number()
    duration_mean_days = number()

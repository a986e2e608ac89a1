"""Regressions, and the exhibits made of them."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import count, number


class Did(dy.Schema):
    """Difference-in-differences of one control group: every coefficient of every specification."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    group_trends = dy.Bool(primary_key=True)
    term = dy.String(primary_key=True)
    estimate = number()
    std_error = number()
    ci_low = number()
    ci_high = number()
    p_value = number()
    control_mean = number()
    n = count()
    n_persons = count()
    n_offices = count()
    n_pilot_offices = count()


class Table4(dy.Schema):
    """Difference-in-differences, period 2."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    group_trends = dy.Bool(primary_key=True)
    estimate = number()
    std_error = number()
    ci_low = number()
    ci_high = number()
    p_value = number()
    control_mean = number()
    n = count()
    n_persons = count()
    n_offices = count()
    n_pilot_offices = count()


class Figure8(dy.Schema):
    """Difference-in-differences by period."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    period = dy.Int8(primary_key=True, min=1, max=3)
    estimate = number()
    std_error = number()
    ci_low = number()
    ci_high = number()
    p_value = number()
    n = count()


class PeriodContrasts(dy.Schema):
    """Period 2 against periods 1 and 3, from the covariance of the same regression."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    contrast = dy.String(primary_key=True)
    estimate = number()
    std_error = number()
    p_value = number()


class TableV1(dy.Schema):
    """Trend check: difference in linear trend between pilot and control offices in period 0."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    controls = dy.Bool(primary_key=True)
    trend_difference_per_year = number()
    std_error = number()
    p_value = number()
    n = count()


class FigureV3(dy.Schema):
    """Event study: pilot x start month, the first month being the reference."""

    outcome = dy.String(primary_key=True)
    month = dy.Date(primary_key=True)
    estimate = number()
    std_error = number()
    ci_low = number()
    ci_high = number()
    p_value = number()
    n = count()


class WeeklyEffects(dy.Schema):
    """Meeting held by, and on leave in, each week of the spell, period 2: figures 9 and v4."""

    outcome = dy.String(primary_key=True)
    week = dy.Int32(primary_key=True, min=16, max=52)
    control_level = number()
    pilot_level = number()
    estimate = number()
    std_error = number()
    ci_low = number()
    ci_high = number()
    n = count()


class GradeEffects(dy.Schema):
    """Grade by month of the spell, period 2, all and those still on leave: figures 10 and v5."""

    sample_ = dy.String(primary_key=True, alias="sample")  # `sample` is a method of the schema
    month = dy.Int32(primary_key=True, min=1, max=12)
    estimate = number()
    std_error = number()
    ci_low = number()
    ci_high = number()
    control_mean = number()
    n = count()


class Heterogeneity(dy.Schema):
    """Difference-in-differences by group of spells, period 2, and whether the groups of a kind differ."""

    kind = dy.String(primary_key=True)
    group = dy.String(primary_key=True)
    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    estimate = number()
    std_error = number()
    ci_low = number()
    ci_high = number()
    p_value = number()
    p_equal = number()
    p_equal_holm = number()
    n = count()
    n_treated = count()


class Inference(dy.Schema):
    """Period 2 of one control group by every method of inference.

    A method that tests by draws has no standard error; an end of an interval is null where its test rejects no value.
    """

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    group_trends = dy.Bool(primary_key=True)
    method = dy.String(primary_key=True)
    estimate = number()
    std_error = number()
    p_value = number()
    ci_low = number()
    ci_high = number()
    degrees_of_freedom = number()
    n_clusters = count()
    n_treated_clusters = count()
    draws = dy.Int64(nullable=True, min=1)


class InferencePanel(Inference):
    """All of them, with the standard error of table 4 beside each."""

    table_4_std_error = number()


class CheckEstimates(dy.Schema):
    """The same coefficients by two unlike engines: the direct projection's, as printed, and pyfixest's."""

    exhibit = dy.String(primary_key=True)
    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    specification = dy.String(primary_key=True)
    terms = count()
    largest_difference_in_se = number()
    largest_std_error_ratio_error = number()
    is_same_identification = dy.Bool()
    agrees = dy.Bool()


class RegressionCells(dy.Schema):
    """How many spells stand behind the estimates, by group and period: what the disclosure gate judges them by."""

    control_group = dy.String(primary_key=True)
    group = dy.String(primary_key=True)
    period = dy.Int8(primary_key=True, min=0, max=3)
    measure = dy.String(primary_key=True)
    place = dy.Int32(primary_key=True, min=0)
    n = count()

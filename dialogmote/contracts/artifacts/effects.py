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

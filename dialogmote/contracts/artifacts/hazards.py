"""Weekly hazards of a meeting and of recovery."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import count, number


class Figure4(dy.Schema):
    """Meeting hazard by week of the spell, two windows of starts, each in three years."""

    window = dy.String(primary_key=True)
    year = dy.Int32(primary_key=True)
    week = dy.Int32(primary_key=True, min=16, max=52)
    at_risk = count()
    events = count()
    hazard_pct = number()
    ci_low = number()
    ci_high = number()


class RecoveryHazards(dy.Schema):
    """Recovery hazard by week of the spell, one window of starts in three years: figures 5 and 6."""

    year = dy.Int32(primary_key=True)
    week = dy.Int32(primary_key=True, min=16, max=52)
    at_risk = count()
    events = count()
    hazard_pct = number()
    ci_low = number()
    ci_high = number()


class HazardContrasts(dy.Schema):
    """Recovery in some weeks, last year of the window against the two before it: events per 100 spell-weeks at risk."""

    window = dy.String(primary_key=True)
    first_week = dy.Int32(primary_key=True, min=16, max=52)
    last_week = dy.Int32(primary_key=True, min=16, max=52)
    hazard_pct = number()
    hazard_before_pct = number()
    difference = number()
    std_error = number()
    p_value = number()

"""Reproduced beside published, simulated beside published, estimated beside planted."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import number


class PlantedVsEstimated(dy.Schema):
    """The synthetic register's planted effects beside what the design finds."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    period = dy.Int8(primary_key=True, min=1, max=3)
    planted = dy.Float64()
    estimate = number()
    std_error = number()
    ci_low = number()
    ci_high = number()
    is_within_interval = dy.Bool(nullable=True)


class RegisterFidelity(dy.Schema):
    """Moments of the synthetic register beside the published ones."""

    moment = dy.String(primary_key=True)
    unit = dy.String()
    where = dy.String()
    published = dy.Float64()
    simulated = number()
    difference = number()
    is_target = dy.Bool()


class PublishedVsReproduced(dy.Schema):
    """Every published number beside the reproduced one."""

    exhibit = dy.String(primary_key=True)
    row_key = dy.String(primary_key=True)
    column = dy.String(primary_key=True)
    published = number()
    reproduced = number()
    difference = number()
    difference_in_se = number()
    se_source = dy.String(nullable=True)
    status = dy.String()
    origin = dy.String(nullable=True)

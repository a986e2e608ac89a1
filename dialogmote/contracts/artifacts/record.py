"""Reproduced beside published, simulated beside published, estimated beside planted."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import count, number


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


class ClaimValues(dy.Schema):
    """What the article says in words and no exhibit holds, computed from the cohort."""

    claim = dy.String(primary_key=True)
    value = number()
    std_error = number()
    n = count()


class MomentSpreads(dy.Schema):
    """Spread behind the means and quartiles of tables 1 to 4: over the root of n it is the sampling standard error."""

    exhibit = dy.String(primary_key=True)
    row_key = dy.String(primary_key=True)
    column = dy.String(primary_key=True)
    std_dev = number()
    n = count()

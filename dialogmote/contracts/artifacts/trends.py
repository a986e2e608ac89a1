"""What is left of the effects when trends were not parallel, and what the test before the service could have seen."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import number


class HonestTrends(dy.Schema):
    """Robust intervals of the effect in period 2, by how far trends may have been from parallel (`m`).

    An outcome's estimate, its interval under parallel trends, the breakdown value and `largest_before` stand on every
    row of a method. An end is null where the interval has none; `breakdown` is null where no `m` lets zero in.
    """

    outcome = dy.String(primary_key=True)
    method = dy.String(primary_key=True)
    grid_place = dy.Int32(primary_key=True, min=0)
    m = number()
    ci_low = number()
    ci_high = number()
    estimate = number()
    std_error = number()
    parallel_low = number()
    parallel_high = number()
    breakdown = number()
    largest_before = number()


class PretrendTests(dy.Schema):
    """Joint test that no difference before the service has moved, for blocks of months and for single months."""

    outcome = dy.String(primary_key=True)
    spacing = dy.String(primary_key=True)
    statistic = number()
    n_coefficients = dy.Int64(nullable=True, min=1)
    p_value = number()
    few_degrees_of_freedom = dy.Int64(nullable=True, min=1)
    few_p_value = number()


class PretrendPower(dy.Schema):
    """The straight-line difference in trends that a test before the service sees with a given power, and its harm."""

    outcome = dy.String(primary_key=True)
    pretest = dy.String(primary_key=True)
    power_pct = dy.Int32(primary_key=True, min=1, max=99)
    slope_per_year = number()
    bias = number()
    bias_if_passed = number()
    coverage_pct = number()
    coverage_if_passed_pct = number()

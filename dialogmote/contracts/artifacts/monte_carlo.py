"""Contracts of the Monte Carlo of the design: what is drawn from known truths, and how each method does."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import count, number


class MonteCarlo(dy.Schema):
    """Tallies of a block of draws from one truth: counts of draws, sums in billionths, widths of bounded intervals."""

    truth = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    outcome = dy.String(primary_key=True)
    group_trends = dy.Bool(primary_key=True)
    method = dy.String(primary_key=True)
    true_effect = dy.Float64()
    draws = dy.Int64(min=1)
    covering = count()
    rejecting = count()
    answering = count()
    unbounded = count()
    with_std_error = count()
    error_sum = dy.Int64()
    squared_error_sum = count()
    std_error_sum = count()
    widths = dy.List(dy.Float64(min=0))


class IntervalCoverage(dy.Schema):
    """Every method of inference where the truth is known: bias, spread, coverage of the 95 % interval, rejections."""

    truth = dy.String(primary_key=True)
    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    group_trends = dy.Bool(primary_key=True)
    method = dy.String(primary_key=True)
    true_effect = dy.Float64()
    bias = dy.Float64()
    bias_error = number()
    std_dev = number()
    mean_std_error = number()
    coverage = dy.Float64(min=0, max=1)
    coverage_error = dy.Float64(min=0)
    rejection = dy.Float64(min=0, max=1)
    median_width = number()
    draws = dy.Int64(min=1)
    answering = count()
    unbounded = count()

"""Columns that many artifacts share."""

import dataframely as dy


def count() -> dy.Int64:
    """A whole number of something."""
    return dy.Int64(min=0)


def number() -> dy.Float64:
    """A number that may be missing: not estimable, or not published."""
    return dy.Float64(nullable=True)

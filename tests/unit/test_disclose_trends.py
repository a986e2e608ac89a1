"""Assessments of trends: what the gate rounds, and that one thin month hides all that is averaged over it."""

import polars as pl
import present_frames_effects as frames
import pytest

from dialogmote.contracts.artifacts import ARTIFACTS
from dialogmote.disclose.exhibits import release_exhibit
from dialogmote.disclose.profiles import PROFILES

STRICT = PROFILES["strict"]
EXHIBITS = ("honest_trends", "pretrend_tests", "pretrend_power")
MONTHS = ((0, 201701), (0, 201712), (1, 201807), (2, 201808), (2, 201811), (3, 201812))


def cells(changed=None, dropped=None):
    """Regression cells of the country by month: 600 spells, 150 with a meeting; one may be changed, or not be there."""
    rows = [("national", "all", 0, "levels", 0, 300)]
    for side in ("pilot", "control"):
        for period in range(4):
            rows += [("national", side, period, "spells", 0, 2400), ("national", side, period, "offices", 0, 14)]
        for period, place in MONTHS:
            rows += [("national", side, period, "spells_in_month", place, 600)]
            rows += [("national", side, period, "meeting_in_month", place, 150)]
    found = {tuple(row[1:5]): row for row in rows}
    if changed:
        (key, n), *_ = changed.items()
        assert key in found
        found[key] = ("national", *key, n)
    if dropped:
        del found[dropped]
    return pl.DataFrame(
        list(found.values()),
        schema={name: column.dtype for name, column in ARTIFACTS["regression_cells"].columns().items()},
        orient="row",
    )


def released(exhibit, counts):
    return release_exhibit(exhibit, frames.FRAMES[exhibit](), STRICT, {"regression_cells": counts}).frame


def hidden_outcomes(exhibit, counts):
    """The outcomes without any number, and with some of their numbers hidden none."""
    shown, exact = released(exhibit, counts), frames.FRAMES[exhibit]()
    numbers = [name for name, dtype in exact.schema.items() if dtype == pl.Float64]
    gone = set()
    for outcome in ("meeting", "duration"):
        left = shown.filter(pl.col("outcome") == outcome).select(pl.col(numbers).count()).row(0)
        before = exact.filter(pl.col("outcome") == outcome).select(pl.col(numbers).count()).row(0)
        assert left in (before, (0,) * len(numbers))
        gone |= set() if left == before else {outcome}
    return gone


@pytest.mark.parametrize("exhibit", EXHIBITS)
def test_assessments_on_enough_spells_are_shown(exhibit):
    assert hidden_outcomes(exhibit, cells()) == set()


def test_ends_are_rounded_as_the_standard_error_is():
    exact = frames.honest_trends().with_columns(
        ci_low=pl.lit(-7.731301), std_error=pl.lit(1.0955), m=pl.lit(0.850458), breakdown=pl.lit(1.072716)
    )
    shown = release_exhibit("honest_trends", exact, STRICT, {"regression_cells": cells()}).frame
    assert shown.select("ci_low", "std_error", "m", "breakdown").row(0) == (-7.73, 1.1, 0.85, 1.07)


@pytest.mark.parametrize("exhibit", EXHIBITS)
@pytest.mark.parametrize(
    "changed",
    [
        {("pilot", 0, "spells_in_month", 201701): 9},
        {("control", 2, "spells_in_month", 201808): 9},
        {("pilot", 1, "offices", 0): 2},
    ],
    ids=["few pilot spells in the first month", "few control spells in the target", "two offices"],
)
def test_one_thin_month_hides_everything_averaged_over_months(exhibit, changed):
    assert hidden_outcomes(exhibit, cells(changed)) == {"meeting", "duration"}


@pytest.mark.parametrize("meetings", [9, 591], ids=["with", "without"])
def test_few_with_or_without_a_meeting_in_one_month_hide_meetings_alone(meetings):
    counts = cells({("pilot", 1, "meeting_in_month", 201807): meetings})
    assert hidden_outcomes("honest_trends", counts) == {"meeting"}


def test_month_without_a_pilot_spell_hides_everything():
    counts = cells(dropped=("pilot", 0, "spells_in_month", 201712))
    assert hidden_outcomes("honest_trends", counts) == {"meeting", "duration"}


def test_months_of_period_3_say_nothing_here():
    assert hidden_outcomes("honest_trends", cells({("pilot", 3, "spells_in_month", 201812): 4})) == set()

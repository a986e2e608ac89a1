"""Months of few spells stay open though sums of them are known: in figures 3, 7 and v2, and where the sums stand."""

from datetime import date

import disclose_frames as frames
import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog
from test_disclose_gate import CLOSED, released

from dialogmote.disclose.months import hide_months, hide_series, sums_of
from dialogmote.disclose.profiles import PROFILES

STRICT = PROFILES["strict"]
MONTHS = [date(year, month, 1) for year in range(2015, 2022) for month in range(1, 13)]
# Whole numbers, from a solver that works to 1e-7.
SLACK = 1e-6


def series(*counts, first=(2017, 1)):
    """Spells by month from the first on."""
    start = MONTHS.index(date(*first, 1))
    return dict(zip(MONTHS[start : start + len(counts)], counts, strict=True))


def by_month(counts):
    """Figure 3 of these spells."""
    return pl.DataFrame({"month": list(counts), "meeting_share_pct": [0.0] * len(counts), "n": list(counts.values())})


def by_group(**groups):
    """Figure 7 of these spells."""
    rows = [(name, month, 0.0, n) for name, counts in groups.items() for month, n in counts.items()]
    return pl.DataFrame(rows, schema=["group", "month", "used_share_pct", "n"], orient="row")


def highest(counts, gone, group, month):
    """The most spells a month can have for a reader who knows what is shown and every sum, by linear programming."""
    months = sorted(counts)
    kept = [known for known in sums_of(group) if known.name not in gone]
    rows = [[1.0 if a <= i < b else 0.0 for i in range(len(months))] for a, b in (k.places(months) for k in kept)]
    bounds = [(1, None) if (group, m) in gone else (counts[m], counts[m]) for m in months]
    goal = [-1.0 if m == month else 0.0 for m in months]
    return -linprog(goal, A_eq=rows, b_eq=np.array(rows) @ [counts[m] for m in months], bounds=bounds).fun


@pytest.mark.parametrize("profile", CLOSED, ids=lambda profile: profile.name)
@pytest.mark.parametrize("mean", [4, 9, 16])
def test_hidden_month_could_be_one_of_the_threshold_or_more(profile, mean):
    rng = np.random.default_rng(mean)
    counts = {month: 1 + int(n) for month, n in zip(MONTHS, rng.poisson(mean, len(MONTHS)), strict=True)}
    gone = hide_series("national", counts, profile)
    hidden = [month for month in MONTHS if ("national", month) in gone]
    assert {month for month, n in counts.items() if profile.is_small(n)} <= set(hidden)
    for month in hidden:
        assert highest(counts, gone, "national", month) >= profile.threshold - SLACK


def test_nothing_is_hidden_where_every_month_has_plenty():
    counts = dict.fromkeys(MONTHS, 10)
    assert hide_months(counts, {"pilot": counts, "trondelag": dict.fromkeys(MONTHS, 10)}, STRICT) == set()


def test_small_month_takes_the_smallest_other_month_of_its_window_along():
    counts = dict.fromkeys(MONTHS, 50) | {date(2018, 5, 1): 4, date(2018, 6, 1): 30}
    assert hide_series("national", counts, STRICT) == {("national", date(2018, 5, 1)), ("national", date(2018, 6, 1))}


def test_window_whose_months_are_all_small_is_hidden_itself():
    quiet = {date(2018, month, 1): 3 for month in (3, 4, 5, 6)}
    gone = hide_series("national", dict.fromkeys(MONTHS, 50) | quiet, STRICT)
    assert ("national", "mar_jun", 2018) in gone and ("national", "year_0") not in gone
    assert {("national", month) for month in quiet} <= gone


def test_month_that_two_windows_and_a_year_share_is_covered_in_each():
    counts = dict.fromkeys(MONTHS, 50) | {date(2017, 3, 1): 2}
    gone = hide_series("national", counts, STRICT)
    hidden = {month for _, month in gone}
    assert hidden & {date(2016, 11, 1), date(2016, 12, 1), date(2017, 1, 1), date(2017, 2, 1)}
    assert hidden & {date(2017, 4, 1), date(2017, 5, 1), date(2017, 6, 1)}


def test_pilot_county_goes_where_the_country_goes_or_has_few_more():
    counts = dict.fromkeys(MONTHS, 50) | {date(2018, 5, 1): 4, date(2018, 6, 1): 30}
    county = dict.fromkeys(MONTHS, 20) | {date(2018, 5, 1): 1, date(2017, 8, 1): 45}
    gone = hide_months(counts, {"trondelag": county}, STRICT)
    hidden = {month for group, month in gone if group == "trondelag"}
    assert {date(2018, 5, 1), date(2018, 6, 1), date(2017, 8, 1)} <= hidden


def test_three_figures_hide_the_same_months_of_the_country():
    counts = series(*[50] * 16, 4, 30, *[50] * 12)
    exact = by_month(counts)
    means = exact.select(pl.lit("duration").alias("outcome"), "month", pl.lit(200.0).alias("mean"), "n")
    shown = [
        released("figure_3", exact)["n"].to_list(),
        released("figure_v2", means)["n"].to_list(),
        released("figure_7", by_group(national=counts), figure_3=exact)["n"].to_list(),
    ]
    assert shown[0] == shown[1] == shown[2]
    assert shown[0][16:18] == [None, None] and shown[0].count(None) == 2


def test_recovery_curve_of_a_hidden_window_is_hidden():
    quiet = by_month(dict.fromkeys(MONTHS, 50) | {date(2018, month, 1): 3 for month in (3, 4, 5, 6)})
    frame = frames.recovery([101, 83])
    assert released("figure_6", frame, figure_3=quiet)["at_risk"].to_list() == [None, None]
    assert released("figure_5", frame, figure_3=quiet)["at_risk"].to_list() == [1000, 900]

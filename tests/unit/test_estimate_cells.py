"""Counts behind the estimates, for the gate: by hand."""

from datetime import date

import polars as pl

from dialogmote.estimate.cells import regression_cells

SPELLS = [
    # id, start, end, days, meeting day, pilot, trondelag, period, office
    (1, date(2017, 1, 31), date(2017, 5, 30), 120, None, True, True, 0, "1"),
    (2, date(2017, 1, 1), date(2017, 12, 31), 365, 170, True, True, 0, "2"),
    (3, date(2017, 2, 1), date(2017, 8, 1), 182, None, False, False, 0, "3"),
    (4, date(2017, 2, 1), date(2017, 8, 1), 182, 113, False, True, 0, "4"),
]


def made():
    """The cells of the four spells."""
    columns = [
        "spell_id",
        "start_date",
        "end_date",
        "days",
        "meeting_day",
        "is_pilot",
        "is_trondelag",
        "period",
        "office",
    ]
    rows = pl.DataFrame(SPELLS, schema=columns, orient="row").with_columns(pl.col("period").cast(pl.Int8))
    panel = rows.drop("end_date", "days", "meeting_day").with_columns(
        meeting=rows["meeting_day"].is_not_null().cast(pl.Float64) * 100,
        exhausted=(rows["days"] >= 365).cast(pl.Float64) * 100,
        aap_transition=0.0,
        age_years=40,
        industry=pl.lit("1"),
        occupation=pl.lit("2"),
        is_woman=pl.Series([True, False, True, True]),
        is_part_time=False,
        is_public_sector=True,
    )
    cohort = rows.select("spell_id", "end_date", "meeting_day", duration="days", grade_mean=pl.lit(1.0))
    return regression_cells(panel, cohort)


def count(cells, control_group, group, measure, place=0):
    key = {"control_group": control_group, "group": group, "measure": measure, "place": place}
    return cells.filter(*(pl.col(name) == value for name, value in key.items()))["n"].sum()


def test_spells_and_offices_are_counted_by_group():
    cells = made()
    assert count(cells, "national", "pilot", "spells") == 2
    assert count(cells, "national", "control", "spells") == 2
    assert count(cells, "trondelag", "control", "offices") == 1


def test_events_are_counted_by_week_month_and_start():
    cells = made()
    assert [count(cells, "national", "pilot", "meeting_by_week", week) for week in (23, 24)] == [0, 1]  # day 170
    assert [count(cells, "national", "pilot", "on_leave_in_week", week) for week in (17, 18)] == [2, 1]  # 120 days
    assert [count(cells, "national", "pilot", "on_leave_in_month", month) for month in (5, 6)] == [2, 1]
    assert count(cells, "national", "pilot", "spells_in_month", 201701) == 2
    assert count(cells, "national", "control", "meeting_in_month", 201702) == 1


def test_levels_bound_the_parameters():
    cells = made()
    assert count(cells, "national", "all", "levels") >= 1 + 4 + 1 + 1  # age, offices, industry, occupation
    assert count(cells, "trondelag", "all", "levels") == count(cells, "national", "all", "levels") - 1


def test_groups_of_spells_have_cells_of_their_own():
    cells = made()
    assert [count(cells, "national", side, "spells:women") for side in ("pilot", "control")] == [1, 2]
    assert [count(cells, "national", side, "offices:women") for side in ("pilot", "control")] == [1, 2]
    assert [count(cells, "national", side, "meeting:women") for side in ("pilot", "control")] == [0, 1]
    assert [count(cells, "national", side, "spells:men") for side in ("pilot", "control")] == [1, 0]
    assert count(cells, "trondelag", "control", "spells:women") == 1


def test_group_of_few_offices_has_fewer_parameters():
    cells = made()
    assert count(cells, "national", "all", "levels") - count(cells, "national", "all", "levels:women") == 1

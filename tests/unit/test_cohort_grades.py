"""The grade in each of the first twelve calendar months of a spell (RULES 19)."""

from datetime import date

import polars as pl
import pytest

from dialogmote.cohort.grades import GRADE_COLUMNS, build_monthly_grades
from dialogmote.contracts.artifacts import MonthlyGrades
from dialogmote.errors import InputError


def cohort(*spells: tuple[int, date, date]) -> pl.DataFrame:
    return pl.DataFrame(spells, schema={"spell_id": pl.Int64, "start_date": pl.Date, "end_date": pl.Date}, orient="row")


def months(spell_id: int, grades: dict[int, float]) -> list[tuple[int, int, float]]:
    return [(spell_id, year_month, grade) for year_month, grade in grades.items()]


def grade_rows(*rows: tuple[int, int, float]) -> pl.DataFrame:
    schema = {"spell_id": pl.Int64, "year_month": pl.Int32, "grade_percent": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def grades_of(built: pl.DataFrame, spell_id: int) -> list[float]:
    return list(built.filter(pl.col("spell_id") == spell_id).select(GRADE_COLUMNS).row(0))


MARCH_TO_JULY = {201803: 100.0, 201804: 80.0, 201805: 60.0, 201806: 50.0, 201807: 40.0}


def test_months_are_calendar_months_of_the_spell_and_0_once_recovered():
    spell = (1, date(2018, 3, 31), date(2018, 7, 20))  # 112 days; its first month has one day
    built = build_monthly_grades(cohort(spell), grade_rows(*months(1, MARCH_TO_JULY)))
    MonthlyGrades.validate(built)
    assert grades_of(built, 1) == [100.0, 80.0, 60.0, 50.0, 40.0, *[0.0] * 7]
    assert built["months_on_leave"].item() == 5


def test_spell_that_ends_on_the_last_day_of_a_month_is_recovered_in_the_next():
    spell = (1, date(2018, 3, 1), date(2018, 6, 30))
    rows = months(1, {month: MARCH_TO_JULY[month] for month in (201803, 201804, 201805, 201806)})
    built = build_monthly_grades(cohort(spell), grade_rows(*rows))
    assert grades_of(built, 1) == [100.0, 80.0, 60.0, 50.0, *[0.0] * 8]


def test_spell_that_ends_on_the_first_day_of_a_month_is_on_leave_in_it():
    spell = (1, date(2018, 3, 1), date(2018, 7, 1))
    built = build_monthly_grades(cohort(spell), grade_rows(*months(1, MARCH_TO_JULY)))
    assert grades_of(built, 1)[:6] == [100.0, 80.0, 60.0, 50.0, 40.0, 0.0]
    assert built["months_on_leave"].item() == 5


def test_grade_of_0_on_leave_stays_0_and_the_month_counts():
    spell = (1, date(2018, 3, 1), date(2018, 7, 1))
    built = build_monthly_grades(cohort(spell), grade_rows(*months(1, MARCH_TO_JULY | {201807: 0.0})))
    assert grades_of(built, 1)[4] == 0.0
    assert built["months_on_leave"].item() == 5


def test_months_run_over_the_year_end_and_the_thirteenth_is_left_out():
    spell = (1, date(2018, 11, 15), date(2019, 12, 24))
    wanted = {201811: 1.0, 201812: 2.0} | {201900 + month: 2.0 + month for month in range(1, 13)}
    built = build_monthly_grades(cohort(spell), grade_rows(*months(1, wanted)))
    assert grades_of(built, 1) == [float(k) for k in range(1, 13)]
    assert built["months_on_leave"].item() == 12


def test_rows_of_other_spells_of_the_person_do_not_count():
    spell = (1, date(2018, 3, 1), date(2018, 6, 30))
    rows = months(1, {month: MARCH_TO_JULY[month] for month in (201803, 201804, 201805, 201806)})
    built = build_monthly_grades(cohort(spell), grade_rows(*rows, (2, 201808, 70.0)))
    assert grades_of(built, 1)[5] == 0.0
    assert built.height == 1


def test_row_order_of_cohort_and_months_means_nothing():
    spells = cohort((2, date(2018, 3, 1), date(2018, 7, 1)), (1, date(2018, 4, 1), date(2018, 8, 1)))
    rows = grade_rows(*months(2, MARCH_TO_JULY), *months(1, {201804 + k: 10.0 * (k + 1) for k in range(5)}))
    built = build_monthly_grades(spells, rows)
    assert built["spell_id"].to_list() == [1, 2]
    assert built.equals(build_monthly_grades(spells.reverse(), rows.reverse()))


def test_month_on_leave_without_a_row_is_an_input_error_that_counts_spells():
    spells = cohort((1, date(2018, 3, 1), date(2018, 7, 1)), (2, date(2018, 3, 1), date(2018, 7, 1)))
    held = {month: grade for month, grade in MARCH_TO_JULY.items() if month not in (201804, 201805)}
    with pytest.raises(InputError, match="1 cohort spells"):
        build_monthly_grades(spells, grade_rows(*months(1, held), *months(2, MARCH_TO_JULY)))


def test_cohort_without_spells_gives_no_rows():
    assert build_monthly_grades(cohort(), grade_rows((1, 201803, 50.0))).height == 0

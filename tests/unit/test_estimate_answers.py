"""Table 1, the crossing of answers, figure v1 (RULES 20, 23, 25, 27)."""

from datetime import date, timedelta

import polars as pl
import pytest
from unit.study_builders import PILOT, cohort

from dialogmote.contracts.artifacts import ANSWER_GROUPS, AnswersCross, FigureV1, Table1
from dialogmote.estimate.answers import answered_within_two_weeks, answers_cross, figure_v1, table_1

START = date(2019, 4, 1)
ASKED = {"start_date": START, "is_asked": True, "asked_date": START + timedelta(days=111), "answer": "no_answer"}
BOTH_NO = ASKED | {"answer": "no", "has_employee_need": False, "has_employer_need": False}


def answered(respondent: str, *, on_day: int | None = None, after: int | None = None, **other: object) -> dict:
    """An asked spell where one party said no: on a day of the spell, or so many days after the question."""
    date_ = START + timedelta(days=on_day - 1) if on_day is not None else ASKED["asked_date"] + timedelta(days=after)
    values = {"answer": "no", f"has_{respondent}_need": False, f"{respondent}_answer_date": date_}
    return ASKED | values | other


def row_of(table: pl.DataFrame, **key: object) -> dict:
    return table.row(by_predicate=pl.all_horizontal(pl.col(name) == value for name, value in key.items()), named=True)


def test_table_1_describes_each_answer_group_and_all_asked_spells():
    table = table_1(
        cohort(
            ASKED | {"duration": 112, "meeting": True},
            ASKED | {"duration": 200},
            ASKED | {"duration": 301},
            ASKED | {"answer": "both_yes", "duration": 365, "meeting": True},
        )
    )
    Table1.validate(table)
    assert table["answer"].to_list() == [*ANSWER_GROUPS, "total"]
    assert row_of(table, answer="no_answer") == {
        "answer": "no_answer",
        "share_pct": 75.0,
        "meeting_share_pct": 100 / 3,
        "duration_mean_days": 613 / 3,
        "duration_p25_days": 156.0,  # half way from 112 to 200: R's type 7
        "duration_p50_days": 200.0,
        "duration_p75_days": 250.5,
        "n": 3,
    }
    assert row_of(table, answer="total")["duration_p75_days"] == 317.0  # a quarter of the way from 301 to 365
    assert (row_of(table, answer="total")["share_pct"], row_of(table, answer="total")["n"]) == (100.0, 4)


def test_table_1_of_an_empty_group_has_n_0_and_nulls():
    row = row_of(table_1(cohort(ASKED)), answer="both_yes")
    assert (row["share_pct"], row["n"]) == (0.0, 0)
    assert [row[name] for name in list(row)[2:7]] == [None] * 5


def test_exhibits_of_a_cohort_without_asked_spells_stand_with_n_0():
    nobody = cohort({})
    assert table_1(nobody)["n"].to_list() == [0] * 6
    assert table_1(nobody)["share_pct"].null_count() == 6
    assert answers_cross(nobody)["n"].to_list() == [0] * 9
    assert answers_cross(nobody)["share_pct"].null_count() == 9
    figure = figure_v1(nobody)
    assert (figure["n"].sum(), figure["share_pct"].null_count()) == (0, 74)
    FigureV1.validate(figure)
    assert answered_within_two_weeks(nobody).rows() == [("employee", None, 0, 0), ("employer", None, 0, 0)]


@pytest.mark.parametrize(
    ("spell", "n"),
    [
        (ASKED | {"start_date": date(2018, 10, 31)}, 0),
        (ASKED | {"start_date": date(2018, 11, 1)}, 1),
        (ASKED | {"start_date": date(2021, 12, 31)}, 1),
        (ASKED | {"is_asked": False}, 0),
        (ASKED | PILOT, 1),
    ],
    ids=["before", "first day", "last day", "not asked", "pilot office"],
)
def test_table_1_is_about_the_asked_spells_of_its_starts_at_all_offices(spell, n):
    assert row_of(table_1(cohort(spell)), answer="total")["n"] == n
    assert answers_cross(cohort(spell))["n"].sum() == n


def test_answers_cross_has_all_nine_combinations_and_shares_of_all_asked():
    table = answers_cross(
        cohort(
            BOTH_NO | {"meeting": True},
            BOTH_NO,
            ASKED,
            ASKED | {"answer": "employer_yes", "has_employee_need": False, "has_employer_need": True, "meeting": True},
        )
    )
    AnswersCross.validate(table)
    order = ["none", "no", "yes"]
    assert table.select("employee_answer", "employer_answer").rows() == [(a, b) for a in order for b in order]
    found = {(a, b): (share, meetings, n) for a, b, share, meetings, n in table.iter_rows() if n}
    assert found == {
        ("none", "none"): (25.0, 0.0, 1),
        ("no", "no"): (50.0, 50.0, 2),
        ("no", "yes"): (25.0, 100.0, 1),
    }
    assert row_of(table, employee_answer="yes", employer_answer="yes")["meeting_share_pct"] is None


@pytest.mark.parametrize(("day", "week"), [(112, 16), (118, 16), (119, 17), (363, 51), (364, 52), (370, 52)])
def test_answer_on_a_day_counts_in_its_completed_week(day, week):
    figure = figure_v1(cohort(answered("employee", on_day=day)))
    assert figure.filter(pl.col("n") > 0).rows() == [("employee", week, 100.0, 1)]


@pytest.mark.parametrize("day", [111, 371])
def test_answers_outside_weeks_16_to_52_stay_in_the_denominator(day):
    figure = figure_v1(cohort(answered("employer", on_day=day), answered("employer", on_day=120)))
    assert row_of(figure, respondent="employer", week=17)["share_pct"] == 50.0
    assert figure["n"].sum() == 1


def test_figure_v1_has_every_week_of_both_parties():
    figure = figure_v1(cohort(answered("employee", on_day=130), answered("employer", on_day=130)))
    FigureV1.validate(figure)
    assert figure.select("respondent", "week").rows() == [
        (respondent, week) for respondent in ("employee", "employer") for week in range(16, 53)
    ]
    assert row_of(figure, respondent="employee", week=40)["share_pct"] == 0.0


@pytest.mark.parametrize(("days", "share"), [(14, 100.0), (15, 0.0), (-1, 100.0)])
def test_an_answer_14_days_after_the_question_is_within_two_weeks(days, share):
    employee = answered_within_two_weeks(cohort(answered("employee", after=days), ASKED))
    assert employee.rows() == [("employee", share, 1, int(share == 100)), ("employer", None, 0, 0)]

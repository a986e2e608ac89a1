"""What the article says in words, found in exhibits that show it, and missed in exhibits that do not."""

from dataclasses import replace
from datetime import date
from functools import cache

import polars as pl
import pytest
from comparison_builders import (
    claim,
    compared,
    figure_2,
    figure_5,
    figure_9,
    figure_10,
    hazards,
    made,
    published,
    reproduced,
    with_exhibit,
    with_number,
)

from dialogmote.record.comparison.claims import CLAIMS
from dialogmote.record.comparison.levels import month_of_day
from dialogmote.record.comparison.published import is_sign_contradicted, table_4_key
from dialogmote.record.comparison.reproduced import Reproduced

STATEMENT_COLUMNS = ("sign", "significant", "near_significant")


def figure_v3(p_value: float = 0.3) -> pl.DataFrame:
    """January 2017 as the reference, and p-values by start month: plain in 2017, tiny from 2018 on."""
    months = pl.date_range(date(2017, 1, 1), date(2018, 3, 1), "1mo", eager=True).to_list()
    p_values = [None] + [p_value] * 11 + [0.0001] * 3
    rows = [
        (outcome, month, 0.5, 1.0, -1.5, 2.5, p, 10)
        for outcome in ("meeting", "duration")
        for month, p in zip(months, p_values, strict=True)
    ]
    return made("figure_v3", rows)


@cache
def with_appendix() -> Reproduced:
    """With Trøndelag controls: nothing in week 52, the same grades with larger standard errors."""
    is_last = (pl.col("outcome") == "on_leave") & (pl.col("week") == 52)
    blurred = figure_10().with_columns(pl.col("std_error") * 1.5)
    return with_exhibit(
        figure_v3=figure_v3(), figure_v4=with_number(figure_9(), is_last, "estimate", -0.1), figure_v5=blurred
    )


def claims_by(status: str) -> set[str]:
    return set(compared().filter(exhibit="text_claims", status=status, column="value")["row_key"])


def test_every_claim_is_found_in_exhibits_that_show_what_the_article_says():
    assert claims_by("differs") == set()
    assert claims_by("not_comparable") == {
        "earlier_recovery_per_meeting_markussen",
        "rct_meeting_difference_alpino",
        "nav_work_years_share_on_meetings",
        "nav_meetings_per_year",
        "lost_workdays_full_year",
    }


def test_every_claim_to_recompute_has_an_answer_and_no_answer_is_without_a_claim():
    wanted = published().text_claims.filter(pl.col("kind") == "recompute")["claim"]
    assert set(CLAIMS) == set(wanted)


def test_a_claim_that_nothing_answers_is_an_error():
    unknown = published().text_claims.with_columns(claim=pl.lit("a_new_claim"))
    with pytest.raises(ValueError, match="a_new_claim"):
        compared(printed=replace(published(), text_claims=unknown))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cohort_pregnant_share", 8.0),
        ("cohort_overlap_share", 4.0),
        ("meeting_share_pregnant", 4.0),
        ("meeting_share_not_pregnant", 27.0),
        ("answers_yes_share", 17.7),
        ("answers_no_or_unanswered_share", 82.3),
        ("no_answer_median_days_after_question", 69.0),
        ("meeting_week_after", 24.0),
        ("meeting_day_shift", 2.8),
        ("exhausted_relative_increase", 10.0),
        ("pilot_fall_meeting_national", 8.09),
        ("duration_fall_if_20_days_a_meeting", 1.2),
        ("meeting_hazard_week_25_before", 9.8),
        ("meeting_hazard_week_25_after", 6.0),
        ("meeting_hazard_peak_week", 25.0),
        ("question_month", 4.0),
        ("most_meetings_month", 6.0),
        ("first_fall_months_results", 3.0),
        ("later_fall_months_discussion", 6.0),
    ],
)
def test_claim_is_computed_from_its_exhibit(name, expected):
    assert claim(reproduced(), name)["reproduced"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("meeting_hazard_main_weeks", 22, 26),
        ("effect_weeks", 22, 26),
        ("recovery_early_weeks", 16, 18),
        ("recovery_lower_weeks", 31, 36),
        ("recovery_more_weeks", 25, 30),
        ("on_leave_near_significant_weeks", 30, 45),
        ("grade_higher_months", 1, 3),
        ("grade_lower_months", 7, 9),
        ("grade_near_significant_months", 9, 12),
    ],
)
def test_span_of_weeks_or_months_is_found_in_its_curve(name, first, last):
    found = [claim(reproduced(), f"{name}_{end}")["reproduced"] for end in ("first", "last")]
    assert found == [first, last]


def test_the_last_two_weeks_are_no_part_of_the_early_pattern():
    assert claim(reproduced(), "recovery_falls_until_week")["reproduced"] == 40
    late = with_number(figure_2(), pl.col("week") == 51, "share_pct", 0.1)
    assert claim(with_exhibit(figure_2=late), "recovery_falls_until_week")["reproduced"] == 40


@pytest.mark.parametrize(("week", "status"), [(42, "agrees"), (43, "differs")])
def test_a_week_given_as_about_is_allowed_two(week, status):
    lowest = with_number(figure_2(), pl.col("week") == week, "share_pct", 0.1)
    assert claim(with_exhibit(figure_2=lowest), "recovery_falls_until_week")["status"] == status


def test_the_hump_is_where_2018_stands_out_most_from_2017():
    assert claim(reproduced(), "recovery_hump_2018_week")["reproduced"] == 37
    rows = hazards("figure_6", (2017, 2018, 2019), lambda year, week: 60 if (year, week) == (2018, 30) else 40)
    found = claim(with_exhibit(figure_6=made("figure_6", rows)), "recovery_hump_2018_week")
    assert (found["reproduced"], found["status"]) == (30, "differs")


def test_a_tendency_that_is_not_there_is_a_difference():
    never_lower = figure_5().with_columns(events=pl.lit(40))
    found = claim(with_exhibit(figure_5=never_lower), "recovery_lower_weeks_first")
    assert (found["reproduced"], found["status"]) == (None, "differs")


def test_a_curve_that_is_not_there_is_not_comparable():
    found = claim(with_exhibit(figure_5=figure_5().head(0)), "recovery_lower_weeks_first")
    assert (found["reproduced"], found["status"]) == (None, "not_comparable")


def test_nothing_near_significance_is_a_difference():
    blurred = figure_9().with_columns(std_error=pl.lit(5.0))
    assert claim(with_exhibit(figure_9=blurred), "on_leave_near_significant_weeks_last")["status"] == "differs"


def test_every_sign_the_article_states_is_found_in_exhibits_that_show_it():
    stated = compared(with_appendix()).filter(pl.col("column").is_in(STATEMENT_COLUMNS))
    assert stated.height > 65
    apart = stated.filter(pl.col("status") != "agrees").select("row_key", "column", "status").rows()
    assert apart == [("aap_same_direction_trondelag_without_trends", "sign", "source_contradiction")]


def test_a_stated_sign_that_table_4_contradicts_is_found_by_comparing():
    assert is_sign_contradicted(published(), table_4_key("aap_transition", "trondelag"), 1)
    assert not is_sign_contradicted(published(), table_4_key("aap_transition", "trondelag", "yes"), 1)


@pytest.mark.parametrize(
    ("exhibit", "change", "statement", "column"),
    [
        ("figure_8", {"p_value": 0.2}, "effect_meeting_national", "significant"),
        ("figure_8", {"estimate": 1.0}, "effect_meeting_trondelag", "sign"),
        ("figure_8", {"p_value": 0.01}, "effect_duration_national", "significant"),
        ("period_contrasts", {"p_value": 0.01}, "effect_lost_workdays_trondelag_period_2_less_3", "significant"),
        ("hazard_contrasts", {"p_value": 0.01}, "recovery_weeks_20_28_mar_jun", "significant"),
        ("hazard_contrasts", {"difference": 0.1}, "recovery_weeks_31_36_nov_mar", "sign"),
        ("table_1", {"meeting_share_pct": 30.0}, "employer_yes_weighs_more", "sign"),
        ("table_4_no_controls", {"std_error": 0.1}, "no_controls_less_certain", "sign"),
        ("table_4_no_controls", {"estimate": 40.0}, "no_controls_alike", "significant"),
        ("figure_10", {"estimate": 0.5}, "grade_months_7_9", "sign"),
        ("figure_10", {"ci_low": 0.1}, "grade_months_9_12", "significant"),
        ("figure_9", {"estimate": 1.0}, "on_leave_weeks_30_45", "sign"),
        ("table_3", {"pilot": 40.0}, "pilot_meetings_lower_before", "sign"),
        ("table_3", {"control_trondelag": 20.0}, "pilot_meetings_lower_before_trondelag", "sign"),
        ("table_3", {"control_trondelag": 250.0}, "pilot_duration_longer_before_trondelag", "sign"),
        ("table_2", {"after_nov18_mar19": 300.0}, "meetings_after_duration_days_nov_mar", "sign"),
        ("figure_8", {"p_value": 0.01}, "effect_duration_national_period_3", "significant"),
        ("figure_8", {"p_value": 0.01}, "effect_lost_workdays_trondelag_period_3", "significant"),
        ("figure_v3", {"p_value": 0.004}, "event_study_before_meeting", "significant"),
        ("figure_v3", {"p_value": 0.004}, "event_study_before_duration", "significant"),
        ("figure_v4", {"estimate": 1.7}, "on_leave_week_52_trondelag", "near_significant"),
        ("figure_v4", {"estimate": 0.3}, "on_leave_week_52_trondelag_weaker", "sign"),
        ("figure_v5", {"estimate": 0.5}, "grade_months_7_9_trondelag", "sign"),
        ("figure_v5", {"estimate": 0.5}, "grade_months_9_12_trondelag", "sign"),
        ("figure_v5", {"std_error": 0.4}, "grade_trondelag_less_certain", "sign"),
        ("table_2", {"after_mar_sep19": 10.0}, "meetings_after_foreign_born_share_pct", "sign"),
    ],
)
def test_a_statement_that_the_exhibit_does_not_bear_out_differs(exhibit, change, statement, column):
    own = with_appendix()
    frame = getattr(own, exhibit).with_columns(**{name: pl.lit(value) for name, value in change.items()})
    assert claim(own, statement, column)["status"] == "agrees"
    assert claim(with_exhibit(own, **{exhibit: frame}), statement, column)["status"] == "differs"


# 0.05 over the eleven months of 2017 that have a p-value is 0.00454; the months of 2018 do not count
@pytest.mark.parametrize(("p_value", "status"), [(0.0046, "agrees"), (0.0045, "differs")])
def test_months_before_the_service_are_judged_together(p_value, status):
    own = with_exhibit(figure_v3=figure_v3(p_value))
    assert claim(own, "event_study_before_meeting", "significant")["status"] == status


@pytest.mark.parametrize(("estimate", "status"), [(-1.7, "agrees"), (1.64, "agrees"), (1.65, "differs")])
def test_fewer_full_periods_are_no_tendency_to_more(estimate, status):
    rows = figure_9().with_columns(estimate=pl.lit(estimate), std_error=pl.lit(1.0))
    found = claim(with_exhibit(figure_v4=rows), "on_leave_week_52_trondelag", "near_significant")
    assert found["status"] == status


def test_an_appendix_that_is_not_there_is_not_comparable():
    empty = {name: getattr(with_appendix(), name).head(0) for name in ("figure_v3", "figure_v4", "figure_v5")}
    frame = compared(with_exhibit(**empty)).filter(status="not_comparable")
    assert set(frame.filter(pl.col("column").is_in(STATEMENT_COLUMNS))["row_key"]) == {
        "event_study_before_meeting",
        "event_study_before_duration",
        "on_leave_week_52_trondelag",
        "on_leave_week_52_trondelag_weaker",
        "grade_months_7_9_trondelag",
        "grade_months_9_12_trondelag",
        "grade_trondelag_less_certain",
    }


def test_the_grade_after_the_question_does_not_count_as_higher_before_it():
    later = with_number(figure_10(), pl.col("month") == 4, "estimate", 0.4)
    assert claim(with_exhibit(figure_10=later), "grade_higher_months_last")["reproduced"] == 4
    far = with_number(later, pl.col("month") == 5, "estimate", 0.4)
    assert claim(with_exhibit(figure_10=far), "grade_higher_months_last")["reproduced"] == 4


@pytest.mark.parametrize(("day", "month"), [(1, 1), (30, 1), (31, 1), (32, 2), (112, 4), (178, 6), (365, 12)])
def test_month_of_a_day_of_the_spell(day, month):
    assert month_of_day(day) == month

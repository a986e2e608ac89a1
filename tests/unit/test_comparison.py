"""Published beside reproduced: every printed number once, and the verdict on tables."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import yaml
from comparison_builders import (
    compared,
    published,
    reproduced,
    row,
    with_exhibit,
    with_number,
    with_table_3,
    with_table_4,
)

from dialogmote.record.comparison.build import has_full_size
from dialogmote.record.comparison.cases import TRANSCRIBED
from dialogmote.record.comparison.claims import claim_numbers
from dialogmote.record.comparison.number import (
    Number,
    StdError,
    binomial_error,
    error_from_p_value,
    finest_half_unit,
    half_unit,
    stars_of,
    std_error_error,
    thousand_half_unit,
)
from dialogmote.record.comparison.published import contradicted_claims, contradicted_rows
from dialogmote.record.comparison.signs import sign_numbers
from dialogmote.record.comparison.tables import IDENTITIES, table_numbers

GROUPS = ("national", "trondelag")


def test_every_number_of_the_published_files_stands_there_once():
    printed = published()
    values = compared().filter(pl.col("column").is_in(["sign", "significant", "near_significant"]).not_())
    assert dict(values.group_by("exhibit").len().iter_rows()) == {
        "table_1": 6 * 7,
        "table_2": 13 * 4,
        "table_3": 11 * 3,
        "table_4": 24 * 5,
        "table_v1": 24 * 3,
        "text_claims": printed.text_claims.height,
        "case_table_8_7": 15 * 3,
        "case_figures_8": 6 * 3,
        "case_offices_3_1": 15 * 3,
        "case_study_text_facts": printed.facts.height,
    }


def test_equal_numbers_agree_unless_the_sources_contradict_each_other():
    frame = compared().filter(pl.col("exhibit") != "text_claims")
    assert set(frame["status"]) == {"agrees", "source_contradiction", "not_comparable"}
    found = frame.filter(pl.col("status") == "source_contradiction").select("exhibit", "row_key", "column").rows()
    assert found == [
        ("table_1", "both_yes", "duration_p75_days"),
        ("table_3", "lost_workdays", "pilot"),
        ("table_3", "lost_workdays", "control_national"),
        ("table_3", "lost_workdays", "control_trondelag"),
        ("case_figures_8", "2", "summoned"),
        ("case_figures_8", "2", "exempted"),
        ("case_study_text_facts", "meetings_share_of_courses_by_week_26_2012", "value"),
    ]
    assert set(frame.filter(pl.col("status") == "not_comparable")["exhibit"]) == {"case_study_text_facts"}


def test_the_contradiction_of_table_3_is_found_in_the_tables_and_not_written_down():
    tables = published()
    assert contradicted_rows(tables.table_3, tables.table_4) == {"lost_workdays"}
    is_row = pl.col("row") == "lost_workdays"
    mended = with_number(
        with_number(tables.table_3, is_row, "control_national", "110.8"), is_row, "control_trondelag", "108"
    )
    assert contradicted_rows(mended, tables.table_4) == set()
    broken = with_number(tables.table_3, pl.col("row") == "duration_days", "control_national", "244.6")
    assert contradicted_rows(broken, tables.table_4) == {"lost_workdays", "duration_days"}


def test_numbers_that_differ_by_rounding_alone_do_not_contradict_each_other():
    tables = published()
    rounded = with_number(tables.table_3, pl.col("row") == "duration_days", "control_national", "244")
    assert contradicted_rows(rounded, tables.table_4) == {"lost_workdays"}


def test_contradicted_claims_are_found_by_comparing_what_is_printed():
    assert contradicted_claims(published()) == {
        "exhausted_increase",
        "first_fall_months_results",
        "first_fall_months_discussion",
        "duration_increase_ruled_out_above",
        "duration_decrease_ruled_out_above",
        "persons_reaching_17_weeks_2018",
    }


@pytest.mark.parametrize(
    ("claim", "mended"),
    [
        ("duration_increase_ruled_out_above", "2.8"),  # -0.6 and 1.96 times 1.72 give 2.77
        ("duration_decrease_ruled_out_above", "4"),
        ("persons_reaching_17_weeks_2018", "120000"),
        ("first_fall_months_discussion", "4"),
    ],
)
def test_a_mended_claim_is_no_contradiction(claim, mended):
    claims = with_number(published().text_claims, pl.col("claim") == claim, "value", mended)
    assert claim not in contradicted_claims(replace(published(), text_claims=claims))


def test_the_figures_of_a_mended_case_agree():
    is_case = pl.col("case") == "2"
    figures = with_number(with_number(published().figures_8, is_case, "summoned", "5"), is_case, "exempted", "10")
    frame = compared(printed=replace(published(), figures_8=figures))
    assert set(frame.filter(pl.col("exhibit") == "case_figures_8")["status"]) == {"agrees"}


@pytest.mark.parametrize(("value", "status"), [(-8.09 + 1.95 * 1.32, "agrees"), (-8.09 - 1.97 * 1.32, "differs")])
def test_an_estimate_agrees_within_1_96_published_standard_errors(value, status):
    found = row(compared(with_table_4("meeting", "estimate", value)), "table_4", "meeting/national/false", "estimate")
    assert (found["status"], found["se_source"]) == (status, "published")
    assert found["difference_in_se"] == pytest.approx((value + 8.09) / 1.32)


# 1.96 times 1.32 over the root of 26 is 0.507
@pytest.mark.parametrize(
    ("value", "status"), [(1.82, "agrees"), (1.84, "differs"), (0.81, "agrees"), (0.80, "differs")]
)
def test_a_standard_error_agrees_within_what_14_pilot_offices_leave_open(value, status):
    found = row(compared(with_table_4("meeting", "std_error", value)), "table_4", "meeting/national/false", "std_error")
    assert (found["status"], found["se_source"]) == (status, "pilot_offices")


def test_the_spread_of_an_estimated_standard_error_is_that_of_simulated_ones():
    draws = np.random.default_rng(1).normal(size=(40_000, 14)).std(axis=1, ddof=1)
    error = std_error_error(1.0, 14)
    # The chi approximation is 2 percent off with 13 degrees of freedom; the draws add half a percent.
    assert error is not None and error.value == pytest.approx(draws.std(), rel=0.04)


@pytest.mark.parametrize(("share", "status"), [(27.9, "agrees"), (28.2, "differs")])
def test_a_share_of_table_3_agrees_within_its_binomial_standard_error(share, status):
    # 1.96 times the root of 27 x 73 / 7456 is 1.008, and the row is printed to 0.1
    found = row(compared(with_table_3("meeting_share_pct", share)), "table_3", "meeting_share_pct", "pilot")
    assert (found["status"], found["se_source"]) == (status, "binomial")


@pytest.mark.parametrize(("days", "status"), [(248.1, "agrees"), (248.3, "differs")])
def test_a_mean_agrees_within_the_spread_of_its_spells(days, status):
    # 1.96 times 86.3 over the root of 7456 is 1.959, and the row is printed to 0.1
    found = row(compared(with_table_3("duration_days", days)), "table_3", "duration_days", "pilot")
    assert (found["status"], found["se_source"]) == (status, "spread")


@pytest.mark.parametrize(("n", "status"), [(7625, "agrees"), (7626, "differs")])
def test_a_count_agrees_within_1_96_of_its_root(n, status):
    # 1.96 times the root of 7456 is 169.2
    found = row(compared(with_table_3("n", n)), "table_3", "n", "pilot")
    assert (found["status"], found["se_source"]) == (status, "poisson")


@pytest.mark.parametrize(
    ("p_value", "stars", "status"), [(0.009, 3, "agrees"), (0.011, 2, "differs"), (0.2, 0, "differs")]
)
def test_stars_are_compared_as_they_are_printed(p_value, stars, status):
    found = row(compared(with_table_4("meeting", "p_value", p_value)), "table_4", "meeting/national/false", "stars")
    assert (found["published"], found["reproduced"], found["status"]) == (3, stars, status)


@pytest.mark.parametrize(("p_value", "status"), [(0.11, "agrees"), (0.99, "agrees"), (0.09, "differs")])
def test_a_p_value_is_compared_by_its_stars(p_value, status):
    own = with_exhibit(table_v1=reproduced().table_v1.with_columns(p_value=pl.lit(p_value)))
    assert row(compared(own), "table_v1", "meeting/national/true", "p_value")["status"] == status


def test_a_trend_difference_is_judged_by_the_published_p_value():
    error = error_from_p_value(1.96, 0.05)
    assert error is not None and error.value == pytest.approx(1, rel=1e-4)  # 1.96 is rounded
    found = row(compared(), "table_v1", "meeting/national/true", "trend_difference_per_year")
    assert (found["se_source"], found["difference_in_se"]) == ("published_p_value", 0)


def test_counts_and_significance_are_not_comparable_on_a_register_of_another_size():
    frame = compared(is_full_size=False)
    columns = set(frame.filter(pl.col("exhibit") == "table_4", pl.col("status") == "not_comparable")["column"])
    assert columns == {"std_error", "stars", "n"}
    assert row(frame, "table_2", "n", "after_mar_sep19")["status"] == "not_comparable"
    assert row(frame, "text_claims", "meetings_per_year_before")["status"] == "not_comparable"
    assert row(frame, "text_claims", "effect_meeting_national", "significant")["status"] == "not_comparable"
    assert row(frame, "text_claims", "effect_meeting_national", "sign")["status"] == "agrees"


# The published spells of 2017 are 7,456 and 109,851; ten percent of 117,307 is 11,730.7
@pytest.mark.parametrize(
    ("pilot", "is_full"),
    [(7_456, True), (7_456 + 11_730, True), (7_456 + 11_731, False), (0, True), (7_456 - 11_731, False), (None, False)],
)
def test_register_is_of_full_size_when_its_spells_of_2017_are_as_many_as_the_published_ones(pilot, is_full):
    assert has_full_size(published(), with_table_3("n", pilot)) is is_full


def test_register_without_a_table_3_is_not_of_full_size():
    assert not has_full_size(published(), with_exhibit(table_3=reproduced().table_3.head(0)))


def test_the_binomial_standard_error_is_the_spread_of_simulated_shares():
    shares = 100 * np.random.default_rng(1).binomial(500, 0.3, 40000) / 500
    error = binomial_error(30.0, 500)
    # the spread of 40,000 draws has a standard error of 0.4 percent
    assert error is not None and error.value == pytest.approx(shares.std(), rel=0.02)


def test_a_number_that_was_not_reproduced_is_not_comparable():
    frame = compared(with_table_4("aap_transition", "estimate", None))
    found = row(frame, "table_4", "aap_transition/national/false", "estimate")
    assert (found["status"], found["reproduced"], found["difference"]) == ("not_comparable", None, None)


def test_a_row_that_is_not_there_is_not_comparable():
    frame = compared(with_exhibit(table_4=reproduced().table_4.head(0)))
    assert set(frame.filter(pl.col("exhibit") == "table_4")["status"]) == {"not_comparable"}


def test_difference_is_reproduced_less_published():
    found = row(compared(with_table_3("duration_days", 250.0)), "table_3", "duration_days", "pilot")
    assert found["difference"] == pytest.approx(3.8)


def test_origin_tells_planted_from_emergent_and_is_null_on_real_data():
    moments = {"table_3/meeting_share_pct/pilot", "table_4/meeting/national/false/estimate"}
    frame = compared(moments=moments)
    assert row(frame, "table_3", "meeting_share_pct", "pilot")["origin"] == "planted"
    assert row(frame, "table_4", "meeting/national/false", "estimate")["origin"] == "planted"
    assert row(frame, "table_4", "meeting/national/true", "estimate")["origin"] == "emergent"
    assert row(frame, "case_figures_8", "1", "summoned")["origin"] is None
    assert row(frame, "text_claims", "nav_meetings_per_year")["origin"] is None
    assert compared()["origin"].null_count() == frame.height


@pytest.mark.parametrize(
    ("name", "column", "restated"),
    [
        ("pilot_fall_meeting_national", "value", {"table_4/meeting/national/false/estimate"}),
        ("effect_meeting_trondelag", "sign", {"table_4/meeting/trondelag/false/estimate"}),
        ("meeting_day_shift", "value", {"table_2/meeting_day/before_mar_sep18", "table_2/meeting_day/after_mar_sep19"}),
        ("answers_no_or_unanswered_share", "value", {"table_1/no_answer/share_pct", "table_1/no/share_pct"}),
        (
            "meeting_share_fall_later",
            "value",
            {"text_claims/meeting_share_before/value", "text_claims/meeting_share_after_six_months/value"},
        ),
        (
            "meetings_per_year_fall",
            "value",
            {"text_claims/meetings_per_year_before/value", "text_claims/meetings_per_year_after/value"},
        ),
        ("recovery_week_37_hump", "sign", {"text_claims/recovery_hump_2018_week/value"}),
        (
            "pilot_duration_longer_before_trondelag",
            "sign",
            {"table_3/duration_days/pilot", "table_3/duration_days/control_trondelag"},
        ),
        (
            "meetings_after_duration_days_nov_mar",
            "sign",
            {"table_2/duration_days/before_nov17_mar18", "table_2/duration_days/after_nov18_mar19"},
        ),
    ],
)
def test_what_says_planted_numbers_again_is_planted_with_all_of_them(name, column, restated):
    assert row(compared(moments=restated), "text_claims", name, column)["origin"] == "planted"
    for missing in restated:
        assert row(compared(moments=restated - {missing}), "text_claims", name, column)["origin"] == "emergent"


def test_the_spells_of_table_v1_and_of_an_answer_follow_from_planted_ones():
    moments = {"table_3/n/pilot", "table_3/n/control_trondelag", "table_1/total/n", "table_1/no/share_pct"}
    frame = compared(moments=moments)
    assert row(frame, "table_v1", "duration/trondelag/false", "n")["origin"] == "planted"
    assert row(frame, "table_v1", "duration/national/false", "n")["origin"] == "emergent"
    assert row(frame, "table_1", "total", "n")["origin"] == "planted"
    assert row(frame, "table_1", "no", "n")["origin"] == "planted"
    assert row(frame, "table_1", "both_yes", "n")["origin"] == "emergent"


def test_what_is_100_percent_by_definition_has_no_origin_and_is_printed_so():
    named = pl.concat_str("exhibit", "row_key", "column", separator="/").is_in(sorted(IDENTITIES))
    found = compared(moments=set(IDENTITIES)).filter(named)
    assert (found.height, found["origin"].null_count()) == (5, 5)
    assert set(found["published"]) == {100}


def test_transcribed_exhibits_hold_the_published_cells():
    found = compared().filter(pl.col("exhibit").is_in(TRANSCRIBED))
    assert found.height == 90
    assert found["difference"].abs().max() == 0


def test_every_planted_number_is_a_number_of_the_comparison_once():
    truth = yaml.safe_load(Path("resources/planted_truth.yaml").read_text("utf-8"))
    planted = [*truth["targets"], *truth["planted_besides"]]
    names = compared().select(pl.concat_str("exhibit", "row_key", "column", separator="/")).to_series()
    assert len(planted) == len(set(planted))
    assert set(planted) <= set(names)
    signs = {f"text_claims/effect_meeting_{group}_period_{period}/sign" for group in GROUPS for period in (1, 3)}
    assert signs <= set(planted)


def test_a_control_mean_is_one_number_with_trends_and_without():
    frame = compared(moments={"table_4/duration/national/false/control_mean"})
    assert row(frame, "table_4", "duration/national/true", "control_mean")["origin"] == "planted"
    assert row(frame, "table_4", "duration/national/true", "estimate")["origin"] == "emergent"


def test_a_restated_number_is_a_number_of_the_comparison():
    numbers = [*table_numbers(published(), reproduced()), *claim_numbers(published(), reproduced())]
    numbers += sign_numbers(published(), reproduced())
    names = {number.name for number in numbers}
    assert {name for number in numbers for name in number.restates} <= names


@pytest.mark.parametrize(("printed", "expected"), [("27", 0.5), ("32.7", 0.05), ("259.10", 0.005), ("-8.09", 0.005)])
def test_half_a_unit_follows_the_printed_digits(printed, expected):
    assert half_unit(printed) == pytest.approx(expected)


@pytest.mark.parametrize(("printed", "expected"), [("38000", 500), ("50000", 5000), ("320", 0.5), ("7", 0.5)])
def test_thousands_in_words_are_rounded_to_their_zeros(printed, expected):
    assert thousand_half_unit(printed) == expected


def test_a_row_is_printed_to_its_finest_digit():
    assert finest_half_unit(["46", "45.8", None]) == pytest.approx(0.05)
    assert finest_half_unit([]) == 0


@pytest.mark.parametrize(("p_value", "stars"), [(0.1, 0), (0.0999, 1), (0.05, 1), (0.0499, 2), (0.01, 2), (0.0099, 3)])
def test_stars_begin_below_their_level(p_value, stars):
    assert stars_of(p_value) == stars


def test_a_number_printed_without_decimals_agrees_with_what_rounds_to_it():
    number = Number("text_claims", "x", "value", "32", 32.4, error=StdError(0.01, "binomial"), tolerance=0.5)
    assert number.status(is_full_size=True) == "agrees"
    assert number.difference_in_se == pytest.approx(40)


@pytest.mark.parametrize(("found", "status"), [(90.0, "agrees"), (25.0, "agrees"), (24.4, "differs")])
def test_at_least_is_met_by_anything_above(found, status):
    number = Number("text_claims", "x", "value", "25", found, tolerance=0.5, is_lower_bound=True)
    assert number.status(is_full_size=True) == status


def test_facts_of_the_interview_study_are_recomputed_where_its_own_numbers_decide_them():
    facts = compared().filter(exhibit="case_study_text_facts", status="agrees")
    assert dict(facts.select("row_key", "reproduced").rows()) == {
        "meeting_cost_nav": 56.5,
        "offices_taking_part": 15,
        "exemptions_per_case_worker_min": 1,
        "exemptions_per_case_worker_max": 4,
    }


def test_a_judgement_changed_in_the_exhibit_is_seen():
    own = reproduced()
    table = with_number(own.case_table_8_7, pl.col("case_worker") == 3, "summoned", 6)
    assert row(compared(with_exhibit(case_table_8_7=table)), "case_table_8_7", "3", "summoned")["status"] == "differs"

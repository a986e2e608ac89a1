"""The gate refuses what must not leave, whoever made it; the treatment makes what passes."""

from datetime import date
from itertools import pairwise

import disclose_frames as frames
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_disclose_merging import offices

from dialogmote.contracts import ContractError
from dialogmote.contracts.artifacts import ARTIFACTS
from dialogmote.disclose.clearances import CLEARANCES, RECOMPUTED, clearance_of, inputs_beside
from dialogmote.disclose.exhibits import release_all, release_exhibit
from dialogmote.disclose.gate import DisclosureError, check_released
from dialogmote.disclose.profiles import PROFILES
from dialogmote.disclose.roles import Count, Public, Share

STRICT = PROFILES["strict"]
CLOSED = [profile for profile in PROFILES.values() if not profile.is_open]
# Shares are quotients of whole numbers below 10,000: what is left when one is multiplied back is rounding of 16 digits.
QUOTIENT = 1e-9
BIG = {"no_answer": 803, "no": 1331, "employee_yes": 146, "employer_yes": 226, "both_yes": 87}


def released(exhibit, frame, profile=STRICT, **beside):
    """Released beside a register with plenty of spells in every month and many offices, unless said otherwise."""
    plenty = {"figure_3": frames.monthly([400] * 12), "figure_1": offices(Near=[400] * 8, Far=[400] * 4, pilot=4)}
    return release_exhibit(exhibit, frame, profile, plenty | beside).frame


def value(frame, column, **key):
    return frame.filter(**key)[column].item()


# Attacks: what never passes.


def test_id_column_is_refused():
    exposed = frames.monthly([100]).with_columns(person_id=pl.lit(1, pl.Int64))
    with pytest.raises(ContractError, match="person_id"):
        released("figure_3", exposed)
    with pytest.raises(DisclosureError, match="'person_id' identifies rows"):
        check_released("figure_3", exposed, PROFILES["none"])


def test_small_cell_is_refused():
    with pytest.raises(DisclosureError, match="'n': a count is small"):
        check_released("figure_3", frames.monthly([5], share_pct=0.0), STRICT)


def test_count_that_is_not_rounded_is_refused():
    with pytest.raises(DisclosureError, match="'n': a count is small, or not rounded"):
        check_released("figure_3", frames.monthly([101], share_pct=0.0), STRICT)


def test_share_of_a_small_count_is_refused_though_its_count_is_large():
    with pytest.raises(DisclosureError, match="a share of a small count"):
        check_released("figure_3", frames.monthly([100], share_pct=5.0), STRICT)
    with pytest.raises(DisclosureError, match="a share of a small count"):
        check_released("figure_3", frames.monthly([100], share_pct=95.0), STRICT)


def test_share_that_gives_its_exact_count_away_is_refused():
    with pytest.raises(DisclosureError, match="not of rounded counts"):
        check_released("figure_3", frames.monthly([100], share_pct=33.0), STRICT)


def test_row_level_frame_is_refused_under_the_name_of_an_exhibit():
    rows = pl.DataFrame({"spell_id": [1, 2], "duration": [150, 200]})
    with pytest.raises(ContractError):
        released("figure_3", rows)
    with pytest.raises(DisclosureError, match="identifies rows"):
        check_released("figure_3", rows, STRICT)


def test_row_level_frame_without_ids_is_refused():
    rows = pl.DataFrame({"start_date": [date(2018, 1, 1)], "duration": [150]})
    with pytest.raises(DisclosureError, match="'duration' is not as declared"):
        check_released("figure_3", rows, STRICT)


def test_exhibit_without_a_clearance_is_refused():
    with pytest.raises(ValueError, match="no clearance is declared for 'cohort'"):
        released("cohort", frames.monthly([100]))


def test_hazard_curve_that_is_not_rounded_is_refused():
    curve = frames.recovery([50]).with_columns(events=pl.lit(50, pl.Int64), hazard_pct=5.04)
    with pytest.raises(DisclosureError, match="a hazard not of rounded counts"):
        check_released("figure_5", curve, STRICT)


def test_survival_curve_that_is_not_rounded_is_refused():
    with pytest.raises(DisclosureError, match="'control_level': a curve that is not rounded"):
        check_released("figure_9", frames.weekly(), STRICT)


def test_stocks_that_differ_by_a_small_count_are_refused():
    curve = frames.recovery([5, 100, 100], at_risk=1000).with_columns(
        events=pl.lit(None, pl.Int64), hazard_pct=pl.lit(None, pl.Float64)
    )
    with pytest.raises(DisclosureError, match="two stocks that differ by a small count"):
        check_released("figure_5", curve, STRICT)


def test_one_hidden_part_of_a_known_sum_is_refused():
    table = released("table_1", frames.table_1(BIG))
    hidden = pl.when(pl.col("answer") == "both_yes").then(None).otherwise(pl.col("n"))
    columns = [name for name in table.columns if name not in ("answer", "n")]
    spoilt = table.with_columns(
        hidden.alias("n"),
        *(pl.when(pl.col("answer") == "both_yes").then(None).otherwise(pl.col(name)).alias(name) for name in columns),
    )
    with pytest.raises(DisclosureError, match="one hidden part of a known sum"):
        check_released("table_1", spoilt, STRICT)


def test_one_hidden_part_beside_nobody_passes_where_no_sum_is_shown():
    """The sum is then as small as the part, and hidden wherever it stands."""
    schema = {name: column.dtype for name, column in ARTIFACTS["figure_2"].columns().items()}
    nobody, many = (
        pl.DataFrame([(16, None, None), (17, None, other)], schema=schema, orient="row") for other in (0, 50)
    )
    check_released("figure_2", nobody, STRICT)
    with pytest.raises(DisclosureError, match="one hidden part of a known sum"):
        check_released("figure_2", many, STRICT)


def test_largest_date_is_refused():
    report = pl.DataFrame(
        {
            "extract": ["person"],
            "rows": [1000],
            "first_date": [date(2010, 1, 1)],
            "last_date": [None],
            "date_column": ["gyldig_fra_dato"],
            "unmatched_rows": [None],
            "unmatched_meaning": [None],
            "ignored_columns": [None],
        },
        schema={name: column.dtype for name, column in ARTIFACTS["input_report"].columns().items()},
    )
    with pytest.raises(DisclosureError, match="a smallest or largest value"):
        check_released("input_report", report, STRICT)
    assert released("input_report", report)["first_date"].item() is None


def test_estimate_with_every_digit_is_refused():
    with pytest.raises(DisclosureError, match="'estimate': more digits than are cleared"):
        check_released("table_4", frames.table_4(), STRICT)


# Declarations.


def test_every_exhibit_has_a_clearance_for_each_of_its_columns():
    for exhibit, clearance in CLEARANCES.items():
        expected = set(ARTIFACTS[exhibit].columns())
        assert clearance.is_turned or set(clearance.columns) == expected, exhibit


def test_exhibits_that_count_spells_are_not_declared_public():
    counted = {
        name for name, column in CLEARANCES.items() if any(isinstance(r, Public) for r in column.columns.values())
    }
    register = {name for name in counted if not name.startswith("case_")}
    assert register == {
        "figure_1_areas", "figure_1_merged", "check_estimates", "planted_vs_estimated", "table_4",
        "table_4_no_controls", "inference_panel", "pretrend_tests",
    }  # fmt: skip
    assert not set(RECOMPUTED) & set(CLEARANCES)


# Treatment.


def test_small_answer_group_is_hidden_with_a_partner():
    table = released("table_1", frames.table_1(BIG | {"both_yes": 7}))
    hidden = table.filter(pl.col("n").is_null())
    assert hidden["answer"].to_list() == ["employee_yes", "both_yes"]
    numbers = hidden.drop("answer")
    assert numbers.null_count().sum_horizontal().item() == numbers.width * numbers.height


def test_combinations_of_answers_hide_what_table_1_hides():
    pairs = {("yes", "yes"): 7}
    cross = released("answers_cross", frames.answers_cross(pairs))
    assert value(cross, "n", employee_answer="yes", employer_answer="yes") is None
    groups = {"no_answer": 100, "no": 300, "employee_yes": 200, "employer_yes": 200, "both_yes": 7}
    table = released("table_1", frames.table_1(groups))
    partner = table.filter(pl.col("n").is_null())["answer"].to_list()
    assert partner == ["no_answer", "both_yes"]
    assert value(cross, "n", employee_answer="none", employer_answer="none") is None


def test_share_is_hidden_with_few_meetings_and_its_partner_too():
    table = released("table_1", frames.table_1(BIG, {"both_yes": 4}))
    assert table["n"].null_count() == 0
    assert table.filter(pl.col("meeting_share_pct").is_null())["answer"].to_list() == ["employee_yes", "both_yes"]


def test_share_is_hidden_when_nearly_everybody_has_a_meeting():
    table = released("table_1", frames.table_1(BIG, {"both_yes": 84}))
    assert value(table, "meeting_share_pct", answer="both_yes") is None


def test_share_comes_from_rounded_counts():
    table = released("table_1", frames.table_1(BIG))
    assert value(table, "meeting_share_pct", answer="no_answer") == pytest.approx(100 * 160 / 805, rel=QUOTIENT)
    assert value(table, "share_pct", answer="no_answer") == pytest.approx(100 * 805 / 2595, rel=QUOTIENT)


def test_quantile_with_few_on_a_side_is_hidden_and_others_are_whole():
    table = released("table_1", frames.table_1(BIG | {"both_yes": 36}))
    row = table.filter(answer="both_yes").row(0, named=True)
    assert row["duration_p25_days"] is None and row["duration_p75_days"] is None
    assert row["duration_p50_days"] == 200.0
    assert value(table, "duration_p75_days", answer="no") == 301.0


def test_mean_keeps_no_digit_that_tells_its_count():
    table = released("table_1", frames.table_1(BIG))
    assert value(table, "duration_mean_days", answer="both_yes") == 200.1
    assert value(table, "duration_mean_days", answer="no") == 200.12


def test_small_step_of_the_cohort_cannot_be_had_by_subtraction():
    removed = {"protected_address": 3, "pregnant": 300, "over_66": 60, "overlapping": 150}
    steps = released("attrition", frames.attrition(removed))
    shown = steps.filter(pl.col("spells_left").is_not_null())["step"].to_list()
    assert shown == ["long_spells", "pregnant", "over_66", "overlapping"]
    assert steps["spells_removed"].to_list() == [0, None, None, None, 60, 150]
    groups = released("excluded_groups", frames.excluded_groups(removed), attrition=frames.attrition(removed))
    assert value(groups, "n", reason="protected_address") is None
    assert value(groups, "n", reason="pregnant") is None


def test_attrition_without_small_steps_is_only_rounded():
    steps = released("attrition", frames.attrition({"protected_address": 33, "pregnant": 301, "overlapping": 150}))
    assert steps.null_count().sum_horizontal().item() == 0
    assert steps["spells_removed"].to_list() == [0, 35, 0, 300, 0, 150]


def test_week_with_few_recoveries_is_merged_with_the_next():
    curve = released("figure_5", frames.recovery([100, 4, 80, 50]))
    assert curve["events"].to_list() == [100, None, None, 50]
    assert curve["at_risk"].to_list() == [1000, 900, None, 815]
    assert curve["hazard_pct"].to_list()[1:3] == [None, None]


def test_what_is_said_of_a_release_is_the_same_for_counts_that_round_alike():
    beside = {"figure_3": frames.monthly([400] * 12)}
    told = [
        release_exhibit("figure_3", frames.monthly(counts), STRICT, beside).cells_by_rule
        for counts in ([400, 405, 410], [401, 404, 412])
    ]
    assert told[0] == told[1] and told[0]["rounded_count"] == 3


def test_events_are_the_difference_of_the_rounded_stocks():
    """Three numbers rounded apart would narrow each other down: 1000 -> 988 -> 976 with 12 events each."""
    curve = released("figure_5", frames.recovery([12, 12, 24]))
    assert curve["at_risk"].to_list() == [1000, 990, 975]
    assert curve["events"].to_list() == [10, 15, 25]


def test_steps_are_the_differences_of_the_rounded_stocks_and_so_are_the_groups_that_left():
    removed = {"pregnant": 12, "over_66": 13, "overlapping": 23}
    steps, groups = frames.attrition(removed), frames.excluded_groups(removed)
    shown = released("attrition", steps)
    left = shown["spells_left"].to_list()
    assert shown["spells_removed"].to_list()[1:] == [before - after for before, after in pairwise(left)]
    of_groups = released("excluded_groups", groups, attrition=steps)
    for reason in removed:
        assert value(of_groups, "n", reason=reason) == value(shown, "spells_removed", step=reason)


def test_hazard_and_interval_come_from_rounded_counts():
    curve = released("figure_5", frames.recovery([101, 83]))
    assert curve["hazard_pct"].to_list() == pytest.approx([10.0, 100 * 85 / 900], rel=QUOTIENT)
    low, high = curve["ci_low"][0], curve["ci_high"][0]
    # Wilson's interval for 100 of 1000 by the formula on paper, four decimals.
    assert (low, high) == pytest.approx((8.2909, 12.0152), abs=5e-5)


def test_meeting_curve_is_hidden_where_the_recovery_curve_gives_the_difference():
    recovery = frames.recovery([100, 100])
    meetings = recovery.with_columns(
        window=pl.lit("nov_mar"), at_risk=pl.Series([1000, 896]), events=pl.Series([20, 20]), hazard_pct=2.0
    )
    figure = released("figure_4", meetings, figure_5=recovery, figure_6=recovery.clear())
    assert figure["at_risk"].to_list() == [1000, None]
    assert figure["hazard_pct"].to_list()[1] is None


def test_estimates_keep_three_digits_of_their_standard_error():
    table = released("table_4", frames.table_4(), regression_cells=frames.cells())
    assert table["std_error"].to_list() == [0.93, 1.75]
    assert table["estimate"].to_list() == [-6.554, 1.23]
    assert table["ci_low"].to_list() == [-8.381, -2.2]
    assert table["p_value"].to_list() == [7.21e-12, 0.481]
    assert table["n"].to_list() == [8805, 8805]
    assert table["n_persons"].to_list() == [8000, 8000]


@pytest.mark.parametrize(
    "few",
    [{"pilot": 9}, {"offices": 2}, {"levels": 8795}],
    ids=["spells of a cell", "offices of a cell", "degrees of freedom"],
)
def test_estimate_that_rests_on_too_little_is_hidden(few):
    table = released("table_4", frames.table_4(), regression_cells=frames.cells(**few))
    hidden = table.select("estimate", "std_error", "ci_low", "ci_high", "p_value", "control_mean")
    assert hidden.null_count().row(0) == (2,) * 6
    assert table["n"].to_list() == [8805, 8805]


@pytest.mark.parametrize("events", [9, 191], ids=["with", "without"])
def test_estimate_on_a_share_is_hidden_when_few_pilot_spells_are_on_a_side(events):
    table = released("table_4", frames.table_4(), regression_cells=frames.cells(events=events))
    assert [estimate is None for estimate in table["estimate"]] == [True, False]


def test_curve_is_of_rounded_counts_and_to_one_decimal():
    figure = released("figure_9", frames.weekly(), regression_cells=frames.cells())
    assert figure["control_level"].to_list() == [20.0, 25.5]  # 402.5 -> 400 and 513 -> 510 of 2000
    assert figure["pilot_level"].to_list() == [18.0, 22.5]


def test_contracts_of_released_exhibits_allow_nulls_but_nothing_else():
    with pytest.raises(ContractError, match="meeting_share_pct"):
        released("figure_3", frames.monthly([100]).drop("meeting_share_pct"))


def test_none_passes_everything_on_as_it_is():
    exact = frames.table_1({"no_answer": 3, "no": 1})
    assert released("table_1", exact, PROFILES["none"]).equals(exact)


def test_every_gate_input_is_named():
    assert inputs_beside("figure_4") == ("figure_5", "figure_6", "figure_3")
    assert inputs_beside("table_4") == ("regression_cells",)
    assert inputs_beside("table_1") == ()


def test_file_that_went_around_the_gate_is_found():
    exact = {"figure_3": frames.monthly([104, 207])}
    assert release_all(exact, {"figure_3": released("figure_3", exact["figure_3"])}, STRICT)
    with pytest.raises(DisclosureError, match="not what the gate makes"):
        release_all(exact, exact, STRICT)


def test_input_is_not_changed():
    exact = frames.table_1(BIG | {"both_yes": 7})
    before = exact.clone()
    released("table_1", exact)
    assert exact.equals(before)


# Properties.

GROUPS = st.tuples(*[st.tuples(st.integers(0, 120), st.floats(0, 1))] * 5)


def drawn_table(groups):
    counts = dict(zip(BIG, (n for n, _ in groups), strict=True))
    return frames.table_1(counts, {name: round(n * share) for name, (n, share) in zip(BIG, groups, strict=True)})


@pytest.mark.parametrize("profile", CLOSED, ids=lambda profile: profile.name)
@settings(deadline=None, max_examples=40)
@given(groups=GROUPS)
def test_no_released_count_is_small_and_all_are_multiples(profile, groups):
    table = released("table_1", drawn_table(groups), profile)
    clearance = clearance_of("table_1")
    for column, role in clearance.columns.items():
        for row in table.drop_nulls(column).rows(named=True):
            if isinstance(role, Count):
                assert row[column] == 0 or (row[column] >= profile.threshold and row[column] % profile.rounding == 0)
            if isinstance(role, Share):
                events = row[column] * row[role.of] / 100
                assert abs(events - round(events)) < 1e-6 and round(events) % profile.rounding == 0


@settings(deadline=None, max_examples=40)
@given(groups=GROUPS)
def test_stricter_profile_releases_nothing_more(groups):
    exact = drawn_table(groups)
    shown = [released("table_1", exact, PROFILES[name]) for name in ("ssb", "nav", "opensafely", "strict")]
    for milder, stricter in pairwise(shown):
        for column in exact.columns:
            assert not (milder[column].is_null() & stricter[column].is_not_null()).any()

"""Simulated beside published: the moments are the comparison's, targets told apart."""

import polars as pl
import pytest
from comparison_builders import compared, published, with_table_3

from dialogmote.contracts.artifacts import RegisterFidelity
from dialogmote.contracts.files import check_frame
from dialogmote.record.fidelity import register_fidelity


def moments(frame=None, targets=()):
    found = register_fidelity(compared() if frame is None else frame, published().text_claims, targets=targets)
    return check_frame(found, RegisterFidelity, "register_fidelity")


def moment(frame, name):
    return frame.row(by_predicate=pl.col("moment") == name, named=True)


def test_a_moment_is_the_number_of_the_comparison():
    found = moment(moments(compared(with_table_3("duration_days", 250.0))), "table_3/duration_days/pilot")
    assert (found["published"], found["simulated"]) == (246.2, 250.0)
    assert found["difference"] == pytest.approx(3.8)
    assert (found["unit"], found["where"]) == ("days", "table 3")


def test_a_claim_has_the_unit_and_the_place_it_was_published_with():
    found = moment(moments(), "text_claims/cohort_pregnant_share/value")
    assert (found["unit"], found["where"], found["published"]) == ("percent of spells", "data section", 8)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("table_1/no/share_pct", "percent"),
        ("table_1/no/duration_p50_days", "days"),
        ("table_2/meeting_day/after_mar_sep19", "day of spell"),
        ("table_2/lost_workdays/after_mar_sep19", "days"),
        ("table_3/office_residents/pilot", "residents"),
        ("table_3/age_years/pilot", "years"),
        ("table_4/exhausted/national/false/control_mean", "percent"),
        ("table_4/lost_workdays/trondelag/false/control_mean", "days"),
    ],
)
def test_every_moment_has_its_unit(name, unit):
    assert moment(moments(), name)["unit"] == unit


def test_counts_estimates_and_signs_are_no_moments():
    parts = moments()["moment"].str.split("/")
    assert not {"n", "estimate", "std_error", "stars", "p_value", "sign", "significant"} & set(parts.list.last())
    assert not any("n" in names for names in parts)


def test_what_the_sources_contradict_and_what_is_context_is_no_moment():
    names = set(moments()["moment"])
    assert "table_3/lost_workdays/pilot" not in names
    assert "text_claims/first_fall_months_results/value" not in names
    assert "text_claims/nav_meetings_per_year/value" not in names
    assert "text_claims/meetings_per_year_before/value" not in set(moments(compared(is_full_size=False))["moment"])


def test_targets_are_told_apart_and_must_be_numbers_of_the_register():
    target = "table_1/no/share_pct"
    frame = moments(targets=[target])
    assert frame.filter("is_target")["moment"].to_list() == [target]
    for unknown in ("table_1/no/shape_pct", "case_figures_8/1/summoned"):
        with pytest.raises(ValueError, match=unknown):
            moments(targets=[unknown])


def test_a_target_stands_there_whatever_it_is():
    names = ["table_4/meeting/national/false/std_error", "table_3/n/pilot"]
    assert set(names) < set(moments(targets=names)["moment"])


def test_a_moment_of_spells_that_do_not_exist_is_null():
    found = moment(moments(compared(with_table_3("duration_days", None))), "table_3/duration_days/pilot")
    assert (found["simulated"], found["difference"]) == (None, None)

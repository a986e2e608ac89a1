"""Offices whose own count is hidden are shown together: at least three, and without giving any of them away."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogmote.contracts.artifacts import ARTIFACTS
from dialogmote.disclose.clearances import CLEARANCES, exact_exhibit
from dialogmote.disclose.exhibits import release_all, release_exhibit
from dialogmote.disclose.folder import find_exposed
from dialogmote.disclose.gate import DisclosureError, check_released
from dialogmote.disclose.merging import merge_counties
from dialogmote.disclose.profiles import PROFILES

STRICT = PROFILES["strict"]
CLOSED = [profile for profile in PROFILES.values() if not profile.is_open]
COUNTIES = st.dictionaries(st.sampled_from("ABCDE"), st.lists(st.integers(0, 40), min_size=1, max_size=6), min_size=1)
LARGE = [300, 400, 500]


def offices(pilot=0, **counties):
    """Figure 1 with these spells at the offices of each county; the first `pilot` of the first county in the pilot."""
    rows = [
        (f"{county}{place}", f"NAV {county} {place}", county, i == 0 and place < pilot, n)
        for i, (county, counts) in enumerate(counties.items())
        for place, n in enumerate(counts)
    ]
    schema = {name: column.dtype for name, column in ARTIFACTS["figure_1"].columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def merged(profile=STRICT, **counties):
    return release_exhibit("figure_1_merged", offices(**counties), profile).frame


def cells(**counties):
    return merged(**counties).rows()


def both(**counties):
    frame = offices(**counties)
    return {name: release_exhibit(name, frame, STRICT).frame for name in ("figure_1", "figure_1_merged")}


def test_hidden_offices_of_a_county_are_one_cell():
    assert cells(A=[4, 6, 7, *LARGE]) == [("A", 3, 15)]


def test_office_without_spells_is_shown_and_in_no_cell():
    assert cells(A=[0, 4, 6, 7, *LARGE]) == [("A", 3, 15)]


def test_partner_of_a_small_office_is_merged_with_it():
    assert both(A=[4, *LARGE])["figure_1"]["n_spells"].to_list() == [None, None, 400, 500]
    assert cells(A=[4, *LARGE], B=[3, *LARGE]) == [("rest", 4, 605)]


def test_county_with_two_hidden_offices_shares_a_cell_with_others():
    assert cells(A=[4, 6, 7, *LARGE], B=[4, 6, *LARGE], C=[7, 9, *LARGE]) == [("A", 3, 15), ("rest", 4, 25)]


def test_two_hidden_offices_take_a_county_of_three_along():
    assert cells(A=[4, 6, 7, *LARGE], B=[4, 6, *LARGE], C=[3, 4, 5, 6, *LARGE]) == [("C", 4, 20), ("rest", 5, 25)]


def test_two_hidden_offices_in_the_country_are_not_merged():
    assert cells(A=[4, 6, *LARGE], B=LARGE) == []


def test_small_office_among_offices_without_spells_is_hidden_and_shares_a_cell():
    """The county's sum is that office's count, and no more known than it."""
    shown = both(A=[4, 0], B=[6, 7, *LARGE])
    assert shown["figure_1"]["n_spells"].to_list() == [None, 0, None, None, *LARGE]
    assert shown["figure_1_merged"].rows() == [("rest", 3, 15)]


def test_three_offices_that_are_few_together_are_not_merged():
    """Of 11 spells in three offices none can have ten; of 12 any can."""
    assert cells(A=[3, 4, 4]) == []
    assert cells(A=[4, 4, 4]) == [("A", 3, 10)]


def test_nothing_is_merged_where_no_office_is_hidden():
    frame = merged(A=LARGE, B=[0, 20])
    assert frame.height == 0 and frame.columns == list(ARTIFACTS["figure_1_merged"].columns())
    assert merged(PROFILES["none"], A=[1, 2, 3]).height == 0


@pytest.mark.parametrize("profile", CLOSED, ids=lambda profile: profile.name)
@settings(max_examples=25, deadline=None)
@given(counties=COUNTIES)
def test_every_hidden_office_is_in_one_cell_and_could_have_enough_spells(profile, counties):
    frame = offices(**counties)
    shown = release_exhibit("figure_1", frame, profile).frame
    hidden = frame.filter(shown["n_spells"].is_null())
    made = release_exhibit("figure_1_merged", frame, profile).frame
    own = set(made["county"])
    if made.height:
        assert made["n_offices"].sum() == hidden.height
    for county, n_offices, n_spells in made.rows():
        inside = hidden.filter(pl.col("county") == county if county != "rest" else ~pl.col("county").is_in(own))
        assert n_offices == inside.height >= 3
        assert n_spells == profile.round(inside["n_spells"].sum())
        largest_possible = inside["n_spells"].sum() - (inside.height - 1)
        assert largest_possible >= profile.threshold


@given(counties=COUNTIES)
def test_which_counties_share_a_cell_does_not_depend_on_their_order(counties):
    positive = {county: [n for n in counts if n] for county, counts in counties.items()}
    turned = dict(reversed(positive.items()))
    one, other = merge_counties(positive, STRICT), merge_counties(turned, STRICT)
    assert {county: sorted(found) for county, found in one.items()} == {
        county: sorted(found) for county, found in other.items()
    }


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (("A", 2, 20), "'n_offices': a cell of too few offices"),
        (("A", 3, 5), "'n_spells': a count is small"),
        (("A", 3, 17), "'n_spells': a count is small, or not rounded"),
    ],
)
def test_cell_that_says_too_much_is_refused(cell, message):
    with pytest.raises(DisclosureError, match=message):
        check_released("figure_1_merged", pl.DataFrame([cell], both()["figure_1_merged"].schema, orient="row"), STRICT)


def test_cell_of_some_of_the_hidden_offices_is_refused():
    """With a cell of three of the four hidden ones, the county's sum gives the fourth."""
    honest = both(A=[4, 6, 7, 9, *LARGE])
    assert not list(find_exposed(honest, STRICT))
    for county in ("A", "rest"):
        cell = pl.DataFrame([(county, 3, 15)], honest["figure_1_merged"].schema, orient="row")
        found = list(find_exposed(honest | {"figure_1_merged": cell}, STRICT))
        assert found == ["figure_1_merged: cells that are not of the offices which figure_1 hides"]


def test_cell_under_the_name_of_another_county_is_refused():
    honest = both(A=[4, 6, 7, *LARGE], B=[3, 5, 8, *LARGE])
    swapped = honest["figure_1_merged"].with_columns(county=pl.Series(["A", "C"]))
    found = list(find_exposed(honest | {"figure_1_merged": swapped}, STRICT))
    assert found == ["figure_1_merged: cells that are not of the offices which figure_1 hides"]


def test_merged_cells_that_went_around_the_gate_get_no_manifest():
    exact = {"figure_1": offices(A=[4, 6, 7, *LARGE])}
    honest = {name: release_exhibit(name, exact["figure_1"], STRICT).frame for name in ("figure_1", "figure_1_merged")}
    assert release_all(exact, honest, STRICT)["figure_1_merged"] == {"merged_offices": 3, "rounded_count": 1}
    more = honest["figure_1_merged"].with_columns(n_spells=pl.lit(20, pl.Int64))
    with pytest.raises(DisclosureError, match="figure_1_merged: what lies among the released files"):
        release_all(exact, honest | {"figure_1_merged": more}, STRICT)


def figure_7():
    """A month of each group of offices, with spells enough."""
    rows = [(group, date(2018, 1, 1), 20.0, n) for group, n in (("national", 4000), ("pilot", 500), ("trondelag", 900))]
    schema = {name: column.dtype for name, column in ARTIFACTS["figure_7"].columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


@pytest.mark.parametrize(
    ("pilot", "near", "hidden"),
    [(3, 3, []), (2, 3, ["pilot"]), (3, 2, ["trondelag"])],
    ids=["three offices", "two pilot offices", "two others in their county"],
)
def test_group_of_two_offices_is_hidden(pilot, near, hidden):
    beside = {"figure_1": offices(pilot=pilot, A=[400] * (pilot + near), B=LARGE)}
    beside["figure_3"] = figure_7().filter(group="national").select("month", "n", meeting_share_pct=pl.lit(20.0))
    shown = release_exhibit("figure_7", figure_7(), STRICT, beside).frame
    assert shown.filter(pl.col("n").is_null())["group"].to_list() == hidden
    assert shown.filter(pl.col("used_share_pct").is_null())["group"].to_list() == hidden


def test_column_of_two_offices_is_hidden_in_a_table_of_groups():
    lines = list(CLEARANCES["table_3"].columns)[1:]
    table = pl.DataFrame({"row": lines} | {group: [500.0] * len(lines) for group in ("pilot", "control_national")})
    table = table.with_columns(control_trondelag=pl.lit(400.0)).with_columns(
        pl.when(pl.col("row").str.ends_with("_pct")).then(20.0).otherwise(pl.exclude("row")).name.keep()
    )
    beside = {name: pl.DataFrame(schema={"month": pl.Date, "n": pl.Int64}) for name in ("figure_3", "figure_7")}
    beside["figure_7"] = figure_7().clear()
    shown = {
        pilot: release_exhibit(
            "table_3", table, STRICT, beside | {"figure_1": offices(pilot=pilot, A=[400] * 8, B=LARGE)}
        ).frame
        for pilot in (2, 3)
    }
    assert shown[2]["pilot"].null_count() == len(lines) and shown[3]["pilot"].null_count() == 0
    assert shown[2]["control_national"].null_count() == 0


def test_merged_exhibit_is_released_from_the_one_that_hides():
    assert exact_exhibit("figure_1_merged") == "figure_1"
    assert exact_exhibit("figure_1") == "figure_1"

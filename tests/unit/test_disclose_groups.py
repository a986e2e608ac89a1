"""Effects by group of spells: what the gate hides with a thin group, and that it refuses what would give one away."""

import disclose_frames as frames
import polars as pl
import pytest

from dialogmote.contracts.artifacts import CONTROL_GROUPS, SPELL_GROUPS
from dialogmote.disclose.exhibits import release_exhibit
from dialogmote.disclose.gate import DisclosureError, check_released, find_problems
from dialogmote.disclose.profiles import PROFILES
from dialogmote.estimate.heterogeneity import GROUPS

STRICT = PROFILES["strict"]
NUMBERS = ("estimate", "std_error", "ci_low", "ci_high", "p_value", "p_equal", "p_equal_holm")
COUNTS = ("n", "n_treated")


def cells_with(measure, n, group="pilot", period=2, control_group="national"):
    """Regression cells with one of them changed."""
    is_it = (
        (pl.col("measure") == measure)
        & (pl.col("group") == group)
        & (pl.col("period") == period)
        & (pl.col("control_group") == control_group)
    )
    cells = frames.cells()
    assert cells.filter(is_it).height
    return cells.with_columns(n=pl.when(is_it).then(pl.lit(n, pl.Int64)).otherwise("n"))


def released(frame=None, cells=None, profile=STRICT):
    frame = frames.heterogeneity() if frame is None else frame
    beside = {"regression_cells": frames.cells() if cells is None else cells}
    return release_exhibit("heterogeneity", frame, profile, beside).frame


def hidden_rows(shown, column):
    """Kind, outcome and control group of the rows without that number; no group of theirs may have it."""
    keys = ["kind", "outcome", "control_group"]
    gone = set(shown.filter(pl.col(column).is_null()).select(keys).rows())
    assert gone.isdisjoint(shown.filter(pl.col(column).is_not_null()).select(keys).rows())
    return gone


def test_names_of_the_groups_are_those_of_the_estimation():
    assert {kind: tuple(groups) for kind, groups in GROUPS.items()} == SPELL_GROUPS


def test_groups_with_enough_spells_are_shown_and_rounded():
    shown = released()
    assert sum(shown.null_count().row(0)) == 0
    assert shown.select(*NUMBERS).row(0) == (-6.554, 0.93, -8.381, -4.726, 0.000123, 0.457, 1.0)
    assert set(shown["n"]) == {3005, 1000} and set(shown["n_treated"]) == {205}


@pytest.mark.parametrize(
    ("measure", "n", "group", "period"),
    [
        ("spells:women", 9, "pilot", 2),
        ("spells:women", 0, "control", 1),
        ("offices:women", 2, "pilot", 0),
        ("levels:women", 3000, "all", 0),
    ],
    ids=["few treated spells", "an empty cell", "two offices", "few degrees of freedom"],
)
def test_estimates_of_a_thin_group_go_and_those_of_its_kind_with_it(measure, n, group, period):
    shown = released(cells=cells_with(measure, n, group, period))
    for column in NUMBERS:
        assert hidden_rows(shown, column) == {("sex", outcome, "national") for outcome in ("meeting", "duration")}
    assert shown.select(COUNTS).null_count().row(0) == (0, 0)


@pytest.mark.parametrize("meetings", [9, 191], ids=["with", "without"])
def test_effect_on_meetings_goes_when_few_of_a_group_have_one_or_have_none(meetings):
    shown = released(cells=cells_with("meeting:from_55", meetings))
    for column in NUMBERS:
        assert hidden_rows(shown, column) == {("age", "meeting", "national")}


def test_thin_cell_of_all_spells_together_hides_nothing_here():
    assert released(cells=cells_with("spells", 9)).null_count().select(NUMBERS).row(0) == (0,) * len(NUMBERS)


def test_small_count_of_a_group_hides_the_counts_of_its_kind_wherever_they_stand():
    shown = released(frames.heterogeneity(n_treated={"men": 7}))
    everywhere = {("sex", outcome, group) for outcome in ("meeting", "duration") for group in CONTROL_GROUPS}
    assert hidden_rows(shown, "n_treated") == everywhere
    assert hidden_rows(shown, "n") == set()


def test_group_hidden_in_trondelag_hides_its_kind_there():
    """Fewer spells than the threshold lie outside Trøndelag: the country's count would give them by subtraction."""
    shown = released(
        frames.heterogeneity(n={"graded": 1002}).with_columns(
            n=pl.when(pl.col("group") == "graded", pl.col("control_group") == "national").then(1009).otherwise("n")
        )
    )
    assert hidden_rows(shown, "n") == {("grade", outcome, "trondelag") for outcome in ("meeting", "duration")}
    assert hidden_rows(shown, "estimate") == hidden_rows(shown, "n")


def test_control_spells_of_a_group_cannot_be_had_by_subtraction():
    shown = released(frames.heterogeneity(n={"public": 209}))
    assert {kind for kind, _, _ in hidden_rows(shown, "n_treated")} == {"sector"}
    assert not shown.filter(pl.col("kind") == "sector")["n_treated"].count()


def test_effect_that_could_not_be_estimated_hides_its_kind():
    """Nobody can tell it from a hidden one, and the other group is then nearly all spells."""
    exact = frames.heterogeneity()
    is_it = (pl.col("group") == "men") & (pl.col("outcome") == "duration")
    missing = exact.with_columns(pl.when(is_it).then(None).otherwise(name).alias(name) for name in NUMBERS)
    assert hidden_rows(released(missing), "estimate") == {("sex", "duration", group) for group in CONTROL_GROUPS}


@pytest.mark.parametrize("column", NUMBERS)
def test_number_beside_a_hidden_estimate_of_its_kind_is_refused(column):
    shown = released()
    gone = pl.col("group") == "women"
    leaking = shown.with_columns(
        pl.when(gone).then(None).otherwise(name).alias(name) for name in ("estimate", "std_error", "ci_low", "ci_high")
    ).with_columns(pl.lit(None, pl.Float64).alias(name) for name in NUMBERS if name != column and name != "estimate")
    with pytest.raises(DisclosureError, match=f"'{column}': shown beside a hidden part of the same spells"):
        check_released("heterogeneity", leaking, STRICT)


@pytest.mark.parametrize("column", COUNTS)
def test_one_hidden_group_of_a_kind_is_refused(column):
    gone = (pl.col("group") == "women") & (pl.col("control_group") == "trondelag")
    leaking = released().with_columns(pl.when(gone).then(None).otherwise(column).alias(column))
    assert any(
        "one hidden part of a known sum" in problem for problem in find_problems("heterogeneity", leaking, STRICT)
    )


def test_count_hidden_under_one_control_group_and_shown_under_the_other_is_refused():
    """Pilot offices are the same in both, and so are their spells."""
    gone = (pl.col("kind") == "age") & (pl.col("control_group") == "national")
    leaking = released().with_columns(n_treated=pl.when(gone).then(None).otherwise("n_treated"))
    with pytest.raises(DisclosureError, match="'n_treated': shown beside a hidden part of the same spells"):
        check_released("heterogeneity", leaking, STRICT)

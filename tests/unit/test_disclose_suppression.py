"""What has to be hidden: properties that hold for any counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogmote.disclose.profiles import PROFILES, Profile, check_profile, profile_named
from dialogmote.disclose.suppression import hide_in_groups, hide_in_sum, merge_small_steps
from dialogmote.errors import InputError

CLOSED = [profile for profile in PROFILES.values() if not profile.is_open]
COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=9)
# Rank of a 0/1 system: singular values of such small matrices are far from this.
NO_RANK = 1e-9
STRICT = PROFILES["strict"]


def recoverable(counts, hidden, sums):
    """Positions of hidden parts that follow from the sums, given what is shown: solved as a linear system."""
    hidden = sorted(hidden)
    system = np.array([[1.0 if i in group else 0.0 for i in hidden] for group in sums])
    found = set()
    for place, i in enumerate(hidden):
        unit = np.eye(len(hidden))[place]
        rank = np.linalg.matrix_rank(system, tol=NO_RANK)
        if np.linalg.matrix_rank(np.vstack([system, unit]), tol=NO_RANK) == rank:
            found.add(i)
    return found


@pytest.mark.parametrize("profile", CLOSED, ids=lambda profile: profile.name)
@given(counts=COUNTS)
def test_small_part_is_hidden_and_does_not_follow_from_the_sum(profile, counts):
    hidden = hide_in_sum(counts, profile)
    small = {i for i, count in enumerate(counts) if profile.is_small(count)}
    assert small <= hidden
    positive = [i for i, count in enumerate(counts) if count > 0]
    if small and len(positive) > 1:
        assert not recoverable(counts, hidden, [set(range(len(counts)))])
        together = sum(counts[i] for i in hidden)
        assert together >= profile.threshold or len(hidden) == len(positive)


@pytest.mark.parametrize("profile", CLOSED, ids=lambda profile: profile.name)
@given(counts=COUNTS, data=st.data())
def test_small_part_does_not_follow_from_the_sums_of_groups_either(profile, counts, data):
    groups = data.draw(st.lists(st.sampled_from("abc"), min_size=len(counts), max_size=len(counts)))
    hidden = hide_in_groups(counts, groups, profile)
    names = sorted(set(groups))
    sums = {name: sum(n for n, g in zip(counts, groups, strict=True) if g == name) for name in names}
    ordered = list(dict.fromkeys(groups))
    gone = {ordered[i] for i in hide_in_sum([sums[name] for name in ordered], profile)}
    known = [{i for i, g in enumerate(groups) if g == name} for name in names if name not in gone]
    everything = [set(range(len(counts)))]
    small = {i for i, count in enumerate(counts) if profile.is_small(count)}
    zeros = {i for i, count in enumerate(counts) if count == 0}
    if sum(count > 0 for count in counts) > 1:
        assert not recoverable(counts, hidden - zeros, known + everything) & small


@given(counts=COUNTS, low=st.integers(2, 12), more=st.integers(0, 12))
def test_stricter_threshold_hides_what_a_milder_one_hides(counts, low, more):
    mild, strict = Profile("mild", low, 1), Profile("stricter", low + more, 1)
    assert hide_in_sum(counts, mild) <= hide_in_sum(counts, strict)


@pytest.mark.parametrize("profile", CLOSED, ids=lambda profile: profile.name)
@given(flows=COUNTS)
def test_steps_that_are_shown_flow_by_nothing_or_by_enough(profile, flows):
    spans = merge_small_steps([flows], profile)
    assert [i for span in spans for i in span] == list(range(len(flows)))
    if sum(flows) >= profile.smallest_difference:
        assert not any(profile.is_small(sum(flows[i] for i in span)) for span in spans)


@given(flows=COUNTS, low=st.integers(2, 12), more=st.integers(0, 12))
def test_stricter_threshold_shows_no_step_more(flows, low, more):
    def shown(profile):
        return {span.start for span in merge_small_steps([flows], profile)}

    assert shown(Profile("stricter", low + more, 1)) <= shown(Profile("mild", low, 1))


@pytest.mark.parametrize("profile", CLOSED, ids=lambda profile: profile.name)
@given(count=st.integers(0, 10_000), other=st.integers(0, 10_000))
def test_released_counts_are_multiples_and_no_two_of_them_are_nearly_equal(profile, count, other):
    rounded = profile.round(count)
    assert rounded % profile.rounding == 0 and abs(rounded - count) <= profile.rounding // 2
    if not profile.is_small(count):
        assert rounded == 0 or rounded >= profile.threshold
    if abs(count - other) >= profile.smallest_difference:
        assert abs(rounded - profile.round(other)) >= profile.threshold


def test_zero_is_no_partner_for_a_small_part():
    assert hide_in_sum([0, 3, 0, 50, 90], STRICT) == {1, 3}


def test_two_small_parts_take_a_third_when_they_are_small_together():
    assert hide_in_sum([3, 4, 50, 90], STRICT) == {0, 1, 2}


def test_small_step_is_shown_as_one_with_the_next():
    assert merge_small_steps([[3, 0, 300, 60]], STRICT) == [range(0, 3), range(3, 4)]


def test_small_last_step_is_shown_as_one_with_the_one_before():
    assert merge_small_steps([[100, 200, 4]], STRICT) == [range(0, 1), range(1, 3)]


def test_none_is_refused_for_extracts():
    with pytest.raises(InputError, match=r"disclosure\.profile: none is for the synthetic register alone"):
        check_profile("none", is_synthetic=False)
    check_profile("none", is_synthetic=True)
    check_profile("strict", is_synthetic=False)


def test_unknown_profile_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="allowed: strict, opensafely, nav, ssb, none"):
        profile_named("lenient")


def test_profile_that_would_round_its_smallest_count_away_is_refused():
    with pytest.raises(ValueError, match="rounded below the threshold"):
        Profile("odd", 6, 5)

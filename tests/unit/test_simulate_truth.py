"""The planted truth: what it accepts, and how it names what it does not."""

import pytest
from simulate_builders import planted_mapping

from dialogmote.errors import InputError
from dialogmote.registers.simulate.truth import PlantedTruth


def test_shipped_file_is_read_and_has_the_study_s_effects():
    truth = PlantedTruth.from_mapping(planted_mapping())
    assert (truth.effects.service_meeting_points, truth.effects.drift_pilot_points) == (-6.5, -1.5)
    assert sum(county.offices for county in truth.offices.counties) == 430


def test_unknown_key_is_named():
    mapping = planted_mapping()
    mapping["meetings"]["cup"] = 1
    with pytest.raises(InputError, match=r"unknown key planted truth\.meetings\.cup"):
        PlantedTruth.from_mapping(mapping)


def test_missing_key_in_a_list_is_named_with_its_place():
    mapping = planted_mapping()
    del mapping["meetings"]["levels"][1]["start"]
    with pytest.raises(InputError, match=r"missing key planted truth\.meetings\.levels\[1\]\.start"):
        PlantedTruth.from_mapping(mapping)


@pytest.mark.parametrize(
    ("section", "key", "value"), [("effects", "service_aap_points", "much"), ("courses", "relapses", 1.5)]
)
def test_value_of_another_type_is_named(section, key, value):
    mapping = planted_mapping()
    mapping[section][key] = value
    with pytest.raises(InputError, match=rf"{section}\.{key}: expected"):
        PlantedTruth.from_mapping(mapping)


def test_section_that_is_no_mapping_is_refused():
    with pytest.raises(InputError, match="expected the keys"):
        PlantedTruth.from_mapping(planted_mapping() | {"effects": 3})

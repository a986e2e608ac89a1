"""How an exhibit was computed: its steps, where it stands in the run, and the address of one of its numbers."""

import dataclasses
import re

import pytest
from report_builders import catalogue, material
from test_present_frames import FIGURES, FRAMES, TABLES

from dialogmote.present.blocks import LaidOutTable, Material, Picture
from dialogmote.present.computation import describe_computation, example_address
from dialogmote.present.report import assemble_report
from dialogmote.present.texts import Catalogue, TextError
from dialogmote.record.provenance.addresses import list_addresses

LANGUAGES = ("en", "nb")


def shown(language: str = "en") -> list[Picture | LaidOutTable]:
    return [
        block
        for section in assemble_report(material(language), catalogue(language), 1.0)
        for block in section.blocks
        if isinstance(block, Picture | LaidOutTable)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exhibit_of_the_report_says_how_it_was_computed(language: str) -> None:
    told = {block.exhibit for block in shown(language) if block.computation}
    assert told == {*FIGURES, *TABLES, "comparison_summary", "table_4_pairs"}


def test_figure_and_table_of_one_exhibit_tell_it_once() -> None:
    exhibits = [block.exhibit for block in shown() if block.computation]
    assert len(exhibits) == len(set(exhibits))
    assert len([block for block in shown() if block.exhibit == "attrition"]) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_step_is_left_with_a_placeholder(language: str) -> None:
    steps = [step for block in shown(language) if block.computation for step in block.computation.steps]
    assert len(steps) > 150
    assert not [step for step in steps if re.search(r"[{}]", step)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_last_step_is_the_release(language: str) -> None:
    start = {"en": "Release:", "nb": "Utlevering:"}[language]
    assert all(block.computation.steps[-1].startswith(start) for block in shown(language) if block.computation)


def test_technical_lines_name_data_rule_script_number_and_profile() -> None:
    found = describe_computation("table_4", "Table 4", material(), catalogue())
    assert found is not None
    assert [line.code for line in found.technical] == [
        "exhibits/table_4.parquet",
        "estimate_table_4",
        "scripts/estimate_table_4.py",
        "make trace NUMBER=table_4/meeting/national/false/estimate",
        "strict (counts under 10 hidden, others rounded to the nearest 5)",
    ]


def test_table_made_from_another_exhibit_names_that_ones_data() -> None:
    [pairs] = [block for block in shown() if block.exhibit == "table_4_pairs"]
    assert pairs.computation is not None
    assert pairs.computation.technical[0].code == "exhibits/published_vs_reproduced.parquet"


@pytest.mark.parametrize("exhibit", sorted({*FIGURES, *TABLES}))
def test_example_is_an_address_of_the_exhibit(exhibit: str) -> None:
    frame = FRAMES[exhibit]()
    assert example_address(exhibit, frame) in set(list_addresses(exhibit, frame))


def test_example_is_a_number_that_is_there() -> None:
    frame = FRAMES["figure_3"]()
    hidden = frame.with_columns(meeting_share_pct=frame["meeting_share_pct"].shift(1))
    assert example_address("figure_3", hidden) == f"figure_3/{frame['month'][1].isoformat()}/meeting_share_pct"
    assert example_address("figure_3", frame.clear()) == ""


def test_open_profile_says_that_nothing_was_hidden() -> None:
    found = describe_computation("table_4", "Table 4", dataclasses.replace(material(), profile="none"), catalogue())
    assert found is not None
    assert "nothing is hidden" in found.steps[-1]
    assert not any("fewer than three offices" in step for step in found.steps)


def test_without_rules_and_profile_only_the_data_are_named() -> None:
    found = describe_computation("table_4", "Table 4", Material(), catalogue())
    assert found is not None
    assert [line.code for line in found.technical] == ["exhibits/table_4.parquet"]


def test_exhibit_that_the_catalogue_does_not_tell_of_has_no_computation() -> None:
    assert describe_computation("figure_99", "Figure 99", material(), catalogue()) is None


def test_step_that_is_not_shared_raises() -> None:
    words = Catalogue("en", {"figure_99": {"computed": {"1": "{nowhere}"}}}, is_synthetic=True)
    with pytest.raises(TextError, match="not shared: nowhere"):
        describe_computation("figure_99", "Figure 99", Material(), words)

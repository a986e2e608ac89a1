"""What make's variables change in the configuration."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

spec = spec_from_file_location("overlay", Path(__file__).parents[2] / "workflow" / "overlay.py")
overlay_module = module_from_spec(spec)
spec.loader.exec_module(overlay_module)


@pytest.mark.parametrize(
    ("variables", "changed"),
    [
        ({"REGISTER": "", "RESULTS": "", "SCALE": "", "OUT": ""}, {}),
        ({"SCALE": "0.1"}, {"register": {"scale": 0.1}}),
        ({"SCALE": "big"}, {"register": {"scale": "big"}}),
        ({"RESULTS": "r's"}, {"pathvars": {"results": "r's"}}),
        ({"REGISTER": "data"}, {"register": {"source": "extracts", "path": "data"}}),
        ({"OUT": "o"}, {"pathvars": {"register": "o", "results": ".snakemake/register"}}),
    ],
)
def test_variable_changes_its_part_of_the_configuration(variables, changed):
    assert overlay_module.overlay(variables) == changed


def test_languages_are_divided_by_blanks_or_commas():
    assert overlay_module.overlay({"LANGUAGES": "en"}) == {"languages": ["en"]}
    assert overlay_module.overlay({"LANGUAGES": "nb, en", "SCALE": "0.1"}) == {
        "languages": ["nb", "en"],
        "register": {"scale": 0.1},
    }
    assert overlay_module.overlay({"LANGUAGES": " "}) == {}

"""A sample of mutated configurations and folders through Snakemake itself."""

import os
from pathlib import Path

import pytest
from settings_cases import TEXT, setting_cases
from whole_runs import copy_checkout

IS_WHOLE = os.environ.get("MUTATIONS") == "all"
BY_NAME = {case.name: case for case in setting_cases(1)}
SAMPLE = [
    "key missing/.pathvars",
    "written/key twice",
    "written/sexagesimal",
    "written/tab",
    "written/day that is none",
    "written/empty",
    "written/NUL",
    "type/periods/None",
    "key number/study.first_start",
    "same/dates without quotes",
    "same/BOM",
]
FEW = SAMPLE[:2]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    return copy_checkout(tmp_path_factory.mktemp("settings") / "checkout")


@pytest.mark.parametrize("name", SAMPLE if IS_WHOLE else FEW)
def test_workflow_refuses_the_configuration_in_words(checkout, name):
    case = BY_NAME[name]
    (checkout.folder / "config.yaml").write_text(case.text, encoding="utf-8", newline="")
    code, words = checkout.run("table_3", options=("--dry-run",))
    assert "Traceback" not in words
    assert (code == 0) == (not case.names), words
    assert case.names in words
    (checkout.folder / "config.yaml").write_text(TEXT, encoding="utf-8")


@pytest.mark.parametrize("what", ["folder as file", "nothing there"] if IS_WHOLE else ["folder as file"])
def test_workflow_refuses_a_folder_of_extracts_in_words(checkout, tmp_path: Path, what):
    (tmp_path / "extracts").mkdir()
    if what == "folder as file":
        (tmp_path / "extracts" / "nav_enhet_omrade.parquet").mkdir()
    register = {"source": "extracts", "path": str(tmp_path / "extracts")}
    code, words = checkout.run("table_3", register=register)
    assert code == 1 and "Traceback" not in words
    assert ("rule file_is_no_file" if what == "folder as file" else "rule file_missing") in words

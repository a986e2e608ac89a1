"""Bad input ends in a clear error or in the same numbers: never in a traceback, never in another number without a word.

`make mutate` runs every case; `make test` some of every kind, drawn with MUTATIONS_SEED. A case is named as
kind/extract/column/what; `MUTATIONS_ONLY=<regular expression>` runs those whose names it is found in.
"""

import os
import re
import shutil
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import pytest
import yaml
from cases import CANARIES, Case, link_register
from leaks import Secrets, collect_secrets, scan
from pipeline import Outcome, make_register, run
from settings_cases import CONFIG, TEXT, Setting, setting_cases
from storage import storage_cases
from values import value_cases

from dialogmote.design.periods import read_periods
from dialogmote.disclose.profiles import check_profile
from dialogmote.errors import InputError
from dialogmote.settings import check_dates, check_settings, check_spelling, spell_out_dates
from dialogmote.sources import describe_source

ROOT = Path(__file__).parents[2]
SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text(encoding="utf-8"))
SEED = int(os.environ.get("MUTATIONS_SEED", "20181023"))
ONLY = os.environ.get("MUTATIONS_ONLY", "")
IS_WHOLE = os.environ.get("MUTATIONS") == "all"
A_KIND = 2  # cases of each kind in `make test`
SETTINGS_A_KIND = 4
VIOLATION = re.compile(r"\s*(?P<extract>\w+)(?:\.(?P<column>.+?))?(?: \(.*? in the file\))?: rule (?P<rule>\w+):")


def chosen(cases: list, kind_of, number: int) -> list:
    """All cases, those whose names are asked for, or some of each kind."""
    if ONLY:
        return [case for case in cases if re.search(ONLY, case.name)]
    if IS_WHOLE:
        return cases
    by_kind = defaultdict(list)
    for case in cases:
        by_kind[kind_of(case)].append(case)
    rng = Random(SEED)
    return [case for of_kind in by_kind.values() for case in rng.sample(of_kind, min(number, len(of_kind)))]


EXTRACT_CASES = chosen([*value_cases(), *storage_cases()], lambda case: case.kind, A_KIND)
SETTINGS = chosen(setting_cases(SEED), lambda case: case.name.split("/")[0], SETTINGS_A_KIND)


@pytest.fixture(scope="module")
def register(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("mutations") / "register"
    folder.mkdir()
    make_register(folder, seed=1)
    return folder


@pytest.fixture(scope="module")
def undisturbed(register, tmp_path_factory) -> Outcome:
    outcome = run(register, tmp_path_factory.mktemp("undisturbed") / "results")
    assert outcome.code == 0, outcome.words
    return outcome


@pytest.fixture(scope="module")
def secrets(register) -> Secrets:
    return collect_secrets(register, CANARIES)


@pytest.fixture(scope="module")
def endings():
    counted: Counter = Counter()
    yield counted
    for (kind, ending), number in sorted(counted.items()):
        print(f"{kind:12} {ending:10} {number}")


@pytest.mark.parametrize("case", EXTRACT_CASES, ids=lambda case: case.name)
def test_mutated_extract_ends_in_a_clear_error_or_in_the_same_numbers(
    case, register, undisturbed, secrets, endings, tmp_path, capfd
):
    link_register(register, tmp_path / "register")
    case.strike(tmp_path / "register", Random(f"{SEED} {case.name}"))
    outcome = run(tmp_path / "register", tmp_path / "results")
    shown = "".join(capfd.readouterr())
    endings[case.kind, "error" if outcome.code else "unchanged"] += 1
    assert not shown, "a job says everything in its log"
    assert fault(case, outcome, undisturbed) == ""
    assert secrets.find(outcome.words.encode()) == []
    assert scan(tmp_path / "results", secrets) == []
    shutil.rmtree(tmp_path)


def fault(case: Case, outcome: Outcome, undisturbed: Outcome) -> str:
    """What is wrong with how a case ended; nothing when it is right."""
    if "Traceback" in outcome.words:
        return f"traceback: {outcome.words[-500:]}"
    if outcome.code == 0 and outcome.digests != undisturbed.digests:
        return "another number without a word"
    if outcome.code == 0:
        return "" if case.or_same or not case.rules else f"no error, where {case.rules} is wanted"
    if not case.rules:
        return f"an error where none is wanted: {outcome.words[:500]}"
    return "" if any(is_told(case, line) for line in outcome.words.splitlines()) else f"told otherwise: {outcome.words}"


def is_told(case: Case, line: str) -> bool:
    """Whether a line names the extract, the column and one of the rules; or the key of the configuration."""
    told = VIOLATION.match(line)
    if told is None:
        return any("." in rule and line.startswith(rule) for rule in case.rules)
    extract = case.told_of or case.extract
    return (
        told["rule"] in case.rules and extract in ("*", told["extract"]) and case.column in ("", told["column"] or "")
    )


def read_settings(text: str) -> dict:
    """The configuration as `workflow/rules/common.smk` reads and checks it."""
    check_spelling(text, "config.yaml")
    config = spell_out_dates(yaml.safe_load(text))
    check_settings(config, SCHEMA)
    check_dates(config)
    read_periods(config["periods"])
    describe_source(config["register"]["source"], config["register"]["path"])
    check_profile(config["disclosure"]["profile"], is_synthetic=config["register"]["source"] == "synthetic")
    return config


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_mutated_configuration_is_refused_by_key_or_reads_the_same(setting: Setting):
    if not setting.names:
        assert read_settings(setting.text) == CONFIG
        return
    with pytest.raises(InputError) as error:
        read_settings(setting.text)
    assert setting.names in str(error.value)


def test_configuration_as_it_stands_is_read():
    assert read_settings(TEXT) == CONFIG

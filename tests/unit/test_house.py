"""The house: floors, rooms, names, and what may read what."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

from dialogmote.contracts.artifacts import CONTROL_GROUPS
from dialogmote.contracts.extracts import EXTRACTS

ROOT = Path(__file__).parents[2]
FLOORS = ["contracts", "registers", "cohort", "design", "estimate", "disclose", "record", "present"]
VERBS = [
    "verify",
    "simulate",
    "build",
    "code",
    "estimate",
    "assess",
    "fit",
    "disclose",
    "plot",
    "tabulate",
    "render",
    "check",
]
MODULES = sorted((ROOT / "dialogmote").rglob("*.py"))
SCRIPTS = sorted((ROOT / "scripts").glob("*.py"))
RULE_FILES = sorted((ROOT / "workflow" / "rules").glob("*.smk"))
# The one file that the gate leaves on the restricted side: checksums of what it wrote on the released one.
SEAL = "<restricted>/release_seal.json"


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            yield node.module


def rules():
    """Every rule of the workflow that runs a script: name, and the lines of its body."""
    for path in RULE_FILES:
        blocks = re.split(r"^(?:    )?rule (\w+):\n", path.read_text(), flags=re.M)
        yield from ((name, body) for name, body in zip(blocks[1::2], blocks[2::2], strict=True) if "script:" in body)


def directive(body, name):
    """The text under a directive of a rule."""
    found = re.search(rf"^    {name}:(.*?)(?=^    [a-z_]+:|\Z)", body, flags=re.M | re.S)
    return found.group(1) if found else ""


RULES = dict(rules())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_only_from_floors_below(path):
    place = path.relative_to(ROOT / "dialogmote").parts
    if place[0] not in FLOORS:
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "dialogmote" and len(parts) > 1 and parts[1] in FLOORS:
            assert FLOORS.index(parts[1]) <= FLOORS.index(place[0]), f"{path.name} reaches up to {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_library_does_not_know_snakemake_or_the_results_folder(path):
    assert not any(name.split(".")[0] == "snakemake" for name in imports(path))
    assert not re.search(r"[\"']results/", path.read_text())


def test_every_rule_has_its_name_everywhere():
    scripts = {path.stem for path in SCRIPTS}
    assert scripts == set(RULES)
    for name, body in RULES.items():
        assert name.split("_")[0] in VERBS
        assert f'"../../scripts/{name}.py"' in directive(body, "script")
        assert f"<logs>/{name}" in directive(body, "log")
        assert f"<benchmarks>/{name}" in directive(body, "benchmark")


@pytest.mark.parametrize("name", RULES)
def test_rule_says_what_it_is_and_what_it_needs(name):
    body = RULES[name]
    assert body.lstrip().startswith('"""') and body.count('"""') == 2
    assert "mem_mb=" in directive(body, "resources")
    assert "code=" in directive(body, "params")
    assert f"scripts/{name}.py" in directive(body, "params")
    assert directive(body, "message") and directive(body, "conda")
    for part in ("input", "output"):
        for line in directive(body, part).splitlines():
            assert not re.match(r"^        \"", line), f"{name}: an {part} without a name"


@pytest.mark.parametrize("name", RULES)
def test_only_the_gate_stands_between_restricted_and_released(name):
    body = RULES[name]
    reads, writes = directive(body, "input"), directive(body, "output")
    if "<released>" in writes and not name.startswith("disclose_"):
        assert "<restricted>" not in reads and "<register>" not in reads
        assert "<restricted>" not in directive(body, "params")
    if name.startswith("disclose_"):
        beside_the_seal = writes.replace(f'"{SEAL}"', "")
        assert "<released>" in writes and "<restricted>" not in beside_the_seal


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_script_touches_snakemake_only_when_run(path):
    tree = ast.parse(path.read_text())
    main = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "main")
    assert not main.args.args, "main takes keywords only"
    for node in tree.body[:-1]:
        if isinstance(node, ast.If):  # the import for the type checker
            continue
        assert not any(isinstance(child, ast.Name) and child.id == "snakemake" for child in ast.walk(node))
    assert "annotations" not in [name for name in imports(path) if name == "__future__"]


def test_rules_know_the_extracts_and_groups_of_the_contracts():
    common = (ROOT / "workflow" / "rules" / "common.smk").read_text()
    extracts = re.search(r"EXTRACTS = \((.*?)\)\.split", common, flags=re.S).group(1)
    assert " ".join(re.findall(r'"(.*?)"', extracts)).split() == list(EXTRACTS)
    assert f"CONTROL_GROUPS = {json.dumps(list(CONTROL_GROUPS))}" in common


def locked(name):
    lock = (ROOT / "envs" / f"{name}.lock").read_text()
    return dict(re.findall(r"^([a-zA-Z0-9._-]+)==([^ ;\\]+)", lock, flags=re.M))


def test_conda_pins_equal_the_lock():
    pins = yaml.safe_load((ROOT / "envs" / "analysis.yaml").read_text())["dependencies"]
    pins = {name.removesuffix("-py"): version for name, version in (pin.split("=") for pin in pins)}
    assert 3.11 <= float(pins.pop("python")) <= 3.13
    wanted = {
        re.split(r"[<>=!]", line)[0]
        for line in (ROOT / "envs" / "run.in").read_text().splitlines()
        if line[:1].isalpha()
    }
    assert set(pins) == wanted - {"snakemake"}
    assert pins == {name: locked("run")[name] for name in pins}


def test_development_lock_holds_the_run_lock():
    development = locked("dev")
    assert all(development[name] == version for name, version in locked("run").items())


@pytest.mark.parametrize("name", ["run", "dev", "slurm"])
def test_lock_has_hashes_and_names_no_registry(name):
    lock = (ROOT / "envs" / f"{name}.lock").read_text()
    assert "://" not in lock and "--index" not in lock
    entries = re.split(r"^(?=[a-zA-Z])", lock, flags=re.M)[1:]
    assert entries and all("--hash=sha256:" in entry for entry in entries)


def test_citation_and_package_name_the_same_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert f'version = "{citation["version"]}"' in (ROOT / "pyproject.toml").read_text()

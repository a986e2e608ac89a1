"""Where software comes from: hashes refuse, licences are known and allowed, the bill is whole, the audit is honest."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from dialogmote.errors import InputError
from dialogmote.record.supply_chain.audit import Audit, read_audit
from dialogmote.record.supply_chain.bill import Environment, describe_environment, find_requirements, write_bill
from dialogmote.record.supply_chain.licences import (
    LOOKED_UP,
    Licence,
    find_changes,
    find_violations,
    is_allowed,
    read_allowed,
    read_table,
    recognise_licence,
    tabulate_licences,
    write_table,
)
from dialogmote.record.supply_chain.packages import Installed, Locked, find_departures, read_lock, read_wanted
from workflow import audit, sbom
from workflow.licences import ALLOWED, ENVS, TABLE

LOCKS = ("build", "run", "dev", "slurm")
A, B = "a" * 64, "b" * 64
LOCK = f"""alpha==1.0 \\
    --hash=sha256:{B} \\
    --hash=sha256:{A}
Beta_Core==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:{B}
"""
THREE_CLAUSES = """Redistribution and use in source and binary forms, with or without modification, are permitted.
Neither the name of X may be used to endorse or promote products derived from this software.
Permission is hereby granted, free of charge, to any person obtaining a copy of a part"""


def wheel(folder):
    """A wheel with one empty module, as `pip` takes it; its path."""
    path = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("tiny.py", "")
        packed.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        packed.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr("tiny-1.0.dist-info/RECORD", "tiny.py,,\n")
    return path


def install(folder, entry):
    """Install one entry of a lock as the Makefile does, from a folder alone, into another."""
    options = re.search(r"^install := .* pip install (.*)$", (ENVS.parent / "Makefile").read_text(), flags=re.M).group(
        1
    )
    (folder / "tiny.lock").write_text(entry)
    command = [sys.executable, "-m", "pip", "--isolated", "install", *options.split(), "-r", str(ENVS / "sdists.txt")]
    places = ["--no-index", "--find-links", str(folder), "--target", str(folder / "there"), "-r", "tiny.lock"]
    return subprocess.run([*command, *places], cwd=folder, capture_output=True, text=True, check=False)


def test_file_with_another_digest_than_the_lock_is_not_installed(tmp_path):
    digest = hashlib.sha256(wheel(tmp_path).read_bytes()).hexdigest()
    refused = install(tmp_path, f"tiny==1.0 --hash=sha256:{A}\n")
    assert refused.returncode != 0 and "DO NOT MATCH THE HASHES" in refused.stderr
    assert not (tmp_path / "there" / "tiny.py").exists()
    done = install(tmp_path, f"tiny==1.0 --hash=sha256:{digest}\n")
    assert done.returncode == 0 and (tmp_path / "there" / "tiny.py").exists(), done.stderr


def test_only_the_listed_packages_may_be_built(tmp_path):
    (tmp_path / "tiny-1.0.tar.gz").write_bytes(b"")
    refused = install(tmp_path, f"tiny==1.0 --hash=sha256:{A}\n")
    assert refused.returncode != 0 and "No matching distribution" in refused.stderr


def test_built_packages_are_locked_and_their_tools_come_as_wheels():
    text = (ENVS / "sdists.txt").read_text()
    built = re.findall(r"^--no-binary (\S+)$", text, flags=re.M)
    assert "--only-binary :all:" in text.splitlines() and built
    for lock in ("run", "dev", "slurm"):
        digests = {entry.name: entry.digests for entry in read_lock((ENVS / f"{lock}.lock").read_text())}
        assert all(len(digests[name]) == 1 for name in built)  # the sdist's
    tools = read_lock((ENVS / "build.lock").read_text())
    assert [tool.name for tool in tools] == ["setuptools"] and all(len(tool.digests) > 0 for tool in tools)
    recipe = (ENVS.parent / "Makefile").read_text().split("%.installed:")[1].split("\n\n")[0]
    assert "--only-binary :all: -r envs/build.lock" in recipe and "--no-build-isolation -r envs/sdists.txt" in recipe


def test_lock_is_read_with_digests_and_markers():
    assert read_lock(LOCK) == [
        Locked("alpha", "1.0", (A, B)),
        Locked("beta-core", "2.0", (B,), "sys_platform == 'win32'"),
    ]
    assert read_wanted("# what\nBeta.Core>=1  # why\nalpha[x]==1\n-r run.in\n") == ["alpha", "beta-core"]


def test_departure_from_the_lock_is_named():
    installed = {"alpha": Installed("alpha", "1.1")}
    assert find_departures(read_lock(LOCK), installed) == ["alpha: 1.1 is installed, 1.0 is locked"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_an_allowed_licence_in_the_table(lock):
    table, allowed = read_table(TABLE.read_text()), read_allowed(ALLOWED.read_text())
    rows = [table[entry.name] for entry in read_lock((ENVS / f"{lock}.lock").read_text())]
    assert find_violations(rows, allowed) == [] and all(lock in row.locks.split() for row in rows)


@pytest.mark.parametrize(
    ("package", "licence"),
    [
        (Installed("a", "1", expression="MIT OR Zlib", licence="GPL"), ("MIT OR Zlib", "expression")),
        (Installed("a", "1", licence="MIT  License"), ("MIT", "words")),
        (Installed("a", "1", classifiers=("OSI Approved :: MIT License",)), ("MIT", "classifier")),
        (Installed("a", "1", classifiers=("OSI Approved :: BSD License",)), ("", "")),
        (Installed("a", "1", licence=THREE_CLAUSES), ("BSD-3-Clause", "text")),
        (Installed("a", "1", texts=(THREE_CLAUSES.splitlines()[0],)), ("BSD-2-Clause", "text")),
        (Installed("a", "1", texts=(THREE_CLAUSES, "Apache License\n Version 2.0")), ("", "")),
        (Installed("a", "1", licence="Ours"), ("", "")),
    ],
)
def test_licence_is_taken_from_the_surest_place(package, licence):
    assert recognise_licence(package) == licence


@pytest.mark.parametrize(
    ("expression", "is_met"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND (GPL-3.0-only OR Zlib)", True),
        ("(MIT OR Zlib) AND GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT AND Zlib", True),
        ("Zlib WITH some-exception", False),
        ("MIT AND", False),
        ("(MIT", False),
        ("MIT Zlib", False),
        ("", False),
    ],
)
def test_expression_is_met_by_allowed_licences_alone(expression, is_met):
    assert is_allowed(expression, ["MIT", "Zlib"]) is is_met


def test_unknown_and_forbidden_licences_are_named_with_their_package():
    rows = [
        Licence("a", "run", "MIT", "expression", "MIT"),
        Licence("b", "run", "AGPL-3.0-only", "expression", "AGPL-3.0-only"),
        Licence("c", "dev", "", "", "Ours"),
    ]
    assert find_violations(rows, ["MIT"]) == [
        "b (run): its licence, AGPL-3.0-only, is not among the allowed",
        "c (dev): its licence is unknown; its metadata says 'Ours'",
    ]


def test_looked_up_licence_stays_only_while_the_metadata_says_the_same():
    looked_up = Licence("a", "run", "MIT", LOOKED_UP, "Ours")
    for stated, kept in (("Ours", "MIT"), ("Theirs", "")):
        [row] = tabulate_licences({"run": ["a"]}, {"a": Installed("a", "1", licence=stated)}, {"a": looked_up})
        assert row.licence == kept
    assert tabulate_licences({"run": ["a"]}, {}, {"a": looked_up}) == [looked_up]


def test_table_that_is_not_the_locks_any_more_is_told():
    known = read_table(
        write_table([Licence("a", "run", "MIT", "words", "MIT, that is"), Licence("b", "run", "MIT", "", "")])
    )
    rows = [Licence("a", "run", "Zlib", "words", "Zlib"), Licence("c", "dev", "MIT", "words", "MIT")]
    changes = find_changes(rows, known)
    assert [line.split(":")[0] for line in changes] == ["b", "c", "a"] and "Zlib" in changes[2]
    assert find_changes(known.values(), known) == []


def environment(**changes):
    installed = {
        "alpha": Installed("alpha", "1.0", requirements=("Beta_Core[more]>=1", "gone; python_version < '3'")),
        "beta-core": Installed("Beta_Core", "2.0", requirements=("alpha; extra == 'more'", "alpha; extra == 'less'")),
        "outside": Installed("outside", "1"),
    }
    licences = {
        "alpha": Licence("alpha", "run", "MIT", "", ""),
        "beta-core": Licence("beta-core", "run", "MIT AND Zlib", "", ""),
    }
    given = {
        "version": "0.1", "python": "3.11.0", "wanted": ["alpha"], "locked": read_lock(LOCK), "installed": installed,
        "licences": licences, "lock_digest": A,
    }  # fmt: skip
    return Environment(**given | changes)


def problems(text):
    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)


def test_bill_meets_the_schema_and_a_spoilt_one_does_not():
    text = write_bill(environment())
    assert problems(text) is None
    assert problems(text.replace('"library"', '"book"')) is not None


def test_bill_lists_the_locked_packages_with_digests_and_licences():
    components = {one["name"]: one for one in describe_environment(environment())["components"]}
    assert set(components) == {"python", "alpha", "beta-core"}
    assert [one["value"] for one in components["alpha"]["properties"]] == [A, B]
    assert components["beta-core"]["licenses"][0]["expression"] == "MIT AND Zlib"
    assert components["alpha"]["purl"] == "pkg:pypi/alpha@1.0"


def test_requirement_of_an_extra_counts_where_the_extra_is_asked_for():
    packages = {name: one for name, one in environment().installed.items() if name != "outside"}
    assert find_requirements(packages, ["alpha"], {}) == {"alpha": ["beta-core"], "beta-core": ["alpha"]}
    alone = {**packages, "alpha": Installed("alpha", "1.0", requirements=("beta-core",))}
    assert find_requirements(alone, ["alpha"], {}) == {"alpha": ["beta-core"], "beta-core": []}


def test_bill_has_the_same_bytes_again_and_a_time_only_when_it_is_given():
    assert write_bill(environment()) == write_bill(environment())
    assert "timestamp" not in write_bill(environment())
    timed = describe_environment(environment(epoch=86400))
    assert timed["metadata"]["timestamp"] == "1970-01-02T00:00:00Z"
    assert timed["serialNumber"] != describe_environment(environment())["serialNumber"]


def test_bill_of_this_environment_is_valid_and_has_every_package_a_run_asks_for(tmp_path):
    sbom.main(str(tmp_path / "sbom.json"))
    text = (tmp_path / "sbom.json").read_text()
    assert problems(text) is None
    names = {one["name"] for one in json.loads(text)["components"]}
    assert set(read_wanted((ENVS / "run.in").read_text())) <= names
    assert str(Path.home()) not in text and "licenses" in text


def test_bill_is_not_written_over_what_is_no_file(tmp_path):
    with pytest.raises(InputError, match="no file"):
        sbom.main(str(tmp_path))
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH"):
        sbom.read_epoch("now")


def answer(*packages):
    return json.dumps({"dependencies": list(packages)})


KNOWN = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "X-1", "fix_versions": ["3"]}, {"id": "X-0", "fix_versions": []}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


def test_database_that_knows_no_package_is_no_answer():
    assert read_audit(answer(SKIPPED)) is None
    assert read_audit("") is None and read_audit("[]") is None
    found = ("b 2: X-0, mended in no version", "b 2: X-1, mended in 3")
    assert read_audit(answer(KNOWN, BAD, SKIPPED)) == Audit(2, 1, found)


def audited(monkeypatch, stdout, returncode=0):
    """What the program says when pip-audit prints this."""
    done = subprocess.CompletedProcess([], returncode, stdout, "usage")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: done)
    return audit.main()


def test_audit_is_skipped_in_words_without_a_database(monkeypatch):
    assert "skipped" in audited(monkeypatch, "", returncode=1)
    assert "skipped" in audited(monkeypatch, answer(SKIPPED))
    assert "no known vulnerability" in audited(monkeypatch, answer(KNOWN))


def test_known_vulnerability_stops_the_check(monkeypatch):
    with pytest.raises(InputError, match="b 2: X-1"):
        audited(monkeypatch, answer(KNOWN, BAD), returncode=1)


def test_wrong_call_of_the_tool_is_no_lack_of_network(monkeypatch):
    with pytest.raises(InputError, match="could not be started"):
        audited(monkeypatch, "", returncode=2)

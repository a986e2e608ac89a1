"""The archive for deposit: what goes in, what is refused under any name, and the same bytes for the same content."""

import gzip
import hashlib
import io
import json
import subprocess
import tarfile
from pathlib import Path

import polars as pl
import pytest

from dialogmote.record.archive import (
    ArchiveError,
    Entry,
    check_entries,
    pack_archive,
    select_declared,
    select_released,
    write_checksums,
)
from dialogmote.record.archive_readme import Deposit, write_archive_readme
from workflow import archive as packing

ROOT = Path(__file__).parents[2]
ROWS = pl.DataFrame({"spell_id": [7000016, 7000028, 7000031], "duration": [120, 365, 200]})
COUNTS = pl.DataFrame({"week": [16, 17], "n": [120, 100]})


def parquet(frame):
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def digest(content):
    return hashlib.sha256(content).hexdigest()


def check(*entries, restricted=None, released=(), identifiers=()):
    check_entries(entries, restricted or {}, released, identifiers)


def refusal(*entries, **what):
    with pytest.raises(ArchiveError) as error:
        check(*entries, **what)
    return str(error.value)


def test_code_and_released_exhibits_pass():
    check(
        Entry("dialogmote/a.py", b"A = 1\n"),
        Entry("run/released/exhibits/figure_2.parquet", parquet(COUNTS)),
        restricted={digest(parquet(ROWS)): "restricted/cohort.parquet"},
        identifiers={7000016},
    )


def test_copy_of_a_restricted_file_is_refused_under_any_name():
    content = b"week,n\n16,3\n"
    message = refusal(
        Entry("docs/weeks.md", content), restricted={digest(content): "restricted/exhibits/figure_2.parquet"}
    )
    assert "docs/weeks.md: has the bytes of a restricted file, restricted/exhibits/figure_2.parquet" in message


def test_restricted_file_that_was_released_as_it_is_passes():
    content = parquet(COUNTS)
    check(
        Entry("run/released/exhibits/case_offices_3_1.parquet", content),
        restricted={digest(content): "restricted/exhibits/case_offices_3_1.parquet"},
        released={digest(content)},
    )


def test_empty_file_is_nobody_s_copy():
    check(Entry("dialogmote/__init__.py", b""), restricted={digest(b""): "restricted/empty"})


@pytest.mark.parametrize("name", ["docs/figure.png", "resources/published/table.csv", "tests/rows.parquet"])
def test_binary_table_outside_the_released_exhibits_is_refused_whatever_it_is_called(name):
    assert f"{name}: a binary table" in refusal(Entry(name, parquet(COUNTS)))


def test_released_exhibit_with_rows_is_refused_and_no_row_is_told():
    message = refusal(Entry("run/released/exhibits/figure_2.parquet", parquet(ROWS)))
    assert "column 'spell_id' identifies rows" in message
    assert "7000016" not in message


@pytest.mark.parametrize("head", ["fk_person1,grad", '"PERSON_ID";"n"', "\ufeffspell_id\tn"])
def test_text_table_with_an_identity_column_is_refused(head):
    assert "identifies rows" in refusal(Entry("resources/published/new.csv", f"{head}\n1,2\n".encode()))


def test_identifiers_in_a_text_are_refused_whatever_the_columns_are_called():
    text = b"a,b\n7000016,1\n7000028.0,2\nx 7000031\n"
    message = refusal(Entry("docs/notes.md", text), identifiers={7000016, 7000028, 7000031, 7000040})
    assert "docs/notes.md: holds identifiers of spells or persons (3 of them)" in message


def test_one_number_that_happens_to_be_an_identifier_passes_and_a_long_one_does_not():
    check(Entry("docs/notes.md", b"7000016 spells\n"), identifiers={7000016})
    assert "identifiers" in refusal(Entry("docs/notes.md", b"900000016 was here\n"), identifiers={900000016})


def test_digits_inside_a_digest_or_a_decimal_number_are_no_identifiers():
    check(Entry("envs/run.lock", b"sha256:a900000016b\n0.900000016\n"), identifiers={900000016})


@pytest.mark.parametrize("name", ["restricted/cohort.txt", "docs/restricted/a.md", "../a.md", "run/provenance.json"])
def test_entry_with_a_bad_path_is_refused(name):
    assert name in refusal(Entry(name, b"text"))


def test_every_file_of_the_crate_is_in_the_archive_at_the_crate_s_own_path(tmp_path, monkeypatch):
    results, names = write_results(tmp_path / "results")
    with tarfile.open(fileobj=io.BytesIO(build(results, monkeypatch))) as archive:
        [place] = [name for name in archive.getnames() if name.endswith("/ro-crate-metadata.json")]
        folder = place.removesuffix("ro-crate-metadata.json")
        held = {name: digest(archive.extractfile(f"{folder}{name}").read()) for name in names}
        assert f"{folder}provenance.json" not in archive.getnames()
    assert held == names and "workflow/workflow/rules/common.smk" in held


def test_archive_without_a_file_of_the_crate_is_refused(tmp_path, monkeypatch):
    results, _ = write_results(tmp_path / "results")
    (results / "workflow/Snakefile").unlink()
    with pytest.raises(ArchiveError, match="workflow/Snakefile: declared by the crate, gone"):
        build(results, monkeypatch)


def write_results(results):
    """Results with a crate, checked and recorded; the files that the crate declares, with their checksums."""
    files = {
        "workflow/Snakefile": "include\n",
        "workflow/workflow/rules/common.smk": "rule\n",
        "released/report.en.html": "<p>\n",
        "datapackage.json": "{}\n",
    }
    names = {name: digest(text.encode()) for name, text in files.items()}
    listed = {"file": "report.en.html", "sha256": names["released/report.en.html"]}
    entities = [{"@id": name, "@type": ["File"], "sha256": names[name]} for name in names]
    files |= {
        "released/release_manifest.json": json.dumps({"files": [listed], "code_version": "c0de"}),
        "restricted/release_checked.txt": "checked\n",
        "restricted/register/person.csv": "a,b\n",
        "record/config.yaml": "a: 1\n",
        "record/datapackage.json": files["datapackage.json"],
        "record/ro-crate-metadata.json": json.dumps({"@graph": [{"@id": "./", "@type": "Dataset"}, *entities]}),
        "record/provenance.json": "{}\n",
    }
    for name, text in files.items():
        (results / name).parent.mkdir(parents=True, exist_ok=True)
        (results / name).write_text(text)
    return results, names


def build(results, monkeypatch):
    monkeypatch.setattr(packing, "repository_files", lambda _: ["workflow/archive.py"])
    register = {"path": "", "source": "synthetic"}
    config = {"pathvars": {}, "register": register, "disclosure": {"profile": "strict"}, "languages": ["en"]}
    return packing.build_archive(config, results)[1]


def test_linked_environment_is_not_taken_for_a_file_of_the_repository():
    """git's pattern with a slash at the end would match folders alone, and a link is none."""
    assert "/.venv" in (ROOT / ".gitignore").read_text().splitlines()


def test_every_problem_is_listed_at_once():
    message = refusal(Entry("docs/a.parquet", parquet(COUNTS)), Entry("restricted/b.md", b"text"))
    assert "docs/a.parquet" in message and "restricted/b.md" in message


def test_released_files_are_those_of_the_manifest_with_it_and_its_sheets():
    manifest = {"files": [{"file": "report.en.html", "sha256": "a"}]}
    present = {"report.en.html": "a", "release_manifest.json": "b", "request_sheet.en.html": "c"}
    assert select_released(present, manifest) == sorted(present)


@pytest.mark.parametrize(
    ("present", "problem"),
    [
        ({"report.en.html": "a", "exhibits/cohort.parquet": "d"}, "exhibits/cohort.parquet: not in the release"),
        ({"report.en.html": "z"}, "report.en.html: changed after"),
        ({}, "report.en.html: in the release manifest, and gone"),
    ],
)
def test_released_folder_that_is_not_the_manifest_s_is_refused(present, problem):
    with pytest.raises(ArchiveError, match=problem):
        select_released(present, {"files": [{"file": "report.en.html", "sha256": "a"}]})


def test_declared_files_are_those_that_git_tracks():
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout:
        pytest.skip("no git here")
    declared, unknown = select_declared(done.stdout.split("\n")[:-1])
    assert unknown == []
    assert "dialogmote/record/comparison/build.py" in declared


def test_file_that_nothing_declares_is_told_apart():
    names = ["docs/methods.md", "docs/rows.parquet", "rows.csv", "dialogmote/__pycache__/a.pyc", "notes/a.md"]
    assert select_declared(names) == (["docs/methods.md"], ["docs/rows.parquet", "notes/a.md", "rows.csv"])


def test_same_content_gives_the_same_bytes_in_any_order():
    entries = [Entry("b.py", b"B"), Entry("a.sh", b"A", is_executable=True)]
    assert pack_archive(entries, "x") == pack_archive(entries[::-1], "x")


def test_archive_holds_no_time_owner_or_right_of_a_machine():
    content = pack_archive([Entry("b.py", b"B"), Entry("a.sh", b"A", is_executable=True)], "x")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = archive.getmembers()
    assert [(member.name, member.mode) for member in members] == [("x/a.sh", 0o755), ("x/b.py", 0o644)]
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, "", "")}
    assert len({member.mtime for member in members}) == 1
    assert content[4:8] == b"\0\0\0\0", "gzip's time"
    assert b"x/a.sh" in gzip.decompress(content)


def test_checksums_are_those_that_sha256sum_reads():
    text = write_checksums([Entry("b", b"B"), Entry("a", b"A")])
    assert text == f"{digest(b'A')}  a\n{digest(b'B')}  b\n"


@pytest.mark.parametrize("is_synthetic", [True, False])
def test_readme_says_which_register_it_was_and_how_to_build_again(is_synthetic):
    deposit = Deposit("0.3.0", is_synthetic, "strict", "c0de", ("en", "nb"), 1, 2, 3)
    text = write_archive_readme(deposit)
    assert ("is synthetic" in text) is is_synthetic
    assert "sha256sum -c SHA256SUMS" in text and "make compare A=run/released" in text and "c0de" in text
    assert max(map(len, text.splitlines())) <= 120

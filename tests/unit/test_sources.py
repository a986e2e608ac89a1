"""Where extracts lie, and whose register a results folder belongs to."""

import os

import pytest

from dialogmote.errors import InputError
from dialogmote.sources import (
    check_apart,
    check_new_register,
    check_owner,
    describe_source,
    find_extracts,
    fingerprint_files,
    keep_out_of_git,
    record_owner,
)


def test_extract_is_a_file_or_a_folder_of_parts(tmp_path):
    (tmp_path / "aap.parquet").touch()
    (tmp_path / "person").mkdir()
    for name in ("b.parquet", "a.parquet", "notes.txt"):
        (tmp_path / "person" / name).touch()
    found = find_extracts(str(tmp_path), ["aap", "person", "motebehov"])
    assert found == {
        "aap": [str(tmp_path / "aap.parquet")],
        "person": [str(tmp_path / "person" / "a.parquet"), str(tmp_path / "person" / "b.parquet")],
    }


def test_file_and_folder_of_the_same_extract_are_refused(tmp_path):
    (tmp_path / "aap.parquet").touch()
    (tmp_path / "aap").mkdir()
    assert list(find_extracts(str(tmp_path), ["aap"])) == ["aap"], "a folder without parts is none"
    (tmp_path / "aap" / "a.parquet").touch()
    with pytest.raises(InputError, match="aap"):
        find_extracts(str(tmp_path), ["aap"])


def test_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="REGISTER="):
        describe_source("extracts", str(tmp_path / "nowhere"))


def test_results_of_another_register_are_refused_with_the_way_out(tmp_path):
    record = tmp_path / "results" / "restricted" / "register_source.txt"
    record_owner(record, "synthetic")
    check_owner(record, "synthetic")
    with pytest.raises(InputError, match="RESULTS="):
        check_owner(record, describe_source("extracts", str(tmp_path)))


def test_first_owner_of_a_results_folder_stays(tmp_path):
    record = tmp_path / "restricted" / "register_source.txt"
    record_owner(record, "synthetic")
    record_owner(record, "extracts elsewhere")
    assert record.read_text() == "synthetic\n"


def test_foreign_extracts_are_not_written_over(tmp_path):
    check_new_register(tmp_path / "new")
    (tmp_path / "aap.parquet").touch()
    with pytest.raises(InputError, match="OUT="):
        check_new_register(tmp_path)
    (tmp_path / "truth.parquet").touch()
    check_new_register(tmp_path)


def test_extracts_inside_the_results_folder_are_refused(tmp_path):
    check_apart(tmp_path / "results", tmp_path / "extracts")
    for register in (tmp_path / "results", tmp_path / "results" / "extracts"):
        with pytest.raises(InputError, match="RESULTS="):
            check_apart(tmp_path / "results", register)


def test_replaced_file_changes_the_fingerprint_even_with_an_older_time(tmp_path):
    file = tmp_path / "aap.parquet"
    file.write_text("one")
    before = fingerprint_files([str(file)])
    assert fingerprint_files([str(file)]) == before
    os.utime(file, (0, 0))
    assert fingerprint_files([str(file)]) != before


def test_results_stay_out_of_git_whatever_the_folder_is_called(tmp_path):
    keep_out_of_git(tmp_path / "my results")
    assert (tmp_path / "my results" / ".gitignore").read_text() == "*\n"

"""Artifacts are checked and written whole or not at all; jobs say what went wrong in their log."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from dialogmote.contracts.files import ContractError, contract_of, write_checked
from dialogmote.writing import write_whole

ROOT = Path(__file__).parents[2]
STEP = {
    "step": "long_spells",
    "rows_left": 5,
    "spells_left": 4,
    "persons_left": 3,
    "rows_removed": 0,
    "spells_removed": 0,
}


def test_frame_that_keeps_its_contract_is_written(tmp_path):
    write_checked(pl.DataFrame([STEP]), tmp_path / "attrition.parquet")
    assert pl.read_parquet(tmp_path / "attrition.parquet").to_dicts() == [STEP]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rows_left": -1}, "rows_left"),
        ({"rows_left": None}, "rows_left"),
        ({"rows_left": "5"}, "rows_left"),
        ({"extra": 1}, "extra"),
    ],
)
def test_frame_that_breaks_its_contract_is_not_written(tmp_path, change, says):
    schema = {"rows_left": pl.Int64} if change == {"rows_left": None} else None
    with pytest.raises(ContractError, match=says):
        write_checked(pl.DataFrame([STEP | change], schema_overrides=schema), tmp_path / "attrition.parquet")
    assert list(tmp_path.iterdir()) == []


def test_message_of_a_broken_contract_shows_no_value(tmp_path):
    frame = pl.DataFrame([STEP | {"step": "secret-4711", "rows_left": -987654}])
    with pytest.raises(ContractError) as error:
        write_checked(frame, tmp_path / "attrition.parquet")
    assert "secret" not in str(error.value) and "987654" not in str(error.value)


def test_column_that_is_missing_is_named(tmp_path):
    with pytest.raises(ContractError, match="'step' is missing"):
        write_checked(pl.DataFrame([STEP]).drop("step"), tmp_path / "attrition.parquet")


def test_folder_names_the_contract_where_files_are_parts_of_an_artifact():
    assert contract_of("x/did/national.parquet").__name__ == "Did"
    assert contract_of("x/exhibits/table_4.parquet").__name__ == "Table4"
    with pytest.raises(ValueError, match="no contract"):
        contract_of("x/y/unknown.parquet")


def test_writer_that_fails_leaves_the_old_file_and_nothing_half_written(tmp_path):
    target = tmp_path / "file.txt"
    target.write_text("old")

    def fail(path):
        path.write_text("half")
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        write_whole(target, fail)
    assert target.read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def run_job(tmp_path, body, **environment):
    imports = "import polars as pl\nfrom dialogmote.jobs import job_logging\nfrom dialogmote.errors import InputError\n"
    code = f"{imports}with job_logging({str(tmp_path / 'log')!r}):\n    {body}\n"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("", "")
    return done.returncode, (tmp_path / "log").read_text()


def test_known_error_stands_in_the_log_without_a_traceback(tmp_path):
    code, log = run_job(tmp_path, "raise InputError('what to do')")
    assert (code, log) == (1, "what to do\n")


def test_message_of_the_library_stands_in_the_log_with_its_traceback(tmp_path):
    code, log = run_job(tmp_path, "from dialogmote.contracts import contract_of; contract_of('unknown.parquet')")
    assert code == 1 and "Traceback" in log and "ValueError: no contract for 'unknown.parquet'" in log


QUOTING = "pl.Series(['secret-4711']).cast(pl.Int64)"


def test_message_of_another_library_is_withheld_for_it_may_quote_rows(tmp_path):
    code, log = run_job(tmp_path, QUOTING)
    assert code == 1 and "Traceback" in log and "InvalidOperationError" in log
    assert "4711" not in log.replace(QUOTING, "")


def test_message_of_another_library_is_shown_when_asked_for(tmp_path):
    assert "secret-4711" in run_job(tmp_path, QUOTING, DIALOGMOTE_FULL_ERRORS="1")[1].replace(QUOTING, "")


def test_logging_prints_and_warnings_go_to_the_log(tmp_path):
    code, log = run_job(
        tmp_path,
        "import logging, warnings; logging.getLogger('x').info('hello'); print('printed'); warnings.warn('warned')",
    )
    assert code == 0 and all(word in log for word in ("hello", "printed", "warned"))


def test_message_of_python_itself_inside_the_library_is_withheld(tmp_path):
    body = "from dialogmote.cohort.offices import _last_successor; _last_successor('secret-4711', {})"
    log = run_job(tmp_path, body)[1]
    assert "KeyError" in log and "4711" not in log.replace(body, "")


def test_panic_of_polars_stands_in_the_log_and_not_on_the_terminal(tmp_path):
    code, log = run_job(tmp_path, "raise pl.exceptions.PanicException('secret-4711')")
    assert code == 1 and "PanicException: (message withheld" in log

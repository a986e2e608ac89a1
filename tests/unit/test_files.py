"""Artifacts are checked and written whole or not at all; jobs say what went wrong in their log."""

import errno
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import pytest

from dialogmote.contracts.files import ContractError, contract_of, write_checked, write_parquet
from dialogmote.errors import name_file
from dialogmote.jobs import describe_error, results_of
from dialogmote.writing import remove_all_leftovers, write_text, write_whole

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


def test_leftover_of_a_killed_writer_of_the_same_file_is_removed(tmp_path):
    (tmp_path / ".file.txt.4711.tmp").write_text("half")
    (tmp_path / ".other.txt.4711.tmp").write_text("half")
    write_text("whole", tmp_path / "file.txt")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other.txt.4711.tmp", "file.txt"]


def test_all_leftovers_below_a_folder_are_removed_and_nothing_else(tmp_path):
    kept = [".a.tmp", ".gitignore", "a.tmp", "released/report.en.html"]
    for name in [*kept, ".a.12.tmp", "released/.report.en.html.7.tmp"]:
        write_text("", tmp_path / name)
    remove_all_leftovers(tmp_path)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()) == kept


def test_file_that_fails_its_check_does_not_replace_the_old_one(tmp_path):
    target = tmp_path / "file.txt"
    target.write_text("old")

    def refuse(path):
        assert path.read_text() == "new"
        raise ValueError("not as it should be")

    with pytest.raises(ValueError, match="not as it should be"):
        write_whole(target, lambda path: path.write_text("new"), refuse)
    assert target.read_text() == "old" and len(list(tmp_path.iterdir())) == 1


def test_file_is_flushed_to_the_disk_before_it_gets_its_name(tmp_path, monkeypatch):
    target, there = tmp_path / "file.txt", []
    monkeypatch.setattr(os, "fsync", lambda descriptor: there.append((os.fstat(descriptor).st_size, target.exists())))
    write_text("12345", target)
    assert there == [(5, False)] and target.exists()


def test_parquet_file_that_is_not_the_table_is_refused(tmp_path, monkeypatch):
    write = pl.DataFrame.write_parquet
    monkeypatch.setattr(
        pl.DataFrame, "write_parquet", lambda frame, *args, **named: write(frame.head(1), *args, **named)
    )
    with pytest.raises(ContractError, match="not the table"):
        write_parquet(pl.DataFrame({"a": [1, 2]}), tmp_path / "x.parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        pl.exceptions.ComputeError("underlying IO error: No space left on device (os error 28)"),
    ],
    ids=["python", "polars"],
)
def test_full_disk_is_an_error_about_the_file_and_not_about_its_temporary_name(tmp_path, error):
    def fail(path):
        raise error

    with pytest.raises(OSError) as raised:
        write_whole(tmp_path / "x.parquet", fail)
    assert (raised.value.errno, raised.value.filename) == (errno.ENOSPC, str(tmp_path / "x.parquet"))


def test_folder_is_held_by_one_process_until_it_ends(tmp_path):
    hold = "import sys; from pathlib import Path; from dialogmote.writing import hold_folder; "
    asking = [sys.executable, "-c", hold + f"sys.exit(not hold_folder(Path({str(tmp_path)!r})))"]
    holding = [sys.executable, "-c", hold + f"print(hold_folder(Path({str(tmp_path)!r})), flush=True); input()"]
    with subprocess.Popen(holding, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "True\n"
        assert subprocess.run(asking, cwd=ROOT, check=False).returncode == 1
        holder.kill()
    assert subprocess.run(asking, cwd=ROOT, check=False).returncode == 0


REFUSALS = [
    (errno.ENOSPC, "released/x.svg: the disk is full. Free some space"),
    (errno.EDQUOT, "released/x.svg: the disk quota is used up. Free some space"),
    (errno.EFBIG, "released/x.svg: the file would be larger"),
    (errno.EROFS, "released/x.svg: the file system is read-only. Make the folder writable"),
    (errno.EACCES, "released/x.svg: permission denied. Make the folder writable"),
    (errno.EIO, "released/x.svg: the disk reports an error."),
    (errno.ENOMEM, "Not enough memory for this step. Run fewer steps at once"),
]


@pytest.mark.parametrize(("number", "says"), REFUSALS)
def test_what_the_machine_refuses_stands_in_the_log_in_plain_words(tmp_path, number, says):
    words = describe_error(OSError(number, "secret", str(tmp_path / "released" / "x.svg")), tmp_path)
    assert words.startswith(says) and "start the same command again" in words
    assert "Traceback" not in words and str(tmp_path) not in words and "secret" not in words


def test_lack_of_memory_stands_in_the_log_in_plain_words(tmp_path):
    code, log = run_job(tmp_path, "raise MemoryError('secret')")
    assert code == 1 and log.startswith("Not enough memory") and "Traceback" not in log and "secret" not in log


def test_error_of_the_system_that_nobody_can_mend_keeps_its_traceback(tmp_path):
    code, log = run_job(tmp_path, "open('/no/such/file')")
    assert code == 1 and "Traceback" in log and "FileNotFoundError" in log


def test_log_lies_below_the_results_of_its_job():
    assert results_of("/a/logs/b/results/logs/plot_figure/x.log") == Path("/a/logs/b/results")


def test_job_whose_log_cannot_be_opened_says_so_on_the_terminal(tmp_path):
    code = f"from dialogmote.jobs import job_logging\nwith job_logging({str(tmp_path / 'full')!r}): pass\n"
    (tmp_path / "full").symlink_to("/sys/full")  # no file can be made there, not by root either
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "permission denied. Make the folder writable" in done.stderr
    assert "Traceback" not in done.stderr


def test_last_words_go_to_the_terminal_where_the_log_takes_no_more(tmp_path):
    (tmp_path / "log").symlink_to("/dev/full")
    code = f"from dialogmote.jobs import job_logging\nwith job_logging({str(tmp_path / 'log')!r}): print('x')\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "the disk is full. Free some space" in done.stderr
    assert "Traceback" not in done.stderr


def test_job_ends_when_the_run_that_started_it_is_killed(tmp_path):
    job = (
        "import time\nfrom pathlib import Path\nfrom dialogmote.jobs import job_logging\n"
        f"with job_logging({str(tmp_path / 'log')!r}):\n"
        f"    Path({str(tmp_path / 'started')!r}).touch(); time.sleep(60)\n"
        f"    Path({str(tmp_path / 'written')!r}).touch()\n"
    )
    run = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {job!r}])"
    with subprocess.Popen([sys.executable, "-c", run], cwd=ROOT) as runner:
        wait_for(lambda: (tmp_path / "started").exists())
        runner.kill()
    wait_for(lambda: "the job ended too" in (tmp_path / "log").read_text())
    assert not (tmp_path / "written").exists()


def wait_for(condition):
    """Half a minute: a job looks every second, and the machine may be busy."""
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come")


def test_file_is_named_by_its_place_in_the_results_and_elsewhere_without_folders(tmp_path):
    results = tmp_path / "results"
    assert name_file(str(results / "released" / "x.svg"), results) == "released/x.svg"
    assert name_file(str(results), results) == "results"
    assert name_file("/sys/elsewhere/x.svg", results) == "x.svg"
    assert name_file(None, results) == "A file"
    assert name_file(str(Path(tempfile.gettempdir(), "x")), results) == "(TMPDIR) x"


def test_what_is_not_a_file_is_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FileExistsError):
        write_text("x", pipe)
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]

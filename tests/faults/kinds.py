"""Kinds of faults. Each starts a run, disturbs it, waits for its end and says whether it was hit; or asserts.

A fault gets the study, a generator of random numbers and the moment at which it strikes, in seconds after the first job
began (before that, for some: the start is hit too). It returns what happened, or `None` when the run was over before.
"""

import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from mounts import mount_disk, resize_disk, set_read_only, unmount
from study import LOCKED, Ending, Run, Study

AGAIN = "start the same command again"
SILENT = "A step that says nothing was ended from outside (kill) or for lack of memory"
KILOBYTE = 1024
ROOMY = 2_000_000  # kilobytes of the disk in memory, when it is not full: it takes only what is used


def said(ending: Ending, *words: str) -> None:
    """The run said all of these, and showed no traceback of a job or of this workflow."""
    missing = [word for word in words if word not in ending.words]
    assert not missing, f"not said: {missing}\n{ending.words[-5000:]}"
    assert "Traceback" not in ending.words, ending.words[-5000:]


def reach(run: Run, moment: float) -> bool:
    """Wait for the first job, then until the moment; whether the run is still at work."""
    if not run.wait_for(run.jobs):
        return False
    end = time.monotonic() + moment
    run.wait_for(lambda: time.monotonic() >= end)
    return run.process.poll() is None


def kill_job(study: Study, rng, moment: float) -> str | None:
    """SIGKILL of one job, as by the system when memory runs out."""
    run = study.start()
    hit = None
    while hit is None and reach(run, moment) and run.wait_for(run.jobs):
        jobs = run.jobs()
        if jobs:
            victim = rng.choice(jobs)
            hit = _end_process(victim, signal.SIGKILL)
        moment = 0.0
    ending = run.end()
    if hit is None or ending.code == 0:
        return None
    said(ending, "Error in rule", "The run stopped", SILENT, AGAIN)
    return f"job {hit}"


def kill_main(study: Study, rng, moment: float) -> str | None:
    """SIGKILL of Snakemake alone: its jobs are left behind."""
    run = study.start()
    if not reach(run, moment):
        run.end()
        return None
    jobs = run.jobs()
    os.kill(run.process.pid, signal.SIGKILL)
    return _after_a_kill(study, rng, run.end(), f"{len(jobs)} jobs left behind")


def kill_all(study: Study, rng, moment: float) -> str | None:
    """SIGKILL of Snakemake and its jobs at once, as when a machine goes down."""
    run = study.start()
    if not reach(run, moment):
        run.end()
        return None
    jobs = run.jobs()
    os.killpg(run.process.pid, signal.SIGKILL)
    return _after_a_kill(study, rng, run.end(), f"{len(jobs)} jobs")


def kill_start(study: Study, rng, moment: float) -> str | None:
    """SIGKILL of everything before the first job, while the workflow is read and the folder locked."""
    run = study.start()
    time.sleep(moment)
    if run.process.poll() is not None:
        return None
    os.killpg(run.process.pid, signal.SIGKILL)
    return _after_a_kill(study, rng, run.end(), "at the start")


def kill_end(study: Study, rng, moment: float) -> str | None:
    """SIGKILL of everything after the last job, while the run is recorded."""
    run = study.start()
    if not run.wait_for(lambda: f"Made: {study.targets[0]}" in run.said.read_text(errors="replace")):
        run.end()
        return None
    time.sleep(moment / 10)
    if run.process.poll() is not None:
        return None
    os.killpg(run.process.pid, signal.SIGKILL)
    return _after_a_kill(study, rng, run.end(), "after the last job")


def terminate(study: Study, rng, moment: float) -> str | None:
    """SIGTERM of Snakemake, as by a batch system: what runs is finished, nothing more is started."""
    run = study.start()
    if not reach(run, moment):
        run.end()
        return None
    os.kill(run.process.pid, signal.SIGTERM)
    ending = run.end()
    if ending.code == 0:
        return None
    said(ending, "The run stopped", AGAIN)
    return "terminated"


def interrupt(study: Study, rng, moment: float) -> str | None:
    """SIGINT of Snakemake and its jobs, as by Ctrl-C."""
    run = study.start()
    if not reach(run, moment):
        run.end()
        return None
    os.killpg(run.process.pid, signal.SIGINT)
    ending = run.end()
    if ending.code == 0:
        return None
    assert LOCKED not in ending.words and AGAIN in ending.words, ending.words[-5000:]
    return "interrupted"


def fill_disk(study: Study, rng, moment: float) -> str | None:
    """A full disk under the results."""
    room = rng.choice([0, 32, 128, 512, 2048])
    resize_disk(study.results, _used(study.results) + room)
    try:
        ending = study.start().end()
    finally:
        resize_disk(study.results, ROOMY)
    if ending.code == 0:
        return None
    said(ending, "the disk is full. Free some space", AGAIN)
    return f"{room} kB left"


def limit_files(study: Study, rng, moment: float) -> str | None:
    """No file of any job may grow beyond a limit, as under a quota."""
    limit = rng.choice([64, 128]) * KILOBYTE
    run = study.start()
    _limit(psutil.Process(run.process.pid), resource.RLIMIT_FSIZE, limit)
    ending = run.end()
    if ending.code == 0:
        return None
    said(ending, "the file would be larger than", AGAIN)
    return f"{limit} bytes"


def limit_memory(study: Study, rng, moment: float) -> str | None:
    """No more memory for one job than it has at that moment."""
    run = study.start()
    hit = None
    while hit is None and reach(run, moment) and run.wait_for(run.jobs):
        for job in run.jobs()[:1]:
            hit = _limit(job, resource.RLIMIT_AS, 1_000_000)
        moment = 0.0
    ending = run.end()
    if hit is None or ending.code == 0:
        return None
    assert "The run stopped" in ending.words and AGAIN in ending.words, ending.words[-5000:]
    assert "memory" in ending.words
    return f"for {hit}"


def protect_results(study: Study, rng, moment: float) -> str | None:
    """A read-only results folder."""
    set_read_only(study.results, True)
    try:
        ending = study.start().end()
    finally:
        set_read_only(study.results, False)
    if ending.code == 0:
        return None
    said(ending, "the file system is read-only. Make the folder writable", AGAIN)
    return "read-only"


def protect_temporary(study: Study, rng, moment: float) -> str | None:
    """A folder for temporary files that takes nothing: the run does without it, or says so."""
    folder = study.folder.parent / "temporary"
    assert mount_disk(folder, 1)
    try:
        (folder / "full").write_bytes(bytes(1_000_000))
        resize_disk(folder, _used(folder))
        ending = study.start(TMPDIR=str(folder)).end()
    finally:
        unmount(folder)
    if ending.code != 0:
        said(ending, "(TMPDIR)", "the disk is full", AGAIN)
    return "finished without" if ending.code == 0 else "stopped"


def run_twice(study: Study, rng, moment: float) -> str | None:
    """A second run in the same folder, and one from another checkout into the same results: both are refused."""
    first = study.start()
    if not reach(first, moment):
        first.end()
        return None
    second, third = study.start(), _neighbour(study).start()
    endings = second.end(), third.end()
    if first.process.poll() is not None:
        return None
    assert endings[0].code != 0 and LOCKED in endings[0].words, endings[0].words[-5000:]
    assert endings[1].code != 0, endings[1].words[-5000:]
    said(endings[1], "Another run is at work in", "Wait for it, or name another folder")
    ending = first.end()
    assert ending.code == 0, ending.words[-5000:]
    return "both refused"


def _neighbour(study: Study) -> Study:
    other = Study(study.folder.parent / "neighbour", study.targets)
    if not other.folder.exists():
        other.set_up(str(study.results))
    return other


def _after_a_kill(study: Study, rng, ending: Ending, what: str) -> str:
    """Now and then a start without unlocking, to see that it is refused and says what to do; then as `make unlock`."""
    assert ending.code == -signal.SIGKILL
    if rng.random() < 0.3 and study.is_locked():  # at its start and its end a run holds no lock
        refused = study.start().end()
        assert refused.code != 0 and LOCKED in refused.words and "--unlock" in refused.words, refused.words[-3000:]
    study.unlock()
    return what


def _end_process(process: psutil.Process, number: int) -> str | None:
    try:
        name = process.cmdline()[-1].rsplit(".", 2)[-2]
        process.send_signal(number)
    except (psutil.Error, IndexError):
        return None
    return name


def _limit(process: psutil.Process, kind: int, limit: int) -> str | None:
    try:
        process.rlimit(kind, (limit, limit))
        return (process.cmdline() or ["?"])[-1].rsplit("/", 1)[-1]
    except (psutil.Error, OSError):
        return None


def _used(folder: Path) -> int:
    """Kilobytes in use on the disk a folder is mounted from."""
    there = os.statvfs(folder)
    return (there.f_blocks - there.f_bfree) * there.f_frsize // KILOBYTE


KINDS: dict[str, tuple[Callable, float, bool]] = {  # kind: share of all faults, whether it needs mounts
    "kill_job": (kill_job, 30, False),
    "kill_main": (kill_main, 12, False),
    "kill_all": (kill_all, 20, False),
    "kill_start": (kill_start, 4, False),
    "kill_end": (kill_end, 4, False),
    "terminate": (terminate, 6, False),
    "interrupt": (interrupt, 6, False),
    "fill_disk": (fill_disk, 6, True),
    "limit_files": (limit_files, 4, False),
    "limit_memory": (limit_memory, 6, False),
    "protect_results": (protect_results, 2, True),
    "protect_temporary": (protect_temporary, 2, True),
    "run_twice": (run_twice, 3, False),
}

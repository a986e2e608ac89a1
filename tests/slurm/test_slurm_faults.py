"""What a job on Slurm that fails, is killed or cancelled leaves behind, and that the next run makes the same bytes."""

import os
import shutil
import signal

import polars as pl
import pytest
from cluster import ask, interrupt, wait_until

pytestmark = pytest.mark.slurm

# Too little for Snakemake itself (170 MB), then plenty for a small register: killed once, then done.
GROWING_MEMORY = "--set-resources=simulate_register:mem_mb=100*attempt**3"
ONCE = "--retries=0"


@pytest.fixture
def interrupted(fresh, slurm):
    """A run of which the job that simulates the register is at work."""
    run = fresh.start_on_slurm("register")
    name = wait_until(fresh.run_name)
    yield run, name, slurm.wait_for_state(name, "RUNNING")
    if run.poll() is None:
        interrupt(run)


def register_of(checkout):
    return {name: digest for name, digest in checkout.digests().items() if name.startswith("restricted/register/")}


def assert_whole(checkout, ran_locally):
    """The register lies there, byte for byte that of the local run, with nothing half-written beside it."""
    assert register_of(checkout) == register_of(ran_locally) and register_of(checkout)
    assert checkout.left_over() == []


def test_job_that_fails_leaves_exit_code_and_log_and_no_half_file(fresh, slurm, ran_locally):
    extracts = fresh.folder / "extracts"
    shutil.copytree(ran_locally.results / "restricted" / "register", extracts)
    (extracts / "truth.parquet").unlink()
    spells = extracts / "sykefravar_tilfelle.parquet"
    pl.read_parquet(spells).drop("gj_uforg").write_parquet(spells)
    config = {"register": {"source": "extracts", "path": str(extracts)}}
    done = fresh.run_on_slurm(ONCE, "verify", config=config)
    (job,) = slurm.ended(fresh.run_name())
    assert done.returncode == 1 and (job.state, job.exit_code) == ("FAILED", "1:0")
    assert "gj_uforg" in done.stdout + done.stderr
    assert "Error in rule verify_extracts" in fresh.log_of(job) and "logs/verify_extracts.log" in fresh.log_of(job)
    assert "gj_uforg" in (fresh.results / "logs" / "verify_extracts.log").read_text()
    assert not list((fresh.results / "restricted" / "extracts").glob("*.parquet")) and fresh.left_over() == []


def test_job_killed_for_its_memory_runs_again_with_more(fresh, slurm, ran_locally):
    done = fresh.run_on_slurm(GROWING_MEMORY, "register")
    killed, repeated = slurm.ended(fresh.run_name())
    assert done.returncode == 0
    assert (killed.state, killed.memory_mb) == ("FAILED", 100) and "memory limit" in fresh.log_of(killed)
    assert (repeated.state, repeated.memory_mb) == ("COMPLETED", 800)
    assert repeated.minutes == 2 * killed.minutes
    assert_whole(fresh, ran_locally)


def test_cancelled_job_stops_the_run_and_the_next_one_goes_on(interrupted, fresh, slurm, ran_locally):
    run, name, number = interrupted
    ask("scancel", f"--name={name}")
    slurm.wait_for_end(name)
    assert [(job.number, job.state) for job in slurm.ended(name)] == [(number, "CANCELLED")]
    interrupt(run)
    assert run.returncode != 0
    assert fresh.run_on_slurm("register").returncode == 0
    assert_whole(fresh, ran_locally)


def test_interrupted_run_cancels_its_jobs_and_the_next_one_goes_on(interrupted, fresh, slurm, ran_locally):
    run, name, number = interrupted
    assert interrupt(run) != 0
    slurm.wait_for_end(name)
    assert [(job.number, job.state) for job in slurm.ended(name)] == [(number, "CANCELLED")]
    assert not list(fresh.folder.glob(".snakemake/locks/*"))
    assert fresh.run_on_slurm("register").returncode == 0
    assert_whole(fresh, ran_locally)


def test_killed_run_goes_on_once_its_orphans_are_cancelled(interrupted, fresh, slurm, ran_locally):
    run, name, number = interrupted
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert slurm.wait_for_state(name, "RUNNING") == number  # the orphan
    refused = fresh.run_on_slurm("register")
    assert refused.returncode != 0 and "lock" in refused.stdout + refused.stderr
    ask("scancel", f"--name={name}")
    slurm.wait_for_end(name)
    assert fresh.run_on_slurm("--unlock", "register").returncode == 0
    assert fresh.run_on_slurm("register").returncode == 0
    assert_whole(fresh, ran_locally)

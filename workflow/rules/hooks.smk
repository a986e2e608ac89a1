"""What the main process does before the first job of a run and after the last one."""

import errno
from contextlib import contextmanager

from dialogmote.errors import AGAIN, InputError, explain_refusal
from dialogmote.sources import keep_out_of_git, record_owner
from dialogmote.writing import (
    hold_folder,
    number_of,
    remove_all_leftovers,
    write_text,
)

# There from the first job of a run until its record is written.
UNRECORDED = RESULTS / "restricted" / "run_not_recorded.txt"
RECORDED_AGAIN = RESULTS / "restricted" / "run_recorded_again.txt"


def unrecorded_run(wildcards):
    """Something left to make where a run was killed before its record was written: else Snakemake calls no hook."""
    return [str(RECORDED_AGAIN)] if UNRECORDED.exists() else []


# Every target people type asks for it.
for target in list(workflow.rules):
    if target.norun:
        target.set_input(unrecorded_run)


def warn_of_protection():
    """Say what to do about results that cannot be written to, before Snakemake names the files and stops."""
    if RESULTS.exists() and not os.access(RESULTS, os.W_OK):
        is_read_only = os.statvfs(RESULTS).f_flag & os.ST_RDONLY
        number = errno.EROFS if is_read_only else errno.EACCES
        print(explain_refusal(number, str(RESULTS), RESULTS), file=sys.stderr)


if workflow.is_main_process:
    warn_of_protection()


@contextmanager
def plain_refusals():
    """Say in plain words what the machine or another run refused, where Snakemake would add the lines of this file."""
    try:
        yield
    except InputError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(
            explain_refusal(number_of(error), error.filename, RESULTS) or str(error)
        )


def prepare():
    """What is settled before the first job: that this run is alone, whose results these are, that git leaves them alone."""
    with plain_refusals():
        record_owner(OWNER_RECORD, SOURCE)
        if not hold_folder(RESULTS):
            raise InputError(
                f"Another run is at work in {RESULTS}. Wait for it, or name another folder with RESULTS=<folder>."
            )
        remove_all_leftovers(RESULTS)
        write_text("This run has not been recorded yet.\n", UNRECORDED)
        keep_out_of_git(RESULTS)
        if "register" in config["pathvars"]:
            keep_out_of_git(REGISTER)


def calm_scheduler():
    """Let the scheduler of a run on this machine sleep until a job ends.

    Snakemake 9.27 wakes once a second for every job it ever started, to look for a free place in its rate of jobs: a
    fifth of a core by the end of a run (its pull request 3744). Jobs of a cluster keep their rate.
    """
    if workflow.local_exec:
        workflow.scheduler.job_rate_limiter = None


def record(*writers):
    """Write the record of the run that ends now."""
    with plain_refusals():
        for write in writers:
            write()
        RECORDED_AGAIN.unlink(missing_ok=True)
        UNRECORDED.unlink(missing_ok=True)


def farewell():
    """What a person should know at the end of a run."""
    if "register" in config["pathvars"]:
        return f"Done: {REGISTER}. The register is synthetic; nobody in it is real."
    if IS_SYNTHETIC:
        return f"Done: {RESULTS}. The register is synthetic; no number here is about real people."
    profile = config["disclosure"]["profile"]
    return f"Done: {RESULTS}. What is under released keeps the disclosure profile {profile}; restricted stays here."


def advice():
    """What a person should know when a run stopped before its end."""
    return (
        "The run stopped. What a step says of it stands above and in its log. A step that says nothing was ended from"
        " outside (kill) or for lack of memory: run fewer steps at once (CORES=1), raise the limit on memory, or take a"
        f" machine with more. {AGAIN}"
    )


onstart:
    prepare()
    calm_scheduler()


onsuccess:
    record(record_provenance, write_run_crate)
    print(farewell(), file=sys.stderr)


onerror:
    print(advice(), file=sys.stderr)
    record(record_provenance)

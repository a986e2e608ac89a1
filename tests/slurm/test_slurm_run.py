"""The whole workflow through Slurm: that the jobs ran there, with what they asked for, and made the same bytes."""

import os
import re
import subprocess

import pytest
import yaml
from cluster import ENVIRONMENT, IS_WHOLE, PROFILE, ROOT, TARGETS

pytestmark = pytest.mark.slurm

# Some dozens of jobs, where the report takes more than a hundred of Snakemake's: what the groups are for.
MOST_SLURM_JOBS = 60
MEMORY_OF_ANY_MB = 500  # Snakemake and Python with Polars do not fit into less
SNAKEMAKE_MB = 200  # what each rule's memory has on top of the script's, see workflow/rules/common.smk
CPUS = yaml.safe_load((ROOT / PROFILE / "config.yaml").read_text())["cores"]


def jobs_of(checkout, slurm):
    return slurm.ended(checkout.run_name())


def script_rules(checkout):
    """The rules that a run of the report went through, local ones left out: each leaves a benchmark of its name."""
    folder = checkout.results / "benchmarks"
    return {path.relative_to(folder).parts[0].removesuffix(".tsv") for path in folder.rglob("*.tsv")}


def floor_of(rule):
    """The memory in MB that a rule asks for when there is little to read."""
    text = (ROOT / "workflow" / "rules" / "register.smk").read_text()
    return int(re.search(rf"rule {rule}:.*?memory\(factor=\d+, floor=(\d+)\)", text, re.S)[1])


def test_every_job_ended_well_in_slurms_own_record(ran_on_slurm, slurm):
    jobs = jobs_of(ran_on_slurm, slurm)
    assert jobs and {(job.state, job.exit_code) for job in jobs} == {("COMPLETED", "0:0")}
    assert len(jobs) <= MOST_SLURM_JOBS


def test_jobs_had_the_partition_memory_time_and_cpus_they_asked_for(ran_on_slurm, slurm):
    jobs = [(ran_on_slurm.rules_of(job), job) for job in jobs_of(ran_on_slurm, slurm)]
    (register,) = (job for rules, job in jobs if rules == {"simulate_register"})
    assert (register.partition, register.minutes, register.cpus, register.memory_mb) == ("main", 60, 2, 1500)
    (verified,) = (job for rules, job in jobs if rules == {"verify_extracts"})
    asked = floor_of("verify_extracts") + SNAKEMAKE_MB
    assert (verified.partition, verified.minutes, verified.cpus, verified.memory_mb) == ("main", 10, 2, asked)
    assert all(job.memory_mb >= MEMORY_OF_ANY_MB and job.cpus <= CPUS for _, job in jobs)
    figures = [job for rules, job in jobs if "plot_figure" in rules]
    if IS_WHOLE:
        assert max(job.minutes for job in figures) > 10  # a group's jobs take their turns


def test_every_rule_but_the_local_ones_ran_on_slurm(ran_on_slurm, slurm):
    ran = set().union(*(ran_on_slurm.rules_of(job) for job in jobs_of(ran_on_slurm, slurm)))
    expected = script_rules(ran_on_slurm)
    assert len(expected) > (40 if IS_WHOLE else 5) and ran == expected


def test_bytes_equal_those_of_a_local_run(ran_on_slurm, ran_locally):
    by_slurm, locally = ran_on_slurm.digests(), ran_locally.digests()
    assert by_slurm.keys() == locally.keys()
    assert {name for name in locally if by_slurm[name] != locally[name]} == set()
    assert {"released/report.en.html", "released/report.en.pdf"} <= locally.keys() or not IS_WHOLE
    assert "restricted/cohort.parquet" in locally
    assert ran_on_slurm.left_over() == []


def test_second_run_on_slurm_submits_nothing(ran_on_slurm, slurm):
    first, before = ran_on_slurm.run_name(), len(jobs_of(ran_on_slurm, slurm))
    done = ran_on_slurm.run_on_slurm(*TARGETS)
    assert done.returncode == 0 and "Nothing to be done" in done.stdout + done.stderr
    assert ran_on_slurm.run_name() != first and jobs_of(ran_on_slurm, slurm) == []
    assert len(slurm.ended(first)) == before > 0


def test_results_of_slurm_are_taken_up_by_a_local_run(ran_on_slurm):
    command = ran_on_slurm.command("--cores", "1", "--dry-run", *TARGETS)
    environment = os.environ | ENVIRONMENT
    done = subprocess.run(command, cwd=ran_on_slurm.folder, env=environment, capture_output=True, text=True, check=True)
    assert "Nothing to be done" in done.stdout + done.stderr

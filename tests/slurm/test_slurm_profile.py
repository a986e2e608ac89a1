"""The profile for Slurm: what it names is there, and what hangs or fails on real clusters is not in it."""

import re
from collections import Counter

import pytest
import yaml
from cluster import PROFILE, ROOT

ONE_NODE = (ROOT / "tests" / "slurm" / "one_node.sh").read_text()
PROFILE_TEXT = (ROOT / PROFILE / "config.yaml").read_text()
VALUES = yaml.safe_load(PROFILE_TEXT)
PAGE = (ROOT / "docs" / "cluster.md").read_text()
RULES = set(
    re.findall(r"^ *rule (\w+):", "".join(path.read_text() for path in ROOT.glob("workflow/rules/*.smk")), re.M)
)
GROUP_OF = dict(entry.split("=") for entry in VALUES["groups"])
COMPONENTS = dict(entry.split("=") for entry in VALUES["group-components"])


def test_every_rule_that_the_profile_names_exists():
    assert {*GROUP_OF, *VALUES["set-resources"]} <= RULES


def test_every_rule_is_in_one_group_at_most_and_every_group_has_its_size():
    names = Counter(entry.split("=")[0] for entry in VALUES["groups"])
    assert max(names.values()) == 1
    assert set(GROUP_OF.values()) == set(COMPONENTS) and all(int(size) > 1 for size in COMPONENTS.values())


def test_status_is_asked_of_squeue_and_retries_grow():
    assert (VALUES["executor"], VALUES["slurm-status-command"]) == ("slurm", "squeue")
    assert VALUES["retries"] >= 1
    limits = (VALUES["default-resources"], *VALUES["set-resources"].values())
    assert all("attempt" in limit["runtime"] for limit in limits)


@pytest.mark.parametrize("key", ["slurm-array-jobs", "slurm-efficiency-report", "slurm-requeue"])
def test_what_hangs_or_loses_files_is_not_used(key):
    assert key not in VALUES


def test_no_rule_repeats_itself_inside_its_job():
    """Snakemake honours `retries:` of a rule a second time inside the job, with the memory of the first attempt."""
    texts = {path.name: path.read_text() for path in ROOT.glob("workflow/rules/*.smk")}
    assert [name for name, text in texts.items() if re.search(r"^    retries:", text, re.M)] == []


def test_page_for_users_of_clusters_explains_every_key():
    keys = {"slurm_account", "slurm_partition", *VALUES, *VALUES["default-resources"]} - {"slurm_extra"}
    assert {key for key in keys if f"`{key}`" not in PAGE} == set()


def test_slurm_lock_holds_the_run_lock():
    run, slurm = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "envs" / f"{name}.lock").read_text(), re.M))
        for name in ("run", "slurm")
    )
    assert run.items() < slurm.items()
    assert slurm.keys() - run.keys() == {"snakemake-executor-plugin-slurm", "snakemake-executor-plugin-slurm-jobstep"}


def test_node_of_the_tests_keeps_ended_jobs_longer_than_the_status_is_asked_for():
    kept = int(re.search(r"^MinJobAge=(\d+)$", ONE_NODE, re.M)[1])
    assert kept >= 180 and kept >= 3 * VALUES["slurm-init-seconds-before-status-checks"]

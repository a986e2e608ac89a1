"""The record of a run: no folder of a machine, jobs as measured, versions beside the lock."""

import pytest

from dialogmote.record.run_record import (
    RECORD_FILES,
    STABLE_FILES,
    WITHHELD,
    describe_software,
    locked_versions,
    tabulate_jobs,
    withhold_folders,
    write_readme,
)
from workflow.record import DESCRIPTIONS

HEAD = "s\th:m:s\tmax_rss\tmax_vms\n"
LOCK = "polars==2.1.0 \\\n    --hash=sha256:aa\nPyYAML==6.0 ; python_version < '4' \\\n    --hash=sha256:bb\n"


def config(path="", results="results"):
    return {"register": {"source": "extracts", "path": path, "scale": 1.0}, "pathvars": {"results": results}}


def test_folder_of_the_extracts_is_withheld_and_the_rest_stays():
    written = withhold_folders(config(path="/secure/zone/extracts"))
    assert written["register"] == {"source": "extracts", "path": WITHHELD, "scale": 1.0}
    assert written["pathvars"] == {"results": "results"}


@pytest.mark.parametrize("folder", ["/secure/results", "C:\\secure", "~/results", "../results"])
def test_results_folder_of_the_machine_is_withheld(folder):
    assert withhold_folders(config(results=folder))["pathvars"] == {"results": WITHHELD}


def test_configuration_itself_is_not_changed():
    given = config(path="/secure")
    withhold_folders(given)
    assert given == config(path="/secure")


def test_jobs_are_named_by_rule_and_file_longest_first():
    benchmarks = {
        "build_cohort.tsv": f"{HEAD}13.2\t0:00:13\t1537.7\t3465.9\n",
        "plot_figure/figure_8.en.tsv": f"{HEAD}20.1\t0:00:20\t240.0\t900.0\n",
    }
    assert tabulate_jobs(benchmarks).rows() == [
        ("plot_figure", "figure_8.en", 20.1, 240.0),
        ("build_cohort", "", 13.2, 1537.7),
    ]


@pytest.mark.parametrize("text", [f"{HEAD}0.1\t0:00:00\tNA\tNA\n", f"{HEAD}0.1\t0:00:00\t-\t-\n"])
def test_job_too_short_to_be_measured_has_no_memory(text):
    assert tabulate_jobs({"build_cohort.tsv": text}).rows() == [("build_cohort", "", 0.1, None)]


def test_job_that_left_no_line_has_no_numbers():
    assert tabulate_jobs({"build_cohort.tsv": HEAD}).rows() == [("build_cohort", "", None, None)]


def test_versions_are_read_off_the_lock():
    assert locked_versions(LOCK) == {"PyYAML": "6.0", "polars": "2.1.0"}


def test_package_of_another_version_than_the_lock_is_named():
    software = describe_software("3.11.7", {"polars": "2.0.9"}, LOCK, "d1")
    assert software["departures"] == ["polars"]
    assert software["packages"] == {"PyYAML": None, "polars": "2.0.9"}


def test_readme_describes_the_files_that_are_there():
    text = write_readme({"jobs.tsv", "README.txt"}, is_synthetic=True)
    assert "jobs.tsv" in text and "run.lock" not in text
    assert "nothing here is about real people" in text


def test_readme_of_a_real_register_says_that_the_folder_is_not_released():
    assert "disclosure gate itself" in write_readme(set(), is_synthetic=False)


def test_restricted_record_of_jobs_is_not_copied():
    assert "provenance.json" not in RECORD_FILES and "provenance.json" not in DESCRIPTIONS


def test_what_holds_times_is_not_stable():
    assert {name for name in RECORD_FILES if name not in STABLE_FILES} == {"snakemake_report.html", "jobs.tsv"}

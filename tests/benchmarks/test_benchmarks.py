"""The benchmarks at a small scale: peers give our answers, and what is measured, kept and told is what was found."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace

import polars as pl
import pytest
from checkouts import ROOT, copy_parts

from benchmarks.growth import measure_growth, stage_of, sum_stages
from benchmarks.judge import compare_answers
from benchmarks.measuring import MeasurementFailed, keep, memory_mb, run_measured
from benchmarks.plan import STAGES, Competitor
from benchmarks.race import DIFFERS, judge_answer, race
from benchmarks.tables import write_tables

SCALE = "0.01"
RACED = ("cohort", "did", "hazards")  # `weekly` is `did` with other outcomes, seven times as many
ALLOCATED_MB = 200
TSV = "s\tcpu_time\tmax_rss\n1.5\t{}\t{}\n"


def estimates(**changes):
    columns = {"model": ["m", "m"], "term": ["a", "b"], "estimate": [1.0, 2.0], "std_error": [0.5, 4.0]}
    return pl.DataFrame(columns | changes)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    checkout, out = folder / "checkout", folder / "out"
    copy_parts(checkout)
    shutil.copytree(ROOT / "benchmarks", checkout / "benchmarks", ignore=shutil.ignore_patterns("__pycache__", "out"))
    command = [sys.executable, "-m", "benchmarks", "--stages", ",".join(RACED), "--peer-scale", SCALE]
    done = subprocess.run(
        [*command, "--rounds", "1", "--out", str(out)], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return out


@pytest.mark.parametrize("stage", RACED)
def test_installed_peers_give_our_answers(measured, stage):
    rows = [row for row in json.loads((measured / "benchmarks.json").read_text())["races"] if row["stage"] == stage]
    assert [row["competitor"] for row in rows] == [one.name for one in STAGES[stage].competitors]
    ours, *peers = rows
    assert ours["peak_mb"] > 0
    for row, competitor in zip(peers, STAGES[stage].competitors[1:], strict=True):
        if missing := competitor.missing():
            assert row["problem"] == missing
        else:
            assert row["apart"] <= STAGES[stage].tolerance


def test_a_change_in_one_cell_is_found(measured):
    ours = pl.read_parquet(measured / f"scale_{SCALE}" / "cohort" / "cohort_dialogmote.0.parquet")
    assert compare_answers(ours, ours.reverse(), STAGES["cohort"]) == 0
    duration = ours["duration"].to_list()
    duration[0] -= 1
    changed = ours.with_columns(pl.Series("duration", duration, dtype=ours.schema["duration"]))
    with pytest.raises(ValueError, match="duration"):
        compare_answers(ours, changed, STAGES["cohort"])


def test_estimates_are_compared_in_standard_errors():
    theirs = estimates(estimate=[1.0, 2.0 + 4e-6])
    assert compare_answers(estimates(), theirs, STAGES["did"]) == pytest.approx(1e-6, rel=1e-6)
    with pytest.raises(ValueError, match="estimate"):
        compare_answers(estimates(), estimates(estimate=[1.0, 2.0 + 4e-4]), STAGES["did"])


def test_answers_with_other_rows_or_nulls_are_refused():
    with pytest.raises(ValueError, match="other rows"):
        compare_answers(estimates(), estimates(term=["a", "c"]), STAGES["did"])
    with pytest.raises(ValueError, match="nulls in other places of std_error"):
        compare_answers(estimates(), estimates(std_error=[0.5, None]), STAGES["did"])


def test_memory_is_that_of_the_child(tmp_path):
    code = f"import sys; held = b'x' * {ALLOCATED_MB * 2**20}"
    assert run_measured([sys.executable, "-c", code], tmp_path / "log").peak_mb > ALLOCATED_MB


def test_a_process_that_fails_says_its_last_line(tmp_path):
    with pytest.raises(MeasurementFailed, match="ended with 1: no luck"):
        run_measured([sys.executable, "-c", "import sys; sys.exit('no luck')"], tmp_path / "log")


def test_a_measurement_is_kept_for_the_same_code_and_a_failure_is_not(tmp_path):
    path = tmp_path / "kept.json"
    assert keep(path, "code 1", lambda: {"problem": "broken off"})["problem"] == "broken off"
    assert keep(path, "code 1", lambda: {"seconds": 1})["seconds"] == 1
    assert keep(path, "code 1", lambda: {"seconds": 2})["seconds"] == 1
    assert keep(path, "code 2", lambda: {"seconds": 3})["seconds"] == 3


def test_a_peer_that_is_missing_stands_in_the_table(tmp_path):
    absent = Competitor("somebody", "nowhere", ("no_such_package",))
    stage = replace(STAGES["did"], competitors=(absent,))
    rows = [{"scale": "scale 1", **row} for row in race(stage, tmp_path, tmp_path, 2, "code")]
    assert "| somebody | not measured, not installed: no_such_package |" in write_tables(rows, {}, tmp_path)


def test_a_scale_beyond_the_memory_is_named_and_not_tried(tmp_path):
    found = measure_growth(tmp_path / "results", "10", 1, memory_mb() + 1)
    assert not (tmp_path / "results").exists()
    assert "Scale 10: not measured: needs some" in write_tables([], {"10": found}, tmp_path)


def test_jobs_are_added_up_by_stage(tmp_path):
    (tmp_path / "estimate_did").mkdir()
    (tmp_path / "estimate_did" / "national.tsv").write_text(TSV.format("2.0", "300"))
    (tmp_path / "estimate_did" / "trondelag.tsv").write_text(TSV.format("NA", "NA"))
    (tmp_path / "plot_map.tsv").write_text(TSV.format("1.0", "100"))
    assert sum_stages(tmp_path) == {
        "did": {"jobs": 2, "seconds": 3.0, "cpu_seconds": 2.0, "peak_mb": 300.0},
        "figures": {"jobs": 1, "seconds": 1.5, "cpu_seconds": 1.0, "peak_mb": 100.0},
    }
    assert [stage_of(rule) for rule in ("estimate_table_1", "render_page", "something")] == [
        "descriptives and exhibits", "report", "other"
    ]  # fmt: skip


def test_another_answer_is_a_problem_of_the_competitor(measured, tmp_path):
    place = measured / f"scale_{SCALE}" / "cohort" / "cohort_pandas.0"
    changed = pl.read_parquet(f"{place}.parquet").head(-1)
    changed.write_parquet(tmp_path / "changed.parquet")
    found = judge_answer(STAGES["cohort"], tmp_path / "changed.parquet", place)
    assert found["problem"].startswith(DIFFERS) and "other rows" in found["problem"]

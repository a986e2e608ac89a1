"""The release of a whole run: what only shows end to end."""

import hashlib
import json

import polars as pl


def test_every_released_file_is_in_the_manifest_with_its_checksum(ran):
    released = ran.folder / "results" / "released"
    manifest = json.loads((released / "release_manifest.json").read_text())
    listed = {entry["file"]: entry["sha256"] for entry in manifest["files"]}
    there = {path.relative_to(released).as_posix(): path for path in released.rglob("*") if path.is_file()}
    beside = {"release_manifest.json", "request_sheet.en.html"}
    assert set(listed) == set(there) - beside and beside <= set(there)
    assert all(hashlib.sha256(there[name].read_bytes()).hexdigest() == checksum for name, checksum in listed.items())
    assert not ran.named_in((released / "release_manifest.json").read_text())


def test_file_put_among_the_released_ones_stops_the_run(copied):
    pl.DataFrame({"spell_id": [1]}).write_parquet(copied.folder / "results" / "released" / "exhibits" / "rows.parquet")
    stopped = copied.run("check_release", "--forcerun", "check_release", check=False)
    text = stopped.stdout + stopped.stderr
    assert stopped.returncode != 0 and "exhibits/rows.parquet: no file of this name is released" in text


def test_exact_exhibit_put_in_place_of_the_released_one_stops_the_run(copied):
    results = copied.folder / "results"
    exact = pl.read_parquet(results / "restricted" / "exhibits" / "figure_3.parquet")
    exact.write_parquet(results / "released" / "exhibits" / "figure_3.parquet")
    stopped = copied.run("check_release", "--forcerun", "check_release", check=False)
    assert stopped.returncode != 0 and "figure_3" in stopped.stdout + stopped.stderr


def test_none_is_refused_for_extracts_before_the_first_job(fresh):
    (fresh.folder / "extracts").mkdir()
    config = {"register": {"source": "extracts", "path": "extracts"}, "disclosure": {"profile": "none"}}
    stopped = fresh.run("report", "--dry-run", config=config, check=False)
    assert stopped.returncode != 0 and "none is for the synthetic register alone" in stopped.stdout + stopped.stderr

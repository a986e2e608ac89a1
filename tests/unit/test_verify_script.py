"""The job that verifies the extracts: what it writes, what it removes, what it says."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from extract_builders import valid_extracts, write_extracts
from polars.testing import assert_frame_equal
from verify_helpers import SETTINGS, spoil

from dialogmote.contracts.extracts import EXTRACTS
from dialogmote.errors import InputError
from dialogmote.registers.read import read_extracts
from dialogmote.registers.verify import verify_extracts
from scripts.verify_extracts import main

ROOT = Path(__file__).parents[2]
BAD = {
    "sykefravar_tilfelle": lambda: spoil(
        "sykefravar_tilfelle", pl.col("tilfelle_id") == 1001, stillingsprosent=-73.125
    ),
    "person": lambda: spoil("person", pl.col("fk_person1") == 102, sivilstand="HEMMELIG"),
    "aap": lambda: valid_extracts()["aap"].drop("til_dato"),
}


def arguments(folder: Path, changed: dict[str, pl.DataFrame]) -> dict:
    """The keywords of `main` for the hand-made register, with everything under `folder`."""
    raw = folder / "raw"
    raw.mkdir(exist_ok=True)
    restricted = folder / "restricted"
    return {
        "sources": write_extracts(raw, {**valid_extracts(), **changed}),
        "extracts": [str(restricted / "extracts" / f"{extract}.parquet") for extract in EXTRACTS],
        "input_report": str(restricted / "exhibits" / "input_report.parquet"),
        "violations": str(restricted / "violations.parquet"),
        "failed_rows": str(restricted / "failed_rows"),
        "column_names": {},
        "first_start": "2015-01-01",
        "last_start": "2021-12-31",
        "allow_short_follow_up": [],
    }


def written(folder: Path) -> list[str]:
    restricted = folder / "restricted"
    return sorted(str(path.relative_to(restricted)) for path in restricted.rglob("*") if path.is_file())


def test_valid_register_is_written_in_the_contracts_columns(tmp_path):
    keywords = arguments(tmp_path, {})
    main(**keywords)
    expected = verify_extracts(read_extracts(keywords["sources"], {}), SETTINGS).extracts
    for path in keywords["extracts"]:
        assert_frame_equal(pl.read_parquet(path), expected[Path(path).stem])
    assert pl.read_parquet(keywords["input_report"])["extract"].to_list() == list(EXTRACTS)
    assert pl.read_parquet(keywords["violations"]).height == 0
    assert len(written(tmp_path)) == len(EXTRACTS) + 2


def test_absent_areas_are_written_as_an_empty_table(tmp_path):
    keywords = arguments(tmp_path, {})
    del keywords["sources"]["nav_enhet_omrade"]
    main(**keywords)
    areas = pl.read_parquet(keywords["extracts"][-1])
    assert areas.height == 0 and areas.columns == ["office_code", "geometry"]


def test_bad_register_stops_with_every_violation_and_only_the_failing_rows_are_written(tmp_path):
    keywords = arguments(tmp_path, {extract: make() for extract, make in BAD.items()})
    with pytest.raises(InputError) as error:
        main(**keywords)
    headline, *lines = str(error.value).splitlines()
    assert headline.startswith("The extracts break their contract: 3 violations.")
    assert [line.split(": ")[:2] for line in lines] == [
        ["aap.til_dato", "rule column_missing"],
        ["person.sivilstand", "rule unknown_code"],
        ["sykefravar_tilfelle.stillingsprosent", "rule out_of_range"],
    ]
    assert "2 rows: " in lines[2] and lines[2].endswith("sykefravar_tilfelle.out_of_range.parquet")
    assert "HEMMELIG" not in str(error.value) and "73.125" not in str(error.value)
    assert written(tmp_path) == [
        "failed_rows/person.unknown_code.parquet",
        "failed_rows/sykefravar_tilfelle.out_of_range.parquet",
        "violations.parquet",
    ]
    failed = pl.read_parquet(tmp_path / "restricted/failed_rows/sykefravar_tilfelle.out_of_range.parquet")
    assert_frame_equal(failed, BAD["sykefravar_tilfelle"]().head(2))
    assert pl.read_parquet(keywords["violations"])["rule"].to_list() == [
        "column_missing",
        "unknown_code",
        "out_of_range",
    ]


def test_failing_rows_of_an_earlier_run_are_removed(tmp_path):
    with pytest.raises(InputError):
        main(**arguments(tmp_path, {"person": BAD["person"]()}))
    with pytest.raises(InputError):
        main(**arguments(tmp_path, {"sykefravar_tilfelle": BAD["sykefravar_tilfelle"]()}))
    assert written(tmp_path) == ["failed_rows/sykefravar_tilfelle.out_of_range.parquet", "violations.parquet"]
    main(**arguments(tmp_path, {}))
    assert not [name for name in written(tmp_path) if name.startswith("failed_rows/")]


def test_configured_window_and_short_follow_up_reach_the_checks(tmp_path):
    short = {"aap": spoil("aap", pl.col("fk_person1") == 106, fra_dato=date(2023, 5, 30))}
    with pytest.raises(InputError, match="stops_before_follow_up"):
        main(**arguments(tmp_path, short))
    main(**arguments(tmp_path, short) | {"last_start": "2021-12-29"})
    main(**arguments(tmp_path, short) | {"allow_short_follow_up": ["aap"]})


def test_configured_column_names_reach_the_reader(tmp_path):
    renamed = {"aap": valid_extracts()["aap"].rename({"fra_dato": "start"})}
    main(**arguments(tmp_path, renamed) | {"column_names": {"aap": {"fra_dato": "start"}}})


def test_files_are_the_same_bytes_on_any_number_of_threads_and_for_any_order_of_rows(tmp_path):
    runs = []
    for threads in ("1", "2"):
        folder = tmp_path / threads
        folder.mkdir()
        frames = {
            name: frame.sample(fraction=1, shuffle=True, seed=int(threads)) for name, frame in valid_extracts().items()
        }
        keywords = arguments(folder, frames)
        code = f"from scripts.verify_extracts import main; main(**{keywords!r})"
        environment = {**os.environ, "POLARS_MAX_THREADS": threads, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=ROOT)
        runs.append({name: (folder / "restricted" / name).read_bytes() for name in written(folder)})
    assert runs[0] == runs[1]
    assert len(runs[0]) == len(EXTRACTS) + 2

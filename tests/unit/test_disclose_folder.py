"""Everything that is released, judged together: files, differences between exhibits, manifest and request sheet."""

import json
from pathlib import Path

import disclose_frames as frames
import polars as pl
import pytest
import yaml

from dialogmote.disclose.clearances import CLEARANCES
from dialogmote.disclose.exhibits import release_exhibit
from dialogmote.disclose.folder import check_folder, find_exposed, find_unknown_files, find_unlisted_files
from dialogmote.disclose.gate import DisclosureError
from dialogmote.disclose.manifest import build_manifest
from dialogmote.disclose.profiles import PROFILES
from dialogmote.disclose.request import render_request_sheet

STRICT = PROFILES["strict"]
TEXTS = Path(__file__).parents[2] / "resources" / "texts"
REMOVED = {"protected_address": 33, "pregnant": 301, "over_66": 61, "overlapping": 150}


def shown():
    """Two released exhibits."""
    steps, groups = frames.attrition(REMOVED), frames.excluded_groups(REMOVED)
    return {
        "attrition": release_exhibit("attrition", steps, STRICT).frame,
        "excluded_groups": release_exhibit("excluded_groups", groups, STRICT, {"attrition": steps}).frame,
    }


def files_of(exhibits):
    return {f"exhibits/{name}.{kind}": f"checksum of {name}.{kind}" for name in exhibits for kind in ("csv", "parquet")}


def manifest_of(exhibits, **changed):
    parts = {
        "checksums": files_of(exhibits),
        "frames": exhibits,
        "cells_by_rule": {"attrition": {"rounded_count": 7}},
        "profile": STRICT,
        "is_synthetic": True,
        "code_version": "abc",
        "release_date": None,
    }
    return build_manifest(**(parts | changed))


def check(exhibits=None, files=None, texts=None, profile=STRICT, seal="sealed"):
    exhibits = shown() if exhibits is None else exhibits
    written = {name: frame.write_csv() for name, frame in exhibits.items()} if texts is None else texts
    there = (files_of(exhibits) if files is None else files) | {"release_manifest.json": "sealed"}
    check_folder(there, exhibits, written, manifest_of(exhibits), profile, {"release_manifest.json": seal})


def test_released_exhibits_with_their_manifest_pass():
    check()


def test_cell_found_by_subtracting_two_tables_is_refused():
    exhibits = shown()
    kept = exhibits["attrition"]["spells_left"][-1]
    moved = pl.when(pl.col("reason") == "kept").then(kept + 5).otherwise(pl.col("n"))
    exhibits["excluded_groups"] = exhibits["excluded_groups"].with_columns(n=moved, meeting_share_pct=None)
    exhibits["excluded_groups"] = exhibits["excluded_groups"].cast({"meeting_share_pct": pl.Float64})
    with pytest.raises(DisclosureError, match=r"'n' gives small counts by subtraction from attrition \(1 cells\)"):
        check(exhibits)


def test_recovery_and_meeting_curves_that_differ_by_a_small_count_are_refused():
    recovery = release_exhibit(
        "figure_5", frames.recovery([100, 100]), STRICT, {"figure_3": frames.monthly([400] * 12)}
    ).frame
    meetings = recovery.with_columns(window=pl.lit("nov_mar"), at_risk=pl.Series([1000, 895]))
    found = list(find_exposed({"figure_4": meetings, "figure_5": recovery}, STRICT))
    assert any("'at_risk' gives small counts by subtraction from figure_5" in line for line in found)


def test_small_cell_and_id_column_are_refused_wherever_they_lie():
    exhibits = shown() | {"figure_3": frames.monthly([5], share_pct=0.0)}
    with pytest.raises(DisclosureError, match="figure_3: column 'n': a count is small"):
        check(exhibits)
    compared = frames.compared(reproduced=805.0).with_columns(person_id=pl.lit(1))
    with pytest.raises(DisclosureError, match="published_vs_reproduced: column 'person_id' identifies rows"):
        check(shown() | {"published_vs_reproduced": compared})


def test_comparison_with_exact_numbers_is_refused():
    big = {"no_answer": 803, "no": 1331, "employee_yes": 146, "employer_yes": 226, "both_yes": 87}
    table = release_exhibit("table_1", frames.table_1(big), STRICT).frame
    honest, exact = (frames.compared(reproduced=n) for n in (805.0, 803.0))
    assert not list(find_exposed({"table_1": table, "published_vs_reproduced": honest}, STRICT))
    found = list(find_exposed({"table_1": table, "published_vs_reproduced": exact}, STRICT))
    assert found == ["published_vs_reproduced: numbers that table_1 does not release (1 cells)"]


@pytest.mark.parametrize(
    "name",
    [
        "cohort.parquet",
        "exhibits/cohort.parquet",
        "exhibits/claim_values.parquet",
        "report.en.docx",
        "notes.txt",
        "figures/panel.en.svg",
        "exhibits/deep/figure_3.csv",
    ],
)
def test_file_that_no_rule_makes_is_refused(name):
    assert [line.split(":")[0] for line in find_unknown_files({name: ""})] == [name]
    with pytest.raises(DisclosureError, match="no file of this name is released"):
        check(files=files_of(shown()) | {name: "checksum"})


def test_file_that_is_not_listed_or_was_changed_or_is_gone_is_refused():
    exhibits = shown()
    manifest, files = manifest_of(exhibits), files_of(exhibits)
    assert not list(find_unlisted_files(files | {"release_manifest.json": "x", "request_sheet.en.html": "y"}, manifest))
    changed = dict(files) | {"exhibits/attrition.csv": "other", "exhibits/figure_3.csv": "new"}
    changed.pop("exhibits/excluded_groups.csv")
    assert list(find_unlisted_files(changed, manifest)) == [
        "exhibits/attrition.csv: changed after the manifest was written",
        "exhibits/figure_3.csv: not in the manifest",
        "exhibits/excluded_groups.csv: in the manifest, and gone",
    ]


def test_csv_that_differs_from_its_parquet_file_is_refused():
    with pytest.raises(DisclosureError, match="attrition: the CSV and the Parquet file differ"):
        check(texts={"attrition": frames.attrition(REMOVED).write_csv()})


def test_manifest_that_was_edited_to_match_is_refused():
    with pytest.raises(DisclosureError, match=r"release_manifest\.json: not as it was sealed"):
        check(seal="the checksum on the restricted side")


def test_rows_under_the_name_of_the_comparison_are_refused():
    rows = frames.compared(reproduced=805.0).with_columns(row_key=pl.lit("spell 12345678"))
    found = list(find_exposed({"published_vs_reproduced": rows}, STRICT))
    assert found == ["published_vs_reproduced: column 'row_key': a label that could be somebody's date or number"]


def test_manifest_of_another_profile_is_refused():
    with pytest.raises(DisclosureError, match="the manifest is of another profile"):
        check(profile=PROFILES["nav"])


def test_manifest_describes_each_file_and_carries_no_date_of_its_own():
    manifest = manifest_of(shown())
    entry = next(entry for entry in manifest["files"] if entry["file"] == "exhibits/attrition.parquet")
    assert entry["exhibit"] == "attrition"
    assert entry["population"] == CLEARANCES["attrition"].population
    assert entry["counts"]["persons_left"] == {"unit": "persons", "shown": 6, "hidden": 0, "smallest": 750}
    assert entry["rules"] == {"rounded_count": 7}
    assert manifest["profile"] == {"name": "strict", "threshold": 10, "rounding": 5}
    assert "date" not in manifest and manifest_of(shown(), release_date="2026-01-01")["date"] == "2026-01-01"
    assert json.loads(json.dumps(manifest)) == manifest


@pytest.mark.parametrize("language", ["en", "nb"])
def test_request_sheet_lists_every_file_in_the_readers_language(language):
    words = yaml.safe_load((TEXTS / language / "release.yaml").read_text("utf-8"))
    sheet = render_request_sheet(manifest_of(shown()), words, language)
    assert f'lang="{language}"' in sheet
    assert all(name in sheet for name in files_of(shown()))
    assert words["request_sheet"]["rules"]["rounded_count"] in sheet
    assert all(checksum in sheet for checksum in files_of(shown()).values())
    counts = [n for frame in shown().values() for column in frame.select(pl.col(pl.Int64)) for n in column if n]
    assert f"<td>{min(counts)}</td>" in sheet and "abc" in sheet and "strict" in sheet
    assert words["request_sheet"]["populations"][CLEARANCES["attrition"].population] in sheet


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_population_has_a_name_in_each_language(language):
    words = yaml.safe_load((TEXTS / language / "release.yaml").read_text("utf-8"))["request_sheet"]
    beside = {"claim_values", "moment_spreads"}
    assert {c.population for name, c in CLEARANCES.items() if name not in beside} <= set(words["populations"])

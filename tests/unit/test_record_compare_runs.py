"""Two runs side by side: what moved, came, went, and how it is told."""

import json
from datetime import date

import polars as pl
import pytest

from dialogmote.contracts.artifacts import ARTIFACTS
from dialogmote.digests import checksum_files
from dialogmote.errors import InputError
from dialogmote.record.compare_runs import (
    changed_cells,
    compare_exhibit,
    compare_runs,
    describe_provenance,
    list_differences,
    summarise_exhibits,
)
from dialogmote.record.compare_runs_text import align, write_comparison
from workflow import compare

NORMAL_97_5 = 1.96  # to three digits, which is what the tests that use it compare


def effects(**changed):
    """Two estimates as an exhibit holds them; `changed` replaces columns."""
    columns = {
        "outcome": ["meeting", "duration"],
        "group_trends": [False, True],
        "estimate": [-7.0, 0.5],
        "std_error": [1.0, 2.0],
        "ci_low": [-9.0, -3.5],
        "ci_high": [-5.0, 4.5],
        "p_value": [0.001, 0.8],
        "n": [1000, 2000],
    }
    return pl.DataFrame(columns | changed)


def cells_of(before, after, keys=("outcome", "group_trends")):
    return compare_exhibit("table_4", keys, before, after)


def cell(cells, row_key, column):
    return cells.filter(pl.col("row_key") == row_key, pl.col("column") == column).row(0, named=True)


def summary_of(cells):
    [summary] = summarise_exhibits(cells)
    return summary


def test_identical_exhibits_have_nothing_that_changed():
    cells = cells_of(effects(), effects())
    assert changed_cells(cells).is_empty()
    assert (summary_of(cells).n_compared, summary_of(cells).n_moved) == (12, 0)


def test_moved_number_has_its_change_and_the_change_in_standard_errors_before():
    cells = cells_of(effects(), effects(estimate=[-7.0, 1.5], std_error=[1.0, 4.0]))
    moved = cell(cells, "duration/true", "estimate")
    assert (moved["kind"], moved["change"], moved["change_in_se"]) == ("moved", 1.0, 0.5)
    assert summary_of(cells).n_moved == 2


def test_standard_error_itself_and_counts_have_no_distance_in_standard_errors():
    cells = cells_of(effects(), effects(std_error=[1.0, 4.0], n=[1000, 2005]))
    assert cell(cells, "duration/true", "std_error")["change_in_se"] is None
    count = cell(cells, "duration/true", "n")
    assert (count["before"], count["after"], count["change"], count["change_in_se"]) == (2000.0, 2005.0, 5.0, None)


def test_sign_and_significance_that_changed_are_marked():
    cells = cells_of(effects(), effects(estimate=[-7.0, -0.5], p_value=[0.06, 0.8]))
    assert cell(cells, "duration/true", "estimate")["is_sign_changed"]
    assert not cell(cells, "duration/true", "estimate")["is_significance_changed"]
    assert not cell(cells, "meeting/false", "estimate")["is_sign_changed"]
    assert cell(cells, "meeting/false", "estimate")["is_significance_changed"]
    assert (summary_of(cells).n_signs, summary_of(cells).n_significances) == (1, 1)


def test_changed_significance_stands_first_even_when_the_estimate_moved_little():
    cells = cells_of(effects(), effects(estimate=[-6.99, 40.0], p_value=[0.06, 0.8]))
    assert changed_cells(cells)["row_key"][0] == "meeting/false"


def test_significance_comes_from_the_interval_where_there_is_no_p_value():
    before, after = effects().drop("p_value"), effects(ci_high=[1.0, 4.5]).drop("p_value")
    assert cell(cells_of(before, after), "meeting/false", "estimate")["is_significance_changed"]


def test_estimate_that_stays_while_its_p_value_crosses_is_listed_by_its_p_value():
    cells = cells_of(effects(), effects(p_value=[0.06, 0.8]))
    assert cell(cells, "meeting/false", "p_value")["kind"] == "moved"
    assert summary_of(cells).n_significances == 1


def test_cell_that_the_gate_hides_now_is_hidden_and_one_it_shows_is_shown():
    cells = cells_of(effects(n=[None, 2000]), effects(n=[1000, None]))
    assert [cell(cells, key, "n")["kind"] for key in ("meeting/false", "duration/true")] == ["shown", "hidden"]
    assert (summary_of(cells).n_shown, summary_of(cells).n_hidden) == (1, 1)


def test_nan_counts_as_no_number():
    cells = cells_of(effects(estimate=[float("nan"), 0.5]), effects(estimate=[None, float("nan")]))
    assert [cell(cells, key, "estimate")["kind"] for key in ("meeting/false", "duration/true")] == ["same", "hidden"]


def test_rows_of_one_run_alone_appear_and_vanish():
    cells = cells_of(effects(), effects(outcome=["meeting", "exhausted"]))
    assert cell(cells, "duration/true", "estimate")["kind"] == "vanished"
    assert cell(cells, "exhausted/true", "estimate")["kind"] == "appeared"
    assert summary_of(cells).n_compared == 6


def test_column_of_one_run_alone_appears_and_vanishes():
    cells = cells_of(effects().rename({"n": "n_old"}), effects().rename({"n": "n_new"}))
    assert cell(cells, "meeting/false", "n_old")["kind"] == "vanished"
    assert cell(cells, "meeting/false", "n_new")["kind"] == "appeared"


def test_text_and_truth_values_are_compared_as_words():
    before = pl.DataFrame({"case": [1], "judgement": ["summoned"], "agrees": [True]})
    after = pl.DataFrame({"case": [1], "judgement": ["unclear"], "agrees": [False]})
    cells = compare_exhibit("case_table_8_7", ["case"], before, after)
    assert cells["kind"].to_list() == ["reworded", "reworded"]
    assert cell(cells, "1", "agrees")["text_after"] == "false"
    assert summary_of(cells).n_compared == 0


def test_month_names_a_row_by_its_first_day():
    frame = pl.DataFrame({"month": [date(2018, 11, 1)], "share_pct": [19.0]})
    cells = compare_exhibit("figure_3", ["month"], frame, frame.with_columns(share_pct=pl.lit(19.5)))
    assert cells["row_key"].to_list() == ["2018-11-01"]
    assert cells["change"].to_list() == [0.5]


def test_rate_without_a_standard_error_is_measured_by_its_interval():
    before = pl.DataFrame({"week": [20], "hazard_pct": [3.0], "ci_low": [2.0], "ci_high": [4.0], "at_risk": [900]})
    cells = compare_exhibit("figure_5", ["week"], before, before.with_columns(hazard_pct=pl.lit(3.5)))
    assert cell(cells, "20", "hazard_pct")["change_in_se"] == pytest.approx(0.5 * NORMAL_97_5, rel=1e-3)
    assert cell(cells, "20", "hazard_pct")["is_significance_changed"] is None


def test_order_of_rows_does_not_matter():
    assert changed_cells(cells_of(effects(), effects().reverse())).is_empty()


def test_two_rows_of_one_key_are_refused_without_naming_it():
    with pytest.raises(ValueError, match=r"table_4: two rows have the same key \(outcome\)") as error:
        compare_exhibit("table_4", ["outcome"], effects(outcome=["meeting", "meeting"]), effects())
    assert "-7" not in str(error.value)


def test_missing_key_column_is_refused():
    with pytest.raises(ValueError, match="the key column group_trends is missing"):
        cells_of(effects().drop("group_trends"), effects())


def test_exhibit_of_one_run_alone_is_counted_and_not_listed():
    cells = compare_runs({"table_4": effects()}, {}, {"table_4": ["outcome", "group_trends"]})
    assert set(cells["kind"]) == {"vanished"}
    text = write_comparison(cells, summarise_exhibits(cells), [], limit=5)
    assert "not listed below: table_4" in text
    assert "meeting/false" not in text


def test_exhibit_without_a_contract_is_refused():
    with pytest.raises(ValueError, match="no contract names the key columns of table_99"):
        compare_runs({"table_99": effects()}, {}, {})


def test_every_released_exhibit_has_key_columns_by_its_contract():
    assert all(contract.primary_key() for name, contract in ARTIFACTS.items() if name.startswith(("table", "figure")))


def test_list_is_cut_and_says_how_much_is_left():
    cells = cells_of(effects(), effects(estimate=[-6.0, 1.0], n=[5, 6]))
    text = write_comparison(cells, summarise_exhibits(cells), [], limit=1)
    assert "and 3 more (ALL=1 lists them)" in text
    assert "more" not in write_comparison(cells, summarise_exhibits(cells), [], limit=None)


def test_text_of_identical_runs_says_so():
    cells = cells_of(effects(), effects())
    text = write_comparison(cells, summarise_exhibits(cells), [], limit=5)
    assert "1 exhibits, 12 numbers in both runs, 0 moved. Nothing came, went or changed." in text


def test_settings_that_differ_are_listed_by_their_keys():
    before = {"config": {"season": {"adjust": True}, "languages": ["en"]}, "code": "a"}
    after = {"config": {"season": {"adjust": False}, "languages": ["en", "nb"]}, "code": "a"}
    assert list_differences(before, after) == [
        ("config.season.adjust", "True", "False"),
        ("config.languages.1", "-", "nb"),
    ]


def test_part_that_one_run_did_not_record_is_one_line():
    assert list_differences({"code_version": "a"}, {"code_version": "a", "configuration": {"scale": 1, "seed": 2}}) == [
        ("configuration", "not recorded", "recorded")
    ]


def test_columns_are_aligned():
    assert align([("a", "1"), ("long", "100")]) == ["a       1", "long  100"]


def provenance(*jobs):
    shared = {"c1": {"configuration": {"season": {"adjust": True}}, "environment": {"python": "3.11"}}}
    return {"contexts": shared, "jobs": {str(place): job for place, job in enumerate(jobs)}}


def test_provenance_tells_configuration_code_by_rule_and_the_register_s_files():
    read = {"rule": "verify_extracts", "code": "v1", "inputs": {"register/person.parquet": "d1"}}
    drawn = [{"rule": "plot_figure", "code": code, "inputs": {"results/a": "d2"}} for code in ("p2", "p1")]
    found = describe_provenance(provenance(read, *drawn))
    assert found["configuration"] == {"season": {"adjust": True}}
    assert found["register_files"] == {"register/person.parquet": "d1"}
    assert list(found["code"]) == ["plot_figure", "verify_extracts"]
    assert found["code"] == describe_provenance(provenance(*drawn[::-1], read))["code"]


def test_code_of_one_job_that_changed_shows_in_its_rule():
    jobs = [{"rule": "plot_figure", "code": code, "inputs": {}} for code in ("p1", "p2", "p3")]
    before, after = (describe_provenance(provenance(*some)) for some in (jobs[:2], jobs[1:]))
    assert [key for key, _, _ in list_differences(before, after)] == ["code.plot_figure"]


def results(folder, n=100):
    """A folder of results with one released exhibit, its manifest, and the same exhibit exact."""
    for room in ("released", "restricted"):
        (folder / room / "exhibits").mkdir(parents=True)
        pl.DataFrame({"week": [16], "n": [n]}).write_parquet(folder / room / "exhibits" / "figure_2.parquet")
    digests = checksum_files([str(folder / "released/exhibits/figure_2.parquet")], folder / "released")
    files = [{"file": name, "sha256": digest} for name, digest in digests.items()]
    (folder / "released" / "release_manifest.json").write_text(json.dumps({"files": files}))
    return folder


@pytest.mark.parametrize("mark", ["release_seal.json", "register_source.txt", "provenance.json"])
def test_restricted_folder_is_refused_as_a_release(tmp_path, mark):
    folder = results(tmp_path / "a")
    (folder / "restricted" / mark).write_text("{}")
    assert compare.released_folder(str(folder)) == folder / "released"
    with pytest.raises(InputError, match="a restricted folder"):
        compare.main([str(folder), str(folder / "restricted")])


def test_exhibit_that_is_not_the_manifest_s_is_warned_of(tmp_path):
    before, after = results(tmp_path / "a"), results(tmp_path / "b")
    assert "Warning" not in compare.main([str(before), str(after)])
    pl.DataFrame({"week": [16], "n": [7]}).write_parquet(after / "released/exhibits/figure_2.parquet")
    text = compare.main([str(before), str(after)])
    assert "Warning: B is not what its release_manifest.json lists: exhibits/figure_2.parquet" in text
    assert "Warning: A" not in text

"""The record of runs, the chain through it, and what is told of it: on hand-made jobs."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePosixPath
from typing import get_args

import polars as pl
import pytest

from dialogmote.contracts.artifacts import SPELL_GROUPS
from dialogmote.disclose.clearances import CLEARANCES
from dialogmote.disclose.roles import Role
from dialogmote.record.provenance.chain import follow_chain
from dialogmote.record.provenance.hashing import hash_file, hash_files
from dialogmote.record.provenance.printed import Printed, pair_numbers, parse_wanted, read_numbers, read_printed
from dialogmote.record.provenance.runs import (
    Job,
    Places,
    describe_context,
    digest_values,
    latest_configuration,
    list_files,
    record_run,
    write_record,
)
from dialogmote.record.provenance.samples import (
    TREATMENTS,
    SampleSize,
    count_sample,
    describe_treatment,
    find_sample,
)
from dialogmote.record.provenance.telling import closing_line, context_lines, step_lines
from workflow import trace as question

PLACES = Places(
    PurePosixPath("/work"),
    {
        "register": PurePosixPath("/data/extracts"),
        "results": PurePosixPath("/work/results"),
        "repository": PurePosixPath("/work"),
    },
)
CONTEXT = describe_context(
    {
        "pathvars": {"results": "results"},
        "register": {"source": "extracts", "path": "/data/extracts"},
        "languages": ["en"],
    },
    {"lock_sha256": "a" * 64, "python": "3.11", "snakemake": "9"},
)
BUILD = Job(
    rule="build_cohort",
    script="scripts/build_cohort.py",
    wildcards={},
    parameters={"code": "c1", "fingerprint": ["/data/extracts/person.parquet 3 4"], "log": "results/restricted/x"},
    inputs=("/data/extracts/person.parquet",),
    outputs=("results/restricted/cohort.parquet",),
    has_run=True,
)
RELEASE = Job(
    rule="disclose_exhibit",
    script="scripts/disclose_exhibit.py",
    wildcards={"exhibit": "table_4"},
    parameters={"code": "c2", "profile": "strict"},
    inputs=("results/restricted/cohort.parquet", "resources/planted_truth.yaml"),
    outputs=("results/released/exhibits/table_4.parquet",),
    has_run=True,
)
FILES = {
    "/data/extracts/person.parquet": "p",
    "results/restricted/cohort.parquet": "q",
    "resources/planted_truth.yaml": "r",
    "results/released/exhibits/table_4.parquet": "s",
}
TARGET = "results/released/exhibits/table_4.parquet"


def record(jobs=(BUILD, RELEASE), files=FILES, before=None, context=CONTEXT):
    return record_run(before or {}, jobs, files, PLACES, context)


def digests_now(**changed):
    names = {"person": "register/person.parquet", "cohort": "results/restricted/cohort.parquet"}
    now = {PLACES.name(path): digest for path, digest in FILES.items()}
    return now | {names[name]: digest for name, digest in changed.items()}


def test_record_names_places_and_no_folder_of_the_machine():
    text = write_record(record())
    assert "/data" not in text and "/work" not in text
    assert set(list_files(record())) == {
        "register/person.parquet",
        "results/restricted/cohort.parquet",
        "repository/resources/planted_truth.yaml",
        TARGET,
    }


def test_parameters_have_no_code_and_no_times_of_files():
    assert record()["jobs"]["build_cohort"]["parameters"] == {"log": "results/restricted/x"}
    assert record()["jobs"]["build_cohort"]["code"] == "c1"


def test_order_of_jobs_does_not_change_the_record():
    assert write_record(record([RELEASE, BUILD])) == write_record(record([BUILD, RELEASE]))


def test_job_that_did_not_run_keeps_what_was_written_when_it_ran():
    later = describe_context({"register": {}, "languages": ["nb"]}, CONTEXT["environment"])
    again = record([replace(BUILD, has_run=False)], before=record(), context=later)
    assert again["jobs"]["build_cohort"]["context"] == digest_values(CONTEXT)
    assert set(again["contexts"]) == {digest_values(CONTEXT)}


def test_job_that_ran_again_is_written_anew():
    again = record([replace(BUILD, parameters={"code": "c9"})], before=record())
    assert again["jobs"]["build_cohort"]["code"] == "c9"


def test_artifact_of_another_target_stays_while_it_lies_there_unchanged():
    assert "disclose_exhibit/table_4" in record([BUILD], before=record())["jobs"]


@pytest.mark.parametrize("found", [{}, {TARGET: "other"}])
def test_artifact_that_is_gone_or_replaced_leaves_the_record(found):
    files = {path: digest for path, digest in FILES.items() if path != TARGET} | found
    assert "disclose_exhibit/table_4" not in record([BUILD], files, before=record())["jobs"]


def test_job_up_to_date_but_unrecorded_is_written_from_the_present_files():
    assert record([replace(BUILD, has_run=False)])["jobs"]["build_cohort"]["outputs"] == {
        "results/restricted/cohort.parquet": "q"
    }


def test_chain_leads_to_the_raw_extract_without_a_gap():
    chain = follow_chain(record(), TARGET, digests_now())
    assert [step.name for step in chain.steps] == ["disclose_exhibit/table_4", "build_cohort"]
    assert [link.path for link in chain.sources] == [
        "register/person.parquet",
        "repository/resources/planted_truth.yaml",
    ]
    assert chain.gaps == () and closing_line(chain).startswith("Whole: 2 jobs, 2 sources")


def test_file_edited_after_the_run_is_found():
    chain = follow_chain(record(), TARGET, digests_now(person="edited"))
    assert [(link.path, link.state) for link in chain.gaps] == [("register/person.parquet", "changed since the run")]


def test_file_that_is_gone_is_found():
    now = digests_now()
    del now["register/person.parquet"]
    (gap,) = follow_chain(record(), TARGET, now).gaps
    assert gap.state == "no longer there"


def test_input_made_again_by_a_later_run_is_found():
    files = FILES | {"results/restricted/cohort.parquet": "q2"}
    later = record([BUILD], files, before=record())
    (gap,) = follow_chain(later, TARGET, digests_now(cohort="q2")).gaps
    assert (gap.path, gap.state) == ("results/restricted/cohort.parquet", "made again since")


def test_artifact_without_a_job_is_a_gap():
    chain = follow_chain(record([RELEASE]), TARGET, digests_now())
    assert [(link.path, link.state) for link in chain.gaps] == [
        ("results/restricted/cohort.parquet", "not in the record")
    ]


def test_steps_name_rule_script_code_parameters_and_files():
    text = "\n".join(step_lines(follow_chain(record(), TARGET, digests_now())))
    for word in (
        "disclose_exhibit/table_4",
        "scripts/disclose_exhibit.py",
        "code c2",
        'profile = "strict"',
        "(step 2)",
    ):
        assert word in text


def by_control_group():
    """A record in which table 4 is made from an estimate for each control group, and the digests of its files."""
    files = {"results/restricted/exhibits/table_4.parquet": "t", TARGET: "s", "results/restricted/cohort.parquet": "q"}
    files |= {f"results/restricted/did/{group}.parquet": group for group in ("national", "trondelag")}
    estimates = [
        replace(
            BUILD,
            rule="estimate_did",
            wildcards={"control_group": group},
            inputs=("results/restricted/cohort.parquet",),
            outputs=(f"results/restricted/did/{group}.parquet",),
        )
        for group in ("national", "trondelag")
    ]
    exhibit = replace(
        BUILD,
        rule="estimate_table_4",
        inputs=tuple(output for job in estimates for output in job.outputs),
        outputs=("results/restricted/exhibits/table_4.parquet",),
    )
    build = replace(BUILD, inputs=())
    jobs = [build, *estimates, exhibit, replace(RELEASE, inputs=exhibit.outputs)]
    return record(jobs, files), {PLACES.name(path): digest for path, digest in files.items()}


def test_chain_of_a_number_follows_the_estimates_of_its_own_control_group():
    made, now = by_control_group()
    chain = follow_chain(made, TARGET, now, {"outcome": "meeting", "control_group": "national"})
    names = [step.name for step in chain.steps]
    assert "estimate_did/national" in names and "estimate_did/trondelag" not in names
    text = "\n".join(step_lines(chain))
    assert "also reads results/restricted/did/trondelag.parquet  trondelag  verified  (not this number's rows" in text
    assert not chain.gaps


def test_chain_of_a_whole_exhibit_follows_all_of_its_files():
    made, now = by_control_group()
    both = {"estimate_did/national", "estimate_did/trondelag"}
    assert both <= {step.name for step in follow_chain(made, TARGET, now).steps}
    # No file is this key's, so none can be told to be another's.
    assert both <= {step.name for step in follow_chain(made, TARGET, now, {"control_group": "abroad"}).steps}


def test_changed_file_of_the_other_control_group_is_a_gap_all_the_same():
    made, now = by_control_group()
    now["results/restricted/did/trondelag.parquet"] = "edited"
    (gap,) = follow_chain(made, TARGET, now, {"control_group": "national"}).gaps
    assert gap.path == "results/restricted/did/trondelag.parquet"


def test_configuration_of_an_unrecorded_exhibit_is_an_error():
    with pytest.raises(ValueError, match="figure_3"):
        latest_configuration(record(), "figure_3")


def test_file_of_the_same_size_and_time_is_not_read_again(tmp_path):
    path = tmp_path / "a"
    path.write_text("one")
    first = hash_files([str(path)], {})
    remembered = {str(path): first[str(path)]._replace(sha256="remembered")}
    assert hash_files([str(path)], remembered) == remembered
    path.write_text("three")
    assert hash_files([str(path)], remembered)[str(path)].sha256 not in ("remembered", first[str(path)].sha256)
    assert hash_files([str(tmp_path / "none")], {}) == {}


def test_numbers_are_read_as_each_language_writes_them():
    english = [number.value for number in read_numbers("\u22121,234.50 to 3", "en")]
    norwegian = [number.value for number in read_numbers("\u22121\u00a0234,50 til 3", "nb")]
    assert english == norwegian == [Decimal("-1234.50"), Decimal(3)]


@pytest.mark.parametrize("typed", ["-4.94", "\u22124.94", "-4,94", "\u22124,94"])
def test_number_may_be_typed_as_either_language_writes_it(typed):
    assert (Decimal("-4.94"), 2) in parse_wanted(typed)


@pytest.mark.parametrize("typed", ["table_4/meeting", "4 to 5", ""])
def test_what_is_no_number_is_not_taken_for_one(typed):
    assert parse_wanted(typed) == set()


def test_printed_cell_has_its_row_and_each_number_its_address():
    html = (
        '<div class="table-block" id="table-table_4"><table><tr><th scope="row">Meeting</th>'
        '<td class="number" data-number="t/a t/b">\u22124.94***<br>(1.02)</td></tr></table></div>'
    )
    (cell,) = read_printed(html, "en")
    assert cell == Printed("en", "table_4", "Meeting", "\u22124.94***\n(1.02)", ("t/a", "t/b"))
    assert [(number.value, address) for number, address in pair_numbers(cell)] == [
        (Decimal("-4.94"), "t/a"),
        (Decimal("1.02"), "t/b"),
    ]


def test_sample_is_counted_as_the_regression_takes_it():
    panel = pl.DataFrame(
        {
            "person_id": [1, 1, 2, 3, 4],
            "office": ["a", "a", "b", "c", "a"],
            "is_pilot": [True, True, False, False, True],
            "is_trondelag": [True, True, True, False, True],
            "period": [0, 2, 0, 2, None],
        }
    )
    national = find_sample("table_4", {"control_group": "national"})
    assert count_sample(panel, national) == SampleSize(spells=4, persons=3, offices=3, pilot_offices=1)
    before = find_sample("table_v1", {"control_group": "trondelag"})
    assert count_sample(panel, before) == SampleSize(spells=2, persons=2, offices=2, pilot_offices=1)
    assert find_sample("figure_3", {"month": None}) is None


def test_sample_of_a_group_says_which_spells_it_is():
    words = {
        group: find_sample("heterogeneity", {"group": group, "control_group": "national"}).describe()
        for groups in SPELL_GROUPS.values()
        for group in groups
    }
    assert words["under_40"].endswith("; of these those under 40 at the start")
    assert len(set(words.values())) == len(words)


def test_treatment_of_an_estimate_is_a_sentence_with_its_digits():
    words = describe_treatment("table_4", "estimate")
    assert "its standard error (column std_error) has with 3 significant digits" in words
    assert "`" not in words and "Here:" not in words and "Estimate" not in words


def test_every_kind_of_column_has_its_treatment_in_words():
    assert set(TREATMENTS) == set(get_args(Role))
    for exhibit, clearance in CLEARANCES.items():
        assert all(describe_treatment(exhibit, column) for column in clearance.columns)


def test_closing_line_counts_one_thing_in_the_singular():
    one = record([BUILD])
    path = "results/restricted/cohort.parquet"
    assert closing_line(follow_chain(one, path, digests_now())).startswith("Whole: 1 job, 1 source;")
    broken = closing_line(follow_chain(one, path, digests_now(person="edited")))
    assert broken == "Not whole: 1 job, 1 source; 1 file is not what was recorded."


def test_digests_of_a_run_are_named_for_what_they_are():
    given = {"disclosure": {"profile": "strict"}, "register": {"source": "extracts"}, "languages": ["en"]}
    given |= {"pathvars": {}}
    context = describe_context(given, CONTEXT["environment"])
    made = record(context=context)
    (line,) = context_lines(made, follow_chain(made, TARGET, digests_now()))
    assert line.startswith(f"configuration and environment {digest_values(context)[:12]}: configuration ")
    assert f"configuration {digest_values(context['configuration'])[:12]}, profile strict" in line


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Results with a count that the gate passed, one that it moved and one that it hid, and their record."""
    results = tmp_path / "results"
    for room, counts in (("released", [100, 100, None]), ("restricted", [100, 98, 3])):
        (results / room / "exhibits").mkdir(parents=True)
        frame = pl.DataFrame({"week": [16, 17, 18], "n": counts})
        frame.write_parquet(results / room / "exhibits" / "figure_2.parquet")
    made = results / "released" / "exhibits" / "figure_2.parquet"
    context = describe_context(
        {"disclosure": {"profile": "strict"}, "register": {"source": "extracts"}, "pathvars": {}},
        CONTEXT["environment"],
    )
    job = replace(RELEASE, wildcards={"exhibit": "figure_2"}, inputs=(), outputs=(str(made),))
    places = Places(PurePosixPath(tmp_path), {"results": PurePosixPath(results)})
    written = record_run({}, [job], {str(made): hash_file(made)}, places, context)
    (results / "restricted" / "provenance.json").write_text(write_record(written))
    monkeypatch.chdir(tmp_path)
    return results


def test_gate_does_not_tell_without_exact_whether_a_count_was_moved(asked, capsys):
    told = {}
    for week in (16, 17):
        assert question.main({"NUMBER": f"figure_2/{week}/n", "RESULTS": str(asked)}) == 0
        text = capsys.readouterr().out
        told[week] = text[text.index("GATE") : text.index("ROWS BEHIND")]
    assert told[16] == told[17] and "EXACT=1" in told[16] and "hidden under" in told[16]
    question.main({"NUMBER": "figure_2/18/n", "RESULTS": str(asked)})
    assert "this cell: hidden" in capsys.readouterr().out
    question.main({"NUMBER": "figure_2/17/n", "RESULTS": str(asked), "EXACT": "1"})
    assert "exact: 98" in capsys.readouterr().out


def test_exit_code_is_1_when_the_chain_is_not_whole(asked, capsys):
    path = asked / "released" / "exhibits" / "figure_2.parquet"
    pl.read_parquet(path).head(2).write_parquet(path)
    assert question.main({"NUMBER": "figure_2/16/n", "RESULTS": str(asked)}) == 1
    assert "Not whole" in capsys.readouterr().out


def test_record_is_json_with_sorted_keys():
    text = write_record(record())
    assert json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False) + "\n" == text

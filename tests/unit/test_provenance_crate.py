"""The run as an RO-Crate, the released data as a Data Package: what their profiles require, and nothing restricted."""

import json

import polars as pl
import pytest
from rocrate.rocrate import ROCrate
from test_present_frames import FRAMES
from test_provenance import CONTEXT, FILES, PLACES, RELEASE, record

from dialogmote.record.provenance.crate import describe_crate, write_crate
from dialogmote.record.provenance.package import DataFile, describe_package
from dialogmote.record.provenance.runs import record_run

CITATION = {
    "title": "dialogmote: a title",
    "version": "1.2.3",
    "license": "MIT",
    "authors": [{"name": "The authors"}, {"family-names": "Nordmann", "given-names": "Kari"}],
}
PAYLOAD = {
    "workflow/Snakefile": "1" * 64,
    "workflow/workflow/rules/common.smk": "2" * 64,
    "released/exhibits/table_4.parquet": "3" * 64,
    "datapackage.json": "4" * 64,
}


def crate():
    return describe_crate(record(), "9" * 64, PAYLOAD, CITATION, "2026-11-22")


def entities():
    return {entity["@id"]: entity for entity in crate()["@graph"]}


def references(value):
    """Every identifier that a value refers to."""
    if isinstance(value, dict):
        return {value["@id"]} if set(value) == {"@id"} else set().union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_every_entity_stands_once_and_every_reference_leads_to_one():
    graph = crate()["@graph"]
    known = {entity["@id"] for entity in graph}
    assert len(known) == len(graph)
    outside = {name for entity in graph for name in references(entity)} - known
    assert all(name.startswith(("http://", "https://")) for name in outside)


def test_root_conforms_to_the_workflow_run_profile_and_has_what_a_crate_must():
    root = entities()["./"]
    assert {"@id": "https://w3id.org/ro/wfrun/workflow/0.5"} in root["conformsTo"]
    assert {"name", "description", "datePublished", "license", "mainEntity", "hasPart"} <= set(root)
    assert {entity["@id"] for entity in root["hasPart"]} == set(PAYLOAD)


def test_run_is_an_action_of_the_workflow_with_its_inputs_outputs_and_parameters():
    run, workflow = entities()["#run"], entities()["workflow/Snakefile"]
    assert run["@type"] == "CreateAction" and run["instrument"] == {"@id": "workflow/Snakefile"}
    assert set(workflow["@type"]) == {"File", "SoftwareSourceCode", "ComputationalWorkflow"}
    given = {entity["@id"] for entity in run["object"]}
    assert {"#register/person.parquet", "#repository/resources/planted_truth.yaml", "#value/languages"} <= given
    assert {"@id": "released/exhibits/table_4.parquet"} in run["result"]
    assert entities()["#value/languages"]["exampleOfWork"] in workflow["input"]


def test_files_and_raw_extracts_have_their_digests():
    assert all(entities()[path]["sha256"] == digest for path, digest in PAYLOAD.items())
    assert entities()["#register/person.parquet"]["sha256"] == "p"


def test_exact_artifact_is_neither_named_nor_given_a_digest_that_could_be_searched():
    text = write_crate(crate())
    assert "cohort" not in text and '"q"' not in text


def test_same_run_gives_the_same_bytes_without_a_time_of_writing():
    assert write_crate(crate()) == write_crate(crate())
    assert "Time" not in {key for entity in crate()["@graph"] for key in entity}
    assert not {"startTime", "endTime"} & set(entities()["#run"])


def test_another_program_reads_the_crate(tmp_path):
    for path in PAYLOAD:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    (tmp_path / "ro-crate-metadata.json").write_text(write_crate(crate()))
    read = ROCrate(tmp_path)
    assert read.mainEntity.id == "workflow/Snakefile"
    assert {entity.id for entity in read.data_entities} == set(PAYLOAD)
    assert read.get("#run").type == "CreateAction"


def package(date=None):
    schemas = {name: FRAMES[name]().schema for name in ("table_4", "figure_3")}
    files = {
        name: tuple(DataFile(f"released/exhibits/{name}.{kind}", 10, "5" * 64) for kind in ("csv", "parquet"))
        for name in schemas
    }
    return describe_package(files, schemas, CITATION, date)


def resource(name):
    return next(found for found in package()["resources"] if found["name"] == name)


def test_package_has_two_resources_for_an_exhibit_with_paths_and_digests():
    assert [found["name"] for found in package()["resources"]] == [
        "figure_3", "figure_3_parquet", "table_4", "table_4_parquet",
    ]  # fmt: skip
    assert resource("table_4")["hash"] == "sha256:" + "5" * 64
    assert resource("table_4")["dialect"]["delimiter"] == "," and "dialect" not in resource("table_4_parquet")


def test_schema_has_types_units_labels_and_keys():
    schema = resource("table_4")["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert schema["primaryKey"] == ["outcome", "control_group", "group_trends"] and schema["missingValues"] == [""]
    assert fields["group_trends"]["type"] == "boolean" and fields["n"]["type"] == "integer"
    assert fields["estimate"]["type"] == "number" and fields["outcome"]["constraints"] == {"required": True}
    months = {field["name"]: field for field in resource("figure_3")["schema"]["fields"]}
    assert months["month"]["type"] == "date" and months["meeting_share_pct"]["unit"] == "percent"


def test_package_has_a_date_only_when_one_is_given():
    assert "created" not in package() and package("2026-11-22")["created"] == "2026-11-22T00:00:00Z"


def test_type_that_no_exhibit_has_is_refused():
    files = {"table_4": (DataFile("released/exhibits/table_4.csv", 1, "0"),)}
    with pytest.raises(ValueError, match="no field type"):
        describe_package(files, {"table_4": {"outcome": pl.Binary()}}, CITATION, None)


def test_run_of_another_order_of_jobs_gives_the_same_crate():
    other = record_run({}, [RELEASE], FILES, PLACES, CONTEXT)
    text = json.dumps(describe_crate(other, "9" * 64, PAYLOAD, CITATION, "2026-11-22"))
    assert "planted_truth" in text

"""Provenance of a whole run: any number traced to the raw extracts, what the record holds, what describes the run."""

import json
import random
import re

import polars as pl
import pytest

from dialogmote.record.provenance.addresses import find_places, list_addresses
from dialogmote.record.provenance.hashing import hash_file
from dialogmote.record.provenance.printed import read_printed
from workflow import trace as question

DRAWN = 200
SEED = 20181023


@pytest.fixture
def folder(ran, monkeypatch):
    """The run's results, with the run's checkout as the repository."""
    monkeypatch.chdir(ran.folder)
    monkeypatch.setattr(question, "ROOT", ran.folder)
    return question.Folder(ran.folder / "results")


def known_addresses(folder):
    return [name for exhibit in folder.exhibits for name in list_addresses(exhibit, folder.frame(exhibit))]


def reaches_the_start(whole):
    """Whether a chain ends where nothing was made: in tables of the repository, or in the register and its seed."""
    rules = {step.rule for step in whole.steps}
    published = all(link.path.startswith("repository/resources/") for link in whole.sources)
    return bool(whole.sources) and published and ("simulate_register" in rules or "build_cohort" not in rules)


def test_numbers_drawn_at_random_are_traced_without_a_gap(folder):
    drawn = random.Random(SEED).sample(known_addresses(folder), DRAWN)
    chains = {exhibit: folder.follow(exhibit) for exhibit in sorted({address.split("/")[0] for address in drawn})}
    for address in drawn:
        exhibit = address.split("/")[0]
        assert len(find_places(address, folder.frame(exhibit))) == 1, address
        assert chains[exhibit].gaps == () and reaches_the_start(chains[exhibit]), address
    assert len(chains) > 20


def test_every_released_exhibit_is_traced_without_a_gap(folder):
    for exhibit in folder.exhibits:
        whole = folder.follow(exhibit)
        assert whole.gaps == () and reaches_the_start(whole), exhibit


def test_answer_names_printed_text_gate_rows_steps_and_sources(folder):
    text = "\n".join(question.trace("table_4/meeting/national/false/n", folder, is_exact=False).lines)
    for word in (
        "PRINTED",
        "RELEASED",
        "GATE",
        "panel.parquet: spells of periods 0 to 3",
        "simulate_register",
        "Whole:",
    ):
        assert word in text
    exact = folder.frame("table_4", is_exact=True)["n"][0]
    assert "EXACT=1 shows" in text and f"exact: {exact}" not in text
    answer = question.trace("table_4/meeting/national/false/n", folder, is_exact=True)
    assert answer.is_whole and f"exact: {exact}" in "\n".join(answer.lines)


def test_national_number_does_not_lead_through_the_estimates_of_the_pilot_county(folder):
    lines = question.trace("table_4/meeting/national/false/estimate", folder, is_exact=False).lines
    assert any("estimate_did/national  makes" in line for line in lines)
    assert not any("estimate_did/trondelag  makes" in line for line in lines)
    assert any("also reads results/restricted/did/trondelag.parquet" in line for line in lines)


def test_every_count_in_the_words_on_the_comparison_leads_to_as_many_rows(folder):
    told = question.trace("report/comparison", folder, is_exact=False).lines
    counts = re.findall(r"^(?:en|nb)  (\S+)    counts (.+): (\d+) rows?$", "\n".join(told), re.M)
    assert len(counts) > 20 and not any("set by the words" in line for line in told)
    for printed_number, address, number in counts:
        assert int(re.sub(r"\D", "", printed_number)) == int(number), address
    (address,) = {address for _, address, _ in counts if address.endswith("*/status=agrees")}
    frame = folder.frame("published_vs_reproduced")
    agree = frame.filter(status="agrees").height
    answer = question.trace(address, folder, is_exact=False, is_all=True)
    assert f"  {agree} rows of {frame.height} in released/exhibits/published_vs_reproduced.parquet" in answer.lines
    assert sum(line.startswith("  published_vs_reproduced/") for line in answer.lines) == agree
    assert f"  en  {agree}    report/comparison" in answer.lines and answer.is_whole


def test_count_of_no_rows_is_answered_with_what_the_column_holds(folder):
    with pytest.raises(question.TraceError, match=r"status: .*agrees"):
        question.trace("published_vs_reproduced/*/status=agree", folder, is_exact=False)


def test_exact_size_of_a_sample_is_that_of_the_regression(folder):
    text = "\n".join(question.trace("table_4/meeting/trondelag/true/n", folder, is_exact=True).lines)
    row = folder.frame("table_4", is_exact=True).filter(control_group="trondelag").row(0, named=True)
    assert f"SampleSize(spells={row['n']}, persons={row['n_persons']}, offices={row['n_offices']}" in text


def test_printed_number_leads_back_to_its_address(folder):
    cells = [cell for cell in folder.cells() if cell.table == "case_figures_8" and len(cell.addresses) == 1]
    assert cells
    for cell in (cells[0], cells[-1]):
        assert any(cell.addresses[0] in line for line in question.trace(cell.text, folder, is_exact=False).lines)


def test_addresses_in_tables_and_pages_lead_to_cells(folder):
    frames = {exhibit: folder.frame(exhibit) for exhibit in folder.exhibits}
    named = {address for cell in folder.cells() for address in cell.addresses}
    assert len(named) > 1000
    plain = {address for address in named if "*" not in address}
    assert plain <= set(known_addresses(folder))
    assert all(find_places(address, frames[address.split("/")[0]]) for address in named - plain)


def test_every_number_in_a_released_table_has_an_address(ran):
    """Cells of numbers; what stands in cells of words is checked on the tables as they are laid out."""
    for path in sorted((ran.folder / "results" / "released" / "tables").glob("*.html")):
        cells = re.findall(r'<td class="number[^"]*"([^>]*)>(.*?)</td>', path.read_text())
        assert all("data-number=" in attributes for attributes, text in cells if re.search(r"\d", text)), path.name
        assert any(read_printed(path.read_text(), "en")), path.name


def test_wrong_address_is_answered_with_near_ones_and_the_keys(folder):
    with pytest.raises(question.TraceError) as error:
        question.trace("table_4/meeting/natonal/false/estimate", folder, is_exact=False)
    assert "table_4/meeting/national/false/estimate" in str(error.value)
    assert "<outcome>/<control_group>/<group_trends>/<column>" in str(error.value)


def test_record_has_no_folder_of_the_machine_and_every_file_its_digest(ran, folder):
    text = (ran.folder / "results" / "restricted" / "provenance.json").read_text()
    assert not ran.named_in(text) and "/tmp" not in text and "elsewhere/" not in text
    assert "null" not in re.findall(r'"(?:results|repository)/[^"]*": (null)', text)
    made = {path for entry in folder.record["jobs"].values() for path in entry["outputs"]}
    there = {f"results/{path.relative_to(folder.results).as_posix()}" for path in folder.results.rglob("*.parquet")}
    # The list of violations is left when a check fails too, so it is no rule's output.
    assert there - {"results/restricted/violations.parquet"} <= made


def test_file_changed_after_the_run_is_found(copied, monkeypatch):
    monkeypatch.chdir(copied.folder)
    monkeypatch.setattr(question, "ROOT", copied.folder)
    folder = question.Folder(copied.folder / "results")
    path = folder.results / "restricted" / "season.parquet"
    pl.read_parquet(path).head(1).write_parquet(path)
    (gap,) = folder.follow("table_4").gaps
    assert (gap.path, gap.state) == ("results/restricted/season.parquet", "changed since the run")
    assert folder.follow("case_agreement").gaps == ()


def test_run_of_one_table_records_its_chain_as_the_whole_run_does(ran, fresh):
    fresh.run("case_agreement", cores=1)
    part, whole = (
        json.loads((checkout.folder / "results" / "restricted" / "provenance.json").read_text())["jobs"]
        for checkout in (fresh, ran)
    )
    assert {"assess_agreement", "disclose_exhibit/case_agreement"} <= set(part) < set(whole)
    assert all(entry == whole[name] for name, entry in part.items())


def test_run_is_described_with_the_digests_of_its_files(ran):
    results = ran.folder / "results"
    crate = json.loads((results / "ro-crate-metadata.json").read_text())
    root = next(entity for entity in crate["@graph"] if entity["@id"] == "./")
    parts = [part["@id"] for part in root["hasPart"]]
    digests = {entity["@id"]: entity.get("sha256") for entity in crate["@graph"]}
    assert {"datapackage.json", "workflow/Snakefile", "released/report.en.html"} <= set(parts)
    assert all(hash_file(results / part) == digests[part] for part in parts)
    exact, shown = (
        {hash_file(path) for path in (results / room / "exhibits").glob("*.parquet")}
        for room in ("restricted", "released")
    )
    assert exact - shown and not (exact - shown) & set(digests.values())


def test_package_describes_every_released_data_file_as_it_is(ran):
    results = ran.folder / "results"
    package = json.loads((results / "datapackage.json").read_text())
    described = {found["path"]: found for found in package["resources"]}
    there = {path.relative_to(results).as_posix() for path in (results / "released" / "exhibits").iterdir()}
    assert set(described) == there
    for path, found in described.items():
        assert (
            found["hash"] == f"sha256:{hash_file(results / path)}" and found["bytes"] == (results / path).stat().st_size
        )
        if path.endswith(".csv"):
            header = (results / path).read_text().splitlines()[0].split(",")
            assert header == [field["name"] for field in found["schema"]["fields"]]

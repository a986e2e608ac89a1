"""The contracts: every column has a label, and the data dictionary is what the contracts say."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from extract_builders import valid_extracts

from dialogmote.contracts.artifacts import ARTIFACTS
from dialogmote.contracts.dictionary import data_dictionary
from dialogmote.contracts.extracts import EXTRACTS, register_names
from dialogmote.contracts.files import ContractError, check_frame, contract_of, write_checked
from dialogmote.contracts.vocabulary import VOCABULARY, label_of

ROOT = Path(__file__).parents[2]
COLUMNS = [(name, column) for name, contract in (EXTRACTS | ARTIFACTS).items() for column in contract.columns()]


@pytest.mark.parametrize(("contract", "column"), COLUMNS)
def test_every_column_has_a_label_in_both_languages(contract, column):
    label = label_of(contract, column)
    assert label.nb and label.en


def test_every_label_belongs_to_a_column():
    # Labels that wait for a contract of a later exhibit would hide a misspelt one.
    known = {column for _, column in COLUMNS} | {f"{contract}.{column}" for contract, column in COLUMNS}
    assert sorted(set(VOCABULARY) - known) == []


@pytest.mark.parametrize("text", [text for label in VOCABULARY.values() for text in (label.nb, label.en, label.unit)])
def test_labels_fit_in_a_table_cell(text):
    assert text == text.strip()
    assert "|" not in text and "\n" not in text


def test_a_contracts_own_label_goes_before_the_general_one():
    assert label_of("panel", "meeting").unit == "percentage points"
    assert label_of("cohort", "meeting").unit == ""


def test_a_column_without_a_label_is_an_error():
    with pytest.raises(KeyError):
        label_of("cohort", "no_such_column")


def test_no_extract_and_artifact_share_a_name():
    assert set(EXTRACTS) & set(ARTIFACTS) == set()


def test_data_dictionary_in_docs_is_the_generated_one():
    written = (ROOT / "docs" / "data_dictionary.md").read_text(encoding="utf-8")
    assert written == data_dictionary(), "make it anew: write data_dictionary() to docs/data_dictionary.md"


def test_data_dictionary_has_a_row_for_each_column_of_each_contract():
    sections = dict(
        (section.split("`", 2)[1], section.splitlines()) for section in data_dictionary().split("\n### ")[1:]
    )
    assert list(sections) == [*EXTRACTS, *ARTIFACTS]
    for name, contract in (EXTRACTS | ARTIFACTS).items():
        rows = [line for line in sections[name] if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == list(contract.columns())


def test_data_dictionary_names_the_registers_column_beside_ours():
    assert "| `start_date` | `sykefravar_fra_dato` | Date | no | date |" in data_dictionary()
    assert "| `to_date` | `til_dato` | Date | yes | date |" in data_dictionary()


@pytest.mark.parametrize("extract", EXTRACTS)
def test_handmade_extract_fits_its_contract(extract):
    frame = valid_extracts()[extract]
    english = {there: ours for ours, there in register_names(extract).items()}
    assert check_frame(frame.rename(english), EXTRACTS[extract], extract).height == frame.height


def test_spell_with_an_open_end_can_be_written(tmp_path):
    english = {there: ours for ours, there in register_names("sykefravar_tilfelle").items()}
    frame = valid_extracts()["sykefravar_tilfelle"].rename(english).with_columns(end_date=date(9999, 12, 31))
    write_checked(frame, tmp_path / "sykefravar_tilfelle.parquet")
    assert pl.read_parquet(tmp_path / "sykefravar_tilfelle.parquet").equals(frame)


def test_contract_is_found_by_file_name_or_by_folder():
    assert contract_of("a/table_4.parquet") is ARTIFACTS["table_4"]
    assert contract_of("a/did/national.parquet") is ARTIFACTS["did"]
    with pytest.raises(ValueError, match="no contract"):
        contract_of("a/no_such_artifact.parquet")


def test_broken_contract_is_told_without_values_and_nothing_is_written(tmp_path):
    path = tmp_path / "exclusions.parquet"
    frame = pl.DataFrame({"spell_id": [918273, 918273], "person_id": [1, 2], "step": ["pregnant", "over_66"]})
    with pytest.raises(ContractError, match="exclusions: rule 'primary_key' is broken by 2 rows") as error:
        write_checked(frame, path)
    assert "918273" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_missing_further_and_mistyped_columns_are_told_at_once(tmp_path):
    frame = pl.DataFrame({"spell_id": ["1"], "person_id": [1], "stepp": ["pregnant"]})
    with pytest.raises(ContractError) as error:
        write_checked(frame, tmp_path / "exclusions.parquet")
    for part in ("'step' is missing", "'stepp' is not in the contract", "'spell_id' is String, not Int64"):
        assert part in str(error.value)

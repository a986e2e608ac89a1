"""Every number in a table has an address, and the address leads to the value that is printed."""

import re
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from test_present_frames import FRAMES, TABLES, published_vs_reproduced, table_4

from dialogmote.present.tables.data import comparison_summary, lay_out_data
from dialogmote.present.tables.model import Cell, Table
from dialogmote.present.tables.published_vs_reproduced import lay_out_effects
from dialogmote.present.tables.renderers import render_html
from dialogmote.present.texts import Catalogue, load_catalogue
from dialogmote.record.provenance.addresses import address_row, addresses, find_near, find_places, list_addresses
from dialogmote.record.provenance.printed import read_numbers

TEXTS = Path(__file__).parents[2] / "resources" / "texts"
LANGUAGES = ("en", "nb")
FIGURE_DATA = [name for name in FRAMES if name.startswith("figure_") and name != "figure_1_areas"]
SMALLEST_P = Decimal("0.001")


def catalogue(language: str) -> Catalogue:
    return load_catalogue(sorted((TEXTS / language).glob("*.yaml")), language, is_synthetic=True)


def value_of(address: str) -> object:
    """The one value an address names in the tests' frames."""
    exhibit = address.split("/")[0]
    frame = FRAMES[exhibit]()
    (place,) = find_places(address, frame)
    return frame[place.row, place.column]


def numbered_cells(table: Table, language: str) -> list[Cell]:
    """Cells with a digit in them, and headings with an address; no names of rows, and no texts of the catalogue."""
    fixed = set(catalogue(language).flat.values())
    cells = [cell for row in table.body for cell in row.cells]
    return [
        cell
        for cell in cells
        if cell.numbers or (not cell.is_header and re.search(r"\d", cell.text) and cell.text not in fixed)
    ]


def prints(text: str, value: object, language: str) -> bool:
    """Whether the first number of a text is the value as it is rounded there."""
    (shown, decimals), *_ = [(number.value, number.decimals) for number in read_numbers(text, language)]
    exact = Decimal(repr(float(value))) * (100 if "%" in text else 1)  # type: ignore[arg-type]
    if "<" in text:
        return shown == SMALLEST_P and exact < SMALLEST_P
    # Half a unit of the last digit, both ways of rounding a half included.
    return abs(shown - exact) <= Decimal(5).scaleb(-decimals - 1)


def check_cell(cell: Cell, language: str) -> None:
    assert cell.numbers, f"no address: {cell.text!r}"
    if any("*" in address for address in cell.numbers):
        exhibit = cell.numbers[0].split("/")[0]
        assert all(find_places(address, FRAMES[exhibit]()) for address in cell.numbers)
        return
    values = [value_of(address) for address in cell.numbers]
    values = [value for value in values if value is not None]
    if all(isinstance(value, str | bool | date) for value in values):
        return
    parts = [part for part in re.split(r"\n| (?=\()| (?:to|til) ", cell.text) if re.search(r"\d", part)]
    assert len(parts) == len(values), (cell.text, values)
    assert all(prints(part, value, language) for part, value in zip(parts, values, strict=True)), (cell.text, values)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_every_number_of_a_table_is_the_value_at_its_address(name: str, language: str) -> None:
    table = import_module(f"dialogmote.present.tables.{name}").lay_out(FRAMES[name](), catalogue(language))
    cells = numbered_cells(table, language)
    assert cells
    for cell in cells:
        check_cell(cell, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIGURE_DATA)
def test_every_number_of_a_figures_data_is_the_value_at_its_address(name: str, language: str) -> None:
    for cell in numbered_cells(lay_out_data(name, FRAMES[name](), "name", catalogue(language)), language):
        check_cell(cell, language)


@pytest.mark.parametrize("lay_out", [lay_out_effects, comparison_summary])
def test_tables_made_of_the_comparison_have_its_addresses(lay_out) -> None:  # type: ignore[no-untyped-def]
    for cell in numbered_cells(lay_out(published_vs_reproduced(), catalogue("en")), "en"):
        check_cell(cell, "en")


def test_effect_cell_prints_estimate_error_and_control_mean_in_this_order() -> None:
    row = table_4().row(0, named=True)
    table = import_module("dialogmote.present.tables.table_4").lay_out(table_4(), catalogue("en"))
    start = address_row("table_4", row)
    cells = [cell.numbers for laid in table.body for cell in laid.cells]
    assert (f"{start}/estimate", f"{start}/std_error", f"{start}/control_mean") in cells


def test_html_cell_names_its_addresses() -> None:
    table = import_module("dialogmote.present.tables.table_4").lay_out(table_4(), catalogue("en"))
    assert 'data-number="table_4/meeting/national/false/estimate table_4/meeting/national/false/std_error' in (
        render_html(table)
    )


@pytest.mark.parametrize("name", FRAMES)
def test_every_address_of_an_exhibit_names_one_cell(name: str) -> None:
    frame = FRAMES[name]()
    known = list(list_addresses(name, frame))
    assert len(known) == len(set(known)) == frame.height * frame.width
    assert len(find_places(known[-1], frame)) == 1


def test_keys_are_written_as_in_the_interface() -> None:
    row = {"outcome": "meeting", "control_group": "national", "group_trends": False}
    assert addresses("table_4", row, "n") == ("table_4/meeting/national/false/n",)
    assert addresses("figure_3", {"month": date(2018, 11, 1)}, "n") == ("figure_3/2018-11-01/n",)


def test_key_that_holds_slashes_is_found_whole() -> None:
    frame = pl.DataFrame(
        {"exhibit": ["table_4"], "row_key": ["meeting/national/false"], "column": ["n"], "published": 1}
    )
    (place,) = find_places("published_vs_reproduced/table_4/meeting/national/false/n/published", frame)
    assert (place.row, place.column) == (0, "published")


def test_wrong_column_or_key_names_nothing() -> None:
    assert find_places("table_4/meeting/national/false/estimat", table_4()) == []
    assert find_places("table_4/meeting/nationwide/false/estimate", table_4()) == []


def test_misspelt_address_is_near_the_right_one() -> None:
    known = list(list_addresses("table_4", table_4()))
    assert find_near("table_4/meeting/natonal/false/estimate", known)[0] == "table_4/meeting/national/false/estimate"

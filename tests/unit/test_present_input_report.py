"""The table of what was read: its dates, where the profile lets them be shown."""

import polars as pl
import pytest
from report_builders import catalogue
from test_present_frames import FRAMES

from dialogmote.present.tables.input_report import lay_out

NO_DATES = pl.lit(None, dtype=pl.Date)


@pytest.mark.parametrize("language", ["en", "nb"])
def test_dates_have_a_column_where_any_is_shown(language: str) -> None:
    table = lay_out(FRAMES["input_report"](), catalogue(language))
    assert catalogue(language).text("input_report.dates") in [cell.text for cell in table.header[0]]
    assert "sykefravar_til_dato" in table.body[0].cells[2].text
    assert table.body[2].cells[2].text == catalogue(language).number(None)


@pytest.mark.parametrize("language", ["en", "nb"])
def test_column_of_dates_is_left_out_where_all_are_hidden(language: str) -> None:
    hidden = FRAMES["input_report"]().with_columns(first_date=NO_DATES, last_date=NO_DATES)
    whole = lay_out(FRAMES["input_report"](), catalogue(language))
    table = lay_out(hidden, catalogue(language))
    assert [cell.text for cell in table.header[0]] == [cell.text for k, cell in enumerate(whole.header[0]) if k != 2]
    assert [len(row.cells) for row in table.body] == [len(table.header[0])] * 3
    assert not any(number.endswith("_date") for row in table.body for cell in row.cells for number in cell.numbers)

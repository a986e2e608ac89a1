"""Tables as data and as HTML, CSV and Typst: what is in the cells, and that the renderers keep it."""

import csv
import io
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from test_present_frames import FRAMES, TABLES, case_figures_8, published_vs_reproduced, table_3, table_4

from dialogmote.present.labels import comparison_decimals, comparison_label, natural_decimals
from dialogmote.present.tables import table_4 as table_4_module
from dialogmote.present.tables.data import comparison_summary
from dialogmote.present.tables.model import Cell, Row, Table, head
from dialogmote.present.tables.published_vs_reproduced import lay_out_effects
from dialogmote.present.tables.renderers import escape_typst, render_csv, render_html, render_typst
from dialogmote.present.texts import Catalogue, load_catalogue

TEXTS = Path(__file__).parents[2] / "resources" / "texts"
LANGUAGES = ("en", "nb")
MINUS = "\u2212"
DASH = "\u2013"


def catalogue(language: str = "en") -> Catalogue:
    return load_catalogue(sorted((TEXTS / language).glob("*.yaml")), language, is_synthetic=True)


def lay_out(name: str, language: str = "en") -> Table:
    return import_module(f"dialogmote.present.tables.{name}").lay_out(FRAMES[name](), catalogue(language))


def rows_of(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.body]


class TableReader(HTMLParser):
    """Counts columns by row and gathers scopes."""

    def __init__(self) -> None:
        super().__init__()
        self.widths: list[int] = []
        self.scopes: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "tr":
            self.widths.append(0)
        if tag in ("td", "th"):
            self.widths[-1] += int(values.get("colspan") or 1)
        if tag == "th":
            self.scopes.append(values.get("scope"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_html_rows_are_equally_wide_and_every_heading_has_a_scope(name: str, language: str) -> None:
    reader = TableReader()
    reader.feed(render_html(lay_out(name, language)))
    assert len(set(reader.widths)) == 1
    assert set(reader.scopes) <= {"col", "colgroup", "row"}


@pytest.mark.parametrize("name", TABLES)
def test_csv_rows_are_equally_wide(name: str) -> None:
    table = lay_out(name)
    rows = list(csv.reader(io.StringIO(render_csv(table))))
    assert {len(row) for row in rows} == {table.width}
    assert len(rows) == len(table.header) + len(table.body)


@pytest.mark.parametrize("name", TABLES)
def test_typst_brackets_balance(name: str) -> None:
    text = render_typst(lay_out(name)).replace("\\[", "").replace("\\]", "")
    assert text.count("[") == text.count("]")
    assert text.count("(") == text.count(")")


def test_table_4_cell_has_stars_error_and_control_mean() -> None:
    first = rows_of(lay_out("table_4"))[0]
    assert first[1] == f"{MINUS}8.09***\n(1.32)\n[32.7]"


def test_table_4_cell_in_norwegian_has_decimal_commas() -> None:
    assert rows_of(lay_out("table_4", "nb"))[0][1] == f"{MINUS}8,09***\n(1,32)\n[32,7]"


def test_table_4_columns_are_control_groups_without_and_with_trends() -> None:
    first = rows_of(lay_out("table_4"))[0]
    assert [text.split("\n")[0] for text in first[1:]] == [
        f"{MINUS}8.09***",
        f"{MINUS}10.21***",
        f"{MINUS}5.04**",
        f"{MINUS}5.59*",
    ]


def test_table_4_with_a_suppressed_estimate_shows_a_dash() -> None:
    hidden = table_4().with_columns(
        pl.when(pl.col("outcome") == "duration").then(None).otherwise(pl.col("estimate")).alias("estimate")
    )
    table = table_4_module.lay_out(hidden, catalogue())
    assert table.body[1].cells[1].text.startswith("\u2013\n")


@pytest.mark.parametrize(
    ("p_value", "mark"), [(0.009, "***"), (0.01, "**"), (0.049, "**"), (0.05, "*"), (0.1, ""), (None, "")]
)
def test_stars_stand_below_their_level(p_value: float | None, mark: str) -> None:
    assert table_4_module.stars(p_value) == mark


def test_table_3_writes_residents_and_spells_without_decimals() -> None:
    rows = {row[0]: row[1:] for row in rows_of(lay_out("table_3"))}
    assert rows["Spells"] == ["7,456", "109,851", "3,785"]
    assert rows["Residents of the office's area"][0] == "25,177"
    assert rows["Meeting held (percent)"] == ["27.0", "32.7", "32.0"]
    assert table_3().height == len(rows)


def test_case_table_sums_are_those_of_the_judgements() -> None:
    sums = rows_of(lay_out("case_table_8_7"))[-3:]
    assert [row[1:7] for row in sums] == [
        ["4", "5", "0", "10", "12", "14"],
        ["9", "10", "13", "5", "2", "0"],
        ["2", "0", "2", "0", "1", "1"],
    ]


def test_case_2_is_marked_as_differing_and_no_other_case() -> None:
    table = lay_out("case_figures_8")
    assert [row.cells[-1].text for row in table.body] == ["Agrees", "Differs", "Agrees", "Agrees", "Agrees", "Agrees"]
    assert [cell.mark for cell in table.body[1].cells[4:7]] == ["warning", "warning", ""]


def test_offices_with_equal_share_keep_equal_rank() -> None:
    assert [row[1] for row in rows_of(lay_out("case_offices_3_1"))[:6]] == ["1", "2", "3", "3", "3", "6"]


def test_fidelity_tells_targets_from_the_rest() -> None:
    groups = [row.cells[0].text for row in lay_out("register_fidelity").body if row.kind == "group"]
    assert groups == ["Targets, used to build the simulator", "Not targets"]


def test_comparison_has_a_row_for_every_number() -> None:
    body = [row for row in lay_out("published_vs_reproduced").body if row.kind == "body"]
    assert len(body) == published_vs_reproduced().height


def test_comparison_summary_counts_every_status() -> None:
    table = comparison_summary(published_vs_reproduced(), catalogue())
    assert rows_of(table) == [
        ["Table 3", "30", "0", "3", "0", "33", "30 of 30", DASH],
        ["Table 4", "96", "0", "0", "0", "96", DASH, "96 of 96"],
        ["Interview study, figures 8-1 to 8-6", "16", "0", "2", "0", "18", DASH, DASH],
        ["All", "142", "0", "5", "0", "147", "30 of 30", "96 of 96"],
    ]


def test_pairs_of_table_4_hold_published_and_reproduced_with_errors() -> None:
    rows = rows_of(lay_out_effects(published_vs_reproduced(), catalogue()))
    assert rows[1] == ["rest of the country, without trends", f"{MINUS}8.09 (1.32)", f"{MINUS}7.88 (1.32)", "+0.2"]
    assert len(rows) == 24 + 6


def test_row_key_of_table_4_is_put_in_words() -> None:
    label = comparison_label("table_4", "meeting/trondelag/true", catalogue())
    assert label == "Dialogue meeting 2, rest of Trøndelag, with trends"


def test_numbered_row_key_says_what_is_numbered() -> None:
    assert comparison_label("case_figures_8", "2", catalogue("nb")) == "Case 2"
    assert comparison_label("case_offices_3_1", "2", catalogue("nb")) == "Kontor 2"


@pytest.mark.parametrize(("value", "decimals"), [(None, 0), (27.0, 0), (32.7, 1), (-8.09, 2), (0.123456, 2)])
def test_natural_decimals_are_those_printed_up_to_two(value: float | None, decimals: int) -> None:
    assert natural_decimals(value) == decimals


def test_comparison_shows_a_share_with_the_decimals_it_was_printed_with() -> None:
    assert comparison_decimals("case_offices_3_1", "1", "meeting_share_by_week_26", 0.84) == 2


def test_text_with_markup_is_escaped_in_html() -> None:
    table = Table("t", "a < b", ((head("x & y"),),), (Row((Cell("<script>"),)),), ("1 > 0",), "s")
    html = render_html(table)
    assert "<script>" not in html
    assert "a &lt; b" in html
    assert "x &amp; y" in html


def test_text_with_markup_is_escaped_in_typst() -> None:
    assert escape_typst("*a* #b $c @d [e] _f_") == "\\*a\\* \\#b \\$c \\@d \\[e\\] \\_f\\_"
    assert escape_typst("+1.0") == "\\+1.0"


def test_date_that_starts_a_cell_is_no_list_item_in_typst() -> None:
    assert escape_typst("23. oktober 2018") == "23\\. oktober 2018"


def test_rows_of_unequal_width_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in width"):
        Table("t", "c", ((head("a"), head("b")),), (Row((Cell("1"),)),), (), "s")


def test_case_figures_frame_holds_the_contradiction_of_case_2() -> None:
    second = case_figures_8().row(1, named=True)
    assert (second["summoned"], second["published_summoned"]) == (5, 6)

"""A laid-out table as an HTML fragment, as CSV and as Typst markup."""

import csv
import io
import re
from html import escape

from dialogmote.present.tables.model import Cell, Row, Table

TYPST_SPECIAL = {character: f"\\{character}" for character in "\\#$*_`<>@[]~/"}


def render_html(table: Table) -> str:
    """A table element in a box that scrolls on narrow screens, with scoped headings, notes and source."""
    name = escape(table.exhibit)
    lines = [
        f'<div class="table-block" id="table-{name}">',
        f'<div class="table-scroll" role="region" tabindex="0" aria-labelledby="caption-{name}">',
        "<table>",
        f'<caption id="caption-{name}"><span class="caption-text">{escape(table.caption)}</span></caption>',
        "<thead>",
        *(_html_header(row) for row in table.header),
        "</thead>",
        "<tbody>",
        *(_html_row(row) for row in table.body),
        "</tbody>",
        "</table>",
        "</div>",
        *(f'<p class="table-note">{escape(note)}</p>' for note in (*table.notes, table.source)),
        "</div>",
    ]
    return "\n".join(lines) + "\n"


def _html_header(cells: tuple[Cell, ...]) -> str:
    return "<tr>" + "".join(_html_cell(cell, "colgroup" if cell.columns > 1 else "col") for cell in cells) + "</tr>"


def _html_row(row: Row) -> str:
    scope = "colgroup" if row.kind in ("section", "group") else "row"
    start = "<tr>" if row.kind == "body" else f'<tr class="{row.kind}">'
    return start + "".join(_html_cell(cell, scope) for cell in row.cells) + "</tr>"


def _html_cell(cell: Cell, scope: str) -> str:
    text = "<br>".join(escape(line) for line in cell.text.split("\n"))
    classes = " ".join(filter(None, ["number" if cell.is_number else "", cell.mark]))
    attributes = f' class="{classes}"' if classes else ""
    attributes += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    if not cell.is_header:
        return f"<td{attributes}>{text}</td>"
    # An empty corner is no heading: a screen reader would announce it for every cell below.
    return f'<th scope="{scope}"{attributes}>{text}</th>' if text else f"<td{attributes}></td>"


def render_csv(table: Table) -> str:
    """The formatted cells as CSV, comma-separated; a spanning cell stands in each column it spans when it is a heading
    of columns, and once when it heads rows. The exact numbers are in the exhibit's own CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for header in table.header:
        writer.writerow([_one_line(cell) for cell in header for _ in range(cell.columns)])
    for row in table.body:
        spread = [[_one_line(cell), *[""] * (cell.columns - 1)] for cell in row.cells]
        writer.writerow([text for texts in spread for text in texts])
    return stream.getvalue()


def _one_line(cell: Cell) -> str:
    return " ".join(cell.text.split("\n"))


def render_typst(table: Table) -> str:
    """A Typst figure with the table, its notes and source; numbers stand flush right."""
    alignments = ", ".join(_typst_alignments(table))
    lines = [
        "#figure(",
        "  kind: table,",
        f"  caption: [{escape_typst(table.caption)}],",
        "  {",
        f"    table(columns: {table.width}, align: ({alignments},), stroke: none,",
        "      table.hline(),",
        "      table.header(" + ", ".join(_typst_cell(cell) for row in table.header for cell in row) + "),",
        "      table.hline(stroke: 0.5pt),",
        *("      " + ", ".join(_typst_cell(cell) for cell in row.cells) + "," for row in table.body),
        "      table.hline(),",
        "    )",
        *(f"    par(text(size: 0.8em)[{escape_typst(note)}])" for note in (*table.notes, table.source)),
        "  },",
        f") <{table.exhibit.replace('_', '-')}>",
    ]
    return "\n".join(lines) + "\n"


def _typst_alignments(table: Table) -> list[str]:
    """Right for columns that hold numbers in some row, left for the others."""
    is_number = [False] * table.width
    for row in table.body:
        place = 0
        for cell in row.cells:
            if cell.columns == 1:
                is_number[place] |= cell.is_number
            place += cell.columns
    return ["right" if right else "left" for right in is_number]


def _typst_cell(cell: Cell) -> str:
    text = " \\ ".join(escape_typst(line) for line in cell.text.split("\n"))
    body = f"[*{text}*]" if cell.is_header and text else f"[{text}]"
    return f"table.cell(colspan: {cell.columns}){body}" if cell.columns > 1 else body


def escape_typst(text: str) -> str:
    """The text with Typst's markup characters escaped; a leading sign or number would start a list or a heading."""
    escaped = "".join(TYPST_SPECIAL.get(character, character) for character in text)
    escaped = re.sub(r"^(\d+)\.", r"\1\\.", escaped)
    return f"\\{escaped}" if escaped[:1] in {"+", "-", "="} else escaped

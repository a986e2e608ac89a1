"""A laid-out table as an HTML fragment, as CSV and as Typst markup."""

import csv
import io
import re
from html import escape

from dialogmote.present.tables.model import Cell, Row, Table

TYPST_SPECIAL = {character: f"\\{character}" for character in "\\#$*_`<>@[]~/'\""}
TYPST_MARKS = {"good": 'text.with(fill: rgb("#1d5c3a"))', "warning": 'text.with(fill: rgb("#8f3a00"), weight: "bold")'}
EMS_OF_LINE, EMS_OF_WORD, BOLDER = 0.44, 0.5, 1.12  # a character of a book face: in lines, in one word; in headings
PAGE_EMS = 52.0  # a page of A4 at the size of tables
NEARLY_FULL, SMALLER = 0.75, 0.9  # of a page's width: when a table is set in smaller type, and how small
PADDING_EMS, HANGING_EMS = 0.8, 2.1  # beside the text of a cell, without and with room for stars
TYPST_SHADES = {"section": "luma(222)", "group": "luma(243)"}


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
    attributes += f' data-number="{escape(" ".join(_without_spaces(cell.numbers)))}"' if cell.numbers else ""
    if not cell.is_header:
        return f"<td{attributes}>{text}</td>"
    # An empty corner is no heading: a screen reader would announce it for every cell below.
    return f'<th scope="{scope}"{attributes}>{text}</th>' if text else f"<td{attributes}></td>"


def _without_spaces(numbers: tuple[str, ...]) -> list[str]:
    """Addresses as they stand in a list that spaces divide; keys with a space in them have %20 instead."""
    return [address.replace(" ", "%20") for address in numbers]


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
    """A figure in Typst's markup, whole in itself: caption above, ruled table, notes and source in small type.

    To be included in a document or pasted into one; it takes the document's font and size. Headings are repeated on
    every page the table runs over, those of sections and groups too, and no row is split. Stars and closing brackets
    hang to the right of the numbers, so that digits stand under digits. The caption holds the exhibit's own number.
    """
    lines = [
        "// A table as Typst markup, made by dialogmote: #include this file, or paste what stands in it.",
        "#[",
        "#show figure: set block(breakable: true)",
        "#show figure.caption: set align(left)",
        "#show table: set par(justify: false)",
        "#show table: set block(spacing: 0pt)",
        "#set table.cell(breakable: false)",
        *_typst_marks(table),
        "#figure(",
        "  kind: table,",
        "  supplement: none,",
        "  numbering: none,",
        f"  caption: figure.caption(position: top)[*{escape_typst(table.caption)}*],",
        "  {",
        "    set align(left)",
        *([f"    set text(size: {SMALLER}em)"] if is_wide(table) else []),
        *_typst_table(table),
        *(_typst_note(note) for note in (*table.notes, table.source)),
        "  },",
        f") <{table.exhibit.replace('_', '-')}>",
        "]",
    ]
    return "\n".join(lines) + "\n"


def _typst_marks(table: Table) -> list[str]:
    """The functions that set the marks the table uses."""
    used = {cell.mark for row in table.body for cell in row.cells}
    return [f"#let {mark} = {setting}" for mark, setting in TYPST_MARKS.items() if mark in used]


def _typst_note(note: str) -> str:
    return f"    block(width: 100%, above: 0.7em, below: 0pt, text(size: 0.88em)[{escape_typst(note)}])"


def _typst_table(table: Table) -> list[str]:
    """The lines of the table element: rules, headings, rows."""
    hanging = _hanging_columns(table)
    insets = ", ".join(f"(left: 0.4em, right: {'1.7em' if hangs else '0.4em'}, y: 0.33em)" for hangs in hanging)
    alignments = ", ".join(_typst_alignments(table))
    widths = ", ".join(f"{width:.2f}fr" for width in column_widths(table))
    lines = [
        f"    table(columns: ({widths},), align: ({alignments},), stroke: none, inset: ({insets},),",
        "      table.hline(stroke: 1pt),",
        "      table.header(",
        *_typst_header(table),
        "        table.hline(stroke: 0.5pt),",
        "      ),",
    ]
    levels = {"section": 2, "group": 3 if any(row.kind == "section" for row in table.body) else 2}
    for row in table.body:
        if row.kind == "total":
            lines.append("      table.hline(stroke: 0.4pt),")
        cells = ", ".join(_typst_row(row, hanging))
        is_heading = row.kind in levels
        lines.append(f"      table.header(level: {levels[row.kind]}, {cells})," if is_heading else f"      {cells},")
    return [*lines, "      table.hline(stroke: 1pt),", "    )"]


def _typst_header(table: Table) -> list[str]:
    """The heading rows, a thin rule under each heading that spans columns."""
    lines = []
    for row in table.header:
        lines.append("        " + ", ".join(_typst_heading(cell) for cell in row) + ",")
        place = 0
        for cell in row:
            if cell.columns > 1 and cell.text:
                lines.append(f"        table.hline(start: {place}, end: {place + cell.columns}, stroke: 0.4pt),")
            place += cell.columns
    return lines


def _typst_heading(cell: Cell) -> str:
    """A heading of a column, at the foot of its row; one that spans columns stands over their middle."""
    text = _typst_lines(cell)
    body = f"[*{text}*]" if text else "[]"
    if cell.columns > 1:
        return f"table.cell(colspan: {cell.columns}, align: center + bottom){body}"
    return f"table.cell(align: {'right' if cell.is_number else 'left'} + bottom){body}"


def _typst_row(row: Row, hanging: list[bool]) -> list[str]:
    """The cells of a row; a heading over rows is shaded, as wide as the table."""
    if row.kind in ("section", "group"):
        shade = TYPST_SHADES[row.kind]
        return [f"table.cell(colspan: {cell.columns}, fill: {shade})[*{_typst_lines(cell)}*]" for cell in row.cells]
    cells, place = [], 0
    for cell in row.cells:
        text = _typst_lines(cell, hangs=cell.columns == 1 and hanging[place])
        place += cell.columns
        body = f"[#{cell.mark}[{text}]]" if cell.mark and text else f"[{text}]"
        cells.append(f"table.cell(colspan: {cell.columns}){body}" if cell.columns > 1 else body)
    return cells


def _typst_lines(cell: Cell, hangs: bool = False) -> str:
    """The text of a cell, its line breaks kept; with `hangs`, what closes a number takes no room."""
    return " \\ ".join(_hang(line) if hangs else escape_typst(line) for line in cell.text.split("\n"))


def _hang(line: str) -> str:
    number = line.rstrip("*)]")
    closing = line[len(number) :]
    return escape_typst(number) + (f"#box(width: 0pt, align(left)[{escape_typst(closing)}])" if closing else "")


def _hanging_columns(table: Table) -> list[bool]:
    """Which columns leave room for stars: all that hold numbers, in a table that has stars anywhere."""
    cells = [cell for row in table.body for cell in row.cells]
    if not any(cell.is_number and "*" in cell.text for cell in cells):
        return [False] * table.width
    return _number_columns(table)


def column_widths(table: Table) -> list[float]:
    """How wide the columns are beside each other, in ems.

    As wide as their text wants, or, when that is more than a page has, what no line can be broken to less than and an
    equal share of the rest, but no more than wanted. Numbers are never broken, headings of numbers are.
    """
    needs, wants, padding = _asked_widths(table)
    rest = _room(table) - sum(needs) - sum(padding)
    granted = _share_out(rest, [want - need for need, want in zip(needs, wants, strict=True)])
    return [sum(parts) for parts in zip(padding, needs, granted, strict=True)]


def is_wide(table: Table) -> bool:
    """Whether what no line can be broken to less than nearly fills a page, so that smaller type becomes the table."""
    needs, _, padding = _asked_widths(table)
    return sum(needs) + sum(padding) > NEARLY_FULL * PAGE_EMS


def _room(table: Table) -> float:
    return PAGE_EMS / SMALLER if is_wide(table) else PAGE_EMS


def _asked_widths(table: Table) -> tuple[list[float], list[float], list[float]]:
    """Of each column what it needs, what it wants, and the room beside its text, in ems."""
    needs, wants = [1.0] * table.width, [1.0] * table.width
    rows = [(cells, True) for cells in table.header] + [(row.cells, False) for row in table.body]
    for cells, is_heading in rows:
        place = 0
        for cell in cells:
            if cell.columns == 1:
                need, want = _cell_widths(cell, is_heading)
                needs[place], wants[place] = max(needs[place], need), max(wants[place], want)
            place += cell.columns
    padding = [HANGING_EMS if hangs else PADDING_EMS for hangs in _hanging_columns(table)]
    for cells in table.header:
        _widen_under_headings(cells, wants, padding)
    return needs, wants, padding


def _share_out(rest: float, asked: list[float]) -> list[float]:
    """To each what is asked, or an equal share of what is left, the least asked first."""
    granted = [0.0] * len(asked)
    for rank, place in enumerate(sorted(range(len(asked)), key=lambda place: asked[place])):
        granted[place] = max(0.0, min(asked[place], rest / (len(asked) - rank)))
        rest -= granted[place]
    return granted


def _cell_widths(cell: Cell, is_heading: bool) -> tuple[float, float]:
    """How narrow a cell can be and how wide it would like to be, in ems; a heading of numbers likes two lines."""
    weight = BOLDER if is_heading else 1.0
    line = weight * EMS_OF_LINE * max(len(text) for text in cell.text.split("\n"))
    word = weight * EMS_OF_WORD * max((len(text) for text in cell.text.split()), default=0)
    if cell.is_number and not is_heading:
        return line, line
    return word, max(word, line / 2 if cell.is_number else line)


def _widen_under_headings(cells: tuple[Cell, ...], wants: list[float], padding: list[float]) -> None:
    """Room for headings that span columns; the columns under one are equally wide."""
    place = 0
    for cell in cells:
        under = slice(place, place + cell.columns)
        if cell.columns > 1 and cell.text:
            width = BOLDER * EMS_OF_WORD * len(cell.text) + PADDING_EMS - sum(padding[under])
            wants[under] = [max(width / cell.columns, *wants[under])] * cell.columns
        place += cell.columns


def _typst_alignments(table: Table) -> list[str]:
    """Right for columns that hold numbers in some row, left for the others."""
    return ["right" if holds_numbers else "left" for holds_numbers in _number_columns(table)]


def _number_columns(table: Table) -> list[bool]:
    """Which columns hold a number in some row."""
    is_number = [False] * table.width
    for row in table.body:
        place = 0
        for cell in row.cells:
            if cell.columns == 1:
                is_number[place] |= cell.is_number
            place += cell.columns
    return is_number


def escape_typst(text: str) -> str:
    """The text so that Typst's markup gives it back as it is: no markup, no list, no quotes or dashes of Typst's own.

    Line breaks are kept.
    """
    return " \\\n".join(_escape_line(line) for line in text.split("\n"))


def _escape_line(line: str) -> str:
    escaped = "".join(TYPST_SPECIAL.get(character, character) for character in line)
    # Two hyphens are a dash to Typst, a hyphen before a digit a minus, one before ? a soft hyphen, three dots one sign.
    escaped = re.sub(r"-(?=[-?\d])|(?<=-)-", r"\\-", escaped)
    escaped = escaped.replace("...", "\\.\\.\\.")
    escaped = re.sub(r"^(\s*\d+)\.", r"\1\\.", escaped)
    return re.sub(r"^(\s*)([+=-])", r"\1\\\2", escaped)

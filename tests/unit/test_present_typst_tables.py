"""Tables as Typst markup: every text comes out as it is, each stands alone, columns get the room they need."""

import io
import json
import re
from pathlib import Path

import pypdf
import pytest
import typst
from document_builders import LANGUAGES, catalogue, lay_out, pdf, small_document, squeeze, table_of, text_of
from test_present_frames import TABLES

from dialogmote.present.blocks import LaidOutTable
from dialogmote.present.tables.model import Row, Table, group_row, head, number, words
from dialogmote.present.tables.renderers import PAGE_EMS, column_widths, escape_typst, is_wide, render_typst

PLAIN = """
#let plain(content) = {
  if content.has("text") { content.text }
  else if content.func() == linebreak { "\\n" }
  else if content == [ ] { " " }
  else if content.has("children") { content.children.map(plain).join("") }
  else { panic("markup was read: " + repr(content)) }
}
"""


def assert_verbatim(texts: list[str]) -> None:
    """Typst reads each escaped text as plain text, the same but for spaces."""
    expected = [" ".join(re.split(r"[ \n\t]+", text.strip(" \n\t"))) for text in texts]
    checks = [
        f'#assert.eq(plain([{escape_typst(text)}]).split(regex("[ \\n\\t]+")).filter(w => w != "").join(" "), '
        f"{json.dumps(wanted, ensure_ascii=False)})"
        for text, wanted in zip(texts, expected, strict=True)
    ]
    assert typst.compile("\n".join([PLAIN, *checks]).encode("utf-8"), ignore_system_fonts=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_catalogue_comes_out_of_typst_as_it_is(language: str) -> None:
    texts = list(catalogue(language).flat.values())
    assert len(texts) > 300
    assert_verbatim(texts)


def test_texts_full_of_typst_markup_come_out_as_they_are() -> None:
    signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    doubled = [sign * count for sign in signs for count in (1, 2, 3)]
    assert_verbatim(
        [f"a{part}b" for part in doubled] + [f"{part} a" for part in doubled] + [f"a {part}" for part in doubled]
    )
    assert_verbatim(
        [
            *(
                "1. one",
                "12. twelve",
                "+ plus",
                "- dash",
                "= head",
                "== head",
                "/ term: what",
                "-1",
                "8-7",
                "a -- b",
                "x-?",
            ),
            *(
                "https://a.no/b?c=d#e",
                "\\u{41}",
                "// comment",
                "/* comment */",
                "a_b_c",
                "#let x = 1",
                "#(1+1)",
                "@x:y",
            ),
            *(
                "Fleiss' kappa",
                '"quoted"',
                "a\nb",
                "- a\n- b",
                "= a\n1. b",
                "1.5",
                "x...",
                "p<0.10, ** p<0.05",
                "<ref>",
            ),
        ]
    )


def test_assertion_on_verbatim_texts_can_fail() -> None:
    with pytest.raises(typst.TypstError):
        typst.compile((PLAIN + '#assert.eq(plain([a -- b]), "a -- b")').encode())


@pytest.mark.parametrize("name", TABLES)
def test_table_stands_alone_as_an_accessible_document(name: str, tmp_path: Path) -> None:
    (tmp_path / "table.typ").write_text(render_typst(lay_out(name, "nb")), encoding="utf-8")
    (tmp_path / "main.typ").write_text('#set document(title: "t")\n#set text(lang: "nb")\n#include "table.typ"')
    _, warnings = typst.compile_with_warnings(
        tmp_path / "main.typ", output=tmp_path / "main.pdf", ignore_system_fonts=True, pdf_standards=["ua-1"]
    )
    assert warnings == []


def test_caption_is_not_numbered_twice() -> None:
    caption = lay_out("table_4", "nb").caption
    assert caption.startswith("Tabell 4")
    assert squeeze("Tabell" + caption) not in text_of(pdf("nb"), "nb")


def test_headings_of_a_long_table_are_repeated_with_the_group_they_run_into() -> None:
    rows = [group_row("First group", 2), *(Row((head(f"row {k}"), number(str(k)))) for k in range(120))]
    table = Table("t", "A caption", ((head("Name"), head("Value", is_number=True)),), tuple(rows), (), "A source")
    pages = pypdf.PdfReader(io.BytesIO(small_document(LaidOutTable("t", table)))).pages
    on_table = [page.extract_text() for page in pages if re.search(r"row \d+", page.extract_text())]
    assert len(on_table) > 1
    assert all("First group" in text and "Value" in text for text in on_table)


def test_numbers_get_their_full_width_and_text_shares_the_rest() -> None:
    long = " ".join(["word"] * 60)
    table = table_of((words(long), number("1 234 567,89"), words(long)))
    widths = column_widths(table)
    assert widths[1] > 0.43 * len("1 234 567,89")
    assert widths[0] == widths[2] > widths[1]
    assert sum(widths) == pytest.approx(PAGE_EMS)


def test_table_of_many_wide_columns_is_set_in_smaller_type() -> None:
    assert is_wide(table_of(tuple(words("sykmeldingsgrad_maned") for _ in range(5))))
    assert not is_wide(table_of(tuple(words("a " * 200) for _ in range(5))))


def test_word_that_cannot_be_broken_gets_room() -> None:
    table = table_of((words("sykmeldingsgrad_maned"), words("a " * 200)))
    assert column_widths(table)[0] > 0.49 * len("sykmeldingsgrad_maned")

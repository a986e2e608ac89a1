"""Captions of Snakemake's report: one for every exhibit, in both languages, from the texts of the page."""

import re
from pathlib import Path

import pytest
from docutils.core import publish_parts

from dialogmote.present.captions import escape_markup, exhibit_labels, section_heading, write_caption
from dialogmote.present.report import OUTLINE
from dialogmote.present.texts import load_catalogue

ROOT = Path(__file__).parents[2]
COMMON = (ROOT / "workflow" / "rules" / "common.smk").read_text()


def named(name):
    """The exhibits that the workflow lists under a name, those of the synthetic register included."""
    listed = re.search(rf"^{name} = \((.*?)\)\.split", COMMON, flags=re.M | re.S).group(1)
    more = re.search(rf"^    {name} \+= \[(.*?)\]", COMMON, flags=re.M)
    return " ".join(re.findall(r'"(.*?)"', listed)).split() + (re.findall(r'"(.*?)"', more.group(1)) if more else [])


FIGURES, TABLES = named("FIGURES"), named("TABLES")
CATALOGUES = {
    language: load_catalogue(sorted((ROOT / "resources/texts" / language).glob("*.yaml")), language, is_synthetic=True)
    for language in ("en", "nb")
}


@pytest.mark.parametrize("language", list(CATALOGUES))
@pytest.mark.parametrize("exhibit", sorted({*FIGURES, *TABLES}))
def test_every_exhibit_has_a_caption_that_says_how_it_was_computed(exhibit, language):
    caption = write_caption(exhibit, CATALOGUES[language], "strict")
    html = publish_parts(caption, writer="html", settings_overrides={"report_level": 5})["body"]
    assert html.startswith("<p><strong>") and html.count("<li>") >= 1
    assert "system-message" not in html and "problematic" not in html


@pytest.mark.parametrize(("kind", "exhibits"), [("figure", FIGURES), ("table", TABLES)])
def test_every_exhibit_has_its_section(kind, exhibits):
    headings = {section_heading(exhibit, kind, CATALOGUES["en"], FIGURES, TABLES) for exhibit in exhibits}
    assert all(re.match(r"\d\d \S", heading) for heading in headings)
    assert not any("Further" in heading for heading in headings)


def numbers(tables):
    """The number of every section that shows an exhibit, by its title."""
    exhibits = [*(("figure", name) for name in FIGURES), *(("table", name) for name in tables)]
    headings = {section_heading(name, kind, CATALOGUES["en"], FIGURES, tables) for kind, name in exhibits}
    return {heading[3:]: int(heading[:2]) for heading in headings}


@pytest.mark.parametrize("is_synthetic", [True, False])
def test_sections_have_the_numbers_of_the_document_where_findings_are_the_first(is_synthetic):
    tables = [name for name in TABLES if is_synthetic or name not in ("planted_vs_estimated", "register_fidelity")]
    anchors = [anchor for anchor, _ in OUTLINE if is_synthetic or anchor != "register"]
    titles = ["Findings", *(CATALOGUES["en"].text(f"report.{anchor}.title") for anchor in anchors)]
    found = numbers(tables)
    assert found["Who was studied"] == 2
    assert all(titles[number - 1] == title for title, number in found.items())


def test_labels_name_exhibit_kind_and_language_in_one_language_of_words():
    labels = [exhibit_labels("table_4", "table", language, CATALOGUES["en"]) for language in ("en", "nb")]
    assert [label["language"] for label in labels] == ["en", "nb"]
    assert labels[0]["shows"] == labels[1]["shows"]
    assert labels[0]["kind"] == "table"


def test_stars_of_significance_are_shown_and_not_read_as_markup():
    text = "* p<0.10, ** p<0.05, `a`, b_"
    body = publish_parts(escape_markup(text), writer="html")["body"]
    assert body == "<p>* p&lt;0.10, ** p&lt;0.05, `a`, b_</p>\n"

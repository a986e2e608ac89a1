"""The page: well formed, complete in itself, the same bytes whatever order files come in."""

import base64
import dataclasses
import json
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from report_builders import ARTICLE_FIGURES, ARTICLE_TABLES, TEXTS, catalogue, material, page
from test_present_frames import FIGURES, FRAMES, TABLES

from dialogmote.contracts import write_parquet
from dialogmote.present.blocks import LaidOutTable, Picture
from dialogmote.present.page import render_page
from dialogmote.present.report import assemble_report, gather_material
from scripts.render_page import main as render
from scripts.tabulate_exhibit import main as tabulate

VOID = {"meta", "br", "img", "link", "input", "hr"}


class PageReader(HTMLParser):
    """Gathers identifiers, links, sources, headings and alternative texts, and holds tags to their pairs."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.identifiers: list[str] = []
        self.targets: list[str] = []
        self.sources: list[str] = []
        self.alternatives: list[str] = []
        self.headings: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = values["lang"]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        self.identifiers += [values["id"]] if "id" in values else []
        self.targets += [values["href"]] if "href" in values else []
        self.sources += [values["src"]] if "src" in values else []
        self.alternatives += [values.get("alt", "")] if tag == "img" else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(html: str) -> PageReader:
    reader = PageReader()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("language", ["en", "nb"])
def test_page_is_well_formed_and_links_lead_somewhere(language: str) -> None:
    reader = read(page(language))
    assert reader.open == []
    assert reader.language == language
    assert len(reader.identifiers) == len(set(reader.identifiers))
    inside = {target.removeprefix("#") for target in reader.targets if target.startswith("#")}
    assert inside <= set(reader.identifiers)
    assert len(inside) > 25


def test_page_needs_nothing_from_elsewhere() -> None:
    html = page()
    reader = read(html)
    assert all(source.startswith("data:image/svg+xml;base64,") for source in reader.sources)
    assert all(target.startswith(("#", "data:text/csv;charset=utf-8;base64,")) for target in reader.targets)
    assert "<script src" not in html
    assert "<link" not in html
    assert "http" not in re.sub("http-equiv", "", html)
    assert "@import" not in html
    assert "url(" not in html


def test_every_exhibit_hands_over_its_data_as_it_was_released() -> None:
    links = dict(re.findall(r'href="data:text/csv;charset=utf-8;base64,([^"]+)" download="([^"]+)"', page()))
    handed = {name: base64.b64decode(content) for content, name in links.items()}
    shown = {name for name in material().files if name in FIGURES or name in TABLES}
    assert handed == {f"{name}.csv": material().files[name] for name in shown}


def test_data_of_an_exhibit_without_a_file_is_not_offered() -> None:
    bare = dataclasses.replace(material(), files={})
    assert "download=" not in render_page(assemble_report(bare, catalogue(), 1.0), catalogue(), None)


def test_figure_holds_nothing_after_its_caption() -> None:
    tails = re.findall(r"</figcaption>.*?</figure>", page(), flags=re.S)
    assert tails == ["</figcaption>\n</figure>"] * len(FIGURES)


def test_contents_name_every_figure_and_every_numbered_table_that_is_not_folded() -> None:
    contents = re.search(r"<nav.*?</nav>", page(), flags=re.S)
    assert contents is not None
    linked = re.findall(r'href="#((?:figure|table)-[^"]+)"', contents.group(0))
    expected = [f"table-table_{name}" for name in ARTICLE_TABLES] + ["table-case_offices_3_1"]
    expected += [f"figure-{name}" for name in FIGURES]
    assert sorted(linked) == sorted(f"{anchor}-title" for anchor in expected)


def test_every_figure_has_its_alternative_text() -> None:
    alternatives = read(page()).alternatives
    assert len(alternatives) == len(FIGURES)
    assert all(len(text) > 60 for text in alternatives)


def test_headings_start_at_one_and_skip_no_level() -> None:
    headings = read(page()).headings
    assert headings[0] == "h1"
    assert headings.count("h1") == 1
    steps = [(int(before[1]), int(after[1])) for before, after in pairwise(headings)]
    assert [step for step in steps if step[1] > step[0] + 1] == []
    assert set(headings) == {"h1", "h2", "h3"}


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_exhibit_has_a_heading_of_the_third_level_with_its_title(language: str) -> None:
    words = catalogue(language)
    headings = re.findall(r"<h3[^>]*>(.*?)</h3>", page(language), flags=re.S)
    found = [unescape(re.sub("<[^>]+>", "", heading)) for heading in headings]
    expected = [
        f"{block.name}. {block.title}" if isinstance(block, Picture) else block.summary or block.title
        for section in assemble_report(material(language), words, 1.0)
        for block in section.blocks
        if isinstance(block, Picture | LaidOutTable)
    ]
    assert found == expected
    assert len(found) > len(FIGURES)
    assert "" not in found


def test_heading_of_a_table_is_its_caption() -> None:
    whole = page()
    for name in ("table_4", "excluded_groups"):
        caption = re.search(rf'<caption id="caption-{name}"><span class="caption-text">(.*?)</span>', whole)
        assert caption is not None
        assert f'<h3 id="table-{name}-title">{caption[1]}</h3>' in whole


def test_page_is_the_same_whatever_order_files_are_given_in() -> None:
    words, whole = catalogue(), material()
    turned = gather_material(
        dict(reversed(whole.frames.items())),
        dict(reversed(whole.drawings.items())),
        dict(reversed(whole.fragments.items())),
        dict(reversed(whole.files.items())),
        dict(reversed(whole.rules.items())),
        whole.profile,
    )
    pages = [render_page(assemble_report(these, words, 1.0), words, None) for these in (whole, turned)]
    assert pages[0] == pages[1]


def test_page_of_real_extracts_says_what_the_gate_did() -> None:
    html = page(is_synthetic=False)
    assert "Small counts are hidden" in html
    assert "The register behind this page is synthetic" not in html
    assert "Små antall er skjult" in page("nb", is_synthetic=False)


def test_small_register_is_told_by_its_size() -> None:
    assert "2.0% of national size" in page(scale=0.02)
    assert "of national size" not in page(scale=1.0)


def test_scripts_make_a_page_from_released_files(tmp_path: Path) -> None:
    texts = [str(path) for path in sorted((TEXTS / "nb").glob("*.yaml"))]
    exhibit = tmp_path / "exhibits" / "table_3.parquet"
    csv = exhibit.with_suffix(".csv")
    write_parquet(FRAMES["table_3"](), exhibit)
    FRAMES["table_3"]().write_csv(csv)
    table = {kind: str(tmp_path / f"table_3.nb.{kind}") for kind in ("html", "csv", "typ")}
    seal = str(tmp_path / "table.json")
    tabulate(exhibit=str(exhibit), texts=texts, **table, seal=seal, table="table_3", language="nb", is_synthetic=True)
    assert set(json.loads(Path(seal).read_text())) == {f"{tmp_path.name}/table_3.nb.{kind}" for kind in table}
    report = tmp_path / "report.nb.html"
    render(
        exhibits=[str(exhibit)],
        csvs=[str(csv)],
        figures=[],
        tables=[table["html"]],
        texts=texts,
        page=str(report),
        seal=str(tmp_path / "page.json"),
        language="nb",
        is_synthetic=True,
        register_scale=0.02,
        departures=["season.adjust"],
        assumptions={},
        rules={"table_3": "estimate_table_3"},
        profile="strict",
        report_date=None,
    )
    html = report.read_text(encoding="utf-8")
    assert Path(table["html"]).read_text(encoding="utf-8") in html
    assert "246,2" in html
    assert "season.adjust" in html
    assert "scripts/estimate_table_3.py" in html
    assert 'download="table_3.csv"' in html


def test_present_modules_of_the_report_do_not_load_a_plotting_library() -> None:
    imports = "import sys, scripts.render_page, scripts.tabulate_exhibit"
    code = f"{imports}; print({{'matplotlib', 'plotnine'}} & set(sys.modules))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TEXTS.parents[1]
    )
    assert found.stdout.strip() == "set()"


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_exhibit_of_the_article_stands_on_the_page_with_its_caption(language: str) -> None:
    html = page(language)
    for name in ARTICLE_FIGURES:
        figure = re.search(f'<figure id="figure-figure_{name}">.*?</figure>', html, flags=re.S)
        assert figure is not None
        assert "<figcaption>" in figure.group(0)
    for name in ARTICLE_TABLES:
        assert f'id="caption-table_{name}"' in html


class TextReader(HTMLParser):
    """Gathers what is read on a page: text and alternative texts, without code, styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.silent = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("style", "script", "code")
        self.texts += [value or "" for name, value in attrs if name in ("alt", "aria-label")]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script", "code")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def read_words(language: str, is_synthetic: bool) -> str:
    reader = TextReader()
    reader.feed(page(language, is_synthetic, scale=0.02))
    return " ".join(reader.texts)


# Words that the other language does not have; names of counties hold Norwegian ones.
FOREIGN = {
    "nb": (
        "the and of with from are not spell spells share meeting meetings office offices table days weeks week before"
        " after month mean hidden rounded which released answers employer employee case-worker"
    ),
    "en": "og ikke uke uker dager kontor tabell fravær møte møter etter før som ved ble skjult avrundet svar av fra",
}
PROPER_NAMES = r"Sogn og Fjordane|Møre og Romsdal|Troms og Finnmark|Vestfold og Telemark|NAV-kontor"


@pytest.mark.parametrize("is_synthetic", [True, False])
@pytest.mark.parametrize("language", ["en", "nb"])
def test_no_word_of_the_other_language_stands_on_the_page(language: str, is_synthetic: bool) -> None:
    found = re.findall(r"[\w-]+", re.sub(PROPER_NAMES, "", read_words(language, is_synthetic)).lower())
    assert sorted(set(found) & set(FOREIGN[language].split())) == []


def test_numbers_of_the_norwegian_page_have_no_decimal_point() -> None:
    sections_of_the_study = {"2.3", "6.4"}
    assert set(re.findall(r"\d+\.\d+", read_words("nb", is_synthetic=True))) <= sections_of_the_study
    assert re.search(r"\d,\d", read_words("nb", is_synthetic=True))

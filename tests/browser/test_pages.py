"""The pages as a reader meets them, in headless Chromium: axe finds nothing, nothing is fetched, nothing is cut off."""

import re
import unicodedata
from pathlib import Path

import pytest
from browsing import (
    WIDTHS,
    broken_links,
    cut_tables,
    repeated_ids,
    run_axe,
    scroll_width,
    unreached_controls,
    visit,
    whole_text,
)
from looks import IS_WHOLE, LANGUAGES, Look, chosen_looks
from playwright.sync_api import Browser
from pypdf import PdfReader

pytestmark = pytest.mark.browser

REFLOW_WIDTH = 320  # WCAG 1.4.10: 1280 pixels at 400 percent
ROWS = 12  # of each table, where all folds are open or the page is one of a sample
NAMES = [f"report.{language}" for language in LANGUAGES]


@pytest.mark.parametrize("look", chosen_looks(), ids=lambda look: f"{look.name}-{look.width}-{look.is_opened}")
def test_axe_finds_no_violation(browser: Browser, pages: dict[str, Path], look: Look) -> None:
    with visit(browser, pages[look.name], look.width, is_opened=look.is_opened) as seen:
        if look.is_opened or not IS_WHOLE:
            cut_tables(seen.page, ROWS)
        found = run_axe(seen.page)
    for doubt in found["incomplete"]:
        print(f"{look.name}, {look.width} px: look at {doubt.rule} ({len(doubt.places)}), first {doubt.places[0]}")
    assert found["violations"] == []


@pytest.mark.parametrize("name", NAMES)
def test_page_asks_for_nothing_and_reports_no_error(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with visit(browser, pages[name], WIDTHS["desktop"], is_opened=True) as seen:
        seen.page.mouse.wheel(0, 20000)
        seen.page.wait_for_timeout(200)
        assert seen.requests == []
        assert seen.messages == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [REFLOW_WIDTH, WIDTHS["phone"]])
def test_page_does_not_scroll_sideways(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    with visit(browser, pages[name], width, is_opened=True) as seen:
        assert scroll_width(seen.page) == width


@pytest.mark.parametrize("name", NAMES)
def test_links_hit_and_ids_are_unique(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with visit(browser, pages[name], WIDTHS["desktop"]) as seen:
        assert broken_links(seen.page) == []
        assert repeated_ids(seen.page) == []


@pytest.mark.parametrize("name", NAMES)
def test_tab_key_reaches_every_control_in_reading_order(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with visit(browser, pages[name], WIDTHS["desktop"]) as seen:
        assert unreached_controls(seen.page) == []


@pytest.mark.parametrize("name", NAMES)
def test_data_are_downloaded_without_a_network(
    browser: Browser, pages: dict[str, Path], name: str, tmp_path: Path
) -> None:
    with visit(browser, pages[name], WIDTHS["desktop"]) as seen:
        with seen.page.expect_download() as waiting:
            seen.page.click('a[download="table_4.csv"]')
        waiting.value.save_as(tmp_path / "table_4.csv")
    assert waiting.value.suggested_filename == "table_4.csv"
    assert (tmp_path / "table_4.csv").read_text(encoding="utf-8").startswith("outcome,control_group,group_trends,")


@pytest.mark.parametrize("name", NAMES)
def test_section_in_view_is_marked_in_the_contents(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with visit(browser, pages[name], WIDTHS["desktop"]) as seen:
        seen.page.evaluate("document.getElementById('effects').scrollIntoView()")
        seen.page.wait_for_timeout(200)
        marked = seen.page.eval_on_selector_all("nav a[aria-current]", "links => links.map((link) => link.hash)")
    assert marked == ["#effects"]


@pytest.mark.parametrize("name", NAMES if IS_WHOLE else NAMES[-1:])
def test_print_has_the_words_of_the_page(browser: Browser, pages: dict[str, Path], name: str, tmp_path: Path) -> None:
    printed = tmp_path / "page.pdf"
    with visit(browser, pages[name], WIDTHS["desktop"]) as seen:
        cut_tables(seen.page, ROWS)
        seen.page.pdf(path=printed, format="A4")
        wanted = set(_words(whole_text(seen.page)))
    found = set(_words(" ".join(sheet.extract_text() for sheet in PdfReader(printed).pages)))
    assert len(wanted) > 800
    # A word that breaks at the end of a line, or touches the next one, stands in the print in parts.
    assert len(wanted - found) < 0.03 * len(wanted), sorted(wanted - found)[:40]


def _words(text: str) -> list[str]:
    """Words of four letters or more; a print may hold two letters as one sign, which is taken apart."""
    return re.findall(r"[^\W\d_]{4,}", unicodedata.normalize("NFKC", text))

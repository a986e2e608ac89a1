"""The instruments themselves: each finds what was planted in a spoilt page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import (
    OFFSITE,
    WIDTHS,
    broken_links,
    repeated_ids,
    run_axe,
    scroll_width,
    unreached_controls,
    visit,
    whole_text,
)
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SOUND = (
    '<!DOCTYPE html><html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1>'
    '<p id="first">Words. <a href="#first">Up</a></p><details><summary>More</summary><p>Folded</p></details>'
    "</main></body></html>"
)


def write_page(folder: Path, before: str = "", after: str = "") -> Path:
    """The sound page, with one thing in it changed."""
    assert before in SOUND
    path = folder / "page.html"
    path.write_text(SOUND.replace(before, after, 1) if before else SOUND, encoding="utf-8")
    return path


def test_sound_page_has_no_violation(browser: Browser, tmp_path: Path) -> None:
    with visit(browser, write_page(tmp_path), WIDTHS["desktop"]) as seen:
        assert run_axe(seen.page)["violations"] == []
        assert (seen.requests, seen.messages) == ([], [])
        assert "Folded" in whole_text(seen.page)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("Words.", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt"),
        ("<p id", '<p style="color: #bbb; background: #fff" id', "color-contrast"),
        (' lang="en"', "", "html-has-lang"),
        ("<title>A page</title>", "", "document-title"),
        ("<h1>A page</h1>", "<h1>A page</h1><h4>Skipped</h4>", "heading-order"),
        ("<main>", '<main><section aria-label="a">1</section><section aria-label="a">2</section>', "landmark-unique"),
        (">Up</a>", "></a>", "link-name"),
        (
            "Words.",
            '<span style="display: block; overflow: scroll; width: 9px; white-space: pre">long  words</span>',
            "scrollable-region-focusable",
        ),
    ],
)
def test_axe_finds_what_was_planted(browser: Browser, tmp_path: Path, before: str, after: str, rule: str) -> None:
    with visit(browser, write_page(tmp_path, before, after), WIDTHS["desktop"]) as seen:
        assert rule in [found.rule for found in run_axe(seen.page)["violations"]]


@pytest.mark.parametrize(
    ("before", "after", "look"),
    [
        ('id="first"', 'id="other"', broken_links),
        ("<h1>", '<h1 id="first">', repeated_ids),
        ("<a href", '<a tabindex="-1" href', unreached_controls),
        ("</main>", '<a href="#first" tabindex="2">Last</a></main>', unreached_controls),
    ],
)
def test_planted_slip_is_found(
    browser: Browser, tmp_path: Path, before: str, after: str, look: Callable[[Page], list[str]]
) -> None:
    (tmp_path / "sound").mkdir()
    with visit(browser, write_page(tmp_path / "sound"), WIDTHS["desktop"]) as seen:
        assert look(seen.page) == []
    with visit(browser, write_page(tmp_path, before, after), WIDTHS["desktop"]) as seen:
        assert look(seen.page) != []


def test_wide_block_makes_the_page_scroll(browser: Browser, tmp_path: Path) -> None:
    wide = write_page(tmp_path, "<p id", '<p style="width: 900px" id')
    with visit(browser, wide, WIDTHS["phone"]) as seen:
        assert scroll_width(seen.page) > WIDTHS["phone"]


def test_outside_image_is_a_request(browser: Browser, tmp_path: Path) -> None:
    reaching = write_page(tmp_path, "Words.", f'<img alt="" src="{OFFSITE}a.png">')
    with visit(browser, reaching, WIDTHS["desktop"]) as seen:
        assert seen.requests == [f"{OFFSITE}a.png"]


def test_failing_script_is_a_message(browser: Browser, tmp_path: Path) -> None:
    failing = write_page(tmp_path, "Words.", "<script>nowhere()</script>")
    with visit(browser, failing, WIDTHS["desktop"]) as seen:
        assert "nowhere" in seen.messages[0]

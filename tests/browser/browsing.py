"""Opens a page in headless Chromium and asks it what a reader would meet: the tests of the pages are made of these."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = {"desktop": 1280, "phone": 390}
HEIGHT = 900
# Every rule of WCAG 2.0 to 2.2, levels A and AA, and axe's best practices; the tags switch on target-size too.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
AXE_RUN = "axe.run(document, {runOnly: {type: 'tag', values: %s}, resultTypes: ['violations', 'incomplete']})"
OFFSITE = "http://127.0.0.1:9/"  # where a spoilt page reaches out to; nothing answers there
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Visit:
    """An opened page, the requests it made beyond itself and what it wrote to the console."""

    page: Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Finding:
    """One rule of axe that a page breaks, or that a person has to judge, with the places."""

    rule: str
    places: tuple[str, ...]


def find_chromium() -> str | None:
    """CHROMIUM where it is set, otherwise a Chromium or Chrome on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def start_browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visit(browser: Browser, path: Path, width: int, *, is_opened: bool = False) -> Iterator[Visit]:
    """Open a file at a width in CSS pixels, with every fold opened if asked for. All requests beyond it fail."""
    page = browser.new_page(viewport={"width": width, "height": HEIGHT}, reduced_motion="reduce")
    seen = Visit(page)
    address = path.resolve().as_uri()
    page.route(lambda url: not url.startswith((address, "data:")), lambda route: route.abort())
    page.on("request", lambda request: _note_request(seen, request.url, address))
    page.on("console", lambda message: seen.messages.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.messages.append(str(error)))
    try:
        page.goto(address)
        if is_opened:
            page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        yield seen
    finally:
        page.close()


def _note_request(seen: Visit, url: str, address: str) -> None:
    if not url.startswith((address, "data:")):
        seen.requests.append(url)


def run_axe(page: Page) -> dict[str, list[Finding]]:
    """What axe-core finds: `violations`, and `incomplete`, which a person has to look at."""
    page.evaluate(AXE_SCRIPT)
    results = page.evaluate(AXE_RUN % json.dumps(AXE_TAGS))
    return {
        kind: [
            Finding(found["id"], tuple(f"{node['target'][0]}: {node['html'][:120]}" for node in found["nodes"]))
            for found in results[kind]
        ]
        for kind in ("violations", "incomplete")
    }


def scroll_width(page: Page) -> int:
    """How wide the page is: more than the window means that it scrolls sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


def broken_links(page: Page) -> list[str]:
    """Links inside the page that lead to no element."""
    return page.evaluate(
        "Array.from(document.querySelectorAll('a[href^=\"#\"]'), (link) => link.getAttribute('href'))"
        ".filter((address) => !document.getElementById(address.slice(1)))"
    )


def repeated_ids(page: Page) -> list[str]:
    """Ids that more than one element has."""
    return page.evaluate(
        "Array.from(document.querySelectorAll('[id]'), (element) => element.id)"
        ".filter((id, place, all) => all.indexOf(id) !== place)"
    )


def unreached_controls(page: Page) -> list[str]:
    """Controls that the Tab key passes over, and, as `order`, those it reaches in another order than they stand in."""
    page.evaluate(
        "window.controls = Array.from(document.querySelectorAll('a[href], summary, [tabindex=\"0\"]'))"
        ".filter((control) => control.checkVisibility())"
    )
    number = int(page.evaluate("window.controls.length"))
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    reached = []
    for _ in range(number):
        page.keyboard.press("Tab")
        reached.append(int(page.evaluate("window.controls.indexOf(document.activeElement)")))
    missed = sorted(set(range(number)) - set(reached))
    names = page.evaluate("(places) => places.map((place) => window.controls[place].outerHTML.slice(0, 120))", missed)
    return [*names, *(["order"] if reached != sorted(reached) else [])]


def whole_text(page: Page) -> str:
    """Every word of the page with all folds opened, without what a print leaves out: contents, links, figures' data."""
    return str(
        page.evaluate(
            "(() => { document.querySelectorAll('details').forEach((fold) => { fold.open = true; });"
            " const out = 'script, nav, .skip, .download, details.data';"
            " document.querySelectorAll(out).forEach((part) => part.remove());"
            " return document.body.innerText; })()"
        )
    )


def cut_tables(page: Page, rows: int) -> None:
    """Leave only the first rows of each table's body: they are alike, and axe takes minutes over thousands of cells."""
    page.evaluate(
        "(rows) => document.querySelectorAll('tbody').forEach((body) =>"
        " { while (body.rows.length > rows) body.deleteRow(rows); })",
        rows,
    )

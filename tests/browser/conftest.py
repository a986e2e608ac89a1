"""The browser, and the pages that are opened in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import find_chromium, start_browser
from looks import LANGUAGES, RESULTS, SHEETS
from playwright.sync_api import Browser
from report_builders import page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("no Chromium: put one on the path, or name it in CHROMIUM")
    with start_browser(chromium) as started:
        yield started


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages by name: those of a finished run where RESULTS names one, otherwise of hand-made frames."""
    if RESULTS:
        names = [f"{name}.{language}" for name in ("report", *SHEETS) for language in LANGUAGES]
        return {name: Path(RESULTS) / "released" / f"{name}.html" for name in names}
    folder = tmp_path_factory.mktemp("pages")
    made = {f"report.{language}": folder / f"report.{language}.html" for language in LANGUAGES}
    for language in LANGUAGES:
        made[f"report.{language}"].write_text(page(language), encoding="utf-8")
    return made

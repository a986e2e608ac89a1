"""Which pages are opened, and how: a seeded sample in `make test`, all of them in `make axe`."""

import os
import random
from dataclasses import dataclass

from browsing import WIDTHS

LANGUAGES = ("en", "nb")
IS_WHOLE = os.environ.get("AXE") == "all"
RESULTS = os.environ.get("RESULTS", "") if IS_WHOLE else ""
SHEETS = ("request_sheet",) if RESULTS else ()
SEED = 20181023


@dataclass(frozen=True)
class Look:
    """One way of meeting a page."""

    name: str
    width: int
    is_opened: bool


def every_look() -> list[Look]:
    return [
        Look(f"{name}.{language}", width, is_opened)
        for name in ("report", *SHEETS)
        for language in LANGUAGES
        for width in WIDTHS.values()
        for is_opened in (False, True)
    ]


def chosen_looks() -> list[Look]:
    """All of them, or two of a seeded draw that have both languages, both widths, and folds closed and opened."""
    looks = every_look()
    if IS_WHOLE:
        return looks
    first = random.Random(SEED).choice(looks)
    return [
        look
        for look in looks
        if look == first
        or (look.name != first.name and look.width != first.width and look.is_opened != first.is_opened)
    ]

"""Whether each extract reaches the end of the follow-up. Source: RULES 7."""

from collections.abc import Collection
from datetime import date

import polars as pl

from dialogmote.contracts.extracts import OPEN_END
from dialogmote.registers.problems import Problem
from dialogmote.registers.verify.columns import is_year_month
from dialogmote.registers.verify.tables import Tables

PUBLISHED_LAST_START = date(2021, 12, 31)
# For starts to PUBLISHED_LAST_START. With another window the dates move by as many days as the last start does.
LAST_DAYS = {
    "sykefravar_tilfelle": ("end_date", date(2022, 12, 30)),
    "dialogmote_hendelse": ("meeting_time", date(2022, 12, 1)),
    "aap": ("from_date", date(2023, 6, 1)),
    "motebehov": ("created_time", date(2022, 3, 31)),
}
# The month that is needed: 202212 for a last start in 202112, so twelve months after that of the last start.
MONTHS_AFTER_LAST_START = 12


def check_follow_up(tables: Tables, last_start: date, allow_short: Collection[str]) -> list[Problem]:
    """Extracts whose last date is earlier than the follow-up of spells that start until `last_start` needs.

    Open ends (9999-12-31) are no dates of observation. The extracts in `allow_short` are let off.
    """
    problems = []
    for extract, (column, published) in LAST_DAYS.items():
        if extract in allow_short or not tables.has(extract, column):
            continue
        needed = published + (last_start - PUBLISHED_LAST_START)
        days = tables.frames[extract][column].cast(pl.Date)
        if not (days.filter(days != OPEN_END) >= needed).any():
            problems.append(_short(tables, extract, column, str(needed)))
    return problems + _check_months(tables, last_start, allow_short)


def _check_months(tables: Tables, last_start: date, allow_short: Collection[str]) -> list[Problem]:
    extract = "sykmeldingsgrad_maned"
    if extract in allow_short or not tables.has(extract, "year_month"):
        return []
    number = last_start.year * 12 + last_start.month - 1 + MONTHS_AFTER_LAST_START
    needed = number // 12 * 100 + number % 12 + 1
    months = tables.frames[extract]["year_month"]
    if (months.filter(is_year_month(months)) >= needed).any():
        return []
    return [_short(tables, extract, "year_month", str(needed))]


def _short(tables: Tables, extract: str, column: str, needed: str) -> Problem:
    text = (
        f"the extract stops before the follow-up ends: its last date is before {needed}; deliver a later extract, move "
        "study.last_start, or name it under extracts.allow_short_follow_up"
    )
    return tables.counted_problem(extract, [column], "stops_before_follow_up", None, text)

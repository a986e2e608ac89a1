"""What came in: rows, dates, rows that match nothing, columns that were ignored. Source: RULES 1 and 20.

An unmatched row is no error: it is a meeting, an answer or a period of someone who was not on leave then. It takes part
in nothing, and is counted here so that it is not lost in silence.
"""

from collections.abc import Callable
from datetime import date
from typing import cast

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import InputReport
from dialogmote.contracts.extracts import EXTRACTS, OPEN_END, register_names
from dialogmote.registers.person_days import PersonDays
from dialogmote.registers.sorting import find_places
from dialogmote.registers.verify import Verification

# The date that tells which years an extract covers; where a follow-up is required, the date it is required of.
DATE_COLUMNS = {
    "sykefravar_tilfelle": "end_date",
    "sykmeldingsgrad_maned": "year_month",
    "dialogmote_hendelse": "meeting_time",
    "motebehov_varsel": "sent_date",
    "motebehov": "created_time",
    "person": "valid_from",
    "svangerskap": "from_date",
    "aap": "from_date",
    "nav_enhet": "valid_from",
}


def input_report(verification: Verification) -> pl.DataFrame:
    """One row per extract (contract `InputReport`), in the contract's order. Needs a verification without violations.

    Raises `ValueError` when there are violations.
    """
    if verification.violations.height > 0:
        raise ValueError("the input report is made of valid extracts only")
    rows = [_report_row(extract, verification) for extract in EXTRACTS]
    schema = {name: column.dtype for name, column in InputReport.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _report_row(extract: str, verification: Verification) -> dict[str, object]:
    frame = verification.extracts[extract]
    column = DATE_COLUMNS.get(extract)
    first, last = (None, None) if column is None else _first_and_last_day(frame[column])
    count, meaning = _UNMATCHED.get(extract, (None, None))
    return {
        "extract": extract,
        "rows": frame.height,
        "first_date": first,
        "last_date": last,
        "date_column": None if column is None else register_names(extract)[column],
        "unmatched_rows": None if count is None else count(verification),
        "unmatched_meaning": meaning,
        "ignored_columns": ", ".join(verification.ignored_columns[extract]) or None,
    }


def _first_and_last_day(values: pl.Series) -> tuple[date | None, date | None]:
    """First and last of dates, times or months (their first day), open ends left out."""
    if values.dtype.is_integer():
        ends = pl.Series([values.min(), values.max()], dtype=pl.Int32).to_frame("month")
        days = ends.select(pl.date(pl.col("month") // 100, pl.col("month") % 100, 1)).to_series()
    else:
        days = values.cast(pl.Date)
        days = days.filter(days != OPEN_END)
    return cast(date | None, days.min()), cast(date | None, days.max())


def _spell_days(verification: Verification) -> PersonDays:
    """The spells in the order of person and first day; valid extracts always have some."""
    if verification.person_days is None:
        raise ValueError("the input report is made of valid extracts only")
    return verification.person_days


def _count_meetings_outside(verification: Verification) -> int:
    """Held meetings on a day that is in no spell of the person."""
    spells = _spell_days(verification)
    held = verification.extracts["dialogmote_hendelse"].filter(pl.col("event") == "FERDIGSTILT")
    days = spells.pack(held["person_id"], held["meeting_time"].dt.date())
    latest = spells.find_latest(days)
    # Some spell that began by then lasts to that day or longer, if and only if the longest of them does.
    is_inside = (latest >= 0) & (spells.latest_ends[np.maximum(latest, 0)] >= days)
    return int((~is_inside).sum())


def _count_answers_before(verification: Verification) -> int:
    """Answers to the question by a person of whom no spell started on or before the answer's date."""
    spells = _spell_days(verification)
    asked = verification.extracts["motebehov"].filter(pl.col("form") == "SVAR_BEHOV")
    latest = spells.find_latest(spells.pack(asked["person_id"], asked["created_time"].dt.date()))
    return int((latest < 0).sum())


def _count_questions_beside(verification: Verification) -> int:
    """Questions whose person and first day are not exactly those of a spell."""
    spells = _spell_days(verification)
    questions = verification.extracts["motebehov_varsel"]
    days = spells.pack(questions["person_id"], questions["spell_start_date"])
    latest = spells.find_latest(days)
    return int(((latest < 0) | (spells.starts[np.maximum(latest, 0)] != days)).sum())


def _count_without_spell(extract: str) -> Callable[[Verification], int]:
    """Counts the rows of persons who have no spell at all."""
    return lambda verification: int(
        (find_places(_spell_days(verification).persons, verification.extracts[extract]["person_id"]) < 0).sum()
    )


def _count_areas_beside(verification: Verification) -> int:
    """Areas of office codes that are not in the office extract."""
    extracts = verification.extracts
    return extracts["nav_enhet_omrade"].join(extracts["nav_enhet"], on="office_code", how="anti").height


_UNMATCHED: dict[str, tuple[Callable[[Verification], int], str]] = {
    "dialogmote_hendelse": (_count_meetings_outside, "held meetings on a day in no spell of the person"),
    "motebehov_varsel": (_count_questions_beside, "questions that hit no spell's person and first day exactly"),
    "motebehov": (_count_answers_before, "answers to the question before any spell of the person"),
    "person": (_count_without_spell("person"), "rows of persons without a spell"),
    "svangerskap": (_count_without_spell("svangerskap"), "rows of persons without a spell"),
    "aap": (_count_without_spell("aap"), "rows of persons without a spell"),
    "nav_enhet_omrade": (_count_areas_beside, "areas of codes that nav_enhet does not have"),
}


def describe_input_report(report: pl.DataFrame) -> str:
    """The input report in lines of plain text, one an extract."""
    lines = []
    for row in report.iter_rows(named=True):
        line = f"{row['extract']}: {row['rows']:,} rows"
        if row["first_date"] is not None:
            line += f", {row['date_column']} {row['first_date']} to {row['last_date']}"
        if row["unmatched_rows"]:
            line += f"; {row['unmatched_rows']:,} {row['unmatched_meaning']}"
        if row["ignored_columns"]:
            line += f"; columns ignored: {row['ignored_columns']}"
        lines.append(line)
    return "No violations.\n" + "\n".join(lines)

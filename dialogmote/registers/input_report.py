"""What came in: rows, dates, rows that match nothing, columns that were ignored. Source: RULES 1 and 20.

An unmatched row is no error: it is a meeting, an answer or a period of someone who was not on leave then. It takes part
in nothing, and is counted here so that it is not lost in silence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.contracts.artifacts import InputReport
from dialogmote.contracts.extracts import EXTRACTS, OPEN_END, register_names
from dialogmote.registers.sorting import DAY_BITS, Integers, find_places, pack_days
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

Extracts = Mapping[str, pl.DataFrame]
Booleans = npt.NDArray[np.bool_]


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
        "unmatched_rows": None if count is None else count(verification.extracts),
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


@dataclass(frozen=True)
class _SpellDays:
    """The spells in the order of person and first day.

    `starts` packs person and first day, `latest_ends` person and the latest last day of the person's spells so far.
    """

    persons: Integers
    starts: Integers
    latest_ends: Integers


def _spell_days(extracts: Extracts) -> _SpellDays:
    spells = extracts["sykefravar_tilfelle"]
    persons = spells["person_id"].unique().sort().to_numpy()
    places = find_places(persons, spells["person_id"])
    starts = pack_days(places, spells["start_date"])
    order = np.argsort(starts, kind="stable")
    # Places rise along the order, so the running maximum never reaches over from one person to the next.
    latest_ends = np.maximum.accumulate(pack_days(places, spells["end_date"])[order])
    return _SpellDays(persons, starts[order], latest_ends)


def _place_days(spells: _SpellDays, persons: pl.Series, days: pl.Series) -> tuple[Booleans, Booleans]:
    """Of each person and day: whether a spell started on or before it, and whether one contains it."""
    places = find_places(spells.persons, persons)
    wanted = pack_days(np.maximum(places, 0), days)
    before = np.searchsorted(spells.starts, wanted, side="right") - 1
    latest = np.maximum(before, 0)
    has_started = (places >= 0) & (before >= 0) & (spells.starts[latest] >> DAY_BITS == places)
    # Some spell that started by then lasts to that day or longer, if and only if the longest of them does.
    return has_started, has_started & (spells.latest_ends[latest] >= wanted)


def _count_meetings_outside(extracts: Extracts) -> int:
    """Held meetings on a day that is in no spell of the person."""
    held = extracts["dialogmote_hendelse"].filter(pl.col("event") == "FERDIGSTILT")
    _, is_inside = _place_days(_spell_days(extracts), held["person_id"], held["meeting_time"].dt.date())
    return int((~is_inside).sum())


def _count_answers_before(extracts: Extracts) -> int:
    """Answers to the question by a person of whom no spell started on or before the answer's date."""
    asked = extracts["motebehov"].filter(pl.col("form") == "SVAR_BEHOV")
    has_started, _ = _place_days(_spell_days(extracts), asked["person_id"], asked["created_time"].dt.date())
    return int((~has_started).sum())


def _count_questions_beside(extracts: Extracts) -> int:
    """Questions whose person and first day are not exactly those of a spell."""
    spells = extracts["sykefravar_tilfelle"].select("person_id", spell_start_date="start_date")
    return extracts["motebehov_varsel"].join(spells, on=["person_id", "spell_start_date"], how="anti").height


def _count_without_spell(extract: str) -> Callable[[Extracts], int]:
    """Counts the rows of persons who have no spell at all."""
    return lambda extracts: extracts[extract].join(extracts["sykefravar_tilfelle"], on="person_id", how="anti").height


def _count_areas_beside(extracts: Extracts) -> int:
    """Areas of office codes that are not in the office extract."""
    return extracts["nav_enhet_omrade"].join(extracts["nav_enhet"], on="office_code", how="anti").height


_UNMATCHED: dict[str, tuple[Callable[[Extracts], int], str]] = {
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

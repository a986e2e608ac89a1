"""The extracts as the checks see them: whichever could be read, sorted, and asked for before they are used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from dialogmote.contracts.extracts import EXTRACTS, OPTIONAL_EXTRACTS, register_names
from dialogmote.registers.person_days import PersonDays, order_by_person
from dialogmote.registers.problems import Problem
from dialogmote.registers.sorting import sort_rows

# The columns an extract is sorted by. The rest of the columns break ties, so that the order in which the rows were
# delivered never shows. Where the columns are a key, KEYS has the extract too.
SORT_COLUMNS = {
    "sykefravar_tilfelle": ("spell_id", "employer_id"),
    "sykmeldingsgrad_maned": ("spell_id", "year_month"),
    "dialogmote_hendelse": ("person_id", "event_time"),
    "motebehov_varsel": ("person_id", "spell_start_date"),
    "motebehov": ("answer_id",),
    "person": ("person_id", "valid_from"),
    "svangerskap": ("person_id", "from_date"),
    "aap": ("person_id", "from_date"),
    "nav_enhet": ("office_code", "valid_from"),
    "nav_enhet_omrade": ("office_code",),
}
KEYS = {
    extract: SORT_COLUMNS[extract]
    for extract in (
        "sykefravar_tilfelle",
        "sykmeldingsgrad_maned",
        "motebehov_varsel",
        "motebehov",
        "nav_enhet",
        "nav_enhet_omrade",
    )
}


@dataclass(frozen=True)
class Tables:
    """The readable frames in the contract's columns and types, sorted; a column that could not be read is absent."""

    frames: Mapping[str, pl.DataFrame]
    file_columns: Mapping[str, Mapping[str, str]]

    def has(self, extract: str, *columns: str) -> bool:
        """Whether a check may use these columns: they were read, and rows are there where rows are required."""
        frame = self.frames.get(extract)
        if frame is None or (frame.height == 0 and extract not in OPTIONAL_EXTRACTS):
            return False
        return set(columns) <= set(frame.columns)

    def problem(self, extract: str, columns: Sequence[str], rule: str, failing: pl.Series, text: str) -> list[Problem]:
        """The problem of the rows where the Boolean `failing` is true; an empty list when there is none."""
        row_numbers = failing.fill_null(False).arg_true()
        if row_numbers.len() == 0:
            return []
        return [self.counted_problem(extract, columns, rule, row_numbers, text)]

    def counted_problem(
        self, extract: str, columns: Sequence[str], rule: str, row_numbers: pl.Series | None, text: str
    ) -> Problem:
        """A problem of known rows, or of none (an extract that stops too early)."""
        ours = [register_names(extract)[column] for column in columns]
        names = self.file_columns.get(extract, {})
        theirs = [names.get(column, name) for column, name in zip(columns, ours, strict=True)]
        rows = 0 if row_numbers is None else row_numbers.len()
        file_column = None if ours == theirs else ", ".join(theirs)
        return Problem(extract, ", ".join(ours), rule, rows, text, file_column, row_numbers)

    @cached_property
    def spells(self) -> pl.DataFrame | None:
        """One row per spell: id, person, first and last day, sorted by id; None when a column could not be read.

        Rows with a null are left out (they are told as such), and of rows that disagree the first is taken.
        """
        columns = ("spell_id", "person_id", "start_date", "end_date")
        if not self.has("sykefravar_tilfelle", *columns):
            return None
        frame = self.frames["sykefravar_tilfelle"].select(columns).drop_nulls()
        return frame.filter(pl.col("spell_id").ne_missing(pl.col("spell_id").shift(1))).rechunk()

    @cached_property
    def person_days(self) -> PersonDays | None:
        """The spells in the order of person and first day; None when they could not be read."""
        return None if self.spells is None else order_by_person(self.spells)


def sort_frame(extract: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in the extract's order, whatever order they came in; already sorted rows are not sorted again."""
    columns = _sort_order(extract, frame.columns)
    if _is_sorted(frame, [name for name in columns if name in SORT_COLUMNS[extract]]):
        return frame
    return sort_rows(frame, columns)


def _sort_order(extract: str, present: Iterable[str]) -> list[str]:
    """Sort columns first; the further columns break the ties."""
    first = list(SORT_COLUMNS[extract])
    rest = [name for name in EXTRACTS[extract].columns() if name not in first]
    readable = set(present)
    return [name for name in first + rest if name in readable]


def _is_sorted(frame: pl.DataFrame, columns: Sequence[str]) -> bool:
    """Whether the rows are in strict order already; ties and nulls count as unsorted."""
    if not columns:
        return False
    before = pl.lit(False)
    for name in reversed(columns):
        before = (pl.col(name).shift(1) < pl.col(name)) | ((pl.col(name).shift(1) == pl.col(name)) & before)
    return bool(frame.select(before.slice(1).fill_null(False).all()).item())

"""What the numbers of a text depend on, found by trial: the text is told again from frames in which something is other.

- A number that becomes what a cell became repeats that cell.
- A number that falls by one for each of as many rows as it says, when they are taken away, counts these rows.
- A number that changes with a column and does neither is computed from it.
- A number that is a key's value, where the text changes without the rows of this key, names them.

Rows of a column are moved all at once, each by another step, so that one trial tells which cell a number repeats; where
a text cannot be told of them, as words for signs have no other values, halves are tried, then cells one by one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from dialogmote.record.provenance.addresses import address_row, addresses, key_columns
from dialogmote.record.provenance.counts import address_rows, find_filter

SHIFT = 7  # what a number is moved by; no column's values are that near each other by design
MOST_CELLS = 20  # equal cells that are tried one by one
FEW_ROWS = 16  # not halved further when they cannot be moved together

Frames = Mapping[str, pl.DataFrame]
Values = Sequence[float | None]  # missing numbers keep their place
Tell = Callable[[Frames], Values | None]  # the numbers told of some frames, in order; none when it cannot be


@dataclass(frozen=True)
class Source:
    """Where a number comes from, as addresses: what is empty does not apply."""

    cells: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moved:
    """A trial: the rows `first` to before `last` of a column moved, its values then, and the numbers told then."""

    exhibit: str
    column: str
    first: int
    last: int
    cells: tuple[Any, ...]
    after: Values | None

    @property
    def name(self) -> str:
        """The column with its exhibit."""
        return f"{self.exhibit}/{self.column}"


@dataclass(frozen=True)
class Trials:
    """The frames, how the text is told of them, and the numbers `before` anything was moved."""

    tell: Tell
    frames: Frames
    before: Values
    without: dict[tuple[str, int, int], Values | None] = field(default_factory=dict)
    alone: dict[tuple[str, str, int], Values | None] = field(default_factory=dict)

    def move_columns(self) -> list[Moved]:
        """A trial, or several with parts of the rows, for each column of numbers or of yes and no that is no key."""
        return [
            trial
            for exhibit, frame in self.frames.items()
            for column, dtype in frame.schema.items()
            if column not in key_columns(exhibit) and (dtype.is_numeric() or dtype == pl.Boolean)
            for trial in self._move_rows(exhibit, column, 0, frame.height)
        ]

    def _move_rows(self, exhibit: str, column: str, first: int, last: int) -> list[Moved]:
        frame = _move_cells(self.frames[exhibit], column, first, last)
        after = self.tell({**self.frames, exhibit: frame})
        if after is None and last - first > FEW_ROWS:
            middle = (first + last) // 2
            parts = ((first, middle), (middle, last))
            return [trial for part in parts for trial in self._move_rows(exhibit, column, *part)]
        return [Moved(exhibit, column, first, last, tuple(frame[column].to_list()), after)]

    def move_cell(self, exhibit: str, column: str, row: int) -> Values | None:
        """The numbers told when one cell is another."""
        if (exhibit, column, row) not in self.alone:
            frame = _move_cells(self.frames[exhibit], column, row, row + 1)
            self.alone[exhibit, column, row] = self.tell({**self.frames, exhibit: frame})
        return self.alone[exhibit, column, row]

    def take_rows(self, exhibit: str, first: int, last: int) -> Values | None:
        """The numbers told without the rows `first` to before `last`."""
        if (exhibit, first, last) not in self.without:
            frame = self.frames[exhibit]
            left = pl.concat([frame[:first], frame[last:]])
            self.without[exhibit, first, last] = self.tell({**self.frames, exhibit: left})
        return self.without[exhibit, first, last]


def _move_cells(frame: pl.DataFrame, column: str, first: int, last: int) -> pl.DataFrame:
    """A column with some rows moved, as the same type, each by another step; yes and no change places."""
    row = pl.int_range(pl.len())
    dtype = frame.schema[column]
    steps = SHIFT * (1 + row)
    moved = ~pl.col(column) if dtype == pl.Boolean else (pl.col(column) + steps).cast(dtype, strict=False)
    is_moved = (row >= first) & (row < last)
    return frame.with_columns(pl.when(is_moved).then(moved).otherwise(pl.col(column)).alias(column))


def find_sources(tell: Tell, frames: Frames, before: Values, is_known: Sequence[bool]) -> list[Source]:
    """Where each of the numbers told `before` comes from; missing ones and those known already are passed over.

    A number that is equal to a cell by chance does not follow it when the cell moves, and is not said to repeat it.
    """
    trials = Trials(tell, frames, before)
    moved = trials.move_columns()
    return [
        Source() if known or before[place] is None else _find_source(place, before[place] or 0.0, trials, moved)
        for place, known in enumerate(is_known)
    ]


def _find_source(place: int, number: float, trials: Trials, moved: Sequence[Moved]) -> Source:
    touched = [trial for trial in moved if _is_changed(place, trials.before, trial.after)]
    cells = _cells_followed(place, number, trials, touched)
    if not cells:
        cells = _cells_tried(
            place, number, trials, [trial for trial in moved if trial.after is None or trial in touched]
        )
    if cells:
        return Source(cells=cells)
    if rows := _find_counted(place, number, trials):
        return Source(rows=rows)
    columns = tuple(dict.fromkeys(trial.name for trial in touched))
    return Source(columns=columns, keys=_find_keys(place, number, trials, is_computed=bool(columns)))


def _is_changed(place: int, before: Values, after: Values | None) -> bool:
    """Whether another number stands at a place; with more or fewer numbers all places count as changed."""
    return after is not None and (len(after) != len(before) or after[place] != before[place])


def _cells_followed(place: int, number: float, trials: Trials, touched: Sequence[Moved]) -> tuple[str, ...]:
    """The addresses of cells that held the number, but for its sign, and hold what it became when they were moved."""
    cells: list[str] = []
    for trial in touched:
        became = trial.after[place] if trial.after and len(trial.after) == len(trials.before) else None
        if became is None:
            continue
        equal = _equal_rows(trials, trial, number)
        follow = [row for row in equal if trial.cells[row] is not None and abs(trial.cells[row]) == abs(became)]
        cells += _address_cells(trials, trial, follow)
    return tuple(cells)


def _cells_tried(place: int, number: float, trials: Trials, doubtful: Sequence[Moved]) -> tuple[str, ...]:
    """The addresses of cells that hold the number, but for its sign, and that it follows when they are moved alone."""
    cells: list[str] = []
    for trial in doubtful:
        equal = _equal_rows(trials, trial, number)[:MOST_CELLS]
        followed = []
        for row in equal:
            after = trials.move_cell(trial.exhibit, trial.column, row)
            if after is not None and (len(after) <= place or after[place] != trials.before[place]):
                followed.append(row)
        cells += _address_cells(trials, trial, followed)
    return tuple(cells)


def _equal_rows(trials: Trials, trial: Moved, value: float) -> list[int]:
    """The rows of a trial whose cell held a value, or its opposite; yes and no are no numbers."""
    frame = trials.frames[trial.exhibit]
    if frame.schema[trial.column] == pl.Boolean:
        return []
    held = frame[trial.column][trial.first : trial.last].to_list()
    return [row for row, one in enumerate(held, start=trial.first) if one is not None and abs(one) == abs(value)]


def _address_cells(trials: Trials, trial: Moved, rows: Sequence[int]) -> list[str]:
    frame = trials.frames[trial.exhibit]
    return [name for row in rows for name in addresses(trial.exhibit, frame.row(row, named=True), trial.column)]


def _find_counted(place: int, number: float, trials: Trials) -> tuple[str, ...]:
    """The rows that a number counts: the address of a filter that chooses them, or else of each row."""
    if number < 1 or number != int(number):
        return ()
    for exhibit, frame in trials.frames.items():
        if frame.height < number:
            continue
        rows = _rows_counted(place, trials, exhibit, 0, frame.height)
        if rows is None or len(rows) != number:
            # The loss of several can change what is counted: without pilot offices no county is theirs.
            rows = [row for row in range(frame.height) if _rows_counted(place, trials, exhibit, row, row + 1)]
        if len(rows) == number:
            found = find_filter(exhibit, frame, rows)
            return (found,) if found else tuple(address_row(exhibit, frame.row(row, named=True)) for row in rows)
    return ()


def _rows_counted(place: int, trials: Trials, exhibit: str, first: int, last: int) -> list[int] | None:
    """The rows of a part by whose loss the number falls by one each; none when it falls otherwise."""
    size = last - first
    after = trials.take_rows(exhibit, first, last)
    falls = _find_falls(place, trials.before, after)
    if size == 1:
        return [first] if 1 in falls else []
    if after is not None and len(after) == len(trials.before):
        if falls and falls <= {0, size}:
            return list(range(first, last)) if size in falls else []
        if any(not 0 < fall < size for fall in falls):
            return None
    middle = (first + last) // 2
    early = _rows_counted(place, trials, exhibit, first, middle)
    late = _rows_counted(place, trials, exhibit, middle, last) if early is not None else None
    return None if early is None or late is None else early + late


def _find_falls(place: int, before: Values, after: Values | None) -> set[float]:
    """By how much the number at a place fell; with fewer numbers told, counted from the first and from the last."""
    if after is None:
        return set()
    places = {place, place - len(before) + len(after)}
    told = (after[other] for other in places if 0 <= other < len(after))
    return {(before[place] or 0) - number for number in told if number is not None}


def _find_keys(place: int, number: float, trials: Trials, is_computed: bool) -> tuple[str, ...]:
    """The rows that a number names by their key: it is the key's value, and without them the text is another.

    Of a computed number (the week of the lowest share) it is asked that the number itself is another then.
    """
    found = []
    for exhibit, frame in trials.frames.items():
        for key in key_columns(exhibit):
            if not frame.schema[key].is_integer() or number != int(number):
                continue
            left = frame.filter(pl.col(key) != number)
            after = trials.tell({**trials.frames, exhibit: left}) if left.height < frame.height else trials.before
            if (
                after is None
                or _is_changed(place, trials.before, after)
                or (after != trials.before and not is_computed)
            ):
                found.append(address_rows(exhibit, {key: (str(int(number)),)}))
    return tuple(found)

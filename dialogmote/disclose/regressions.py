"""Whether an estimate may leave: how many spells and offices are behind it, and how many degrees of freedom."""

from collections.abc import Iterator, Sequence

import polars as pl

from dialogmote.contracts.artifacts import SHARE_OUTCOMES
from dialogmote.disclose.profiles import SMALLEST_NUMBER_OF_OFFICES, Profile
from dialogmote.disclose.roles import Regression, Row

GROUPS = ("pilot", "control")
Counts = dict[tuple[str, str, int, str, int], int]


def count_cells(cells: pl.DataFrame) -> Counts:
    """The regression cells by control group, group, period, measure and place."""
    columns = ("control_group", "group", "period", "measure", "place")
    return {tuple(row[:-1]): row[-1] for row in cells.select(*columns, "n").iter_rows()}


def hidden_by_cells(rows: Sequence[Row], regression: Regression, cells: pl.DataFrame, profile: Profile) -> set[int]:
    """Places of the rows whose estimate must not leave."""
    counts = count_cells(cells)
    return {i for i, row in enumerate(rows) if _is_thin(row, regression, counts, profile)}


def _is_thin(row: Row, regression: Regression, counts: Counts, profile: Profile) -> bool:
    group = regression.control_group or row["control_group"]
    part = _part_of(row, regression)
    levels = counts.get((group, "all", 0, f"levels{part}", 0), 0)
    spells = sum(
        counts.get((group, side, period, f"spells{part}", 0), 0) for side in GROUPS for period in regression.periods
    )
    if (row.get("n") or spells) - levels < profile.threshold:
        return True
    return any(
        count < SMALLEST_NUMBER_OF_OFFICES if is_office else profile.is_small(count) or (is_base and count == 0)
        for count, is_base, is_office in _cells_behind(row, regression, counts, group)
    )


def _cells_behind(row: Row, regression: Regression, counts: Counts, group: str) -> Iterator[tuple[int, bool, bool]]:
    """Counts behind an estimate: spells of a cell (none is too few), offices, spells with and without the event."""
    if regression.of == "months":
        yield from _cells_of_months(row, regression, counts, group)
        return
    (base, base_place), event = _base(row, regression), _event(row, regression)
    part = _part_of(row, regression)
    for side in GROUPS:
        for period in regression.periods:
            cell = (group, side, period)
            spells = counts.get((*cell, base, base_place))
            if spells is None and regression.of == "month":  # the month lies in another period
                continue
            yield spells or 0, True, False
            yield counts.get((*cell, f"offices{part}", 0), 0), False, True
            if event is not None:
                with_event = counts.get((*cell, *event), 0)
                yield with_event, False, False
                yield (spells or 0) - with_event, False, False


def _cells_of_months(row: Row, regression: Regression, counts: Counts, group: str) -> Iterator[tuple[int, bool, bool]]:
    """As `_cells_behind`, of every start month of the periods: a month that one group has no spell in is too few."""
    months = {
        (period, place)
        for control_group, _, period, measure, place in counts
        if (control_group, measure) == (group, "spells_in_month")
    }
    for side in GROUPS:
        for period, place in sorted(months):
            if period not in regression.periods:
                continue
            spells = counts.get((group, side, period, "spells_in_month", place), 0)
            yield spells, True, False
            yield counts.get((group, side, period, "offices", 0), 0), False, True
            if row["outcome"] == "meeting":
                with_event = counts.get((group, side, period, "meeting_in_month", place), 0)
                yield with_event, False, False
                yield spells - with_event, False, False


def _base(row: Row, regression: Regression) -> tuple[str, int]:
    """The measure that counts a row's spells, and its place."""
    if regression.of == "grade" and row["sample"] == "on_leave":
        return "on_leave_in_month", row["month"]
    if regression.of == "month":
        return "spells_in_month", 100 * row["month"].year + row["month"].month
    return f"spells{_part_of(row, regression)}", 0


def _event(row: Row, regression: Regression) -> tuple[str, int] | None:
    """The measure that counts a row's events, of share outcomes, and its place."""
    if regression.of == "week":
        return {"meeting": "meeting_by_week", "on_leave": "on_leave_in_week"}[row["outcome"]], row["week"]
    if regression.of == "month":
        return ("meeting_in_month", _base(row, regression)[1]) if row["outcome"] == "meeting" else None
    if regression.of == "grade":
        return None
    is_share = row["outcome"] in SHARE_OUTCOMES
    return (f"{row['outcome']}{_part_of(row, regression)}", 0) if is_share else None


def _part_of(row: Row, regression: Regression) -> str:
    """What the measures of a part of the spells end with (`:women`); nothing where a regression is of all."""
    return f":{row[regression.part]}" if regression.part else ""

"""Counts as they leave: rounded, and a flow between two stocks as the difference of the rounded stocks.

Rounded apart, a stock, its flow and the next stock are three looks at two numbers. Along a curve of 37 weeks such looks
add up: a linear program finds single counts exactly. A difference of what is shown says nothing that is not shown.
"""

from collections.abc import Iterator
from itertools import pairwise

from dialogmote.disclose.clearances import clearance_of
from dialogmote.disclose.hiding import Sheet, part_rows
from dialogmote.disclose.roles import Key, Parts, Steps


def released_counts(sheet: Sheet, column: str) -> list[int]:
    """A column of counts as it leaves, by row; what is hidden is for the caller to leave out."""
    counts = [sheet.profile.round(n) for n in sheet.counts(column)]
    for steps in sheet.clearance.steps:
        if steps.is_whole and column in steps.flows:
            for i, flow in _flows(sheet, steps, column):
                counts[i] = flow
    follows = sheet.clearance.follows
    if follows is not None and follows[3] == column:
        shown = _followed_counts(sheet, *follows[:3])
        key = next(name for name, role in sheet.clearance.columns.items() if isinstance(role, Key))
        counts = [shown.get(row[key], count) for row, count in zip(sheet.rows, counts, strict=True)]
    return counts


def _flows(sheet: Sheet, steps: Steps, column: str) -> Iterator[tuple[int, int]]:
    """Rows in which the flow is all that leaves the stock, with the difference of the rounded stocks."""
    stock, flows = sheet.counts(steps.stocks[steps.flows.index(column)]), sheet.counts(column)
    for places in part_rows(sheet.rows, Parts(by=steps.by)):
        for before, after in pairwise(places):
            i = before if steps.is_before else after
            if stock[before] - stock[after] == flows[i]:
                yield i, sheet.profile.round(stock[before]) - sheet.profile.round(stock[after])


def _followed_counts(sheet: Sheet, exhibit: str, key: str, column: str) -> dict[object, int]:
    """The same counts in another exhibit, as they leave there."""
    other = Sheet(sheet.beside[exhibit].rows(named=True), clearance_of(exhibit), sheet.profile, {})
    return dict(zip((row[key] for row in other.rows), released_counts(other, column), strict=True))

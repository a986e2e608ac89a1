"""The gate: whether a frame may leave, judged from its declared clearance and its own numbers alone.

It shares no code with the treatment that made the frame (`hiding`, `values`), so that a slip there is caught here. What
a frame on its own cannot show, differences between exhibits, is for `dialogmote.disclose.folder`.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
from dataframely.exc import SchemaError

from dialogmote.contracts import contract_of
from dialogmote.disclose.clearances import CLEARANCES, clearance_of
from dialogmote.disclose.profiles import SMALLEST_NUMBER_OF_OFFICES, Profile
from dialogmote.disclose.roles import (
    Clearance,
    ControlLevel,
    Count,
    Estimate,
    Extremum,
    Hazard,
    Key,
    Mean,
    PartOfTotal,
    PilotLevel,
    Public,
    PValue,
    Quantile,
    Share,
    ShareOfLarger,
    ShareOrDay,
    StdError,
)
from dialogmote.disclose.turning import turn_over

# Names of rows' identities, ours and the extracts'; none may stand in a released frame.
ID_COLUMNS = frozenset(
    [
        "spell_id",
        "person_id",
        "workplace_id",
        "tilfelle_id",
        "fk_person1",
        "fk_person1_sm",
        "bedrift_org_nr",
        "motebehov_uuid",
    ]
)
# Weeks, months, years and cases are smaller; codes of offices, of four digits, are text.
LARGEST_LABEL = 3000
LONG_NUMBER = re.compile(r"[0-9]{6}")
# A share computed from two counts and multiplied back is off by a few units in the last of 16 digits.
REPRODUCED = 1e-6

Rows = Sequence[Mapping[str, Any]]


class DisclosureError(ValueError):
    """A frame must not leave. The message names exhibit, column, rule and how many cells, never a cell's content."""


def check_released(exhibit: str, frame: pl.DataFrame, profile: Profile) -> None:
    """Raise `DisclosureError` that lists every way in which a frame breaks the profile."""
    problems = find_problems(exhibit, frame, profile)
    if problems:
        raise DisclosureError(f"{exhibit} may not be released: " + "; ".join(problems))


def find_problems(exhibit: str, frame: pl.DataFrame, profile: Profile) -> list[str]:
    """Every way in which a frame breaks the profile. Raises `ValueError` for an exhibit without a clearance."""
    clearance = clearance_of(exhibit)
    identities = sorted(ID_COLUMNS & set(frame.columns))
    if identities:
        return [f"column {name!r} identifies rows" for name in identities]
    if clearance.is_turned and clearance.line in frame.columns:
        frame = turn_over(frame, clearance.line)
    undeclared = sorted(set(frame.columns) ^ set(clearance.columns))
    if undeclared:
        return [f"column {name!r} is not as declared" for name in undeclared]
    keys = [name for name, role in clearance.columns.items() if isinstance(role, Key)] or frame.columns
    if profile.is_open:
        return []
    rows = frame.rows(named=True)
    if len({tuple(row[name] for name in keys) for row in rows}) < len(rows):
        return ["several rows under one key"]
    found: dict[str, int] = {}
    for message in (
        *_check_columns(rows, clearance, profile),
        *_check_sums(rows, clearance, profile),
        *_check_together(rows, clearance),
        *_check_merged(rows, clearance),
    ):
        found[message] = found.get(message, 0) + 1
    return [f"{message} ({cells} cells)" for message, cells in sorted(found.items())]


def broken_rules(exhibit: str, frame: pl.DataFrame) -> list[str]:
    """Rules of its contract that a frame breaks, but for nulls, which the gate makes where no label stands."""
    try:
        _, failure = contract_of(exhibit).filter(frame)
    except (SchemaError, pl.exceptions.PolarsError):
        return ["schema"]
    columns = {} if exhibit not in CLEARANCES else CLEARANCES[exhibit].columns
    hideable = {f"{name}|nullability" for name in frame.columns if not isinstance(columns.get(name), Key | Public)}
    return sorted(set(failure.counts()) - (hideable if columns else set()))


def is_count_allowed(count: float, profile: Profile) -> bool:
    """Whether a released count is nothing, or enough and rounded."""
    return count == 0 or (count >= profile.threshold and math.isclose(count % profile.rounding, 0, abs_tol=REPRODUCED))


def _check_columns(rows: Rows, clearance: Clearance, profile: Profile) -> Iterator[str]:
    for column, role in clearance.columns.items():
        check = _checker(column, role, profile)
        for row in rows:
            if row[column] is not None:
                yield from (f"column {column!r}: {rule}" for rule in check(row))


def _checker(column: str, role: object, profile: Profile) -> Callable[[Mapping[str, Any]], list[str]]:
    match role:
        case Key():
            return lambda row: _check_key(row[column])
        case Count():
            return lambda row: [] if is_count_allowed(row[column], profile) else ["a count is small, or not rounded"]
        case Share(of=of):
            return lambda row: _check_share(row[column], row[of], profile)
        case ShareOrDay(of=of, days=(key, day)):
            return lambda row: (
                _check_quantile(row[column], row[of], 0.5, profile)
                if row[key] == day
                else _check_share(row[column], row[of], profile)
            )
        case ShareOfLarger(of=of):
            return lambda row: _check_share(row[column], 100 * row[of] / row[column] if row[of] else None, profile)
        case PartOfTotal(of=of):
            return lambda row: ["a share stands beside a hidden count"] if row[of] is None else []
        case Mean(of=of):
            return lambda row: _check_mean(row[column], row[of], profile)
        case Quantile(of=of, at=at):
            return lambda row: _check_quantile(row[column], row[of], min(at, 1 - at), profile)
        case Hazard(at_risk=at_risk, events=events):
            return lambda row: _check_hazard(row[column], row[events], row[at_risk])
        case Extremum():
            return lambda row: ["a smallest or largest value"]
    return _checker_of_estimates(column, role)


def _checker_of_estimates(column: str, role: object) -> Callable[[Mapping[str, Any]], list[str]]:
    match role:
        case Estimate(std_error=std_error, digits=digits):
            return lambda row: _check_estimate(row[column], row[std_error], digits)
        case StdError(digits=digits):
            return lambda row: [] if _has_digits(row[column], digits) else ["more digits than are cleared"]
        case PValue():
            return lambda row: [] if _has_digits(row[column], 3) else ["more digits than are cleared"]
        case ControlLevel() | PilotLevel():
            return lambda row: [] if row[column] == round(row[column], 1) else ["a curve that is not rounded"]
    return lambda row: []


def _check_key(label: object) -> list[str]:
    """Months, weeks, years, groups, codes of offices are labels; somebody's day or number is none."""
    match label:
        case date():
            is_fine = label.day == 1
        case int():
            is_fine = label < LARGEST_LABEL
        case _:
            is_fine = LONG_NUMBER.search(str(label)) is None
    return [] if is_fine else ["a label that could be somebody's date or number"]


def _has_digits(number: float, digits: int) -> bool:
    return float(f"{number:.{digits - 1}e}") == number or math.isclose(
        float(f"{number:.{digits - 1}e}"), number, rel_tol=1e-12
    )


def _check_share(share: float, of: float | None, profile: Profile) -> list[str]:
    if of is None:
        return ["a share stands beside a hidden count"]
    part = share * of / 100
    problems = (
        []
        if abs(part - profile.rounding * round(part / profile.rounding)) < REPRODUCED * max(1, of)
        else ["a share that is not of rounded counts"]
    )
    if any(0.5 < side < profile.threshold - 0.5 for side in (part, of - part)):
        problems.append("a share of a small count")
    return problems


def _check_mean(mean: float, of: float | None, profile: Profile) -> list[str]:
    if of is None or of < profile.threshold:
        return ["a mean over a hidden or small count"]
    decimals = max(0, math.floor(math.log10(of / profile.rounding)) + 1)  # the exact count may be a little larger
    return [] if math.isclose(mean, round(mean, decimals), rel_tol=0, abs_tol=1e-9) else ["a mean with too many digits"]


def _check_quantile(quantile: float, of: float | None, side: float, profile: Profile) -> list[str]:
    if of is None or (of + profile.rounding) * side < profile.threshold:
        return ["a quantile with too few on a side"]
    return [] if quantile == round(quantile) else ["a quantile that is not rounded"]


def _check_hazard(hazard: float, events: float | None, at_risk: float | None) -> list[str]:
    if events is None or not at_risk:
        return ["a hazard stands beside a hidden count"]
    return [] if math.isclose(hazard, 100 * events / at_risk, rel_tol=1e-9) else ["a hazard not of rounded counts"]


def _check_estimate(number: float, std_error: float | None, digits: int) -> list[str]:
    if std_error is None or not number:
        return []
    if not std_error:
        return []
    decimals = digits - 1 - math.floor(math.log10(std_error))
    is_short = math.isclose(number, round(number, decimals), rel_tol=1e-12, abs_tol=10.0 ** -(decimals + 6))
    return [] if is_short else ["more digits than are cleared"]


def _check_sums(rows: Rows, clearance: Clearance, profile: Profile) -> Iterator[str]:
    """One hidden part of a known sum, and stocks that are too near each other."""
    parts = clearance.parts
    stocks = {name for steps in clearance.steps for name in steps.stocks}
    counts = [name for name, role in clearance.columns.items() if isinstance(role, Count) and name not in stocks]
    if parts is not None:
        for column in counts:
            for part in _grouped(rows, parts.by):
                shown = [row for row in part if parts.total is None or row[parts.total[0]] != parts.total[1]]
                is_shown = any(row[column] is not None for row in part if row not in shown)
                # With nobody in the other parts the sum is the hidden part itself: small, and hidden anywhere else.
                known = is_shown or (len(part) == len(shown) and any(row[column] for row in shown))
                if known and sum(row[column] is None for row in shown) == 1 and len(shown) > 1:
                    yield f"column {column!r}: one hidden part of a known sum"
    for steps in clearance.steps:
        for stock in steps.stocks:
            for part in _grouped(rows, steps.by):
                seen = [row[stock] for row in part if row[stock] is not None]
                near = (abs(a - b) for a, b in pairwise(seen))
                yield from (
                    f"column {stock!r}: two stocks that differ by a small count"
                    for difference in near
                    if 0 < difference < profile.threshold
                )


def _check_together(rows: Rows, clearance: Clearance) -> Iterator[str]:
    """Numbers that stand beside a hidden one of the same spells' other part, which they would give back."""
    for together in clearance.together:
        for part in _grouped(rows, together.by):
            if any(row[together.of] is None for row in part):
                shown = (column for row in part for column in together.columns if row[column] is not None)
                yield from (f"column {column!r}: shown beside a hidden part of the same spells" for column in shown)


def _check_merged(rows: Rows, clearance: Clearance) -> Iterator[str]:
    """Cells that show offices together: of two, each could take itself out; hidden ones would say nothing."""
    merges = clearance.merges
    if merges is None:
        return
    for row in rows:
        if row[merges.offices] < SMALLEST_NUMBER_OF_OFFICES:
            yield f"column {merges.offices!r}: a cell of too few offices"
        if not row[merges.count]:
            yield f"column {merges.count!r}: merged offices without a count"


def _grouped(rows: Rows, by: Sequence[str]) -> list[list[Mapping[str, Any]]]:
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in by), []).append(row)
    return list(groups.values())

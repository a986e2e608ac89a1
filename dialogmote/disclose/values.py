"""What a cell of an exhibit says when it leaves: counts rounded, and everything else from the rounded counts."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from dialogmote.contracts.artifacts import SHARE_OUTCOMES
from dialogmote.disclose.flows import released_counts
from dialogmote.disclose.hiding import Cell, Sheet, part_rows
from dialogmote.disclose.regressions import count_cells
from dialogmote.disclose.roles import (
    Bound,
    ControlLevel,
    ControlMean,
    Count,
    Estimate,
    Extremum,
    Fall,
    Hazard,
    Key,
    Mean,
    PartOfTotal,
    Parts,
    PilotLevel,
    PooledHazard,
    Product,
    Public,
    PValue,
    Quantile,
    Role,
    Row,
    Scaled,
    Share,
    ShareError,
    ShareOfLarger,
    ShareOrDay,
    StdError,
)
from dialogmote.disclose.rounding import P_VALUE_DIGITS, decimals_of, mean_decimals, round_to_digits
from dialogmote.estimate.hazards import add_hazards

LEVEL_DECIMALS = 1
# Far more than any reader needs, and well short of the sixteen in which a count leaves its trace.
SCALED_DIGITS = 9
Value = Any
# Values that need others of their row, or of the first row, as released: computed after the rest, in this order.
LATER = (PilotLevel, Product, Fall, ShareError)


def released_rows(sheet: Sheet, hidden: set[Cell]) -> list[dict[str, Value]]:
    """The rows as they leave: hidden cells null, every other cell by its role."""
    rows: list[dict[str, Value]] = [{} for _ in sheet.rows]
    roles = sheet.clearance.columns
    in_order = [name for name in roles if not isinstance(roles[name], LATER)]
    in_order += [name for kind in LATER for name in roles if isinstance(roles[name], kind)]
    for column in in_order:
        valued = _valuer(sheet, column, roles[column], rows)
        for i, row in enumerate(sheet.rows):
            is_null = row[column] is None or (i, column) in hidden
            rows[i][column] = None if is_null else valued(i, row)
    return rows


def _valuer(sheet: Sheet, column: str, role: Role, rows: list[dict[str, Value]]) -> Callable[[int, Row], Value]:
    profile = sheet.profile
    match role:
        case Key() | Public():
            return lambda i, row: row[column]
        case Count():
            counts = released_counts(sheet, column)
            return lambda i, row: _like(counts[i], row[column])
        case Share(of=of):
            wholes = released_counts(sheet, of)
            return lambda i, row: _ratio(min(profile.round(row[column] * row[of] / 100), wholes[i]), wholes[i])
        case ShareOfLarger(of=of):
            return lambda i, row: _ratio(profile.round(row[of]), profile.round(100 * row[of] / row[column]))
        case PartOfTotal(of=of):
            totals = _totals(sheet, of)
            return lambda i, row: _ratio(profile.round(row[of]), profile.round(totals[i]))
        case Mean(of=of):
            return lambda i, row: round(row[column], mean_decimals(row[of], profile)) if row[of] else None
        case Quantile():
            return lambda i, row: float(math.floor(row[column] + 0.5))
        case Hazard(at_risk=at_risk, events=events):
            parts, wholes = released_counts(sheet, events), released_counts(sheet, at_risk)
            return lambda i, row: _ratio(parts[i], wholes[i])
        case Bound(at_risk=at_risk, events=events):
            bounds = _bounds(sheet, at_risk, events)
            return lambda i, row: bounds[column][i]
        case Scaled(of=of):
            return lambda i, row: _scaled(row[column], row[of], profile.round(row[of]))
        case Product(share=share, of=of):
            return lambda i, row: rows[i][share] / 100 * rows[i][of]
        case Fall(of=of):
            return lambda i, row: rows[0][of] - rows[i][of]
        case ShareOrDay(of=of, days=(key, day)):
            return lambda i, row: (
                float(math.floor(row[column] + 0.5))
                if row[key] == day
                else _ratio(profile.round(row[column] * row[of] / 100), profile.round(row[of]))
            )
        case ShareError(share=share, of=of):
            return lambda i, row: _share_error(rows[i][share], rows[i][of])
        case PilotLevel(control=control, estimate=estimate):
            return lambda i, row: round(rows[i][control] + rows[i][estimate], LEVEL_DECIMALS)
        case Extremum():
            return lambda i, row: None
    return _valuer_of_estimates(sheet, column, role)


def _valuer_of_estimates(sheet: Sheet, column: str, role: Role) -> Callable[[int, Row], Value]:
    match role:
        case Estimate(std_error=std_error, digits=digits):
            return lambda i, row: _beside_error(row[column], row[std_error], digits)
        case PooledHazard(std_error=std_error):
            return lambda i, row: _beside_error(row[column], row[std_error], 2)
        case StdError(digits=digits):
            return lambda i, row: round_to_digits(row[column], digits)
        case PValue():
            return lambda i, row: round_to_digits(row[column], P_VALUE_DIGITS)
        case ControlLevel():
            return lambda i, row: _control_share(sheet, row, row[column], period=2)
        case ControlMean():
            return lambda i, row: _control_mean(sheet, row, row[column])
    raise TypeError(f"no value for a {type(role).__name__}")


def _share_error(share: float | None, n: int | None) -> float | None:
    """Binomial standard error of a share in percent, from what is released of both."""
    return math.sqrt(share * (100 - share) / n) if share is not None and n and 0 <= share <= 100 else None


def _like(count: int, sample: float) -> float | int:
    """Counts in tables whose lines are numbers of all kinds are stored as floats."""
    return float(count) if isinstance(sample, float) else count


def _scaled(number: float, count: float, rounded: int) -> float | None:
    """A count by a known factor, moved as rounding moves the count; the last bits of the division would tell it."""
    return round_to_digits(number / count * rounded, SCALED_DIGITS) if count else None


def _ratio(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _totals(sheet: Sheet, of: str) -> list[float]:
    """The sum over its parts, for every row; a row that holds the sum is its own."""
    counts = sheet.counts(of)
    totals = list(counts)
    for places in part_rows(sheet.rows, sheet.clearance.parts or Parts()):
        for i in places:
            totals[i] = sum(counts[place] for place in places)
    return totals


def _bounds(sheet: Sheet, at_risk: str, events: str) -> dict[str, Sequence[float | None]]:
    rounded = pl.DataFrame(
        {
            "at_risk": released_counts(sheet, at_risk),
            "events": released_counts(sheet, events),
        }
    )
    frame = add_hazards(rounded.with_columns(events=pl.min_horizontal("events", "at_risk")))
    return {name: frame[name].to_list() for name in ("ci_low", "ci_high")}


def _beside_error(number: float, std_error: float | None, digits: int) -> float:
    """A number rounded where its standard error has so many digits; without an error to as many digits of its own."""
    if not number:
        return 0.0
    return round(number, decimals_of(std_error or number, digits))


def _control_cell(sheet: Sheet, row: Row, period: int) -> int:
    """Spells of the control group behind a row, in one period."""
    regression = sheet.clearance.regression
    if regression is None:
        raise TypeError("a mean of the control group stands beside a regression")
    counts = count_cells(sheet.beside["regression_cells"])
    group = regression.control_group or row["control_group"]
    on_leave = ("on_leave_in_month", row["month"]) if row.get("sample") == "on_leave" else ("spells", 0)
    return counts.get((group, "control", period, *on_leave), 0)


def _control_share(sheet: Sheet, row: Row, level: float, period: int) -> float | None:
    """A share of the control group's spells. Those of period 2 lie on a curve: see `Profile.curve_rounding`."""
    n = _control_cell(sheet, row, period)
    rounded = sheet.profile.round_on_curve if period == 2 else sheet.profile.round
    share = _ratio(rounded(level * n / 100), sheet.profile.round(n))
    return None if share is None else min(100.0, round(share, LEVEL_DECIMALS))


def _control_mean(sheet: Sheet, row: Row, mean: float) -> float | None:
    if row.get("outcome") in SHARE_OUTCOMES:
        return _control_share(sheet, row, mean, period=0)
    n = _control_cell(sheet, row, 0)
    if sheet.profile.is_small(n) or not n:
        return None
    return round(mean, min(LEVEL_DECIMALS, mean_decimals(n, sheet.profile)))

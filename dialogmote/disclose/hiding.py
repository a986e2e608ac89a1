"""Which cells of an exhibit must not leave, and by which rule: from its declared clearance and its exact numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from dialogmote.disclose.clearances import clearance_of
from dialogmote.disclose.months import hide_months
from dialogmote.disclose.profiles import SMALLEST_NUMBER_OF_OFFICES, Profile
from dialogmote.disclose.regressions import hidden_by_cells
from dialogmote.disclose.roles import (
    Bound,
    Clearance,
    ControlLevel,
    ControlMean,
    Count,
    Estimate,
    Extremum,
    Fall,
    Hazard,
    Key,
    Mean,
    Name,
    Nesting,
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
    Steps,
)
from dialogmote.disclose.suppression import hide_in_groups, hide_in_sum, merge_small_steps

Cell = tuple[int, str]
Beside = Mapping[str, pl.DataFrame]
ON_REGRESSION = (Estimate, StdError, PValue, PilotLevel, ControlLevel, ControlMean)


@dataclass(frozen=True)
class Sheet:
    """An exhibit's rows under its clearance; `beside` holds exact exhibits and regression cells by name."""

    rows: Sequence[Row]
    clearance: Clearance
    profile: Profile
    beside: Beside

    def columns(self, *kinds: type) -> dict[str, Any]:
        """Columns of these roles."""
        return {name: role for name, role in self.clearance.columns.items() if isinstance(role, kinds)}

    def counts(self, column: str) -> list[float]:
        """A count's numbers; nothing where it is null."""
        return [row[column] or 0 for row in self.rows]


def hidden_cells(sheet: Sheet) -> dict[str, set[Cell]]:
    """The cells that must not leave, by the rule that hides them first."""
    rules: tuple[tuple[str, Callable[[Sheet], set[Cell]]], ...] = (
        ("extremum", _extrema),
        ("small_count", _small),
        ("secondary", _secondary),
        ("sum_of_months", _months),
        ("small_step", _small_steps),
        ("nested_difference", _nested),
        ("hidden_in_another_exhibit", _followed),
        ("few_offices", _few_offices),
        ("regression_cells", hidden_estimates),
        ("pooled_events", _pooled),
    )
    found: dict[str, set[Cell]] = {}
    seen: set[Cell] = set()
    for rule, find in rules:
        found[rule] = find(sheet) - seen
        seen |= found[rule]
    found["hidden_with_its_kind"] = _hidden_together(sheet, seen) - seen
    seen |= found["hidden_with_its_kind"]
    found["depends_on_hidden"] = _dependents(sheet, seen) - seen
    return {
        rule: {(i, column) for i, column in cells if sheet.rows[i][column] is not None} for rule, cells in found.items()
    }


def amounts(sheet: Sheet) -> Iterator[tuple[str, list[float], Profile]]:
    """Every series of counts behind the numbers: a column, what it counts, and the profile it is judged by.

    A share counts those with and those without; the latter are the difference of two rounded counts.
    """
    for column in sheet.columns(Count):
        yield column, sheet.counts(column), sheet.profile
    for column, role in sheet.columns(Share, ShareOfLarger).items():
        pairs = [_share_counts(row, column, role) for row in sheet.rows]
        yield column, [those_with for those_with, _ in pairs], sheet.profile
        yield column, [without for _, without in pairs], sheet.profile.for_differences
    for column, role in sheet.columns(ShareOrDay).items():
        pairs = [_share_or_day_counts(row, column, role) for row in sheet.rows]
        yield column, [with_or_before for with_or_before, _ in pairs], sheet.profile
        yield column, [without for _, without in pairs], sheet.profile.for_differences


def _share_or_day_counts(row: Row, column: str, role: ShareOrDay) -> tuple[float, float]:
    """Spells with and without; of a median those on either side."""
    if row[column] is None or not row[role.of]:
        return 0, 0
    part = 0.5 if row[role.days[0]] == role.days[1] else row[column] / 100
    return round(part * row[role.of]), row[role.of] - round(part * row[role.of])


def _share_counts(row: Row, column: str, role: Share | ShareOfLarger) -> tuple[float, float]:
    """Spells with and spells without; whole, also where a share is adjusted for season."""
    share, n = row[column], row[role.of]
    if share is None or not n or (share == 0 and isinstance(role, ShareOfLarger)):
        return 0, 0
    if isinstance(role, ShareOfLarger):
        return n, round(100 * n / share - n)
    return max(0, round(share * n / 100)), max(0, n - round(share * n / 100))


def _extrema(sheet: Sheet) -> set[Cell]:
    return {(i, column) for i in range(len(sheet.rows)) for column in sheet.columns(Extremum)}


def _small(sheet: Sheet) -> set[Cell]:
    return {
        (i, column)
        for column, series, profile in amounts(sheet)
        for i, count in enumerate(series)
        if profile.is_small(count)
    }


def _secondary(sheet: Sheet) -> set[Cell]:
    """Partners of small parts of a sum that is known. Stocks are no parts: `_small_steps` sees to them."""
    parts = sheet.clearance.parts
    if parts is None:
        return set()
    stocks = {name for steps in sheet.clearance.steps for name in steps.stocks}
    return {
        (i, column)
        for column, series, profile in amounts(sheet)
        if column not in stocks
        for places in part_rows(sheet.rows, parts)
        for i in _hide_parts(sheet, parts, places, series, profile)
    }


def part_rows(rows: Sequence[Row], parts: Parts) -> list[list[int]]:
    """Places of the rows of each sum."""
    sums: dict[tuple[object, ...], list[int]] = {}
    for i, row in enumerate(rows):
        if parts.total is None or row[parts.total[0]] != parts.total[1]:
            sums.setdefault(tuple(row[name] for name in parts.by), []).append(i)
    return list(sums.values())


def _hide_parts(sheet: Sheet, parts: Parts, places: list[int], series: Sequence[float], profile: Profile) -> set[int]:
    counts = [series[i] for i in places]
    if parts.group_of is None:
        hidden = hide_in_sum(counts, profile)
    else:
        hidden = hide_in_groups(counts, [parts.group_of(sheet.rows[i]) for i in places], profile)
    return {places[i] for i in hidden}


def _months(sheet: Sheet) -> set[Cell]:
    """Spells by start month, and sums of them, that together would bound a hidden month."""
    tells = sheet.clearance.tells
    if tells is None:
        return set()
    gone = _hidden_names(sheet)
    return {
        (i, column)
        for i, row in enumerate(sheet.rows)
        if not gone.isdisjoint(tells(row))
        for column in sheet.columns(Count)
    }


def _hidden_names(sheet: Sheet) -> set[Name]:
    """Months and sums to hide, from figures 3 and 7: the same in every exhibit that shows any of them."""
    national = {row["month"]: row["n"] for row in _rows_beside(sheet, "figure_3")}
    areas: dict[str, dict[date, float]] = {}
    for row in _rows_beside(sheet, "figure_7"):
        if row.get("group", "national") != "national":
            areas.setdefault(row["group"], {})[row["month"]] = row["n"]
    return hide_months(national, areas, sheet.profile)


def _rows_beside(sheet: Sheet, exhibit: str) -> Sequence[Row]:
    """An exhibit that has to be at hand; the sheet's own rows where it is not asked for."""
    return sheet.beside[exhibit].rows(named=True) if exhibit in sheet.clearance.beside else sheet.rows


def _small_steps(sheet: Sheet) -> set[Cell]:
    return {cell for steps in sheet.clearance.steps for cell in _small_steps_of(sheet, steps)}


def _small_steps_of(sheet: Sheet, steps: Steps) -> Iterator[Cell]:
    for places in part_rows(sheet.rows, Parts(by=steps.by)):
        stocks = [[sheet.counts(stock)[i] for i in places] for stock in steps.stocks]
        series = [[before - after for before, after in pairwise(s)] for s in stocks]
        for span in merge_small_steps(series, sheet.profile):
            is_small = any(sheet.profile.is_small_difference(sum(s[f] for f in span)) for s in series)
            if len(span) > 1 or is_small:
                yield from _hide_span(places, steps, span, is_small=is_small)
        if steps.is_before:
            yield from _hide_small_exits(sheet, steps, places, series[0])


def _hide_span(places: list[int], steps: Steps, span: range, *, is_small: bool) -> Iterator[Cell]:
    """Flow f lies between the stocks of rows f and f + 1; a span keeps the stocks at its ends, if it flows enough."""
    flow_rows = [places[f if steps.is_before else f + 1] for f in span]
    yield from ((i, flow) for i in flow_rows for flow in steps.flows)
    inner = list(range(span.start + 1, span.stop))
    if is_small:  # too little even together: one end has to go; the one that other exhibits show stays
        inner = [*inner, span.stop] if steps.is_before else [span.start, *inner]
    yield from ((places[i], name) for i in inner for name in (*steps.stocks, *steps.flows * steps.is_before))


def _hide_small_exits(sheet: Sheet, steps: Steps, places: list[int], exits: list[float]) -> Iterator[Cell]:
    """Who left the stock otherwise than by the flow (at risk less events, and less who stays) is a count too."""
    (stock,), (flow,) = steps.stocks, steps.flows
    for place, i in enumerate(places):
        at_risk, events = sheet.counts(stock)[i], sheet.counts(flow)[i]
        others = [at_risk - events] + ([exits[place] - events] if place < len(exits) else [])
        if any(sheet.profile.is_small_difference(other) for other in others):
            yield i, flow


def _nested(sheet: Sheet) -> set[Cell]:
    return {(i, nesting.column) for nesting in sheet.clearance.nestings for i in _nested_rows(sheet, nesting)}


def _nested_rows(sheet: Sheet, nesting: Nesting) -> Iterator[int]:
    outer = sheet.beside[nesting.within].rows(named=True) if nesting.within else sheet.rows
    inner_role = sheet.clearance.columns[nesting.column]
    larger = {
        tuple(row[name] for name in nesting.on): _amount(row, nesting.within_column, inner_role)
        for row in outer
        if all(row[name] == value for name, value in nesting.within_where)
    }
    for i, row in enumerate(sheet.rows):
        if all(row[name] == value for name, value in nesting.where):
            around = larger.get(tuple(row[name] for name in nesting.on))
            within = _amount(row, nesting.column, inner_role)
            if around is not None and within is not None and sheet.profile.is_small_difference(around - within):
                yield i


def _amount(row: Row, column: str, role: Role) -> float | None:
    if row[column] is None:
        return None
    return _share_counts(row, column, role)[0] if isinstance(role, Share) else row[column]


def _followed(sheet: Sheet) -> set[Cell]:
    if sheet.clearance.follows is None:
        return set()

    exhibit, key, column, own = sheet.clearance.follows
    other = Sheet(sheet.beside[exhibit].rows(named=True), clearance_of(exhibit), sheet.profile, {})
    gone = {other.rows[i][key] for cells in hidden_cells(other).values() for i, name in cells if name == column}
    own_key = next(name for name, role in sheet.clearance.columns.items() if isinstance(role, Key))
    return {(i, own) for i, row in enumerate(sheet.rows) if row[own_key] in gone}


def hidden_estimates(sheet: Sheet) -> set[Cell]:
    """Estimates that rest on too few spells, offices or degrees of freedom."""
    regression = sheet.clearance.regression
    if regression is None:
        return set()
    gone = hidden_by_cells(sheet.rows, regression, sheet.beside["regression_cells"], sheet.profile)
    return {(i, column) for i in gone for column in sheet.columns(*ON_REGRESSION)}


def _pooled(sheet: Sheet) -> set[Cell]:
    """Hazards pooled over weeks, with too few events, or too few spell-weeks without, in either of the two groups."""
    pooled = sheet.columns(PooledHazard)
    hidden: set[Cell] = set()
    for i, row in enumerate(sheet.rows if pooled else ()):
        frame = sheet.beside[{"nov_mar": "figure_5", "mar_jun": "figure_6"}[row["window"]]]
        weeks = frame.filter(pl.col("week").is_between(row["first_week"], row["last_week"]))
        last = pl.col("year") == weeks["year"].max()
        for part in (weeks.filter(last), weeks.filter(~last)):
            events, at_risk = int(part["events"].sum()), int(part["at_risk"].sum())
            if sheet.profile.is_small(events) or sheet.profile.is_small(at_risk - events):
                hidden |= {(i, name) for name, role in sheet.clearance.columns.items() if not isinstance(role, Key)}
    return hidden


def _hidden_together(sheet: Sheet, hidden: set[Cell]) -> set[Cell]:
    """Numbers of rows that are shown together or not at all, where one of them is not there or must not be shown."""
    gone: set[Cell] = set()
    for together in sheet.clearance.together:
        for places in part_rows(sheet.rows, Parts(by=together.by)):
            if any(sheet.rows[i][together.of] is None or (i, together.of) in hidden for i in places):
                gone |= {(i, column) for i in places for column in together.columns}
    return gone


def _dependents(sheet: Sheet, hidden: set[Cell]) -> set[Cell]:
    """Numbers that are computed from a hidden one, in turn; quantiles with too few on a side."""
    gone = set(hidden) | set(_thin_quantiles(sheet))
    size = -1
    while size != len(gone):
        size = len(gone)
        gone |= {
            (i, column)
            for i in range(len(sheet.rows))
            for column, role in sheet.clearance.columns.items()
            if not isinstance(role, Key | Public) and any((i, name) in gone for name in rests_on(role, sheet.clearance))
        }
        gone |= {
            (i, column)
            for column, role in sheet.columns(Fall).items()
            if (0, role.of) in gone
            for i in range(len(sheet.rows))
        }
    return gone


def rests_on(role: Role, clearance: Clearance) -> tuple[str, ...]:
    """Columns without which a column cannot leave."""
    match role:
        case (
            Share(of=of)
            | PartOfTotal(of=of)
            | ShareOfLarger(of=of)
            | ShareOrDay(of=of)
            | Mean(of=of)
            | Quantile(of=of)
            | Scaled(of=of)
            | Fall(of=of)
        ):
            return (of,)
        case Hazard(at_risk=at_risk, events=events) | Bound(at_risk=at_risk, events=events):
            return (at_risk, events)
        case Product(share=share, of=of) | ShareError(share=share, of=of):
            return (share, of)
        case PilotLevel(control=control, estimate=estimate):
            return (control, estimate)
    return ("n",) if isinstance(role, ON_REGRESSION) and "n" in clearance.columns else ()


def _few_offices(sheet: Sheet) -> set[Cell]:
    """Numbers of a group of one or two offices: of two, each could take itself out and see the other."""
    group_of = sheet.clearance.offices
    if group_of is None:
        return set()
    few = {
        group
        for group, offices in _offices_by_group(sheet.beside["figure_1"]).items()
        if 0 < offices < SMALLEST_NUMBER_OF_OFFICES
    }
    numbers = [name for name, role in sheet.clearance.columns.items() if not isinstance(role, Key | Public)]
    return {(i, column) for i, row in enumerate(sheet.rows) if group_of(row) in few for column in numbers}


def _offices_by_group(offices: pl.DataFrame) -> dict[str, int]:
    """How many offices with spells are pilot offices, others of their counties, and others in the country."""
    there = offices.filter(pl.col("n_spells") > 0)
    pilot, others = there.filter("pilot"), there.filter(~pl.col("pilot"))
    near = others.filter(pl.col("county").is_in(pilot["county"].unique().to_list()))
    return {"pilot": pilot.height, "trondelag": near.height, "national": others.height}


def _thin_quantiles(sheet: Sheet) -> Iterator[Cell]:
    for column, role in sheet.columns(Quantile).items():
        for i, row in enumerate(sheet.rows):
            if (row[role.of] or 0) * min(role.at, 1 - role.at) < sheet.profile.threshold:
                yield i, column

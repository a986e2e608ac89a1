"""What a hostile reader knows about the exhibits: which counts are parts, stocks and flows of which others.

From the study's own description of its exhibits; nothing here looks at the disclosure gate's declarations.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
from reference.attacker import Ledger, Name, shares_of

Frames = Mapping[str, pl.DataFrame]
Row = Mapping[str, Any]
STEPS = ("protected_address", "pregnant", "over_66", "overlapping")
TABLE_2_STARTS = {
    "before_nov17_mar18": ("nov_mar", 2017, date(2017, 11, 1), date(2018, 3, 1)),
    "after_nov18_mar19": ("nov_mar", 2018, date(2018, 11, 1), date(2019, 3, 1)),
    "before_mar_sep18": (None, None, date(2018, 3, 1), date(2018, 9, 1)),
    "after_mar_sep19": (None, None, date(2019, 3, 1), date(2019, 9, 1)),
}
LEVEL_STARTS = {"before": (date(2015, 1, 1), date(2018, 10, 1)), "after": (date(2019, 3, 1), date(2019, 8, 1))}
WINDOW_MONTHS = {"nov_mar": ("figure_5", (11, 12, 1, 2, 3)), "mar_jun": ("figure_6", (3, 4, 5, 6))}
YEAR_0 = (date(2017, 1, 1), date(2017, 12, 1))
SHARES = {
    "table_1": ("meeting_share_pct",),
    "answers_cross": ("meeting_share_pct",),
    "figure_7": ("used_share_pct",),
    "excluded_groups": ("meeting_share_pct",),
}
TURNED_SHARES = ("graded_share_pct", "part_time_share_pct", "women_share_pct", "foreign_born_share_pct")
COUNTS = {
    "attrition": (("step",), ("rows_left", "spells_left", "persons_left", "rows_removed", "spells_removed")),
    "excluded_groups": (("reason",), ("n",)),
    "figure_1": (("office",), ("n_spells",)),
    "figure_1_merged": (("county",), ("n_spells",)),
    "figure_2": (("week",), ("n",)),
    "figure_3": (("month",), ("n",)),
    "figure_v2": (("outcome", "month"), ("n",)),
    "figure_7": (("group", "month"), ("n",)),
    "figure_4": (("window", "year", "week"), ("at_risk", "events")),
    "figure_5": (("year", "week"), ("at_risk", "events")),
    "figure_6": (("year", "week"), ("at_risk", "events")),
    "figure_8": (("outcome", "control_group", "period"), ("n",)),
    "figure_9": (("outcome", "week"), ("n",)),
    "figure_v4": (("outcome", "week"), ("n",)),
    "figure_10": (("sample", "month"), ("n",)),
    "figure_v5": (("sample", "month"), ("n",)),
    "figure_v1": (("respondent", "week"), ("n",)),
    "figure_v3": (("outcome", "month"), ("n",)),
    "table_1": (("answer",), ("n",)),
    "answers_cross": (("employee_answer", "employer_answer"), ("n",)),
    "meeting_levels": (("window",), ("n", "meetings")),
    "table_4": (("outcome", "control_group", "group_trends"), ("n", "n_persons")),
    "table_4_no_controls": (("outcome", "control_group", "group_trends"), ("n", "n_persons")),
    "table_v1": (("outcome", "control_group", "controls"), ("n",)),
    "heterogeneity": (("kind", "group", "outcome", "control_group"), ("n", "n_treated")),
    "input_report": (("extract",), ("rows", "unmatched_rows")),
}
# Differences of two rounded stocks, as docs/disclosure.md says: their errors are those of both.
FLOWS = frozenset(
    [
        ("attrition", "rows_removed"),
        ("attrition", "spells_removed"),
        ("excluded_groups", "n"),
        ("figure_5", "events"),
        ("figure_6", "events"),
    ]
)
# A zero inside a stretch that is shown as one is hidden with it; elsewhere zeros are shown, so null is somebody.
# So do the groups of a kind, which are shown together or not at all.
MAY_HIDE_ZERO = ("attrition", "figure_4", "figure_5", "figure_6", "excluded_groups", "heterogeneity", "input_report")


def read_ledger(frames: Frames, threshold: int, rounding: int) -> Ledger:
    """All the attacker knows from the frames."""
    ledger = Ledger(threshold, rounding)
    for exhibit, cells in counts_of(frames).items():
        for name, shown in cells.items():
            is_flow = name[:2] in FLOWS and name[-1] != "kept"
            ledger.note(name, shown, lowest=0.0 if exhibit in MAY_HIDE_ZERO else 1.0, is_flow=is_flow)
    for exhibit, columns in SHARES.items():
        for row in frames[exhibit].rows(named=True) if exhibit in frames else ():
            name = (exhibit, "n", *(row[key] for key in COUNTS[exhibit][0]))
            for column in columns:
                shares_of(ledger, (*name[:1], column, *name[2:]), row[column], row["n"], name)
    for link in (
        _attrition, _offices, _months, _recovery, _meetings, _answers, _answer_shares, _levels, _samples, _participants,
        _groups,
    ):  # fmt: skip
        link(ledger, frames)
    return ledger


def counts_of(frames: Frames) -> dict[str, dict[Name, float | None]]:
    """Every count by exhibit, column and key, as it stands in the frames: exact ones give the truth."""
    found: dict[str, dict[Name, float | None]] = {}
    for exhibit, (keys, columns) in COUNTS.items():
        if exhibit in frames:
            found[exhibit] = {
                (exhibit, column, *(row[key] for key in keys)): row[column]
                for row in frames[exhibit].rows(named=True)
                for column in columns
            }
    for exhibit in ("table_2", "table_3"):
        if exhibit in frames:
            line = frames[exhibit].filter(pl.col("row") == "n").row(0, named=True)
            found[exhibit] = {(exhibit, "n", group): n for group, n in line.items() if group != "row"}
    return found


def truth_of(exact: Frames) -> dict[Name, float]:
    """The true counts, for seeing whether the attacker reasons soundly and whether a find is right."""
    return {name: n for cells in counts_of(exact).values() for name, n in cells.items() if n is not None}


def _same(ledger: Ledger, one: Name, other: Name) -> None:
    if one != other:
        ledger.link({one: 1, other: -1})


def _within(ledger: Ledger, inner: Name, outer: Name, *, watched: bool = True) -> None:
    ledger.link({outer: 1, inner: -1}, 0, 1e7)
    if watched:
        ledger.watch(("less", outer, inner), {outer: 1, inner: -1})


def _keys(frames: Frames, exhibit: str, *columns: str) -> list[tuple[Any, ...]]:
    return frames[exhibit].select(columns).rows() if exhibit in frames else []


def _sum(ledger: Ledger, total: Name, parts: list[Name], low: float = 0.0, high: float = 0.0) -> None:
    """`total` less its parts lies between low and high; parts without a row are nobody."""
    ledger.link({total: 1} | {part: -1 for part in parts if part in ledger.place}, low, high)


def _attrition(ledger: Ledger, frames: Frames) -> None:
    steps = [step for (step,) in _keys(frames, "attrition", "step")]

    def cell(column: str, step: str) -> Name:
        return ("attrition", column, step)

    for before, after in pairwise(steps):
        for unit in ("rows", "spells"):
            flow = cell(f"{unit}_removed", after)
            ledger.link({cell(f"{unit}_left", before): 1, cell(f"{unit}_left", after): -1, flow: -1})
        _within(ledger, cell("persons_left", after), cell("persons_left", before))
    for i, step in enumerate(steps):
        _within(ledger, cell("persons_left", step), cell("spells_left", step))
        _within(ledger, cell("spells_left", step), cell("rows_left", step), watched=i < 2)
        if i >= 2:
            _same(ledger, cell("rows_left", step), cell("spells_left", step))
    if steps:
        _same(ledger, ("excluded_groups", "n", "kept"), cell("spells_left", steps[-1]))
    for step in STEPS:
        _same(ledger, ("excluded_groups", "n", step), cell("spells_removed", step))


def _offices(ledger: Ledger, frames: Frames) -> None:
    kept = ("attrition", "spells_left", "overlapping")
    _sum(ledger, kept, [("figure_1", "n_spells", office) for (office,) in _keys(frames, "figure_1", "office")])
    _sum(ledger, kept, [("figure_2", "n", week) for (week,) in _keys(frames, "figure_2", "week")])
    for is_pilot, group in ((True, "pilot"), (False, "trondelag")):
        months = [
            ("figure_7", "n", group, month) for g, month in _keys(frames, "figure_7", "group", "month") if g == group
        ]
        offices = [
            ("figure_1", "n_spells", row["office"])
            for row in (frames["figure_1"].rows(named=True) if "figure_1" in frames else ())
            if row["county"] == "Trøndelag" and row["pilot"] == is_pilot
        ]
        if offices and months:  # figure 7's months are some of the study's
            ledger.link({name: 1 for name in offices} | {name: -1 for name in months}, 0, 1e7)
    _merged_offices(ledger, frames)


def _merged_offices(ledger: Ledger, frames: Frames) -> None:
    """The hidden offices of a county, or of all counties without a cell, are what its cell shows together."""
    offices = frames["figure_1"].rows(named=True) if "figure_1" in frames else []
    hidden = [row for row in offices if row["n_spells"] is None]
    own = {county for (county,) in _keys(frames, "figure_1_merged", "county")}
    for county in sorted(own):
        inside = [row for row in hidden if (row["county"] if row["county"] in own else "rest") == county]
        _sum(
            ledger, ("figure_1_merged", "n_spells", county), [("figure_1", "n_spells", row["office"]) for row in inside]
        )
    months = [("figure_3", "n", month) for (month,) in _keys(frames, "figure_3", "month")]
    others = [("figure_1", "n_spells", row["office"]) for row in offices if not row["pilot"]]
    if months and others:  # figure 3 leaves out the pilot offices, and no month of the study
        ledger.link({name: 1 for name in others} | {name: -1 for name in months})


def _months(ledger: Ledger, frames: Frames) -> None:
    national = [month for group, month in _keys(frames, "figure_7", "group", "month") if group == "national"]
    for month in national:
        _same(ledger, ("figure_3", "n", month), ("figure_7", "n", "national", month))
        _within(ledger, ("figure_7", "n", "trondelag", month), ("figure_7", "n", "national", month))
        used = [("figure_7", "used_share_pct", group, month, "with") for group in ("trondelag", "national")]
        _within(ledger, *used)
    for outcome, month in _keys(frames, "figure_v2", "outcome", "month"):
        _same(ledger, ("figure_3", "n", month), ("figure_v2", "n", outcome, month))
    for group, column in (("pilot", "pilot"), ("national", "control_national"), ("trondelag", "control_trondelag")):
        months = [
            ("figure_7", "n", g, month)
            for g, month in _keys(frames, "figure_7", "group", "month")
            if g == group and YEAR_0[0] <= month <= YEAR_0[1]
        ]
        _sum(ledger, ("table_3", "n", column), months)
    _within(ledger, ("table_3", "n", "control_trondelag"), ("table_3", "n", "control_national"))


def _starts(frames: Frames, first: date, last: date) -> list[Name]:
    return [("figure_3", "n", month) for (month,) in _keys(frames, "figure_3", "month") if first <= month <= last]


def _recovery(ledger: Ledger, frames: Frames) -> None:
    for window, (exhibit, months) in WINDOW_MONTHS.items():
        for year in sorted({year for year, _ in _keys(frames, exhibit, "year", "week")}):
            weeks = sorted(week for y, week in _keys(frames, exhibit, "year", "week") if y == year)
            _chain(ledger, [(exhibit, "at_risk", year, week) for week in weeks], "at_risk", "events", whole=True)
            firsts = [("figure_3", "n", date(year + (month < months[0]), month, 1)) for month in months]
            _sum(ledger, (exhibit, "at_risk", year, weeks[0]), firsts)
            inner = [("figure_4", "at_risk", window, year, week) for week in weeks]
            inner = [name for name in inner if name in ledger.place]
            _chain(ledger, inner, "at_risk", "events", whole=False)
            for name in inner:
                _within(ledger, name, (exhibit, "at_risk", year, name[-1]))
            if inner:
                _same(ledger, inner[0], (exhibit, "at_risk", year, weeks[0]))


def _chain(ledger: Ledger, stocks: list[Name], stock: str, flow: str, *, whole: bool) -> None:
    """At risk in a week is at risk in the one before, less the events, less whoever left otherwise (if not `whole`)."""
    for name, following in pairwise(stocks):
        events = (name[0], flow, *name[2:])
        # The last windows are censored at the end of February 2020: there the flow is not all that leaves.
        is_all = whole and not (name[2] == 2019 or (name[2] == 2018 and name[0] == "figure_5" and name[-1] >= 46))
        ledger.link({name: 1, following: -1, events: -1}, 0, 0 if is_all else 1e7)
        ledger.watch(("exits", *name), {name: 1, following: -1})
        if not whole:
            ledger.watch(("other exits", *name), {name: 1, following: -1, events: -1})
    for name in stocks:
        _within(ledger, (name[0], flow, *name[2:]), name)


def _meetings(ledger: Ledger, frames: Frames) -> None:
    for column, (window, year, *_) in TABLE_2_STARTS.items():
        if window:
            weeks = [
                week for w, y, week in _keys(frames, "figure_4", "window", "year", "week") if (w, y) == (window, year)
            ]
            events = [("figure_4", "events", window, year, week) for week in weeks]
            if ("table_2", "n", column) in ledger.place:
                _sum(ledger, ("table_2", "n", column), events)


def _participants(ledger: Ledger, frames: Frames) -> None:
    for exhibit in ("table_2", "table_3"):
        lines = {row["row"]: row for row in (frames[exhibit].rows(named=True) if exhibit in frames else ())}
        for line in TURNED_SHARES if lines else ():
            for column in (name for name in frames[exhibit].columns if name != "row"):
                name = (exhibit, line, column)
                shares_of(ledger, name, lines[line][column], lines["n"][column], (exhibit, "n", column))
    for column, (_, _, first, last) in TABLE_2_STARTS.items():
        starts = _starts(frames, first, last)
        if starts and ("table_2", "n", column) in ledger.place:
            ledger.link({name: 1 for name in starts} | {("table_2", "n", column): -1}, 0, 1e7)


def _answers(ledger: Ledger, frames: Frames) -> None:
    groups: dict[str, list[Name]] = {}
    for a, b in _keys(frames, "answers_cross", "employee_answer", "employer_answer"):
        groups.setdefault(group_of(a, b), []).append(("answers_cross", "n", a, b))
    for group, cells in groups.items():
        _sum(ledger, ("table_1", "n", group), cells)
    _sum(ledger, ("table_1", "n", "total"), [("table_1", "n", group) for group in groups])
    for place, respondent in ((2, "employee"), (3, "employer")):
        weeks = [
            ("figure_v1", "n", r, week)
            for r, week in _keys(frames, "figure_v1", "respondent", "week")
            if r == respondent
        ]
        answered = [name for cells in groups.values() for name in cells if name[place] != "none"]
        if weeks and answered:  # a few answers lie outside the weeks shown
            ledger.link({name: 1 for name in answered} | {name: -1 for name in weeks}, 0, 1e7)


def group_of(employee: str, employer: str) -> str:
    """The line of table 1 for a pair of answers, by the article's note under it."""
    pair = {employee, employer}
    if pair == {"yes"}:
        return "both_yes"
    if "yes" in pair:
        return "employee_yes" if employee == "yes" else "employer_yes"
    return "no" if "no" in pair else "no_answer"


def _answer_shares(ledger: Ledger, frames: Frames) -> None:
    groups: dict[str, list[Name]] = {}
    for a, b in _keys(frames, "answers_cross", "employee_answer", "employer_answer"):
        groups.setdefault(group_of(a, b), []).append(("answers_cross", "meeting_share_pct", a, b))
    for side in ("with", "without"):
        for group, cells in groups.items():
            total = ("table_1", "meeting_share_pct", group, side)
            ledger.link({total: 1} | {(*cell, side): -1 for cell in cells})
        ledger.link(
            {("table_1", "meeting_share_pct", "total", side): 1}
            | {("table_1", "meeting_share_pct", group, side): -1 for group in groups}
        )


def _levels(ledger: Ledger, frames: Frames) -> None:
    for window, (first, last) in LEVEL_STARTS.items():
        starts = _starts(frames, first, last)
        if starts:
            _sum(ledger, ("meeting_levels", "n", window), starts)
    for (window,) in _keys(frames, "meeting_levels", "window"):
        _within(ledger, ("meeting_levels", "meetings", window), ("meeting_levels", "n", window))


def _samples(ledger: Ledger, frames: Frames) -> None:
    for exhibit in ("table_4", "table_4_no_controls"):
        for key in _keys(frames, exhibit, "outcome", "control_group", "group_trends"):
            _within(ledger, (exhibit, "n_persons", *key), (exhibit, "n", *key))
            _same(ledger, (exhibit, "n", *key), ("table_4", "n", "meeting", key[1], False))
            _same(ledger, (exhibit, "n_persons", *key), ("table_4", "n_persons", "meeting", key[1], False))
    for group, weekly, monthly in (("national", "figure_9", "figure_10"), ("trondelag", "figure_v4", "figure_v5")):
        sample = ("table_4", "n", "meeting", group, False)
        months = [
            ("figure_7", "n", g, month)
            for g, month in _keys(frames, "figure_7", "group", "month")
            if g in ("pilot", group)
        ]
        if months:
            _sum(ledger, sample, months)
        for exhibit in (weekly, monthly):
            keys = _keys(frames, exhibit, *frames[exhibit].columns[:2]) if exhibit in frames else []
            for key in keys:
                if key[0] != "on_leave" or exhibit == weekly:
                    _same(ledger, (exhibit, "n", *key), sample)
        on_leave = [(monthly, "n", "on_leave", month) for month in range(1, 13)]
        for earlier, later in pairwise(on_leave):
            _within(ledger, later, earlier)
        _within(ledger, on_leave[0], sample)
        for controls in (True, False):
            name = ("table_v1", "n", "meeting", group, controls)
            column = "control_national" if group == "national" else "control_trondelag"
            _sum(ledger, name, [("table_3", "n", "pilot"), ("table_3", "n", column)])
    for month in range(1, 13):
        _within(ledger, ("figure_v5", "n", "on_leave", month), ("figure_10", "n", "on_leave", month))
    for outcome, month in _keys(frames, "figure_v3", "outcome", "month"):
        _same(ledger, ("figure_v3", "n", outcome, month), ("table_4", "n", "meeting", "national", False))


def _groups(ledger: Ledger, frames: Frames) -> None:
    """Groups of a kind are all spells of table 4; their pilot spells in period 2 are the same for any control group."""
    kinds: dict[tuple[str, str, str], list[Name]] = {}
    for kind, group, outcome, controls in _keys(frames, "heterogeneity", "kind", "group", "outcome", "control_group"):
        key = (kind, group, outcome, controls)
        kinds.setdefault((kind, outcome, controls), []).append(key)
        _within(ledger, ("heterogeneity", "n_treated", *key), ("heterogeneity", "n", *key))
        for column, other in (("n", ("meeting", controls)), ("n_treated", ("meeting", "national"))):
            _same(ledger, ("heterogeneity", column, *key), ("heterogeneity", column, kind, group, *other))
        if controls == "trondelag":
            country = ("heterogeneity", "n", kind, group, outcome, "national")
            _within(ledger, ("heterogeneity", "n", *key), country)
    started = {
        last: [
            ("figure_7", "n", "pilot", month)
            for group, month in _keys(frames, "figure_7", "group", "month")
            if group == "pilot" and date(2018, 8, 1) <= month <= date(2018, last, 1)
        ]
        for last in (10, 11)
    }
    for (_, outcome, controls), groups in kinds.items():
        _sum(ledger, ("table_4", "n", outcome, controls, False), [("heterogeneity", "n", *key) for key in groups])
        treated = {("heterogeneity", "n_treated", *key): 1 for key in groups}
        if started[10]:  # period 2 ends on 19 November
            ledger.link(treated | {month: -1 for month in started[10]}, 0, 1e7)
            ledger.link(treated | {month: -1 for month in started[11]}, -1e7, 0)

"""Hand-made exact exhibits for the tests of the disclosure gate."""

from datetime import date

import polars as pl

from dialogmote.contracts.artifacts import ARTIFACTS, CONTROL_GROUPS, SPELL_GROUPS

WEEKS = range(16, 53)
ANSWERS = ("none", "no", "yes")


def table_1(counts: dict[str, int], meetings: dict[str, int] | None = None) -> pl.DataFrame:
    """Table 1 with these spells by answer group, a fifth of them with a meeting unless said otherwise."""
    held = {name: n // 5 for name, n in counts.items()} | (meetings or {})
    rows = [_answer_row(name, n, held[name], sum(counts.values())) for name, n in counts.items()]
    total, all_held = sum(counts.values()), sum(held.values())
    schema = {name: column.dtype for name, column in ARTIFACTS["table_1"].columns().items()}
    return pl.DataFrame([*rows, _answer_row("total", total, all_held, total)], schema=schema)


def _answer_row(name: str, n: int, meetings: int, total: int) -> dict[str, object]:
    return {
        "answer": name,
        "share_pct": 100 * n / total if total else None,
        "meeting_share_pct": 100 * meetings / n if n else None,
        "duration_mean_days": 200.123456789,
        "duration_p25_days": 150.25,
        "duration_p50_days": 200.0,
        "duration_p75_days": 300.75,
        "n": n,
    }


def answers_cross(counts: dict[tuple[str, str], int]) -> pl.DataFrame:
    """The nine combinations of answers with these spells; 100 with 20 meetings where nothing is said."""
    pairs = {(a, b): counts.get((a, b), 100) for a in ANSWERS for b in ANSWERS}
    total = sum(pairs.values())
    return pl.DataFrame(
        [
            {
                "employee_answer": a,
                "employer_answer": b,
                "share_pct": 100 * n / total,
                "meeting_share_pct": 20.0 if n else None,
                "n": n,
            }
            for (a, b), n in pairs.items()
        ]
    )


def attrition(removed: dict[str, int], kept: int = 1000) -> pl.DataFrame:
    """The cohort's steps that removed these spells; ten spells have a second employer."""
    steps = {"protected_address": 0, "one_row_a_spell": 0, "pregnant": 0, "over_66": 0, "overlapping": 0} | removed
    spells = kept + sum(steps.values())
    rows = [_step("long_spells", spells + 20, spells, 0, 0)]
    extra = 20
    for name, spells_removed in steps.items():
        rows_removed = extra if name == "one_row_a_spell" else spells_removed
        extra = 0 if name == "one_row_a_spell" else extra
        spells -= spells_removed
        rows.append(_step(name, spells + extra, spells, rows_removed, spells_removed))
    return pl.DataFrame(rows)


def _step(name: str, rows: int, spells: int, rows_removed: int, spells_removed: int) -> dict[str, object]:
    return {
        "step": name,
        "rows_left": rows,
        "spells_left": spells,
        "persons_left": spells - spells // 4,
        "rows_removed": rows_removed,
        "spells_removed": spells_removed,
    }


def excluded_groups(removed: dict[str, int], kept: int = 1000) -> pl.DataFrame:
    """Those spells by reason, beside those kept."""
    groups = {"protected_address": 0, "pregnant": 0, "over_66": 0, "overlapping": 0} | removed | {"kept": kept}
    return pl.DataFrame(
        {
            "reason": list(groups),
            "n": list(groups.values()),
            "meeting_share_pct": [20.0 if n else None for n in groups.values()],
            "duration_mean_days": [200.0 if n else None for n in groups.values()],
        }
    )


def recovery(events: list[int], at_risk: int = 1000, year: int = 2018) -> pl.DataFrame:
    """Recovery hazards of one year, weeks from 16 on, with these events."""
    rows = []
    for week, ended in zip(WEEKS, events, strict=False):
        rows.append(
            {
                "year": year,
                "week": week,
                "at_risk": at_risk,
                "events": ended,
                "hazard_pct": 100 * ended / at_risk,
                "ci_low": 0.0,
                "ci_high": 1.0,
            }
        )
        at_risk -= ended
    return pl.DataFrame(rows, schema_overrides={"year": pl.Int32, "week": pl.Int32})


def monthly(counts: list[int], share_pct: float = 30.0) -> pl.DataFrame:
    """Figure 3 with these spells in the months from January 2015 on."""
    return pl.DataFrame(
        {
            "month": [date(2015, 1 + i, 1) for i in range(len(counts))],
            "meeting_share_pct": [share_pct] * len(counts),
            "n": counts,
        }
    )


def cells(pilot: int = 200, control: int = 2000, offices: int = 5, events: int = 50, levels: int = 100) -> pl.DataFrame:
    """Regression cells with so many spells in every period, of which `events` have each share outcome; so has each
    group of spells."""
    rows = [("all", 0, "levels", 0, levels)]
    for group, n in (("pilot", pilot), ("control", control)):
        for period in range(4):
            rows += [(group, period, "spells", 0, n), (group, period, "offices", 0, offices)]
            rows += [(group, period, outcome, 0, events) for outcome in ("meeting", "exhausted", "aap_transition")]
            rows += [(group, period, f"{name}", week, events) for name in WEEKLY for week in WEEKS]
            rows += [(group, period, "on_leave_in_month", month, n) for month in range(1, 13)]
            for name in (name for groups in SPELL_GROUPS.values() for name in groups):
                rows += [(group, period, f"spells:{name}", 0, n), (group, period, f"offices:{name}", 0, offices)]
                rows += [(group, period, f"meeting:{name}", 0, events), ("all", 0, f"levels:{name}", 0, levels)]
    frames = [
        pl.DataFrame(
            rows,
            schema={"group": pl.String, "period": pl.Int8, "measure": pl.String, "place": pl.Int32, "n": pl.Int64},
            orient="row",
        ).with_columns(control_group=pl.lit(name))
        for name in ("national", "trondelag")
    ]
    return pl.concat(frames).select("control_group", "group", "period", "measure", "place", "n")


WEEKLY = ("meeting_by_week", "on_leave_in_week")


def compared(reproduced: float) -> pl.DataFrame:
    """One number of table 1 in the comparison."""
    schema = {name: column.dtype for name, column in ARTIFACTS["published_vs_reproduced"].columns().items()}
    row = {"exhibit": "table_1", "row_key": "no_answer", "column": "n", "published": 80876.0, "reproduced": reproduced}
    return pl.DataFrame([row | {"status": "not_comparable"}], schema=schema)


def claims(shares: dict[str, tuple[float, int]]) -> pl.DataFrame:
    """Claims with these values and spells."""
    rows = [{"claim": name, "value": value, "std_error": 1.234567, "n": n} for name, (value, n) in shares.items()]
    schema = {name: column.dtype for name, column in ARTIFACTS["claim_values"].columns().items()}
    return pl.DataFrame(rows, schema=schema)


def grades(on_leave: list[int], n: int = 2000) -> pl.DataFrame:
    """Figure 10 with so many still on leave by month, of n."""
    rows = [
        {"sample": sample, "month": month, "estimate": 1.5, "std_error": 0.5, "ci_low": 0.5, "ci_high": 2.5}
        | {"control_mean": 80.0, "n": spells}
        for sample, counts in (("all", [n] * len(on_leave)), ("on_leave", on_leave))
        for month, spells in enumerate(counts, 1)
    ]
    schema = {name: column.dtype for name, column in ARTIFACTS["figure_10"].columns().items()}
    return pl.DataFrame(rows, schema=schema)


def levels(n: int, days_a_year: float) -> pl.DataFrame:
    """One window of meeting levels, with spells a year as a multiple of n."""
    row = {"window": "before", "meeting_share_pct": 30.0, "n": n, "meetings": n // 3, "meetings_per_year": 100.0}
    schema = {name: column.dtype for name, column in ARTIFACTS["meeting_levels"].columns().items()}
    return pl.DataFrame([row | {"spells_per_year": n / 1400 * days_a_year}], schema=schema)


def table_4() -> pl.DataFrame:
    """Two rows of table 4."""
    return pl.DataFrame(
        {
            "outcome": ["meeting", "duration"],
            "control_group": ["national", "national"],
            "group_trends": [False, False],
            "estimate": [-6.553606123456, 1.2345678],
            "std_error": [0.929634567, 1.75321],
            "ci_low": [-8.3808112, -2.2],
            "ci_high": [-4.7264013, 4.6],
            "p_value": [7.21023e-12, 0.48123],
            "control_mean": [32.729240, 243.910777],
            "n": [8803, 8803],
            "n_persons": [8001, 8001],
            "n_offices": [430, 430],
            "n_pilot_offices": [14, 14],
        }
    )


def heterogeneity(n: dict[str, int] | None = None, n_treated: dict[str, int] | None = None) -> pl.DataFrame:
    """Every row of the exhibit with so many spells in these groups; 3,003 in the country, 1,002 with Trøndelag's
    controls and 204 treated where nothing is said."""
    effect = (-6.553606, 0.929634, -8.380811, -4.726401, 0.000123456, 0.456789, 1.0)
    sizes, treated = {"national": 3003, "trondelag": 1002}, n_treated or {}
    rows = [
        (kind, group, outcome, control, *effect, (n or {}).get(group, sizes[control]), treated.get(group, 204))
        for kind, groups in SPELL_GROUPS.items()
        for group in groups
        for outcome in ("meeting", "duration")
        for control in CONTROL_GROUPS
    ]
    schema = {name: column.dtype for name, column in ARTIFACTS["heterogeneity"].columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def weekly() -> pl.DataFrame:
    """Two weeks of figure 9."""
    return pl.DataFrame(
        {
            "outcome": ["meeting", "meeting"],
            "week": pl.Series([24, 25], dtype=pl.Int32),
            "control_level": [20.123456, 25.654321],
            "pilot_level": [18.123456, 22.654321],
            "estimate": [-2.0, -3.0],
            "std_error": [0.512345, 0.612345],
            "ci_low": [-3.0, -4.0],
            "ci_high": [-1.0, -2.0],
            "n": [8803, 8803],
        }
    )

"""An independent witness: the study's numbers once more, slowly and plainly, from RULES.md alone.

Computes from the raw extracts, with the columns of ARTIFACTS.md: cohort, exclusions, attrition, table_3, table_4,
figure_3, figure_7, figure_8, and season_effects (outcome, month, effect; an extra, for checks). The cohort and the
regressions it rests on, and the other exhibits, stand in independent_*.py beside this file; `independent_all.py` puts
them together and writes them. Nothing of the pipeline was read or imported while this was written. Docstrings name the
rules by number; "room:" marks a point they leave open.
"""

import datetime as dt
import math

import pyarrow as pa
from reference.independent_cohort import DAY, build_long_spells, count_attrition, read_register
from reference.independent_regression import (
    CONTROL_GROUPS,
    COVARIATES,
    OUTCOMES,
    adjust,
    did_sample,
    estimate_did,
    in_control_group,
    outcome_values,
    period_of,
    season_effects,
)

FIGURE_8_OUTCOMES = ("meeting", "duration", "lost_workdays")


# ------------------------------------------------------------------ exhibits


def mean_of(values):
    values = list(values)
    return math.fsum(values) / len(values) if values else None


def make_table_3(cohort):
    """RULES 26: plain means over all starts of 2017, not adjusted (24); residents are a mean over spells."""
    groups = {
        "pilot": [spell for spell in cohort if spell["is_pilot"]],
        "control_national": [spell for spell in cohort if in_control_group(spell, "national")],
        "control_trondelag": [spell for spell in cohort if in_control_group(spell, "trondelag")],
    }
    measures = {
        "meeting_share_pct": lambda spell: 100.0 * spell["meeting"],
        "duration_days": lambda spell: spell["duration"],
        "lost_workdays": lambda spell: spell["lost_workdays"],
        "grade_pct": lambda spell: 100.0 * spell["grade_mean"],
        "graded_share_pct": lambda spell: 100.0 * (spell["grade_mean"] < 1),
        "part_time_share_pct": lambda spell: 100.0 * spell["is_part_time"],
        "age_years": lambda spell: spell["age_years"],
        "women_share_pct": lambda spell: 100.0 * spell["is_woman"],
        "foreign_born_share_pct": lambda spell: 100.0 * spell["is_foreign_born"],
        "office_residents": lambda spell: spell["residents"],
    }
    lines = {name: {"row": name} for name in [*measures, "n"]}
    for group, spells in groups.items():
        started = [spell for spell in spells if spell["start_date"].year == 2017]
        for name, measure in measures.items():
            lines[name][group] = mean_of(measure(spell) for spell in started)
        lines["n"][group] = float(len(started))
    return list(lines.values())


def make_table_4(cohort, raw, adjusted, *, has_controls=True):
    """RULES 29, 30, 34: pilot x period 2; the control mean is plain, over control spells of period 0."""
    rows = []
    estimates = {
        (group, trends): estimate_did(cohort, group, trends, raw, adjusted, has_controls=has_controls)
        for group in CONTROL_GROUPS
        for trends in (False, True)
    }
    for outcome in OUTCOMES:
        for group in CONTROL_GROUPS:
            sample = [cohort[place] for place in did_sample(cohort, group)]
            before = [
                raw[outcome][place]
                for place, spell in enumerate(cohort)
                if in_control_group(spell, group) and period_of(spell["start_date"]) == 0
            ]
            for trends in (False, True):
                rows.append(
                    {
                        "outcome": outcome,
                        "control_group": group,
                        "group_trends": trends,
                        **estimates[group, trends][outcome]["pilot_x_period_2"],
                        "control_mean": mean_of(before),
                        "n": len(sample),
                        "n_persons": len({spell["person_id"] for spell in sample}),
                        "n_offices": len({spell["office"] for spell in sample}),
                        "n_pilot_offices": len({spell["office"] for spell in sample if spell["is_pilot"]}),
                    }
                )
    return rows


def make_figure_8(cohort, raw, adjusted):
    """STUDY.md, figure 8: pilot x period 1, 2, 3 of the regression without trends."""
    wanted = {outcome: adjusted[outcome] for outcome in FIGURE_8_OUTCOMES}
    estimates = {group: estimate_did(cohort, group, False, raw, wanted) for group in CONTROL_GROUPS}
    return [
        {
            "outcome": outcome,
            "control_group": group,
            "period": period,
            **estimates[group][outcome][f"pilot_x_period_{period}"],
            "n": len(did_sample(cohort, group)),
        }
        for outcome in FIGURE_8_OUTCOMES
        for group in CONTROL_GROUPS
        for period in (1, 2, 3)
    ]


def month_of(spell):
    return spell["start_date"].replace(day=1)


def months_between(first, last):
    months = []
    while first <= last:
        months.append(first)
        first = (first + 31 * DAY).replace(day=1)
    return months


def make_figure_3(cohort, adjusted):
    """RULES 22 to 24: adjusted meeting share by start month, country without the pilot offices.

    room: a month without spells has no row.
    """
    by_month = {}
    for spell, value in zip(cohort, adjusted["meeting"], strict=True):
        if not spell["is_pilot"]:
            by_month.setdefault(month_of(spell), []).append(value)
    return [
        {"month": month, "meeting_share_pct": mean_of(by_month[month]), "n": len(by_month[month])}
        for month in months_between(dt.date(2015, 1, 1), dt.date(2021, 12, 1))
        if month in by_month
    ]


def make_figure_7(cohort):
    """RULES 20, 23: share of all cohort spells with an answer of either party, asked or not, yes or no.

    room: a month without spells has no row.
    """
    groups = {
        "pilot": lambda spell: spell["is_pilot"],
        "trondelag": lambda spell: in_control_group(spell, "trondelag"),
        "national": lambda spell: in_control_group(spell, "national"),
    }
    rows = []
    for group, belongs in groups.items():
        for month in months_between(dt.date(2017, 1, 1), dt.date(2019, 8, 1)):
            used = [100.0 * spell["has_answer"] for spell in cohort if belongs(spell) and month_of(spell) == month]
            if used:
                rows.append({"group": group, "month": month, "used_share_pct": mean_of(used), "n": len(used)})
    return rows


# ------------------------------------------------------------------ writing


def fields(kind, *names):
    return [(name, kind) for name in names]


TEXT, WHOLE, REAL, TRUTH, DATE = pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32()
ESTIMATE_FIELDS = fields(REAL, "estimate", "std_error", "ci_low", "ci_high", "p_value")
SCHEMAS = {
    "cohort": [
        *fields(WHOLE, "spell_id", "person_id"),
        *fields(DATE, "start_date", "end_date"),
        *fields(TEXT, "office", "county"),
        *fields(TRUTH, "is_pilot"),
        *fields(WHOLE, "age_years"),
        *fields(TRUTH, *COVARIATES),
        *fields(TEXT, "industry", "occupation"),
        *fields(REAL, "position_percent", "grade_mean"),
        *fields(TRUTH, "meeting"),
        *fields(WHOLE, "meeting_day", "duration", "total_duration"),
        *fields(REAL, "lost_workdays"),
        *fields(TRUTH, "exhausted", "aap_transition", "is_asked"),
        *fields(TEXT, "answer"),
    ],
    "exclusions": [*fields(WHOLE, "spell_id", "person_id"), *fields(TEXT, "step")],
    "attrition": [
        *fields(TEXT, "step"),
        *fields(WHOLE, "rows_left", "spells_left", "persons_left", "rows_removed", "spells_removed"),
    ],
    "season_effects": [*fields(TEXT, "outcome"), *fields(WHOLE, "month"), *fields(REAL, "effect")],
    "table_3": [*fields(TEXT, "row"), *fields(REAL, "pilot", "control_national", "control_trondelag")],
    "table_4": [
        *fields(TEXT, "outcome", "control_group"),
        *fields(TRUTH, "group_trends"),
        *ESTIMATE_FIELDS,
        *fields(REAL, "control_mean"),
        *fields(WHOLE, "n", "n_persons", "n_offices", "n_pilot_offices"),
    ],
    "figure_3": [*fields(DATE, "month"), *fields(REAL, "meeting_share_pct"), *fields(WHOLE, "n")],
    "figure_7": [*fields(TEXT, "group"), *fields(DATE, "month"), *fields(REAL, "used_share_pct"), *fields(WHOLE, "n")],
    "figure_8": [
        *fields(TEXT, "outcome", "control_group"),
        *fields(WHOLE, "period"),
        *ESTIMATE_FIELDS,
        *fields(WHOLE, "n"),
    ],
}


def as_table(rows, schema):
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in schema})


def prepare(register_folder):
    """What every exhibit starts from: the register, the long spells, the cohort, its outcomes raw and adjusted."""
    register = read_register(register_folder)
    long_spells = build_long_spells(register)
    cohort = [spell for spell in long_spells if spell["step"] is None]
    raw = {outcome: outcome_values(cohort, outcome) for outcome in OUTCOMES}
    effects = {outcome: season_effects(cohort, raw[outcome]) for outcome in OUTCOMES}
    adjusted = {outcome: adjust(cohort, raw[outcome], effects[outcome]) for outcome in OUTCOMES}
    return {
        "register": register,
        "long_spells": long_spells,
        "cohort": cohort,
        "raw": raw,
        "season": effects,
        "adjusted": adjusted,
    }


def make_first_exhibits(study):
    """The rows of the tables named in SCHEMAS."""
    cohort, raw, adjusted = study["cohort"], study["raw"], study["adjusted"]
    return {
        "cohort": cohort,
        # room: long spells only
        "exclusions": [spell for spell in study["long_spells"] if spell["step"] is not None],
        "attrition": count_attrition(study["long_spells"]),
        "season_effects": [
            {"outcome": outcome, "month": month, "effect": study["season"][outcome][month]}
            for outcome in OUTCOMES
            for month in range(1, 13)
        ],
        "table_3": make_table_3(cohort),
        "table_4": make_table_4(cohort, raw, adjusted),
        "figure_3": make_figure_3(cohort, adjusted),
        "figure_7": make_figure_7(cohort),
        "figure_8": make_figure_8(cohort, raw, adjusted),
    }

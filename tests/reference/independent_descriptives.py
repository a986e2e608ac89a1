"""The independent witness, continued: the descriptive exhibits, slowly and plainly, from RULES.md alone.

figure_1, figure_2, figure_v1, figure_v2, table_1, table_2, answers_cross, meeting_levels, excluded_groups. Each maker
returns rows as dicts. Nothing of the pipeline was read or imported while this was written; "room:" marks a point that
the rules leave open.
"""

import datetime as dt

from reference.independent import DATE, REAL, TEXT, TRUTH, WHOLE, fields, mean_of, month_of, months_between
from reference.independent_cohort import final_office, latest_office_rows

WEEKS = range(16, 53)
ASKED_FROM, ASKED_TO = dt.date(2018, 11, 1), dt.date(2021, 12, 31)
ANSWER_GROUPS = ("no_answer", "no", "employee_yes", "employer_yes", "both_yes")
RESPONDENTS = {"employee": "ARBEIDSTAKER", "employer": "ARBEIDSGIVER"}
TABLE_2_WINDOWS = {
    "before_nov17_mar18": (dt.date(2017, 11, 1), dt.date(2018, 3, 31)),
    "after_nov18_mar19": (dt.date(2018, 11, 1), dt.date(2019, 3, 31)),
    "before_mar_sep18": (dt.date(2018, 3, 1), dt.date(2018, 9, 30)),
    "after_mar_sep19": (dt.date(2019, 3, 1), dt.date(2019, 9, 30)),
}
LEVEL_WINDOWS = {
    "before": (dt.date(2015, 1, 1), dt.date(2018, 10, 31)),
    "first_months": (dt.date(2018, 11, 20), dt.date(2019, 2, 28)),
    "after": (dt.date(2019, 3, 1), dt.date(2019, 8, 31)),
}
EXCLUSION_REASONS = ("protected_address", "pregnant", "over_66", "overlapping")
SCHEMAS = {
    "figure_1": [*fields(TEXT, "office", "name", "county"), *fields(TRUTH, "pilot"), *fields(WHOLE, "n_spells")],
    "figure_2": [*fields(WHOLE, "week"), *fields(REAL, "share_pct"), *fields(WHOLE, "n")],
    "figure_v1": [*fields(TEXT, "respondent"), *fields(WHOLE, "week"), *fields(REAL, "share_pct"), *fields(WHOLE, "n")],
    "figure_v2": [*fields(TEXT, "outcome"), *fields(DATE, "month"), *fields(REAL, "mean"), *fields(WHOLE, "n")],
    "table_1": [
        *fields(TEXT, "answer"),
        *fields(REAL, "share_pct", "meeting_share_pct", "duration_mean_days"),
        *fields(REAL, "duration_p25_days", "duration_p50_days", "duration_p75_days"),
        *fields(WHOLE, "n"),
    ],
    "table_2": [*fields(TEXT, "row"), *fields(REAL, *TABLE_2_WINDOWS)],
    "answers_cross": [
        *fields(TEXT, "employee_answer", "employer_answer"),
        *fields(REAL, "share_pct", "meeting_share_pct"),
        *fields(WHOLE, "n"),
    ],
    "meeting_levels": [
        *fields(TEXT, "window"),
        *fields(REAL, "meeting_share_pct"),
        *fields(WHOLE, "n", "meetings"),
        *fields(REAL, "spells_per_year", "meetings_per_year", "fall_pct_points", "fall_per_year"),
    ],
    "excluded_groups": [
        *fields(TEXT, "reason"),
        *fields(WHOLE, "n"),
        *fields(REAL, "meeting_share_pct", "duration_mean_days"),
    ],
}


def percent_of(part, whole):
    """A share in percent; none of nothing."""
    return 100.0 * part / whole if whole else None


def meeting_share(spells):
    return percent_of(sum(spell["meeting"] for spell in spells), len(spells))


def mean_duration(spells):
    return mean_of(spell["duration"] for spell in spells)


def started_in(spells, window):
    first, last = window
    return [spell for spell in spells if first <= spell["start_date"] <= last]


def week_of(day):
    """RULES 27: completed weeks; days 112 to 118 are week 16."""
    return day // 7


def quantile(values, probability):
    """RULES 25: linear interpolation between the two nearest order statistics (R type 7)."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * probability
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def asked_spells(cohort):
    """RULES 23: cohort spells that were asked and started 2018-11-01 to 2021-12-31, all offices."""
    return [spell for spell in started_in(cohort, (ASKED_FROM, ASKED_TO)) if spell["is_asked"]]


# ------------------------------------------------------------------ the map and the distribution of durations


def make_figure_1(cohort, office_rows):
    """RULES 16: one row per final office, that is the last successor of any code, by its latest row."""
    latest = latest_office_rows(office_rows)
    offices = sorted({final_office(code, latest) for code in latest})
    return [
        {
            "office": office,
            "name": latest[office]["nav_enhet_navn"],
            "county": latest[office]["nav_nivaa3_navn"],
            "pilot": latest[office]["pilot"],
            "n_spells": sum(spell["office"] == office for spell in cohort),
        }
        for office in offices
    ]


def make_figure_2(cohort):
    """RULES 22, 27: the week of the capped duration, all cohort spells of all offices."""
    weeks = [week_of(spell["duration"]) for spell in cohort]
    return [
        {"week": week, "share_pct": percent_of(weeks.count(week), len(weeks)), "n": weeks.count(week)} for week in WEEKS
    ]


# ------------------------------------------------------------------ answers


def make_figure_v1(cohort):
    """RULES 23, 27: the week of the counted answer, as a share of the asked spells where that party answered.

    Answers before week 16 and after week 52 stay in the denominator.
    """
    rows = []
    for respondent, party in RESPONDENTS.items():
        weeks = [week_of(spell["answer_days"][party]) for spell in asked_spells(cohort) if party in spell["answers"]]
        rows += [
            {
                "respondent": respondent,
                "week": week,
                "share_pct": percent_of(weeks.count(week), len(weeks)),
                "n": weeks.count(week),
            }
            for week in WEEKS
        ]
    return rows


def make_table_1(cohort):
    """RULES 23, 25: by answer, unadjusted, with a total over all asked spells."""
    asked = asked_spells(cohort)
    groups = {answer: [spell for spell in asked if spell["answer"] == answer] for answer in ANSWER_GROUPS}
    rows = []
    for answer, spells in [*groups.items(), ("total", asked)]:
        durations = [spell["duration"] for spell in spells]
        rows.append(
            {
                "answer": answer,
                "share_pct": percent_of(len(spells), len(asked)),
                "meeting_share_pct": meeting_share(spells),
                "duration_mean_days": mean_duration(spells),
                "duration_p25_days": quantile(durations, 0.25),
                "duration_p50_days": quantile(durations, 0.50),
                "duration_p75_days": quantile(durations, 0.75),
                "n": len(spells),
            }
        )
    return rows


def answer_of(spell, respondent):
    """One party's counted answer: none, no or yes."""
    return {None: "none", False: "no", True: "yes"}[spell["answers"].get(RESPONDENTS[respondent])]


def make_answers_cross(cohort):
    """The sample of table 1, by both parties' answers; all nine combinations stand."""
    asked = asked_spells(cohort)
    rows = []
    for employee in ("none", "no", "yes"):
        for employer in ("none", "no", "yes"):
            spells = [
                spell
                for spell in asked
                if answer_of(spell, "employee") == employee and answer_of(spell, "employer") == employer
            ]
            rows.append(
                {
                    "employee_answer": employee,
                    "employer_answer": employer,
                    "share_pct": percent_of(len(spells), len(asked)),
                    "meeting_share_pct": meeting_share(spells),
                    "n": len(spells),
                }
            )
    return rows


# ------------------------------------------------------------------ before and after


def make_table_2(cohort):
    """RULES 22, 26: means over the spells with a meeting, starts of four windows, all offices."""
    measures = {
        "meeting_share_pct": lambda spell: 100.0 * spell["meeting"],
        "meeting_day": lambda spell: spell["meeting_day"],
        "duration_days": lambda spell: spell["duration"],
        "lost_workdays": lambda spell: spell["lost_workdays"],
        "grade_pct": lambda spell: 100.0 * spell["grade_mean"],
        "graded_share_pct": lambda spell: 100.0 * (spell["grade_mean"] < 1),
        "position_pct": lambda spell: spell["position_percent"],
        "part_time_share_pct": lambda spell: 100.0 * spell["is_part_time"],
        "age_years": lambda spell: spell["age_years"],
        "women_share_pct": lambda spell: 100.0 * spell["is_woman"],
        "foreign_born_share_pct": lambda spell: 100.0 * spell["is_foreign_born"],
    }
    lines = {name: {"row": name} for name in [*measures, "share_of_cohort_pct", "n"]}
    for column, window in TABLE_2_WINDOWS.items():
        spells = started_in([spell for spell in cohort if not spell["is_pilot"]], window)
        with_meeting = [spell for spell in spells if spell["meeting"]]
        for name, measure in measures.items():
            lines[name][column] = mean_of(measure(spell) for spell in with_meeting)
        lines["share_of_cohort_pct"][column] = percent_of(len(with_meeting), len(spells))
        lines["n"][column] = float(len(with_meeting))
    return list(lines.values())


def make_figure_v2(cohort, adjusted):
    """RULES 22 to 24: adjusted means by start month, country without the pilot offices.

    room: a month without spells has no row.
    """
    rows = []
    for outcome in ("duration", "lost_workdays"):
        by_month = {}
        for spell, value in zip(cohort, adjusted[outcome], strict=True):
            if not spell["is_pilot"]:
                by_month.setdefault(month_of(spell), []).append(value)
        rows += [
            {"outcome": outcome, "month": month, "mean": mean_of(by_month[month]), "n": len(by_month[month])}
            for month in months_between(dt.date(2015, 1, 1), dt.date(2021, 12, 1))
            if month in by_month
        ]
    return rows


def make_meeting_levels(cohort, adjusted):
    """The adjusted meeting share and what it is in meetings a year; country without the pilot offices.

    room: no rule names the sample. The levels are read from figure 3, and its window before the service reaches into
    the autumn of 2018, when the pilot offices had the service: so the sample of figure 3.
    """
    rows = []
    for window, (first, last) in LEVEL_WINDOWS.items():
        sample = [
            (spell, value)
            for spell, value in zip(cohort, adjusted["meeting"], strict=True)
            if not spell["is_pilot"] and first <= spell["start_date"] <= last
        ]
        share = mean_of(value for _, value in sample)
        spells_per_year = len(sample) / ((last - first).days + 1) * 365.25
        rows.append(
            {
                "window": window,
                "meeting_share_pct": share,
                "n": len(sample),
                "meetings": sum(spell["meeting"] for spell, _ in sample),
                "spells_per_year": spells_per_year,
                "meetings_per_year": None if share is None else share / 100 * spells_per_year,
            }
        )
    for row in rows:
        row["fall_pct_points"] = fall_from(rows[0], row, "meeting_share_pct")
        row["fall_per_year"] = fall_from(rows[0], row, "meetings_per_year")
    return rows


def fall_from(first, row, column):
    """The first window's value less this one's; null for the first itself."""
    if row is first or first[column] is None or row[column] is None:
        return None
    return first[column] - row[column]


def make_excluded_groups(long_spells):
    """Who left and at which step, beside the cohort: meeting and capped duration of the spell itself."""
    rows = []
    for reason, step in [*((reason, reason) for reason in EXCLUSION_REASONS), ("kept", None)]:
        spells = [spell for spell in long_spells if spell["step"] == step]
        rows.append(
            {
                "reason": reason,
                "n": len(spells),
                "meeting_share_pct": meeting_share(spells),
                "duration_mean_days": mean_duration(spells),
            }
        )
    return rows


def make_descriptives(study):
    """The rows of the tables named in SCHEMAS."""
    cohort, adjusted = study["cohort"], study["adjusted"]
    return {
        "figure_1": make_figure_1(cohort, study["register"]["nav_enhet"]),
        "figure_2": make_figure_2(cohort),
        "figure_v1": make_figure_v1(cohort),
        "figure_v2": make_figure_v2(cohort, adjusted),
        "table_1": make_table_1(cohort),
        "table_2": make_table_2(cohort),
        "answers_cross": make_answers_cross(cohort),
        "meeting_levels": make_meeting_levels(cohort, adjusted),
        "excluded_groups": make_excluded_groups(study["long_spells"]),
    }

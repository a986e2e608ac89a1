"""The independent witness, continued: the regression week by week and month by month.

figure_9, figure_10, figure_v4, figure_v5, from RULES 19, 24, 28 and 33 to 35 alone. Nothing of the pipeline was read
or imported while this was written; "room:" marks a point that the rules leave open.
"""

from reference.independent import REAL, TEXT, WHOLE, fields, mean_of
from reference.independent_descriptives import WEEKS
from reference.independent_regression import (
    CONTROL_GROUPS,
    adjust,
    constant_result,
    did_regression,
    did_sample,
    in_control_group,
    nothing,
    period_of,
    season_effects,
)

TERM = "pilot_x_period_2"
INTERVAL = ("estimate", "std_error", "ci_low", "ci_high")
MONTHS = range(1, 13)
WEEK_FIELDS = [
    *fields(TEXT, "outcome"),
    *fields(WHOLE, "week"),
    *fields(REAL, "control_level", "pilot_level", *INTERVAL),
    *fields(WHOLE, "n"),
]
MONTH_FIELDS = [
    *fields(TEXT, "sample"),
    *fields(WHOLE, "month"),
    *fields(REAL, *INTERVAL, "control_mean"),
    *fields(WHOLE, "n"),
]
SCHEMAS = {"figure_9": WEEK_FIELDS, "figure_v4": WEEK_FIELDS, "figure_10": MONTH_FIELDS, "figure_v5": MONTH_FIELDS}
WEEKLY_FIGURES = {"figure_9": "national", "figure_v4": "trondelag"}
MONTHLY_FIGURES = {"figure_10": "national", "figure_v5": "trondelag"}


def adjust_existing(cohort, values):
    """RULES 24: an outcome's own season step over the spells that have the outcome; None stays None."""
    places = [place for place, value in enumerate(values) if value is not None]
    spells, known = [cohort[place] for place in places], [values[place] for place in places]
    adjusted = [None] * len(values)
    for place, value in zip(places, adjust(spells, known, season_effects(spells, known)), strict=True):
        adjusted[place] = value
    return adjusted


def estimate(regression, places, raw, adjusted):
    """RULES 33, 34: pilot x period 2; nothing without a regression, 0 for an outcome that does not vary."""
    if regression is None:
        term = nothing()
    elif len({raw[place] for place in places}) == 1:
        term = constant_result()
    else:
        term = regression.fit([adjusted[place] for place in places])[TERM]
    return {name: term[name] for name in INTERVAL}


# ------------------------------------------------------------------ week by week


def weekly_outcomes(cohort):
    """RULES 21, 28: {(outcome, week): values}, 100 or 0."""
    values = {}
    for week in WEEKS:
        values["meeting", week] = [
            100.0 * (spell["meeting_day"] is not None and spell["meeting_day"] <= 7 * week + 6) for spell in cohort
        ]
        values["on_leave", week] = [100.0 * (spell["length"] >= 7 * week) for spell in cohort]
    return values


def make_weekly_figure(cohort, group, raw, adjusted):
    """RULES 34: the control curve is the adjusted mean over controls of period 2; pilot is that plus the estimate."""
    places = did_sample(cohort, group)
    regression = did_regression([cohort[place] for place in places], False) if places else None
    controls = [
        place
        for place in places
        if in_control_group(cohort[place], group) and period_of(cohort[place]["start_date"]) == 2
    ]
    rows = []
    for outcome, week in sorted(raw):
        term = estimate(regression, places, raw[outcome, week], adjusted[outcome, week])
        level = mean_of(adjusted[outcome, week][place] for place in controls)
        reached = None if level is None or term["estimate"] is None else level + term["estimate"]
        rows.append(
            {
                "outcome": outcome,
                "week": week,
                "control_level": level,
                "pilot_level": reached,
                **term,
                "n": len(places),
            }
        )
    return rows


# ------------------------------------------------------------------ month by month


def months_of_spell(spell):
    """RULES 19: the months 1 to 12 as yyyymm, with whether the spell is on leave in them.

    Month m is on leave when the real last day is on or after the first day of the m-th calendar month.
    """
    month = spell["start_date"].replace(day=1)
    months = []
    for _ in MONTHS:
        months.append((month.year * 100 + month.month, spell["end_date"] >= month))
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return months


def monthly_outcomes(cohort, grade_rows):
    """RULES 19: {(sample, month): values}; grade is 0 after recovery, and None in the version among those on leave."""
    grades = {(row["tilfelle_id"], row["aarmnd"]): row["grad"] for row in grade_rows}
    values = {(sample, month): [] for sample in ("all", "on_leave") for month in MONTHS}
    for spell in cohort:
        for month, (yyyymm, is_on_leave) in enumerate(months_of_spell(spell), start=1):
            grade = float(grades[spell["spell_id"], yyyymm]) if is_on_leave else None
            values["all", month].append(0.0 if grade is None else grade)
            values["on_leave", month].append(grade)
    return values


def make_monthly_figure(cohort, group, raw, adjusted):
    """RULES 24, 34, 35: grade on the DiD design with day of the month; the control mean is plain, of period 0."""
    everyone = did_sample(cohort, group)
    regressions = {}
    rows = []
    for sample, month in sorted(raw):
        values = raw[sample, month]
        places = tuple(place for place in everyone if values[place] is not None)
        if places and places not in regressions:
            regressions[places] = did_regression([cohort[place] for place in places], False, has_days=True)
        before = [
            values[place]
            for place in places
            if in_control_group(cohort[place], group) and period_of(cohort[place]["start_date"]) == 0
        ]
        rows.append(
            {
                "sample": sample,
                "month": month,
                **estimate(regressions.get(places), places, values, adjusted[sample, month]),
                "control_mean": mean_of(before),
                "n": len(places),
            }
        )
    return rows


def make_batches(study):
    """The rows of the tables named in SCHEMAS."""
    assert set(WEEKLY_FIGURES.values()) == set(MONTHLY_FIGURES.values()) == set(CONTROL_GROUPS)
    cohort = study["cohort"]
    weekly = weekly_outcomes(cohort)
    monthly = monthly_outcomes(cohort, study["register"]["sykmeldingsgrad_maned"])
    weekly_adjusted = {key: adjust_existing(cohort, values) for key, values in weekly.items()}
    monthly_adjusted = {key: adjust_existing(cohort, values) for key, values in monthly.items()}
    return {
        **{
            figure: make_weekly_figure(cohort, group, weekly, weekly_adjusted)
            for figure, group in WEEKLY_FIGURES.items()
        },
        **{
            figure: make_monthly_figure(cohort, group, monthly, monthly_adjusted)
            for figure, group in MONTHLY_FIGURES.items()
        },
    }

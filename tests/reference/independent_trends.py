"""The independent witness, continued: more of the main regression, the trend check and the event study.

table_4_no_controls, period_contrasts, table_v1, figure_v3, from RULES 24 and 29 to 33 alone. Nothing of the pipeline
was read or imported while this was written; "room:" marks a point that the rules leave open. One thing was put right
after the two programs differed: in the event study, month counts in K as a fixed effect (RULES 32).
"""

import datetime as dt

from reference.independent import (
    DATE,
    ESTIMATE_FIELDS,
    REAL,
    TEXT,
    TRUTH,
    WHOLE,
    fields,
    make_table_4,
    month_of,
    months_between,
)
from reference.independent import SCHEMAS as FIRST_SCHEMAS
from reference.independent_regression import (
    CONTROL_GROUPS,
    COVARIATES,
    OUTCOMES,
    Regression,
    clusters_of,
    constant_result,
    did_sample,
    effects_of,
    estimate_did,
    nothing,
    period_of,
    trend_of,
)

EVENT_MONTHS = months_between(dt.date(2017, 1, 1), dt.date(2019, 8, 1))
CONTRASTS = {
    "period_2_less_1": {"pilot_x_period_2": 1.0, "pilot_x_period_1": -1.0},
    "period_2_less_3": {"pilot_x_period_2": 1.0, "pilot_x_period_3": -1.0},
}
SCHEMAS = {
    "table_4_no_controls": FIRST_SCHEMAS["table_4"],
    "period_contrasts": [
        *fields(TEXT, "outcome", "control_group", "contrast"),
        *fields(REAL, "estimate", "std_error", "p_value"),
    ],
    "table_v1": [
        *fields(TEXT, "outcome", "control_group"),
        *fields(TRUTH, "controls"),
        *fields(REAL, "trend_difference_per_year", "std_error", "p_value"),
        *fields(WHOLE, "n"),
    ],
    "figure_v3": [*fields(TEXT, "outcome"), *fields(DATE, "month"), *ESTIMATE_FIELDS, *fields(WHOLE, "n")],
}


def make_period_contrasts(study):
    """Differences of the pilot x period terms, with controls, without group trends, in that regression's covariance."""
    cohort, raw, adjusted = study["cohort"], study["raw"], study["adjusted"]
    estimates = {
        group: estimate_did(cohort, group, False, raw, adjusted, contrasts=CONTRASTS) for group in CONTROL_GROUPS
    }
    return [
        {
            "outcome": outcome,
            "control_group": group,
            "contrast": contrast,
            **estimates[group][outcome][contrast],
        }
        for outcome in OUTCOMES
        for group in CONTROL_GROUPS
        for contrast in CONTRASTS
    ]


def trend_regression(spells, has_controls):
    """RULES 31: t and pilot x t, with covariates and fixed effects, or with an intercept and pilot."""
    regressors = {
        "t": [trend_of(spell["start_date"]) for spell in spells],
        "pilot_x_t": [trend_of(spell["start_date"]) * spell["is_pilot"] for spell in spells],
    }
    if not has_controls:
        regressors["intercept"] = [1.0] * len(spells)
        regressors["pilot"] = [spell["is_pilot"] for spell in spells]
        return Regression(regressors, [], clusters_of(spells))
    regressors |= {name: [spell[name] for spell in spells] for name in COVARIATES}
    return Regression(regressors, effects_of(spells), clusters_of(spells))


def fit_or_constant(regression, places, raw, adjusted):
    """RULES 33: {term: result}; None stands for an outcome that does not vary over the sample."""
    if len({raw[place] for place in places}) == 1:
        return None
    return regression.fit([adjusted[place] for place in places])


def make_table_v1(study):
    """RULES 31: starts of 2017, adjusted outcomes; the coefficient of pilot x t."""
    cohort, raw, adjusted = study["cohort"], study["raw"], study["adjusted"]
    found = {}
    for group in CONTROL_GROUPS:
        places = [place for place in did_sample(cohort, group) if period_of(cohort[place]["start_date"]) == 0]
        for has_controls in (True, False):
            regression = trend_regression([cohort[place] for place in places], has_controls) if places else None
            for outcome in OUTCOMES:
                term = nothing()
                if regression is not None:
                    fitted = fit_or_constant(regression, places, raw[outcome], adjusted[outcome])
                    term = constant_result() if fitted is None else fitted["pilot_x_t"]
                found[outcome, group, has_controls] = {
                    "outcome": outcome,
                    "control_group": group,
                    "controls": has_controls,
                    "trend_difference_per_year": term["estimate"],
                    "std_error": term["std_error"],
                    "p_value": term["p_value"],
                    "n": len(places),
                }
    return list(found.values())


def event_regression(spells):
    """RULES 31, 32: pilot x month dummies from February 2017 and the controls of the main regression; month is a fixed
    effect, all of whose levels count in K.
    """
    regressors = {
        f"pilot x {month}": [spell["is_pilot"] and month_of(spell) == month for spell in spells]
        for month in EVENT_MONTHS[1:]
    }
    regressors |= {name: [spell[name] for spell in spells] for name in COVARIATES}
    effects = [*effects_of(spells), [month_of(spell) for spell in spells]]
    return Regression(regressors, effects, clusters_of(spells))


def make_figure_v3(study):
    """RULES 31: national controls; the reference month stands as a row with 0.

    room: that row's interval and standard error are 0 and it has no p-value, as in RULES 33; n is the regression's.
    """
    cohort = study["cohort"]
    places = did_sample(cohort, "national")
    regression = event_regression([cohort[place] for place in places]) if places else None
    rows = []
    for outcome in ("meeting", "duration"):
        fitted = None
        if regression is not None:
            fitted = fit_or_constant(regression, places, study["raw"][outcome], study["adjusted"][outcome])
        for month in EVENT_MONTHS:
            term = constant_result()
            if regression is None:
                term = nothing()
            elif fitted is not None and month != EVENT_MONTHS[0]:
                term = fitted[f"pilot x {month}"]
            rows.append({"outcome": outcome, "month": month, **term, "n": len(places)})
    return rows


def make_trends(study):
    """The rows of the tables named in SCHEMAS."""
    return {
        "table_4_no_controls": make_table_4(study["cohort"], study["raw"], study["adjusted"], has_controls=False),
        "period_contrasts": make_period_contrasts(study),
        "table_v1": make_table_v1(study),
        "figure_v3": make_figure_v3(study),
    }

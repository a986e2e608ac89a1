"""The independent witness, continued: weekly hazards, from RULES 22 and 28 alone.

figure_4, figure_5, figure_6, hazard_contrasts. Nothing of the pipeline was read or imported while this was written;
"room:" marks a point that the rules leave open.
"""

import datetime as dt
import math

from reference.independent import REAL, TEXT, WHOLE, fields
from reference.independent_cohort import DAY, MAXIMUM_DAYS
from reference.independent_descriptives import WEEKS, percent_of
from scipy import stats

# The last of the three windows; the same days one and two years before are the others.
WINDOWS = {
    "nov_mar": (dt.date(2018, 11, 1), dt.date(2019, 3, 31)),
    "mar_jun": (dt.date(2019, 3, 1), dt.date(2019, 6, 30)),
}
CENSORED_STARTS = dt.date(2019, 3, 1), dt.date(2019, 6, 30)
FOLLOW_UP_ENDS = dt.date(2020, 2, 29)
BANDS = ((20, 28), (31, 36), (37, 37))
HAZARD_FIELDS = [
    *fields(WHOLE, "year", "week", "at_risk", "events"),
    *fields(REAL, "hazard_pct", "ci_low", "ci_high"),
]
SCHEMAS = {
    "figure_4": [*fields(TEXT, "window"), *HAZARD_FIELDS],
    "figure_5": HAZARD_FIELDS,
    "figure_6": HAZARD_FIELDS,
    "hazard_contrasts": [
        *fields(TEXT, "window"),
        *fields(WHOLE, "first_week", "last_week"),
        *fields(REAL, "hazard_pct", "hazard_before_pct", "difference", "std_error", "p_value"),
    ],
}


def is_followed(spell, week):
    """RULES 28: a spell that started in March to June 2019 counts in the weeks that end by 2020-02-29.

    room: the rule names starts, not windows, so it holds for the March 2019 starts of the window nov_mar too.
    """
    first, last = CENSORED_STARTS
    if not first <= spell["start_date"] <= last:
        return True
    return spell["start_date"] + (7 * week + 5) * DAY <= FOLLOW_UP_ENDS


def is_at_risk(spell, week, of_meeting):
    """RULES 28: still on leave on the week's first day; of a meeting, if none was counted before that day."""
    if spell["length"] < 7 * week or not is_followed(spell, week):
        return False
    return not of_meeting or spell["meeting_day"] is None or spell["meeting_day"] >= 7 * week


def has_event(spell, week, of_meeting):
    """RULES 28: the meeting, or the spell's end before day 365, in the days 7w to 7w + 6."""
    if of_meeting:
        return spell["meeting_day"] is not None and 7 * week <= spell["meeting_day"] <= 7 * week + 6
    return 7 * week <= spell["length"] <= 7 * week + 6 and spell["length"] < MAXIMUM_DAYS


def wilson(events, at_risk):
    """The limits of a share by Wilson's score, 95 percent: where |share - p| = z root(p (1 - p) / n)."""
    z = float(stats.norm.ppf(0.975))
    share = events / at_risk
    centre = share + z * z / (2 * at_risk)
    width = z * math.sqrt(share * (1 - share) / at_risk + z * z / (4 * at_risk * at_risk))
    scale = 1 + z * z / at_risk
    return (centre - width) / scale, (centre + width) / scale


def same_days(window, years_before):
    return tuple(day.replace(year=day.year - years_before) for day in window)


def weekly_hazards(cohort, window, *, of_meeting):
    """RULES 22, 28: the weeks 16 to 52 of the window and of the two earlier years, without the pilot offices."""
    rows = []
    for years_before in (2, 1, 0):
        first, last = same_days(window, years_before)
        spells = [spell for spell in cohort if not spell["is_pilot"] and first <= spell["start_date"] <= last]
        for week in WEEKS:
            at_risk = [spell for spell in spells if is_at_risk(spell, week, of_meeting)]
            events = sum(has_event(spell, week, of_meeting) for spell in at_risk)
            low, high = wilson(events, len(at_risk)) if at_risk else (None, None)
            rows.append(
                {
                    "year": first.year,
                    "week": week,
                    "at_risk": len(at_risk),
                    "events": events,
                    "hazard_pct": percent_of(events, len(at_risk)),
                    "ci_low": None if low is None else 100.0 * low,
                    "ci_high": None if high is None else 100.0 * high,
                }
            )
    return rows


def make_figure_4(cohort):
    return [
        {"window": name, **row}
        for name, window in WINDOWS.items()
        for row in weekly_hazards(cohort, window, of_meeting=True)
    ]


def pooled(rows):
    """Events and at risk, summed over weeks and years."""
    return sum(row["events"] for row in rows), sum(row["at_risk"] for row in rows)


def make_contrast(rows, last_year, band):
    """The pooled recovery hazard of one band of weeks, the last year's less that of the two before."""
    inside = [row for row in rows if band[0] <= row["week"] <= band[1]]
    now = pooled([row for row in inside if row["year"] == last_year])
    before = pooled([row for row in inside if row["year"] < last_year])
    difference = error = p_value = None
    if now[1] and before[1]:
        shares = [(events / at_risk, at_risk) for events, at_risk in (now, before)]
        difference = 100.0 * (shares[0][0] - shares[1][0])
        error = 100.0 * math.sqrt(math.fsum(share * (1 - share) / at_risk for share, at_risk in shares))
        p_value = float(2 * stats.norm.sf(abs(difference / error))) if error else None
    return {
        "first_week": band[0],
        "last_week": band[1],
        "hazard_pct": percent_of(*now),
        "hazard_before_pct": percent_of(*before),
        "difference": difference,
        "std_error": error,
        "p_value": p_value,
    }


def make_hazards(study):
    """The rows of the tables named in SCHEMAS."""
    cohort = study["cohort"]
    recovery = {name: weekly_hazards(cohort, window, of_meeting=False) for name, window in WINDOWS.items()}
    return {
        "figure_4": make_figure_4(cohort),
        "figure_5": recovery["nov_mar"],
        "figure_6": recovery["mar_jun"],
        "hazard_contrasts": [
            {"window": name, **make_contrast(recovery[name], window[0].year, band)}
            for name, window in WINDOWS.items()
            for band in BANDS
        ],
    }

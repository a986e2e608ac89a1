"""The clearance of every exhibit: what each of its columns is. What is not declared here does not leave."""

from collections.abc import Mapping

from dialogmote.disclose.months import national_month, year_0_of
from dialogmote.disclose.published import INTERVIEW_STUDY
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
    Nesting,
    PartOfTotal,
    Parts,
    PilotLevel,
    PooledHazard,
    Product,
    Public,
    PValue,
    Quantile,
    Regression,
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

LONG_SPELLS = "spells of 16 weeks or more that started in the study window"
COHORT = "spells of the cohort"
NOT_PILOT = "spells of the cohort outside the pilot offices"
ASKED = "spells of the cohort that were asked whether a meeting is needed"
REGRESSION = "spells of the cohort in the regression's sample"
PLANTED = Public("a property of the synthetic register")
ENGINES = Public("a difference between two programs, far below the last digit of any released estimate")

EFFECT: Mapping[str, Role] = {
    "estimate": Estimate("std_error"),
    "std_error": StdError(),
    "ci_low": Estimate("std_error"),
    "ci_high": Estimate("std_error"),
}


def keys(*names: str) -> dict[str, Role]:
    """Columns that are labels."""
    return {name: Key() for name in names}


def hazards() -> dict[str, Role]:
    """The columns of a hazard by week."""
    counts = ("at_risk", "events")
    return {
        "at_risk": Count("spells"),
        "events": Count("spells"),
        "hazard_pct": Hazard(*counts),
        "ci_low": Bound(*counts, is_upper=False),
        "ci_high": Bound(*counts, is_upper=True),
    }


def _in_the_country(column: str, *on: str) -> Nesting:
    """A regression on Trøndelag's controls has some of the spells of the one on the country's."""
    return Nesting(column, (("control_group", "trondelag"),), "", column, (("control_group", "national"),), on=on)


def answer_group(row: Row) -> str:
    """The line of table 1 that a combination of answers belongs to: a yes goes before a no."""
    employee, employer = row["employee_answer"], row["employer_answer"]
    if employee == employer:
        return {"none": "no_answer", "no": "no", "yes": "both_yes"}[employee]
    if "yes" in (employee, employer):
        return "employee_yes" if employee == "yes" else "employer_yes"
    return "no"


_TABLE_4 = Clearance(
    REGRESSION,
    {
        **keys("outcome", "control_group", "group_trends"),
        **EFFECT,
        "p_value": PValue(),
        "control_mean": ControlMean(),
        "n": Count("spells"),
        "n_persons": Count("persons"),
        "n_offices": Public("which offices there are, and which took part in the pilot, is public"),
        "n_pilot_offices": Public("which offices there are, and which took part in the pilot, is public"),
    },
    regression=Regression(),
    nestings=(
        Nesting("n_persons", (), "", "n", (), on=("outcome", "control_group", "group_trends")),
        _in_the_country("n", "outcome", "group_trends"),
        _in_the_country("n_persons", "outcome", "group_trends"),
    ),
)


def _recovery(window: str) -> Clearance:
    return Clearance(
        NOT_PILOT,
        {**keys("year", "week"), **hazards()},
        steps=(Steps(("at_risk",), ("events",), by=("year",), is_before=True),),
        beside=("figure_3",),
        tells=lambda row: (("national", window, row["year"]),),
    )


def _weekly(control_group: str) -> Clearance:
    return Clearance(
        REGRESSION,
        {
            **keys("outcome", "week"),
            "control_level": ControlLevel(),
            "pilot_level": PilotLevel("control_level", "estimate"),
            **EFFECT,
            "n": Count("spells"),
        },
        regression=Regression("week", control_group, periods=(0, 2)),
    )


def _grades(control_group: str) -> Clearance:
    columns = {**keys("sample", "month"), **EFFECT, "control_mean": ControlMean(), "n": Count("spells")}
    around = (Nesting("n", (), "figure_10", "n", (), on=("sample", "month")),) if control_group == "trondelag" else ()
    return Clearance(
        REGRESSION,
        columns,
        steps=(Steps(("n",), (), by=("sample",)),),  # those still on leave are a stock
        nestings=around,
        regression=Regression("grade", control_group, periods=(0, 2)),
        beside=("figure_10",) if around else (),
    )


CLEARANCES: dict[str, Clearance] = INTERVIEW_STUDY | {
    "attrition": Clearance(
        LONG_SPELLS,
        {
            "step": Key(),
            **{name: Count("rows") for name in ("rows_left", "rows_removed")},
            **{name: Count("spells") for name in ("spells_left", "spells_removed")},
            "persons_left": Count("persons"),
        },
        steps=(
            Steps(("rows_left", "spells_left"), ("rows_removed", "spells_removed")),
            Steps(("persons_left",), ()),
        ),
        # Second employers, second spells: whoever stands between two units is counted by their difference.
        nestings=(
            Nesting("rows_left", (), "", "spells_left", (), on=("step",)),
            Nesting("rows_removed", (), "", "spells_removed", (), on=("step",)),
            Nesting("persons_left", (), "", "spells_left", (), on=("step",)),
        ),
    ),
    "excluded_groups": Clearance(
        LONG_SPELLS,
        {"reason": Key(), "n": Count("spells"), "meeting_share_pct": Share("n"), "duration_mean_days": Mean("n")},
        parts=Parts(),
        beside=("attrition",),
        follows=("attrition", "step", "spells_removed", "n"),
    ),
    "figure_1": Clearance(
        COHORT, {**keys("office", "name", "county", "pilot"), "n_spells": Count("spells")}, parts=Parts(by=("county",))
    ),
    "figure_1_areas": Clearance(
        "public geography",
        dict.fromkeys(("office", "ring", "corner", "is_hole", "easting_m", "northing_m"), Public("public geography")),
    ),
    "figure_2": Clearance(COHORT, {"week": Key(), "share_pct": PartOfTotal("n"), "n": Count("spells")}, parts=Parts()),
    "figure_3": Clearance(
        NOT_PILOT,
        {"month": Key(), "meeting_share_pct": Share("n"), "n": Count("spells")},
        parts=Parts(),
        tells=national_month,
    ),
    "figure_4": Clearance(
        NOT_PILOT,
        {**keys("window", "year", "week"), **hazards()},
        parts=Parts(by=("window", "year")),
        steps=(Steps(("at_risk",), ("events",), by=("window", "year"), is_before=True, is_whole=False),),
        nestings=tuple(
            Nesting("at_risk", (("window", window),), within, "at_risk", on=("year", "week"))
            for window, within in (("nov_mar", "figure_5"), ("mar_jun", "figure_6"))
        ),
        beside=("figure_5", "figure_6", "figure_3"),
        tells=lambda row: (("national", row["window"], row["year"]),),
    ),
    "figure_5": _recovery("nov_mar"),
    "figure_6": _recovery("mar_jun"),
    "figure_7": Clearance(
        COHORT,
        {**keys("group", "month"), "used_share_pct": Share("n"), "n": Count("spells")},
        parts=Parts(by=("group",)),
        nestings=tuple(
            Nesting(column, (("group", "trondelag"),), "", column, (("group", "national"),), on=("month",))
            for column in ("n", "used_share_pct")
        ),
        beside=("figure_3",),
        tells=lambda row: ((row["group"], row["month"]),),
    ),
    "figure_8": Clearance(
        REGRESSION,
        {**keys("outcome", "control_group", "period"), **EFFECT, "p_value": PValue(), "n": Count("spells")},
        regression=Regression(),
    ),
    "figure_9": _weekly("national"),
    "figure_v4": _weekly("trondelag"),
    "figure_10": _grades("national"),
    "figure_v5": _grades("trondelag"),
    "figure_v1": Clearance(
        "answers of the spells that were asked",
        {**keys("respondent", "week"), "share_pct": PartOfTotal("n"), "n": Count("answers")},
        parts=Parts(by=("respondent",)),
    ),
    "figure_v2": Clearance(
        NOT_PILOT,
        {**keys("outcome", "month"), "mean": Mean("n"), "n": Count("spells")},
        parts=Parts(by=("outcome",)),
        tells=national_month,
    ),
    "figure_v3": Clearance(
        REGRESSION,
        {**keys("outcome", "month"), **EFFECT, "p_value": PValue(), "n": Count("spells")},
        regression=Regression("month", "national"),
    ),
    "table_1": Clearance(
        ASKED,
        {
            "answer": Key(),
            "share_pct": PartOfTotal("n"),
            "meeting_share_pct": Share("n"),
            "duration_mean_days": Mean("n"),
            "duration_p25_days": Quantile("n", 0.25),
            "duration_p50_days": Quantile("n", 0.50),
            "duration_p75_days": Quantile("n", 0.75),
            "n": Count("spells"),
        },
        parts=Parts(total=("answer", "total")),
    ),
    "answers_cross": Clearance(
        ASKED,
        {
            **keys("employee_answer", "employer_answer"),
            "share_pct": PartOfTotal("n"),
            "meeting_share_pct": Share("n"),
            "n": Count("spells"),
        },
        parts=Parts(group_of=answer_group),
    ),
    "table_2": Clearance(
        "spells of the cohort outside the pilot offices, with a meeting",
        {
            "row": Key(),
            "meeting_share_pct": Share("n"),
            "meeting_day": Mean("n"),
            "duration_days": Mean("n"),
            "lost_workdays": Mean("n"),
            "grade_pct": Mean("n"),
            "graded_share_pct": Share("n"),
            "position_pct": Mean("n"),
            "part_time_share_pct": Share("n"),
            "age_years": Mean("n"),
            "women_share_pct": Share("n"),
            "foreign_born_share_pct": Share("n"),
            "share_of_cohort_pct": ShareOfLarger("n"),
            "n": Count("spells"),
        },
        is_turned=True,
    ),
    "table_3": Clearance(
        "spells of the cohort that started in period 0",
        {
            "row": Key(),
            "meeting_share_pct": Share("n"),
            "duration_days": Mean("n"),
            "lost_workdays": Mean("n"),
            "grade_pct": Mean("n"),
            "graded_share_pct": Share("n"),
            "part_time_share_pct": Share("n"),
            "age_years": Mean("n"),
            "women_share_pct": Share("n"),
            "foreign_born_share_pct": Share("n"),
            "office_residents": Mean("n"),
            "n": Count("spells"),
        },
        nestings=(Nesting("n", (("row", "control_trondelag"),), "", "n", (("row", "control_national"),)),),
        is_turned=True,
        beside=("figure_3", "figure_7"),
        tells=lambda row: year_0_of(row["row"]),
    ),
    "table_4": _TABLE_4,
    "table_4_no_controls": _TABLE_4,
    "table_v1": Clearance(
        REGRESSION,
        {
            **keys("outcome", "control_group", "controls"),
            "trend_difference_per_year": Estimate("std_error"),
            "std_error": StdError(),
            "p_value": PValue(),
            "n": Count("spells"),
        },
        regression=Regression(periods=(0,)),
        nestings=(_in_the_country("n", "outcome", "controls"),),
        beside=("figure_3", "figure_7"),
        tells=lambda row: year_0_of("pilot", row["control_group"]),
    ),
    "period_contrasts": Clearance(
        REGRESSION,
        {
            **keys("outcome", "control_group", "contrast"),
            "estimate": Estimate("std_error"),
            "std_error": StdError(),
            "p_value": PValue(),
        },
        regression=Regression(),
    ),
    "meeting_levels": Clearance(
        NOT_PILOT,
        {
            "window": Key(),
            "meeting_share_pct": Share("n"),
            "n": Count("spells"),
            "meetings": Count("spells"),
            "spells_per_year": Scaled("n"),
            "meetings_per_year": Product("meeting_share_pct", "spells_per_year"),
            "fall_pct_points": Fall("meeting_share_pct"),
            "fall_per_year": Fall("meetings_per_year"),
        },
        nestings=(Nesting("meetings", (), "", "n", (), on=("window",)),),
        beside=("figure_3",),
        tells=lambda row: (("national", row["window"]),),
    ),
    "hazard_contrasts": Clearance(
        NOT_PILOT,
        {
            **keys("window", "first_week", "last_week"),
            "hazard_pct": PooledHazard("std_error"),
            "hazard_before_pct": PooledHazard("std_error"),
            "difference": Estimate("std_error", digits=2),
            "std_error": StdError(digits=2),
            "p_value": PValue(),
        },
        beside=("figure_5", "figure_6"),
    ),
    "check_estimates": Clearance(
        "no spells: two programs compared",
        {
            **keys("exhibit", "outcome", "control_group", "specification", "is_same_identification", "agrees"),
            **dict.fromkeys(("terms", "largest_difference_in_se", "largest_std_error_ratio_error"), ENGINES),
        },
    ),
    "input_report": Clearance(
        "rows of the extracts",
        {
            **keys("extract", "date_column", "unmatched_meaning", "ignored_columns"),
            "rows": Count("rows"),
            "first_date": Extremum(),
            "last_date": Extremum(),
            "unmatched_rows": Count("rows"),
        },
        nestings=(Nesting("unmatched_rows", (), "", "rows", (), on=("extract",)),),
    ),
    "planted_vs_estimated": Clearance(
        REGRESSION,
        {
            **keys("outcome", "control_group", "period", "is_within_interval"),
            "planted": PLANTED,
            **EFFECT,
        },
        regression=Regression(),
    ),
    "claim_values": Clearance(
        "spells of the cohort that a claim is about",
        {
            "claim": Key(),
            "value": ShareOrDay("n", days=("claim", "question_day")),
            "std_error": ShareError("value", "n"),
            "n": Count("spells"),
        },
    ),
    "moment_spreads": Clearance(
        COHORT, {**keys("exhibit", "row_key", "column"), "std_dev": StdError(), "n": Count("spells")}
    ),
}

# Released by computing them anew from released exhibits: their numbers carry nothing that is not released already.
RECOMPUTED = ("published_vs_reproduced", "register_fidelity")


def clearance_of(exhibit: str) -> Clearance:
    """The clearance of an exhibit; raises `ValueError` where none is declared."""
    if exhibit not in CLEARANCES:
        raise ValueError(f"no clearance is declared for {exhibit!r}, so it is not released")
    return CLEARANCES[exhibit]

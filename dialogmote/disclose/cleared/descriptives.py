"""Clearances of exhibits that count or describe: the cohort, its months, meetings and answers."""

from dialogmote.disclose.cleared.columns import ASKED, COHORT, LONG_SPELLS, NOT_PILOT, keys, national_month, year_0_of
from dialogmote.disclose.roles import (
    Clearance,
    Count,
    Fall,
    Key,
    Mean,
    Merging,
    Nesting,
    PartOfTotal,
    Parts,
    Product,
    Public,
    Quantile,
    Row,
    Scaled,
    Share,
    ShareOfLarger,
    Steps,
)


def answer_group(row: Row) -> str:
    """The line of table 1 that a combination of answers belongs to: a yes goes before a no."""
    employee, employer = row["employee_answer"], row["employer_answer"]
    if employee == employer:
        return {"none": "no_answer", "no": "no", "yes": "both_yes"}[employee]
    if "yes" in (employee, employer):
        return "employee_yes" if employee == "yes" else "employer_yes"
    return "no"


DESCRIPTIVES: dict[str, Clearance] = {
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
    "figure_1_merged": Clearance(
        COHORT,
        {
            "county": Key(),
            "n_offices": Public("how many offices figure 1 hides, which it shows"),
            "n_spells": Count("spells"),
        },
        merges=Merging("figure_1", by="county", offices="n_offices", count="n_spells"),
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
    "figure_7": Clearance(
        COHORT,
        {**keys("group", "month"), "used_share_pct": Share("n"), "n": Count("spells")},
        parts=Parts(by=("group",)),
        nestings=tuple(
            Nesting(column, (("group", "trondelag"),), "", column, (("group", "national"),), on=("month",))
            for column in ("n", "used_share_pct")
        ),
        beside=("figure_3", "figure_1"),
        tells=lambda row: ((row["group"], row["month"]),),
        offices=lambda row: row["group"],
    ),
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
        beside=("figure_3", "figure_7", "figure_1"),
        tells=lambda row: year_0_of(row["row"]),
        offices=lambda row: row["row"].removeprefix("control_"),
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
}

"""Clearances of what rests on published tables alone: the interview study."""

from dialogmote.disclose.roles import Clearance, Key, Public

INTERVIEWS = "published tables of the interview study"
PUBLISHED = Public("published by others")
COUNTED_THERE = Public("computed from published tables alone")

INTERVIEW_STUDY: dict[str, Clearance] = {
    "case_table_8_7": Clearance(
        INTERVIEWS,
        dict.fromkeys(
            ("case_worker", *(f"case_{case}" for case in range(1, 7)), "summoned", "exempted", "unclear"), PUBLISHED
        ),
    ),
    "case_figures_8": Clearance(
        INTERVIEWS,
        {"case": Key()}
        | {f"{place}{kind}": PUBLISHED for place in ("", "published_") for kind in ("summoned", "exempted", "unclear")},
    ),
    "case_agreement": Clearance(
        INTERVIEWS,
        {
            "measure": Key(),
            **dict.fromkeys(("value", "ci_low", "ci_high", "n_case_workers", "n_cases"), COUNTED_THERE),
        },
    ),
    "case_offices_3_1": Clearance(
        INTERVIEWS,
        dict.fromkeys(
            ("office", "size", "meeting_change_2017_2021_pct", "candidates_per_month", "meeting_share_by_week_26"),
            PUBLISHED,
        )
        | {"rank": COUNTED_THERE},
    ),
    "case_offices_correlations": Clearance(
        INTERVIEWS, {"variable_a": Key(), "variable_b": Key(), **dict.fromkeys(("spearman", "n"), COUNTED_THERE)}
    ),
}

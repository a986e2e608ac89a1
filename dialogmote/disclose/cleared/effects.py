"""Clearances of what regressions estimate."""

from dialogmote.disclose.cleared.columns import EFFECT, REGRESSION, keys, year_0_of
from dialogmote.disclose.roles import (
    Clearance,
    ControlLevel,
    ControlMean,
    Count,
    Estimate,
    Nesting,
    Parts,
    PilotLevel,
    Public,
    PValue,
    Regression,
    StdError,
    Steps,
    Together,
)


def _in_the_country(column: str, *on: str) -> Nesting:
    """A regression on Trøndelag's controls has some of the spells of the one on the country's."""
    return Nesting(column, (("control_group", "trondelag"),), "", column, (("control_group", "national"),), on=on)


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


_KIND = ("kind", "outcome", "control_group")
# Groups of a kind share all spells of table 4 between them, so that a hidden group would be what the others leave.
_HETEROGENEITY = Clearance(
    REGRESSION,
    {
        **keys("kind", "group", "outcome", "control_group"),
        **EFFECT,
        "p_value": PValue(),
        "p_equal": PValue(),
        "p_equal_holm": PValue(),
        "n": Count("spells"),
        "n_treated": Count("spells"),
    },
    parts=Parts(by=_KIND),
    nestings=(
        _in_the_country("n", "kind", "group", "outcome"),
        Nesting("n_treated", (), "", "n", (), on=(*_KIND, "group")),
    ),
    together=(
        Together("estimate", (*EFFECT, "p_value", "p_equal", "p_equal_holm"), by=_KIND),
        Together("n", ("n",), by=("kind", "control_group")),
        Together("n_treated", ("n_treated",), by=("kind",)),  # the same spells, whatever the control group
    ),
    regression=Regression(part="group"),
)


EFFECTS: dict[str, Clearance] = {
    "figure_8": Clearance(
        REGRESSION,
        {**keys("outcome", "control_group", "period"), **EFFECT, "p_value": PValue(), "n": Count("spells")},
        regression=Regression(),
    ),
    "figure_9": _weekly("national"),
    "figure_v4": _weekly("trondelag"),
    "figure_10": _grades("national"),
    "figure_v5": _grades("trondelag"),
    "figure_v3": Clearance(
        REGRESSION,
        {**keys("outcome", "month"), **EFFECT, "p_value": PValue(), "n": Count("spells")},
        regression=Regression("month", "national"),
    ),
    "heterogeneity": _HETEROGENEITY,
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
    "inference_panel": Clearance(
        REGRESSION,
        {
            **keys("outcome", "control_group", "group_trends", "method"),
            "estimate": Estimate("table_4_std_error"),
            "std_error": StdError(),
            "p_value": PValue(),
            "ci_low": Estimate("table_4_std_error"),
            "ci_high": Estimate("table_4_std_error"),
            "degrees_of_freedom": StdError(),
            "n_clusters": Public("which offices there are is public"),
            "n_treated_clusters": Public("which offices took part in the pilot is public"),
            "draws": Public("how often a method draws stands in the configuration"),
            "table_4_std_error": StdError(),
        },
        regression=Regression(),
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
}

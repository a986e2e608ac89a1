"""Clearances of what is assessed about trends."""

from dialogmote.disclose.cleared.columns import EFFECT, REGRESSION, keys
from dialogmote.disclose.roles import Clearance, Estimate, Public, PValue, Regression, StdError

# Blocks are means of months: with the other months of figure v3 they would give one that it hides.
_EVERY_MONTH = Regression("months", "national", periods=(0, 1, 2))

TRENDS: dict[str, Clearance] = {
    "honest_trends": Clearance(
        REGRESSION,
        {
            **keys("outcome", "method", "grid_place"),
            "m": StdError(),
            **EFFECT,
            "parallel_low": Estimate("std_error"),
            "parallel_high": Estimate("std_error"),
            "breakdown": StdError(),
            "largest_before": StdError(),
        },
        regression=_EVERY_MONTH,
    ),
    "pretrend_tests": Clearance(
        REGRESSION,
        {
            **keys("outcome", "spacing"),
            "statistic": StdError(),
            "n_coefficients": Public("how many months lie before the service stands in the configuration"),
            "p_value": PValue(),
            "few_degrees_of_freedom": Public("which offices took part in the pilot is public"),
            "few_p_value": PValue(),
        },
        regression=_EVERY_MONTH,
    ),
    "pretrend_power": Clearance(
        REGRESSION,
        {
            **keys("outcome", "pretest", "power_pct"),
            "slope_per_year": StdError(),
            "bias": StdError(),
            "bias_if_passed": StdError(),
            "coverage_pct": StdError(),
            "coverage_if_passed_pct": StdError(),
        },
        regression=_EVERY_MONTH,
    ),
}

"""What every method answers, and how intervals come from tests."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from dialogmote.estimate.regression.tidy import CONFIDENCE

# A draw as extreme as the estimate but for rounding is as extreme: the assignment itself may be drawn again.
TIE = 1e-9
DOUBLINGS = 40  # after so many, a test that still does not reject never will: 2 to the 40 first guesses away
HALVINGS = 50  # what is left of the last step then is below double precision

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """One method's answers on m outcomes, each array of length m; NaN where the method has none.

    An end of an interval is NaN where the test rejects no value on that side.
    """

    std_errors: FloatArray
    p_values: FloatArray
    lows: FloatArray
    highs: FloatArray
    degrees_of_freedom: float
    draws: int | None


def answer_by_t(estimates: FloatArray, std_errors: FloatArray, degrees_of_freedom: float) -> Answers:
    """p-values and intervals of the t distribution."""
    half_widths = special.stdtrit(degrees_of_freedom, (1 + CONFIDENCE) / 2) * std_errors
    with np.errstate(divide="ignore", invalid="ignore"):
        p_values = 2 * special.stdtr(degrees_of_freedom, -np.abs(estimates) / std_errors)
    p_values[~(std_errors > 0)] = np.nan
    return Answers(std_errors, p_values, estimates - half_widths, estimates + half_widths, degrees_of_freedom, None)


@dataclass(frozen=True)
class NullTest:
    """One outcome's test, by R draws, of the null value that lies a gap below the estimate.

    A draw is at least as extreme as the estimate when its statistic, (level + gap slope)^2 over the variance
    v[0] + gap v[1] + gap^2 v[2], is at least gap^2 over the estimate's own `variance`, which no null value changes.
    `level` and `slope` have length R, `variances` is 3 x R. A draw with variance 0 counts as extreme.
    """

    estimate: float
    variance: float
    level: FloatArray
    slope: FloatArray
    variances: FloatArray

    def p_value(self, gap: float) -> float:
        """(1 + draws at least as extreme) / (1 + draws), two-sided, by absolute values."""
        drawn = (self.level + gap * self.slope) ** 2 * self.variance
        variances = self.variances[0] + gap * (self.variances[1] + gap * self.variances[2])
        limit = gap**2 * np.maximum(variances, 0.0) * (1 - TIE)
        return float((1 + np.count_nonzero(drawn >= limit)) / (1 + len(self.level)))


def answer_by_draws(tests: list[NullTest]) -> Answers:
    """p-values against zero, and intervals of the null values that are not rejected."""
    gaps = np.array([[_find_end(test, sign) for sign in (1.0, -1.0)] for test in tests])
    estimates = np.array([test.estimate for test in tests])
    return Answers(
        std_errors=np.full(len(tests), np.nan),
        p_values=np.array([test.p_value(test.estimate) for test in tests]),
        lows=estimates - gaps[:, 0],
        highs=estimates - gaps[:, 1],
        degrees_of_freedom=np.nan,
        draws=len(tests[0].level),
    )


def _find_end(test: NullTest, sign: float) -> float:
    """The widest gap of that sign, from 0 outward, that is not rejected; NaN if none is rejected.

    Steps are doubled until the test rejects, and the last one is halved: where p is not monotone, this is one of its
    crossings.
    """
    limit = 1 - CONFIDENCE
    inside, step = 0.0, sign * _first_step(test)
    outside = step
    for _ in range(DOUBLINGS):
        if test.p_value(outside) <= limit:
            break
        inside, outside = outside, 2 * outside
    else:
        return np.nan
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if test.p_value(middle) <= limit else (middle, outside)
    return inside


def _first_step(test: NullTest) -> float:
    """A guess of the interval's half-width: twice the draws' root mean square."""
    size = float(np.sqrt(np.mean(test.level**2)))
    return 2 * size if size > 0 else 1.0

"""Event-study coefficients as the robust methods want them: periods before and after, against the period just before.

The event study of figure v3 has its first month as the reference (RULES 31); Rambachan and Roth (2023) measure every
difference from the last period before treatment. One linear map does both steps, means over blocks of months and the
new reference, for the estimates and for their covariance.

Months are gathered into blocks of as many months as lie wholly in period 2 (August to October 2018: three), counted
back from its first month. A single month at fourteen pilot offices is mostly noise: the covariance of nineteen month
coefficients has about as many dimensions as there are pilot offices, a test of all of them is badly sized, and "the
worst change between two periods" would be the worst of that noise. Blocks of equal length keep one meaning of "change
from a block to the next" through the reference. A month that starts in period 2 but ends in period 3 is left out of the
target, for its last spells meet the service at control offices too. Months before the first whole block are left out.
Periods after period 2 are left out as well: their effects are free, so they bound nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from dialogmote.design.panel import MONTHS_A_YEAR
from dialogmote.design.periods import Period
from dialogmote.estimate.regression.tidy import AnyFit
from dialogmote.estimate.trends import MONTH_PREFIX

FloatArray = npt.NDArray[np.float64]
# Smallest share of the largest eigenvalue at which a covariance can still be inverted without rounding deciding.
SINGULAR_SHARE = 1e-10


@dataclass(frozen=True)
class EventStudy:
    """Differences between pilot and control offices by period, against the last period before treatment.

    `estimates` (n_pre + n_post) are in order of time without the reference, whose 0 stands between `n_pre` and the
    rest; `covariance` is theirs. `target` (n_post) are the weights of the effect that is asked for. Periods are equally
    long and follow each other.
    """

    estimates: FloatArray
    covariance: FloatArray
    n_pre: int
    target: FloatArray

    def __post_init__(self) -> None:
        """Raise `ValueError` for shapes that do not fit, no period on either side, or a target without weights."""
        n = len(self.estimates)
        if self.covariance.shape != (n, n) or self.n_pre + len(self.target) != n:
            raise ValueError("estimates, covariance, n_pre and target do not fit together")
        if self.n_pre < 1 or not np.any(self.target):
            raise ValueError("a period before the reference and a target after it are wanted")

    @property
    def n_post(self) -> int:
        """The number of periods from treatment on."""
        return len(self.target)

    @property
    def weights(self) -> FloatArray:
        """The target's weights over all coefficients (n_pre + n_post)."""
        return np.concatenate([np.zeros(self.n_pre), self.target])

    @property
    def estimate(self) -> float:
        """The target as it is estimated when trends are parallel."""
        return float(self.weights @ self.estimates)

    @property
    def std_error(self) -> float:
        """Its standard error."""
        return float(np.sqrt(self.weights @ self.covariance @ self.weights))

    @property
    def is_regular(self) -> bool:
        """Whether the covariance is positive definite; a two-way covariance of few clusters need not be."""
        values = np.linalg.eigvalsh(self.covariance)
        return bool(values[0] > SINGULAR_SHARE * values[-1])

    @property
    def times(self) -> FloatArray:
        """Periods since the reference (n_pre + n_post): -n_pre to -1, then 1 to n_post."""
        return np.concatenate([np.arange(-self.n_pre, 0), np.arange(1, self.n_post + 1)]).astype(np.float64)


@dataclass(frozen=True)
class MonthlyEffects:
    """Coefficients of pilot x month (n months, the first 0) and their covariance (its first row and column 0)."""

    estimates: FloatArray
    covariance: FloatArray


@dataclass(frozen=True)
class MonthBlocks:
    """Places of months in the event study, by block: those before, the reference, and the target's."""

    before: tuple[tuple[int, ...], ...]
    reference: tuple[int, ...]
    target: tuple[int, ...]

    @property
    def blocks_a_year(self) -> float:
        """Blocks in twelve months, to turn a slope a block into one a year."""
        return MONTHS_A_YEAR / len(self.target)


def gather_months(fit: AnyFit, n_months: int) -> MonthlyEffects | None:
    """The month coefficients of one outcome, or nothing where a month is not identified or there are no errors.

    `fit` is of the design of `trends.event_study_design`, with `n_months` months.
    """
    terms = [f"{MONTH_PREFIX}{k}" for k in range(1, n_months)]
    estimates = dict(fit.tidy.select("term", "estimate").rows())
    if fit.fit is None or any(estimates.get(term) is None for term in terms):
        return None
    places = [fit.fit.terms.index(term) for term in terms]
    covariance = np.zeros((n_months, n_months))
    covariance[1:, 1:] = fit.fit.covariance[np.ix_(places, places)]
    return MonthlyEffects(np.concatenate([[0.0], fit.fit.estimates[places]]), covariance)


def block_months(months: Sequence[date], periods: Sequence[Period]) -> MonthBlocks | None:
    """Blocks of months for the effect of period 2, or nothing where there are no two whole blocks before it.

    `months` are the first days of consecutive months. The target is the months that lie wholly in period 2, or the
    months it touches where none does.
    """
    # ASSUME treatment_begins_with_period_2: period 1, whose spells meet the service late, counts as before it.
    effect = next(period for period in periods if period.period == 2)
    ends = [_next_month(month) for month in months]
    touched = [k for k, month in enumerate(months) if month <= effect.last_start and ends[k] > effect.first_start]
    whole = [k for k in touched if months[k] >= effect.first_start and (ends[k] - effect.last_start).days <= 1]
    target = whole or touched
    if not target:
        return None
    # ASSUME quarters_for_trends: blocks are as long as the months wholly in period 2; no source has any.
    first, length = target[0], len(target)
    earlier = [tuple(range(k, k + length)) for k in range(first % length, first, length)]
    if len(earlier) < 2:
        return None
    return MonthBlocks(tuple(earlier[:-1]), earlier[-1], tuple(target))


def average_blocks(effects: MonthlyEffects, blocks: MonthBlocks) -> EventStudy:
    """Means of the month coefficients by block less that of the reference block, with their covariance; one target."""
    rows = [_block_mean(block, len(effects.estimates)) for block in (*blocks.before, blocks.target)]
    change = np.array(rows) - _block_mean(blocks.reference, len(effects.estimates))
    return _map_effects(effects, change, n_pre=len(blocks.before), n_post=1)


def refer_to_month(effects: MonthlyEffects, blocks: MonthBlocks) -> EventStudy:
    """The month coefficients to the target's last, against the last month before the target: its mean is the target."""
    n, reference, last = len(effects.estimates), blocks.target[0] - 1, blocks.target[-1]
    kept = [k for k in range(last + 1) if k != reference]
    change = np.eye(n)[kept] - np.eye(n)[reference]
    return _map_effects(effects, change, n_pre=reference, n_post=len(blocks.target))


def first_differences(n_pre: int, n_post: int) -> FloatArray:
    """The change into each period from the one before (n_pre + n_post rows), over coefficients without the reference.

    Row k < n_pre is the change out of the k-th period before, the last of them into the reference.
    """
    levels = np.insert(np.eye(n_pre + n_post), n_pre, 0.0, axis=0)
    return np.array([later - earlier for earlier, later in pairwise(levels)])


def second_differences(n_pre: int, n_post: int) -> FloatArray:
    """The change of the change at every inner period (n_pre + n_post - 1 rows); row n_pre - 1 is the reference's."""
    return np.diff(first_differences(n_pre, n_post), axis=0)


def _map_effects(effects: MonthlyEffects, change: FloatArray, n_pre: int, n_post: int) -> EventStudy:
    covariance = change @ effects.covariance @ change.T
    return EventStudy(change @ effects.estimates, (covariance + covariance.T) / 2, n_pre, np.full(n_post, 1.0 / n_post))


def _block_mean(block: Sequence[int], n: int) -> FloatArray:
    weights = np.zeros(n)
    weights[list(block)] = 1.0 / len(block)
    return weights


def _next_month(month: date) -> date:
    return date(month.year + month.month // MONTHS_A_YEAR, month.month % MONTHS_A_YEAR + 1, 1)

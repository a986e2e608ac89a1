"""Standard errors clustered by office alone: CRV1."""

import numpy as np

from dialogmote.estimate.inference.answers import Answers, answer_by_t
from dialogmote.estimate.inference.fit import OfficeFit


def assess_by_sandwich(fit: OfficeFit, factor: float) -> Answers:
    """CRV1 by office (Liang and Zeger 1986), t with G - 1 degrees of freedom.

    `factor` is the small-sample factor (`count_factor`).
    """
    variances = factor * (fit.office_scores**2).sum(axis=0)
    return answer_by_t(fit.estimates, np.sqrt(variances), len(fit.treated) - 1)


def count_factor(n: int, n_parameters: int, n_offices: int) -> float:
    """G/(G-1) times (n-1)/(n-K), as the printed regressions have it (`small_sample_factor`), of G offices, n rows and
    K parameters, all office effects counted as one."""
    return n_offices / (n_offices - 1) * (n - 1) / (n - n_parameters)

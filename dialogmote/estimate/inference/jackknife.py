"""Leave one office out: CRV3, with G - 1 degrees of freedom and with those that few pilot offices leave.

b_-g is the estimate without office g; V = (G-1)/G sum_g (b_-g - b)^2 (Bell and McCaffrey 2002; MacKinnon, Nielsen and
Webb 2023, "Fast and reliable jackknife and bootstrap methods for cluster-robust inference", Journal of Applied
Econometrics 38(5)).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg

from dialogmote.estimate.inference.answers import Answers, answer_by_t
from dialogmote.estimate.inference.fit import OfficeFit
from dialogmote.estimate.regression.identification import COLLINEAR_SHARE, LOADING

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Jackknife:
    """What no outcome changes: the effect's row of each inverse without one office (G x k).

    NaN throughout a row without which the effect is not identified.
    """

    rows: FloatArray


def build_jackknife(fit: OfficeFit) -> Jackknife:
    """Solve the normal equations without each office in turn, for the effect."""
    gram = fit.moments.gram
    rows = np.zeros((len(fit.moments.blocks), len(gram)))
    for office, block in enumerate(fit.moments.blocks):
        left = gram.copy()
        left[np.ix_(block.columns, block.columns)] -= block.gram
        rows[office] = solve_for_effect(left, np.diag(gram), fit.column)
    return Jackknife(rows)


def solve_for_effect(gram: FloatArray, before: FloatArray, column: int) -> FloatArray:
    """Row `column` of the inverse of `gram` (k x k), of which `before` was the diagonal before an office left.

    A level that only the office had has gone with it. Where other levels have become collinear (the office's were all
    there was between them), a solution of least norm serves: the effect is the same in all, if it is identified; if
    not, the row is NaN.
    """
    stays = np.flatnonzero(np.diag(gram) > COLLINEAR_SHARE * before)
    place = np.searchsorted(stays, column)
    row = np.zeros(len(gram))
    if place == len(stays) or stays[place] != column:
        return np.full(len(gram), np.nan)
    scale = 1 / np.sqrt(np.diag(gram)[stays])
    scaled = gram[np.ix_(stays, stays)] * scale[:, None] * scale
    unit = np.zeros(len(stays))
    unit[place] = scale[place]
    row[stays] = scale * _solve_unit(scaled, unit)
    return row


def _solve_unit(scaled: FloatArray, unit: FloatArray) -> FloatArray:
    """Solve for a multiple of a unit vector: by Cholesky where that is safe, by eigenvectors where it is not."""
    try:
        factor, lower = linalg.cho_factor(scaled, lower=True, check_finite=False)
    except linalg.LinAlgError:
        return _solve_by_eigenvectors(scaled, unit)
    if np.diag(factor).min() ** 2 < COLLINEAR_SHARE:
        return _solve_by_eigenvectors(scaled, unit)
    return np.asarray(linalg.cho_solve((factor, lower), unit, check_finite=False), dtype=np.float64)


def _solve_by_eigenvectors(scaled: FloatArray, unit: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(scaled)
    used = values > COLLINEAR_SHARE
    loadings = vectors.T @ unit
    if np.linalg.norm(loadings[~used]) > LOADING * np.linalg.norm(unit):
        return np.full(len(unit), np.nan)
    return np.asarray(vectors[:, used] @ (loadings[used] / values[used]), dtype=np.float64)


def estimates_without_office(fit: OfficeFit, jackknife: Jackknife) -> FloatArray:
    """The estimates without each office in turn (G x m); NaN where not identified."""
    own = np.einsum("gk,gkm->gm", jackknife.rows, fit.cross)
    return np.asarray(jackknife.rows @ fit.cross.sum(axis=0) - own, dtype=np.float64)


def std_errors_by_jackknife(fit: OfficeFit, jackknife: Jackknife) -> FloatArray:
    """CRV3 standard errors (m); NaN when one of the estimates without an office is not identified."""
    offices = len(jackknife.rows)
    moves = estimates_without_office(fit, jackknife) - fit.estimates
    return np.sqrt((offices - 1) / offices * (moves**2).sum(axis=0))


def assess_by_jackknife(fit: OfficeFit, jackknife: Jackknife) -> Answers:
    """CRV3, t with G - 1 degrees of freedom."""
    return answer_by_t(fit.estimates, std_errors_by_jackknife(fit, jackknife), len(fit.treated) - 1)


@dataclass(frozen=True)
class WorkingModel:
    """What the jackknife variance is if errors are independent and alike: chi-squared, with these degrees of freedom,
    about `inflation` times the estimate's variance."""

    degrees_of_freedom: float
    inflation: float


def match_working_model(fit: OfficeFit, jackknife: Jackknife) -> WorkingModel:
    """The first two moments of the jackknife variance in the working model.

    The variance is a sum of squares of normal variables, whose covariance P (G x G) is that of the b_-g - b. A
    chi-squared of the same mean and spread has tr(P)^2 / tr(P P) degrees of freedom (Satterthwaite): so Bell and
    McCaffrey (2002), "Bias reduction in standard errors for linear regression with multi-stage samples", Survey
    Methodology 28(2), and Imbens and Kolesar (2016), "Robust standard errors in small samples: some practical advice",
    Review of Economics and Statistics 98(4), count them for CR2, whose mean is the variance; the jackknife's is larger,
    and has to be scaled too (on the jackknife's t see Hansen 2025, "Jackknife standard errors for clustered
    regression", Review of Economic Studies). What an office's errors have in common goes out with its effect, so that a
    correlation within offices, as in Imbens and Kolesar, would change nothing. NaN when an estimate without an office
    is not identified.
    """
    own = jackknife.rows[:, fit.column]
    variance = fit.inverse[fit.column, fit.column]
    together = own[:, None] + own - variance - jackknife.rows @ fit.moments.gram @ jackknife.rows.T
    np.fill_diagonal(together, own - variance)
    trace, offices = float(np.trace(together)), len(own)
    return WorkingModel(trace**2 / float((together**2).sum()), (offices - 1) / offices * trace / float(variance))


def assess_by_jackknife_few(fit: OfficeFit, jackknife: Jackknife) -> Answers:
    """CRV3 without its excess in the working model, t with the working model's degrees of freedom."""
    model = match_working_model(fit, jackknife)
    std_errors = std_errors_by_jackknife(fit, jackknife) / np.sqrt(model.inflation)
    return answer_by_t(fit.estimates, std_errors, model.degrees_of_freedom)

"""The independent witness, second part: season, regression and samples, from RULES.md alone, in dense linear algebra.

Nothing of the pipeline was read or imported while this was written. "room:" marks a point that the rules leave open.
"""

import datetime as dt
import math

import numpy as np
from scipy import stats

SEASON_YEARS = (2015, 2016, 2017)
PERIODS = {
    0: (dt.date(2017, 1, 1), dt.date(2017, 12, 31)),
    1: (dt.date(2018, 1, 1), dt.date(2018, 7, 31)),
    2: (dt.date(2018, 8, 1), dt.date(2018, 11, 19)),
    3: (dt.date(2018, 11, 20), dt.date(2019, 8, 31)),
}
TRONDELAG = "Trøndelag"
OUTCOMES = ("meeting", "duration", "total_duration", "lost_workdays", "exhausted", "aap_transition")
SHARES = ("meeting", "exhausted", "aap_transition")
CONTROL_GROUPS = ("national", "trondelag")
COVARIATES = ("is_woman", "is_married", "is_foreign_born", "is_part_time", "is_public_sector", "is_aap_recipient")
EFFECTS = {f"pilot_x_period_{period}": {f"pilot_x_period_{period}": 1.0} for period in (1, 2, 3)}


# ------------------------------------------------------------------ season


def outcome_values(spells, outcome):
    """RULES 21: share outcomes times 100 before anything else."""
    factor = 100.0 if outcome in SHARES else 1.0
    return [factor * float(spell[outcome]) for spell in spells]


def season_effects(cohort, values):
    """RULES 24: {month: effect}: OLS on 12 month and 3 year dummies, starts of 2015 to 2017, all offices; the month
    coefficients less their mean over those spells.

    room: a month without a spell in those years has no coefficient and moves nothing (0).
    """
    sample = [
        (spell["start_date"], value)
        for spell, value in zip(cohort, values, strict=True)
        if spell["start_date"].year in SEASON_YEARS
    ]
    effects = dict.fromkeys(range(1, 13), 0.0)
    if not sample:
        return effects
    design = np.zeros((len(sample), 12 + len(SEASON_YEARS)))
    for row, (start, _) in enumerate(sample):
        design[row, start.month - 1] = 1.0
        design[row, 12 + SEASON_YEARS.index(start.year)] = 1.0
    coefficients = np.linalg.lstsq(design, np.array([value for _, value in sample]), rcond=1e-10)[0]
    mean = math.fsum(coefficients[start.month - 1] for start, _ in sample) / len(sample)
    for month in {start.month for start, _ in sample}:
        effects[month] = float(coefficients[month - 1] - mean)
    return effects


def adjust(cohort, values, effects):
    """RULES 24: the month's effect is subtracted from the outcome of every spell, of any year."""
    return [value - effects[spell["start_date"].month] for spell, value in zip(cohort, values, strict=True)]


# ------------------------------------------------------------------ regression


def codes_of(values):
    """0, 1, 2, ... for the distinct values, in order of appearance."""
    seen = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], dtype=int), len(seen)


def dummies(values):
    codes, count = codes_of(values)
    matrix = np.zeros((len(values), count))
    matrix[np.arange(len(values)), codes] = 1.0
    return matrix


def is_nested(effect, cluster):
    """RULES 32: nested in a cluster: no level lies in two clusters (looked up in the data, as fixest does)."""
    cluster_of = {}
    return all(cluster_of.setdefault(level, group) == group for level, group in zip(effect, cluster, strict=True))


class Regression:
    """One sample and one set of regressors; `fit` takes one outcome after the other.

    `regressors`: {name: values}; `effects`: lists of levels, may be empty; `clusters`: the persons and the offices.
    """

    def __init__(self, regressors, effects, clusters):
        self.names = list(regressors)
        self.n = len(clusters[0])
        x = np.column_stack([np.asarray(values, dtype=float) for values in regressors.values()])
        self.basis = self.span_of_effects(effects)
        self.x = self.residual(x)
        # A column the effects span is rounding noise now: make it zero, or the inverse would blow it up.
        spanned = np.linalg.norm(self.x, axis=0) <= 1e-9 * np.maximum(np.linalg.norm(x, axis=0), 1.0)
        self.x[:, spanned] = 0.0
        cross = self.x.T @ self.x
        self.inverse = np.linalg.pinv(cross, rcond=1e-10, hermitian=True)  # minimum norm for collinear columns
        # Projects on what the data can tell: a term is estimable when its row is a unit vector.
        self.identified = self.inverse @ cross
        self.estimable = [
            bool(np.abs(self.identified[j] - np.eye(len(self.names))[j]).max() < 1e-6) for j in range(len(self.names))
        ]
        # room: "regressors" in K are those that could be estimated, i.e. the rank, as fixest drops collinear columns.
        rank = int(np.linalg.matrix_rank(cross, hermitian=True, tol=1e-10 * max(np.linalg.norm(cross, 2), 1e-300)))
        free = [effect for effect in effects if not any(is_nested(effect, cluster) for cluster in clusters)]
        self.rank = rank + self.basis.shape[1]  # of regressors and effects together, nested ones too
        self.k = rank
        if effects:
            self.k += sum(len(set(effect)) for effect in free) - (len(free) - 1)
        both = list(zip(*clusters, strict=True))
        self.groups = [codes_of(values) for values in (*clusters, both)]
        self.smallest = min(count for _, count in self.groups[:2])

    def span_of_effects(self, effects):
        """An orthonormal basis of all the dummies together."""
        if not effects or self.n == 0:
            return np.zeros((self.n, 0))
        matrix = np.hstack([dummies(effect) for effect in effects])
        left, sizes, _ = np.linalg.svd(matrix, full_matrices=False)
        return left[:, sizes > 1e-9 * sizes[0]]

    def residual(self, values):
        """Twice, so that rounding does not remain."""
        for _ in range(2):
            values = values - self.basis @ (self.basis.T @ values)
        return values

    def covariance(self, residuals):
        """RULES 32: persons + offices - both, one factor for all three.

        room: RULES 32 says that a matrix which is not positive semi-definite has its negative eigenvalues set to zero,
        and also "as fixest 0.12.2 does by default", held to the stored reference values. The two differ: fixest repairs
        only when a variance (the diagonal) is negative, and two stored models have a negative eigenvalue, a positive
        diagonal, and stand unrepaired (repaired, their standard errors move by 7e-5 and 8e-4). The stored values
        decide: repair only when the variance of a term that can be estimated is negative.
        room: the matrix is that of the regressors alone, unscaled (the effects are projected out, as in fixest).
        """
        scores = self.x * residuals[:, None]
        meat = np.zeros((len(self.names), len(self.names)))
        for (codes, count), sign in zip(self.groups, (1, 1, -1), strict=True):
            sums = np.zeros((count, len(self.names)))
            np.add.at(sums, codes, scores)
            meat += sign * (sums.T @ sums)
        factor = self.smallest / (self.smallest - 1) * (self.n - 1) / (self.n - self.k)
        matrix = factor * self.inverse @ meat @ self.inverse
        matrix = (matrix + matrix.T) / 2
        if (np.diag(matrix)[self.estimable] < 0).any():
            matrix = repaired(matrix)
        return matrix

    def fit(self, outcome):
        """{term: estimate, std_error, ci_low, ci_high, p_value}; all None where the term cannot be estimated."""
        return self.fit_contrasts(outcome, {name: {name: 1.0} for name in self.names})

    def fit_contrasts(self, outcome, contrasts):
        """The same for sums of terms, {label: {term: weight}}, from the one covariance matrix of the regression.

        room: a sum is identified when all least-squares solutions agree on it, though its terms may not be.
        """
        y = self.residual(np.asarray(outcome, dtype=float))
        beta = self.inverse @ (self.x.T @ y)
        # room: otherwise the estimate stands without a standard error; so when the model fits every row
        has_errors = self.smallest > 1 and self.n > max(self.k, self.rank)
        matrix = self.covariance(y - self.x @ beta) if has_errors else None
        results = {}
        for label, weights in contrasts.items():
            vector = np.array([weights.get(name, 0.0) for name in self.names])
            if np.abs(vector @ self.identified - vector).max() >= 1e-6:
                results[label] = nothing()
            elif not has_errors:
                results[label] = nothing() | {"estimate": float(vector @ beta)}
            else:
                error = math.sqrt(max(variance_of(vector, matrix), 0.0))
                results[label] = describe_estimate(float(vector @ beta), error, self.smallest - 1)
        return results


def variance_of(vector, matrix):
    """room: RULES 32 repairs a matrix with negative eigenvalues; one left alone because its diagonal is positive is
    repaired for a sum of terms whose own variance it makes negative.
    """
    variance = float(vector @ matrix @ vector)
    return variance if variance >= 0 else float(vector @ repaired(matrix) @ vector)


def repaired(matrix):
    """RULES 32: negative eigenvalues set to zero."""
    sizes, vectors = np.linalg.eigh(matrix)
    return (vectors * np.maximum(sizes, 0)) @ vectors.T


def nothing():
    return {"estimate": None, "std_error": None, "ci_low": None, "ci_high": None, "p_value": None}


def constant_result():
    """RULES 33: 0 with interval 0. room: the standard error is 0 too and there is no p-value."""
    return {"estimate": 0.0, "std_error": 0.0, "ci_low": 0.0, "ci_high": 0.0, "p_value": None}


def describe_estimate(estimate, error, freedom):
    """RULES 32: t with min(G) - 1 degrees of freedom. room: no p-value for a standard error of exactly 0."""
    width = float(stats.t.ppf(0.975, freedom)) * error
    p_value = None if error == 0 else float(2 * stats.t.sf(abs(estimate / error), freedom))
    return {
        "estimate": estimate,
        "std_error": error,
        "ci_low": estimate - width,
        "ci_high": estimate + width,
        "p_value": p_value,
    }


# ------------------------------------------------------------------ samples


def period_of(start):
    """STUDY.md, periods; None outside 2017-01-01 to 2019-08-31 (RULES 29)."""
    for period, (first, last) in PERIODS.items():
        if first <= start <= last:
            return period
    return None


def trend_of(start):
    """RULES 30: t = year - 2017 + (month - 1) / 12."""
    return start.year - 2017 + (start.month - 1) / 12


def in_control_group(spell, group):
    """STUDY.md, DiD: offices that are not pilot: all (`national`, Trøndelag's included), or Trøndelag's (RULES 16)."""
    return not spell["is_pilot"] and (group == "national" or spell["county"] == TRONDELAG)


def did_sample(cohort, group):
    """RULES 29: places in the cohort of the spells that started in the four periods, pilot and controls."""
    return [
        place
        for place, spell in enumerate(cohort)
        if period_of(spell["start_date"]) is not None and (spell["is_pilot"] or in_control_group(spell, group))
    ]


def clusters_of(spells):
    """RULES 32: persons and offices."""
    return [spell["person_id"] for spell in spells], [spell["office"] for spell in spells]


def effects_of(spells):
    """RULES 30: the levels of age, final office, industry and occupation; null is a level of its own (RULES 3)."""
    return [
        [spell["age_years"] for spell in spells],
        [spell["office"] for spell in spells],
        [spell["industry"] or "missing" for spell in spells],
        [spell["occupation"] or "missing" for spell in spells],
    ]


def did_regression(spells, has_trends, *, has_controls=True, has_days=False):
    """RULES 30, 32, 35: the DiD design; `pilot` itself is spanned by the offices, and stands where they do not."""
    regressors = {}
    for period in (1, 2, 3):
        regressors[f"period_{period}"] = [period_of(spell["start_date"]) == period for spell in spells]
    for period in (1, 2, 3):
        regressors[f"pilot_x_period_{period}"] = [
            spell["is_pilot"] and period_of(spell["start_date"]) == period for spell in spells
        ]
    if has_trends:
        regressors["t"] = [trend_of(spell["start_date"]) for spell in spells]
        regressors["pilot_x_t"] = [trend_of(spell["start_date"]) * spell["is_pilot"] for spell in spells]
    if not has_controls:
        regressors["intercept"] = [1.0] * len(spells)
        regressors["pilot"] = [spell["is_pilot"] for spell in spells]
        return Regression(regressors, [], clusters_of(spells))
    for name in COVARIATES:
        regressors[name] = [spell[name] for spell in spells]
    effects = effects_of(spells)
    if has_days:
        effects.append([spell["start_date"].day for spell in spells])
    return Regression(regressors, effects, clusters_of(spells))


def estimate_did(cohort, group, has_trends, raw, adjusted, *, has_controls=True, contrasts=EFFECTS):
    """{outcome: {label: result}} for the outcomes of `adjusted`; RULES 33 looks at them before the season step."""
    places = did_sample(cohort, group)
    results = {}
    regression = (
        did_regression([cohort[place] for place in places], has_trends, has_controls=has_controls) if places else None
    )
    for outcome in adjusted:
        if not places:
            results[outcome] = {label: nothing() for label in contrasts}
        elif len({raw[outcome][place] for place in places}) == 1:
            results[outcome] = {label: constant_result() for label in contrasts}
        else:
            results[outcome] = regression.fit_contrasts([adjusted[outcome][place] for place in places], contrasts)
    return results

"""Effects by group of spells: those of a regression of each group's own, and a test against one on all rows at once."""

import numpy as np
import polars as pl
import pytest
from scipy import stats
from unit.study_builders import random_panel

from dialogmote.contracts.artifacts import CONTROL_GROUPS, Heterogeneity
from dialogmote.estimate.batches import REPORTED_TERM
from dialogmote.estimate.did import DidSpecification, estimate_did
from dialogmote.estimate.heterogeneity import GROUPS, OUTCOMES, correct_by_holm, find_p_equal, heterogeneity

# Two exact solutions of the same least squares, in double precision.
RTOL = 1e-8


def study_of(seed: int, n: int = 1500) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A random panel, and the grades of its spells."""
    rng = np.random.default_rng(seed)
    panel = random_panel(rng, n=n, n_persons=n)
    return panel, panel.select("spell_id", grade_mean=pl.Series(rng.choice([0.5, 1.0], panel.height)))


def effect_of(table: pl.DataFrame, group: str, outcome: str = "duration", control_group: str = "national") -> dict:
    keys = (pl.col("group") == group) & (pl.col("outcome") == outcome) & (pl.col("control_group") == control_group)
    return table.row(by_predicate=keys, named=True)


def dummies(frame: pl.DataFrame, name: str) -> np.ndarray:
    return frame[name].to_physical().to_dummies(drop_first=True).to_numpy().astype(float)


def dense_design(rows: pl.DataFrame) -> np.ndarray:
    """The DiD's right-hand side with every dummy written out, the effect first."""
    treated = (rows["is_pilot"] & (rows["period"] == 2)).to_numpy().astype(float)
    others = [(rows["is_pilot"] & (rows["period"] == p)).to_numpy().astype(float) for p in (1, 3)]
    traits = ("is_woman", "is_married", "is_foreign_born", "is_part_time", "is_public_sector", "is_aap_recipient")
    covariates = rows.select(pl.col(traits).cast(pl.Float64)).to_numpy()
    effects = [dummies(rows, name) for name in ("period", "age_years", "office", "industry", "occupation")]
    return np.column_stack([treated, *others, np.ones(rows.height), covariates, *effects])


def test_every_group_outcome_and_control_group_has_a_row():
    table = heterogeneity(*study_of(1))
    Heterogeneity.validate(table)
    keys = {
        (kind, group, o, c)
        for kind, groups in GROUPS.items()
        for group in groups
        for o in OUTCOMES
        for c in CONTROL_GROUPS
    }
    assert set(table.select("kind", "group", "outcome", "control_group").rows()) == keys


def test_groups_of_a_kind_share_all_spells_between_them():
    panel, grades = study_of(2)
    table = heterogeneity(panel, grades).filter(pl.col("control_group") == "national", pl.col("outcome") == "meeting")
    treated = panel.filter("is_pilot", pl.col("period") == 2).height
    for sums in table.group_by("kind").agg(pl.col("n", "n_treated").sum()).rows(named=True):
        assert (sums["n"], sums["n_treated"]) == (panel.height, treated)


def test_effect_of_a_group_is_that_of_its_spells_alone():
    panel, grades = study_of(3)
    women = estimate_did(panel.filter("is_woman"), DidSpecification("trondelag")).coefficients
    wanted = women.filter(
        pl.col("term") == REPORTED_TERM, ~pl.col("group_trends"), pl.col("outcome") == "duration"
    ).row(0, named=True)
    found = effect_of(heterogeneity(panel, grades), "women", control_group="trondelag")
    for name in ("estimate", "std_error", "ci_low", "ci_high", "p_value", "n"):
        assert found[name] == pytest.approx(wanted[name], rel=RTOL)


def test_test_of_equality_is_that_of_one_regression_with_everything_interacted():
    panel, grades = study_of(4)
    halves = [panel.filter("is_woman"), panel.filter(~pl.col("is_woman"))]
    offices = sorted(panel["office"].unique())
    estimates, influences = [], []
    for half in halves:
        design, outcome = dense_design(half), half["duration_adjusted"].to_numpy()
        inverse = np.linalg.pinv(design.T @ design)
        fitted = inverse @ design.T @ outcome
        scores = design * (outcome - design @ fitted)[:, None]
        office = half["office"].to_numpy()
        influences.append(np.array([inverse[0] @ scores[office == name].sum(axis=0) for name in offices]))
        estimates.append(fitted[0])
    variance = len(offices) / (len(offices) - 1) * np.sum((influences[1] - influences[0]) ** 2)
    statistic = (estimates[1] - estimates[0]) ** 2 / variance
    found = effect_of(heterogeneity(panel, grades), "women")
    assert found["p_equal"] == pytest.approx(stats.f.sf(statistic, 1, len(offices) - 1), rel=1e-6)


def test_planted_difference_is_found_and_no_other():
    panel, grades = study_of(5, n=6000)
    is_hit = pl.col("is_pilot") & (pl.col("period") == 2) & pl.col("is_public_sector")
    planted = panel.with_columns(
        duration_adjusted=pl.col("duration_adjusted") + pl.when(is_hit).then(60.0).otherwise(0.0)
    )
    table = heterogeneity(planted, grades)
    before = heterogeneity(panel, grades)
    assert effect_of(table, "public")["p_equal_holm"] < 0.01
    moved = effect_of(table, "public")["estimate"] - effect_of(before, "public")["estimate"]
    assert moved == pytest.approx(60.0, rel=RTOL)
    assert effect_of(table, "private")["estimate"] == pytest.approx(effect_of(before, "private")["estimate"], rel=RTOL)


def test_kind_with_one_group_alone_has_no_test():
    panel, grades = study_of(6)
    found = effect_of(heterogeneity(panel, grades.with_columns(grade_mean=pl.lit(1.0))), "full")
    assert found["p_equal"] is None and found["estimate"] is not None
    empty = effect_of(heterogeneity(panel, grades.with_columns(grade_mean=pl.lit(1.0))), "graded")
    assert (empty["estimate"], empty["n"], empty["n_treated"]) == (None, 0, 0)


def test_missing_grade_is_refused():
    panel, grades = study_of(7)
    with pytest.raises(ValueError, match="grade_mean"):
        heterogeneity(panel, grades.head(10))


def test_one_group_has_no_equality_to_test():
    one = pl.DataFrame({"office": ["a", "b"], "influence": [0.5, -0.5]})
    assert find_p_equal([1.0, None], [one, one.clear()]) is None
    assert find_p_equal([1.0, 2.0], [one, one]) is None


def test_holm_corrects_by_the_number_of_tests_that_are_left():
    assert correct_by_holm([0.04, 0.01, None, 0.03]) == pytest.approx([0.06, 0.03, None, 0.06])
    assert correct_by_holm([0.9, 0.8]) == [1.0, 1.0]

"""Regressions of the monthly grade (RULES 19, 24, 33, 35)."""

import numpy as np
import polars as pl
import pytest
from unit.batch_builders import random_grades, random_season, random_starts
from unit.study_builders import random_panel

from dialogmote.contracts.artifacts import GradeEffects, SeasonEffects
from dialogmote.design.outcomes import estimate_batch_season, grade_name, grade_outcome, grade_outcomes
from dialogmote.design.samples import select_did_sample
from dialogmote.design.season import estimate_month_effects
from dialogmote.estimate.did import code_regressors
from dialogmote.estimate.grades import START_DAY, estimate_grade_effects, grade_design
from dialogmote.estimate.regression.design import prepare_sample
from dialogmote.estimate.regression.library import estimate_coefficients

# Two engines, and the same sums in another order, in double precision.
RTOL = 1e-8
MEAN_RTOL = 1e-12


def study_of(seed: int, n: int = 900, shortest: int = 4, **sizes: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    rng = np.random.default_rng(seed)
    panel = random_starts(rng, random_panel(rng, n=n, **sizes))
    return panel, random_grades(seed, panel, shortest)


def row_of(effects: pl.DataFrame, sample: str, month: int) -> dict:
    return effects.row(by_predicate=(pl.col("sample") == sample) & (pl.col("month") == month), named=True)


@pytest.fixture(scope="module")
def study() -> tuple[pl.DataFrame, pl.DataFrame]:
    return study_of(1)


def values(sample: str, month: int, months_on_leave: int) -> float | None:
    grades = {f"grade_month_{k}": [10.0 * k if k <= months_on_leave else 0.0] for k in range(1, 13)}
    return (
        pl.DataFrame({"months_on_leave": [months_on_leave]} | grades).select(grade_outcome(sample, month).plain).item()
    )


def test_grade_after_recovery_is_0_among_all_and_missing_among_those_on_leave():
    assert (values("all", 4, 4), values("on_leave", 4, 4)) == (40.0, 40.0)
    assert (values("all", 5, 4), values("on_leave", 5, 4)) == (0.0, None)


def test_names_of_the_season_step():
    assert grade_name("all", 1) == "grade_month_1"
    assert grade_name("on_leave", 12) == "grade_on_leave_month_12"
    with pytest.raises(ValueError, match="all, on_leave"):
        grade_name("pilot", 1)


def test_season_among_those_on_leave_is_taken_over_those(study):
    panel, grades = study
    spells = panel.select("spell_id", "start_date").join(grades, on="spell_id")
    season = estimate_batch_season(spells, grade_outcomes(), first_year=2015, last_year=2017)
    SeasonEffects.validate(season)
    on_leave = spells.filter(pl.col("months_on_leave") >= 9)
    expected = estimate_month_effects(on_leave, ["grade_month_9"], first_year=2015, last_year=2017)
    ours = season.filter(pl.col("outcome") == "grade_on_leave_month_9")
    assert ours.drop("outcome").equals(expected.drop("outcome"))
    assert ours["n"].sum() < season.filter(pl.col("outcome") == "grade_month_9")["n"].sum()


@pytest.mark.parametrize("control_group", ["national", "trondelag"])
@pytest.mark.parametrize(("sample", "month"), [("all", 9), ("on_leave", 2), ("on_leave", 9)])
def test_grade_effect_is_the_library_regression_with_the_day_of_the_month(study, control_group, sample, month):
    panel, grades = study
    season = random_season(2, [outcome.name for outcome in grade_outcomes()])
    row = row_of(estimate_grade_effects(panel, grades, season, control_group=control_group), sample, month)
    effects = season.filter(pl.col("outcome") == grade_name(sample, month))["season_effect"].to_list()
    rows = select_did_sample(panel, control_group).join(grades, on="spell_id")
    if sample == "on_leave":
        rows = rows.filter(pl.col("months_on_leave") >= month)
    adjusted = [
        grade - effects[start.month - 1]
        for start, grade in rows.select("start_date", f"grade_month_{month}").iter_rows()
    ]
    rows = code_regressors(rows).with_columns(pl.col("start_date").dt.day().alias(START_DAY), y=pl.Series(adjusted))
    prepared = prepare_sample(rows, grade_design())
    library = estimate_coefficients(prepared, "y", is_constant=False)
    expected = library.row(by_predicate=pl.col("term") == "pilot_x_period_2", named=True)
    for name in ("estimate", "std_error", "ci_low", "ci_high"):
        assert row[name] == pytest.approx(expected[name], rel=RTOL)
    assert row["n"] == rows.height
    assert prepared.n_parameters == 12 + sum(
        rows[e].n_unique() for e in ("age_years", "industry", "occupation")
    ) - 3 + (rows[START_DAY].n_unique())


def test_months_in_which_all_are_on_leave_are_the_same_in_both_samples(study):
    effects = estimate_grade_effects(*study, None, control_group="national")
    for month in (1, 2, 3, 4):
        everyone, on_leave = row_of(effects, "all", month), row_of(effects, "on_leave", month)
        assert everyone | {"sample": "on_leave"} == on_leave
    assert row_of(effects, "on_leave", 5)["n"] < row_of(effects, "all", 5)["n"]


def test_spell_shorter_than_a_month_is_left_out_of_every_later_regression():
    panel, grades = study_of(3, shortest=1)
    effects = estimate_grade_effects(panel, grades, None, control_group="national")
    counts = [grades.filter(pl.col("months_on_leave") >= month).height for month in range(1, 13)]
    assert effects.filter(pl.col("sample") == "on_leave")["n"].to_list() == counts


def test_grade_effects_keep_their_contract_in_order(study):
    effects = estimate_grade_effects(*study, None, control_group="national")
    GradeEffects.validate(effects)
    keys = [(sample, month) for sample in ("all", "on_leave") for month in range(1, 13)]
    assert effects.select("sample", "month").rows() == keys


def test_control_mean_is_the_plain_mean_of_control_spells_in_period_0(study):
    panel, grades = study
    season = random_season(4, [outcome.name for outcome in grade_outcomes()])
    effects = estimate_grade_effects(panel, grades, season, control_group="national")
    controls = panel.filter(~pl.col("is_pilot") & (pl.col("period") == 0)).join(grades, on="spell_id")
    on_leave = controls.filter(pl.col("months_on_leave") >= 10)
    assert row_of(effects, "all", 10)["control_mean"] == pytest.approx(controls["grade_month_10"].mean(), rel=MEAN_RTOL)
    assert row_of(effects, "on_leave", 10)["control_mean"] == pytest.approx(
        on_leave["grade_month_10"].mean(), rel=MEAN_RTOL
    )


def test_grade_that_does_not_vary_has_effect_0():
    panel, grades = study_of(5, n=300)
    full = grades.with_columns(grade_month_1=pl.lit(100.0))
    row = row_of(estimate_grade_effects(panel, full, None, control_group="national"), "all", 1)
    assert (row["estimate"], row["std_error"], row["ci_low"], row["ci_high"]) == (0.0, 0.0, 0.0, 0.0)
    assert row["control_mean"] == 100.0


def test_month_that_nobody_reaches_is_null_and_the_others_stand():
    panel, grades = study_of(6, n=400)
    short = grades.with_columns(pl.col("months_on_leave").clip(upper_bound=6))
    effects = estimate_grade_effects(panel, short, None, control_group="national")
    assert row_of(effects, "on_leave", 7) == {"sample": "on_leave", "month": 7, "n": 0} | dict.fromkeys(
        ("estimate", "std_error", "ci_low", "ci_high", "control_mean")
    )
    assert row_of(effects, "on_leave", 6)["std_error"] > 0


def test_row_order_means_nothing(study):
    panel, grades = study
    mixed = estimate_grade_effects(
        panel.sample(fraction=1, shuffle=True, seed=1), grades.reverse(), None, control_group="trondelag"
    )
    assert mixed.equals(estimate_grade_effects(panel, grades, None, control_group="trondelag"))


def test_spell_without_grades_is_refused(study):
    panel, grades = study
    with pytest.raises(ValueError, match="2 spells"):
        estimate_grade_effects(panel, grades.slice(2), None, control_group="national")

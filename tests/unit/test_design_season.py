from datetime import date

import numpy as np
import polars as pl
import pytest
from unit.study_builders import cohort, one_a_day

from dialogmote.contracts.artifacts import OUTCOMES, SeasonEffects
from dialogmote.design.season import estimate_month_effects, estimate_season

# Least squares by another route, in double precision, on outcomes of size 100 to 1000.
ATOL = 1e-9
YEARS = {"first_year": 2015, "last_year": 2017}


def unbalanced_cohort() -> pl.DataFrame:
    rng = np.random.default_rng(5)
    spells = []
    for spell in one_a_day(date(2014, 12, 1), date(2018, 1, 31)):
        for _ in range(rng.integers(1, 4)):
            values = {"duration": int(rng.integers(112, 366)), "lost_workdays": float(rng.random() * 200)}
            flags = {"meeting": bool(rng.random() < 0.3), "exhausted": bool(rng.random() < 0.1)}
            spells.append(spell | values | flags | {"aap_transition": bool(rng.random() < 0.2)})
    return cohort(*spells)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_effects_equal_dense_least_squares_on_dummies(outcome):
    spells = unbalanced_cohort()
    season = estimate_season(spells, **YEARS).filter(pl.col("outcome") == outcome)
    sample = spells.filter(pl.col("start_date").dt.year().is_between(2015, 2017))
    month, year = sample["start_date"].dt.month().to_numpy(), sample["start_date"].dt.year().to_numpy()
    y = sample[outcome].cast(pl.Float64).to_numpy() * (100 if sample.schema[outcome] == pl.Boolean else 1)
    x = np.column_stack([month == m for m in range(1, 13)] + [year == later for later in (2016, 2017)]).astype(float)
    coefficients = np.linalg.lstsq(x, y, rcond=None)[0][:12]
    expected = coefficients - coefficients[month - 1].mean()
    np.testing.assert_allclose(season["season_effect"].to_numpy(), expected, rtol=0, atol=ATOL)
    assert season["n"].to_list() == [int((month == m).sum()) for m in range(1, 13)]


def test_effects_have_mean_zero_over_the_spells_of_the_season_years():
    season = estimate_season(unbalanced_cohort(), **YEARS)
    weighted = season.group_by("outcome").agg((pl.col("season_effect") * pl.col("n")).sum() / pl.col("n").sum())
    np.testing.assert_allclose(weighted["season_effect"].to_numpy(), 0, rtol=0, atol=ATOL)


def test_a_planted_season_is_found_whatever_the_years_levels():
    effect = [5.0, 3.0, 1.0, -1.0, -3.0, -5.0, -5.0, -3.0, -1.0, 1.0, 3.0, 5.0]
    spells = [
        {"start_date": date(year, month, 1), "lost_workdays": 50.0 + 10 * (year - 2015) + effect[month - 1]}
        for year in (2015, 2016, 2017)
        for month in range(1, 13)
    ]
    season = estimate_season(cohort(*spells), **YEARS).filter(pl.col("outcome") == "lost_workdays")
    np.testing.assert_allclose(season["season_effect"].to_numpy(), effect, rtol=0, atol=ATOL)


def test_starts_outside_the_season_years_do_not_count():
    inside = one_a_day(date(2015, 1, 1), date(2017, 12, 31))
    outside = one_a_day(date(2018, 1, 1), date(2018, 6, 30), lost_workdays=200.0, meeting=True)
    assert estimate_season(cohort(*inside, *outside), **YEARS).equals(estimate_season(cohort(*inside), **YEARS))


def test_row_order_means_nothing():
    spells = unbalanced_cohort()
    shuffled = spells.sample(fraction=1, shuffle=True, seed=3)
    assert estimate_season(spells, **YEARS).equals(estimate_season(shuffled, **YEARS))


def test_the_answer_keeps_its_contract():
    season = estimate_season(unbalanced_cohort(), **YEARS)
    SeasonEffects.validate(season)
    assert season.height == 12 * len(OUTCOMES)


def test_a_month_without_spells_is_an_error_that_names_it():
    without_july = [s for s in one_a_day(date(2015, 1, 1), date(2017, 12, 31)) if s["start_date"].month != 7]
    with pytest.raises(ValueError, match="month 7"):
        estimate_season(cohort(*without_july), **YEARS)


def test_a_year_without_spells_changes_nothing():
    spells = one_a_day(date(2015, 1, 1), date(2015, 12, 31)) + one_a_day(date(2017, 1, 1), date(2017, 12, 31))
    wide = estimate_season(cohort(*spells), first_year=2014, last_year=2018)
    assert wide.equals(estimate_season(cohort(*spells), first_year=2015, last_year=2017))


def test_months_that_share_no_year_cannot_be_compared():
    halves = one_a_day(date(2015, 1, 1), date(2015, 6, 30)) + one_a_day(date(2016, 7, 1), date(2016, 12, 31))
    with pytest.raises(ValueError, match="cannot be told apart"):
        estimate_season(cohort(*halves), first_year=2015, last_year=2016)


def test_rows_without_the_outcome_are_left_out_of_its_regression():
    spells = cohort(*one_a_day(date(2015, 1, 1), date(2016, 12, 31))).with_columns(
        grade=pl.when(pl.col("spell_id") % 3 == 0).then(None).otherwise(pl.col("spell_id") * 1.0)
    )
    known = spells.filter(pl.col("grade").is_not_null())
    years = {"first_year": 2015, "last_year": 2016}
    assert estimate_month_effects(spells, ["grade"], **years).equals(estimate_month_effects(known, ["grade"], **years))

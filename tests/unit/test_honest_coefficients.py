"""Blocks and the change of the reference: against regressions that have the wanted reference, and by hand."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from unit.study_builders import PERIODS, random_panel

from dialogmote.design.outcomes import panel_outcome
from dialogmote.design.periods import read_periods
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.did import CLUSTERS, COVARIATES, FIXED_EFFECTS, code_regressors, in_spell_order
from dialogmote.estimate.honest.coefficients import (
    EventStudy,
    MonthBlocks,
    MonthlyEffects,
    average_blocks,
    block_months,
    first_differences,
    gather_months,
    refer_to_month,
    second_differences,
)
from dialogmote.estimate.regression.design import Design, prepare_sample
from dialogmote.estimate.regression.projection import fit_batch
from dialogmote.estimate.trends import MONTH_NUMBER, MONTH_PREFIX, code_event_study, list_months, prepare_event_study

# Two exact solutions of the same least squares, in double precision.
RTOL = 1e-8
N_MONTHS = 8
MONTHS = list_months(date(2017, 1, 1), date(2017, N_MONTHS, 1))
BLOCKS = MonthBlocks(before=((0, 1), (2, 3)), reference=(4, 5), target=(6, 7))


def panel_of(seed: int) -> pl.DataFrame:
    """A random panel with starts in eight months, of enough pilot offices that no covariance is repaired."""
    panel = random_panel(np.random.default_rng(seed), n=1500, n_offices=40, n_pilot=14, n_persons=900)
    place = np.random.default_rng(seed + 100).integers(0, N_MONTHS, panel.height)
    return panel.with_columns(start_month=pl.Series([MONTHS[k] for k in place]))


def gathered(panel: pl.DataFrame) -> MonthlyEffects | None:
    sample = prepare_event_study(panel, MONTHS)
    return gather_months(next(fit_batch(sample, [panel_outcome("duration")])), N_MONTHS)


def refit(panel: pl.DataFrame, terms: dict[str, list[int]]):
    """The event study with the pilot's months gathered into `terms`; the months in none are the reference."""
    coded = code_event_study(code_regressors(in_spell_order(select_did_sample(panel, "national"))), MONTHS)
    columns = [
        (pl.col(MONTH_NUMBER).is_in(places) & pl.col("is_pilot")).cast(pl.Float64).alias(name)
        for name, places in terms.items()
    ]
    coded = coded.drop(pl.col(f"^{MONTH_PREFIX}.*$")).with_columns(columns)
    design = Design((*terms, *COVARIATES), (MONTH_NUMBER, *FIXED_EFFECTS), CLUSTERS)
    fit = next(fit_batch(prepare_sample(coded, design), [panel_outcome("duration")])).fit
    places = [fit.terms.index(name) for name in terms]
    return fit.estimates[places], fit.covariance[np.ix_(places, places)]


def test_new_reference_gives_what_a_regression_with_that_reference_gives():
    panel = panel_of(1)
    study = refer_to_month(gathered(panel), BLOCKS)
    others = [k for k in range(N_MONTHS) if k != 5]
    estimates, covariance = refit(panel, {f"month_{k}": [k] for k in others})
    assert study.n_pre == 5 and study.n_post == 2
    np.testing.assert_allclose(study.estimates, estimates, rtol=RTOL)
    np.testing.assert_allclose(study.covariance, covariance, rtol=RTOL, atol=RTOL * covariance.max())
    assert study.target.tolist() == [0.5, 0.5]


def test_block_estimates_are_means_of_months_less_the_mean_of_the_reference():
    panel = panel_of(2)
    effects = gathered(panel)
    study = average_blocks(effects, BLOCKS)
    b = effects.estimates
    reference = (b[4] + b[5]) / 2
    np.testing.assert_allclose(
        study.estimates, [b[:2].mean() - reference, b[2:4].mean() - reference, b[6:].mean() - reference], rtol=RTOL
    )


def test_variance_of_a_block_is_that_of_its_contrast():
    """The last block less the reference is the mean of four contrasts of months; their variances written out."""
    effects = gathered(panel_of(3))
    v = effects.covariance
    by_hand = sum(
        sign_i * sign_j * v[i, j] / 4
        for i, sign_i in ((4, -1), (5, -1), (6, 1), (7, 1))
        for j, sign_j in ((4, -1), (5, -1), (6, 1), (7, 1))
    )
    assert average_blocks(effects, BLOCKS).std_error ** 2 == pytest.approx(by_hand, rel=RTOL)


def test_a_month_without_pilot_spells_leaves_no_coefficients():
    panel = panel_of(4).filter(~((pl.col("start_month") == MONTHS[3]) & pl.col("is_pilot")))
    assert gathered(panel) is None


def test_a_constant_outcome_leaves_no_coefficients():
    assert gathered(panel_of(5).with_columns(duration=pl.lit(100.0))) is None


def test_blocks_of_the_study_are_quarters_back_from_august_2018():
    months = list_months(date(2017, 1, 1), date(2019, 8, 1))
    blocks = block_months(months, PERIODS)

    def named(block):
        return [months[k].strftime("%Y-%m") for k in block]

    assert named(blocks.target) == ["2018-08", "2018-09", "2018-10"]
    assert named(blocks.reference) == ["2018-05", "2018-06", "2018-07"]
    assert [named(block)[0] for block in blocks.before] == ["2017-02", "2017-05", "2017-08", "2017-11", "2018-02"]
    assert blocks.blocks_a_year == 4


def test_a_period_within_one_month_has_that_month_as_target():
    periods = read_periods(
        [
            {"period": 0, "first_start": "2017-01-01", "last_start": "2017-03-31"},
            {"period": 1, "first_start": "2017-04-01", "last_start": "2017-05-04"},
            {"period": 2, "first_start": "2017-05-05", "last_start": "2017-05-20"},
            {"period": 3, "first_start": "2017-05-21", "last_start": "2017-08-31"},
        ]
    )
    assert block_months(MONTHS, periods) == MonthBlocks(((0,), (1,), (2,)), (3,), (4,))


def test_too_few_months_before_make_no_blocks():
    assert block_months(list_months(date(2018, 4, 1), date(2018, 11, 1)), PERIODS) is None
    assert block_months(list_months(date(2018, 2, 1), date(2018, 11, 1)), PERIODS).before == ((0, 1, 2),)


def test_differences_go_through_the_reference():
    """Levels -3, -1, 0 (reference), 2: changes 2, 1, 2, and changes of changes -1, 1."""
    levels = np.array([-3.0, -1.0, 2.0])
    assert (first_differences(2, 1) @ levels).tolist() == [2.0, 1.0, 2.0]
    assert (second_differences(2, 1) @ levels).tolist() == [-1.0, 1.0]


def test_times_count_from_the_reference():
    study = EventStudy(np.zeros(5), np.eye(5), 3, np.array([0.5, 0.5]))
    assert study.times.tolist() == [-3, -2, -1, 1, 2]


@pytest.mark.parametrize(
    ("n_pre", "target"),
    [(0, [1.0, 0.0, 0.0]), (2, [0.0]), (1, [1.0]), (3, [])],
    ids=["none before", "no weight", "too short", "none after"],
)
def test_coefficients_that_do_not_fit_are_refused(n_pre, target):
    with pytest.raises(ValueError, match=r"wanted|fit together"):
        EventStudy(np.zeros(3), np.eye(3), n_pre, np.array(target))


def test_singular_covariance_is_seen():
    assert EventStudy(np.zeros(2), np.eye(2), 1, np.ones(1)).is_regular
    assert not EventStudy(np.zeros(2), np.ones((2, 2)), 1, np.ones(1)).is_regular

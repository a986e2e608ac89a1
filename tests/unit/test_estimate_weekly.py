"""Weekly outcomes, their season step and their regressions (RULES 21, 24, 28, 33, 34)."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from unit.batch_builders import random_season, random_weeks

from dialogmote.contracts.artifacts import SeasonEffects, WeeklyEffects
from dialogmote.design.outcomes import (
    WEEKS,
    adjust_outcomes,
    estimate_batch_season,
    weekly_name,
    weekly_outcome,
    weekly_outcomes,
)
from dialogmote.design.season import estimate_month_effects
from dialogmote.estimate.did import DidSpecification, estimate_did
from dialogmote.estimate.weekly import estimate_weekly_effects

# Two engines, and the same sums in another order, in double precision.
RTOL = 1e-8
LEVEL_RTOL = 1e-12


def value_of(outcome: str, week: int, *, meeting_day: int | None = None, duration: int = 112) -> float:
    frame = pl.DataFrame(
        {"meeting_day": [meeting_day], "duration": [duration]}, schema={"meeting_day": pl.Int32, "duration": pl.Int32}
    )
    return frame.select(weekly_outcome(outcome, week).plain).item()


@pytest.mark.parametrize(
    ("duration", "week", "expected"),
    [(112, 16, 100), (112, 17, 0), (118, 17, 0), (119, 17, 100), (363, 52, 0), (364, 52, 100), (365, 52, 100)],
)
def test_spell_is_on_leave_in_the_weeks_its_duration_reaches(duration, week, expected):
    assert value_of("on_leave", week, duration=duration) == expected


@pytest.mark.parametrize(
    ("day", "week", "expected"),
    [(113, 16, 100), (118, 16, 100), (119, 16, 0), (119, 17, 100), (365, 51, 0), (363, 51, 100), (365, 52, 100)],
)
def test_meeting_counts_by_the_week_of_its_day(day, week, expected):
    assert value_of("meeting", week, meeting_day=day, duration=365) == expected


def test_spell_without_a_meeting_has_none_by_any_week():
    assert [value_of("meeting", week, duration=365) for week in WEEKS] == [0.0] * len(WEEKS)


def test_meeting_stays_held_and_leave_stays_ended():
    _, cohort = random_weeks(1)
    met = cohort.select(weekly_outcome("meeting", week).plain.alias(str(week)) for week in WEEKS).to_numpy()
    on_leave = cohort.select(weekly_outcome("on_leave", week).plain.alias(str(week)) for week in WEEKS).to_numpy()
    assert (np.diff(met, axis=1) >= 0).all() and (np.diff(on_leave, axis=1) <= 0).all()


def test_names_of_the_season_step():
    assert weekly_name("meeting", 16) == "meeting_by_week_16"
    assert weekly_name("on_leave", 52) == "on_leave_in_week_52"
    with pytest.raises(ValueError, match="meeting, on_leave"):
        weekly_name("recovery", 16)


def test_each_outcome_has_a_season_step_of_its_own():
    _, cohort = random_weeks(2, n=1500)
    season = estimate_batch_season(cohort, weekly_outcomes(), first_year=2015, last_year=2017)
    SeasonEffects.validate(season)
    assert season.height == 74 * 12
    by_hand = cohort.with_columns(late=100.0 * (pl.col("duration") >= 210))
    expected = estimate_month_effects(by_hand, ["late"], first_year=2015, last_year=2017)
    ours = season.filter(pl.col("outcome") == "on_leave_in_week_30")
    assert ours.drop("outcome").equals(expected.drop("outcome"))


def test_season_of_the_start_month_is_taken_out():
    _, cohort = random_weeks(3)
    name = weekly_name("meeting", 30)
    season = random_season(3, [name])
    (outcome,) = adjust_outcomes([weekly_outcome("meeting", 30)], season)
    both = cohort.with_columns(plain=outcome.plain, adjusted=outcome.adjusted)
    effects = season["season_effect"].to_list()
    for plain, adjusted, start in both.select("plain", "adjusted", "start_date").iter_rows():
        assert adjusted == plain - effects[start.month - 1]


def test_season_without_an_outcome_or_a_month_is_refused():
    season = random_season(4, [weekly_name("meeting", 16)])
    with pytest.raises(ValueError, match="meeting_by_week_17"):
        adjust_outcomes([weekly_outcome("meeting", 17)], season)
    with pytest.raises(ValueError, match="meeting_by_week_16"):
        adjust_outcomes([weekly_outcome("meeting", 16)], season.head(11))


@pytest.fixture(scope="module")
def study() -> tuple[pl.DataFrame, pl.DataFrame]:
    return random_weeks(5)


@pytest.mark.parametrize("control_group", ["national", "trondelag"])
def test_meeting_by_the_last_week_is_the_meeting_of_table_4(study, control_group):
    """No counted meeting is later than day 365, which lies in week 52: two engines, one outcome."""
    panel, cohort = study
    last = estimate_weekly_effects(panel, cohort, None, control_group=control_group).row(
        by_predicate=(pl.col("outcome") == "meeting") & (pl.col("week") == 52), named=True
    )
    did = estimate_did(panel, DidSpecification(control_group, outcomes=("meeting",))).coefficients
    expected = did.row(by_predicate=(pl.col("term") == "pilot_x_period_2") & ~pl.col("group_trends"), named=True)
    for name in ("estimate", "std_error", "ci_low", "ci_high", "n"):
        assert last[name] == pytest.approx(expected[name], rel=RTOL)


def test_weekly_effects_keep_their_contract_in_order(study):
    effects = estimate_weekly_effects(*study, None, control_group="national")
    WeeklyEffects.validate(effects)
    assert effects.select("outcome", "week").rows() == [(o, w) for o in ("meeting", "on_leave") for w in WEEKS]


def test_everyone_is_on_leave_in_week_16_so_the_effect_is_0_though_the_season_moves_the_level(study):
    panel, cohort = study
    season = random_season(6, [outcome.name for outcome in weekly_outcomes()])
    row = estimate_weekly_effects(panel, cohort, season, control_group="national").row(
        by_predicate=(pl.col("outcome") == "on_leave") & (pl.col("week") == 16), named=True
    )
    assert (row["estimate"], row["std_error"], row["ci_low"], row["ci_high"]) == (0.0, 0.0, 0.0, 0.0)
    assert row["pilot_level"] == row["control_level"] != 100.0


def test_control_level_is_the_adjusted_mean_of_controls_in_period_2(study):
    panel, cohort = study
    season = random_season(7, [outcome.name for outcome in weekly_outcomes()])
    effects = estimate_weekly_effects(panel, cohort, season, control_group="trondelag")
    controls = panel.filter(~pl.col("is_pilot") & pl.col("is_trondelag") & (pl.col("period") == 2)).join(
        cohort.select("spell_id", "duration", "meeting_day"), on="spell_id", suffix="_cohort"
    )
    month_effects = season.filter(pl.col("outcome") == "on_leave_in_week_30")["season_effect"].to_list()
    values = [
        100.0 * (duration >= 210) - month_effects[start.month - 1]
        for duration, start in controls.select("duration_cohort", "start_date").iter_rows()
    ]
    row = effects.row(by_predicate=(pl.col("outcome") == "on_leave") & (pl.col("week") == 30), named=True)
    assert row["control_level"] == pytest.approx(np.mean(values), rel=LEVEL_RTOL)
    assert row["pilot_level"] == row["control_level"] + row["estimate"]


def test_without_pilot_offices_the_control_curve_stands_alone():
    panel, cohort = random_weeks(8, n=300, n_pilot=0)
    effects = estimate_weekly_effects(panel, cohort, None, control_group="national").filter(pl.col("week") > 20)
    assert effects["estimate"].null_count() == effects["pilot_level"].null_count() == effects.height
    assert effects["control_level"].null_count() == 0


def test_row_order_means_nothing(study):
    panel, cohort = study
    mixed = estimate_weekly_effects(
        panel.sample(fraction=1, shuffle=True, seed=1), cohort.reverse(), None, control_group="national"
    )
    assert mixed.equals(estimate_weekly_effects(panel, cohort, None, control_group="national"))


def test_panel_without_spells_gives_nulls(study):
    panel, cohort = study
    effects = estimate_weekly_effects(panel.head(0), cohort, None, control_group="national")
    assert effects.height == 74 and effects["estimate"].null_count() == 74
    assert effects["n"].unique().to_list() == [0]


def test_spell_that_the_cohort_lacks_or_that_stands_twice_is_refused(study):
    panel, cohort = study
    with pytest.raises(ValueError, match="3 spells"):
        estimate_weekly_effects(panel, cohort.slice(3), None, control_group="national")
    with pytest.raises(ValueError, match="more than once"):
        estimate_weekly_effects(pl.concat([panel, panel.head(1)]), cohort, None, control_group="national")


def test_weekly_effects_have_the_same_bits_however_many_threads_polars_has():
    code = (
        "import hashlib\n"
        "from unit.batch_builders import random_season, random_weeks\n"
        "from dialogmote.design.outcomes import weekly_outcomes\n"
        "from dialogmote.estimate.weekly import estimate_weekly_effects\n"
        "season = random_season(1, [outcome.name for outcome in weekly_outcomes()])\n"
        "effects = estimate_weekly_effects(*random_weeks(9, n=20000, n_persons=15000), season,\n"
        "                                  control_group='national')\n"
        "print(hashlib.sha256(effects.drop('outcome').to_numpy().tobytes()).hexdigest())\n"
    )
    root = Path(__file__).parents[2]
    prints = set()
    for threads in ("1", "2"):
        environment = os.environ | {
            "POLARS_MAX_THREADS": threads,
            "OPENBLAS_NUM_THREADS": "1",  # as in the jobs
            "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}",
        }
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        prints.add(done.stdout)
    assert len(prints) == 1 and len(prints.pop()) > 64

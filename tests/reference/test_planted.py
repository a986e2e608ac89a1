"""What is planted in the synthetic register is found again by the design, within its intervals."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml
from scipy import stats

from dialogmote.cohort.build import build_cohort
from dialogmote.cohort.spells import StudyWindow
from dialogmote.contracts.extracts import register_names
from dialogmote.design.panel import code_panel
from dialogmote.design.periods import period_limits, read_periods
from dialogmote.design.season import estimate_season
from dialogmote.estimate.did import DidSpecification, estimate_did
from dialogmote.estimate.did_exhibits import planted_vs_estimated
from dialogmote.registers.simulate.register import simulate_register
from dialogmote.registers.simulate.truth import PlantedTruth

ROOT = Path(__file__).parents[2]
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())
PERIODS = read_periods(CONFIG["periods"])
SCALE = 0.15
OUTCOMES = ("meeting", "duration")
# Twelve intervals that all hold with 95 percent: each at 1 - 0.05 / 12.
CRITICAL = float(stats.norm.ppf(1 - 0.05 / 12 / 2))


def compare(**changed):
    """Planted beside estimated, on a register simulated with the given service effect."""
    planted = yaml.safe_load((ROOT / "resources" / "planted_truth.yaml").read_text())
    planted["effects"] |= changed
    register = simulate_register(
        PlantedTruth.from_mapping(planted),
        scale=SCALE,
        seed=CONFIG["register"]["seed"],
        period_limits=period_limits(PERIODS),
    )
    extracts = {
        name: frame.rename({theirs: ours for ours, theirs in register_names(name).items()})
        for name, frame in register.extracts.items()
    }
    cohort = build_cohort(extracts, StudyWindow(date(2015, 1, 1), date(2021, 12, 31))).cohort
    season = estimate_season(cohort, first_year=2015, last_year=2017)
    panel = code_panel(cohort, season, periods=PERIODS, pilot_county="Trøndelag")
    did = pl.concat(
        estimate_did(panel, DidSpecification(group, outcomes=OUTCOMES)).coefficients
        for group in ("national", "trondelag")
    )
    return planted_vs_estimated(did, register.truth.filter(pl.col("outcome").is_in(OUTCOMES)))


@pytest.fixture(scope="module")
def compared():
    return compare()


def test_every_planted_effect_lies_within_its_interval(compared):
    assert compared.height == 12
    stray = (compared["estimate"] - compared["planted"]).abs() / compared["std_error"]
    assert stray.max() < CRITICAL


def test_fall_in_meetings_is_found_and_nothing_on_duration_is_planted(compared):
    effect = compared.row(
        by_predicate=(pl.col("outcome") == "meeting")
        & (pl.col("control_group") == "national")
        & (pl.col("period") == 2),
        named=True,
    )
    assert effect["planted"] < -5 and effect["ci_high"] < 0
    assert (compared.filter(pl.col("outcome") == "duration")["planted"] == 0).all()


def test_without_the_service_only_the_drift_is_planted_and_found():
    effect = compare(service_meeting_points=0.0).filter(
        (pl.col("outcome") == "meeting") & (pl.col("control_group") == "national") & (pl.col("period") == 2)
    )
    assert effect["planted"].item() > -4
    assert effect["is_within_interval"].item()

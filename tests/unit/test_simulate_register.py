"""The whole register: same bytes, planted truth, contracts, and the rules of the extracts."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import shapely
import yaml
from simulate_builders import NOTHING, PERIOD_LIMITS, PLANTED, SEED, english, planted, register

from dialogmote.cohort.build import CohortResult, build_cohort
from dialogmote.cohort.spells import StudyWindow
from dialogmote.contracts.artifacts import OUTCOMES, SHARE_OUTCOMES, Truth
from dialogmote.contracts.extracts import EXTRACTS
from dialogmote.contracts.files import check_frame
from dialogmote.errors import InputError
from dialogmote.registers.read import read_extracts
from dialogmote.registers.simulate.geoparquet import write_areas
from dialogmote.registers.simulate.register import simulate_register
from dialogmote.registers.simulate.truth import PlantedTruth
from dialogmote.registers.verify.verification import VerifySettings, verify_extracts

ROOT = PLANTED.parents[1]
SMALLEST, SMALL = 0.002, 0.01
WINDOW = (date(2015, 1, 1), date(2021, 12, 31))
ROUNDING = 1e-9  # means of the same whole numbers, added in another order
WRITE = """
import sys, yaml
sys.path.insert(0, "scripts")
import simulate_register as script
folder, seed, names = sys.argv[1], int(sys.argv[2]), sys.argv[3].split(",")
script.main(
    planted_truth="resources/planted_truth.yaml", extracts=[f"{folder}/{name}.parquet" for name in names],
    truth=f"{folder}/truth.parquet", scale=0.002, seed=seed, periods=yaml.safe_load(open("config.yaml"))["periods"],
)
"""


def written_digests(folder: Path, *, threads: int, seed: int = SEED) -> dict[str, str]:
    environment = os.environ | {
        "POLARS_MAX_THREADS": str(threads),
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": str(threads),
    }
    command = [sys.executable, "-c", WRITE, str(folder), str(seed), ",".join(EXTRACTS)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.parquet")}


def cohort(effects: tuple[tuple[str, float], ...] = ()) -> CohortResult:
    return build_cohort(english(register(SMALL, SEED, effects)), StudyWindow(*WINDOW))


def test_same_seed_gives_same_bytes_on_one_thread_and_on_four(tmp_path):
    one = written_digests(tmp_path / "one", threads=1)
    assert one.keys() == {*EXTRACTS, "truth"}
    assert one == written_digests(tmp_path / "four", threads=4)


def test_other_seed_gives_another_register():
    one, other = (register(SMALLEST, seed).extracts for seed in (1, 2))
    assert not one["sykefravar_tilfelle"].equals(other["sykefravar_tilfelle"])
    assert not one["person"].equals(other["person"])


@pytest.mark.parametrize("scale", [0.0019, 0.0, -1.0, float("nan")])
def test_scale_below_the_smallest_is_refused(scale):
    truth = PlantedTruth.from_mapping(yaml.safe_load(PLANTED.read_text(encoding="utf-8")))
    with pytest.raises(InputError, match=r"register\.scale"):
        simulate_register(truth, scale=scale, seed=1, period_limits=PERIOD_LIMITS)


@pytest.mark.parametrize("extract", EXTRACTS)
def test_extract_holds_its_contract(extract):
    frame = english(register(SMALLEST))[extract]
    assert check_frame(frame, EXTRACTS[extract], extract).height > 0


@pytest.mark.parametrize("seed", [SEED, 5, 6])
def test_smallest_register_passes_every_check_of_the_input(tmp_path, seed):
    simulated = register(SMALLEST, seed)
    for name, frame in simulated.extracts.items():
        write = write_areas if name == "nav_enhet_omrade" else pl.DataFrame.write_parquet
        write(frame, tmp_path / f"{name}.parquet")
    sources = {name: [str(tmp_path / f"{name}.parquet")] for name in EXTRACTS}
    result = verify_extracts(read_extracts(sources, {}), VerifySettings(*WINDOW))
    assert result.violations.select("extract", "rule").rows() == []


@pytest.mark.parametrize("seed", [SEED, 5, 6])
def test_smallest_register_reaches_the_end_of_the_follow_up(seed):
    extracts = register(SMALLEST, seed).extracts
    assert extracts["sykefravar_tilfelle"]["sykefravar_til_dato"].max() >= date(2022, 12, 30)
    assert extracts["sykmeldingsgrad_maned"]["aarmnd"].max() >= 202212
    assert extracts["dialogmote_hendelse"]["dialogmote_tidspunkt"].max().date() >= date(2022, 12, 1)
    assert extracts["aap"]["fra_dato"].max() >= date(2023, 6, 1)
    assert extracts["motebehov"]["opprettet_dato"].max().date() >= date(2022, 3, 31)


def test_truth_holds_its_contract_and_covers_every_cell():
    truth = check_frame(register(SMALLEST).truth, Truth, "truth")
    assert truth.select("outcome", "control_group", "period").n_unique() == 6 * 2 * 4


def test_nothing_planted_gives_no_effect():
    assert register(SMALL, SEED, tuple(NOTHING.items())).truth["planted"].to_list() == [0.0] * 48


def test_by_default_only_meetings_move_and_not_in_2017():
    truth = register(SMALL).truth
    moved = truth.filter(pl.col("planted") != 0)
    assert set(moved["outcome"]) == {"meeting"} and moved["period"].min() > 0
    assert planted(register(SMALL), "meeting")[2] < -2  # about -8 planted; the draws of some 30 spells at this size


def test_faster_recovery_through_the_service_shortens_spells_where_it_acts():
    simulated = register(SMALL, SEED, (("service_recovery_hazard_ratio", 1.5),))
    for outcome in ("duration", "lost_workdays"):
        effects = planted(simulated, outcome)
        assert effects[:2] == [0.0, 0.0]
        assert effects[2] < -3
    assert planted(simulated, "total_duration")[2] < -3


def test_grade_and_aap_effects_move_their_outcomes_alone():
    graded = register(SMALL, SEED, (("service_grade_points", -20.0),))
    assert planted(graded, "lost_workdays")[2] < -1 and planted(graded, "duration") == [0.0] * 4
    helped = register(SMALL, SEED, (("service_aap_points", 40.0),))
    assert planted(helped, "aap_transition")[2] > 5 and planted(helped, "exhausted") == [0.0] * 4


def outcomes_by_start(result: CohortResult) -> pl.DataFrame:
    shares = [pl.col(outcome) * 100.0 for outcome in SHARE_OUTCOMES]
    days = [pl.col(outcome).cast(pl.Float64) for outcome in OUTCOMES if outcome not in SHARE_OUTCOMES]
    return result.cohort.select("person_id", "start_date", "is_pilot", "county", *shares, *days)


def test_spells_the_effects_do_not_reach_are_identical_without_them():
    drawn, without = outcomes_by_start(cohort()), outcomes_by_start(cohort(tuple(NOTHING.items())))
    in_2017 = pl.col("start_date") < date(2018, 1, 1)
    untouched = (pl.col("county") != "Trøndelag") & (pl.col("start_date") < date(2018, 11, 20))
    for spells in (in_2017, untouched):
        assert drawn.filter(spells).equals(without.filter(spells))
    assert not drawn.equals(without)


def test_truth_equals_the_difference_of_two_cohorts_built_from_the_extracts():
    both = outcomes_by_start(cohort()).join(
        outcomes_by_start(cohort(tuple(NOTHING.items()))), on=["person_id", "start_date"], validate="1:1"
    )
    limits = PERIOD_LIMITS
    for row in register(SMALL).truth.iter_rows(named=True):
        first, following = limits[row["period"]], limits[row["period"] + 1]
        spells = both.filter((pl.col("start_date") >= first) & (pl.col("start_date") < following))
        pilot = spells.filter("is_pilot")
        control = spells.filter(~pl.col("is_pilot"))
        if row["control_group"] == "trondelag":
            control = control.filter(pl.col("county") == "Trøndelag")
        change = pl.col(row["outcome"]) - pl.col(f"{row['outcome']}_right")
        effect = pilot.select(change).to_series().mean() - control.select(change).to_series().mean()
        assert (pilot.height, control.height) == (row["n_pilot"], row["n_control"])
        assert effect == pytest.approx(row["planted"], abs=ROUNDING)


def test_offices_do_not_depend_on_the_scale():
    assert register(SMALLEST).extracts["nav_enhet"].equals(register(SMALL).extracts["nav_enhet"])


def test_offices_have_the_planted_groups_and_chains_of_two_links():
    offices = english(register(SMALLEST))["nav_enhet"]
    final = offices.filter(pl.col("valid_to") == date(9999, 12, 31))
    assert (final.height, final["is_pilot"].sum()) == (430, 14)
    assert final.filter((pl.col("county") == "Trøndelag") & ~pl.col("is_pilot")).height == 34
    successor = dict(
        offices.filter(pl.col("successor_code").is_not_null()).select("office_code", "successor_code").rows()
    )
    assert any(successor.get(code) in successor for code in successor)
    assert any(code.startswith("0") for code in final["office_code"])


def test_cases_the_cohort_must_handle_are_there():
    extracts = english(register(SMALL))
    spells = extracts["sykefravar_tilfelle"]
    assert spells["spell_id"].n_unique() < spells.height  # several employers
    assert spells["start_date"].min() < WINDOW[0] and spells["start_date"].max() > WINDOW[1]
    events = extracts["dialogmote_hendelse"]
    assert set(events["event"]) == {
        "STOPPUNKT", "INNKALT", "NYTT_TID_STED", "AVLYST", "FERDIGSTILT", "LUKKET", "UNNTAK", "IKKE_AKTUELL",
    }  # fmt: skip
    answers = extracts["motebehov"]
    assert answers.filter(form="MELD_BEHOV")["created_time"].min().date() >= date(2020, 6, 4)
    assert (set(extracts["person"]["protection_code"]) & {6, 7}) and extracts["aap"]["to_date"].null_count()
    starts = spells.select("person_id", spell_start_date="start_date").unique()
    missed = events.join(starts, on=["person_id", "spell_start_date"], how="anti")
    assert missed.height and set(missed["source_system"]) == {"ARENA"}
    steps = set(cohort().exclusions["step"])
    assert steps == {"protected_address", "pregnant", "over_66", "overlapping"}


def test_office_areas_tile_their_county_without_overlap():
    extracts = english(register(SMALLEST))
    shapes = shapely.from_wkb(extracts["nav_enhet_omrade"]["geometry"].to_list())
    assert len(shapes) == 430 and all(shape.geom_type in ("Polygon", "MultiPolygon") for shape in shapes)
    union = shapely.unary_union(shapes)
    gap = 0.001  # of the area: the cells are rounded to whole metres
    assert sum(shape.area for shape in shapes) == pytest.approx(union.area, rel=gap)

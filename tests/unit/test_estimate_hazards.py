"""Weekly hazards (RULES 22, 28)."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from scipy.stats import binomtest, norm
from unit.study_builders import PILOT, cohort

from dialogmote.contracts.artifacts import Figure4, HazardContrasts, RecoveryHazards
from dialogmote.estimate.hazards import RECOVERY_FIGURES, WINDOWS, figure_4, hazard_contrasts, recovery_hazards
from dialogmote.estimate.survival import survival_from_hazards

BEFORE = date(2018, 5, 2)  # in mar_jun one year before, never censored
# Intervals and p-values are compared with scipy's, which takes another path to the same formula: rounding only.
ROUNDING = 1e-12


def recovery(*spells: dict, window: str = "mar_jun") -> pl.DataFrame:
    return recovery_hazards(cohort(*({"start_date": BEFORE} | spell for spell in spells)), window)


def meetings(*spells: dict, window: str = "mar_jun") -> pl.DataFrame:
    held = [{"start_date": BEFORE, "meeting": spell.get("meeting_day") is not None} | spell for spell in spells]
    return figure_4(cohort(*held)).filter(pl.col("window") == window)


def weeks_where(hazards: pl.DataFrame, column: str, year: int = 2018) -> list[int]:
    """The weeks of a year in which a count is above 0."""
    return hazards.filter(pl.col("year") == year, pl.col(column) > 0)["week"].to_list()


def last_week_at_risk(start: date, *, window: str = "mar_jun", **spell: object) -> int | None:
    hazards = recovery({"start_date": start, "duration": 365} | spell, window=window)
    return hazards.filter(pl.col("at_risk") > 0)["week"].max()


@pytest.mark.parametrize(
    ("duration", "last_at_risk", "recovered"),
    [(112, 16, [16]), (118, 16, [16]), (119, 17, [17]), (363, 51, [51]), (364, 52, [52]), (365, 52, [])],
)
def test_spell_is_at_risk_to_the_week_it_ends_in_and_day_365_is_no_recovery(duration, last_at_risk, recovered):
    hazards = recovery({"duration": duration})
    assert weeks_where(hazards, "at_risk") == list(range(16, last_at_risk + 1))
    assert weeks_where(hazards, "events") == recovered


@pytest.mark.parametrize(("day", "week"), [(113, 16), (118, 16), (119, 17), (363, 51), (364, 52), (365, 52)])
def test_meeting_counts_in_its_week_and_ends_the_risk_of_one(day, week):
    hazards = meetings({"duration": 365, "meeting_day": day})
    assert weeks_where(hazards, "at_risk") == list(range(16, week + 1))
    assert weeks_where(hazards, "events") == [week]


def test_spell_without_a_meeting_leaves_the_risk_when_it_ends():
    hazards = meetings({"duration": 130})
    assert weeks_where(hazards, "at_risk") == [16, 17, 18]
    assert weeks_where(hazards, "events") == []


def test_meeting_on_the_last_day_of_a_spell_is_an_event_of_that_week():
    assert weeks_where(meetings({"duration": 174, "meeting_day": 174}), "events") == [24]


def test_pilot_offices_are_left_out():
    assert recovery(PILOT)["at_risk"].sum() == 0
    assert meetings(PILOT | {"meeting_day": 150})["events"].sum() == 0


@pytest.mark.parametrize(
    ("window", "start", "year"),
    [
        ("nov_mar", date(2016, 11, 1), 2016),
        ("nov_mar", date(2017, 3, 31), 2016),
        ("nov_mar", date(2018, 11, 1), 2018),
        ("nov_mar", date(2019, 3, 31), 2018),
        ("mar_jun", date(2017, 3, 1), 2017),
        ("mar_jun", date(2017, 6, 30), 2017),
        ("mar_jun", date(2019, 6, 30), 2019),
    ],
)
def test_year_is_that_in_which_the_window_opens(window, start, year):
    hazards = recovery({"start_date": start}, window=window)
    assert hazards.filter(pl.col("at_risk") > 0)["year"].unique().to_list() == [year]


@pytest.mark.parametrize(
    ("window", "start"),
    [
        ("nov_mar", date(2016, 10, 31)),
        ("nov_mar", date(2018, 10, 31)),
        ("nov_mar", date(2019, 4, 1)),
        ("nov_mar", date(2015, 11, 1)),
        ("mar_jun", date(2017, 2, 28)),
        ("mar_jun", date(2019, 7, 1)),
        ("mar_jun", date(2020, 2, 29)),
    ],
)
def test_starts_outside_the_window_are_nowhere(window, start):
    assert recovery({"start_date": start}, window=window)["at_risk"].sum() == 0


def test_weeks_16_to_52_stand_for_every_year_of_both_windows():
    nobody = pl.DataFrame(schema=cohort({}).schema)
    figure = figure_4(nobody)
    Figure4.validate(figure)
    years = [("nov_mar", 2016), ("nov_mar", 2017), ("nov_mar", 2018)]
    years += [("mar_jun", 2017), ("mar_jun", 2018), ("mar_jun", 2019)]
    assert figure.select("window", "year", "week").rows() == [(*key, week) for key in years for week in range(16, 53)]
    assert figure["at_risk"].sum() == 0
    assert figure.select("hazard_pct", "ci_low", "ci_high").null_count().row(0) == (222, 222, 222)


def test_week_counts_to_the_censored_when_its_last_day_is_29_february_2020():
    """Week 40 of a spell ends on its day 286: that is 2020-02-29 for a start on 2019-05-20."""
    assert date(2019, 5, 20) + timedelta(days=285) == date(2020, 2, 29)
    assert last_week_at_risk(date(2019, 5, 20)) == 40
    assert last_week_at_risk(date(2019, 5, 21)) == 39


def test_first_and_last_censored_start_are_followed_to_weeks_51_and_34():
    assert last_week_at_risk(date(2019, 3, 1)) == 51
    assert last_week_at_risk(date(2019, 6, 30)) == 34


def test_march_2019_is_censored_in_both_windows_and_february_in_none():
    assert last_week_at_risk(date(2019, 3, 31), window="nov_mar") == last_week_at_risk(date(2019, 3, 31)) == 47
    assert last_week_at_risk(date(2019, 2, 28), window="nov_mar") == 52


def test_earlier_years_are_not_censored():
    assert [last_week_at_risk(date(year, 6, 30)) for year in (2017, 2018)] == [52, 52]


def test_events_after_the_censoring_are_not_seen():
    late = {"start_date": date(2019, 5, 21)}
    assert recovery(late | {"duration": 280})["events"].sum() == 0  # ends in week 40, which is not followed
    assert recovery(late | {"duration": 279})["events"].sum() == 1
    assert meetings(late | {"duration": 365, "meeting_day": 280})["events"].sum() == 0
    assert meetings(late | {"duration": 365, "meeting_day": 279})["events"].sum() == 1


def test_hazards_are_events_of_those_at_risk_with_wilson_intervals():
    spells = [{"duration": 112}] * 3 + [{"duration": 119}] * 2 + [{"duration": 365}] * 5
    hazards = recovery(*spells)
    RecoveryHazards.validate(hazards)
    rows = hazards.filter(pl.col("year") == 2018, pl.col("week").is_in([16, 17, 18])).rows(named=True)
    assert [(row["at_risk"], row["events"]) for row in rows] == [(10, 3), (7, 2), (5, 0)]
    for row in rows:
        expected = binomtest(row["events"], row["at_risk"]).proportion_ci(0.95, method="wilson")
        assert row["hazard_pct"] == 100 * row["events"] / row["at_risk"]
        assert row["ci_low"] == pytest.approx(100 * expected.low, rel=ROUNDING, abs=ROUNDING)
        assert row["ci_high"] == pytest.approx(100 * expected.high, rel=ROUNDING)


def test_interval_touches_0_without_events_and_100_with_events_alone():
    rows = recovery({"duration": 119}, {"duration": 119}).filter(pl.col("at_risk") > 0)
    assert rows["hazard_pct"].to_list() == [0.0, 100.0]
    assert (rows["ci_low"][0], rows["ci_high"][1]) == (0.0, 100.0)
    assert rows["ci_high"][0] < 100 and rows["ci_low"][1] > 0


def test_unknown_window_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="nov_mar, mar_jun"):
        recovery_hazards(cohort({}), "winter")


def test_figures_5_and_6_are_the_two_windows():
    assert list(RECOVERY_FIGURES.values()) == list(WINDOWS)


def hazards_of(counts: list[tuple[int, int, int, int]]) -> pl.DataFrame:
    """Recovery hazards with these rows of year, week, at risk, events."""
    names = {"year": pl.Int32, "week": pl.Int32, "at_risk": pl.Int64, "events": pl.Int64}
    return pl.DataFrame(counts, schema=names, orient="row")


def contrast(nov_mar: list, first_week: int) -> dict:
    table = hazard_contrasts({"nov_mar": hazards_of(nov_mar), "mar_jun": hazards_of([])})
    HazardContrasts.validate(table)
    return table.row(by_predicate=(pl.col("window") == "nov_mar") & (pl.col("first_week") == first_week), named=True)


def test_contrast_pools_weeks_and_the_two_earlier_years():
    rows = [(2016, 31, 50, 1), (2017, 36, 150, 9), (2018, 31, 60, 2), (2018, 36, 40, 4), (2018, 37, 9, 9)]
    row = contrast(rows, 31)
    assert (row["hazard_pct"], row["hazard_before_pct"], row["last_week"]) == (6.0, 5.0, 36)
    std_error = 100 * (0.06 * 0.94 / 100 + 0.05 * 0.95 / 200) ** 0.5
    assert row["difference"] == pytest.approx(1.0, rel=ROUNDING)
    assert row["std_error"] == pytest.approx(std_error, rel=ROUNDING)
    assert row["p_value"] == pytest.approx(2 * norm.sf(1 / std_error), rel=ROUNDING)


def test_contrast_without_anyone_at_risk_is_null():
    row = contrast([(2018, 37, 10, 1)], 37)
    assert (row["hazard_pct"], row["hazard_before_pct"]) == (10.0, None)
    assert (row["difference"], row["std_error"], row["p_value"]) == (None, None, None)


def test_contrast_without_variation_has_no_p_value():
    row = contrast([(2017, 37, 10, 0), (2018, 37, 10, 0)], 37)
    assert (row["difference"], row["std_error"], row["p_value"]) == (0.0, 0.0, None)


def test_contrasts_stand_for_both_windows_and_the_three_groups_of_weeks():
    table = hazard_contrasts({window: recovery({}, window=window) for window in WINDOWS})
    HazardContrasts.validate(table)
    weeks = [(20, 28), (31, 36), (37, 37)]
    assert table.select("window", "first_week", "last_week").rows() == [(w, *band) for w in WINDOWS for band in weeks]


def random_spells(n: int = 500) -> pl.DataFrame:
    rng = np.random.default_rng(5)
    durations = np.minimum(rng.integers(112, 420, n), 365)
    days = rng.integers(113, 500, n)
    meeting_days = [int(day) if day <= duration else None for day, duration in zip(days, durations, strict=True)]
    starts = [date(2017, 3, 1) + timedelta(days=int(day)) for day in rng.integers(0, 900, n)]
    return cohort(
        *(
            {"start_date": start, "duration": int(duration), "meeting_day": day}
            for start, duration, day in zip(starts, durations, meeting_days, strict=True)
        )
    )


def test_hazards_without_censoring_multiply_up_to_the_share_on_leave():
    spells = random_spells()
    hazards = recovery_hazards(spells, "mar_jun").filter(pl.col("year") == 2018)
    started = spells.filter(pl.col("start_date").is_between(date(2018, 3, 1), date(2018, 6, 30)))
    survival = survival_from_hazards(hazards)
    for week, share in survival.select("week", "survival").iter_rows():
        on_leave_after = (started["duration"] >= min(7 * (week + 1), 365)).mean()
        assert share == pytest.approx(on_leave_after, rel=1e-12)  # a product of up to 37 ratios


def test_row_order_does_not_change_a_bit_of_the_hazards():
    spells = random_spells()
    shuffled = spells.sample(fraction=1, shuffle=True, seed=3)
    assert figure_4(shuffled).equals(figure_4(spells))
    assert recovery_hazards(shuffled, "nov_mar").equals(recovery_hazards(spells, "nov_mar"))

"""Participants, months, durations, levels, and who was left out: tables 2 and 3, figures 2, 3, 7 and v2."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from unit.study_builders import COUNTY, NEIGHBOUR, PERIODS, PILOT, cohort, random_panel

from dialogmote.cohort.spells import StudyWindow
from dialogmote.contracts.artifacts import (
    ExcludedGroups,
    ExcludedSpells,
    Figure2,
    Figure3,
    Figure7,
    FigureV2,
    MeetingLevels,
    Table2,
    Table3,
)
from dialogmote.design.panel import code_panel
from dialogmote.estimate.durations import figure_2
from dialogmote.estimate.excluded import excluded_groups
from dialogmote.estimate.levels import meeting_levels
from dialogmote.estimate.means import means_by
from dialogmote.estimate.months import figure_3, figure_7, figure_v2
from dialogmote.estimate.participants import table_2, table_3

IN_2017 = {"first_start": date(2017, 1, 1), "last_start": date(2017, 12, 31), "pilot_county": COUNTY}
ROUNDING = 1e-12  # the same few products in another order
SERVICE = {"periods": PERIODS, "pilot_county": COUNTY}


def test_table_3_describes_the_three_groups_of_2017():
    spells = cohort(
        PILOT | {"meeting": True, "duration": 300, "age_years": 40, "grade_mean": 0.5},
        PILOT | {"duration": 200, "age_years": 51, "is_part_time": True, "is_woman": False},
        NEIGHBOUR | {"office_residents": 10000, "is_foreign_born": True},
        {"office_residents": 50001, "lost_workdays": 100.5},
        {"start_date": date(2018, 1, 1), "meeting": True},
        {"start_date": date(2016, 12, 31), "meeting": True},
    )
    table = table_3(spells, **IN_2017)
    Table3.validate(table)
    values = {row["row"]: (row["pilot"], row["control_national"], row["control_trondelag"]) for row in table.to_dicts()}
    assert values == {
        "meeting_share_pct": (50.0, 0.0, 0.0),
        "duration_days": (250.0, 185.0, 185.0),
        "lost_workdays": (120.0, 110.25, 120.0),
        "grade_pct": (75.0, 100.0, 100.0),
        "graded_share_pct": (50.0, 0.0, 0.0),
        "part_time_share_pct": (50.0, 0.0, 0.0),
        "age_years": (45.5, 45.0, 45.0),
        "women_share_pct": (50.0, 100.0, 100.0),
        "foreign_born_share_pct": (0.0, 50.0, 100.0),
        "office_residents": (30000.0, 30000.5, 10000.0),
        "n": (2.0, 2.0, 1.0),
    }


def test_table_3_has_the_published_rows_in_their_order():
    published = pl.read_csv("resources/published/table_3.csv")
    assert table_3(cohort(PILOT), **IN_2017)["row"].to_list() == published["row"].to_list()


def test_table_3_of_an_empty_group_has_n_0_and_nulls():
    column = table_3(cohort({}), **IN_2017)["pilot"].to_list()
    assert column == [None] * 10 + [0.0]


@pytest.mark.parametrize("day", [date(2017, 1, 1), date(2017, 12, 31)])
def test_a_start_on_the_first_or_last_day_of_2017_is_in_table_3(day):
    assert table_3(cohort({"start_date": day}), **IN_2017)["control_national"].to_list()[-1] == 1.0


def unadjusted_panel(*spells: dict) -> pl.DataFrame:
    return code_panel(cohort(*spells, NEIGHBOUR), None, periods=PERIODS, pilot_county=COUNTY)


def test_figure_3_is_the_adjusted_share_by_start_month_without_pilot_offices():
    march, april = {"start_date": date(2015, 3, 31)}, {"start_date": date(2021, 4, 1)}
    panel = unadjusted_panel(march | {"meeting": True}, march, march | PILOT | {"meeting": True}, april)
    adjusted = panel.with_columns(meeting_adjusted=pl.col("meeting") - 3.0)
    figure = figure_3(adjusted).filter(pl.col("month").is_in([date(2015, 3, 1), date(2021, 4, 1)]))
    Figure3.validate(figure_3(adjusted))
    assert figure.rows() == [(date(2015, 3, 1), 47.0, 2), (date(2021, 4, 1), -3.0, 1)]


def test_figure_7_counts_spells_where_any_party_answered():
    march = {"start_date": date(2017, 3, 5)}
    spells = cohort(
        march | PILOT | {"has_employee_need": False},
        march | PILOT | {"has_employer_need": True},
        march | PILOT,
        march | NEIGHBOUR | {"has_employee_need": True, "has_employer_need": True},
        march,
    )
    figure = figure_7(spells, **SERVICE)
    Figure7.validate(figure)
    month = date(2017, 3, 1)
    assert figure.rows() == [
        ("pilot", month, 100 * 2 / 3, 3),
        ("trondelag", month, 100.0, 1),
        ("national", month, 50.0, 2),
    ]


def test_figure_7_covers_the_starts_of_the_periods_and_no_others():
    days = [date(2016, 12, 31), date(2017, 1, 1), date(2019, 8, 31), date(2019, 9, 1)]
    figure = figure_7(cohort(*({"start_date": day} for day in days)), **SERVICE)
    assert figure["month"].to_list() == [date(2017, 1, 1), date(2019, 8, 1)]


def test_answers_count_in_spells_that_were_not_asked():
    figure = figure_7(cohort({"is_asked": False, "has_employee_need": True}), **SERVICE)
    assert figure["used_share_pct"].to_list() == [100.0]


def test_means_by_group_equal_a_plain_loop_whatever_the_row_order():
    panel = random_panel(np.random.default_rng(1))
    means = means_by(panel, ["period", "office"], "duration", "spell_id")
    for period, office, mean, n in means.iter_rows():
        values = (
            panel.filter(pl.col("period") == period, pl.col("office") == office).sort("spell_id")["duration"].to_list()
        )
        assert (mean, n) == (pytest.approx(sum(values) / len(values), rel=1e-12), len(values))  # sums of up to 20 terms
    shuffled = panel.sample(fraction=1, shuffle=True, seed=2)
    assert means_by(shuffled, ["period", "office"], "duration", "spell_id").equals(means)


def test_a_missing_value_is_no_part_of_a_mean():
    with pytest.raises(ValueError, match="1 rows are missing"):
        means_by(pl.DataFrame({"id": [1, 2], "g": [1, 1], "v": [1.0, None]}), ["g"], "v", "id")


WINTER_AFTER = {"start_date": date(2018, 12, 1), "meeting": True, "meeting_day": 150}


def test_table_2_describes_the_spells_with_a_meeting():
    table = table_2(
        cohort(
            WINTER_AFTER | {"duration": 300, "grade_mean": 0.5, "position_percent": 80.0, "is_part_time": True},
            WINTER_AFTER | {"meeting_day": 181, "duration": 365, "age_years": 30, "is_foreign_born": True},
            WINTER_AFTER | {"meeting": False, "meeting_day": None, "duration": 120},
            WINTER_AFTER | PILOT | {"duration": 120},
        )
    )
    Table2.validate(table)
    assert dict(table.select("row", "after_nov18_mar19").rows()) == {
        "meeting_share_pct": 100.0,
        "meeting_day": 165.5,
        "duration_days": 332.5,
        "lost_workdays": 120.0,
        "grade_pct": 75.0,
        "graded_share_pct": 50.0,
        "position_pct": 90.0,
        "part_time_share_pct": 50.0,
        "age_years": 37.5,
        "women_share_pct": 100.0,
        "foreign_born_share_pct": 50.0,
        "share_of_cohort_pct": 100 * 2 / 3,
        "n": 2.0,
    }


def test_table_2_has_the_published_rows_and_windows_in_their_order():
    published = pl.read_csv("resources/published/table_2.csv")
    table = table_2(cohort(PILOT))
    assert table["row"].to_list() == published["row"].to_list()
    assert table.columns == published.columns


def test_table_2_of_a_window_without_spells_has_n_0_and_nulls():
    assert table_2(cohort({}))["before_mar_sep18"].to_list() == [None] * 12 + [0.0]


def test_table_2_of_spells_without_a_meeting_has_share_0_and_nulls():
    column = table_2(cohort(WINTER_AFTER | {"meeting": False, "meeting_day": None}))["after_nov18_mar19"].to_list()
    assert column == [None] * 11 + [0.0, 0.0]


@pytest.mark.parametrize(
    ("day", "columns"),
    [
        (date(2017, 10, 31), []),
        (date(2017, 11, 1), ["before_nov17_mar18"]),
        (date(2018, 3, 31), ["before_nov17_mar18", "before_mar_sep18"]),
        (date(2018, 9, 30), ["before_mar_sep18"]),
        (date(2018, 10, 31), []),
        (date(2019, 3, 1), ["after_nov18_mar19", "after_mar_sep19"]),
        (date(2019, 9, 30), ["after_mar_sep19"]),
        (date(2019, 10, 1), []),
    ],
)
def test_windows_of_table_2_are_whole_months_with_march_in_both(day, columns):
    table = table_2(cohort(WINTER_AFTER | {"start_date": day}))
    n = table.filter(pl.col("row") == "n").row(0, named=True)
    assert [column for column in table.columns[1:] if n[column] == 1.0] == columns


def test_figure_2_counts_capped_durations_by_completed_week_at_all_offices():
    durations = [112, 118, 119, 363, 364, 365]
    figure = figure_2(cohort(*({"duration": days} for days in durations), PILOT | {"duration": 365}))
    Figure2.validate(figure)
    assert figure["week"].to_list() == list(range(16, 53))
    counted = {week: n for week, _, n in figure.iter_rows() if n}
    assert counted == {16: 2, 17: 1, 51: 1, 52: 3}
    assert figure["share_pct"].to_list() == [100 * n / 7 for n in figure["n"]]


def test_figure_2_without_spells_has_every_week_and_no_shares():
    figure = figure_2(cohort({}).clear())
    Figure2.validate(figure)
    assert (figure.height, figure["n"].sum(), figure["share_pct"].null_count()) == (37, 0, 37)


def test_figure_v2_is_adjusted_duration_then_lost_workdays_without_pilot_offices():
    march, april = {"start_date": date(2015, 3, 31)}, {"start_date": date(2015, 4, 1)}
    panel = unadjusted_panel(march | {"duration": 201}, march | PILOT | {"duration": 365}, april | {"lost_workdays": 7})
    figure = figure_v2(panel.with_columns(duration_adjusted=pl.col("duration") - 1.5))
    FigureV2.validate(figure)
    spring = figure.filter(pl.col("month") < date(2016, 1, 1))
    assert spring.rows() == [
        ("duration", date(2015, 3, 1), 199.5, 1),
        ("duration", date(2015, 4, 1), 183.5, 1),
        ("lost_workdays", date(2015, 3, 1), 120.0, 1),
        ("lost_workdays", date(2015, 4, 1), 7.0, 1),
    ]


STUDY = StudyWindow(date(2015, 1, 1), date(2021, 12, 31))


def levels_of(*spells: dict, study: StudyWindow = STUDY) -> pl.DataFrame:
    panel = unadjusted_panel(*spells).filter(pl.col("start_date") != NEIGHBOUR_START)
    return meeting_levels(panel.with_columns(meeting_adjusted=pl.col("meeting") - 5.0), study)


NEIGHBOUR_START = date(2017, 3, 1)  # of the spell that `unadjusted_panel` adds, so that its county is known


def test_meeting_levels_are_adjusted_shares_and_meetings_a_year_beside_the_first_window():
    before, first, after = ({"start_date": day} for day in (date(2018, 10, 31), date(2018, 11, 20), date(2019, 8, 31)))
    levels = levels_of(before | {"meeting": True}, before, first, after | PILOT, after | {"meeting": True})
    MeetingLevels.validate(levels)
    a, b, c = levels.rows(named=True)
    # 2015-01-01 to 2018-10-31 are 1400 days, 2018-11-20 to 2019-02-28 are 101, March to August 184.
    assert (a["window"], a["meeting_share_pct"], a["n"], a["meetings"]) == ("before", 45.0, 2, 1)
    assert a["spells_per_year"] == 2 / 1400 * 365.25
    assert a["meetings_per_year"] == pytest.approx(0.45 * 2 / 1400 * 365.25, rel=ROUNDING)
    assert (a["fall_pct_points"], a["fall_per_year"]) == (None, None)
    assert (b["window"], b["meeting_share_pct"], b["n"], b["meetings"]) == ("first_months", -5.0, 1, 0)
    assert b["spells_per_year"] == 1 / 101 * 365.25
    assert b["fall_pct_points"] == 50.0
    assert (c["window"], c["meeting_share_pct"], c["n"], c["meetings"]) == ("after", 95.0, 1, 1)
    assert c["spells_per_year"] == 1 / 184 * 365.25
    assert c["fall_per_year"] == a["meetings_per_year"] - c["meetings_per_year"]


@pytest.mark.parametrize(
    ("day", "window"),
    [
        (date(2015, 1, 1), "before"),
        (date(2018, 11, 1), None),
        (date(2018, 11, 19), None),
        (date(2019, 2, 28), "first_months"),
        (date(2019, 3, 1), "after"),
        (date(2019, 9, 1), None),
    ],
)
def test_a_start_is_in_the_window_of_its_day(day, window):
    levels = levels_of({"start_date": day})
    assert levels.filter(pl.col("n") > 0)["window"].to_list() == ([window] if window else [])


def test_meeting_levels_of_a_window_without_spells_are_null():
    row = levels_of({"start_date": date(2016, 1, 1)}).row(2, named=True)
    assert row == {
        "window": "after",
        "meeting_share_pct": None,
        "n": 0,
        "meetings": 0,
        "spells_per_year": 0.0,
        "meetings_per_year": None,
        "fall_pct_points": None,
        "fall_per_year": None,
    }


def test_spells_a_year_are_by_the_days_of_the_window_that_were_studied():
    study = StudyWindow(date(2018, 10, 1), date(2019, 2, 28))
    before, _, after = levels_of({"start_date": date(2018, 10, 31)}, study=study).rows(named=True)
    assert before["spells_per_year"] == 1 / 31 * 365.25
    assert (after["n"], after["spells_per_year"], after["meetings_per_year"]) == (0, None, None)


def left(step: str, duration: int, *, meeting: bool = False) -> dict:
    """A spell that left the cohort."""
    return {"step": step, "duration": duration, "meeting": meeting, "start_date": date(2016, 5, 1)}


def excluded(*spells: dict) -> pl.DataFrame:
    rows = [{"spell_id": number, "person_id": number} | spell for number, spell in enumerate(spells, start=100)]
    schema = {name: column.dtype for name, column in ExcludedSpells.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_excluded_groups_are_described_by_reason_beside_those_kept():
    spells = excluded(left("pregnant", 150), left("pregnant", 201, meeting=True), left("overlapping", 112))
    table = excluded_groups(spells, cohort({"duration": 300, "meeting": True}, PILOT | {"duration": 200}))
    ExcludedGroups.validate(table)
    assert table.rows() == [
        ("protected_address", 0, None, None),
        ("pregnant", 2, 50.0, 175.5),
        ("over_66", 0, None, None),
        ("overlapping", 1, 0.0, 112.0),
        ("kept", 2, 50.0, 250.0),
    ]


def test_a_reason_that_is_no_exclusion_is_refused():
    with pytest.raises(ValueError, match="protected_address, pregnant, over_66, overlapping"):
        excluded_groups(excluded(left("moved", 150)), cohort({}))


def test_row_order_does_not_change_a_bit_of_the_means():
    rng = np.random.default_rng(4)
    spells = cohort(
        *({"meeting": True, "meeting_day": 150, "lost_workdays": float(x), "grade_mean": 0.3 + 0.6 * float(x) / 300}
          for x in rng.uniform(0, 300, 200))
    )  # fmt: skip
    spells = spells.with_columns(start_date=pl.lit(date(2018, 3, 5)))
    shuffled = spells.sample(fraction=1, shuffle=True, seed=6)
    assert table_2(shuffled).equals(table_2(spells))
    panel = random_panel(rng)
    assert figure_v2(panel.sample(fraction=1, shuffle=True, seed=7)).equals(figure_v2(panel))

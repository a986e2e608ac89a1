from datetime import date

import numpy as np
import polars as pl
import pytest
from unit.study_builders import COUNTY, NEIGHBOUR, PERIODS, PILOT, cohort, random_panel

from dialogmote.contracts.artifacts import Figure3, Figure7, Table3
from dialogmote.design.panel import code_panel
from dialogmote.estimate.descriptives import figure_3, figure_7, table_3
from dialogmote.estimate.means import means_by

IN_2017 = {"first_start": date(2017, 1, 1), "last_start": date(2017, 12, 31), "pilot_county": COUNTY}
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

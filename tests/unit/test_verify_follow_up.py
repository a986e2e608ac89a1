"""An extract that stops before the follow-up ends, with the published window and with others."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from extract_builders import OPEN, valid_extracts
from verify_helpers import spoil, told, verify

from dialogmote.errors import InputError
from dialogmote.registers.verify import VerifySettings
from dialogmote.registers.verify.follow_up import check_follow_up
from dialogmote.registers.verify.tables import Tables

FIRST, LAST = date(2015, 1, 1), date(2021, 12, 31)
# extract, our column, the register's, the last value that is too early, the first that is late enough (RULES 7).
EDGES = [
    ("sykefravar_tilfelle", "end_date", "sykefravar_til_dato", date(2022, 12, 29), date(2022, 12, 30)),
    ("sykmeldingsgrad_maned", "year_month", "aarmnd", 202211, 202212),
    (
        "dialogmote_hendelse",
        "meeting_time",
        "dialogmote_tidspunkt",
        datetime(2022, 11, 30, 23, 59, 59),
        datetime(2022, 12, 1),
    ),
    ("aap", "from_date", "fra_dato", date(2023, 5, 31), date(2023, 6, 1)),
    ("motebehov", "created_time", "opprettet_dato", datetime(2022, 3, 30, 23, 59), datetime(2022, 3, 31)),
]
OPEN_ENDS = {"sykefravar_tilfelle": OPEN, "sykmeldingsgrad_maned": 999912, "aap": OPEN}


def _rules(extract, column, values, last_start=LAST, allow_short=()):
    """What the check tells of an extract with only this column."""
    dtype = pl.Int32 if column == "year_month" else pl.Datetime("us") if column.endswith("time") else pl.Date
    tables = Tables({extract: pl.DataFrame({column: pl.Series(values, dtype=dtype)})}, {})
    return [(problem.column, problem.rule) for problem in check_follow_up(tables, last_start, allow_short)]


@pytest.mark.parametrize(("extract", "column", "register", "early", "late"), EDGES)
def test_extract_stops_too_early_up_to_the_day_before_the_threshold(extract, column, register, early, late):
    assert _rules(extract, column, [early, None]) == [(register, "stops_before_follow_up")]
    assert _rules(extract, column, [early, late]) == []


@pytest.mark.parametrize(("extract", "column", "register", "early", "late"), EDGES)
def test_thresholds_move_with_the_last_start(extract, column, register, early, late):
    # 365 days earlier is 2020-12-31: each day moves by 365 days, the month by twelve months.
    def shift(value):
        return value - 100 if isinstance(value, int) else value - timedelta(days=365)

    earlier = date(2020, 12, 31)
    assert _rules(extract, column, [shift(early)], earlier) == [(register, "stops_before_follow_up")]
    assert _rules(extract, column, [shift(late)], earlier) == []


@pytest.mark.parametrize(
    ("last_start", "needed"), [(date(2021, 11, 30), 202211), (date(2020, 1, 1), 202101), (date(2019, 12, 31), 202012)]
)
def test_needed_month_is_the_twelfth_after_that_of_the_last_start(last_start, needed):
    before = needed - 1 if needed % 100 > 1 else needed - 89
    assert _rules("sykmeldingsgrad_maned", "year_month", [before], last_start) != []
    assert _rules("sykmeldingsgrad_maned", "year_month", [needed], last_start) == []


@pytest.mark.parametrize(
    ("extract", "column", "register", "early"), [edge[:4] for edge in EDGES if edge[0] in OPEN_ENDS]
)
def test_open_end_is_no_observation(extract, column, register, early):
    assert _rules(extract, column, [early, OPEN_ENDS[extract]]) == [(register, "stops_before_follow_up")]


@pytest.mark.parametrize(("extract", "column", "register", "early", "late"), EDGES)
def test_allowed_extract_may_stop_early(extract, column, register, early, late):
    assert _rules(extract, column, [early], allow_short=[extract]) == []
    assert _rules(extract, column, [early], allow_short=["person"]) == [(register, "stops_before_follow_up")]


def test_column_of_nulls_stops_too_early():
    expected = [("dialogmote_tidspunkt", "stops_before_follow_up")]
    assert _rules("dialogmote_hendelse", "meeting_time", [None, None]) == expected


def test_register_that_stops_too_early_is_told_without_rows(tmp_path):
    aap = spoil("aap", pl.col("fk_person1") == 106, fra_dato=date(2023, 5, 17))
    verification = verify(tmp_path, {"aap": aap})
    assert told(verification) == [("aap", "fra_dato", "stops_before_follow_up", 0)]
    assert verification.failed_rows == {}
    assert verification.violations["failed_rows"].to_list() == [None]
    message = verification.violations["message"].item()
    assert "2023-06-01" in message and "allow_short_follow_up" in message and "2023-05-17" not in message


def test_extracts_without_a_follow_up_rule_may_stop_anywhere(tmp_path):
    frames = valid_extracts()
    changed = {name: frames[name].head(1) for name in ("motebehov_varsel", "svangerskap")}
    assert told(verify(tmp_path, changed)) == []


def test_unknown_extract_in_allow_short_follow_up_is_an_error():
    with pytest.raises(InputError, match=r"names app; allowed: .*\baap\b"):
        VerifySettings(FIRST, LAST, ("app",))


def test_window_that_ends_before_it_starts_is_an_error():
    with pytest.raises(InputError, match=r"last_start is before study\.first_start"):
        VerifySettings(LAST, FIRST)

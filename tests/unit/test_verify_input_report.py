"""The input report: rows, dates, rows that match nothing, ignored columns."""

from datetime import date, datetime

import numpy as np
import polars as pl
import pytest
from extract_builders import OPEN, valid_extracts, write_extracts
from verify_helpers import SETTINGS, append, spoil, verify

from dialogmote.contracts.artifacts import InputReport
from dialogmote.contracts.extracts import EXTRACTS
from dialogmote.contracts.files import check_frame
from dialogmote.registers.input_report import input_report
from dialogmote.registers.read import read_extracts
from dialogmote.registers.verify import verify_extracts


def report_of(folder, changed):
    """The report as extract -> row, checked against its contract."""
    report = check_frame(input_report(verify(folder, changed)), InputReport, "input_report")
    assert report["extract"].to_list() == list(EXTRACTS)
    return {row["extract"]: row for row in report.iter_rows(named=True)}


def test_rows_and_dates_are_those_of_the_extracts(tmp_path):
    report = report_of(tmp_path, {})
    found = {
        name: (row["rows"], row["first_date"], row["last_date"], row["date_column"]) for name, row in report.items()
    }
    assert found == {
        "sykefravar_tilfelle": (10, date(2016, 8, 10), date(2022, 12, 30), "sykefravar_til_dato"),
        "sykmeldingsgrad_maned": (58, date(2016, 2, 1), date(2022, 12, 1), "aarmnd"),
        "dialogmote_hendelse": (11, date(2018, 10, 24), date(2022, 12, 5), "dialogmote_tidspunkt"),
        "motebehov_varsel": (3, date(2018, 12, 24), date(2019, 4, 29), "sendt_dato"),
        "motebehov": (5, date(2018, 12, 27), date(2022, 5, 2), "opprettet_dato"),
        "person": (8, date(2010, 1, 1), date(2018, 6, 1), "gyldig_fra_dato"),
        "svangerskap": (1, date(2018, 10, 1), date(2018, 10, 1), "fra_dato"),
        "aap": (2, date(2016, 1, 1), date(2023, 6, 5), "fra_dato"),
        "nav_enhet": (7, date(2010, 1, 1), date(2018, 1, 1), "funk_gyldig_fra_dato"),
        "nav_enhet_omrade": (3, None, None, None),
    }


def test_open_end_of_a_spell_is_not_the_last_date(tmp_path):
    # It starts before the window, so it needs no months.
    row = pl.col("tilfelle_id") == 1003
    spells = spoil("sykefravar_tilfelle", row, sykefravar_fra_dato=date(2014, 1, 10), sykefravar_til_dato=OPEN)
    assert report_of(tmp_path, {"sykefravar_tilfelle": spells})["sykefravar_tilfelle"]["last_date"] == date(
        2022, 12, 30
    )


@pytest.mark.parametrize(
    ("person", "day", "unmatched"),
    [
        (103, date(2018, 1, 9), 1),
        (103, date(2018, 1, 10), 0),
        (103, date(2018, 2, 1), 0),
        (103, date(2018, 2, 2), 1),
        (103, date(2018, 12, 1), 0),
        (103, date(2018, 12, 2), 1),
        (107, date(2016, 8, 10), 0),
        (88_888, date(2018, 6, 1), 1),
        (-1, date(2018, 6, 1), 1),
    ],
)
def test_held_meeting_is_unmatched_on_a_day_in_no_spell_of_the_person(tmp_path, person, day, unmatched):
    time = datetime(day.year, day.month, day.day, 23, 59)
    last = pl.int_range(pl.len()) == 0
    events = append("dialogmote_hendelse", last, fk_person1=person, hendelse="FERDIGSTILT", dialogmote_tidspunkt=time)
    assert report_of(tmp_path, {"dialogmote_hendelse": events})["dialogmote_hendelse"]["unmatched_rows"] == unmatched


def test_meeting_in_a_long_spell_is_matched_though_a_shorter_one_started_later(tmp_path):
    # Person 107's first spell is made to last past the end of the second.
    spells = spoil("sykefravar_tilfelle", pl.col("tilfelle_id") == 1008, sykefravar_til_dato=date(2017, 3, 31))
    grades = append(
        "sykmeldingsgrad_maned", (pl.col("tilfelle_id") == 1009) & (pl.col("aarmnd") > 201608), tilfelle_id=1008
    )
    more = grades.filter(pl.col("tilfelle_id") == 1008, pl.col("aarmnd").is_in([201610, 201611, 201612]))
    later = more.with_columns(aarmnd=(pl.col("aarmnd") + 91).cast(pl.Int32))
    events = append(
        "dialogmote_hendelse",
        pl.int_range(pl.len()) == 0,
        fk_person1=107,
        hendelse="FERDIGSTILT",
        dialogmote_tidspunkt=datetime(2017, 3, 1),
    )
    changed = {
        "sykefravar_tilfelle": spells,
        "sykmeldingsgrad_maned": pl.concat([grades, later]),
        "dialogmote_hendelse": events,
    }
    assert report_of(tmp_path, changed)["dialogmote_hendelse"]["unmatched_rows"] == 0


def test_meeting_that_was_not_held_is_not_counted(tmp_path):
    events = append("dialogmote_hendelse", pl.col("hendelse") == "AVLYST", fk_person1=88_888)
    assert report_of(tmp_path, {"dialogmote_hendelse": events})["dialogmote_hendelse"]["unmatched_rows"] == 0


@pytest.mark.parametrize(
    ("person", "time", "form", "unmatched"),
    [
        (103, datetime(2018, 1, 9, 23, 59), "SVAR_BEHOV", 1),
        (103, datetime(2018, 1, 10), "SVAR_BEHOV", 0),
        (103, datetime(2021, 1, 1), "SVAR_BEHOV", 0),
        (88_888, datetime(2019, 1, 1), "SVAR_BEHOV", 1),
        (88_888, datetime(2019, 1, 1), "MELD_BEHOV", 0),
    ],
)
def test_answer_is_unmatched_before_any_spell_of_the_person(tmp_path, person, time, form, unmatched):
    answers = append(
        "motebehov",
        pl.col("motebehov_uuid") == "a-1",
        motebehov_uuid="a-9",
        fk_person1_sm=person,
        opprettet_dato=time,
        skjematype=form,
    )
    assert report_of(tmp_path, {"motebehov": answers})["motebehov"]["unmatched_rows"] == unmatched


@pytest.mark.parametrize(
    ("person", "start"), [(101, date(2018, 9, 4)), (102, date(2018, 9, 3)), (88_888, date(2018, 9, 3))]
)
def test_question_is_unmatched_when_it_hits_no_spell_exactly(tmp_path, person, start):
    first = pl.col("fk_person1") == 101
    questions = append("motebehov_varsel", first, fk_person1=person, tilfelle_startdato=start)
    assert report_of(tmp_path, {"motebehov_varsel": questions})["motebehov_varsel"]["unmatched_rows"] == 1


@pytest.mark.parametrize("extract", ["person", "svangerskap", "aap"])
def test_rows_of_persons_without_a_spell_are_unmatched(tmp_path, extract):
    changed = append(extract, pl.int_range(pl.len()) == 0, fk_person1=88_888)
    assert report_of(tmp_path, {extract: changed})[extract]["unmatched_rows"] == 1


def test_area_of_an_unknown_office_is_unmatched(tmp_path):
    changed = append("nav_enhet_omrade", pl.col("nav_enhet_kode") == "5002", nav_enhet_kode="0666")
    assert report_of(tmp_path, {"nav_enhet_omrade": changed})["nav_enhet_omrade"]["unmatched_rows"] == 1


def test_ignored_columns_are_listed(tmp_path):
    aap = valid_extracts()["aap"].with_columns(vedtak=pl.lit(1), aktivitet=pl.lit(2))
    report = report_of(tmp_path, {"aap": aap})
    assert report["aap"]["ignored_columns"] == "aktivitet, vedtak"
    assert report["person"]["ignored_columns"] is None


def test_absent_areas_are_reported_with_no_rows(tmp_path):
    sources = write_extracts(tmp_path, valid_extracts())
    del sources["nav_enhet_omrade"]
    report = input_report(verify_extracts(read_extracts(sources, {}), SETTINGS))
    assert report.row(by_predicate=pl.col("extract") == "nav_enhet_omrade", named=True)["rows"] == 0


def test_report_of_a_register_with_violations_is_refused(tmp_path):
    verification = verify(tmp_path, {"aap": valid_extracts()["aap"].clear()})
    with pytest.raises(ValueError, match="valid extracts only"):
        input_report(verification)


def test_unmatched_meetings_and_answers_are_those_a_search_row_by_row_finds(tmp_path):
    rng = np.random.default_rng(3)
    frames = valid_extracts()
    event, answer = frames["dialogmote_hendelse"].head(1), frames["motebehov"].head(1)
    draws = [
        (int(rng.integers(100, 109)), date(2016, 1, 1).toordinal() + int(rng.integers(0, 2200))) for _ in range(300)
    ]
    days = [(person, date.fromordinal(day)) for person, day in draws]
    times = pl.Series([datetime(day.year, day.month, day.day) for _, day in days], dtype=pl.Datetime("us"))
    persons = pl.Series([person for person, _ in days])
    events = pl.concat([event] * 300).with_columns(
        fk_person1=persons, hendelse=pl.lit("FERDIGSTILT"), dialogmote_tidspunkt=times
    )
    answers = pl.concat([answer] * 300).with_columns(
        fk_person1_sm=persons,
        opprettet_dato=times.dt.cast_time_unit("ns"),
        motebehov_uuid=pl.int_range(pl.len()).cast(pl.String),
    )
    changed = {
        "dialogmote_hendelse": pl.concat([frames["dialogmote_hendelse"], events]),
        "motebehov": pl.concat([frames["motebehov"], answers]),
    }
    report = report_of(tmp_path, changed)
    spells = frames["sykefravar_tilfelle"].select("fk_person1", "sykefravar_fra_dato", "sykefravar_til_dato").rows()
    outside = sum(not any(p == who and first <= day <= last for p, first, last in spells) for who, day in days)
    before = sum(not any(p == who and first <= day for p, first, _ in spells) for who, day in days)
    assert 0 < before < outside < 300
    assert report["dialogmote_hendelse"]["unmatched_rows"] == outside
    assert report["motebehov"]["unmatched_rows"] == before

"""What a single row may hold: every null, range, code and format the contract names, and no more."""

from datetime import date, datetime

import polars as pl
import pytest
from extract_builders import valid_extracts
from verify_helpers import assert_no_values, assert_rows_fail, spoil, told, verify

from dialogmote.contracts.extracts import EXTRACTS, register_names

NEVER_NULL = [
    (extract, register_names(extract)[name])
    for extract, contract in EXTRACTS.items()
    for name, column in contract.columns().items()
    if not column.nullable
]
NULLABLE = [
    (extract, register_names(extract)[name])
    for extract, contract in EXTRACTS.items()
    for name, column in contract.columns().items()
    if column.nullable
]
TIME = datetime(2019, 1, 1, 12)
# extract, column, a value just outside, the rule it breaks; the first row of the extract gets it.
BAD_VALUES = [
    ("sykefravar_tilfelle", "sykefravar_fra_dato", date(1999, 12, 31), "out_of_range"),
    ("sykefravar_tilfelle", "sykefravar_til_dato", date(2036, 1, 1), "out_of_range"),
    ("sykefravar_tilfelle", "stillingsprosent", 0.0, "out_of_range"),
    ("sykefravar_tilfelle", "stillingsprosent", -12.625, "out_of_range"),
    ("sykefravar_tilfelle", "stillingsprosent", 100.0625, "out_of_range"),
    ("sykefravar_tilfelle", "stillingsprosent", float("nan"), "out_of_range"),
    ("sykefravar_tilfelle", "gj_uforg", 0.1875, "out_of_range"),
    ("sykefravar_tilfelle", "gj_uforg", 1.0625, "out_of_range"),
    ("sykefravar_tilfelle", "taptedv", -0.0625, "out_of_range"),
    ("sykefravar_tilfelle", "taptedv", float("inf"), "out_of_range"),
    ("sykefravar_tilfelle", "nav_enhet_kode", "315", "bad_format"),
    ("sykefravar_tilfelle", "naering_kode", "8X", "bad_format"),
    ("sykefravar_tilfelle", "naering_kode", "867", "bad_format"),
    ("sykefravar_tilfelle", "yrke_kode", "5321", "bad_format"),
    ("sykefravar_tilfelle", "yrke_kode", "", "bad_format"),
    ("sykefravar_tilfelle", "sektor", 4, "unknown_code"),
    ("sykmeldingsgrad_maned", "grad", 100.0625, "out_of_range"),
    ("sykmeldingsgrad_maned", "grad", -0.0625, "out_of_range"),
    ("sykmeldingsgrad_maned", "grad", float("nan"), "out_of_range"),
    ("sykmeldingsgrad_maned", "grad", float("-inf"), "out_of_range"),
    ("sykmeldingsgrad_maned", "aarmnd", 201813, "invalid_month"),
    ("sykmeldingsgrad_maned", "aarmnd", 201800, "invalid_month"),
    ("sykmeldingsgrad_maned", "aarmnd", 199912, "invalid_month"),
    ("sykmeldingsgrad_maned", "aarmnd", 203601, "invalid_month"),
    ("sykmeldingsgrad_maned", "aarmnd", -201812, "invalid_month"),
    ("dialogmote_hendelse", "tilfelle_startdato", date(1999, 12, 31), "out_of_range"),
    ("dialogmote_hendelse", "hendelse", "INNKALLT", "unknown_code"),
    ("dialogmote_hendelse", "dialogmote_tidspunkt", datetime(2036, 1, 1), "out_of_range"),
    ("dialogmote_hendelse", "hendelse_tidspunkt", datetime(1999, 12, 31, 23, 59, 59), "out_of_range"),
    ("dialogmote_hendelse", "hendelse_tidspunkt", datetime(9999, 12, 31), "out_of_range"),
    ("dialogmote_hendelse", "kildesystem", "ARENA2", "unknown_code"),
    ("dialogmote_hendelse", "dialogmote_tidspunkt", None, "missing_meeting_time"),
    ("motebehov_varsel", "tilfelle_startdato", date(2036, 1, 1), "out_of_range"),
    ("motebehov_varsel", "sendt_dato", date(1999, 12, 31), "out_of_range"),
    ("motebehov", "innmelder_type", "arbeidstaker", "unknown_code"),
    ("motebehov", "skjematype", "SVAR", "unknown_code"),
    ("motebehov", "opprettet_dato", datetime(2036, 1, 1), "out_of_range"),
    ("person", "fodt_dato", date(1899, 12, 31), "out_of_range"),
    ("person", "fodt_dato", date(2016, 1, 1), "out_of_range"),
    ("person", "fk_dim_kjonn", 5003, "unknown_code"),
    ("person", "fodeland", "nor", "bad_format"),
    ("person", "fodeland", "NORG", "bad_format"),
    ("person", "sivilstand", "SAMBOER", "unknown_code"),
    ("person", "skjermet_kode", -1, "out_of_range"),
    ("person", "gyldig_fra_dato", date(1999, 12, 31), "out_of_range"),
    ("person", "gyldig_til_dato", date(2036, 1, 1), "out_of_range"),
    ("svangerskap", "fra_dato", date(1999, 12, 31), "out_of_range"),
    ("svangerskap", "til_dato", date(2036, 1, 1), "out_of_range"),
    ("aap", "fra_dato", date(1999, 12, 31), "out_of_range"),
    ("aap", "til_dato", date(9999, 12, 30), "out_of_range"),
    ("nav_enhet", "nav_enhet_kode", "03150", "bad_format"),
    ("nav_enhet", "innbyggere", -7, "out_of_range"),
    ("nav_enhet", "funk_gyldig_fra_dato", date(1999, 12, 31), "out_of_range"),
    ("nav_enhet", "funk_gyldig_til_dato", date(2036, 1, 1), "out_of_range"),
    ("nav_enhet", "etterfolger_kode", "15", "bad_format"),
    ("nav_enhet_omrade", "nav_enhet_kode", "3 15 ", "bad_format"),
    ("nav_enhet_omrade", "geometry", b"no geometry at all", "bad_geometry"),
]
# Values at the edge, which break no rule.
GOOD_VALUES = [
    ("sykefravar_tilfelle", "stillingsprosent", 0.01),
    ("sykefravar_tilfelle", "stillingsprosent", 100.0),
    ("sykefravar_tilfelle", "gj_uforg", 0.2),
    ("sykefravar_tilfelle", "gj_uforg", 1.0),
    ("sykefravar_tilfelle", "taptedv", 0.0),
    ("sykefravar_tilfelle", "sektor", 0),
    ("sykmeldingsgrad_maned", "grad", 0.0),
    ("sykmeldingsgrad_maned", "grad", 100.0),
    ("dialogmote_hendelse", "tilfelle_startdato", date(2000, 1, 1)),
    ("dialogmote_hendelse", "dialogmote_tidspunkt", datetime(2035, 12, 31, 23, 59, 59, 999_999)),
    ("dialogmote_hendelse", "hendelse_tidspunkt", datetime(2000, 1, 1)),
    ("person", "fodt_dato", date(1900, 1, 1)),
    ("person", "fodt_dato", date(2015, 12, 31)),
    ("person", "fodeland", "XYZ"),
    ("person", "skjermet_kode", 127),
    ("person", "gyldig_til_dato", date(2035, 12, 31)),
    ("svangerskap", "til_dato", date(9999, 12, 31)),
    ("aap", "til_dato", date(9999, 12, 31)),
    ("nav_enhet", "innbyggere", 0),
]


def _first(extract: str) -> pl.Expr:
    """The first row of an extract, by its place."""
    return pl.int_range(pl.len()) == 0


@pytest.mark.parametrize(("extract", "column"), NEVER_NULL)
def test_null_is_told_where_the_contract_has_none(tmp_path, extract, column):
    changed = spoil(extract, _first(extract), **{column: None})
    verification = verify(tmp_path, {extract: changed})
    assert (extract, column, "null", 1) in told(verification)
    assert_rows_fail(verification, extract, "null", changed.head(1))


@pytest.mark.parametrize(("extract", "column"), NULLABLE)
def test_null_is_let_pass_where_the_contract_allows_it(tmp_path, extract, column):
    changed = spoil(extract, _first(extract), **{column: None})
    rules = {rule for _, _, rule, _ in told(verify(tmp_path, {extract: changed}))}
    # The first meeting event is an INNKALT, which needs its time: that is a rule of its own.
    assert rules == ({"missing_meeting_time"} if column == "dialogmote_tidspunkt" else set())


@pytest.mark.parametrize(("extract", "column", "value", "rule"), BAD_VALUES)
def test_value_outside_the_contract_is_told(tmp_path, extract, column, value, rule):
    changed = spoil(extract, _first(extract), **{column: value})
    verification = verify(tmp_path, {extract: changed})
    assert (extract, column, rule, 1) in told(verification)
    assert_rows_fail(verification, extract, rule, changed.head(1))
    message = verification.violations.filter(pl.col("rule") == rule)["message"].item(0)
    assert message.startswith(f"{extract}.{column}: rule {rule}: 1 row: ")
    assert message.endswith(f"; failing rows in {extract}.{rule}.parquet")


@pytest.mark.parametrize(("extract", "column", "value"), GOOD_VALUES)
def test_value_at_the_edge_of_the_contract_passes(tmp_path, extract, column, value):
    assert told(verify(tmp_path, {extract: spoil(extract, _first(extract), **{column: value})})) == []


@pytest.mark.parametrize("event", ["STOPPUNKT", "UNNTAK", "LUKKET", "IKKE_AKTUELL"])
def test_event_that_is_no_appointment_may_lack_the_meeting_time(tmp_path, event):
    changed = spoil("dialogmote_hendelse", pl.col("hendelse") == "AVLYST", hendelse=event, dialogmote_tidspunkt=None)
    assert told(verify(tmp_path, {"dialogmote_hendelse": changed})) == []


@pytest.mark.parametrize("event", ["INNKALT", "NYTT_TID_STED", "AVLYST", "FERDIGSTILT"])
def test_appointment_without_meeting_time_is_told(tmp_path, event):
    changed = spoil("dialogmote_hendelse", pl.col("hendelse") == "AVLYST", hendelse=event, dialogmote_tidspunkt=None)
    verification = verify(tmp_path, {"dialogmote_hendelse": changed})
    assert told(verification) == [("dialogmote_hendelse", "dialogmote_tidspunkt", "missing_meeting_time", 1)]
    expected = changed.filter((pl.col("hendelse") == event) & pl.col("dialogmote_tidspunkt").is_null())
    assert_rows_fail(verification, "dialogmote_hendelse", "missing_meeting_time", expected)


def test_rows_of_two_columns_that_break_one_rule_share_a_file_and_stand_in_it_once(tmp_path):
    changed = spoil("sykefravar_tilfelle", pl.col("tilfelle_id") == 1001, taptedv=-3.125)
    changed = changed.with_columns(
        gj_uforg=pl.when(pl.col("tilfelle_id").is_in([1001, 1002])).then(7.125).otherwise("gj_uforg")
    )
    verification = verify(tmp_path, {"sykefravar_tilfelle": changed})
    assert told(verification) == [
        ("sykefravar_tilfelle", "gj_uforg", "out_of_range", 3),
        ("sykefravar_tilfelle", "taptedv", "out_of_range", 2),
    ]
    expected = changed.filter(pl.col("tilfelle_id").is_in([1001, 1002]))
    assert_rows_fail(verification, "sykefravar_tilfelle", "out_of_range", expected)


def test_several_extracts_are_told_of_in_one_pass(tmp_path):
    changed = {
        "person": spoil("person", pl.col("fk_person1") == 102, sivilstand="SAMBOER"),
        "aap": spoil("aap", pl.col("fk_person1") == 106, fra_dato=date(1901, 1, 1)),
        "motebehov": valid_extracts()["motebehov"].drop("har_motebehov"),
        "svangerskap": valid_extracts()["svangerskap"].with_columns(pl.col("fra_dato").cast(pl.String)),
    }
    verification = verify(tmp_path, changed)
    assert told(verification) == [
        ("aap", "fra_dato", "out_of_range", 1),
        ("aap", "fra_dato", "stops_before_follow_up", 0),
        ("motebehov", "har_motebehov", "column_missing", 0),
        ("person", "sivilstand", "unknown_code", 1),
        ("svangerskap", "fra_dato", "column_type", 0),
    ]
    assert_no_values(verification)

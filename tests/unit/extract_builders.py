"""A tiny register, made by hand, that breaks no rule: seven persons, nine spells, four offices under six codes.

Tests take it whole, or take it and spoil one thing. `valid_extracts` gives the frames in the register's Norwegian
column names and the canonical types; `write_extracts` puts them in a folder as the pipeline expects to find them.

Who is in it (person: spell, what is special):

====  =====================  ==============================================================================
101   1001, 198 days         pilot office, two employers, asked, both answered, meeting held on day 176
102   1002, 137 days         Oslo, starts in period 0, its second grade is below 100
103   1003, 23 days, short   no month rows, which a short spell may lack
103   1004, 214 days         marries in the middle of it: two rows of validity; meeting called and cancelled
104   1005, 175 days         protected address
105   1006, 177 days         pregnant in it; office code 1601, renumbered to 5001
106   1007, 365 days         first day is the last of the window, exhausted, AAP from 2023-06-05, own answer
107   1008, 192 days         67 years old; office code 1602, merged into 5002
107   1009, 144 days         starts on the last day of 1008, so it overlaps; running, with its planned end
====  =====================  ==============================================================================
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import polars as pl
import shapely

OPEN = date(9999, 12, 31)

# spell, person, first day, last day, office
SPELLS = (
    (1001, 101, date(2018, 9, 3), date(2019, 3, 19), "5001"),
    (1002, 102, date(2017, 3, 1), date(2017, 7, 15), "0315"),
    (1003, 103, date(2018, 1, 10), date(2018, 2, 1), "0315"),
    (1004, 103, date(2018, 5, 2), date(2018, 12, 1), "0315"),
    (1005, 104, date(2019, 1, 7), date(2019, 6, 30), "5002"),
    (1006, 105, date(2018, 11, 20), date(2019, 5, 15), "1601"),
    (1007, 106, date(2021, 12, 31), date(2022, 12, 30), "5003"),
    (1008, 107, date(2016, 2, 1), date(2016, 8, 10), "1602"),
    (1009, 107, date(2016, 8, 10), date(2016, 12, 31), "1602"),
)
SPELLS_WITHOUT_MONTHS = (1003,)
GEO_METADATA = {
    "version": "1.0.0",
    "primary_column": "geometry",
    "columns": {
        "geometry": {
            "encoding": "WKB",
            "geometry_types": ["Polygon", "MultiPolygon"],
            "crs": {
                "type": "ProjectedCRS",
                "name": "ETRS89 / UTM zone 33N",
                "id": {"authority": "EPSG", "code": 25833},
            },
        }
    },
}


def months_touched(first: date, last: date) -> list[int]:
    """The calendar months from `first` to `last` as yyyymm."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [number // 12 * 100 + number % 12 + 1 for number in numbers]


def _spell_rows() -> pl.DataFrame:
    employers = {1001: (9001, 9002)}
    rows = [
        (spell, person, first, last, employer, 100.0 if employer == 9002 else 60.0, 0.85, 90.5, office)
        for spell, person, first, last, office in SPELLS
        for employer in employers.get(spell, (9000 + spell,))
    ]
    names = (
        "tilfelle_id", "fk_person1", "sykefravar_fra_dato", "sykefravar_til_dato", "bedrift_org_nr",
        "stillingsprosent", "gj_uforg", "taptedv", "nav_enhet_kode",
    )  # fmt: skip
    frame = pl.DataFrame(rows, schema=names, orient="row")
    # One of each sector, and a null industry and occupation, which are allowed.
    return frame.with_columns(
        naering_kode=pl.Series(["86", "87", "47", "01", "01", "85", "86", None, "49", "49"], dtype=pl.String),
        yrke_kode=pl.Series(["532", "222", "522", "921", "921", "234", "011", None, "833", "833"], dtype=pl.String),
        sektor=pl.Series([2, 9, 3, 3, 0, 2, 1, 3, 3, 3], dtype=pl.Int8),
    )


def _grade_rows() -> pl.DataFrame:
    rows = [
        (spell, person, month, 100.0 if number == 0 else 62.5)
        for spell, person, first, last, _ in SPELLS
        if spell not in SPELLS_WITHOUT_MONTHS
        for number, month in enumerate(months_touched(first, last))
    ]
    schema = {"tilfelle_id": pl.Int64, "fk_person1": pl.Int64, "aarmnd": pl.Int32, "grad": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _meeting_events() -> pl.DataFrame:
    def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
        return datetime(year, month, day, hour, 30)

    rows = [
        (101, date(2018, 9, 3), "INNKALT", at(2019, 2, 18), at(2019, 1, 20), None, "MODIA"),
        (101, date(2018, 9, 3), "NYTT_TID_STED", at(2019, 2, 25), at(2019, 2, 10), None, "MODIA"),
        (101, date(2018, 9, 3), "FERDIGSTILT", at(2019, 2, 25), at(2019, 2, 26), None, "MODIA"),
        # An old row whose start misses the spell's true start by a day.
        (102, date(2017, 3, 2), "UNNTAK", None, at(2017, 6, 30), "FORVENTET_FRISKMELDING_INNEN_28UKERS", "ARENA"),
        (103, date(2018, 5, 2), "STOPPUNKT", None, at(2018, 10, 1), None, "ARENA"),
        (103, date(2018, 5, 2), "INNKALT", at(2018, 10, 24), at(2018, 10, 3), None, "ARENA"),
        (103, date(2018, 5, 2), "AVLYST", at(2018, 10, 24), at(2018, 10, 20), None, "ARENA"),
        (104, date(2019, 1, 7), "IKKE_AKTUELL", None, at(2019, 5, 20), None, "MODIA"),
        (105, date(2018, 11, 20), "LUKKET", None, at(2019, 4, 20), None, "MODIA"),
        (106, date(2021, 12, 31), "FERDIGSTILT", at(2022, 6, 21), at(2022, 6, 21, 15), None, "MODIA"),
        (106, date(2021, 12, 31), "FERDIGSTILT", at(2022, 12, 5), at(2022, 12, 5, 15), None, "MODIA"),
    ]
    schema = {
        "fk_person1": pl.Int64, "tilfelle_startdato": pl.Date, "hendelse": pl.String,
        "dialogmote_tidspunkt": pl.Datetime("us"), "hendelse_tidspunkt": pl.Datetime("us"),
        "unntakarsak": pl.String, "kildesystem": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _questions() -> pl.DataFrame:
    rows = [
        (101, date(2018, 9, 3), date(2018, 12, 24)),
        (105, date(2018, 11, 20), date(2019, 3, 12)),
        (104, date(2019, 1, 7), date(2019, 4, 29)),
    ]
    schema = {"fk_person1": pl.Int64, "tilfelle_startdato": pl.Date, "sendt_dato": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _answers() -> pl.DataFrame:
    rows = [
        ("a-1", 101, "ARBEIDSTAKER", False, "SVAR_BEHOV", datetime(2018, 12, 27, 8, 15), None),
        ("a-2", 101, "ARBEIDSTAKER", True, "SVAR_BEHOV", datetime(2019, 1, 4, 21, 0), "5001"),
        ("a-3", 101, "ARBEIDSGIVER", True, "SVAR_BEHOV", datetime(2018, 12, 28, 12, 0), "5001"),
        ("a-4", 105, "ARBEIDSGIVER", False, "SVAR_BEHOV", datetime(2019, 3, 20, 10, 0), "5001"),
        ("a-5", 106, "ARBEIDSTAKER", True, "MELD_BEHOV", datetime(2022, 5, 2, 7, 45), "5003"),
    ]
    schema = {
        "motebehov_uuid": pl.String, "fk_person1_sm": pl.Int64, "innmelder_type": pl.String,
        "har_motebehov": pl.Boolean, "skjematype": pl.String, "opprettet_dato": pl.Datetime("ns"),
        "tildelt_enhet": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _persons() -> pl.DataFrame:
    start = date(2010, 1, 1)
    rows = [
        (101, date(1980, 5, 17), 5002, "NOR", "GIFT", 0, start, OPEN),
        (102, date(1975, 2, 28), 5001, "SWE", "UGIFT", 0, start, OPEN),
        (103, date(1990, 7, 1), 5002, "NOR", "UGIFT", 0, start, date(2018, 6, 1)),
        (103, date(1990, 7, 1), 5002, "NOR", "GIFT", 0, date(2018, 6, 1), OPEN),
        (104, date(1985, 11, 3), 5002, "NOR", "SKILT", 6, start, OPEN),
        (105, date(1988, 3, 9), 5002, "POL", "PARTNER", 0, start, OPEN),
        (106, date(1969, 12, 31), 5001, "NOR", "ENKE", 0, start, OPEN),
        (107, date(1949, 1, 15), 5001, "NOR", "GIFT", 0, start, OPEN),
    ]
    schema = {
        "fk_person1": pl.Int64, "fodt_dato": pl.Date, "fk_dim_kjonn": pl.Int32, "fodeland": pl.String,
        "sivilstand": pl.String, "skjermet_kode": pl.Int8, "gyldig_fra_dato": pl.Date, "gyldig_til_dato": pl.Date,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _periods(rows: list[tuple[int, date, date | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={"fk_person1": pl.Int64, "fra_dato": pl.Date, "til_dato": pl.Date}, orient="row"
    )  # fmt: skip


def _offices() -> pl.DataFrame:
    first, merger = date(2010, 1, 1), date(2018, 1, 1)
    rows = [
        ("0315", "NAV Grünerløkka", "Oslo", 52_000, False, first, merger, None),
        ("0315", "NAV Grünerløkka", "Oslo", 58_000, False, merger, OPEN, None),
        ("1601", "NAV Falkenborg", "Sør-Trøndelag", 60_000, True, first, merger, "5001"),
        ("5001", "NAV Falkenborg", "Trøndelag", 64_000, True, merger, OPEN, None),
        ("1602", "NAV Orkland", "Sør-Trøndelag", 11_000, False, first, merger, "5002"),
        ("5002", "NAV Orkland", "Trøndelag", 18_000, False, merger, OPEN, None),
        ("5003", "NAV Levanger", "Trøndelag", 20_000, False, merger, OPEN, None),
    ]
    schema = {
        "nav_enhet_kode": pl.String, "nav_enhet_navn": pl.String, "nav_nivaa3_navn": pl.String,
        "innbyggere": pl.Int32, "pilot": pl.Boolean, "funk_gyldig_fra_dato": pl.Date,
        "funk_gyldig_til_dato": pl.Date, "etterfolger_kode": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _office_areas() -> pl.DataFrame:
    square = shapely.box(262_000, 6_640_000, 272_000, 6_650_000)
    islands = shapely.MultiPolygon([shapely.box(270_000, 7_030_000, 280_000, 7_040_000), shapely.box(1, 1, 2, 2)])
    shapes = {"0315": square, "5001": islands, "5002": shapely.box(230_000, 7_000_000, 250_000, 7_020_000)}
    return pl.DataFrame(
        {"nav_enhet_kode": list(shapes), "geometry": [shapely.to_wkb(shape) for shape in shapes.values()]}
    )


def valid_extracts() -> dict[str, pl.DataFrame]:
    """Extract name -> frame, in the register's Norwegian column names and the canonical types; breaks no rule.

    All ten extracts, the optional areas of the offices included. Fresh frames at every call.
    """
    return {
        "sykefravar_tilfelle": _spell_rows(),
        "sykmeldingsgrad_maned": _grade_rows(),
        "dialogmote_hendelse": _meeting_events(),
        "motebehov_varsel": _questions(),
        "motebehov": _answers(),
        "person": _persons(),
        "svangerskap": _periods([(105, date(2018, 10, 1), date(2019, 6, 20))]),
        "aap": _periods([(102, date(2016, 1, 1), date(2016, 6, 30)), (106, date(2023, 6, 5), None)]),
        "nav_enhet": _offices(),
        "nav_enhet_omrade": _office_areas(),
    }


def write_extracts(folder: Path, extracts: Mapping[str, pl.DataFrame]) -> dict[str, list[str]]:
    """Write each frame as `<folder>/<extract>.parquet` (the areas as GeoParquet); extract -> its list of paths."""
    sources = {}
    for extract, frame in extracts.items():
        path = folder / f"{extract}.parquet"
        metadata = {"geo": json.dumps(GEO_METADATA)} if extract == "nav_enhet_omrade" else None
        frame.write_parquet(path, metadata=metadata)
        sources[extract] = [str(path)]
    return sources

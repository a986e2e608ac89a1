"""Hand-made released frames of the map, the durations, the hazards, the answers and the monthly means."""

from datetime import date
from math import exp, sin, sqrt

import polars as pl

from dialogmote.contracts.artifacts import ARTIFACTS

WINDOW_YEARS = {"nov_mar": (2016, 2017, 2018), "mar_jun": (2017, 2018, 2019)}
WEEKS = range(16, 53)


def schema_of(name: str) -> dict[str, pl.DataType]:
    return {column: spec.dtype for column, spec in ARTIFACTS[name].columns().items()}


def figure_1() -> pl.DataFrame:
    """Twelve offices: three pilot and three others in Trøndelag, six in Nordland."""
    near = [(f"50{place:02d}", f"NAV Vik {place}", "Trøndelag", place < 3, 900 + place) for place in range(6)]
    far = [(f"18{place:02d}", f"NAV Berg {place}", "Nordland", False, 700 + place) for place in range(6)]
    return pl.DataFrame(near + far, schema=schema_of("figure_1"), orient="row")


def figure_1_areas() -> pl.DataFrame:
    """Squares of 10 km: Trøndelag in a row of six, Nordland in another further north; the first one has a hole."""
    rows: list[tuple[str, int, int, bool, float, float]] = []
    for county, north in (("50", 0.0), ("18", 300_000.0)):
        for place in range(6):
            rows += _square(f"{county}{place:02d}", 0, False, 10_000.0 * place, north, 10_000.0)
    rows += _square("5000", 1, True, 2_000.0, 2_000.0, 4_000.0)
    return pl.DataFrame(rows, schema=schema_of("figure_1_areas"), orient="row")


def _square(
    office: str, ring: int, is_hole: bool, east: float, north: float, side: float
) -> list[tuple[str, int, int, bool, float, float]]:
    corners = ((0.0, 0.0), (side, 0.0), (side, side), (0.0, side))
    return [(office, ring, corner, is_hole, east + x, north + y) for corner, (x, y) in enumerate(corners)]


def figure_2() -> pl.DataFrame:
    counts = [int(44_000 * exp(-(week - 16) / 14)) + 4_000 for week in range(16, 50)] + [32_500, 53_000, 120_000]
    shares = [100 * count / sum(counts) for count in counts]
    return pl.DataFrame({"week": list(WEEKS), "share_pct": shares, "n": counts}, schema=schema_of("figure_2"))


def meeting_hazard(week: int, peak_pct: float) -> float:
    return 0.2 + (peak_pct - 0.2) * exp(-(((week - 25) / 3) ** 2))


def recovery_hazard(week: int) -> float:
    return {50: 15.0, 51: 29.7, 52: 6.4}.get(week, 5.3 - 1.9 * sin((week - 16) / 11) if week < 48 else 4.9)


def hazard_rows(year: int, hazards: dict[int, float], at_risk: dict[int, int]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for week in WEEKS:
        n = at_risk[week]
        if n == 0:
            rows.append((year, week, 0, 0, None, None, None))
            continue
        error = 196 * sqrt(hazards[week] / 100 * (1 - hazards[week] / 100) / n)
        low, high = max(0.0, hazards[week] - error), hazards[week] + error
        rows.append((year, week, n, round(n * hazards[week] / 100), hazards[week], low, high))
    return rows


def spells_at_risk(start: int, is_censored: bool = False) -> dict[int, int]:
    """Spells still at risk by week; of the censored ones few in week 50, fewer in week 51, none in week 52."""
    counts = {week: int(start * exp(-(week - 16) / 27)) for week in WEEKS}
    return counts | {50: 1_035, 51: 244, 52: 0} if is_censored else counts


def figure_4() -> pl.DataFrame:
    peaks = {"nov_mar": (9.0, 8.9, 6.4), "mar_jun": (10.7, 10.1, 5.5)}
    rows: list[tuple[object, ...]] = []
    for window, years in WINDOW_YEARS.items():
        for year, peak in zip(years, peaks[window], strict=True):
            hazards = {week: meeting_hazard(week, peak) for week in WEEKS}
            rows += [(window, *row) for row in hazard_rows(year, hazards, spells_at_risk(40_000, year == 2019))]
    return pl.DataFrame(rows, schema=schema_of("figure_4"), orient="row")


def _recovery(window: str) -> pl.DataFrame:
    rows: list[tuple[object, ...]] = []
    for year in WINDOW_YEARS[window]:
        hazards = {week: recovery_hazard(week) + 0.1 * sin(week * year) for week in WEEKS}
        rows += hazard_rows(year, hazards, spells_at_risk(45_000, year == 2019))
    return pl.DataFrame(rows, schema=schema_of("figure_5"), orient="row")


def figure_5() -> pl.DataFrame:
    return _recovery("nov_mar")


def figure_6() -> pl.DataFrame:
    return _recovery("mar_jun")


def figure_v1() -> pl.DataFrame:
    """Half of the answers in the first week, half of the rest in the next, and so on; the employer a little later."""
    rows: list[tuple[object, ...]] = []
    for respondent, total, stay in (("employee", 130_000, 0.35), ("employer", 134_000, 0.45)):
        shares = [100 * (1 - stay) * stay ** (week - 16) for week in range(16, 52)]
        shares.append(100 - sum(shares))
        rows += [
            (respondent, week, share, round(total * share / 100)) for week, share in zip(WEEKS, shares, strict=True)
        ]
    return pl.DataFrame(rows, schema=schema_of("figure_v1"), orient="row")


def figure_v2() -> pl.DataFrame:
    starts = pl.date_range(date(2015, 1, 1), date(2021, 12, 1), "1mo", eager=True).to_list()
    rows = [
        (outcome, month, level - (fall if month >= date(2019, 7, 1) else 0) + sin(2.1 * place), 9_100 + place)
        for outcome, level, fall in (("duration", 244.5, 6.0), ("lost_workdays", 110.6, 2.5))
        for place, month in enumerate(starts)
    ]
    return pl.DataFrame(rows, schema=schema_of("figure_v2"), orient="row")


DESCRIPTIVE_FIGURES = ("figure_1", "figure_2", "figure_4", "figure_5", "figure_6", "figure_v1", "figure_v2")
FRAMES = {
    build.__name__: build
    for build in (figure_1, figure_1_areas, figure_2, figure_4, figure_5, figure_6, figure_v1, figure_v2)
}

"""Hand-made released frames of the regressions by week, grade and month, and of the further tables.

Sizes are those of the published ones where there are any, so that what is drawn looks as it will.
"""

from datetime import date
from itertools import product
from math import cos, exp, sin
from pathlib import Path

import polars as pl

from dialogmote.contracts.artifacts import ARTIFACTS, CONTROL_GROUPS, OUTCOMES, SPELL_GROUPS

PUBLISHED = Path(__file__).parents[2] / "resources" / "published"
SIZES = {"national": 320_049, "trondelag": 30_659}
WEEKS = range(16, 53)
ANSWERS = ("none", "no", "yes")


def schema_of(name: str) -> dict[str, pl.DataType]:
    return {column: spec.dtype for column, spec in ARTIFACTS[name].columns().items()}


def _rise(week: int, middle: float, width: float) -> float:
    return 1 / (1 + exp(-(week - middle) / width))


def _weekly_effects(exhibit: str, control_group: str, effect: float, widening: float) -> pl.DataFrame:
    rows: list[tuple[object, ...]] = []
    for week in WEEKS:
        level = 32 * _rise(week, 23.8, 1.5) - 0.1
        estimate, error = effect * _rise(week, 24.3, 1.2), widening * (0.12 + 1.25 * _rise(week, 23.5, 1.6))
        rows.append(("meeting", week, level, estimate, error))
    for week in WEEKS:
        level = 100 * exp(-0.05 * (week - 16)) + 0.45 * (week - 16) - (12 if week == 52 else 0)
        error = 0.0 if week == 16 else widening * (0.75 + 0.3 * sin(week / 9))
        estimate = 0.0 if week == 16 else -1.6 * _rise(week, 28, 1.6) + 2.4 * _rise(week, 48, 1.4) + 0.2 * cos(week)
        rows.append(("on_leave", week, level, estimate, error))
    return pl.DataFrame(
        [
            (name, week, level, level + estimate, estimate, error, estimate - 1.97 * error, estimate + 1.97 * error, n)
            for name, week, level, estimate, error in rows
            for n in (SIZES[control_group],)
        ],
        schema=schema_of(exhibit),
        orient="row",
    )


def figure_9() -> pl.DataFrame:
    return _weekly_effects("figure_9", "national", -8.1, 1.0)


def figure_v4() -> pl.DataFrame:
    return _weekly_effects("figure_v4", "trondelag", -5.0, 1.8)


def _grade_effects(exhibit: str, control_group: str, widening: float) -> pl.DataFrame:
    rows: list[tuple[object, ...]] = []
    for sample in ("all", "on_leave"):
        for month in range(1, 13):
            is_all = sample == "all"
            estimate = (1.1 if month < 4 else 0.2 if month < 7 else -1.3) * (1.0 if is_all else 0.8) + 0.2 * sin(month)
            error = widening * (0.7 + 0.03 * month) * (1.0 if is_all else 1.1)
            mean = 82.0 - (6.2 * max(0, month - 3) if is_all else 1.4 * month)
            n = SIZES[control_group] if is_all else round(SIZES[control_group] * (1 - 0.07 * max(0, month - 4)))
            rows.append(
                (sample, month, estimate, error, estimate - 1.97 * error, estimate + 1.97 * error, mean, n)
            )  # fmt: skip
    return pl.DataFrame(rows, schema=schema_of(exhibit), orient="row")


def figure_10() -> pl.DataFrame:
    return _grade_effects("figure_10", "national", 1.0)


def figure_v5() -> pl.DataFrame:
    return _grade_effects("figure_v5", "trondelag", 1.9)


def figure_v3() -> pl.DataFrame:
    months = pl.date_range(date(2017, 1, 1), date(2019, 8, 1), "1mo", eager=True).to_list()
    rows: list[tuple[object, ...]] = []
    for outcome, error in (("meeting", 2.4), ("duration", 4.6)):
        for place, month in enumerate(months):
            effect = -8.0 if date(2018, 8, 1) <= month < date(2018, 12, 1) else -1.5 if month.year > 2017 else 0.0
            estimate = (effect if outcome == "meeting" else -0.5) + 0.8 * error * sin(2.1 * place)
            spread = error * (1 + 0.2 * cos(place))
            known = (estimate, spread, estimate - 1.97 * spread, estimate + 1.97 * spread, 0.4)
            rows.append((outcome, month, *(known if place else (0.0, 0.0, 0.0, 0.0, None)), SIZES["national"]))
    return pl.DataFrame(rows, schema=schema_of("figure_v3"), orient="row")


def table_1() -> pl.DataFrame:
    printed = pl.read_csv(PUBLISHED / "table_1.csv")
    return printed.cast({name: pl.Float64 for name in printed.columns if name not in ("answer", "n")})


def table_2() -> pl.DataFrame:
    printed = pl.read_csv(PUBLISHED / "table_2.csv")
    return printed.cast({name: pl.Float64 for name in printed.columns if name != "row"})


def table_v1() -> pl.DataFrame:
    printed = pl.read_csv(PUBLISHED / "table_v1.csv")
    return printed.with_columns(
        controls=pl.col("controls") == "yes",
        std_error=(pl.col("trend_difference_per_year").abs() / 1.2 + 1.4).round(1),
    ).select(list(ARTIFACTS["table_v1"].columns()))


def table_4_no_controls() -> pl.DataFrame:
    rows = [
        (outcome, group, trends, estimate, error, estimate - 1.97 * error, estimate + 1.97 * error, p_value, mean,
         SIZES[group], round(0.9 * SIZES[group]), 430 if group == "national" else 48, 14)
        for group, trends in product(CONTROL_GROUPS, (False, True))
        for outcome, estimate, error, p_value, mean in (
            ("meeting", -8.31, 1.41, 0.0001, 32.7), ("duration", -0.42, 1.95, 0.83, 244.4),
            ("total_duration", -1.2, 1.7, 0.48, 259.1), ("lost_workdays", 1.51, 1.16, 0.2, 110.8),
            ("exhausted", 1.46, 0.86, 0.09, 14.2), ("aap_transition", 1.3, 0.99, 0.19, 23.3),
        )
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=schema_of("table_4_no_controls"), orient="row")


def period_contrasts() -> pl.DataFrame:
    values = {
        "meeting": (-6.2, 1.4, 0.0001),
        "duration": (-0.2, 1.9, 0.92),
        "total_duration": (-0.8, 1.8, 0.66),
        "lost_workdays": (0.45, 1.1, 0.68),
        "exhausted": (1.1, 0.9, 0.22),
        "aap_transition": (0.7, 1.0, 0.48),
    }
    rows = [
        (outcome, group, contrast, *values[outcome])
        for outcome in OUTCOMES
        for group in CONTROL_GROUPS
        for contrast in ("period_2_less_1", "period_2_less_3")
    ]
    return pl.DataFrame(rows, schema=schema_of("period_contrasts"), orient="row")


def inference_panel() -> pl.DataFrame:
    """Every method on every effect; two do not reject zero in the country, one does in the county."""
    widths = {"crv1": 2.0, "crv1_office": 2.1, "crv3": 2.2, "crv3_few": 2.4, "wild": 2.3, "randomization_t": 2.5}
    widths |= {"randomization_coefficient": 4.1, "conley_taber": 4.4, "ferman_pinto": 2.2}
    errors = ("crv1", "crv1_office", "crv3", "crv3_few")
    rows = []
    for outcome, group, trends in product(OUTCOMES, CONTROL_GROUPS, (False, True)):
        estimate = -3.5 if group == "national" else 0.8
        for method, width in widths.items():
            error, df = (1.07, 429.0 if method != "crv3_few" else 12.3) if method in errors else (None, None)
            is_alone = (method, group, trends) == ("ferman_pinto", "trondelag", True)
            p_value = 0.004 if abs(estimate) > width or is_alone else 0.21
            ends = (None if method == "conley_taber" and trends else estimate - width, estimate + width)
            counts = (430, 14) if group == "national" else (35, 14)
            draws = None if method in errors else 9999
            rows.append((outcome, group, trends, method, estimate, error, p_value, *ends, df, *counts, draws, 1.02))
    return pl.DataFrame(rows, schema=schema_of("inference_panel"), orient="row")


def heterogeneity() -> pl.DataFrame:
    rows: list[tuple[object, ...]] = []
    for control_group, error in (("national", 1.4), ("trondelag", 2.6)):
        for (kind, groups), outcome in product(SPELL_GROUPS.items(), ("meeting", "duration")):
            p_equal = 0.021 if (kind, outcome, control_group) == ("grade", "meeting", "national") else 0.34
            for place, group in enumerate(groups):
                effect = (-6.5 if outcome == "meeting" else 1.2) - 1.9 * place + 0.1 * len(group)
                spread = error * (1.0 if outcome == "meeting" else 1.9)
                known = (effect, spread, effect - 1.97 * spread, effect + 1.97 * spread, 0.04)
                sizes = (SIZES[control_group] // len(groups), 2490 // len(groups) + 15 * place)
                rows.append((kind, group, outcome, control_group, *known, p_equal, min(1.0, 10 * p_equal), *sizes))
    return pl.DataFrame(rows, schema=schema_of("heterogeneity"), orient="row")


def honest_trends() -> pl.DataFrame:
    """Meetings: zero comes in late; duration: it is in from the start, and one interval has no upper end."""
    rows: list[tuple[object, ...]] = []
    for outcome, estimate, error, turn in (("meeting", -5.58, 1.1, 4.04), ("duration", -1.54, 2.85, 10.7)):
        for method in ("relative_magnitudes", "smoothness", "smoothness_hybrid"):
            is_relative = method == "relative_magnitudes"
            grid = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0) if is_relative else [0.2 * turn * k for k in range(11)]
            widening = 2.2 * error if is_relative else 1.0
            breakdown = max(0.0, (-estimate - 1.96 * error) / widening) if outcome == "meeting" else 0.0
            values = (estimate, error, estimate - 1.96 * error, estimate + 1.96 * error, breakdown)
            for place, m in enumerate(grid):
                reach = 1.96 * error + widening * m
                high = None if (outcome, method, place) == ("duration", "relative_magnitudes", 6) else estimate + reach
                ends = (estimate - reach, high)
                rows.append((outcome, method, place, m, *ends, *values, 1.0 if is_relative else turn))
    return pl.DataFrame(rows, schema=schema_of("honest_trends"), orient="row")


def pretrend_tests() -> pl.DataFrame:
    rows = [
        ("meeting", "blocks", 8.91, 5, 0.113, 9, 0.369),
        ("meeting", "months", 60.3, 18, 0.000002, None, None),
        ("duration", "blocks", 13.3, 5, 0.0203, 9, 0.2),
        ("duration", "months", 75.4, 18, 5.31e-9, None, None),
    ]
    return pl.DataFrame(rows, schema=schema_of("pretrend_tests"), orient="row")


def pretrend_power() -> pl.DataFrame:
    rows = [
        (outcome, test, power, scale * slope, scale * slope / 4, scale * slope / 2.6, 96.0 - slope, 96.5 - 2 * slope)
        for outcome, scale in (("meeting", 1.0), ("duration", 2.1))
        for test, power, slope in (("joint", 50, 2.06), ("joint", 80, 2.8), ("any", 50, 1.32), ("any", 80, 2.13))
    ]
    return pl.DataFrame(rows, schema=schema_of("pretrend_power"), orient="row")


def answers_cross() -> pl.DataFrame:
    cells = (
        (31.1, 12.7, 81_004), (14.2, 12.9, 36_927), (4.1, 43.2, 10_662),
        (15.9, 11.8, 41_348), (21.1, 10.2, 54_870), (4.8, 44.9, 12_482),
        (2.3, 33.0, 5_981), (3.2, 36.1, 8_322), (3.3, 61.4, 8_582),
    )  # fmt: skip
    rows = [(*pair, *cell) for pair, cell in zip(product(ANSWERS, ANSWERS), cells, strict=True)]
    return pl.DataFrame(rows, schema=schema_of("answers_cross"), orient="row")


def meeting_levels() -> pl.DataFrame:
    rows = [
        ("before", 32.2, 446_120, 143_720, 116_384.2, 37_475.7, None, None),
        ("first_months", 26.1, 33_101, 8_540, 119_706.4, 31_243.4, 6.1, 6_232.3),
        ("after", 19.2, 58_240, 11_301, 115_611.1, 22_197.3, 13.0, 15_278.4),
    ]
    return pl.DataFrame(rows, schema=schema_of("meeting_levels"), orient="row")


def excluded_groups() -> pl.DataFrame:
    rows = [
        ("protected_address", 3_682, 24.1, 231.4),
        ("pregnant", 75_318, 4.0, 189.7),
        ("over_66", 11_801, 17.2, 198.1),
        ("overlapping", 32_805, 24.9, 240.3),
        ("kept", 821_406, 26.8, 243.2),
    ]
    return pl.DataFrame(rows, schema=schema_of("excluded_groups"), orient="row")


def hazard_contrasts() -> pl.DataFrame:
    rows = [
        ("nov_mar", 20, 28, 3.03, 3.05, -0.02, 0.031, 0.52),
        ("nov_mar", 31, 36, 2.28, 2.35, -0.07, 0.042, 0.096),
        ("nov_mar", 37, 37, 2.41, 2.43, -0.02, 0.11, 0.86),
        ("mar_jun", 20, 28, 2.71, 2.69, 0.02, 0.033, 0.54),
        ("mar_jun", 31, 36, 2.4, 2.39, 0.01, 0.05, 0.84),
        ("mar_jun", 37, 37, 2.12, 2.61, -0.49, 0.13, 0.0002),
    ]
    return pl.DataFrame(rows, schema=schema_of("hazard_contrasts"), orient="row")


def check_estimates() -> pl.DataFrame:
    rows: list[tuple[object, ...]] = []
    for exhibit, specifications, terms in (
        ("table_4", ("without_trends", "with_trends"), 12),
        ("table_v1", ("with_controls", "without_controls"), 1),
    ):
        for place, key in enumerate(product(OUTCOMES, CONTROL_GROUPS, specifications)):
            rows.append((exhibit, *key, terms, 3.2e-11 / (1 + place), 4.9e-13 * (1 + place), True, True))
    for outcome in ("meeting", "duration"):
        rows.append(("figure_v3", outcome, "national", "months", 31, 9.7e-11, 0.0, True, True))
    return pl.DataFrame(rows, schema=schema_of("check_estimates"), orient="row")


EFFECT_FIGURES = (
    *("figure_9", "figure_10", "figure_v3", "figure_v4", "figure_v5"),
    *("heterogeneity", "inference_panel", "honest_trends"),
)
FURTHER_TABLES = (
    "table_1",
    "table_2",
    "table_v1",
    "table_4_no_controls",
    "period_contrasts",
    "heterogeneity",
    "inference_panel",
    "honest_trends",
    "pretrend_tests",
    "pretrend_power",
    "answers_cross",
    "meeting_levels",
    "excluded_groups",
    "hazard_contrasts",
    "check_estimates",
)
FRAMES = {
    build.__name__: build
    for build in (
        figure_9,
        figure_10,
        figure_v3,
        figure_v4,
        figure_v5,
        table_1,
        table_2,
        table_v1,
        table_4_no_controls,
        period_contrasts,
        heterogeneity,
        inference_panel,
        honest_trends,
        pretrend_tests,
        pretrend_power,
        answers_cross,
        meeting_levels,
        excluded_groups,
        hazard_contrasts,
        check_estimates,
    )
}

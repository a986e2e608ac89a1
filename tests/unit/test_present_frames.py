"""Hand-made released frames, which the other tests of the presentation draw and lay out, keep their contracts."""

from datetime import date
from itertools import pairwise
from math import sin
from pathlib import Path

import polars as pl
import present_frames_descriptives as descriptives
import present_frames_effects as effects
import pytest

from dialogmote.contracts.artifacts import ARTIFACTS, ATTRITION_STEPS
from dialogmote.contracts.files import check_frame

PUBLISHED = Path(__file__).parents[2] / "resources" / "published"
OUTCOMES = ("meeting", "duration", "lost_workdays")


def schema_of(name: str) -> dict[str, pl.DataType]:
    return {column: spec.dtype for column, spec in ARTIFACTS[name].columns().items()}


def months(first: date, last: date) -> list[date]:
    return pl.date_range(first, last, "1mo", eager=True).to_list()


def attrition() -> pl.DataFrame:
    left = [945_012, 941_330, 941_330, 866_012, 854_211, 821_406]
    rows = [1_012_440, 1_008_400, 941_330, 866_012, 854_211, 821_406]
    removed_rows = [0] + [before - after for before, after in pairwise(rows)]
    removed_spells = [0] + [before - after for before, after in pairwise(left)]
    return pl.DataFrame(
        {
            "step": list(ATTRITION_STEPS),
            "rows_left": rows,
            "spells_left": left,
            "persons_left": [round(0.74 * spells) for spells in left],
            "rows_removed": removed_rows,
            "spells_removed": removed_spells,
        }
    )


def table_3() -> pl.DataFrame:
    return pl.read_csv(
        PUBLISHED / "table_3.csv", schema_overrides={"pilot": pl.Float64, "control_national": pl.Float64}
    )


def figure_3() -> pl.DataFrame:
    def level(month: date) -> float:
        if month >= date(2019, 9, 1):
            return 15 + (0.25 * (month.year - 2019) * 12 + 0.2 * month.month) * 0.6
        return 19.0 if month >= date(2019, 3, 1) else 26.0 if month >= date(2018, 11, 20) else 32.2

    starts = months(date(2015, 1, 1), date(2021, 12, 1))
    shares = [level(month) + 0.7 * sin(2.3 * place) for place, month in enumerate(starts)]
    return pl.DataFrame({"month": starts, "meeting_share_pct": shares, "n": [9_150 + 3 * place for place in range(84)]})


def figure_7() -> pl.DataFrame:
    starts = months(date(2017, 1, 1), date(2019, 8, 1))
    rows = []
    for group, size, open_month in (
        ("pilot", 620, date(2018, 8, 1)),
        ("trondelag", 320, date(2018, 12, 1)),
        ("national", 9_150, date(2018, 12, 1)),
    ):
        for place, month in enumerate(starts):
            lag = (open_month.year - month.year) * 12 + open_month.month - month.month
            share = 47 + sin(place) if lag <= 0 else max(0.4, 44 - 7.5 * lag)
            rows.append((group, month, share, size))
    return pl.DataFrame(rows, schema=["group", "month", "used_share_pct", "n"], orient="row")


def figure_8() -> pl.DataFrame:
    sizes = {"national": 320_049, "trondelag": 30_659}
    effects = {
        ("meeting", "national"): ((-1.9, 1.3), (-8.09, 1.32), (-1.4, 1.5)),
        ("meeting", "trondelag"): ((1.2, 2.0), (-5.04, 2.32), (1.9, 2.1)),
        ("duration", "national"): ((-0.4, 1.5), (-0.6, 1.72), (-1.2, 1.4)),
        ("duration", "trondelag"): ((-2.1, 2.9), (-3.53, 3.33), (-2.6, 2.7)),
        ("lost_workdays", "national"): ((0.9, 0.9), (1.35, 1.02), (0.4, 0.8)),
        ("lost_workdays", "trondelag"): ((-0.3, 1.9), (-1.15, 2.3), (-0.8, 1.7)),
    }
    rows = [
        (outcome, group, period, estimate, error, estimate - 1.96 * error, estimate + 1.96 * error, 0.2, sizes[group])
        for (outcome, group), pairs in effects.items()
        for period, (estimate, error) in enumerate(pairs, start=1)
    ]
    return pl.DataFrame(rows, schema=schema_of("figure_8"), orient="row")


def table_4() -> pl.DataFrame:
    published = pl.read_csv(PUBLISHED / "table_4.csv", schema_overrides={"stars": pl.String})
    p_values = pl.col("stars").fill_null("").replace_strict({"***": 0.001, "**": 0.03, "*": 0.08, "": 0.5})
    return published.with_columns(
        group_trends=pl.col("group_trends") == "yes",
        ci_low=pl.col("estimate") - 1.96 * pl.col("std_error"),
        ci_high=pl.col("estimate") + 1.96 * pl.col("std_error"),
        p_value=p_values,
        n_persons=(pl.col("n") * 9) // 10,
        n_offices=pl.when(pl.col("control_group") == "national").then(430).otherwise(48).cast(pl.Int64),
        n_pilot_offices=pl.lit(14, dtype=pl.Int64),
    ).select(list(ARTIFACTS["table_4"].columns()))


def case_table_8_7() -> pl.DataFrame:
    answers = pl.read_csv(PUBLISHED / "case_study_table_8_7.csv")
    cases = [f"case_{case}" for case in range(1, 7)]
    counts = {"summoned": "yes", "exempted": "no", "unclear": "unclear"}
    return answers.with_columns(
        **{
            kind: pl.sum_horizontal(*((pl.col(case) == answer).cast(pl.Int64) for case in cases))
            for kind, answer in counts.items()
        }
    )


def case_figures_8() -> pl.DataFrame:
    answers, printed = case_table_8_7(), pl.read_csv(PUBLISHED / "case_study_figures_8.csv")
    counted = {
        kind: [answers.filter(pl.col(f"case_{case}") == answer).height for case in range(1, 7)]
        for kind, answer in {"summoned": "yes", "exempted": "no", "unclear": "unclear"}.items()
    }
    return pl.DataFrame(
        {"case": list(range(1, 7)), **counted}
        | {f"published_{kind}": printed[kind].to_list() for kind in ("summoned", "exempted", "unclear")}
    )


def case_agreement() -> pl.DataFrame:
    rows = [
        ("fleiss_kappa", 0.42, 0.31, 0.55, 15, 6),
        ("krippendorff_alpha", 0.43, 0.32, 0.56, 15, 6),
        *((f"agreement_case_{case}", value, value - 0.11, min(1.0, value + 0.12), 15, 6) for case, value in AGREEMENT),
    ]
    return pl.DataFrame(rows, schema=schema_of("case_agreement"), orient="row")


AGREEMENT = ((1, 0.41), (2, 0.52), (3, 0.75), (4, 0.52), (5, 0.64), (6, 0.87))


def case_offices_3_1() -> pl.DataFrame:
    offices = pl.read_csv(PUBLISHED / "case_study_table_3_1.csv")
    rank = pl.col("meeting_share_by_week_26").rank("min", descending=True).cast(pl.Int64)
    return offices.with_columns(
        pl.col("meeting_change_2017_2021_pct", "candidates_per_month").cast(pl.Float64), rank=rank
    )


def case_offices_correlations() -> pl.DataFrame:
    rows = [
        ("size", "meeting_change_2017_2021_pct", 0.02, 15),
        ("size", "meeting_share_by_week_26", 0.21, 15),
        ("meeting_change_2017_2021_pct", "meeting_share_by_week_26", 0.71, 15),
    ]
    return pl.DataFrame(rows, schema=schema_of("case_offices_correlations"), orient="row")


def planted_vs_estimated() -> pl.DataFrame:
    planted = {("meeting", "national"): (-1.5, -8.0, -1.5), ("meeting", "trondelag"): (1.5, -5.0, 1.5)}
    estimates = figure_8().select("outcome", "control_group", "period", "estimate", "std_error", "ci_low", "ci_high")
    effects = [
        planted.get((row["outcome"], row["control_group"]), (0.0, 0.0, 0.0))[row["period"] - 1]
        for row in estimates.rows(named=True)
    ]
    return estimates.with_columns(pl.Series("planted", effects)).select(
        "outcome",
        "control_group",
        "period",
        "planted",
        "estimate",
        "std_error",
        "ci_low",
        "ci_high",
        is_within_interval=pl.col("planted").is_between("ci_low", "ci_high"),
    )


def register_fidelity() -> pl.DataFrame:
    rows = [
        ("text_claims/meeting_share_before/value", "percent (seasonally adjusted)", "figure 3", 32.0, 32.3, 0.3, True),
        ("table_3/office_residents/control_national", "residents", "table 3", 31_987.0, 31_706.0, -281.0, True),
        ("table_1/no_answer/duration_p50_days", "days", "table 1", 181.0, 179.0, -2.0, True),
        ("table_4/meeting/national/false/control_mean", "percent", "table 4", 32.7, 32.6, -0.1, False),
        ("text_claims/graded_share_with_meeting_before/value", "percent", "table 2 text", 38.0, 41.7, 3.7, False),
    ]
    return pl.DataFrame(rows, schema=schema_of("register_fidelity"), orient="row")


def published_vs_reproduced() -> pl.DataFrame:
    rows: list[tuple[object, ...]] = []
    for row in table_3().rows(named=True):
        for group in ("pilot", "control_national", "control_trondelag"):
            status = "source_contradiction" if row["row"] == "lost_workdays" else "agrees"
            rows.append(
                ("table_3", row["row"], group, row[group], row[group] + 0.1, 0.1, None, None, status, "planted")
            )
    for row in table_4().rows(named=True):
        key = f"{row['outcome']}/{row['control_group']}/{str(row['group_trends']).lower()}"
        for column in ("estimate", "std_error", "control_mean", "n"):
            difference = 0.21 if column == "estimate" else None
            reproduced = row[column] + (difference or 0)
            in_se = difference / row["std_error"] if difference else None
            rows.append(
                ("table_4", key, column, row[column], reproduced, difference, in_se, "published", "agrees", "emergent")
            )
    for row in case_figures_8().rows(named=True):
        for column in ("summoned", "exempted", "unclear"):
            published, counted = row[f"published_{column}"], row[column]
            status = "agrees" if published == counted else "source_contradiction"
            rows.append(
                (
                    "case_figures_8",
                    str(row["case"]),
                    column,
                    published,
                    counted,
                    counted - published,
                    None,
                    None,
                    status,
                    None,
                )
            )
    return pl.DataFrame(
        [tuple(float(value) if isinstance(value, int) else value for value in row) for row in rows],
        schema=schema_of("published_vs_reproduced"),
        orient="row",
    )


def input_report() -> pl.DataFrame:
    rows = [
        ("sykefravar_tilfelle", 2_310_551, date(2014, 1, 2), date(2023, 5, 1), "sykefravar_til_dato", None, None, None),
        (
            "motebehov",
            655_020,
            date(2018, 2, 1),
            date(2022, 5, 1),
            "opprettet_dato",
            512,
            "answers to the question before any spell of the person",
            "x",
        ),
        ("nav_enhet", 902, None, None, None, None, None, None),
    ]
    return pl.DataFrame(rows, schema=schema_of("input_report"), orient="row")


FRAMES = {
    build.__name__: build
    for build in (
        attrition,
        table_3,
        figure_3,
        figure_7,
        figure_8,
        table_4,
        case_table_8_7,
        case_figures_8,
        case_agreement,
        case_offices_3_1,
        case_offices_correlations,
        planted_vs_estimated,
        register_fidelity,
        published_vs_reproduced,
        input_report,
    )
}
FIGURES = ("attrition", "figure_3", "figure_7", "figure_8", "case_figures_8", "case_agreement")
TABLES = tuple(name for name in FRAMES if name not in ("figure_3", "figure_7", "figure_8"))

FRAMES |= effects.FRAMES | descriptives.FRAMES
FIGURES += effects.EFFECT_FIGURES + descriptives.DESCRIPTIVE_FIGURES
TABLES += effects.FURTHER_TABLES


@pytest.mark.parametrize("name", list(FRAMES))
def test_hand_made_frame_keeps_its_contract(name: str) -> None:
    assert check_frame(FRAMES[name](), ARTIFACTS[name], name).height > 0

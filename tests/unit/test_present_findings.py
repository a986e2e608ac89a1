"""The numbers in running text and the checks between exhibits come from the frames."""

import re

import polars as pl
import pytest
from report_builders import MINUS, catalogue, material
from test_present_frames import FIGURES, FRAMES, attrition, figure_3, figure_8, table_4

from dialogmote.present.blocks import Material
from dialogmote.present.findings import consistency_checks, key_figures, planted_words
from dialogmote.present.words.model import one_row, weighted_share
from dialogmote.present.words.registry import describe_figure


def test_headline_effect_is_the_frames_number_with_interval_and_published() -> None:
    figure = key_figures(material(), catalogue())[0]
    assert figure.value == f"{MINUS}8.09"
    assert figure.unit == "percentage points"
    assert figure.details == (
        f"95 percent interval: {MINUS}10.68 to {MINUS}5.50.",
        "The interval excludes zero.",
        f"Published: {MINUS}8.09 (standard error 1.32).",
        f"Planted in the register: {MINUS}8.00.",
    )


def test_headline_effect_follows_a_changed_estimate() -> None:
    changed = table_4().with_columns(estimate=pl.lit(3.21), ci_low=pl.lit(-1.0), ci_high=pl.lit(7.0))
    figure = key_figures(Material({"table_4": changed}), catalogue())[0]
    assert figure.value == "+3.21"
    assert figure.details[1] == "The interval includes zero."


def test_planted_words_count_the_intervals_that_hold_the_truth() -> None:
    frame = FRAMES["planted_vs_estimated"]().with_columns(
        is_within_interval=pl.Series([False, None, *[True] * 16], dtype=pl.Boolean)
    )
    assert planted_words(frame, catalogue())[1].startswith("Of 17 estimates")
    assert ", 16 have" in planted_words(frame, catalogue())[1]


def agreeing_frames() -> dict[str, pl.DataFrame]:
    """Frames that tell of the same spells and estimates."""
    frames = {
        name: FRAMES[name]() for name in ("attrition", "figure_3", "figure_8", "case_table_8_7", "case_figures_8")
    }
    table = agreeing_table_4()
    plain = one_row(table, outcome="meeting", control_group="national", group_trends=False)
    left, cohort = frames["attrition"]["spells_left"][0], frames["attrition"]["spells_left"][-1]
    return frames | {
        "table_4": table,
        "figure_9": pl.DataFrame({"outcome": ["meeting"], "week": [52], "estimate": [plain["estimate"] + 1e-9]}),
        "excluded_groups": pl.DataFrame({"reason": ["pregnant", "kept"], "n": [left - cohort, cohort]}),
        "figure_2": pl.DataFrame({"week": [16, 17], "n": [1, cohort - 1]}),
        "table_1": pl.DataFrame({"answer": ["no", "total"], "n": [4, 9]}),
        "answers_cross": pl.DataFrame({"employee_answer": ["no", "yes"], "n": [4, 5]}),
    }


def test_all_checks_pass_on_frames_that_agree() -> None:
    checks = consistency_checks(Material(agreeing_frames()), catalogue())
    assert len(checks) == 8
    assert all(check.is_passed for check in checks)


@pytest.mark.parametrize("exhibit", ["excluded_groups", "figure_2", "answers_cross"])
def test_more_spells_than_rounding_explains_fail_the_check(exhibit: str) -> None:
    frames = agreeing_frames()
    checks = consistency_checks(
        Material(frames | {exhibit: frames[exhibit].with_columns(pl.col("n") + 6)}), catalogue()
    )
    assert [check.is_passed for check in checks].count(False) == 1


def test_another_weekly_estimate_than_table_4s_fails_the_check() -> None:
    frames = agreeing_frames()
    moved = frames["figure_9"].with_columns(pl.col("estimate") + 0.1)
    checks = consistency_checks(Material(frames | {"figure_9": moved}), catalogue())
    assert [check.is_passed for check in checks].count(False) == 1


def agreeing_table_4() -> pl.DataFrame:
    """Table 4 with figure 8's estimates of period 2, as one regression gives both."""
    period_2 = figure_8().filter(period=2).select("outcome", "control_group", "estimate", "std_error")
    merged = table_4().join(period_2, on=["outcome", "control_group"], how="left", suffix="_figure")
    is_plain = ~pl.col("group_trends")
    return merged.with_columns(
        *(
            pl.when(is_plain).then(pl.coalesce(f"{name}_figure", name)).otherwise(pl.col(name)).alias(name)
            for name in ("estimate", "std_error")
        )
    ).select(table_4().columns)


def test_figure_and_table_with_other_estimates_fail_the_check() -> None:
    moved = agreeing_table_4().with_columns(estimate=pl.col("estimate") + 1e-6)
    [check] = consistency_checks(Material({"table_4": moved, "figure_8": figure_8()}), catalogue())
    assert not check.is_passed


def test_attrition_that_loses_a_spell_fails_the_check() -> None:
    lossy = attrition().with_columns(
        spells_removed=pl.when(pl.col("step") == "pregnant").then(1).otherwise(pl.col("spells_removed"))
    )
    [check] = consistency_checks(Material({"attrition": lossy}), catalogue())
    assert not check.is_passed


def test_weighted_share_weighs_months_by_spells() -> None:
    months = figure_3()["month"][:2]
    frame = pl.DataFrame({"month": months, "meeting_share_pct": [10.0, 40.0], "n": [3, 1]})
    assert weighted_share(frame, "meeting_share_pct", months[0], months[1]) == 17.5


def test_weighted_share_of_no_months_is_missing() -> None:
    first = figure_3()["month"][0]
    assert weighted_share(figure_3().clear(), "meeting_share_pct", first, first) is None


def test_row_that_is_not_there_has_every_value_missing() -> None:
    assert set(one_row(table_4(), outcome="meeting", control_group="nowhere").values()) == {None}


def test_unknown_figure_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="known: attrition, figure_3"):
        describe_figure("figure_99", figure_3(), catalogue())


@pytest.mark.parametrize("name", FIGURES)
def test_figure_words_have_norwegian_numbers(name: str) -> None:
    words = describe_figure(name, FRAMES[name](), catalogue("nb"))
    assert not re.search(r"\d\.\d", f"{words.alt} {words.caption}")


def test_case_2_is_named_in_the_alternative_text() -> None:
    words = describe_figure("case_figures_8", FRAMES["case_figures_8"](), catalogue())
    assert words.alt.endswith("differs from the table: 2.")

"""Tables 1, 2 and v1, table 4 without controls, and what the article says without showing: what stands in the cells."""

from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from present_frames_effects import (
    FRAMES,
    FURTHER_TABLES,
    answers_cross,
    check_estimates,
    hazard_contrasts,
    heterogeneity,
    inference_panel,
    meeting_levels,
    period_contrasts,
    table_1,
    table_v1,
)

from dialogmote.present.tables.check_estimates import write_small
from dialogmote.present.tables.grids import write_p_value
from dialogmote.present.tables.inference_panel import describe_disagreements
from dialogmote.present.tables.model import Cell, Table
from dialogmote.present.tables.renderers import render_csv, render_html
from dialogmote.present.texts import Catalogue, load_catalogue

TEXTS = Path(__file__).parents[2] / "resources" / "texts"
MINUS, DASH = "\u2212", "\u2013"
POWERS = ("3\u00a0×\u00a010⁻¹¹", "1\u00a0×\u00a010⁻¹¹")


def catalogue(name: str, language: str = "en") -> Catalogue:
    """Only the texts that the table's job is given."""
    return load_catalogue([TEXTS / language / f"{room}.yaml" for room in ("common", name)], language, is_synthetic=True)


def lay_out(name: str, frame: pl.DataFrame | None = None, language: str = "en") -> Table:
    frame = FRAMES[name]() if frame is None else frame
    return import_module(f"dialogmote.present.tables.{name}").lay_out(frame, catalogue(name, language))


def rows_of(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.body]


def cells_of(table: Table) -> list[Cell]:
    return [cell for row in table.body for cell in row.cells]


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("name", FURTHER_TABLES)
def test_table_needs_no_texts_but_its_own_and_the_common_ones(name: str, language: str) -> None:
    assert render_html(lay_out(name, language=language)).count("<tr") > 2


@pytest.mark.parametrize("name", [name for name in FURTHER_TABLES if name != "table_2"])
def test_table_does_not_depend_on_the_order_of_rows(name: str) -> None:
    shuffled = FRAMES[name]().sample(fraction=1, shuffle=True, seed=1)
    assert render_csv(lay_out(name, shuffled)) == render_csv(lay_out(name))


@pytest.mark.parametrize("name", FURTHER_TABLES)
def test_suppressed_numbers_are_dashes(name: str) -> None:
    frame = FRAMES[name]()
    hidden = frame.with_columns(
        pl.lit(None, dtype=dtype).alias(column) for column, dtype in frame.schema.items() if dtype == pl.Float64
    )
    assert DASH in {cell.text.split("\n")[0] for cell in cells_of(lay_out(name, hidden))}


def test_table_1_has_shares_with_one_decimal_and_whole_days() -> None:
    assert rows_of(lay_out("table_1"))[0] == ["No answer", "31.1", "12.7", "213", "134", "181", "291", "81,004"]


def test_table_1_closes_with_all_asked_spells() -> None:
    last = lay_out("table_1").body[-1]
    assert (last.kind, last.cells[0].text, last.cells[-1].text) == ("total", "All asked", "260,048")


def test_table_1_durations_stand_under_one_heading() -> None:
    above, names = lay_out("table_1").header
    assert [(cell.text, cell.columns) for cell in above] == [("", 3), ("Duration of the spell (days)", 4), ("", 1)]
    assert [cell.text for cell in names[3:7]] == ["Mean", "Lower\nquartile", "Median", "Upper\nquartile"]


def test_table_1_without_an_answer_group_leaves_its_row_out() -> None:
    assert len(lay_out("table_1", table_1().filter(pl.col("answer") != "both_yes")).body) == 5


def test_table_2_has_two_pairs_of_windows() -> None:
    above, names = lay_out("table_2").header
    assert [cell.columns for cell in above] == [1, 2, 2]
    assert [cell.text for cell in names[1:]] == [
        "Before\n(2017–2018)",
        "After\n(2018–2019)",
        "Before\n(2018)",
        "After\n(2019)",
    ]
    assert rows_of(lay_out("table_2"))[1] == ["Day of the meeting", "170.4", "173.7", "170.3", "173.1"]


def test_table_v1_cell_has_difference_error_and_p_value() -> None:
    error = table_v1()["std_error"][0]
    assert rows_of(lay_out("table_v1"))[0][1] == f"1.71\n({error:.2f})\n[0.480]"


def test_table_v1_has_the_columns_with_controls_first() -> None:
    first = rows_of(lay_out("table_v1", language="nb"))[0]
    assert [text.split("\n")[0] for text in first[1:]] == ["1,71", "2,01", "0,52", "0,96"]


def test_table_4_without_controls_has_the_form_of_table_4() -> None:
    plain, printed = lay_out("table_4_no_controls"), lay_out("table_4", FRAMES["table_4_no_controls"]())
    assert render_csv(plain) == render_csv(printed)
    assert plain.notes != printed.notes


def test_contrast_has_a_column_per_control_group_and_period() -> None:
    only = period_contrasts().filter(pl.col("contrast") == "period_2_less_3", pl.col("control_group") == "trondelag")
    first = rows_of(lay_out("period_contrasts", only))[0]
    assert first == ["Dialogue meeting 2 (percentage points)", DASH, DASH, DASH, f"{MINUS}6.20***\n(1.40)\n[<0.001]"]


@pytest.mark.parametrize(("p_value", "text"), [(0.0004, "<0.001"), (0.001, "0.001"), (0.5, "0.500"), (None, DASH)])
def test_p_value_never_reads_as_zero(p_value: float | None, text: str) -> None:
    assert write_p_value(p_value, catalogue("table_v1")) == text


def test_answers_cross_has_the_employee_in_rows_and_the_employer_in_columns() -> None:
    frame = answers_cross()
    cell = frame.row(
        by_predicate=(pl.col("employee_answer") == "no") & (pl.col("employer_answer") == "yes"), named=True
    )
    rows = rows_of(lay_out("answers_cross"))
    blocks = [rows[start + 2][3] for start in (0, 4, 8)]  # after a block's heading: none, no, yes
    assert blocks == [f"{cell['share_pct']:.1f}", f"{cell['meeting_share_pct']:.1f}", f"{cell['n']:,}"]


def test_meeting_levels_has_no_fall_in_the_first_window() -> None:
    rows = rows_of(lay_out("meeting_levels"))
    assert (rows[0][2], rows[0][-1]) == (DASH, DASH)
    assert (rows[2][2], rows[2][-1]) == ("13.0", "15,278")
    assert len(rows) == meeting_levels().height


def test_excluded_groups_close_with_those_kept() -> None:
    last = lay_out("excluded_groups").body[-1]
    assert (last.kind, last.cells[0].text, last.cells[1].text) == ("total", "Kept in the cohort", "821,406")


def test_hazard_contrast_of_one_week_names_that_week_alone() -> None:
    rows = rows_of(lay_out("hazard_contrasts"))
    assert [row[0] for row in rows[1:4]] == ["20–28", "31–36", "37"]
    assert rows[-1][3:] == [f"{MINUS}0.49***\n(0.13)", "<0.001"]
    assert len(rows) == hazard_contrasts().height + 2


def test_check_has_a_row_per_design_over_its_outcomes() -> None:
    rows = rows_of(lay_out("check_estimates"))
    assert rows[1] == ["Rest of the country, without trends", "6", "72", *POWERS, "6 of 6"]
    assert rows[-1][0] == "Rest of the country, by start month (Dialogue meeting 2, Duration)"


def test_check_states_the_largest_difference_over_outcomes() -> None:
    worse = pl.when(pl.col("outcome") == "exhausted").then(0.25).otherwise(pl.col("largest_difference_in_se"))
    frame = check_estimates().with_columns(largest_difference_in_se=worse)
    assert rows_of(lay_out("check_estimates", frame))[1][3] == "0.25"


def test_check_marks_a_design_in_which_a_model_disagrees() -> None:
    frame = check_estimates().with_columns(agrees=pl.col("outcome") != "duration")
    last = lay_out("check_estimates", frame).body[1].cells[-1]
    assert (last.text, last.mark) == ("5 of 6", "warning")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.2e-11, "3 × 10⁻¹¹"),
        (9.6e-12, "1 × 10⁻¹¹"),  # 9.6 rounds to 10: the next power
        (1e-10, "1 × 10⁻¹⁰"),
        (0.0, "0"),
        (0.0099, "1 × 10⁻²"),
        (0.01, "0.01"),
        (1.234, "1.23"),
        (None, DASH),
    ],
)
def test_small_number_has_one_digit_and_a_power_of_ten(value: float | None, text: str) -> None:
    assert write_small(value, catalogue("check_estimates")).replace("\u00a0", " ") == text


def test_power_of_ten_is_written_with_a_raised_dot_in_norwegian() -> None:
    assert write_small(3.2e-11, catalogue("check_estimates", "nb")).replace("\u00a0", " ") == "3 · 10⁻¹¹"


def test_effects_on_which_methods_disagree_are_told_with_the_methods() -> None:
    words = catalogue("inference_panel")
    sentences = describe_disagreements(inference_panel(), words)
    national = [text for text in sentences if "rest of the country" in text]
    assert len(national) == 12 and len(sentences) == 18  # in the county one method disagrees, and with trends alone
    assert sentences[2].endswith(
        "With separate trends: zero is rejected at five percent by these methods alone: Ferman and Pinto."
    )
    assert national[0].startswith(
        "Dialogue meeting 2 (percentage points). Control: rest of the country. Without separate"
    )
    assert national[0].endswith("by all methods but these: Randomization (estimate), Conley and Taber.")
    few = inference_panel().with_columns(p_value=pl.when(pl.col("method") == "crv1").then(0.01).otherwise(0.2))
    assert describe_disagreements(few, words)[0].endswith("by these methods alone: Person and office (table 4).")
    alike = inference_panel().with_columns(p_value=pl.lit(0.2))
    assert describe_disagreements(alike, words) == (words.text("inference_panel.all_agree"),)


def test_kind_of_groups_closes_with_its_tests_of_equality() -> None:
    table = lay_out("heterogeneity")
    assert [row.kind for row in table.body[:4]] == ["group", "body", "body", "body"]
    grade = next(place for place, row in enumerate(table.body) if row.cells[0].text == "Grade of the spell")
    tests = table.body[grade + 3].cells
    assert [cell.text for cell in tests[1:5]] == ["0.021\n[0.210]"] + ["0.340\n[1.000]"] * 3
    assert tests[1].numbers == (
        "heterogeneity/grade/graded/meeting/national/p_equal",
        "heterogeneity/grade/graded/meeting/national/p_equal_holm",
    )


def test_effect_of_a_group_stands_with_its_error_under_control_group_and_outcome() -> None:
    women = lay_out("heterogeneity").body[1].cells
    assert [cell.text for cell in women] == [
        "Women", f"{MINUS}6.00**\n(1.40)", "1.70**\n(2.66)", f"{MINUS}6.00**\n(2.60)", "1.70**\n(4.94)", "1,245",
    ]  # fmt: skip
    assert women[4].numbers[0] == "heterogeneity/sex/women/duration/trondelag/estimate"


def test_hidden_kind_is_dashes_and_its_counts_stay() -> None:
    numbers = [name for name, dtype in heterogeneity().schema.items() if dtype == pl.Float64]
    hidden = heterogeneity().with_columns(
        pl.when(pl.col("kind") == "sex").then(None).otherwise(name).alias(name) for name in numbers
    )
    table = lay_out("heterogeneity", hidden)
    assert [cell.text for cell in table.body[1].cells[1:]] == [f"{DASH}\n({DASH})"] * 4 + ["1,245"]
    assert table.body[3].cells[1].text == f"{DASH}\n[{DASH}]"


def test_robust_intervals_stand_under_their_outcome_with_the_breakdown_once_a_method() -> None:
    table = lay_out("honest_trends")
    assert [row.kind for row in table.body].count("group") == 2
    parallel, relative, second = (row.cells for row in table.body[1:4])
    assert [cell.text for cell in parallel] == ["Parallel trends", "", f"{MINUS}7.74 to {MINUS}3.42", "", ""]
    assert [cell.text for cell in relative[:2]] == ["Relative magnitudes", "0.50"]
    assert [cell.text for cell in relative[3:]] == ["1.41", "1.00"]
    assert relative[3].numbers == ("honest_trends/meeting/relative_magnitudes/2/breakdown",)
    assert [cell.text for cell in second[3:]] == ["", ""]


def test_interval_without_an_upper_end_says_where_it_begins() -> None:
    cells = [row.cells for row in lay_out("honest_trends").body if row.cells[0].text == "Relative magnitudes"]
    assert cells[5][2].text == f"from {MINUS}19.67"


def test_test_of_single_months_has_no_version_for_few_pilot_offices() -> None:
    by_month = next(row.cells for row in lay_out("pretrend_tests").body if row.cells[0].text == "By month")
    assert [cell.text for cell in by_month[1:]] == ["60.3", "18", "<0.001", DASH, DASH]


def test_joint_test_stands_before_any_and_less_power_before_more() -> None:
    rows = [row.cells for row in lay_out("pretrend_power").body if row.kind == "body"]
    assert [(cells[0].text, cells[1].text) for cells in rows[:4]] == [
        ("Joint", "50"), ("Joint", "80"), ("Any", "50"), ("Any", "80"),
    ]  # fmt: skip

"""The comparison read back in words: counts, sentences, reasons."""

import re

import polars as pl
import pytest
from comparison_builders import compared
from report_builders import catalogue, page

from dialogmote.present.labels import comparison_decimals, comparison_label
from dialogmote.present.readback import (
    contradiction_item,
    contradiction_words,
    difference_lists,
    difference_words,
    outcome_words,
    reason_of,
)


def comparison(**changes: object) -> pl.DataFrame:
    """The comparison made from the published numbers themselves, with numbers of its rows changed."""
    frame = compared(moments={"table_3/duration_days/pilot"})
    is_row = (pl.col("exhibit") == "table_3") & (pl.col("row_key") == "duration_days") & (pl.col("column") == "pilot")
    return frame.with_columns(
        pl.when(is_row).then(pl.lit(value, dtype=frame.schema[name])).otherwise(name).alias(name)
        for name, value in changes.items()
    )


def test_outcome_counts_every_number_and_tells_planted_from_emergent() -> None:
    frame = comparison(status="differs")
    words = outcome_words(frame, catalogue())
    counts = dict(frame.group_by("status").len().iter_rows())
    assert words[0].startswith(
        f"Of {frame.height} published numbers and statements {counts['agrees']} agree and 1 differ"
    )
    assert f"{counts['source_contradiction']} are contradicted" in words[0]
    assert words[1].startswith(
        "Among those compared, 90 are tables 8-7 and 3-1 of the interview study beside themselves"
    )
    assert words[1].endswith("5 are 100 percent by definition.")
    assert words[2].startswith("Of 1 compared numbers that the synthetic register was set to have, 0 agree")


@pytest.mark.parametrize("language", ["en", "nb"])
def test_numbers_that_only_check_the_transcription_are_counted_from_the_frame(language: str) -> None:
    frame = compared()
    shorter = frame.filter((pl.col("exhibit") != "case_offices_3_1") | (pl.col("row_key") == "1"))
    counts = [re.findall(r"\d+", outcome_words(these, catalogue(language))[1])[0] for these in (frame, shorter)]
    assert counts == ["90", "48"]


def test_a_register_of_another_size_says_what_that_does_to_distances() -> None:
    assert "compare at full size" in page(scale=0.02)
    assert "compare at full size" not in page(scale=1.0)
    assert "compare at full size" not in page(is_synthetic=False, scale=0.02)


def test_without_a_synthetic_register_nothing_is_planted_or_emergent() -> None:
    words = outcome_words(compared(), catalogue(is_synthetic=False))
    assert len(words) == 2
    assert not any("synthetic register" in text or "tests the register" in text for text in words)


def test_each_number_that_differs_has_a_sentence_under_its_exhibit() -> None:
    frame = comparison(status="differs", reproduced=249.2, difference=3.0, difference_in_se=3.0)
    [found] = difference_lists(frame, catalogue())
    assert found.summary == "Table 3: 1 of 30 differ"
    assert found.items == ("Duration (days): Pilot offices: published 246.2, here 249.2, 3.0 standard errors higher.",)
    assert found.texts[-1].startswith("Planted among these: 1 of 1.")
    assert difference_lists(comparison(), catalogue()) == ()


def test_a_statement_is_read_in_words() -> None:
    row = {
        "exhibit": "text_claims",
        "row_key": "recovery_weeks_31_36_nov_mar",
        "column": "sign",
        "published": -1.0,
        "reproduced": 1.0,
        "difference_in_se": None,
        "se_source": None,
    }
    assert difference_words(row, catalogue()).endswith(": sign: published negative, here positive.")
    significance = row | {"column": "significant", "published": 0.0}
    assert difference_words(significance, catalogue("nb")).endswith("publisert nei; her ja.")
    absent = row | {"row_key": "grade_lower_months_first", "column": "value", "published": 7.0, "reproduced": None}
    assert difference_words(absent, catalogue()).endswith("published 7; nothing of the kind is found here.")


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_contradicted_number_is_explained(language: str) -> None:
    frame = compared()
    contradicted = frame.filter(pl.col("status") == "source_contradiction")
    assert all(contradiction_item(*row) for row in contradicted.select("exhibit", "row_key").rows())
    words = contradiction_words(frame, catalogue(language))
    assert len(words) == 9
    assert sum(text.count(" (") for text in words) >= contradicted.height


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_number_of_the_comparison_has_a_label(language: str) -> None:
    words = catalogue(language)
    statements = compared().filter(pl.col("exhibit").is_in(["text_claims", "case_study_text_facts"]))
    assert [name for name in statements["row_key"].unique() if not words.has(f"label.claim.{name}")] == []
    assert [name for name in compared()["exhibit"].unique() if not words.has(f"label.exhibit.{name}")] == []


@pytest.mark.parametrize(
    ("exhibit", "key", "column", "source", "reason"),
    [
        ("table_2", "n", "after_mar_sep19", "poisson", "count"),
        ("text_claims", "meetings_per_year_after", "value", "poisson", "count"),
        ("table_4", "meeting/national/false", "std_error", "pilot_offices", "std_error"),
        ("table_v1", "meeting/national/true", "p_value", None, "significance"),
        ("table_4", "meeting/national/false", "estimate", "published", "effect"),
        ("text_claims", "on_leave_week_52", "sign", None, "effect"),
        ("text_claims", "exhausted_relative_increase", "value", "published", "effect"),
        ("text_claims", "recovery_lower_weeks_first", "value", None, "span"),
        ("text_claims", "meeting_share_before", "value", "binomial", "moment"),
        ("table_1", "no", "duration_p50_days", "spread", "moment"),
    ],
)
def test_reason_follows_what_the_number_is(
    exhibit: str, key: str, column: str, source: str | None, reason: str
) -> None:
    row = {"exhibit": exhibit, "row_key": key, "column": column, "se_source": source}
    assert reason_of(row) == reason


@pytest.mark.parametrize(
    ("claim", "published", "decimals"),
    [
        ("meeting_hazard_peak_week", 25.0, 0),
        ("recovery_lower_weeks_first", 31.0, 0),
        ("first_fall_months_results", 4.0, 0),
        ("meeting_week_after", 24.0, 0),
        ("meetings_per_year_before", 38000.0, 0),
        ("meeting_hazard_week_25_before", 10.0, 1),
        ("employee_answers_within_two_weeks", 85.0, 1),
        ("meeting_share_fall_first", 6.0, 1),
    ],
)
def test_weeks_and_thousands_have_no_decimals(claim: str, published: float, decimals: int) -> None:
    assert comparison_decimals("text_claims", claim, "value", published) == decimals


def test_true_means_controls_in_table_v1_and_trends_in_table_4() -> None:
    words = catalogue()
    assert comparison_label("table_v1", "meeting/national/true", words).endswith("with controls")
    assert comparison_label("table_4", "meeting/national/true", words).endswith("with trends")

"""The catalogue: both languages say the same, and write numbers, dates and months each in its own way."""

import re
from datetime import date
from pathlib import Path

import pytest

from dialogmote.present.texts import LOCALES, Catalogue, TextError, load_catalogue, placeholders

TEXTS = Path(__file__).parents[2] / "resources" / "texts"
NO_BREAK = "\u00a0"
MINUS = "\u2212"


def catalogue(language: str, is_synthetic: bool = True) -> Catalogue:
    return load_catalogue(sorted((TEXTS / language).glob("*.yaml")), language, is_synthetic)


def made_of(texts: dict, language: str = "en") -> Catalogue:
    return Catalogue(language=language, texts=texts, is_synthetic=True)


def test_both_languages_have_the_same_keys() -> None:
    english, norwegian = catalogue("en").flat, catalogue("nb").flat
    assert sorted(english) == sorted(norwegian)
    assert len(english) > 300


def test_both_languages_list_texts_in_the_same_order() -> None:
    assert list(catalogue("en").flat) == list(catalogue("nb").flat)


@pytest.mark.parametrize("language", list(LOCALES))
def test_no_text_is_empty(language: str) -> None:
    assert [key for key, text in catalogue(language).flat.items() if not text.strip()] == []


def test_both_languages_have_the_same_placeholders() -> None:
    english, norwegian = catalogue("en").flat, catalogue("nb").flat
    assert [key for key in english if placeholders(english[key]) != placeholders(norwegian[key])] == []


def test_norwegian_texts_hold_no_decimal_point_between_digits() -> None:
    flat = catalogue("nb").flat
    section_numbers = {"report.contradictions.items.12"}
    found = [key for key, text in flat.items() if re.search(r"\d\.\d", text) and key not in section_numbers]
    assert found == []


def test_missing_key_raises() -> None:
    with pytest.raises(TextError, match=r"no text 'figure_99\.title' in language 'nb'"):
        catalogue("nb").text("figure_99.title")


def test_missing_placeholder_raises() -> None:
    with pytest.raises(TextError, match="wants"):
        made_of({"n": "{n} spells"}).text("n")


def test_placeholder_that_the_text_lacks_raises() -> None:
    with pytest.raises(TextError, match="was given"):
        made_of({"n": "spells"}).text("n", n=3)


def test_key_that_yaml_reads_as_truth_value_raises() -> None:
    with pytest.raises(TextError, match="quote it"):
        _ = made_of({"answer": {True: "Yes"}}).flat


def test_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="known: en, nb"):
        made_of({}, language="sv")


@pytest.mark.parametrize(
    ("language", "written"), [("en", f"{MINUS}1,234,567.9"), ("nb", f"{MINUS}1{NO_BREAK}234{NO_BREAK}567,9")]
)
def test_number_has_the_languages_decimal_mark_and_thousands(language: str, written: str) -> None:
    assert catalogue(language).number(-1_234_567.89) == written


def test_number_that_rounds_to_zero_has_no_sign() -> None:
    assert catalogue("en").number(-0.04) == "0.0"


def test_signed_number_shows_plus_but_not_on_zero() -> None:
    english = catalogue("en")
    assert [english.number(value, 1, signed=True) for value in (0.26, 0.0, -0.26)] == ["+0.3", "0.0", f"{MINUS}0.3"]


def test_number_is_rounded_as_it_reads() -> None:
    # 0.145 is stored a little below; read as text it is a tie, and ties go to the even digit.
    assert catalogue("en").number(0.155, 2) == "0.16"


@pytest.mark.parametrize("value", [None, float("nan")])
def test_missing_number_is_a_dash(value: float | None) -> None:
    assert catalogue("en").number(value) == "\u2013"


@pytest.mark.parametrize(("language", "written"), [("en", "8.0%"), ("nb", f"8,0{NO_BREAK}%")])
def test_percent_has_the_languages_spacing(language: str, written: str) -> None:
    assert catalogue(language).percent(7.96) == written


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [("en", "23 October 2018", "October 2018"), ("nb", "23. oktober 2018", "oktober 2018")],
)
def test_dates_have_the_languages_month_names(language: str, day: str, month: str) -> None:
    words = catalogue(language)
    assert (words.date(date(2018, 10, 23)), words.month(date(2018, 10, 1))) == (day, month)


def test_interval_spells_out_the_range() -> None:
    assert catalogue("nb").interval(-4.0, 2.8) == f"{MINUS}4,0 til 2,8"


def test_synthetic_register_is_named_as_source_of_register_exhibits() -> None:
    assert "synthetic" in catalogue("en").source("figure_3")
    assert "synthetic" not in catalogue("en", is_synthetic=False).source("figure_3")


def test_interview_study_is_the_source_of_case_exhibits_whatever_the_register() -> None:
    assert catalogue("en").source("case_agreement") == catalogue("en", is_synthetic=False).source("case_agreement")

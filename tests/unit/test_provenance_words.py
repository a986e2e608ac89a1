"""Numbers in words are led back to the cells they repeat, or to the columns they are computed from."""

from pathlib import Path

import polars as pl
import pytest
from test_present_frames import FRAMES, figure_3

from dialogmote.present.recording import list_told, source_numbers
from dialogmote.present.texts import Catalogue, load_catalogue
from dialogmote.present.told import find_words, list_words, tell_sources

TEXTS = Path(__file__).parents[2] / "resources" / "texts"


def catalogue(language: str = "en") -> Catalogue:
    return load_catalogue(sorted((TEXTS / language).glob("*.yaml")), language, is_synthetic=True)


def frames_of(name: str) -> dict[str, pl.DataFrame]:
    return {exhibit: FRAMES[exhibit]() for exhibit in find_words(name).exhibits}


def figure_3_in_two_rows() -> dict[str, pl.DataFrame]:
    return {
        "figure_3": figure_3().head(2).with_columns(meeting_share_pct=pl.Series([20.0, 30.0]), n=pl.Series([10, 30]))
    }


def test_repeated_cell_is_named_by_its_address() -> None:
    def write(frames, catalogue):  # type: ignore[no-untyped-def]
        return catalogue.percent(frames["figure_3"]["meeting_share_pct"][1])

    (number,) = source_numbers(write, figure_3_in_two_rows(), catalogue())
    assert (number.text, number.cells) == ("30.0%", ("figure_3/2015-02-01/meeting_share_pct",))


def test_computed_number_names_its_columns_and_no_cell() -> None:
    def write(frames, catalogue):  # type: ignore[no-untyped-def]
        frame = frames["figure_3"]
        return catalogue.number((frame["meeting_share_pct"] * frame["n"]).sum() / frame["n"].sum())

    (number,) = source_numbers(write, figure_3_in_two_rows(), catalogue())
    assert number.cells == () and number.columns == ("figure_3/meeting_share_pct", "figure_3/n")


def test_difference_of_two_rows_depends_on_its_column() -> None:
    def write(frames, catalogue):  # type: ignore[no-untyped-def]
        shares = frames["figure_3"]["meeting_share_pct"]
        return catalogue.number(shares[1] - shares[0])

    (number,) = source_numbers(write, figure_3_in_two_rows(), catalogue())
    assert number.columns == ("figure_3/meeting_share_pct",)


def test_constant_equal_to_a_cell_by_chance_is_not_said_to_repeat_it() -> None:
    (number,) = source_numbers(lambda _, catalogue: catalogue.number(30.0), figure_3_in_two_rows(), catalogue())
    assert number.cells == () and number.columns == ()


def test_missing_number_is_not_told() -> None:
    assert list_told(lambda _, catalogue: catalogue.number(None), figure_3_in_two_rows(), catalogue()) == []


@pytest.mark.parametrize("name", [name for name in list_words() if name != "report/comparison"])
def test_every_number_in_words_is_led_back(name: str) -> None:
    lines = tell_sources(find_words(name), frames_of(name), catalogue())
    assert lines and any("/" in line for line in lines)


def test_estimates_in_the_words_of_figure_8_are_its_cells() -> None:
    text = "\n".join(tell_sources(find_words("figure_8"), frames_of("figure_8"), catalogue("nb")))
    for column in ("estimate", "ci_low", "ci_high"):
        assert f"figure_8/meeting/national/2/{column}" in text


def test_unknown_words_are_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="report/findings"):
        find_words("table_4")

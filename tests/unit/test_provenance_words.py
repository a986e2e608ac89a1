"""Numbers in words are led back to the cells they repeat, or to the columns they are computed from."""

import re
import string
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from test_present_frames import FRAMES, figure_3

from dialogmote.present.recording import RecordingCatalogue, list_told, source_numbers
from dialogmote.present.texts import Catalogue, load_catalogue
from dialogmote.present.told import TellingWords, find_words, list_words, tell_sources
from dialogmote.record.provenance.addresses import key_columns
from dialogmote.record.provenance.counts import Counted, count_named
from dialogmote.record.provenance.trials import Source

TEXTS = Path(__file__).parents[2] / "resources" / "texts"


@cache
def catalogue(language: str = "en") -> Catalogue:
    return load_catalogue(sorted((TEXTS / language).glob("*.yaml")), language, is_synthetic=True)


def frames_of(name: str) -> dict[str, pl.DataFrame]:
    return {exhibit: FRAMES[exhibit]() for exhibit in find_words(name).exhibits}


def figure_3_in_two_rows() -> dict[str, pl.DataFrame]:
    return {
        "figure_3": figure_3().head(2).with_columns(meeting_share_pct=pl.Series([20.0, 30.0]), n=pl.Series([10, 30]))
    }


def test_repeated_cell_is_named_by_its_address() -> None:
    def write(frames, catalogue):
        return catalogue.percent(frames["figure_3"]["meeting_share_pct"][1])

    (number,) = source_numbers(write, figure_3_in_two_rows(), catalogue())
    assert (number.text, number.source.cells) == ("30.0%", ("figure_3/2015-02-01/meeting_share_pct",))


def test_computed_number_names_its_columns_and_no_cell() -> None:
    def write(frames, catalogue):
        frame = frames["figure_3"]
        return catalogue.number((frame["meeting_share_pct"] * frame["n"]).sum() / frame["n"].sum())

    (number,) = source_numbers(write, figure_3_in_two_rows(), catalogue())
    assert number.source == Source(columns=("figure_3/meeting_share_pct", "figure_3/n"))


def test_difference_of_two_rows_depends_on_its_column() -> None:
    def write(frames, catalogue):
        shares = frames["figure_3"]["meeting_share_pct"]
        return catalogue.number(shares[1] - shares[0])

    (number,) = source_numbers(write, figure_3_in_two_rows(), catalogue())
    assert number.source.columns == ("figure_3/meeting_share_pct",)


def test_constant_equal_to_a_cell_by_chance_is_not_said_to_repeat_it() -> None:
    (number,) = source_numbers(lambda _, catalogue: catalogue.number(30.0), figure_3_in_two_rows(), catalogue())
    assert number.source == Source()


def test_missing_number_is_not_told() -> None:
    assert list_told(lambda _, catalogue: catalogue.number(None), figure_3_in_two_rows(), catalogue()) == []


def test_row_count_that_is_not_declared_is_led_back_to_its_rows() -> None:
    def write(frames, catalogue):
        frame = frames["figure_3"]
        return [catalogue.count(frame.height), catalogue.count(frame.filter(pl.col("n") > 10).height)]

    every, some = (number.source for number in source_numbers(write, figure_3_in_two_rows(), catalogue()))
    assert every.rows == ("figure_3/*",) and some.rows == ("figure_3/*/n=30",)


def test_declared_count_is_believed_only_while_there_are_as_many_rows() -> None:
    def write(frames, catalogue):
        return [catalogue.count(Counted(1, "figure_3/*/n=30")), catalogue.count(Counted(7, "figure_3/*/n=30"))]

    right, wrong = (number.source for number in source_numbers(write, figure_3_in_two_rows(), catalogue()))
    assert right.rows == ("figure_3/*/n=30",) and wrong == Source()


def test_key_that_chooses_rows_is_no_count_and_no_cell() -> None:
    def write(frames, catalogue):
        (share,) = frames["figure_2"].filter(week=20)["share_pct"]
        return catalogue.text("figure_10.alt_month", month=20, estimate=catalogue.number(share, 3))

    _, week = source_numbers(write, {"figure_2": FRAMES["figure_2"]()}, catalogue())
    assert week.source == Source(keys=("figure_2/*/week=20",))


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("name", list_words())
def test_every_number_in_words_is_led_back(name: str, language: str) -> None:
    """No number given to the catalogue is without a source; a count's rows are as many as it says."""
    frames = frames_of(name)
    sourced = source_numbers(find_words(name).write, frames, catalogue(language))
    assert sourced
    assert [number.text for number in sourced if number.source == Source() and number.text != "0"] == []
    for number in sourced:
        for address in number.source.cells + number.source.rows + number.source.keys:
            assert address.split("/")[0] in frames
        if number.source.rows:
            named = count_named(frames, number.source.rows[0])
            assert (len(number.source.rows) if named is None else named) == int(number.text.replace("\u00a0", ""))


@dataclass(frozen=True)
class ListeningCatalogue(RecordingCatalogue):
    """A catalogue that remembers as well what it wrote without being given a number: its texts, and dates."""

    fixed: list[str] = field(default_factory=list)

    def text(self, key: str, **values: object) -> str:
        if key in self.flat:
            self.fixed.extend(literal for literal, *_ in string.Formatter().parse(self.flat[key]))
        return super().text(key, **values)

    def month(self, value: date) -> str:
        self.fixed.append(super().month(value))
        return self.fixed[-1]


def list_texts(written: object) -> list[str]:
    """Every text in what words return: texts, lists of them, and dataclasses of them."""
    if isinstance(written, str):
        return [written]
    parts = vars(written).values() if hasattr(written, "__dataclass_fields__") else written
    return [text for part in parts for text in list_texts(part)]


def name_rows(exhibit: str, frame: pl.DataFrame) -> list[str]:
    """Whatever names a row: its keys, and names of offices and the like."""
    columns = [name for name, dtype in frame.schema.items() if name in key_columns(exhibit) or dtype == pl.String]
    return [value for name in columns for value in frame[name].cast(pl.String).drop_nulls()]


def count_digits(texts: list[str]) -> Counter[str]:
    return Counter(group for text in texts for group in re.findall(r"\d+", text))


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("name", list_words())
def test_digits_in_words_are_told_or_stand_in_the_texts_or_name_a_row(name: str, language: str) -> None:
    frames, words = frames_of(name), catalogue(language)
    listening = ListeningCatalogue(words.language, words.texts, words.is_synthetic, words.calendar)
    texts = list_texts(find_words(name).write(frames, listening))
    told = count_digits([number.text for number in listening.told]) + count_digits(listening.fixed)
    names = set(count_digits([value for exhibit, frame in frames.items() for value in name_rows(exhibit, frame)]))
    # A season's cohort has its second year in two digits: 2018/19.
    names |= {f"{(int(year) + 1) % 100:02d}" for year in names if len(year) == 4}
    assert sum(told.values()) > 0
    assert set(count_digits(texts) - told) <= names


def test_estimates_in_the_words_of_figure_8_are_its_cells() -> None:
    text = "\n".join(tell_sources(find_words("figure_8"), frames_of("figure_8"), [catalogue("nb")], None))
    for column in ("estimate", "ci_low", "ci_high"):
        assert f"figure_8/meeting/national/2/{column}" in text


def test_unknown_words_are_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="report/findings"):
        find_words("table_4")


def test_counts_of_the_comparison_tell_their_rows_and_how_many() -> None:
    lines = tell_sources(find_words("report/comparison"), frames_of("report/comparison"), [catalogue()], 3)
    agree = frames_of("report/comparison")["published_vs_reproduced"].filter(status="agrees").height
    assert agree > 0
    assert any(f"counts published_vs_reproduced/*/status=agrees: {agree} row" in line for line in lines)


def test_second_language_says_the_same_sources_in_its_own_writing() -> None:
    both = tell_sources(find_words("figure_3"), frames_of("figure_3"), [catalogue("en"), catalogue("nb")], 3)
    alone = [tell_sources(find_words("figure_3"), frames_of("figure_3"), [catalogue(name)], 3) for name in ("en", "nb")]
    assert both == [*alone[0], *alone[1]]


def test_long_list_of_rows_is_cut_unless_all_are_asked_for() -> None:
    frames = {"figure_3": figure_3().with_columns(n=pl.lit(10))}
    words = TellingWords(("figure_3",), "", lambda frames, catalogue: catalogue.count(_count_many(frames["figure_3"])))
    assert frames["figure_3"].height > 5
    (short,), (long,) = (tell_sources(words, frames, [catalogue()], most) for most in (2, None))
    assert short.endswith(" and 3 more rows") and long.count("figure_3/") == 5


def _count_many(frame: pl.DataFrame) -> int:
    """Five rows that no few values choose."""
    return frame.filter(pl.col("month").dt.year() == 2015, pl.col("month").dt.month() < 6).height

"""Figures 2, 4, 5, 6, v1 and v2: what is drawn where, what is said, and that odd registers are drawn too."""

import io
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import plotnine as p9
import polars as pl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from present_frames_descriptives import FRAMES, figure_2, figure_4, figure_5, figure_6, figure_v1, figure_v2

from dialogmote.present import theme
from dialogmote.present.figures.events import EVENTS, events_between
from dialogmote.present.figures.hazards import round_up, ticks_up_to
from dialogmote.present.figures.recovery import Inset
from dialogmote.present.saving import compose_figure, save_figure
from dialogmote.present.texts import LOCALES, Catalogue, load_catalogue
from dialogmote.present.words.figure_2 import share_between
from dialogmote.present.words.figure_v1 import LAST_SINGLE_WEEK, share_by_week
from dialogmote.present.words.hazards import at_risk_in, name_cohort, name_window, pool_hazard, rank_cohorts
from dialogmote.present.words.model import FigureWords, write_words

TEXTS = Path(__file__).parents[2] / "resources" / "texts"
NAMES = ("figure_2", "figure_4", "figure_5", "figure_6", "figure_v1", "figure_v2")
ROUNDING = 1e-9  # sums of a few shares


def catalogue(name: str, language: str = "en") -> Catalogue:
    """The texts that the rule gives a figure: the shared ones and its own."""
    paths = [TEXTS / language / f"{room}.yaml" for room in ("common", name)]
    return load_catalogue(paths, language, is_synthetic=True)


def words_of(name: str, frame: pl.DataFrame, language: str = "en") -> FigureWords:
    facts = import_module(f"dialogmote.present.words.{name}").state_facts(frame, catalogue(name, language))
    return write_words(name, facts, catalogue(name, language))


def draw(name: str, frame: pl.DataFrame, language: str = "en") -> p9.ggplot:
    module = import_module(f"dialogmote.present.figures.{name}")
    return module.draw(frame, words_of(name, frame, language), catalogue(name, language))


def fixed_texts(plot: p9.ggplot) -> list[str]:
    return [str(layer.geom.aes_params["label"]) for layer in plot.layers if "label" in layer.geom.aes_params]


@pytest.mark.parametrize("language", list(LOCALES))
@pytest.mark.parametrize("name", NAMES)
def test_no_text_leaves_the_page(name: str, language: str) -> None:
    figure = compose_figure(draw(name, FRAMES[name](), language))
    boxes = written_texts(figure)
    assert len(boxes) > 10
    # Half a pixel: outlines of letters are rounded to whole ones.
    over = [text for text, box in boxes if box.x0 < -0.5 or box.x1 > figure.bbox.x1 + 0.5]
    assert over == []


def written_texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """The box of every text that is set, in pixels of the page."""
    FigureCanvasAgg(figure).draw()
    texts = [text for text in figure.findobj(match=Text) if text.get_text().strip() and text.get_visible()]
    return [(text.get_text(), text.get_window_extent()) for text in texts]


@pytest.mark.parametrize("name", ["figure_5", "figure_v1"])
def test_figure_has_the_same_bytes_twice(name: str) -> None:
    files = []
    for _ in range(2):
        buffer = io.BytesIO()
        save_figure(draw(name, FRAMES[name]()), buffer, "svg", "title", "description")
        files.append(buffer.getvalue())
    assert files[0] == files[1]


@pytest.mark.parametrize("name", NAMES)
def test_order_of_rows_does_not_matter_to_the_words(name: str) -> None:
    frame = FRAMES[name]()
    assert words_of(name, frame) == words_of(name, frame.reverse())


@pytest.mark.parametrize("name", ["figure_4", "figure_5", "figure_6"])
def test_hazards_without_anybody_at_risk_are_still_drawn(name: str) -> None:
    empty = FRAMES[name]().with_columns(
        at_risk=pl.lit(0, dtype=pl.Int64),
        events=pl.lit(0, dtype=pl.Int64),
        **{column: pl.lit(None, dtype=pl.Float64) for column in ("hazard_pct", "ci_low", "ci_high")},
    )
    assert compose_figure(draw(name, empty)) is not None


@pytest.mark.parametrize("name", ["figure_2", "figure_v1"])
def test_suppressed_shares_are_left_out_and_the_rest_is_drawn(name: str) -> None:
    frame = FRAMES[name]()
    hidden = frame.with_columns(share_pct=frame["share_pct"].scatter(3, None))
    assert compose_figure(draw(name, hidden)) is not None


def test_last_year_of_each_window_is_the_cohort_after_the_service() -> None:
    ranked = rank_cohorts(figure_4()).select("window", "year", "cohort").unique()
    last = dict(ranked.filter(pl.col("cohort") == "last").select("window", "year").rows())
    assert last == {"nov_mar": 2018, "mar_jun": 2019}
    assert ranked.filter(pl.col("cohort").is_null()).height == 0


@pytest.mark.parametrize(
    ("window", "year", "short", "long"),
    [
        ("nov_mar", 2018, "2018/19", "November 2018 to March 2019"),
        ("nov_mar", 2009, "2009/10", "November 2009 to March 2010"),
        ("mar_jun", 2019, "2019", "March 2019 to June 2019"),
    ],
)
def test_window_is_named_by_the_months_of_its_starts(window: str, year: int, short: str, long: str) -> None:
    assert name_cohort(window, year) == short
    assert name_window(window, year, catalogue("figure_5")) == long


def test_pooled_hazard_is_events_over_spell_weeks() -> None:
    frame = pl.DataFrame({"week": [20, 21, 22], "at_risk": [100, 300, 1_000], "events": [10, 6, 500]})
    assert pool_hazard(frame, 20, 21) == 4.0
    assert pool_hazard(frame, 40, 41) is None


def test_week_that_is_not_there_has_no_number_at_risk() -> None:
    assert at_risk_in(figure_6(), 2019, 51) == 244
    assert at_risk_in(figure_6(), 2012, 51) is None


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1,035 in week 50, 244 in week 51 and 0 in week 52."), ("nb", "i uke 50, 244 i uke 51 og 0 i uke 52.")],
)
def test_caption_says_how_few_of_the_censored_cohort_are_left(language: str, written: str) -> None:
    assert written in words_of("figure_6", figure_6(), language).caption


def test_meeting_hazards_of_the_main_week_stand_in_the_alternative_text() -> None:
    alt = words_of("figure_4", figure_4()).alt
    expected = pool_hazard(figure_4().filter(pl.col("window") == "mar_jun", pl.col("year") == 2019), 25, 25)
    assert catalogue("figure_4").percent(expected) in alt


def test_recovery_scale_is_set_by_the_weeks_before_the_spike() -> None:
    plot = draw("figure_5", figure_5())
    calm = figure_5().filter(pl.col("week") < 50)["hazard_pct"].max()
    breaks = next(scale.breaks for scale in plot.scales if "y" in scale.aesthetics)
    assert calm <= max(breaks) <= calm + 1


def test_inset_puts_the_ends_of_its_scales_at_its_corners() -> None:
    inset = Inset(left=20.0, right=40.0, bottom=7.0, top=9.0, largest=30.0)
    assert (inset.across(16), inset.across(52)) == (20.0, 40.0)
    assert (inset.up(0), inset.up(15), inset.up(30)) == (7.0, 8.0, 9.0)


@pytest.mark.parametrize(("value", "rounded"), [(0.0, 2.0), (2.0, 2.0), (2.1, 4.0), (11.2, 12.0)])
def test_scale_ends_at_a_multiple_of_its_step(value: float, rounded: float) -> None:
    assert round_up(value, 2.0) == rounded


@pytest.mark.parametrize(
    ("top", "step", "ticks"),
    [(6.0, 1, [0, 1, 2, 3, 4, 5, 6]), (12.0, 2, [0, 2, 4, 6, 8, 10, 12]), (61.0, 2, [0, 15, 30, 45, 60])],
)
def test_ticks_are_few_on_a_tall_scale(top: float, step: int, ticks: list[int]) -> None:
    assert ticks_up_to(top, step) == ticks


def test_marked_weeks_of_the_durations_are_named() -> None:
    found = " ".join(fixed_texts(draw("figure_2", figure_2())))
    assert all(text in found for text in ("Week 16:", "Week 26:", "Week 52:"))


def test_share_of_weeks_is_summed_over_the_known_ones() -> None:
    frame = pl.DataFrame({"week": [16, 17, 18], "share_pct": [5.0, None, 3.0]})
    assert share_between(frame, 16, 18) == 8.0
    assert share_between(frame, 17, 17) is None


def test_later_answers_stand_together_and_shares_sum_to_100() -> None:
    rows = share_by_week(figure_v1())
    sums = rows.group_by("respondent").agg(pl.col("share_pct").sum())
    assert sums["share_pct"].to_list() == pytest.approx([100, 100], abs=ROUNDING)
    assert rows["week"].max() == LAST_SINGLE_WEEK + 1


def test_week_without_answers_is_zero_and_not_left_out() -> None:
    rows = share_by_week(figure_v1().filter(pl.col("week") != 20))
    assert rows.filter(pl.col("week") == 20)["share_pct"].to_list() == [0.0, 0.0]


def test_both_panels_of_the_means_carry_every_event() -> None:
    plot = draw("figure_v2", figure_v2())
    panels = [layer.geom.data["panel"][0] for layer in plot.layers if isinstance(layer.geom, p9.geom_segment)]
    assert sorted(panels) == ["0"] * len(EVENTS) + ["1"] * len(EVENTS)


@pytest.mark.parametrize("language", list(LOCALES))
def test_duration_stands_above_lost_workdays_in_each_language(language: str) -> None:
    figure = compose_figure(draw("figure_v2", figure_v2(), language))
    words, boxes = catalogue("figure_v2", language), dict(written_texts(figure))
    upper, lower = (boxes[words.text(f"figure_v2.panel_{outcome}")] for outcome in ("duration", "lost_workdays"))
    assert upper.y0 > lower.y1


def test_means_of_fewer_years_leave_out_later_events() -> None:
    short = figure_v2().filter(pl.col("month").dt.year() < 2019)
    found = " ".join(fixed_texts(draw("figure_v2", short)))
    assert "pandemic" not in found and "pilot offices" in found


def test_event_on_the_last_day_is_still_marked() -> None:
    first, last = EVENTS[0].day, EVENTS[-1].day
    assert events_between(first, last) == list(EVENTS)


@pytest.mark.parametrize(
    "colours", [theme.COHORT_COLOURS, theme.RESPONDENT_COLOURS, theme.AREA_FILLS], ids=["cohort", "party", "area"]
)
def test_colours_differ_in_lightness_for_grey_print(colours: dict[str, str]) -> None:
    """Relative luminance (WCAG) differs by a ratio of at least 1.15, as for the other palettes."""
    lights = sorted(_luminance(colour) + 0.05 for colour in colours.values())
    assert all(above / below >= 1.15 for below, above in pairwise(lights))


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

"""Figures 9, 10, v3, v4 and v5: what is drawn where, what is said, and that missing numbers do not stop them."""

import io
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path

import plotnine as p9
import polars as pl
import pytest
from matplotlib.figure import Figure
from present_frames_effects import EFFECT_FIGURES, FRAMES, figure_9, figure_10, figure_v3, heterogeneity, honest_trends

from dialogmote.present.figures import weekly
from dialogmote.present.figures.ticks import even_breaks, exact_labels
from dialogmote.present.saving import compose_figure, save_figure
from dialogmote.present.texts import Catalogue, load_catalogue
from dialogmote.present.words.model import Facts, write_words

TEXTS = Path(__file__).parents[2] / "resources" / "texts"
MINUS = "\u2212"


def catalogue(name: str, language: str = "en") -> Catalogue:
    """Only the texts that the figure's job is given."""
    return load_catalogue([TEXTS / language / f"{room}.yaml" for room in ("common", name)], language, is_synthetic=True)


def state_facts(name: str, frame: pl.DataFrame, language: str = "en") -> Facts:
    return import_module(f"dialogmote.present.words.{name}").state_facts(frame, catalogue(name, language))


def draw(name: str, frame: pl.DataFrame, language: str = "en") -> p9.ggplot:
    words = write_words(name, state_facts(name, frame, language), catalogue(name, language))
    return import_module(f"dialogmote.present.figures.{name}").draw(frame, words, catalogue(name, language))


def compose(name: str, frame: pl.DataFrame) -> Figure:
    return compose_figure(draw(name, frame))


@cache
def composed(name: str) -> Figure:
    """The figure of the hand-made frame, drawn once for every test that only looks at it."""
    return compose(name, FRAMES[name]())


def written(figure: Figure) -> list[str]:
    """Every text inside the panels."""
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def without_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as the gate may leave it: every number suppressed."""
    return frame.with_columns(
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in frame.schema.items()
        if dtype == pl.Float64 or name in ("n", "n_treated")
    )


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("name", EFFECT_FIGURES)
def test_figure_needs_no_texts_but_its_own_and_the_common_ones(name: str, language: str) -> None:
    module = import_module(f"dialogmote.present.figures.{name}")
    size = draw(name, FRAMES[name](), language).theme.themeables["figure_size"].properties["value"]
    assert size == (module.WIDTH_INCHES, module.HEIGHT_INCHES)


@pytest.mark.parametrize("name", ["figure_9", "figure_10", "figure_v3", "heterogeneity"])
def test_figure_without_any_number_is_still_drawn_and_described(name: str) -> None:
    frame = without_numbers(FRAMES[name]())
    assert compose(name, frame).axes
    assert "\u2013" in state_facts(name, frame).alt


@pytest.mark.parametrize("name", ["figure_9", "figure_v3", "heterogeneity"])
def test_figure_is_the_same_bytes_for_rows_in_another_order(name: str) -> None:
    frame = FRAMES[name]()
    shuffled = frame.sample(fraction=1, shuffle=True, seed=1)
    buffers = [io.BytesIO(), io.BytesIO()]
    for buffer, rows in zip(buffers, (frame, shuffled), strict=True):
        save_figure(compose(name, rows), buffer, "svg")
    assert buffers[0].getvalue() == buffers[1].getvalue()


@pytest.mark.parametrize(("name", "twin"), [("figure_9", "figure_v4"), ("figure_10", "figure_v5")])
@pytest.mark.parametrize("language", ["en", "nb"])
def test_twin_figures_differ_in_name_and_control_group_alone(name: str, twin: str, language: str) -> None:
    first, second = catalogue(name, language).flat, catalogue(twin, language).flat
    keys = [key.removeprefix(f"{name}.") for key in first if key.startswith(f"{name}.")]
    assert keys == [key.removeprefix(f"{twin}.") for key in second if key.startswith(f"{twin}.")]
    differing = {key for key in keys if first[f"{name}.{key}"] != second[f"{twin}.{key}"]}
    told = {key for key in differing if key.startswith("computed.")}  # which offices are the control group
    assert differing - told == {"name", "title", "subtitle"} and len(told) == 1
    assert all("Trøndelag" in second[f"{twin}.{key}"] for key in ("title", "subtitle", *told))


def test_estimates_of_both_outcomes_share_one_scale() -> None:
    panels = composed("figure_9").axes
    assert panels[2].get_ylim() == panels[3].get_ylim()
    assert panels[0].get_ylim() != panels[1].get_ylim()


def test_weekly_scale_holds_every_interval() -> None:
    frame = figure_9().with_columns(pl.col("ci_low") - 20)
    low, high = compose("figure_9", frame).axes[2].get_ylim()
    assert low <= min(frame["ci_low"])
    assert high >= max(frame["ci_high"])


def test_curve_near_zero_has_room_for_its_name_below() -> None:
    frame = figure_9().with_columns(pilot_level=pl.lit(1.0))
    assert compose("figure_9", frame).axes[0].get_ylim()[0] < 1.0 - weekly.LABEL_RISE["meeting"]


def test_weekly_curves_are_named_and_the_shaded_weeks_too() -> None:
    texts = written(composed("figure_9"))
    assert texts.count("Pilot offices") == 2
    assert texts.count("Rest of the country") == 2
    assert "weeks\n22–26" in texts


def test_weekly_curves_with_trondelag_controls_are_named_so() -> None:
    assert written(composed("figure_v4")).count("Rest of Trøndelag") == 2


@pytest.mark.parametrize(("pilot", "upper"), [(20.0, "national"), (40.0, "pilot")])
def test_name_stands_over_the_upper_curve(pilot: float, upper: str) -> None:
    frame = figure_9().with_columns(control_level=pl.lit(30.0), pilot_level=pl.lit(pilot))
    names = {f"{kind}_{outcome}": f"{kind} {outcome}" for kind in ("curve", "estimate") for outcome in weekly.OUTCOMES}
    curves = weekly._place_curves(frame, "national", names)
    placed = weekly._place_names(curves.filter(pl.col("outcome") == "meeting"), "meeting")
    assert {row["group"]: row["va"] for row in placed.rows(named=True)}[upper] == "bottom"
    assert placed["va"].to_list().count("bottom") == 1


def test_weekly_alt_text_holds_week_26_with_its_interval() -> None:
    row = figure_9().row(by_predicate=(pl.col("outcome") == "meeting") & (pl.col("week") == 26), named=True)
    words = catalogue("figure_9")
    told = f"{words.number(row['estimate'])} ({words.interval(row['ci_low'], row['ci_high'])})"
    assert f"by week 26: {words.percent(row['control_level'])} at the control offices, difference {told}" in (
        state_facts("figure_9", figure_9()).alt
    )


def test_grade_panels_share_one_scale_and_name_the_marked_months() -> None:
    figure = composed("figure_10")
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()
    assert written(figure).count("4–5:\nquestion") == 2
    assert written(figure).count("6–7: most\nmeetings") == 2


def test_grade_caption_states_the_smallest_month_of_those_on_leave() -> None:
    smallest = min(figure_10().filter(pl.col("sample") == "on_leave")["n"])
    observations = state_facts("figure_10", figure_10()).observations
    assert observations.startswith("320,049 spells")
    assert f"{smallest:,}" in observations


def test_event_study_extremes_leave_the_reference_month_out() -> None:
    frame = figure_v3().with_columns(
        pl.when(pl.col("month") == date(2017, 1, 1)).then(0.0).otherwise(pl.col("estimate").abs() + 1).alias("estimate")
    )
    alt = state_facts("figure_v3", frame).alt
    assert "measured against January 2017" in alt
    assert "lowest 0.0" not in alt


def test_event_study_counts_intervals_that_exclude_zero() -> None:
    rows = figure_v3().filter((pl.col("outcome") == "meeting") & (pl.col("month") > date(2017, 1, 1)))
    apart = rows.filter((pl.col("ci_low") > 0) | (pl.col("ci_high") < 0)).height
    assert 0 < apart < rows.height
    assert f"excludes zero in {apart} of 31 months" in state_facts("figure_v3", figure_v3()).alt


def test_event_study_names_periods_above_and_dates_below() -> None:
    meeting, duration = composed("figure_v3").axes
    assert [text.get_text()[0] for text in meeting.texts] == ["0", "1", "2", "3"]
    assert [text.get_text().split("\n")[1] for text in duration.texts] == ["23 Oct 2018", "12 Mar 2019"]


def test_tick_labels_keep_the_decimals_of_the_finest() -> None:
    assert exact_labels(catalogue("figure_9"))([-2.5, 0.0, 2.5]) == [f"{MINUS}2.5", "0.0", "2.5"]
    assert exact_labels(catalogue("figure_9", "nb"))([0.0, 0.05]) == ["0,00", "0,05"]
    assert exact_labels(catalogue("figure_9"))([0.0, 10.0]) == ["0", "10"]


def test_no_tick_stands_in_the_room_for_names() -> None:
    # A range of 10 with a quarter of it added on top: names stand above 10.
    assert max(even_breaks(0.25)((0.0, 12.5))) == 10
    assert max(even_breaks()((0.0, 12.5))) == 12


@pytest.mark.parametrize(
    ("limits", "ticks"),
    [
        ((-10.2, 2.2), [-10, -8, -6, -4, -2, 0, 2]),
        ((0.0, 100.0), [0, 20, 40, 60, 80, 100]),
        ((-0.31, 0.3), [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]),
        ((-90.0, 250.0), [-50, 0, 50, 100, 150, 200, 250]),
        ((3.0, 3.0), []),
    ],
)
def test_ticks_stand_at_steps_of_one_two_or_five(limits: tuple[float, float], ticks: list[float]) -> None:
    assert even_breaks()(limits) == ticks


def test_groups_of_a_forest_stand_from_the_top_in_the_order_of_their_kinds() -> None:
    left = composed("heterogeneity").axes[0]
    labels = sorted(zip(left.get_yticks(), (label.get_text() for label in left.get_yticklabels()), strict=True))
    assert [name for _, name in labels[::-1]][:5] == ["Women", "Men", "Under 40", "40 to 54", "55 and over"]


def test_tests_of_equality_stand_right_of_every_interval_for_both_control_groups() -> None:
    frame = heterogeneity()
    for axes, outcome in zip(composed("heterogeneity").axes, ("meeting", "duration"), strict=True):
        placed = {text.get_text(): text.get_position()[0] for text in axes.texts}
        assert [text.get_text() for text in axes.texts].count("0.340") == (9 if outcome == "meeting" else 10)
        assert ("0.021" in placed) == (outcome == "meeting")
        low, high = axes.get_xlim()
        width_of_text = 0.1 * (
            high - low
        )  # five characters of nearly eight points in a panel of three and a half inches
        assert placed["0.340"] - width_of_text > max(frame.filter(outcome=outcome)["ci_high"])


def test_panels_of_a_forest_have_scales_of_their_own() -> None:
    meetings, duration = (axes.get_xlim() for axes in composed("heterogeneity").axes)
    assert meetings != duration


def test_words_of_a_forest_name_the_groups_with_the_lowest_and_the_highest_estimate() -> None:
    frame = heterogeneity().with_columns(
        estimate=pl.when(pl.col("group") == "public").then(30.0).otherwise("estimate"),
        n_treated=pl.when(pl.col("group") == "men").then(12).otherwise("n_treated"),
    )
    facts = state_facts("heterogeneity", frame)
    assert "to 30.0 (Public sector)" in facts.alt and "equal effects 0.21" in facts.alt
    assert "from 12 in the smallest group" in facts.observations


def test_breakdown_value_is_named_in_its_panel_or_said_to_be_nothing() -> None:
    texts = [[text.get_text() for text in axes.texts] for axes in composed("honest_trends").axes]
    assert texts == [
        ["Zero comes in at m = 1.41"],
        ["Zero comes in at m = 3.42"],
        ["Zero is inside already at m = 0"],
        ["Zero is inside already at m = 0"],
    ]


def test_breakdown_that_is_never_reached_is_said_and_not_drawn() -> None:
    never = honest_trends().with_columns(breakdown=pl.lit(None, dtype=pl.Float64))
    assert set(written(compose("honest_trends", never))) == {"Zero does not come in"}


def test_interval_under_parallel_trends_stands_left_of_every_m() -> None:
    for axes in composed("honest_trends").axes:
        places = [segment[0][0] for lines in axes.collections for segment in getattr(lines, "get_segments", list)()]
        assert places.count(min(places)) == 1 and min(places) < 0
        assert [tick for tick in axes.get_xticks() if tick < 0] == []


def test_words_of_robust_intervals_tell_the_set_at_one_times_the_largest_change() -> None:
    row = honest_trends().row(by_predicate=(pl.col("m") == 1.0) & (pl.col("outcome") == "meeting"), named=True)
    ends = f"{abs(row['ci_low']):.1f} to {MINUS}{abs(row['ci_high']):.1f}"
    assert f"as large as the largest before {MINUS}{ends}" in state_facts("honest_trends", honest_trends()).alt


def test_interval_without_an_upper_end_is_drawn_above_every_end() -> None:
    duration = composed("honest_trends").axes[2]
    tops = {
        segment[0][0]: max(end[1] for end in segment)
        for lines in duration.collections
        for segment in getattr(lines, "get_segments", list)()
    }
    assert max(tops) == 2.0 and tops[2.0] == max(tops.values())

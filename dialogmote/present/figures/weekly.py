"""Curves by week of the spell and the estimates between them, which figures 9 and v4 share.

Above, for meetings and for being on leave, the control offices' level and the pilot offices' by week; below, the
difference between the curves with its interval, on one scale for both outcomes.
"""

from typing import Any

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import largest, smallest
from dialogmote.present.figures.ticks import even_breaks, exact_labels
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords
from dialogmote.present.words.weekly import MEETING_WEEKS

WIDTH_INCHES = 7.6
HEIGHT_INCHES = 6.3
OUTCOMES = ("meeting", "on_leave")
WEEK_TICKS = list(range(16, 53, 4))
# Where the curves are named: meetings at the end, where they lie level and apart; being on leave where they fall.
LABEL_WEEKS = {"meeting": 52, "on_leave": 33}
LABEL_NUDGE = {"meeting": 0.0, "on_leave": 0.9}  # weeks from a falling curve, so that its name stands clear of it
LABEL_RISE = {"meeting": 1.8, "on_leave": 2.0}  # percentage points above or below a curve
NAME_ROOM = 6.0  # percentage points over the higher curve of meetings and under the lower, for their names
STEP = 1  # percentage points to which the limits of the estimates are rounded, and the least they hold on each side


def draw_weekly(
    exhibit: str, control_group: str, frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue
) -> p9.ggplot:
    """Four panels, an outcome a column: curves above, estimates below. `frame`: `WeeklyEffects`."""
    names = _panel_names(exhibit, catalogue)
    curves = _place_curves(frame, control_group, names)
    estimates = _place_panels(frame.drop_nulls(["estimate", "ci_low", "ci_high"]), "estimate", names)
    limits = _panel_limits(curves, estimates, names)
    plot = p9.ggplot(estimates.to_pandas(), p9.aes("week"))
    for layer in (*_week_marks(exhibit, limits, names, catalogue), *_zero_line(names)):
        plot += layer
    return (
        plot
        + p9.geom_blank(p9.aes(y="value"), data=limits.to_pandas())
        + p9.geom_line(p9.aes(y="level", color="group", linetype="group"), data=curves.to_pandas(), size=0.9)
        + _curve_labels(curves, catalogue)
        + p9.geom_linerange(p9.aes(ymin="ci_low", ymax="ci_high"), color=theme.INK, size=0.6)
        + p9.geom_point(p9.aes(y="estimate"), color=theme.INK, size=1.3)
        + p9.facet_wrap("panel", nrow=2, scales="free_y")
        + p9.scale_color_manual(values=theme.GROUP_COLOURS)
        + p9.scale_linetype_manual(values={"pilot": "solid", control_group: "dashed"})
        + p9.scale_x_continuous(
            name=catalogue.text(f"{exhibit}.x"), breaks=WEEK_TICKS, limits=(15.5, 52.5), expand=(0, 0)
        )
        + p9.scale_y_continuous(name="", labels=exact_labels(catalogue), breaks=even_breaks(), expand=(0.02, 0))
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(panel_spacing_x=0.05, panel_spacing_y=0.05, axis_title_y=p9.element_blank())
    )


def _panel_names(exhibit: str, catalogue: Catalogue) -> dict[str, str]:
    """The heading of each panel by `<kind>_<outcome>`, in reading order."""
    keys = [f"{kind}_{outcome}" for kind in ("curve", "estimate") for outcome in OUTCOMES]
    return {key: catalogue.text(f"{exhibit}.panel_{key}") for key in keys}


def _place_panels(frame: pl.DataFrame, kind: str, names: dict[str, str]) -> pl.DataFrame:
    """The rows by outcome and week, each with the panel of that kind it belongs to."""
    panel = pl.format("{}_{}", pl.lit(kind), "outcome").replace_strict(names)
    return (
        frame.filter(pl.col("outcome").is_in(OUTCOMES))
        .sort("outcome", "week")
        .with_columns(panel=panel.cast(pl.Enum(list(names.values()))))
    )


def _place_curves(frame: pl.DataFrame, control_group: str, names: dict[str, str]) -> pl.DataFrame:
    """One row per outcome, group of offices and week with its `level` in percent."""
    columns = {"control_level": control_group, "pilot_level": "pilot"}
    long = frame.unpivot(list(columns), index=["outcome", "week"], variable_name="group", value_name="level")
    named = long.with_columns(group=pl.col("group").replace_strict(columns)).drop_nulls("level")
    return _place_panels(named, "curve", names).sort("outcome", "group", "week")


def _panel_limits(curves: pl.DataFrame, estimates: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """The ends of each panel's scale as `value`; the panels of estimates have the same."""
    meetings = curves.filter(pl.col("outcome") == "meeting")
    named = meetings.filter(pl.col("week") == LABEL_WEEKS["meeting"])["level"].to_list()
    bottom = min(0.0, min(named, default=NAME_ROOM) - NAME_ROOM)
    top = max(10.0, 10 * -(-(largest(meetings, "level") + NAME_ROOM) // 10))
    low = min(float(-STEP), STEP * (smallest(estimates, "ci_low") // STEP))
    high = max(float(STEP), -STEP * (-largest(estimates, "ci_high") // STEP))
    ends = {"curve_meeting": (bottom, top), "curve_on_leave": (0.0, 100.0)}
    rows = [
        (names[key], key, value, float(WEEK_TICKS[0])) for key in names for value in sorted(ends.get(key, (low, high)))
    ]
    frame = pl.DataFrame(rows, schema=["panel", "key", "value", "week"], orient="row")
    return frame.with_columns(pl.col("panel").cast(pl.Enum(list(names.values()))))


def _week_marks(exhibit: str, limits: pl.DataFrame, names: dict[str, str], catalogue: Catalogue) -> list[Any]:
    """Shade behind the weeks of most meetings in every panel, named in the first."""
    first, last = MEETING_WEEKS
    ends = {"ymin": float("-inf"), "ymax": float("inf")}
    top = limits.filter(pl.col("key") == "curve_meeting").with_columns(
        week=pl.lit((first + last) / 2), label=pl.lit(catalogue.text(f"{exhibit}.weeks", first=first, last=last))
    )
    return [
        p9.annotate("rect", xmin=first - 0.5, xmax=last + 0.5, fill=theme.SHADE, **ends),
        p9.geom_text(
            p9.aes(y="value", label="label"),
            data=top.sort("value").tail(1).to_pandas(),
            va="top",
            size=theme.LABEL_SIZE,
            color=theme.INK,
            family=theme.FONT,
            lineheight=1.2,
        ),
    ]


def _zero_line(names: dict[str, str]) -> list[Any]:
    """The line of no difference, in the panels of estimates only."""
    panels = [name for key, name in names.items() if key.startswith("estimate")]
    zero = pl.DataFrame({"panel": pl.Series(panels, dtype=pl.Enum(list(names.values()))), "zero": [0.0] * len(panels)})
    return [p9.geom_hline(p9.aes(yintercept="zero"), data=zero.to_pandas(), color=theme.MUTED, size=0.6)]


def _curve_labels(curves: pl.DataFrame, catalogue: Catalogue) -> p9.geom_text:
    """The name of each curve: over the upper one and under the lower one."""
    frames = [_place_names(curves.filter(pl.col("outcome") == outcome), outcome) for outcome in OUTCOMES]
    labels = pl.concat(frames)
    short = [catalogue.label("group_short", group) for group in labels["group"]]
    return p9.geom_text(
        p9.aes("week", "level", label="label", color="group", ha="ha", va="va"),
        data=labels.with_columns(pl.Series("label", short, dtype=pl.String)).to_pandas(),
        size=theme.LABEL_SIZE,
        family=theme.FONT,
        fontweight="bold",
        inherit_aes=False,
    )


def _place_names(curves: pl.DataFrame, outcome: str) -> pl.DataFrame:
    """Where the names of one outcome's curves stand; a curve without a level in that week goes unnamed."""
    is_falling = outcome == "on_leave"
    ranked = curves.filter(pl.col("week") == LABEL_WEEKS[outcome]).sort("level", "group")
    is_upper = pl.int_range(pl.len()) == pl.len() - 1
    side = pl.when(is_upper).then(1.0).otherwise(-1.0)
    return ranked.select(
        "panel",
        "group",
        week=pl.col("week") + side * LABEL_NUDGE[outcome],
        level=pl.col("level") + side * LABEL_RISE[outcome],
        ha=pl.when(is_upper & is_falling).then(pl.lit("left")).otherwise(pl.lit("right")),
        va=pl.when(is_upper).then(pl.lit("bottom")).otherwise(pl.lit("top")),
    )

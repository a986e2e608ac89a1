"""The numbers in the report's running text, computed from the released frames."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from dialogmote.contracts.artifacts import SHARE_OUTCOMES
from dialogmote.disclose.profiles import PROFILES
from dialogmote.present.blocks import Check, KeyFigure, Material
from dialogmote.present.tables.published_vs_reproduced import effect_key
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import one_row, weighted_share

HEADLINE_EFFECTS = (
    ("meeting", "national"),
    ("meeting", "trondelag"),
    ("duration", "national"),
    ("lost_workdays", "national"),
)
# The gate keeps three digits of a standard error and rounds estimates where its last digit stands: two programs that
# agree differ by one unit of that digit at most, a hundredth of the standard error.
ONE_RELEASED_DIGIT = 0.01
# Each rounded count is off by less than half of this; a sum of k of them by k times that.
LARGEST_ROUNDING = max(profile.rounding for profile in PROFILES.values())
SAME_NUMBER = 1e-9  # the same regression's coefficient read from two exhibits: nothing but the file lies between


def key_figures(material: Material, catalogue: Catalogue) -> tuple[KeyFigure, ...]:
    """The findings in numbers: effects of period 2, the fall of the meeting share, agreement of the case workers."""
    frames = material.frames
    figures: list[KeyFigure] = []
    if "table_4" in frames:
        figures += [_effect_figure(outcome, group, material, catalogue) for outcome, group in HEADLINE_EFFECTS]
    if "figure_3" in frames:
        figures.append(_share_figure(frames["figure_3"], catalogue))
    if "case_agreement" in frames:
        figures.append(_agreement_figure(frames["case_agreement"], catalogue))
    return tuple(figures)


def _effect_figure(outcome: str, group: str, material: Material, catalogue: Catalogue) -> KeyFigure:
    row = one_row(material.frames["table_4"], outcome=outcome, control_group=group, group_trends=False)
    details = [catalogue.text("finding.interval", interval=catalogue.interval(row["ci_low"], row["ci_high"], 2))]
    details.append(_zero_words(row["ci_low"], row["ci_high"], catalogue))
    published = published_effect(material, outcome, group)
    if published is not None:
        estimate, error = (catalogue.number(value, 2) for value in published)
        details.append(catalogue.text("finding.published", estimate=estimate, error=error))
    planted = planted_effect(material, outcome, group)
    if planted is not None:
        details.append(catalogue.text("finding.planted", planted=catalogue.number(planted, 2)))
    unit = "percentage_points" if outcome in SHARE_OUTCOMES else "days"
    return KeyFigure(
        label=catalogue.text(
            "finding.effect",
            outcome=catalogue.label("outcome", outcome),
            group=catalogue.label("control_group_short", group),
        ),
        value=catalogue.number(row["estimate"], 2, signed=True),
        unit=catalogue.text(f"finding.{unit}"),
        details=tuple(filter(None, details)),
    )


def _zero_words(low: float | None, high: float | None, catalogue: Catalogue) -> str:
    if low is None or high is None:
        return ""
    return catalogue.text("finding.includes_zero" if low <= 0 <= high else "finding.excludes_zero")


def published_effect(material: Material, outcome: str, group: str) -> tuple[float, float] | None:
    """The article's estimate and standard error without trends, where the comparison holds them."""
    if "published_vs_reproduced" not in material.frames:
        return None
    rows = material.frames["published_vs_reproduced"].filter(
        exhibit="table_4", row_key=effect_key(outcome, group, has_trends=False)
    )
    values = dict(zip(rows["column"], rows["published"], strict=True))
    if "estimate" not in values or "std_error" not in values:
        return None
    return values["estimate"], values["std_error"]


def planted_effect(material: Material, outcome: str, group: str) -> float | None:
    """What the synthetic register was given for period 2."""
    if "planted_vs_estimated" not in material.frames:
        return None
    return one_row(material.frames["planted_vs_estimated"], outcome=outcome, control_group=group, period=2)["planted"]


def _share_figure(frame: pl.DataFrame, catalogue: Catalogue) -> KeyFigure:
    """The meeting share in the three windows of the article."""
    windows = (
        ("before", date(2015, 1, 1), catalogue.calendar.pilot_launch),
        ("first", date(2018, 12, 1), date(2019, 2, 1)),
        ("later", date(2019, 3, 1), date(2019, 8, 1)),
    )
    levels = {name: weighted_share(frame, "meeting_share_pct", first, last) for name, first, last in windows}
    fall = None
    if levels["before"] is not None and levels["later"] is not None:
        fall = levels["later"] - levels["before"]
    return KeyFigure(
        label=catalogue.text("finding.share"),
        value=catalogue.number(fall, 1, signed=True),
        unit=catalogue.text("finding.percentage_points"),
        details=(
            catalogue.text(
                "finding.share_levels", **{name: catalogue.percent(level) for name, level in levels.items()}
            ),
            catalogue.text("finding.share_caveat"),
        ),
    )


def _agreement_figure(frame: pl.DataFrame, catalogue: Catalogue) -> KeyFigure:
    row = one_row(frame, measure="fleiss_kappa")
    return KeyFigure(
        label=catalogue.text("finding.agreement"),
        value=catalogue.number(row["value"], 2),
        unit=catalogue.text("finding.kappa"),
        details=(
            catalogue.text("finding.interval", interval=catalogue.interval(row["ci_low"], row["ci_high"], 2)),
            catalogue.text("finding.agreement_base", workers=row["n_case_workers"], cases=row["n_cases"]),
        ),
    )


def planted_words(frame: pl.DataFrame, catalogue: Catalogue) -> tuple[str, ...]:
    """What was planted on meetings in period 2, and how many intervals contain what was planted."""
    planted = {
        group: catalogue.number(one_row(frame, outcome="meeting", control_group=group, period=2)["planted"], 2)
        for group in ("national", "trondelag")
    }
    judged = frame.drop_nulls("is_within_interval")
    return (
        catalogue.text("banner.planted", **planted),
        catalogue.text(
            "banner.within",
            within=catalogue.count(judged.filter("is_within_interval").height),
            n=catalogue.count(judged.height),
        ),
    )


def consistency_checks(material: Material, catalogue: Catalogue) -> tuple[Check, ...]:
    """What must hold between exhibits that tell of the same numbers."""
    frames = material.frames
    checks: list[Check] = []
    if "attrition" in frames:
        checks.append(Check(catalogue.text("check.attrition"), _attrition_adds_up(frames["attrition"])))
    if {"table_4", "figure_8"} <= frames.keys():
        checks.append(Check(catalogue.text("check.effects"), _effects_agree(frames["table_4"], frames["figure_8"])))
    if {"attrition", "figure_3"} <= frames.keys():
        cohort = frames["attrition"]["spells_left"][-1]
        checks.append(Check(catalogue.text("check.figure_3"), _is_at_most(frames["figure_3"]["n"], cohort)))
    checks += _cohort_checks(frames, catalogue)
    if {"figure_9", "table_4"} <= frames.keys():
        checks.append(Check(catalogue.text("check.weekly"), _weekly_agrees(frames["figure_9"], frames["table_4"])))
    if {"case_table_8_7", "case_figures_8"} <= frames.keys():
        agrees = _case_counts_agree(frames["case_table_8_7"], frames["case_figures_8"])
        checks.append(Check(catalogue.text("check.cases"), agrees))
    return tuple(checks)


def _cohort_checks(frames: Mapping[str, pl.DataFrame], catalogue: Catalogue) -> list[Check]:
    """Exhibits that tell of the same spells count the same."""
    checks = []
    if {"attrition", "excluded_groups"} <= frames.keys():
        long_spells = frames["attrition"]["spells_left"][0]
        checks.append(Check(catalogue.text("check.excluded"), _adds_up_to(frames["excluded_groups"]["n"], long_spells)))
    if {"attrition", "figure_2"} <= frames.keys():
        cohort = frames["attrition"]["spells_left"][-1]
        checks.append(Check(catalogue.text("check.figure_2"), _adds_up_to(frames["figure_2"]["n"], cohort)))
    if {"table_1", "answers_cross"} <= frames.keys():
        asked = one_row(frames["table_1"], answer="total")["n"]
        checks.append(Check(catalogue.text("check.answers"), _adds_up_to(frames["answers_cross"]["n"], asked)))
    return checks


def _is_at_most(parts: pl.Series, whole: int | None) -> bool:
    """Parts do not outnumber the whole, but for rounding; a hidden whole cannot contradict them."""
    return whole is None or int(parts.sum()) <= whole + LARGEST_ROUNDING / 2 * (len(parts) + 1)


def _adds_up_to(parts: pl.Series, whole: int | None) -> bool:
    """Parts are the whole, but for rounding; parts that are hidden may make up what lacks."""
    if whole is None or not _is_at_most(parts, whole):
        return whole is None
    return parts.has_nulls() or int(parts.sum()) >= whole - LARGEST_ROUNDING / 2 * (len(parts) + 1)


def _weekly_agrees(figure_9: pl.DataFrame, table_4: pl.DataFrame) -> bool:
    """A meeting held by week 52 is a meeting held: the same estimate in figure 9 and in table 4."""
    weekly = one_row(figure_9, outcome="meeting", week=52)
    plain = one_row(table_4, outcome="meeting", control_group="national", group_trends=False)
    if weekly["estimate"] is None or plain["estimate"] is None:
        return bool(weekly["estimate"] is None and plain["estimate"] is None)
    return bool(abs(weekly["estimate"] - plain["estimate"]) <= ONE_RELEASED_DIGIT * (plain["std_error"] or 1.0))


def _attrition_adds_up(frame: pl.DataFrame) -> bool:
    """What is left before a step, less what it removed, is what is left after it, but for rounding; spells and rows.

    Steps of which something is hidden are passed over.
    """
    return all(
        (frame[f"{unit}_left"].shift(1) - frame[f"{unit}_removed"] - frame[f"{unit}_left"])[1:]
        .drop_nulls()
        .abs()
        .le(LARGEST_ROUNDING / 2 * 3)
        .all()
        for unit in ("spells", "rows")
    )


def _effects_agree(table_4: pl.DataFrame, figure_8: pl.DataFrame) -> bool:
    """Table 4 without trends and figure 8 in period 2 have the same estimates and standard errors."""
    both = figure_8.filter(period=2).join(
        table_4.filter(group_trends=False), on=["outcome", "control_group"], suffix="_table"
    )
    return both.height > 0 and all(
        (both[name] - both[f"{name}_table"]).drop_nulls().abs().le(SAME_NUMBER).all()
        for name in ("estimate", "std_error")
    )


def _case_counts_agree(table: pl.DataFrame, figures: pl.DataFrame) -> bool:
    """Judgements counted in the table are those of the figures' frame, case by case."""
    answers = {"summoned": "yes", "exempted": "no", "unclear": "unclear"}
    return all(
        table.filter(pl.col(f"case_{row['case']}") == answer).height == row[kind]
        for row in figures.rows(named=True)
        for kind, answer in answers.items()
    )

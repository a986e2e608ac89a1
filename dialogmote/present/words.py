"""What is said about each figure: title, subtitle, line of n and source, method, and the alternative text.

Numbers in the words are computed from the figure's own frame. Kept apart from the drawing, so that the report can use
the words without loading a plotting library.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dialogmote.present.texts import Catalogue

# Whole start months of periods 2 and 3, for figure 7 in words: November 2018 is mostly period 2.
USE_WINDOWS = {"two": (date(2018, 8, 1), date(2018, 11, 1)), "three": (date(2018, 12, 1), date(2019, 8, 1))}


@dataclass(frozen=True)
class FigureWords:
    """The words of one figure: `caption` stands in the figure, `method` and `alt` beside it in the report."""

    name: str
    title: str
    subtitle: str
    caption: str
    method: str
    alt: str


@dataclass(frozen=True)
class Facts:
    """What a figure's frame contributes to its words: the line of n, and values of its alternative text."""

    observations: str
    alt: str
    subtitle: str = ""  # where it holds a number; otherwise the catalogue's text stands as it is


def describe_figure(exhibit: str, frame: pl.DataFrame, catalogue: Catalogue) -> FigureWords:
    """The words of a figure. Raises `ValueError` for a figure that nothing is said about."""
    if exhibit not in FACTS:
        raise ValueError(f"no words for the figure {exhibit!r}; known: {', '.join(FACTS)}")
    facts = FACTS[exhibit](frame, catalogue)
    return FigureWords(
        name=catalogue.text(f"{exhibit}.name"),
        title=catalogue.text(f"{exhibit}.title"),
        subtitle=facts.subtitle or catalogue.text(f"{exhibit}.subtitle"),
        caption="\n".join([facts.observations, catalogue.source(exhibit)]),
        method=catalogue.text(f"{exhibit}.method"),
        alt=facts.alt,
    )


def weighted_share(frame: pl.DataFrame, column: str, first: date, last: date) -> float | None:
    """Mean of a monthly share over the start months `first` to `last`, weighted by n; none without spells."""
    rows = frame.filter(pl.col("month").is_between(first, last)).drop_nulls(column).sort("month")
    weight = int(rows["n"].sum())
    if weight == 0:
        return None
    # Summed in order in Python: the same bits on any number of threads.
    total = sum(share * n for share, n in zip(rows[column].to_list(), rows["n"].to_list(), strict=True))
    return float(total / weight)


def one_row(frame: pl.DataFrame, **keys: object) -> dict[str, Any]:
    """The one row with these keys; every value missing when the gate or the sample left none."""
    rows = frame.filter(*(pl.col(name) == value for name, value in keys.items()))
    return rows.row(0, named=True) if rows.height else dict.fromkeys(frame.columns)


def _attrition(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    first, last = frame.row(0, named=True), frame.row(-1, named=True)
    removed = [
        catalogue.text(
            "attrition.alt_step",
            step=catalogue.label("step", row["step"]),
            spells=catalogue.count(row["spells_removed"]),
        )
        for row in frame.rows(named=True)
        if row["spells_removed"]
    ]
    return Facts(
        observations=catalogue.text("attrition.n", spells=catalogue.count(last["spells_left"])),
        alt=catalogue.text(
            "attrition.alt",
            first=catalogue.count(first["spells_left"]),
            last=catalogue.count(last["spells_left"]),
            steps="; ".join(removed),
        ),
    )


def _figure_3(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    calendar = catalogue.calendar
    before = weighted_share(frame, "meeting_share_pct", date(2015, 1, 1), calendar.pilot_launch)
    first = weighted_share(frame, "meeting_share_pct", date(2018, 12, 1), date(2019, 2, 1))
    later = weighted_share(frame, "meeting_share_pct", date(2019, 3, 1), date(2019, 8, 1))
    return Facts(
        observations=catalogue.text("figure_3.n", n=catalogue.count(sum(frame["n"]))),
        alt=catalogue.text(
            "figure_3.alt",
            before=catalogue.percent(before),
            first=catalogue.percent(first),
            later=catalogue.percent(later),
        ),
    )


def _figure_7(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    counts, shares = {}, {}
    for group in ("pilot", "trondelag", "national"):
        rows = frame.filter(pl.col("group") == group)
        counts[group] = catalogue.count(sum(rows["n"]))
        for period, (first, last) in USE_WINDOWS.items():
            shares[f"{group}_{period}"] = catalogue.percent(weighted_share(rows, "used_share_pct", first, last), 0)
    return Facts(
        observations=catalogue.text("figure_7.n", **counts),
        alt=catalogue.text("figure_7.alt", **shares),
    )


def _figure_8(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    values, counts = {}, {}
    for group in ("national", "trondelag"):
        rows = frame.filter(pl.col("control_group") == group)
        counts[group] = catalogue.count(max(rows["n"], default=None))
        for outcome in ("meeting", "duration", "lost_workdays"):
            row = one_row(rows, outcome=outcome, period=2)
            values[f"{outcome}_{group}"] = catalogue.text(
                "format.estimate",
                estimate=catalogue.number(row["estimate"]),
                interval=catalogue.interval(row["ci_low"], row["ci_high"]),
            )
    return Facts(catalogue.text("figure_8.n", **counts), catalogue.text("figure_8.alt", **values))


def contradicting_cases(frame: pl.DataFrame) -> list[int]:
    """The cases whose published figure differs from the published table."""
    kinds = ("summoned", "exempted", "unclear")
    differs = pl.any_horizontal(*(pl.col(kind) != pl.col(f"published_{kind}") for kind in kinds))
    return frame.filter(differs).sort("case")["case"].to_list()


def _case_figures_8(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    cases = [
        catalogue.text(
            "case_figures_8.alt_case",
            case=row["case"],
            summoned=row["summoned"],
            exempted=row["exempted"],
            unclear=row["unclear"],
        )
        for row in frame.sort("case").rows(named=True)
    ]
    differing = catalogue.items([str(case) for case in contradicting_cases(frame)])
    total = frame.select(pl.sum_horizontal("summoned", "exempted", "unclear").max()).item()
    return Facts(
        observations=catalogue.text("case_figures_8.n", workers=total, cases=frame.height),
        alt=catalogue.text(
            "case_figures_8.alt",
            cases="; ".join(cases),
            differing=differing or catalogue.text("format.none"),
        ),
        subtitle=catalogue.text("case_figures_8.subtitle", differing=differing or catalogue.text("format.none")),
    )


def _case_agreement(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    kappa = one_row(frame, measure="fleiss_kappa")
    cases = frame.filter(pl.col("measure").str.starts_with("agreement_case_")).sort("value", "measure")
    lowest, highest = cases.row(0, named=True), cases.row(-1, named=True)
    return Facts(
        observations=catalogue.text(
            "case_agreement.n", workers=frame["n_case_workers"].max(), cases=frame["n_cases"].max()
        ),
        alt=catalogue.text(
            "case_agreement.alt",
            kappa=catalogue.number(kappa["value"], 2),
            interval=catalogue.interval(kappa["ci_low"], kappa["ci_high"], 2),
            lowest=catalogue.label("measure", lowest["measure"]),
            low=catalogue.percent(100 * lowest["value"], 0),
            highest=catalogue.label("measure", highest["measure"]),
            high=catalogue.percent(100 * highest["value"], 0),
        ),
    )


FACTS: dict[str, Callable[[pl.DataFrame, Catalogue], Facts]] = {
    "attrition": _attrition,
    "figure_3": _figure_3,
    "figure_7": _figure_7,
    "figure_8": _figure_8,
    "case_figures_8": _case_figures_8,
    "case_agreement": _case_agreement,
}

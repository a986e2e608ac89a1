"""How well the synthetic register matches what is published: its moments beside those of the article.

A moment is named like a number of an exhibit, `exhibit/row_key/column`. Agreement on a target only shows that the
simulator was set right; the other moments emerged.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

from dialogmote.contracts.artifacts import ANSWER_GROUPS, CONTROL_GROUPS, SHARE_OUTCOMES
from dialogmote.design.samples import by_comparison_group, without_pilot_offices
from dialogmote.design.season import estimate_season
from dialogmote.estimate.descriptives import table_3
from dialogmote.estimate.means import mean_of, share_pct

BASE_YEAR = (date(2017, 1, 1), date(2017, 12, 31))
FIRST_ASKED_START = date(2018, 11, 1)  # RULES 23: table 1
SEASON_YEARS = (2015, 2017)  # RULES 24
# The article's three levels of meetings, by start (STUDY, `meeting_levels`).
LEVELS = {
    "meeting_share_before": (date(2015, 1, 1), date(2018, 10, 31)),
    "meeting_share_first_months": (date(2018, 11, 20), date(2019, 2, 28)),
    "meeting_share_after_six_months": (date(2019, 3, 1), date(2019, 8, 31)),
}
# The windows of figure 4, right, and of the text of table 2 (RULES 26 and 28).
HAZARD_BEFORE = (date(2018, 3, 1), date(2018, 6, 30))
HAZARD_AFTER = (date(2019, 3, 1), date(2019, 6, 30))
SUMMER_BEFORE = (date(2018, 3, 1), date(2018, 9, 30))
SUMMER_AFTER = (date(2019, 3, 1), date(2019, 9, 30))
HAZARD_WEEK, FIRST_WEEK, LAST_WEEK = 25, 16, 52
ANSWER_DAYS = 14
QUESTION_DAY = 112
FULL_PERIOD_DAYS = 365
QUARTILES = {"duration_p25_days": 0.25, "duration_p50_days": 0.5, "duration_p75_days": 0.75}
COUNTS = ("n",)  # numbers of spells follow the register's scale and are no moments
CONTRADICTED = ("lost_workdays",)  # table 3 has another definition than table 4 (STUDY, contradictions)


@dataclass(frozen=True)
class PublishedMoments:
    """The published tables the register is held against, with numbers as Float64."""

    table_1: pl.DataFrame
    table_3: pl.DataFrame
    table_4: pl.DataFrame
    text_claims: pl.DataFrame


def register_fidelity(
    cohort: pl.DataFrame,
    excluded_spells: pl.DataFrame,
    attrition: pl.DataFrame,
    published: PublishedMoments,
    *,
    pilot_county: str,
    targets: Collection[str],
) -> pl.DataFrame:
    """Simulated beside published moments (contract RegisterFidelity), in the order of the published tables.

    `targets` names the moments the simulator was tuned to. Raises `ValueError` when a target is no moment. A moment of
    spells that do not exist is null.
    """
    simulated = {
        **_moments_of_table_1(cohort),
        **_moments_of_table_3(cohort, pilot_county),
        **_moments_of_table_4(cohort, pilot_county),
        **_moments_of_claims(cohort, excluded_spells, attrition),
    }
    rows = [row for row in _published_rows(published) if row[0] in simulated]
    unknown = sorted(set(targets) - {row[0] for row in rows})
    if unknown:
        raise ValueError(f"targets that are no moments: {', '.join(unknown)}")
    frame = pl.DataFrame(rows, schema=["moment", "unit", "where", "published"], orient="row")
    values = pl.Series("simulated", [simulated[row[0]] for row in rows], pl.Float64)
    return frame.with_columns(
        values,
        (values - pl.col("published")).alias("difference"),
        pl.col("moment").is_in(list(targets)).alias("is_target"),
    )


def _published_rows(published: PublishedMoments) -> list[tuple[str, str, str, float]]:
    """Moment, unit, place and value of every published number of the four tables."""
    rows = []
    for answer in published.table_1.iter_rows(named=True):
        rows += [
            (f"table_1/{answer['answer']}/{column}", _unit(column), "table 1", float(value))
            for column, value in answer.items()
            if column not in ("answer", *COUNTS)
        ]
    for line in published.table_3.iter_rows(named=True):
        rows += [
            (f"table_3/{line['row']}/{column}", _unit(line["row"]), "table 3", float(value))
            for column, value in line.items()
            if column != "row" and line["row"] not in (*COUNTS, *CONTRADICTED)
        ]
    for line in published.table_4.filter(group_trends="no").iter_rows(named=True):
        moment = f"table_4/{line['outcome']}/{line['control_group']}/false/control_mean"
        unit = "percent" if line["outcome"] in SHARE_OUTCOMES else "days"
        rows.append((moment, unit, "table 4", float(line["control_mean"])))
    for claim in published.text_claims.iter_rows(named=True):
        rows.append((f"text_claims/{claim['claim']}/value", claim["unit"], claim["where"], float(claim["value"])))
    return rows


def _unit(column: str) -> str:
    """The unit a column's or a row's name ends in."""
    for ending, unit in (("_pct", "percent"), ("_days", "days"), ("_years", "years"), ("_residents", "residents")):
        if column.endswith(ending):
            return unit
    return "days"


def _starts_in(spells: pl.DataFrame, window: tuple[date, date]) -> pl.DataFrame:
    """Spells that started in the window, both days inside."""
    return spells.filter(pl.col("start_date").is_between(*window))


def _moments_of_table_1(cohort: pl.DataFrame) -> dict[str, float | None]:
    """Share, meetings and durations by answer group, among the asked."""
    asked = cohort.filter(pl.col("is_asked") & (pl.col("start_date") >= FIRST_ASKED_START))
    groups = {answer: asked.filter(pl.col("answer") == answer) for answer in ANSWER_GROUPS} | {"total": asked}
    moments: dict[str, float | None] = {}
    for answer, spells in groups.items():
        values = {
            "share_pct": 100 * spells.height / asked.height if asked.height else None,
            "meeting_share_pct": share_pct(spells["meeting"]),
            "duration_mean_days": mean_of(spells["duration"]),
            **{name: spells["duration"].quantile(level, "linear") for name, level in QUARTILES.items()},
        }
        moments |= {f"table_1/{answer}/{column}": value for column, value in values.items()}
    return moments


def _moments_of_table_3(cohort: pl.DataFrame, pilot_county: str) -> dict[str, float | None]:
    """Descriptives of 2017 by group of offices."""
    table = table_3(cohort, first_start=BASE_YEAR[0], last_start=BASE_YEAR[1], pilot_county=pilot_county)
    groups = [column for column in table.columns if column != "row"]
    return {f"table_3/{line['row']}/{group}": line[group] for line in table.iter_rows(named=True) for group in groups}


def _moments_of_table_4(cohort: pl.DataFrame, pilot_county: str) -> dict[str, float | None]:
    """Plain means of the outcomes in the control groups of 2017."""
    groups = by_comparison_group(_starts_in(cohort, BASE_YEAR), pilot_county)
    moments: dict[str, float | None] = {}
    for control in CONTROL_GROUPS:
        spells = groups[control]
        for outcome in ("meeting", "duration", "total_duration", "lost_workdays", "exhausted", "aap_transition"):
            mean = share_pct(spells[outcome]) if outcome in SHARE_OUTCOMES else mean_of(spells[outcome])
            moments[f"table_4/{outcome}/{control}/false/control_mean"] = mean
    return moments


def _moments_of_claims(
    cohort: pl.DataFrame, excluded_spells: pl.DataFrame, attrition: pl.DataFrame
) -> dict[str, float | None]:
    """What the article says in words and a cohort can show."""
    moments = (
        _exclusion_claims(cohort, excluded_spells, attrition)
        | _level_claims(cohort)
        | _hazard_claims(without_pilot_offices(cohort))
        | _answer_claims(cohort)
        | _meeting_claims(without_pilot_offices(cohort))
    )
    return {f"text_claims/{claim}/value": value for claim, value in moments.items()}


def _exclusion_claims(
    cohort: pl.DataFrame, excluded_spells: pl.DataFrame, attrition: pl.DataFrame
) -> dict[str, float | None]:
    """Shares of long spells that leave as pregnant or overlapping, and the meetings of the pregnant."""
    removed = dict(zip(attrition["step"], attrition["spells_removed"], strict=True))
    long_spells = attrition["spells_left"][0]
    pregnant = excluded_spells.filter(pl.col("step") == "pregnant")
    others = pl.concat([cohort["meeting"], excluded_spells.filter(pl.col("step") != "pregnant")["meeting"]])
    return {
        "cohort_pregnant_share": 100 * removed["pregnant"] / long_spells if long_spells else None,
        "cohort_overlap_share": 100 * removed["overlapping"] / long_spells if long_spells else None,
        "meeting_share_pregnant": share_pct(pregnant["meeting"]),
        "meeting_share_not_pregnant": share_pct(others),
    }


def _level_claims(cohort: pl.DataFrame) -> dict[str, float | None]:
    """Season-adjusted meeting shares of the country without the pilot offices; null where seasons cannot be told."""
    try:
        season = estimate_season(cohort, first_year=SEASON_YEARS[0], last_year=SEASON_YEARS[1])
    except ValueError:  # a register too small to have spells in every month
        return dict.fromkeys(LEVELS)
    effects = dict(season.filter(outcome="meeting").select("calendar_month", "season_effect").iter_rows())
    adjusted = (
        without_pilot_offices(cohort)
        .sort("spell_id")
        .select(
            "start_date",
            (pl.col("meeting") * 100.0 - pl.col("start_date").dt.month().cast(pl.Int32).replace_strict(effects)).alias(
                "adjusted"
            ),
        )
    )
    return {claim: mean_of(_starts_in(adjusted, window)["adjusted"]) for claim, window in LEVELS.items()}


def _hazard_claims(spells: pl.DataFrame) -> dict[str, float | None]:
    """Weekly meeting hazards around week 25, percent of those on leave without a meeting (RULES 27 and 28)."""
    before = _hazards_pct(_starts_in(spells, HAZARD_BEFORE))
    after = _hazards_pct(_starts_in(spells, HAZARD_AFTER))
    known = {week: hazard for week, hazard in after.items() if hazard}
    peak = max(known, key=lambda week: known[week]) if known else None
    return {
        "meeting_hazard_week_25_before": before[HAZARD_WEEK],
        "meeting_hazard_week_25_after": after[HAZARD_WEEK],
        "meeting_hazard_peak_week": None if peak is None else float(peak),
    }


def _hazards_pct(spells: pl.DataFrame) -> dict[int, float | None]:
    """Meeting hazard by week of the spell, percent; null where nobody is at risk."""
    week = (pl.col("meeting_day") // 7).fill_null(LAST_WEEK + 1)
    hazards: dict[int, float | None] = {}
    for number in range(FIRST_WEEK, LAST_WEEK + 1):
        at_risk = spells.filter((pl.col("duration") >= 7 * number) & (week >= number)).select(week == number)
        hazards[number] = share_pct(at_risk.to_series())
    return hazards


def _answer_claims(cohort: pl.DataFrame) -> dict[str, float | None]:
    """How the asked answer, and how fast."""
    asked = cohort.filter(pl.col("is_asked") & (pl.col("start_date") >= FIRST_ASKED_START))
    silent, both_yes = (asked.filter(pl.col("answer") == answer) for answer in ("no_answer", "both_yes"))
    both_no = asked.filter(~pl.col("has_employee_need") & ~pl.col("has_employer_need"))
    median = silent["duration"].median()
    unanswered = share_pct(asked["answer"] == "no_answer")
    unwanted = share_pct(asked["answer"].is_in(["no_answer", "no"]))
    return {
        "answers_unanswered_share": unanswered,
        "answers_yes_share": None if unwanted is None else 100 - unwanted,
        "answers_no_or_unanswered_share": unwanted,
        "employee_answers_within_two_weeks": _fast_share_pct(asked, "employee_answer_date"),
        "employer_answers_within_two_weeks": _fast_share_pct(asked, "employer_answer_date"),
        "meeting_share_when_both_no": share_pct(both_no["meeting"]),
        "no_answer_median_days_after_question": None if median is None else float(str(median)) - QUESTION_DAY,
        "both_yes_full_period_share": share_pct(both_yes["duration"] >= FULL_PERIOD_DAYS),
    }


def _fast_share_pct(asked: pl.DataFrame, answer_date: str) -> float | None:
    """Percent of a party's answers that came within two weeks of the question."""
    answered = asked.filter(pl.col(answer_date).is_not_null())
    return share_pct((answered[answer_date] - answered["asked_date"]).dt.total_days() <= ANSWER_DAYS)


def _meeting_claims(spells: pl.DataFrame) -> dict[str, float | None]:
    """Who meets and when, spring and summer before and after (table 2, right)."""
    before, after = (_starts_in(spells, window).filter("meeting") for window in (SUMMER_BEFORE, SUMMER_AFTER))
    days = [mean_of(meetings["meeting_day"]) for meetings in (before, after)]
    return {
        "graded_share_with_meeting_before": share_pct(before["grade_mean"] < 1),
        "graded_share_with_meeting_after": share_pct(after["grade_mean"] < 1),
        "meeting_day_after": days[1],
        "meeting_day_shift": None if days[0] is None or days[1] is None else days[1] - days[0],
    }

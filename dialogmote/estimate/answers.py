"""The answers to the question in week 16, and what followed: table 1, the crossing of answers, figure v1.

Source: RULES 20, 23, 25, 27. All of them are about cohort spells that were asked, at all offices, unadjusted.
"""

from datetime import date

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import ANSWER_GROUPS, AnswersCross, FigureV1, Table1
from dialogmote.estimate.means import mean_of, share_pct
from dialogmote.estimate.weeks import completed_week, count_by_week, week_numbers
from dialogmote.estimate.windows import StartWindow, started_in

# ASSUME asked_starts: table 1's 38 months are the starts from November 2018 to the end of 2021 (RULES 23).
ASKED_STARTS = StartWindow(date(2018, 11, 1), date(2021, 12, 31))
TOTAL = "total"
PARTY_ANSWERS = ("none", "no", "yes")
RESPONDENTS = ("employee", "employer")
# What the exhibits read of the cohort.
TABLE_1_COLUMNS = ("spell_id", "start_date", "is_asked", "answer", "meeting", "duration")
ANSWERS_CROSS_COLUMNS = ("spell_id", "start_date", "is_asked", "meeting", "has_employee_need", "has_employer_need")
FIGURE_V1_COLUMNS = ("spell_id", "start_date", "is_asked", "employee_answer_date", "employer_answer_date")
PROMPT_ANSWER_DAYS = 14  # "within two weeks", counted from the day the question was sent (RULES 27)


def select_asked(cohort: pl.DataFrame) -> pl.DataFrame:
    """The cohort spells that were asked, of the starts that table 1 and figure v1 are about (RULES 23)."""
    return started_in(cohort, ASKED_STARTS).filter(pl.col("is_asked")).sort("spell_id")


def table_1(cohort: pl.DataFrame) -> pl.DataFrame:
    """Asked spells by answer group, and all of them in the row `total` (RULES 25).

    Shares in percent; mean and quartiles of the duration in days, capped at 365. A group without spells has n 0 and
    nulls, its share of the asked spells apart.
    """
    asked = select_asked(cohort)
    groups = {group: asked.filter(pl.col("answer") == group) for group in ANSWER_GROUPS}
    rows = [_describe_group(name, spells, asked.height) for name, spells in (groups | {TOTAL: asked}).items()]
    schema = {name: column.dtype for name, column in Table1.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _describe_group(answer: str, spells: pl.DataFrame, n_asked: int) -> dict[str, object]:
    p25, p50, p75 = _quartiles(spells["duration"])
    return {
        "answer": answer,
        "share_pct": 100 * spells.height / n_asked if n_asked else None,
        "meeting_share_pct": share_pct(spells["meeting"]),
        "duration_mean_days": mean_of(spells["duration"]),
        "duration_p25_days": p25,
        "duration_p50_days": p50,
        "duration_p75_days": p75,
        "n": spells.height,
    }


def _quartiles(values: pl.Series) -> tuple[float | None, float | None, float | None]:
    """Quartiles by linear interpolation between order statistics, R's type 7 (RULES 25); nulls of no values."""
    if values.is_empty():
        return None, None, None
    # ASSUME quartiles_interpolated: the article does not say how; whole days would differ by half a day at most.
    p25, p50, p75 = np.quantile(values.to_numpy(), [0.25, 0.5, 0.75], method="linear")
    return float(p25), float(p50), float(p75)


def answers_cross(cohort: pl.DataFrame) -> pl.DataFrame:
    """The employee's answer (none, no, yes) by the employer's, among asked spells: share and meeting share in percent.

    All nine combinations stand; the meeting share is null where there is no spell.
    """
    asked = select_asked(cohort).with_columns(_party_answer(respondent) for respondent in RESPONDENTS)
    rows = []
    for employee in PARTY_ANSWERS:
        for employer in PARTY_ANSWERS:
            is_cell = (pl.col("employee_answer") == employee) & (pl.col("employer_answer") == employer)
            spells = asked.filter(is_cell)
            share = 100 * spells.height / asked.height if asked.height else None
            rows.append((employee, employer, share, share_pct(spells["meeting"]), spells.height))
    schema = {name: column.dtype for name, column in AnswersCross.columns().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _party_answer(respondent: str) -> pl.Expr:
    need = pl.col(f"has_{respondent}_need")
    said = pl.when(need).then(pl.lit("yes")).otherwise(pl.lit("no"))
    return pl.when(need.is_null()).then(pl.lit("none")).otherwise(said).alias(f"{respondent}_answer")


def figure_v1(cohort: pl.DataFrame) -> pl.DataFrame:
    """In which completed week of the spell each party gave the answer that counts (RULES 23, 27).

    `share_pct` is of the asked spells where that party answered; answers before week 16 or after week 52 are among
    those and have no row. Weeks without answers stand with 0; shares are null when the party never answered.
    """
    asked = select_asked(cohort)
    return pl.concat([_answers_by_week(asked, respondent) for respondent in RESPONDENTS])


def _answers_by_week(asked: pl.DataFrame, respondent: str) -> pl.DataFrame:
    day = (pl.col(f"{respondent}_answer_date") - pl.col("start_date")).dt.total_days() + 1
    weeks = asked.select(completed_week(day).alias("week")).to_series().drop_nulls()
    answers = pl.DataFrame([week_numbers(), pl.Series("n", count_by_week(weeks), dtype=pl.Int64)])
    share = 100 * pl.col("n") / len(weeks) if len(weeks) else pl.lit(None, dtype=pl.Float64)
    return answers.with_columns(share.alias("share_pct"), respondent=pl.lit(respondent)).select(
        list(FigureV1.columns())
    )


def answered_within_two_weeks(cohort: pl.DataFrame) -> pl.DataFrame:
    """Of the asked spells where a party answered, those where its counted answer came within two weeks (RULES 27).

    Columns: respondent (`employee`, `employer`), share_pct, n (spells where that party answered), n_within. An answer
    14 days after the question is within; so is one before it. The share is null when the party never answered.
    """
    asked = select_asked(cohort)
    rows = []
    for respondent in RESPONDENTS:
        wait = (pl.col(f"{respondent}_answer_date") - pl.col("asked_date")).dt.total_days()
        within = asked.select(wait.alias("days")).to_series().drop_nulls() <= PROMPT_ANSWER_DAYS
        rows.append((respondent, share_pct(within), len(within), int(within.sum())))
    schema = {"respondent": pl.String, "share_pct": pl.Float64, "n": pl.Int64, "n_within": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")

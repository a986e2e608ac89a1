"""Outcomes that come in batches, one for each week or month: computed when needed, each with its own season step.

An outcome is an expression over a frame's columns, so that a batch takes the memory of a block of columns and not of
all. Weeks are completed weeks (RULES 27, 28). Weekly outcomes are in percentage points (RULES 21), grades in percent
(RULES 19).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from dialogmote.design.scale import PERCENT
from dialogmote.design.season import MONTHS_A_YEAR, estimate_month_effects

WEEKS = range(16, 53)
DAYS_A_WEEK = 7
WEEKLY_OUTCOMES = ("meeting", "on_leave")
GRADE_MONTHS = range(1, 13)
GRADE_SAMPLES = ("all", "on_leave")
# Columns computed at once: so many of national length stay below the size at which memory is mapped anew each time.
BLOCK = 12


@dataclass(frozen=True)
class Outcome:
    """A left-hand side: `plain` as it is, `adjusted` less its season effect; Float64 over one frame's columns.

    Rows that do not have the outcome are null in both.
    """

    name: str
    plain: pl.Expr
    adjusted: pl.Expr


def panel_outcome(outcome: str) -> Outcome:
    """An outcome that stands in the panel, plain and adjusted."""
    return Outcome(outcome, pl.col(outcome).cast(pl.Float64), pl.col(f"{outcome}_adjusted").cast(pl.Float64))


def weekly_name(outcome: str, week: int) -> str:
    """What the season step calls a weekly outcome: `meeting_by_week_16`, `on_leave_in_week_16`."""
    if outcome not in WEEKLY_OUTCOMES:
        raise ValueError(f"outcome {outcome!r} is none of {', '.join(WEEKLY_OUTCOMES)}")
    return f"meeting_by_week_{week}" if outcome == "meeting" else f"on_leave_in_week_{week}"


def weekly_outcome(outcome: str, week: int) -> Outcome:
    """Meeting by the end of a week, or on leave in it, over `meeting_day` and `duration`; not adjusted (RULES 28).

    The counted meeting is on day 7w + 6 at the latest; on leave in week w is a duration of at least 7w days.
    """
    first_day = DAYS_A_WEEK * week
    is_met = (pl.col("meeting_day") < first_day + DAYS_A_WEEK).fill_null(False)
    is_so = is_met if outcome == "meeting" else pl.col("duration") >= first_day
    plain = is_so.cast(pl.Float64) * PERCENT
    return Outcome(weekly_name(outcome, week), plain, plain)


def weekly_outcomes() -> list[Outcome]:
    """Both weekly outcomes in every week, not adjusted."""
    return [weekly_outcome(outcome, week) for outcome in WEEKLY_OUTCOMES for week in WEEKS]


def grade_name(sample: str, month: int) -> str:
    """What the season step calls a monthly grade: `grade_month_1`, `grade_on_leave_month_1`."""
    if sample not in GRADE_SAMPLES:
        raise ValueError(f"sample {sample!r} is none of {', '.join(GRADE_SAMPLES)}")
    return f"grade_month_{month}" if sample == "all" else f"grade_on_leave_month_{month}"


def grade_outcome(sample: str, month: int) -> Outcome:
    """The grade in a calendar month of the spell, over the columns of `monthly_grades`; not adjusted (RULES 19).

    In the sample `all` it is 0 once recovered; in `on_leave` it is null then.
    """
    grade = pl.col(f"grade_month_{month}")
    plain = grade if sample == "all" else pl.when(pl.col("months_on_leave") >= month).then(grade)
    return Outcome(grade_name(sample, month), plain, plain)


def grade_outcomes() -> list[Outcome]:
    """The grade in every month, of all and of those on leave, not adjusted."""
    return [grade_outcome(sample, month) for sample in GRADE_SAMPLES for month in GRADE_MONTHS]


def blocks_of(outcomes: Sequence[Outcome]) -> list[Sequence[Outcome]]:
    """The outcomes in the pieces that are computed at once."""
    return [outcomes[first : first + BLOCK] for first in range(0, len(outcomes), BLOCK)]


def estimate_batch_season(
    spells: pl.DataFrame, outcomes: Sequence[Outcome], *, first_year: int, last_year: int
) -> pl.DataFrame:
    """Season effects of a batch of outcomes (contract `season`), each over the cohort spells that have it (RULES 24).

    `spells` has `spell_id`, `start_date` and the columns of the outcomes. Raises `InputError` as
    `estimate_month_effects`.
    """
    within = spells.filter(pl.col("start_date").dt.year().is_between(first_year, last_year))
    frames = []
    for block in blocks_of(outcomes):
        columns = within.select("spell_id", "start_date", *(outcome.plain.alias(outcome.name) for outcome in block))
        names = [outcome.name for outcome in block]
        frames.append(estimate_month_effects(columns, names, first_year=first_year, last_year=last_year))
    return pl.concat(frames)


def adjust_outcomes(outcomes: Sequence[Outcome], season: pl.DataFrame | None) -> list[Outcome]:
    """The outcomes with the effect of the start's calendar month taken out of `adjusted`; as they are without a season.

    `season` has the contract `season`; the frame they are computed on has `start_date`. Raises `ValueError` when it
    lacks an outcome or a month.
    """
    if season is None:
        return list(outcomes)
    effects = {str(name): rows for (name,), rows in season.partition_by("outcome", as_dict=True).items()}
    if missing := [outcome.name for outcome in outcomes if outcome.name not in effects]:
        raise ValueError(f"season: no effects for {', '.join(missing)}")
    return [_take_out_season(outcome, effects[outcome.name]) for outcome in outcomes]


def _take_out_season(outcome: Outcome, effects: pl.DataFrame) -> Outcome:
    months = effects.sort("calendar_month")
    if months["calendar_month"].to_list() != list(range(1, MONTHS_A_YEAR + 1)):
        raise ValueError(f"season: not one effect for each calendar month of {outcome.name}")
    place = pl.col("start_date").dt.month().cast(pl.UInt32) - 1
    return replace(outcome, adjusted=outcome.plain - pl.lit(months["season_effect"]).gather(place))

"""How many spells stand behind each estimate: counts by group and period, for the disclosure gate.

No exhibit. An estimate of pilot x period rests on a few hundred spells where its regression has hundreds of thousands,
and only these counts tell.
"""

from collections.abc import Iterator

import polars as pl

from dialogmote.contracts.artifacts import CONTROL_GROUPS, SHARE_OUTCOMES, RegressionCells
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.heterogeneity import GROUPS, OUTCOMES
from dialogmote.estimate.weeks import DAYS_A_WEEK, week_numbers

MONTHS = range(1, 13)
FIXED_EFFECTS = ("age_years", "office", "industry", "occupation")
# Periods, their interactions, trends, six covariates, days of the month, months and their interactions: no regression
# has more columns than this beside its fixed effects.
MOST_REGRESSORS = 120
KEY = ("control_group", "group", "period", "measure", "place")


def regression_cells(panel: pl.DataFrame, cohort: pl.DataFrame) -> pl.DataFrame:
    """Counts by control group, group (pilot, control), period, measure and place (contract RegressionCells).

    `panel` is the coded panel, `cohort` has each spell's `meeting_day`, `end_date`, `duration` (days) and `grade_mean`.
    Measures: `spells`, `offices`, each share outcome; by week of the spell `meeting_by_week`, `on_leave_in_week`; by
    month of the spell `on_leave_in_month`; by start month (yyyymm) `spells_in_month`, `meeting_in_month`; `levels`
    bounds the parameters of a regression, for the group `all`. Of groups of spells that have regressions of their own
    (`heterogeneity`), `spells`, `offices`, share outcomes and `levels` with the group's name: `spells:women`.
    """
    spells = panel.join(
        cohort.select("spell_id", "meeting_day", "end_date", "grade_mean", days="duration"),
        on="spell_id",
        validate="1:1",
    ).with_columns(
        group=pl.when("is_pilot").then(pl.lit("pilot")).otherwise(pl.lit("control")),
        months_on_leave=12 * (pl.col("end_date").dt.year() - pl.col("start_date").dt.year())
        + (pl.col("end_date").dt.month().cast(pl.Int32) - pl.col("start_date").dt.month().cast(pl.Int32))
        + 1,
        start_place=100 * pl.col("start_date").dt.year() + pl.col("start_date").dt.month().cast(pl.Int32),
    )
    frames = [
        frame.with_columns(control_group=pl.lit(group))
        for group in CONTROL_GROUPS
        for frame in _cells_of(select_did_sample(spells, group))
    ]
    schema = pl.Schema({name: column.dtype for name, column in RegressionCells.columns().items()})
    return pl.concat([frame.select(*KEY, "n").cast(schema) for frame in frames]).sort(KEY)


def _cells_of(sample: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield _count(sample, {("spells", 0): pl.len(), ("offices", 0): pl.col("office").n_unique()})
    yield _count(sample, {(outcome, 0): (pl.col(outcome) > 0).sum() for outcome in SHARE_OUTCOMES})
    weeks = week_numbers().to_list()
    last_day = DAYS_A_WEEK - 1
    yield _count(
        sample,
        {("meeting_by_week", w): (pl.col("meeting_day") <= DAYS_A_WEEK * w + last_day).sum() for w in weeks}
        | {("on_leave_in_week", w): (pl.col("days") >= DAYS_A_WEEK * w).sum() for w in weeks}
        | {("on_leave_in_month", month): (pl.col("months_on_leave") >= month).sum() for month in MONTHS},
    )
    by_month = sample.group_by("group", "period", place="start_place")
    yield by_month.agg(n=pl.len()).with_columns(measure=pl.lit("spells_in_month"))
    yield by_month.agg(n=(pl.col("meeting") > 0).sum()).with_columns(measure=pl.lit("meeting_in_month"))
    yield _bound_parameters(sample, "levels")
    for group, is_in in ((name, is_in) for kind in GROUPS.values() for name, is_in in kind.items()):
        yield from _cells_of_group(sample.filter(is_in), group)


def _cells_of_group(rows: pl.DataFrame, group: str) -> Iterator[pl.DataFrame]:
    """Cells of a group of spells with regressions of its own; none in a cell without a spell."""
    yield _count(rows, {(f"spells:{group}", 0): pl.len(), (f"offices:{group}", 0): pl.col("office").n_unique()})
    shares = [outcome for outcome in OUTCOMES if outcome in SHARE_OUTCOMES]
    yield _count(rows, {(f"{outcome}:{group}", 0): (pl.col(outcome) > 0).sum() for outcome in shares})
    yield _bound_parameters(rows, f"levels:{group}")


def _bound_parameters(rows: pl.DataFrame, measure: str) -> pl.DataFrame:
    """A number that a regression on these rows has no more parameters than."""
    levels = sum(rows[name].n_unique() for name in FIXED_EFFECTS) + MOST_REGRESSORS
    return pl.DataFrame({"group": ["all"], "period": [0], "measure": [measure], "place": [0], "n": [levels]})


def _count(sample: pl.DataFrame, measures: dict[tuple[str, int], pl.Expr]) -> pl.DataFrame:
    """One row per group, period and measure."""
    columns = {f"{measure}/{place}": expr.cast(pl.Int64) for (measure, place), expr in measures.items()}
    wide = sample.group_by("group", "period").agg(**columns)
    parts = pl.col("name").str.split("/").list
    return wide.unpivot(index=["group", "period"], variable_name="name", value_name="n").select(
        "group", "period", measure=parts.get(0), place=parts.get(1).cast(pl.Int32), n="n"
    )

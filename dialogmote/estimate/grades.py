"""The grade month by month: the DiD on it in each calendar month of the spell (figures 10 and v5).

In the sample `all` the grade is 0 once recovered; `on_leave` takes the spells on leave in that month, a regression on
rows of its own in each. The DiD's right-hand side with the day of the month the spell started as a further fixed effect
(RULES 19, 35), by the projection engine; pilot x period 2 is reported.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from dialogmote.contracts.artifacts import GradeEffects
from dialogmote.design.outcomes import GRADE_MONTHS, GRADE_SAMPLES, Outcome, adjust_outcomes, grade_name, grade_outcomes
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.batches import REPORTED_TERM, code_batch_rows
from dialogmote.estimate.did import did_design
from dialogmote.estimate.regression.design import Design, prepare_sample, sort_by_cluster
from dialogmote.estimate.regression.projection import estimate_batch

START_DAY = "start_day"


def estimate_grade_effects(
    panel: pl.DataFrame, grades: pl.DataFrame, season: pl.DataFrame | None, *, control_group: str
) -> pl.DataFrame:
    """Effects by sample and month, in the contract `figure_10`; percentage points of grade.

    `panel` has the contract `panel`, `grades` the contract `monthly_grades`; `season` holds the effects of the monthly
    grades, or nothing where none are taken out. `control_mean` is the plain mean over control spells of period 0, `n`
    the rows of the regression. A month that cannot be estimated is null. Raises `ValueError` for spells of the panel
    without grades.
    """
    rows = code_batch_rows(select_did_sample(panel, control_group), grades)
    rows = rows.with_columns(pl.col("start_date").dt.day().alias(START_DAY))
    # Coded and sorted once: each month's rows then keep their order, and only close the gaps in their codes.
    rows = sort_by_cluster(rows, grade_design().fixed_effects, grade_design().clusters)
    outcomes = {outcome.name: outcome for outcome in adjust_outcomes(grade_outcomes(), season)}
    keys = [(sample, month, grade_name(sample, month)) for sample in GRADE_SAMPLES for month in GRADE_MONTHS]
    frames = []
    for kept, names in _rows_by_month(rows, keys):
        batch = [outcomes[name] for name in names]
        estimates = estimate_batch(prepare_sample(kept, grade_design()), batch, [REPORTED_TERM])
        means = _control_means(kept, batch)
        frames.append(estimates.join(means, on="outcome").with_columns(n=pl.lit(kept.height, dtype=pl.Int64)))
    schema = {"sample": pl.String, "month": pl.Int32, "outcome": pl.String}
    found = pl.DataFrame(keys, schema=schema, orient="row").join(pl.concat(frames), on="outcome", how="left")
    order = pl.col("sample").cast(pl.Enum(list(GRADE_SAMPLES)))
    return found.sort(order, "month").select(list(GradeEffects.columns()))


def grade_design() -> Design:
    """The DiD's right-hand side without group trends, and the day of the month of the start as a fixed effect."""
    design = did_design(group_trends=False, with_controls=True)
    return replace(design, fixed_effects=(*design.fixed_effects, START_DAY))


def _rows_by_month(
    rows: pl.DataFrame, keys: Sequence[tuple[str, int, str]]
) -> Iterator[tuple[pl.DataFrame, list[str]]]:
    """The rows of each regression and the outcomes that are estimated on them.

    Months in which every spell is on leave have the rows of the sample `all`, and share its regressions' right-hand
    side.
    """
    everyone = [name for sample, _, name in keys if sample == "all"]
    months = [month for sample, month, _ in keys if sample == "on_leave"]
    shortest = min(rows["months_on_leave"].to_list(), default=0)
    everyone += [grade_name("on_leave", month) for month in months if month <= shortest]
    yield rows, everyone
    for month in months:
        if month > shortest:
            yield rows.filter(pl.col("months_on_leave") >= month), [grade_name("on_leave", month)]


def _control_means(rows: pl.DataFrame, outcomes: Sequence[Outcome]) -> pl.DataFrame:
    """Plain mean over control spells of period 0, added up in the order they stand: outcome, control_mean."""
    controls = rows.filter(~pl.col("is_pilot") & (pl.col("period") == 0))
    columns = controls.select(outcome.plain.alias(outcome.name) for outcome in outcomes)
    means = [float(np.mean(column.to_numpy())) if len(column) else None for column in columns]
    names = [outcome.name for outcome in outcomes]
    return pl.DataFrame({"outcome": names, "control_mean": pl.Series(means, dtype=pl.Float64)})

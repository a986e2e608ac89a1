"""Whether the service did different things to different people: the DiD of table 4 within groups of spells.

Each group has a regression of its own on the same design, so that every coefficient may differ. Groups of one kind
share their offices, and so their estimates are correlated: the test that they are equal takes the covariance of the
estimates from the offices' influence on each (Liang and Zeger 1986, "Longitudinal data analysis using generalized
linear models", Biometrika 73(1)). Many groups are looked at: p-values of the tests are also given as Holm corrects them
(Holm 1979, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6(2)), over
all kinds and outcomes of one control group.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import special

from dialogmote.contracts.artifacts import CONTROL_GROUPS, Heterogeneity
from dialogmote.design.outcomes import panel_outcome
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.batches import REPORTED_TERM
from dialogmote.estimate.did import PANEL_COLUMNS, code_regressors, did_design, in_spell_order
from dialogmote.estimate.regression.design import Sample, check_values, prepare_sample
from dialogmote.estimate.regression.projection import find_influences, fit_batch, project
from dialogmote.estimate.regression.tidy import NOISE_SHARE

FloatArray = npt.NDArray[np.float64]

OUTCOMES = ("meeting", "duration")
FULL_GRADE = 1.0
# ASSUME heterogeneity_groups: the ages are cut at 40 and 55, which no source does; the season effects are those of all
# spells; graded is what the whole spell was, so that it may be an effect of the meeting and not only a trait.
GROUPS: Mapping[str, Mapping[str, pl.Expr]] = {
    "sex": {"women": pl.col("is_woman"), "men": ~pl.col("is_woman")},
    "age": {
        "under_40": pl.col("age_years") < 40,
        "from_40_to_54": pl.col("age_years").is_between(40, 54),
        "from_55": pl.col("age_years") >= 55,
    },
    "grade": {"graded": pl.col("grade_mean") < FULL_GRADE, "full": pl.col("grade_mean") >= FULL_GRADE},
    "working_time": {"part_time": pl.col("is_part_time"), "full_time": ~pl.col("is_part_time")},
    "sector": {"public": pl.col("is_public_sector"), "private": ~pl.col("is_public_sector")},
}
HETEROGENEITY_COLUMNS = [
    name for name in PANEL_COLUMNS if not name.startswith(("total_duration", "lost_workdays", "exhausted", "aap_trans"))
]


@dataclass(frozen=True)
class _GroupFit:
    """The regressions of one group: tidy effect by outcome, and the offices' influence on it (empty where the effect
    has no standard error)."""

    effects: dict[str, dict[str, float | None]]
    influences: dict[str, pl.DataFrame]
    n: int
    n_treated: int


def heterogeneity(panel: pl.DataFrame, grades: pl.DataFrame) -> pl.DataFrame:
    """Effects in period 2 on meeting and duration by group of spells, in the contract `heterogeneity`.

    `panel` has the columns `HETEROGENEITY_COLUMNS`, `grades` each spell's `spell_id` and `grade_mean` (share, 1 for
    full sick leave). Effects are in percentage points and days, intervals those of table 4. `p_equal` is that of the
    test that all groups of a kind have one effect, null where fewer than two have a standard error; `p_equal_holm` is
    corrected. Raises `ValueError` for repeated spells or missing values.
    """
    spells = panel.join(grades.select("spell_id", "grade_mean"), on="spell_id", how="left", validate="1:1")
    check_values(spells, ["grade_mean"])
    frames = [_effects_of(select_did_sample(spells, control_group), control_group) for control_group in CONTROL_GROUPS]
    return pl.concat(frames).select(list(Heterogeneity.columns()))


def _effects_of(sample: pl.DataFrame, control_group: str) -> pl.DataFrame:
    rows = in_spell_order(sample)
    found = [row for kind in GROUPS for row in _effects_by_group(rows, kind)]
    tests: dict[tuple[object, object], float | None] = {(row["kind"], row["outcome"]): row["p_equal"] for row in found}
    corrected = dict(zip(tests, correct_by_holm(list(tests.values())), strict=True))
    for row in found:
        row["p_equal_holm"] = corrected[row["kind"], row["outcome"]]
    schema = {name: column.dtype for name, column in Heterogeneity.columns().items() if name != "control_group"}
    return pl.DataFrame(found, schema=schema).with_columns(control_group=pl.lit(control_group))


def _effects_by_group(rows: pl.DataFrame, kind: str) -> Iterator[dict[str, Any]]:
    fits = {group: _fit_group(rows.filter(is_in)) for group, is_in in GROUPS[kind].items()}
    for outcome in OUTCOMES:
        estimates = [fit.effects[outcome]["estimate"] for fit in fits.values()]
        p_equal = find_p_equal(estimates, [fit.influences[outcome] for fit in fits.values()])
        for group, fit in fits.items():
            place = {"kind": kind, "group": group, "outcome": outcome, "n": fit.n, "n_treated": fit.n_treated}
            yield place | fit.effects[outcome] | {"p_equal": p_equal}


def _fit_group(rows: pl.DataFrame) -> _GroupFit:
    sample = prepare_sample(code_regressors(rows), did_design(group_trends=False, with_controls=True))
    outcomes = [panel_outcome(outcome) for outcome in OUTCOMES]
    columns = ("estimate", "std_error", "ci_low", "ci_high", "p_value")
    effects = {
        outcome: fit.tidy.filter(pl.col("term") == REPORTED_TERM).select(columns).row(0, named=True)
        for outcome, fit in zip(OUTCOMES, fit_batch(sample, outcomes), strict=True)
    }
    influences = {outcome: _office_influences(sample, rows, outcome, effects[outcome]) for outcome in OUTCOMES}
    n_treated = rows.filter(pl.col("is_pilot") & (pl.col("period") == 2)).height
    return _GroupFit(effects, influences, rows.height, n_treated)


def _office_influences(
    sample: Sample, rows: pl.DataFrame, outcome: str, effect: Mapping[str, float | None]
) -> pl.DataFrame:
    """What each office adds to the estimate's error: office, influence."""
    if not effect["std_error"]:
        return pl.DataFrame(schema={"office": pl.String, "influence": pl.Float64})
    values = sample.rows.select(panel_outcome(outcome).adjusted).to_numpy()
    influences = find_influences(project(sample), values, "office")[
        :, sample.identification.kept.index(REPORTED_TERM), 0
    ]
    return pl.DataFrame({"office": rows["office"].unique().sort(), "influence": influences})


def find_p_equal(estimates: Sequence[float | None], influences: Sequence[pl.DataFrame]) -> float | None:
    """p-value of the F test that all estimates are of one effect, with (groups - 1, offices - 1) degrees of freedom.

    `influences` has a frame a group: office, influence. Groups without influences are left out; null when fewer than
    two groups are left, or when their difference has no variance.
    """
    used = [(estimate, one) for estimate, one in zip(estimates, influences, strict=True) if one.height]
    if len(used) < 2:
        return None
    offices = pl.concat([one.select("office") for _, one in used]).unique().sort("office")
    columns = [offices.join(one, on="office", how="left", maintain_order="left")["influence"] for _, one in used]
    phi = np.column_stack([column.fill_null(0.0).to_numpy() for column in columns])
    gaps = phi[:, 1:] - phi[:, :1]
    covariance = offices.height / (offices.height - 1) * gaps.T @ gaps
    if np.linalg.eigvalsh(covariance)[0] <= NOISE_SHARE * np.trace(phi.T @ phi):
        return None
    values = np.array([float(estimate or 0.0) for estimate, _ in used])
    distance = values[1:] - values[0]
    statistic = float(distance @ np.linalg.solve(covariance, distance)) / len(distance)
    return float(special.fdtrc(len(distance), offices.height - 1, statistic))


def correct_by_holm(p_values: Sequence[float | None]) -> list[float | None]:
    """p-values of several tests corrected by Holm's step-down; null ones stay so and do not count."""
    tested = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    corrected: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(tested):
        highest = max(highest, min(1.0, (len(tested) - rank) * p))
        corrected[place] = highest
    return corrected

"""What the batches share: the rows of the DiD with the columns their outcomes are computed from."""

import polars as pl

from dialogmote.estimate.did import CLUSTERS, COVARIATES, FIXED_EFFECTS, code_regressors, did_design, in_spell_order

REPORTED_TERM = "pilot_x_period_2"
KEPT_COLUMNS = list(dict.fromkeys(["spell_id", "start_date", "period", "is_pilot", *FIXED_EFFECTS, *CLUSTERS]))
PANEL_COLUMNS = [*KEPT_COLUMNS, "is_trondelag", "trend_years", *COVARIATES]


def code_batch_rows(sample: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """The sample's rows by `spell_id`, with the DiD's regressors and the columns of `values`.

    `sample` has the columns `PANEL_COLUMNS`, of which only what regressions and outcomes use is kept; `values` has one
    row a spell, by `spell_id`. Raises `ValueError` when a spell of the sample stands twice or is not among the values.
    """
    if sample["spell_id"].is_duplicated().any():
        raise ValueError("panel: a spell stands there more than once")
    missing = sample.join(values, on="spell_id", how="anti").height
    if missing:
        raise ValueError(f"{missing} spells of the panel have no outcomes")
    regressors = did_design(group_trends=False, with_controls=True).regressors
    coded = code_regressors(sample).select(*KEPT_COLUMNS, *regressors)
    joined = coded.join(values, on="spell_id", how="left", maintain_order="left", validate="m:1")
    return in_spell_order(joined)

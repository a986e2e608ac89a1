"""The offices of the map: figure 1."""

import polars as pl

from dialogmote.cohort.offices import resolve_offices
from dialogmote.contracts.artifacts import Figure1

COHORT_COLUMNS = ("office",)


def figure_1(offices: pl.DataFrame, cohort: pl.DataFrame) -> pl.DataFrame:
    """One row per final office, by code: name, county and pilot from its latest row, and its cohort spells (RULES 16).

    `offices` are the verified rows of `nav_enhet`. Spells of all start dates count; an office without any has 0.
    Raises `ValueError` when a spell's office is no final office.
    """
    latest = offices.sort("office_code", "valid_from").unique("office_code", keep="last", maintain_order=True)
    names = latest.select(pl.col("office_code").alias("office"), pl.col("office_name").alias("name"))
    final = resolve_offices(offices).select("office", "county", pl.col("is_pilot").alias("pilot")).unique()
    spells = cohort.group_by("office").agg(pl.len().cast(pl.Int64).alias("n_spells"))
    figure = (
        final.join(names, on="office", how="left")
        .join(spells, on="office", how="left")
        .with_columns(pl.col("n_spells").fill_null(0))
        .sort("office")
    )
    if figure["n_spells"].sum() != cohort.height:
        raise ValueError(f"{cohort.height - figure['n_spells'].sum()} spells at offices that are no final office")
    return figure.select(list(Figure1.columns()))

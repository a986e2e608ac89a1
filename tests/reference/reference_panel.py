"""The reference spells in the columns of the panel, and the reference values, for the tests beside this file."""

from pathlib import Path

import polars as pl

FOLDER = Path(__file__).parent
NAMES = {
    "woman": "is_woman",
    "married": "is_married",
    "foreign_born": "is_foreign_born",
    "part_time": "is_part_time",
    "public": "is_public_sector",
    "aap": "is_aap_recipient",
    "p1": "period_1",
    "p2": "period_2",
    "p3": "period_3",
    "px1": "pilot_x_period_1",
    "px2": "pilot_x_period_2",
    "px3": "pilot_x_period_3",
    "t": "trend",
    "pt": "pilot_x_trend",
    "pilot": "pilot",
    "(Intercept)": "intercept",
}


def read_panel() -> pl.DataFrame:
    """spells.csv as a panel with two outcomes, not adjusted for seasons."""
    spells = pl.read_csv(FOLDER / "spells.csv")
    month = pl.col("month")
    return spells.rename({name: NAMES[name] for name in NAMES if name in spells.columns and name != "pilot"}).select(
        pl.int_range(pl.len()).alias("spell_id"),
        pl.col("person").alias("person_id"),
        pl.date(2017 + month // 12, 1 + month % 12, 1).alias("start_month"),
        pl.col("period").cast(pl.Int8),
        (month / 12).alias("trend_years"),
        pl.col("office"),
        pl.col("pilot").cast(pl.Boolean).alias("is_pilot"),
        pl.lit(False).alias("is_trondelag"),
        pl.col("age").alias("age_years"),
        pl.col("industry", "occupation").cast(pl.String),
        pl.col(*(name for name in NAMES.values() if name.startswith("is_"))).cast(pl.Boolean),
        pl.col("meeting", "duration"),
        pl.col("meeting").alias("meeting_adjusted"),
        pl.col("duration").alias("duration_adjusted"),
    )


def read_reference(spec: str, outcome: str) -> pl.DataFrame:
    """The values of R fixest for one specification and outcome, terms under the panel's names."""
    values = pl.read_csv(FOLDER / "estimates.csv").filter(pl.col("spec") == spec, pl.col("outcome") == outcome)
    return values.with_columns(pl.col("term").replace(NAMES).str.replace(r"month::(\d+):pilot", "pilot_x_month_$1"))

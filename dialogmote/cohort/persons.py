"""Covariates that come from the person: age, sex, marriage, birth country, protection, periods of benefit."""

import polars as pl

from dialogmote.contracts.extracts import OPEN_END

OLDEST_AGE_YEARS = 66
PROTECTED_CODES = (6, 7)
WOMAN_CODE = 5002
NORWAY = "NOR"


def age_in_years(birth: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Completed years at `day`; who was born on 29 February turns a year older on 1 March in other years (RULES 13)."""
    month_day = day.dt.month().cast(pl.Int32) * 100 + day.dt.day()
    birth_month_day = birth.dt.month().cast(pl.Int32) * 100 + birth.dt.day()
    return day.dt.year() - birth.dt.year() - (month_day < birth_month_day).cast(pl.Int32)


def describe_persons(spells: pl.DataFrame, persons: pl.DataFrame, married_statuses: tuple[str, ...]) -> pl.DataFrame:
    """What the person row valid on the spell's first day says (RULES 11, 13).

    Returns `spell_id`, `age_years`, `is_woman`, `is_married`, `is_foreign_born`, `is_protected`, sorted by `spell_id`.
    Raises `ValueError` when a spell has no person row valid on its first day.
    """
    described = persons.select(
        "person_id",
        "valid_from",
        "valid_to",
        "birth_date",
        (pl.col("sex_code") == WOMAN_CODE).alias("is_woman"),
        pl.col("marital_status").is_in(married_statuses).alias("is_married"),
        (pl.col("birth_country") != NORWAY).alias("is_foreign_born"),
        pl.col("protection_code").is_in(PROTECTED_CODES).alias("is_protected"),
    )
    valid = (
        spells.select("spell_id", "person_id", "start_date")
        .rechunk()
        .join(described.rechunk(), on="person_id", how="inner")
        .filter(pl.col("valid_from") <= pl.col("start_date"), pl.col("start_date") < pl.col("valid_to"))
    )
    if valid.height != spells.height:
        raise ValueError(f"{abs(spells.height - valid.height)} spells without exactly one valid person row")
    return valid.select(
        "spell_id",
        age_in_years(pl.col("birth_date"), pl.col("start_date")).alias("age_years"),
        "is_woman",
        "is_married",
        "is_foreign_born",
        "is_protected",
    ).sort("spell_id")


def touches_period(spells: pl.DataFrame, periods: pl.DataFrame, first: pl.Expr, last: pl.Expr) -> pl.Series:
    """Whether a period of the person meets the days `first` to `last` of the spell, all ends inside.

    `periods` has `person_id`, `from_date`, `to_date`; an end that is null is open. Boolean, in the order of `spells`.
    """
    asked = spells.select("spell_id", "person_id", first.alias("first"), last.alias("last"))
    met = asked.join(periods.with_columns(pl.col("to_date").fill_null(OPEN_END)), on="person_id", how="inner").filter(
        pl.col("from_date") <= pl.col("last"), pl.col("to_date") >= pl.col("first")
    )
    return asked["spell_id"].is_in(met["spell_id"].unique().implode())

"""Offices: the last successor of each office code, and what is known of it."""

import polars as pl


def resolve_offices(offices: pl.DataFrame) -> pl.DataFrame:
    """Each office code's last successor, with its county, residents and pilot status (RULES 16).

    Of each code the row with the latest `valid_from` counts; successors are followed from there until there is none.
    Returns `office_code`, `office`, `county`, `is_pilot`, `office_residents`, sorted by code.
    Raises `ValueError` for a successor that no row has and for a ring of successors.
    """
    # ASSUME office_by_last_successor: an office that merged or changed number is today's office, in all years.
    latest = offices.sort("office_code", "valid_from").unique("office_code", keep="last", maintain_order=True)
    successors = dict(latest.select("office_code", "successor_code").iter_rows())
    final = pl.DataFrame(
        {"office_code": list(successors), "office": [_last_successor(code, successors) for code in successors]},
        schema={"office_code": pl.String, "office": pl.String},
    )
    known = latest.select(
        pl.col("office_code").alias("office"), "county", "is_pilot", pl.col("residents").alias("office_residents")
    )
    return final.join(known, on="office", how="left", maintain_order="left").sort("office_code")


def _last_successor(code: str, successors: dict[str, str | None]) -> str:
    """Follow the chain from `code` to its end."""
    seen = {code}
    while (successor := successors[code]) is not None:
        if successor not in successors:
            raise ValueError("an office has a successor that no row describes")
        if successor in seen:
            raise ValueError("office successors form a ring")
        seen.add(successor)
        code = successor
    return code

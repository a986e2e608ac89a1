"""How well the synthetic register matches what is published: its moments beside those of the article.

The moments are numbers of the comparison (`dialogmote.record.comparison`), named like them, `exhibit/row_key/column`:
computed once, there. Agreement on a target only shows that the simulator was set right; the other moments emerged.
"""

from collections.abc import Collection

import polars as pl

from dialogmote.contracts.artifacts import SHARE_OUTCOMES, RegisterFidelity
from dialogmote.record.comparison.number import NOT_COMPARABLE, SOURCE_CONTRADICTION

# What a register has, and its estimates do not: shares, means, quartiles, levels. Counts follow the register's scale.
MOMENT_COLUMNS_OF_TABLE_4 = ("control_mean",)
CLAIM_COLUMNS = ("value",)
REGISTER_EXHIBITS = ("table_1", "table_2", "table_3", "table_4", "table_v1", "text_claims")
PLACES = {name: name.replace("_", " ") for name in REGISTER_EXHIBITS}
UNITS = {"_pct": "percent", "_days": "days", "_day": "day of spell", "_years": "years", "_residents": "residents"}


def register_fidelity(compared: pl.DataFrame, text_claims: pl.DataFrame, *, targets: Collection[str]) -> pl.DataFrame:
    """Simulated beside published moments (contract RegisterFidelity), in the order of the comparison.

    `compared` is the comparison (contract PublishedVsReproduced), `text_claims` the published list with its units and
    places. `targets` names the numbers the simulator was tuned to: they stand here whatever they are. Raises
    `ValueError` when a target is no number of the register. A moment of spells that do not exist is null.
    """
    numbers = compared.filter(pl.col("exhibit").is_in(REGISTER_EXHIBITS)).with_columns(
        moment=pl.concat_str("exhibit", "row_key", "column", separator="/")
    )
    unknown = sorted(set(targets) - set(numbers["moment"]))
    if unknown:
        raise ValueError(f"targets that are no moments: {', '.join(unknown)}")
    claims = {row["claim"]: (row["unit"], row["where"]) for row in text_claims.rows(named=True)}
    rows = [
        _moment_row(row, claims, is_target=row["moment"] in targets)
        for row in numbers.rows(named=True)
        if row["moment"] in targets or _is_moment(row)
    ]
    schema = {name: column.dtype for name, column in RegisterFidelity.columns().items()}
    return pl.DataFrame(rows, schema=schema)


def _is_moment(row: dict[str, object]) -> bool:
    """Whether a number describes the register, and may be compared."""
    exhibit, key, column = str(row["exhibit"]), str(row["row_key"]), str(row["column"])
    if row["status"] == SOURCE_CONTRADICTION or (row["status"] == NOT_COMPARABLE and row["reproduced"] is not None):
        return False
    if exhibit == "table_4":
        return column in MOMENT_COLUMNS_OF_TABLE_4 and key.endswith("/false")
    if exhibit == "text_claims":
        return column in CLAIM_COLUMNS and row["reproduced"] is not None
    return exhibit != "table_v1" and "n" not in (key, column)


def _moment_row(row: dict[str, object], claims: dict[str, tuple[str, str]], *, is_target: bool) -> dict[str, object]:
    exhibit, key, column = str(row["exhibit"]), str(row["row_key"]), str(row["column"])
    unit, where = claims.get(key, ("", "text")) if exhibit == "text_claims" else ("", PLACES[exhibit])
    return {
        "moment": row["moment"],
        "unit": unit or _unit(exhibit, key, column),
        "where": where,
        "published": row["published"],
        "simulated": row["reproduced"],
        "difference": row["difference"],
        "is_target": is_target,
    }


def _unit(exhibit: str, row_key: str, column: str) -> str:
    """The unit of a number: of a table's column, of its row, or of the outcome of a regression."""
    if exhibit in ("table_4", "table_v1"):
        return "percent" if row_key.split("/")[0] in SHARE_OUTCOMES else "days"
    name = column if exhibit == "table_1" else row_key
    return next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "days")

"""Table v1: were pilot and control offices on different trends before the service? In the article's form."""

from typing import Any

import polars as pl

from dialogmote.present.tables.grids import Grid, Variants, lay_out_grid, write_estimate, write_p_value
from dialogmote.present.tables.model import Table
from dialogmote.present.texts import Catalogue

PRINTED = ("trend_difference_per_year", "std_error", "p_value")


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per outcome, a column per control group with and without controls. `frame`: `TableV1`."""
    names: dict[object, str] = {
        has: catalogue.text(f"table_v1.controls_{'yes' if has else 'no'}") for has in (True, False)
    }
    variants = Variants("controls", catalogue.text("table_v1.controls"), names)
    return lay_out_grid("table_v1", frame, Grid(variants, _write_trend, PRINTED, ("n",)), catalogue)


def _write_trend(row: dict[str, Any], catalogue: Catalogue) -> str:
    """Difference in trend with stars, (standard error) and [p-value] on lines of their own."""
    trend = write_estimate(row["trend_difference_per_year"], row["std_error"], row["p_value"], catalogue)
    return f"{trend}\n[{write_p_value(row['p_value'], catalogue)}]"

"""Table 4: difference-in-differences in period 2, in the article's form."""

from typing import Any

import polars as pl

from dialogmote.present.tables.grids import Grid, Variants, lay_out_grid, stars, write_estimate
from dialogmote.present.tables.model import Table
from dialogmote.present.texts import Catalogue

__all__ = ["lay_out", "lay_out_effects", "stars"]

PRINTED = ("estimate", "std_error", "control_mean")
COUNTS = ("n", "n_persons", "n_offices", "n_pilot_offices")


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per outcome, a column per control group without and with trends. `frame`: `Table4`."""
    return lay_out_effects("table_4", frame, catalogue)


def lay_out_effects(exhibit: str, frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """The same for any exhibit of that contract: estimate and stars, standard error and control mean in each cell."""
    names: dict[object, str] = {
        has: catalogue.text(f"{exhibit}.trends_{'yes' if has else 'no'}") for has in (False, True)
    }
    variants = Variants("group_trends", catalogue.text(f"{exhibit}.trends"), names)
    return lay_out_grid(exhibit, frame, Grid(variants, _write_effect, PRINTED, COUNTS), catalogue)


def _write_effect(row: dict[str, Any], catalogue: Catalogue) -> str:
    """Estimate with stars, (standard error) and [control mean] on lines of their own."""
    estimate = write_estimate(row["estimate"], row["std_error"], row["p_value"], catalogue)
    return f"{estimate}\n[{catalogue.number(row['control_mean'], 1)}]"

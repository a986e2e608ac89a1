"""Period 2 against the two placebo periods, outcome by outcome."""

from typing import Any

import polars as pl

from dialogmote.present.tables.grids import Grid, Variants, lay_out_grid, write_estimate, write_p_value
from dialogmote.present.tables.model import Table
from dialogmote.present.texts import Catalogue

CONTRASTS = ("period_2_less_1", "period_2_less_3")


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """A row per outcome, a column per control group and contrast. `frame`: `PeriodContrasts`."""
    names: dict[object, str] = {name: catalogue.text(f"period_contrasts.{name}") for name in CONTRASTS}
    variants = Variants("contrast", catalogue.text("period_contrasts.contrast"), names)
    return lay_out_grid(
        "period_contrasts", frame, Grid(variants, _write_contrast, ("estimate", "std_error", "p_value")), catalogue
    )


def _write_contrast(row: dict[str, Any], catalogue: Catalogue) -> str:
    """Difference with stars, (standard error) and [p-value] on lines of their own."""
    difference = write_estimate(row["estimate"], row["std_error"], row["p_value"], catalogue)
    return f"{difference}\n[{write_p_value(row['p_value'], catalogue)}]"

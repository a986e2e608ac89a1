"""Table 4 without covariates and fixed effects: pilot, period and trend terms only."""

import polars as pl

from dialogmote.present.tables.model import Table
from dialogmote.present.tables.table_4 import lay_out_effects
from dialogmote.present.texts import Catalogue


def lay_out(frame: pl.DataFrame, catalogue: Catalogue) -> Table:
    """As table 4. `frame`: `Table4`."""
    return lay_out_effects("table_4_no_controls", frame, catalogue)

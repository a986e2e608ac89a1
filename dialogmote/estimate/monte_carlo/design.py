"""The study's design on aggregated cells: offices by start month, with the register's own sizes and variances."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from dialogmote.design.periods import PERIODS
from dialogmote.design.samples import select_did_sample
from dialogmote.estimate.monte_carlo.components import Components, measure_components
from dialogmote.estimate.monte_carlo.truths import OUTCOMES
from dialogmote.estimate.regression.design import check_values

CELL = ["office", "period", "trend_years"]
GROUPS = ["is_pilot", "is_trondelag"]
ADJUSTED = [f"{outcome}_adjusted" for outcome in OUTCOMES]
PANEL_COLUMNS = ["spell_id", *CELL, *GROUPS, *ADJUSTED]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class SimulatedDesign:
    """n cells, sorted by office, period and month, of G offices.

    `offices` (n) are codes 0, 1, 2, ... without gaps, `periods` (n) 0 to 3, `trend_years` (n) the start month in years
    from the first, `spells` (n) the cells' sizes, `treated` (G) the pilot offices. A month that two periods share is
    two cells of an office.
    """

    control_group: str
    offices: IntArray
    periods: IntArray
    trend_years: FloatArray
    spells: FloatArray
    treated: BoolArray
    components: Components

    def __post_init__(self) -> None:
        """Raise `ValueError` for cells that are not sorted by office, or offices with gaps in their codes."""
        if (np.diff(self.offices) < 0).any() or not np.array_equal(np.unique(self.offices), range(len(self.treated))):
            raise ValueError("cells are not sorted by offices coded 0, 1, 2, ... without gaps")

    @property
    def shocked_periods(self) -> IntArray:
        """A number for each cell's office and period (n)."""
        return self.offices * len(PERIODS) + self.periods


def measure_design(panel: pl.DataFrame, control_group: str) -> SimulatedDesign:
    """The design of one control group: its offices and cells, and the variances of the whole country's panel.

    `panel` has the columns `PANEL_COLUMNS`. Variances are the country's for both control groups: the county's offices
    are too few to tell shocks from noise. Individual variance is that within cells, not lessened by covariates. Raises
    `ValueError` for another control group, for missing values, and for an office that is on both sides.
    """
    rows = select_did_sample(panel, "national").select(PANEL_COLUMNS).sort(*CELL, "spell_id")
    check_values(rows, ADJUSTED)
    cells = rows.group_by(*CELL, *GROUPS).agg(spells=pl.len()).sort(CELL)
    if cells.select(CELL).is_duplicated().any():
        raise ValueError("panel: an office is pilot and control, or inside the county and outside")
    components = measure_components(
        rows.select(ADJUSTED).to_numpy(),
        cells["spells"].to_numpy().astype(np.int64),
        offices=_code(cells["office"]),
        periods=cells["period"].to_numpy().astype(np.int64),
        months=cells.select(pl.struct("period", "trend_years").rank("dense"))["period"].to_numpy().astype(np.int64) - 1,
        treated=cells["is_pilot"].to_numpy(),
    )
    return _take_cells(select_did_sample(cells, control_group), control_group, components)


def _take_cells(cells: pl.DataFrame, control_group: str, components: Components) -> SimulatedDesign:
    """The design of sorted cells."""
    offices = _code(cells["office"])
    treated = np.zeros(int(offices.max()) + 1, dtype=bool)
    treated[offices[cells["is_pilot"].to_numpy()]] = True
    return SimulatedDesign(
        control_group=control_group,
        offices=offices,
        periods=cells["period"].to_numpy().astype(np.int64),
        trend_years=cells["trend_years"].to_numpy().astype(np.float64),
        spells=cells["spells"].to_numpy().astype(np.float64),
        treated=treated,
        components=components,
    )


def _code(names: pl.Series) -> IntArray:
    """Codes 0, 1, 2, ... of the names in their order."""
    return names.rank("dense").to_numpy().astype(np.int64) - 1

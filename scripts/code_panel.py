"""Code the panel: periods, pilot, trend, and outcomes plain and season-adjusted."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.design.panel import code_panel
from dialogmote.design.periods import read_periods
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, season: str, panel: str, periods: list[dict], adjust: bool, pilot_county: str) -> None:
    """Read cohort and season effects, code, write the panel."""
    spells, effects = pl.read_parquet(cohort), pl.read_parquet(season)
    coded = code_panel(spells, effects, periods=read_periods(periods), adjust=adjust, pilot_county=pilot_county)
    write_checked(coded, panel)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            cohort=snakemake.input.cohort,
            season=snakemake.input.season,
            panel=snakemake.output.panel,
            periods=snakemake.params.periods,
            adjust=snakemake.params.adjust,
            pilot_county=snakemake.params.pilot_county,
        )

"""Code the panel: periods, pilot, trend, and outcomes plain and season-adjusted."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.design.panel import code_panel
from dialogmote.design.periods import read_periods
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, cohort: str, season: str, panel: str, periods: list[dict], pilot_county: str) -> None:
    """Read cohort and season effects (none given: nothing is adjusted), code, write the panel."""
    effects = pl.read_parquet(season) if season else None
    coded = code_panel(pl.read_parquet(cohort), effects, periods=read_periods(periods), pilot_county=pilot_county)
    write_checked(coded, panel)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            cohort=snakemake.input.cohort,
            season=snakemake.input.season,
            panel=snakemake.output.panel,
            periods=snakemake.params.periods,
            pilot_county=snakemake.params.pilot_county,
        )

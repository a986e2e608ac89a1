"""Assess what the comparison needs and no exhibit holds: claims from the cohort, and the spread behind means."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.design.periods import read_periods
from dialogmote.jobs import job_logging
from dialogmote.record.comparison import spreads

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(
    *, cohort: str, claim_values: str, moment_spreads: str, periods: list[dict[str, object]], pilot_county: str
) -> None:
    """Read the cohort, compute both, write both."""
    spells = pl.read_parquet(cohort)
    write_checked(spreads.claim_values(spells), claim_values)
    before = read_periods(periods)[0]
    found = spreads.moment_spreads(
        spells, first_start=before.first_start, last_start=before.last_start, pilot_county=pilot_county
    )
    write_checked(found, moment_spreads)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            cohort=snakemake.input.cohort,
            claim_values=snakemake.output.claim_values,
            moment_spreads=snakemake.output.moment_spreads,
            periods=snakemake.params.periods,
            pilot_county=snakemake.params.pilot_county,
        )

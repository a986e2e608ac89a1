"""Assess the interview study's offices: ranked, and how their columns go together."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.offices import correlate_offices, rank_offices
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, table_3_1: str, case_offices_3_1: str, case_offices_correlations: str) -> None:
    """Read the published table, rank and correlate, write both exhibits."""
    offices = pl.read_csv(table_3_1)
    write_checked(rank_offices(offices), case_offices_3_1)
    write_checked(correlate_offices(offices), case_offices_correlations)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            table_3_1=snakemake.input.table_3_1,
            case_offices_3_1=snakemake.output.case_offices_3_1,
            case_offices_correlations=snakemake.output.case_offices_correlations,
        )

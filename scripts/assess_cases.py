"""Assess the interview study's cases: every judgement, and counts by case beside the published figures."""

from typing import TYPE_CHECKING

import polars as pl

from dialogmote.contracts import write_checked
from dialogmote.estimate.agreement import case_figures, case_table
from dialogmote.jobs import job_logging

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake


def main(*, table_8_7: str, figures_8: str, case_table_8_7: str, case_figures_8: str) -> None:
    """Read the published table and figures, count, write both exhibits."""
    judgements = pl.read_csv(table_8_7)
    write_checked(case_table(judgements), case_table_8_7)
    write_checked(case_figures(judgements, pl.read_csv(figures_8)), case_figures_8)


if __name__ == "__main__":
    with job_logging(snakemake.log[0]):
        main(
            table_8_7=snakemake.input.table_8_7,
            figures_8=snakemake.input.figures_8,
            case_table_8_7=snakemake.output.case_table_8_7,
            case_figures_8=snakemake.output.case_figures_8,
        )
